"""Verdicts of the office, and by whom they may be given."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.utils import ProgrammingError

from candour.contexts.recommendations.models import Addressee, AddresseeDeadline, AddresseeStep, Claim, Verdict
from candour.contexts.recommendations.operations import judging, verifying
from candour.contexts.recommendations.procedure import answer
from candour.contexts.recommendations.tests.asked import today
from candour.contexts.recommendations.tests.followed import FOUND, Followed
from candour.kernel.deadlines import queries as clocks
from candour.kernel.ledger.models import Entry
from candour.kernel.people.models import Cover
from candour.kernel.people.roles import Role
from candour.kernel.people.tests import factories
from candour.kernel.procedures import proof
from candour.kernel.procedures.facts import Refused
from tests.somebody import AsDoor, now

pytestmark = pytest.mark.django_db
MISSING: dict[str, Any] = {"missing": "Two regions are not in it.", "next_on": today() + timedelta(days=60)}


@pytest.fixture
def desk(as_door: AsDoor) -> Followed:
    return Followed(as_door)


class TestVerify:
    def test_is_a_record_beside_the_claim(self, desk: Followed) -> None:
        held = desk.claimed()
        made = desk.judges(held)
        assert (held.state, made.outcome, made.claim.number) == (answer.VERIFIED, "verified", 1)
        assert Claim.objects.get(addressee=held).against_measure == "It is done in every region."
        assert set(clocks.running(AddresseeDeadline).filter(addressee=held).values_list("code", flat=True)) == {
            answer.DECIDE
        }
        assert AddresseeStep.objects.filter(addressee=held).latest("number").step == "verify"
        assert list(proof.faults(AddresseeStep)) == []

    @pytest.mark.parametrize("lacks", ["looked_at", "method"])
    def test_says_on_what_evidence_and_how(self, desk: Followed, lacks: str) -> None:
        held = desk.claimed()
        with pytest.raises(Refused) as refused:
            desk.judges(held, None, **{lacks: " "})
        assert refused.value.codes == (f"record.{lacks}",)

    @pytest.mark.parametrize("role", [Role.INVESTIGATOR, Role.DEPUTY_COMMISSIONER, Role.CONCERNS_CASEWORKER])
    def test_is_for_those_who_follow_recommendations(self, desk: Followed, role: str) -> None:
        held = desk.claimed()
        with pytest.raises(Addressee.DoesNotExist):
            desk.judges(held, by=desk.of_office(role, "Another"))

    def test_needs_a_claim(self, desk: Followed) -> None:
        held = desk.respond(desk.asked())
        with pytest.raises(Refused) as refused:
            desk.reviewer.does(verifying.verify, addressee_id=held.id, claim_id=None, **FOUND)
        assert refused.value.codes == ("state", "claim_replaced")
        assert not Verdict.objects.exists()


class TestIndependence:
    def test_somebody_who_works_for_the_body_may_not(self, desk: Followed) -> None:
        held = desk.claimed()
        factories.hold(desk.reviewer.person, Role.BODY_CONTACT, desk.body())
        with pytest.raises(Refused) as refused:
            desk.judges(held)
        assert refused.value.codes == ("equals.is_independent",)

    @pytest.mark.parametrize(("days", "may"), [(30, False), (360, False), (400, True)])
    def test_nor_somebody_who_did_so_lately(self, desk: Followed, days: int, may: bool) -> None:
        held = desk.claimed()
        left = today() - timedelta(days=days)
        factories.hold(desk.reviewer.person, Role.RECOMMENDATION_OWNER, desk.body(), ends_on=left)
        if may:
            assert desk.judges(held).outcome == "verified"
            return
        with pytest.raises(Refused) as refused:
            desk.judges(held, **MISSING)
        assert refused.value.codes == ("equals.is_independent",)

    @pytest.mark.parametrize("ends_on", [None, today() - timedelta(days=40)])
    def test_nor_somebody_who_stood_in_there(self, desk: Followed, ends_on: date | None) -> None:
        held = desk.claimed()
        holding = desk.owner().person.holdings.get()
        Cover.objects.create(
            holding=holding, covered_by=desk.reviewer.person, kind="deputy", starts_on=today() - timedelta(days=90),
            ends_on=ends_on,
        )  # fmt: skip
        with pytest.raises(Refused) as refused:
            desk.judges(held)
        assert refused.value.codes == ("equals.is_independent",)

    def test_having_worked_for_another_body_is_no_reason(self, desk: Followed) -> None:
        held = desk.claimed()
        factories.hold(desk.reviewer.person, Role.RECOMMENDATION_OWNER, desk.body("Northshire Council"))
        assert desk.judges(held).outcome == "verified"

    def test_the_database_refuses_the_row_by_itself(self, desk: Followed) -> None:
        held = desk.claimed()
        factories.hold(desk.reviewer.person, Role.BODY_CONTACT, desk.body())
        row = Verdict(
            addressee=held, claim=held.claims.get(), outcome="verified", **FOUND, found_on=today(), at=now(),
            by=desk.reviewer.person,
        )  # fmt: skip
        with desk.reviewer.open(), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            row.save(force_insert=True)


class TestNotVerified:
    def test_sets_the_day_by_which_it_is_expected(self, desk: Followed) -> None:
        held = desk.claimed()
        made = desk.judges(held, **MISSING)
        assert (held.state, held.deliver_by, held.next_due_on) == (answer.NOT_VERIFIED, made.next_on, made.next_on)

    def test_says_everything_that_lacks_at_once(self, desk: Followed) -> None:
        held = desk.claimed()
        with pytest.raises(Refused) as refused:
            desk.judges(held, missing="", next_on=None, looked_at="")
        assert refused.value.codes == ("record.looked_at", "record.missing", "record.next_on")

    def test_refuses_a_day_that_has_passed(self, desk: Followed) -> None:
        held = desk.claimed()
        with pytest.raises(Refused) as refused:
            desk.judges(held, missing="All.", next_on=today() - timedelta(days=1))
        assert refused.value.codes == ("day_passed",)

    def test_the_body_claims_again_and_is_verified(self, desk: Followed) -> None:
        held = desk.claimed()
        desk.judges(held, **MISSING)
        desk.claim(held)
        desk.judges(held)
        assert [row.outcome for row in held.verdicts.order_by("at")] == ["not_verified", "verified"]
        assert held.state == answer.VERIFIED


class TestStale:
    def test_a_verdict_is_about_the_last_claim(self, desk: Followed) -> None:
        held = desk.claimed()
        first = held.claims.get()
        desk.judges(held, **MISSING)
        desk.claim(held)
        with pytest.raises(Refused) as refused:
            desk.reviewer.does(verifying.verify, addressee_id=held.id, claim_id=first.id, **FOUND)
        assert refused.value.codes == ("claim_replaced",)
        assert Verdict.objects.count() == 1

    def test_two_officers_at_once(self, desk: Followed) -> None:
        held = desk.claimed()
        seen = held.steps.count()
        desk.judges(held)
        for officer, codes in ((desk.head, {"state"}), (desk.reviewer, {"state"})):
            with pytest.raises(Refused) as refused:
                officer.does(
                    verifying.find_not_verified, addressee_id=held.id, claim_id=held.claims.get().id, **FOUND,
                    **MISSING, seen=seen,
                )  # fmt: skip
            assert set(refused.value.codes) == codes
        assert held.verdicts.count() == 1

    def test_a_page_older_than_what_happened(self, desk: Followed) -> None:
        held = desk.respond(desk.asked())
        seen = held.steps.count() + 1
        desk.claim(held)
        desk.update(held)
        with pytest.raises(Refused) as refused:
            desk.judges(held, seen=seen)
        assert refused.value.codes == ("moved_on",)


class TestReconsider:
    def test_keeps_the_verdict_and_looks_again(self, desk: Followed) -> None:
        held = desk.verified()
        desk.reviewer.does(verifying.reconsider, addressee_id=held.id, rationale="A region wrote that it is not so.")
        held.refresh_from_db()
        assert (held.state, held.verdicts.count()) == (answer.CLAIMED, 1)
        desk.judges(held, **MISSING)
        assert held.verdicts.filter(claim=held.claims.get()).count() == 2

    def test_says_why(self, desk: Followed) -> None:
        held = desk.verified()
        with pytest.raises(Refused) as refused:
            desk.reviewer.does(verifying.reconsider, addressee_id=held.id, rationale="")
        assert refused.value.codes == ("record.rationale",)


def test_a_refusal_leaves_an_entry_with_its_codes(desk: Followed) -> None:
    held = desk.verified()
    with pytest.raises(Refused) as refused:
        desk.reviewer.does(verifying.reconsider, addressee_id=held.id, rationale="")
    before = Entry.objects.count()
    desk.reviewer.does(judging.record_refusal, addressee_id=held.id, step="reconsider", refused=refused.value)
    assert Entry.objects.count() == before + 1
