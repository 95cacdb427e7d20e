"""Following a recommendation no further, opening it again, and asking anew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.utils import ProgrammingError

from candour.contexts.recommendations import codes
from candour.contexts.recommendations.models import Addressee, AddresseeDeadline, AddresseeStep, Closing
from candour.contexts.recommendations.operations import closing, verifying
from candour.contexts.recommendations.procedure import answer
from candour.contexts.recommendations.tests.asked import today
from candour.contexts.recommendations.tests.followed import Followed
from candour.kernel.deadlines import queries as clocks
from candour.kernel.procedures import proof
from candour.kernel.procedures.facts import Refused
from tests.somebody import AsDoor, now

pytestmark = pytest.mark.django_db
Kind = codes.ResponseKind


@pytest.fixture
def desk(as_door: AsDoor) -> Followed:
    return Followed(as_door)


def running(held: Addressee) -> set[str]:
    return set(clocks.running(AddresseeDeadline).filter(addressee=held).values_list("code", flat=True))


class TestClose:
    @pytest.mark.parametrize("how", ["close_as_done", "close_as_exceeded"])
    def test_what_was_verified(self, desk: Followed, how: str) -> None:
        held = desk.verified()
        made = desk.reviewer.does(getattr(closing, how), addressee_id=held.id, rationale="It is everywhere.")
        held.refresh_from_db()
        assert (held.state, held.is_open, held.next_due_on, made.reason) == (answer.CLOSED, False, None, how)
        assert AddresseeStep.objects.filter(addressee=held).latest("number").rationale == "It is everywhere."
        assert list(proof.faults(AddresseeStep)) == []

    def test_what_nobody_looked_at_is_not_done(self, desk: Followed) -> None:
        held = desk.claimed()
        with pytest.raises(Refused) as refused:
            desk.reviewer.does(closing.close_as_done, addressee_id=held.id, rationale="They say so.")
        assert refused.value.codes == ("state",)

    @pytest.mark.parametrize("how", [Kind.REJECT, Kind.NOTE])
    def test_what_was_refused(self, desk: Followed, how: codes.ResponseKind) -> None:
        held = desk.respond(desk.asked(), how)
        assert running(held) == {answer.DECIDE}
        desk.head.does(closing.close_as_refused, addressee_id=held.id, rationale="They said no, twice.")
        assert not running(held)

    def test_what_is_no_longer_applicable_whatever_runs(self, desk: Followed) -> None:
        held = desk.asked()
        desk.head.does(closing.close_as_not_applicable, addressee_id=held.id, rationale="The scheme has ended.")
        assert not running(held)

    @pytest.mark.parametrize("how", ["close_as_refused", "close_as_not_applicable"])
    def test_is_signed_by_those_who_sign(self, desk: Followed, how: str) -> None:
        held = desk.respond(desk.asked(), Kind.REJECT)
        with pytest.raises(Refused) as refused:
            desk.reviewer.does(getattr(closing, how), addressee_id=held.id, rationale="")
        assert refused.value.codes == ("role", "record.rationale")

    def test_the_database_refuses_a_reviewers_row_by_itself(self, desk: Followed) -> None:
        held = desk.respond(desk.asked(), Kind.REJECT)
        row = Closing(
            addressee=held, reason="close_as_refused", text="No.", closed_on=today(), at=now(), by=desk.reviewer.person
        )
        with desk.reviewer.open(), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            row.save(force_insert=True)


class TestSuperseded:
    def test_by_one_that_says_so(self, desk: Followed) -> None:
        held, newer = desk.asked(), desk.recommendation()
        desk.supersedes(newer, held.recommendation)
        made = desk.head.does(
            closing.close_as_superseded, addressee_id=held.id, successor_id=newer.id, rationale="The new one says more."
        )
        held.refresh_from_db()
        assert (held.state, made.superseded_by_id) == (answer.CLOSED, newer.id)

    def test_not_without_a_link(self, desk: Followed) -> None:
        held, newer = desk.asked(), desk.recommendation()
        desk.supersedes(held.recommendation, newer)  # the other way round
        with pytest.raises(Refused) as refused:
            desk.head.does(closing.close_as_superseded, addressee_id=held.id, successor_id=newer.id, rationale="Newer.")
        assert refused.value.codes == ("no_link",)
        row = Closing(
            addressee=held, reason="close_as_superseded", text="Newer.", superseded_by=newer, closed_on=today(),
            at=now(), by=desk.head.person,
        )  # fmt: skip
        with desk.head.open(), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            row.save(force_insert=True)

    def test_not_by_one_that_nobody_may_read_yet(self, desk: Followed) -> None:
        held, newer = desk.asked(), desk.recommendation(desk.report("later", published=False))
        desk.supersedes(newer, held.recommendation)
        with pytest.raises(Refused) as refused:
            desk.head.does(closing.close_as_superseded, addressee_id=held.id, successor_id=newer.id, rationale="Newer.")
        assert refused.value.codes == ("successor_not_published",)

    def test_says_by_which(self, desk: Followed) -> None:
        held = desk.asked()
        with pytest.raises(Refused) as refused:
            desk.head.does(closing.close_as_superseded, addressee_id=held.id, successor_id=None, rationale="")
        assert refused.value.codes == ("record.rationale", "record.successor")


class TestAskAgain:
    def test_starts_the_time_to_respond_again(self, desk: Followed) -> None:
        held = desk.respond(desk.asked(), Kind.REJECT)
        desk.reviewer.does(closing.ask_again, addressee_id=held.id, rationale="The reason given is not one.")
        held.refresh_from_db()
        assert (held.state, held.is_open) == (answer.ASKED, True)
        assert running(held) == {answer.RESPOND}
        assert desk.respond(held).state == answer.ACCEPTED
        assert held.responses.count() == 2

    def test_wants_a_day_that_can_be_kept(self, desk: Followed) -> None:
        held = desk.passes(desk.respond(desk.asked(deliver_by=today() + timedelta(days=20)), Kind.NOTE), 30)
        again = {"addressee_id": held.id, "rationale": "Noting is no answer."}
        for day, code in ((None, "deliver_by_passed"), (today() - timedelta(days=1), "day_passed")):
            with pytest.raises(Refused) as refused:
                desk.reviewer.does(closing.ask_again, **again, deliver_by=day)
            assert refused.value.codes == (code,)
        desk.reviewer.does(closing.ask_again, **again, deliver_by=today() + timedelta(days=90))
        held.refresh_from_db()
        assert held.deliver_by == today() + timedelta(days=90)

    def test_not_while_it_waits_for_a_response_or_a_verdict(self, desk: Followed) -> None:
        for held in (desk.asked(), desk.claimed()):
            with pytest.raises(Refused) as refused:
                desk.reviewer.does(closing.ask_again, addressee_id=held.id, rationale="Why not.")
            assert refused.value.codes == ("state",)


class TestReopen:
    def test_asks_anew_what_was_closed(self, desk: Followed) -> None:
        held = desk.verified()
        desk.reviewer.does(closing.close_as_done, addressee_id=held.id, rationale="Done.")
        desk.head.does(closing.reopen, addressee_id=held.id, rationale="It was undone.")
        held.refresh_from_db()
        assert (held.state, held.is_open, held.closings.count()) == (answer.ASKED, True, 1)
        assert running(held) == {answer.RESPOND}

    def test_nothing_else_is_done_with_what_is_closed(self, desk: Followed) -> None:
        held = desk.verified()
        desk.reviewer.does(closing.close_as_done, addressee_id=held.id, rationale="Done.")
        acts: list[tuple[Callable[..., object], dict[str, object]]] = [
            (closing.ask_again, {"rationale": "Again."}),
            (closing.close_as_exceeded, {"rationale": "More."}),
            (verifying.reconsider, {"rationale": "Look."}),
        ]
        for act, given in acts:
            with pytest.raises(Refused) as refused:
                desk.head.does(act, addressee_id=held.id, **given)
            assert refused.value.codes == ("state",)


def test_of_two_who_close_the_second_is_told_who_did(desk: Followed) -> None:
    held = desk.verified()
    seen = held.steps.count()
    desk.reviewer.does(closing.close_as_done, addressee_id=held.id, rationale="Done.", seen=seen)
    with pytest.raises(Refused) as refused:
        desk.head.does(closing.close_as_done, addressee_id=held.id, rationale="Done.", seen=seen)
    assert "Reviewer already did" in str(refused.value.refusals[0].message)
