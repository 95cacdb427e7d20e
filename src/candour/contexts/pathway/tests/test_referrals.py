"""Who has a referral, who works on it, and who no longer may."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from candour.contexts.pathway.models import Deconfliction, Interest, PolicyChoice, Referral, ReferralStep
from candour.contexts.pathway.operations import assessing, deciding, kinds, reading, referrals
from candour.contexts.pathway.tests import factories as make
from candour.contexts.pathway.tests.desk import REASONS, Desk, ledger_verbs
from candour.kernel.people.models import RoleHolding
from candour.kernel.procedures.facts import Refused

pytestmark = pytest.mark.django_db


class TestTake:
    def test_gives_it_to_the_officer(self, officer: Desk, referral: Referral) -> None:
        row = officer.does(referrals.take, referral)
        referral.refresh_from_db()
        assert (referral.state, referral.assigned_to, row.number) == ("screening", officer.person, 2)

    def test_the_second_of_two_officers_is_told_who_did_it(
        self, officer: Desk, supervisor: Desk, referral: Referral
    ) -> None:
        officer.does(referrals.take, referral)
        with pytest.raises(Refused) as refused:
            supervisor.does(referrals.take, referral)
        assert refused.value.codes == ("state", "equals.assigned_to")
        assert "Ola Grant" in str(refused.value.refusals[0].message)

    def test_a_page_that_is_stale_is_refused(self, officer: Desk, supervisor: Desk, referral: Referral) -> None:
        officer.does(referrals.deconflict, referral, result="clear", checked_on=make.today())
        with pytest.raises(Refused) as refused:
            supervisor.does(referrals.take, referral, seen=1)
        assert refused.value.codes == ("moved_on",)

    def test_another_force_finds_nothing(self, elsewhere: Desk, referral: Referral) -> None:
        with pytest.raises(Referral.DoesNotExist):
            elsewhere.does(referrals.take, referral)

    def test_a_role_that_ended_finds_nothing(self, officer: Desk, referral: Referral) -> None:
        RoleHolding.objects.update(ends_on=make.today())
        with pytest.raises(Referral.DoesNotExist):
            officer.does(referrals.take, referral)


class TestAssign:
    def test_the_supervisor_gives_it_to_an_officer(self, officer: Desk, supervisor: Desk, referral: Referral) -> None:
        supervisor.does(referrals.assign, referral, person_id=officer.person.id)
        referral.refresh_from_db()
        assert (referral.state, referral.assigned_to) == ("screening", officer.person)

    def test_not_to_somebody_of_another_force(self, supervisor: Desk, elsewhere: Desk, referral: Referral) -> None:
        with pytest.raises(Refused) as refused:
            supervisor.does(referrals.assign, referral, person_id=elsewhere.person.id)
        assert refused.value.codes == ("record.assignee",)

    def test_an_officer_may_not(self, officer: Desk, supervisor: Desk, referral: Referral) -> None:
        with pytest.raises(Refused) as refused:
            officer.does(referrals.assign, referral, person_id=supervisor.person.id)
        assert refused.value.codes == ("role",)

    def test_reassigning_says_everything_that_lacks(self, officer: Desk, supervisor: Desk, referral: Referral) -> None:
        officer.does(referrals.take, referral)
        with pytest.raises(Refused) as refused:
            supervisor.does(referrals.reassign, referral, person_id=officer.person.id, rationale=" ")
        assert refused.value.codes == ("record.rationale", "assignee.same")
        supervisor.does(referrals.reassign, referral, person_id=supervisor.person.id, rationale="On leave.")
        referral.refresh_from_db()
        assert referral.assigned_to == supervisor.person

    def test_not_to_whoever_declared_an_interest(self, officer: Desk, supervisor: Desk, referral: Referral) -> None:
        officer.does(referrals.declare_interest, referral, rationale="He is my nephew.")
        with pytest.raises(Refused) as refused:
            supervisor.does(referrals.assign, referral, person_id=officer.person.id)
        assert refused.value.codes == ("assignee.excluded",)


class TestRoute:
    def test_sends_it_on_and_still_sees_where_it_went(self, officer: Desk, elsewhere: Desk, referral: Referral) -> None:
        other = make.force("Eastmoor Police")
        officer.does(referrals.route, referral, force_id=other.id, rationale="He lives there.")
        referral.refresh_from_db()
        assert (referral.force, referral.from_force, referral.state) == (other, make.force(), "received")
        assert officer.asks(Referral.objects.filter(id=referral.id).exists)
        with pytest.raises(Referral.DoesNotExist):
            officer.does(referrals.take, referral)
        elsewhere.does(referrals.take, referral)

    def test_not_to_a_force_in_which_nobody_could_open_it(self, officer: Desk, referral: Referral) -> None:
        with pytest.raises(Refused) as refused:
            officer.does(referrals.route, referral, force_id=make.force("Northmoor Police").id, rationale="")
        assert refused.value.codes == ("record.other_force", "record.rationale")

    def test_the_national_desk_puts_the_area_right(self, as_door: object, officer: Desk) -> None:
        desk = Desk(as_door, make.holder("Nia Desk", "police_supervisor", make.national_desk()))  # type: ignore[arg-type]
        referral = make.referral(authority_id=None)
        assert referral.force == make.national_desk()
        area = make.authority()
        given = {"force_id": make.force().id, "authority_id": area.id, "rationale": "Found in the register."}
        desk.does(referrals.route, referral, **given)
        referral.refresh_from_db()
        assert (referral.force, referral.authority) == (make.force(), area)


class TestDeconflict:
    def test_keeps_day_and_result_and_no_more(self, officer: Desk, referral: Referral) -> None:
        officer.does(referrals.deconflict, referral, result="hold", checked_on=make.today())
        referral.refresh_from_db()
        assert (referral.deconflicted, referral.deconflicted_on) == ("hold", make.today())
        assert {field.name for field in Deconfliction._meta.fields} == {
            "id", "referral", "result", "checked_on", "entered_at", "checked_by",
        }  # fmt: skip

    def test_refuses_days_that_cannot_be(self, officer: Desk, referral: Referral) -> None:
        for day, code in (
            (make.today() + timedelta(days=1), "checked_in_future"),
            (make.today() - timedelta(days=9), "checked_before"),
        ):
            with pytest.raises(Refused) as refused:
                officer.does(referrals.deconflict, referral, result="clear", checked_on=day)
            assert refused.value.codes == (code,)
        with pytest.raises(Refused) as refused:
            officer.does(referrals.deconflict, referral, result="maybe", checked_on=None)
        assert refused.value.codes == ("record.check",)

    def test_not_older_than_one_that_is_recorded(self, officer: Desk) -> None:
        referral = make.referral(received_on=make.today() - timedelta(days=9))
        officer.does(referrals.deconflict, referral, result="clear", checked_on=make.today())
        with pytest.raises(Refused) as refused:
            officer.does(referrals.deconflict, referral, result="hold", checked_on=make.today() - timedelta(days=3))
        assert refused.value.codes == ("checked_earlier",)

    def test_a_hold_after_the_decision_was_prepared_stops_it(
        self, officer: Desk, coordinator: Desk, referral: Referral
    ) -> None:
        officer.assesses(referral)
        officer.does(referrals.deconflict, referral, result="hold", checked_on=make.today())
        with pytest.raises(Refused) as refused:
            officer.does(
                deciding.refer_to_panel,
                referral,
                authority_id=make.authority().id,
                reasons=[REASONS["refer_to_panel"]],
                rationale="He is susceptible.",
            )
        assert refused.value.codes == ("one_of.deconfliction",)


class TestInterest:
    def test_removes_every_way_in(self, officer: Desk, referral: Referral) -> None:
        officer.does(referrals.take, referral)
        officer.does(referrals.declare_interest, referral, rationale="He is my nephew.")
        referral.refresh_from_db()
        assert referral.assigned_to is None
        assert not officer.asks(Referral.objects.exists)
        assert not ReferralStep.objects.filter(rationale__contains="nephew").exists()

    def test_is_ended_by_a_supervisor_who_is_not_its_own(
        self, officer: Desk, supervisor: Desk, referral: Referral
    ) -> None:
        officer.does(referrals.declare_interest, referral, rationale="Wrong person.")
        declared = Interest.objects.get()
        with pytest.raises(Refused) as refused:
            supervisor.does(referrals.end_interest, referral, declaration_id=uuid4(), rationale="")
        assert refused.value.codes == ("record.declaration", "record.rationale")
        supervisor.does(referrals.end_interest, referral, declaration_id=declared.id, rationale="Another child.")
        assert officer.asks(Referral.objects.exists)
        declared.refresh_from_db()
        assert declared.ended_by == supervisor.person

    def test_asks_for_its_reason(self, officer: Desk, referral: Referral) -> None:
        with pytest.raises(Refused):
            officer.does(referrals.declare_interest, referral, rationale=" ")


class TestCorrect:
    def test_a_referral_taken_by_mistake_is_nobodys_again(self, officer: Desk, referral: Referral) -> None:
        entry = officer.does(referrals.take, referral)
        officer.does(referrals.correct, referral, entry=entry.id, rationale="I meant the next one.")
        referral.refresh_from_db()
        assert (referral.state, referral.assigned_to) == ("received", None)

    def test_one_opened_by_mistake_stands_at_its_decision_again(
        self, officer: Desk, supervisor: Desk, referral: Referral
    ) -> None:
        officer.closes(referral, with_=supervisor)
        entry = officer.does(deciding.reopen, referral, rationale="A new letter.")
        officer.does(referrals.correct, referral, entry=entry.id, rationale="It was about somebody else.")
        referral.refresh_from_db()
        assert (referral.state, referral.outcome) == ("no_further_action", "close")

    def test_needs_a_reason_and_the_right_step(self, officer: Desk, referral: Referral) -> None:
        officer.does(referrals.take, referral)
        with pytest.raises(Refused) as refused:
            officer.does(referrals.correct, referral, entry=uuid4(), rationale="")
        assert "record.rationale" in refused.value.codes


class TestAssessing:
    def test_needs_a_check_and_every_part(self, officer: Desk, referral: Referral) -> None:
        officer.does(referrals.take, referral)
        with pytest.raises(Refused) as refused:
            officer.does(
                assessing.record_assessment,
                referral,
                framework="paf-2024",
                narrative="x",
                conclusion="x",
                type_of_concern="mixed_unclear",  # of an earlier list
                proposes="close",
            )
        assert refused.value.codes == ("record.deconfliction", "record.framework")

    def test_a_new_one_leaves_the_one_before(self, officer: Desk, referral: Referral) -> None:
        officer.assesses(referral)
        officer.assesses(referral, "close", conclusion="On reflection there is nothing.")
        numbers = list(referral.assessments.order_by("number").values_list("number", "proposes"))
        assert numbers == [(1, "refer_to_panel"), (2, "close")]
        assert referral.assessments.first().framework_version == "2024"  # type: ignore[union-attr]

    def test_only_who_works_on_it_assesses(self, officer: Desk, supervisor: Desk, referral: Referral) -> None:
        officer.assesses(referral)
        with pytest.raises(Refused) as refused:
            supervisor.assesses(referral)
        assert refused.value.codes == ("assigned",)

    def test_nobody_countersigns_their_own(self, supervisor: Desk, referral: Referral) -> None:
        supervisor.assesses(referral)
        with pytest.raises(Refused) as refused:
            supervisor.does(assessing.countersign, referral)
        assert refused.value.codes == ("equals.assessed_by_me",)

    def test_a_second_person_countersigns_once(self, officer: Desk, supervisor: Desk, referral: Referral) -> None:
        officer.assesses(referral)
        supervisor.does(assessing.countersign, referral)
        with pytest.raises(Refused) as refused:
            supervisor.does(assessing.countersign, referral)
        assert refused.value.codes == ("equals.countersigned",)

    def test_a_nations_own_policy_goes_first(self, officer: Desk, referral: Referral) -> None:
        officer.assesses(referral, "close")
        PolicyChoice.objects.create(
            code="countersign.close",
            value="not_required",
            nation="england",
            source="A test",
            in_force_from="2025-08-01",
        )
        officer.does(deciding.close, referral, reasons=[REASONS["close"]], rationale="Nothing is left to do.")


class TestReading:
    def test_counts_once_in_a_quarter_of_an_hour(self, officer: Desk, referral: Referral) -> None:
        officer.acts(reading.record_read, referral=referral)
        officer.acts(reading.record_read, referral=referral)
        officer.acts(reading.record_read, referral=referral, at=make.now() + timedelta(minutes=20))
        assert ledger_verbs().count("pathway.referral.read") == 2


def test_a_refusal_leaves_an_entry(officer: Desk, referral: Referral) -> None:
    with pytest.raises(Refused) as refused:
        officer.does(deciding.close, referral, reasons=[], rationale="")
    kinds.record_refusal(subject=referral.id, step="close", refused=refused.value, actor=officer.actor(), at=make.now())
    assert "pathway.step.refused" in ledger_verbs()
