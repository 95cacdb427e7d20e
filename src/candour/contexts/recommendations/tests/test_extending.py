"""Requests for more time, decided by the office."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from candour.contexts.recommendations.models import Addressee, AddresseeDeadline, AddresseeStep, ExtensionDecision
from candour.contexts.recommendations.operations import extending
from candour.contexts.recommendations.procedure import answer
from candour.contexts.recommendations.tests.asked import today
from candour.contexts.recommendations.tests.followed import Followed
from candour.kernel.deadlines import operations as deadlines
from candour.kernel.deadlines import queries as clocks
from candour.kernel.deadlines.models import BankHoliday
from candour.kernel.procedures import proof
from candour.kernel.procedures.facts import Refused
from tests.somebody import AsDoor

pytestmark = pytest.mark.django_db
LATER = today() + timedelta(days=120)
GOOD = "A new minister has to read it."


@pytest.fixture
def desk(as_door: AsDoor) -> Followed:
    return Followed(as_door)


def running(held: Addressee) -> dict[str, date]:
    return dict(clocks.running(AddresseeDeadline).filter(addressee=held).values_list("code", "due_on"))


class TestExtend:
    def test_moves_the_time_to_respond_and_keeps_why(self, desk: Followed) -> None:
        held = desk.asked()
        request = desk.asks_for_time(held, LATER)
        assert set(running(held)) == {answer.RESPOND, answer.DECIDE_EXTENSION}
        made = desk.reviewer.does(extending.extend, addressee_id=held.id, until=LATER, reasons=GOOD)
        held.refresh_from_db()
        assert (made.request_id, made.is_granted, made.until) == (request.id, True, LATER)
        assert running(held) == {answer.RESPOND: LATER}
        assert held.next_due_on == LATER
        clock = AddresseeDeadline.objects.get(addressee=held, code=answer.RESPOND)
        assert (clock.moved_to, clock.moved_because) == (LATER, GOOD)
        assert list(proof.faults(AddresseeStep)) == []

    def test_a_new_bank_holiday_does_not_undo_it(self, desk: Followed) -> None:
        moved, counted = desk.asked(), desk.asked()
        desk.asks_for_time(moved, LATER)
        desk.extended(moved, LATER)
        BankHoliday.objects.create(nation="", held_on=running(counted)[answer.RESPOND], name="A day of mourning")
        assert deadlines.recompute_all(AddresseeDeadline) == 1
        assert running(moved)[answer.RESPOND] == LATER

    def test_may_give_another_day_and_later_more(self, desk: Followed) -> None:
        held = desk.asked()
        desk.asks_for_time(held, LATER)
        desk.extended(held, LATER - timedelta(days=20))
        desk.asks_for_time(held, LATER + timedelta(days=20))
        desk.extended(held, LATER)
        assert running(held) == {answer.RESPOND: LATER}

    def test_moves_the_day_of_delivery(self, desk: Followed) -> None:
        held = desk.respond(desk.asked(deliver_by=today() + timedelta(days=30)))
        desk.asks_for_time(held, LATER, "delivery")
        desk.extended(held, LATER)
        assert (held.deliver_by, held.next_due_on, running(held)) == (LATER, LATER, {})

    def test_wants_reasons_a_request_and_a_day(self, desk: Followed) -> None:
        held = desk.asked()
        with pytest.raises(Refused) as refused:
            desk.reviewer.does(extending.extend, addressee_id=held.id, until=None, reasons=" ")
        assert refused.value.codes == ("record.reasons", "record.until", "record.extension")

    @pytest.mark.parametrize(("days", "codes"), [(-1, ("day_passed", "no_more_time")), (30, ("no_more_time",))])
    def test_refuses_a_day_that_gives_no_more_time(self, desk: Followed, days: int, codes: tuple[str, ...]) -> None:
        held = desk.respond(desk.asked(deliver_by=today() + timedelta(days=30)))
        desk.asks_for_time(held, LATER, "delivery")
        with pytest.raises(Refused) as refused:
            desk.extended(held, today() + timedelta(days=days))
        assert refused.value.codes == codes
        assert not ExtensionDecision.objects.exists()

    def test_refuses_what_is_over(self, desk: Followed) -> None:
        held = desk.respond(desk.asked())
        desk.asks_for_time(held, LATER, "response")  # as if it had been asked for before the body answered
        with pytest.raises(Refused) as refused:
            desk.extended(held, LATER)
        assert refused.value.codes == ("nothing_to_extend",)

    def test_two_officers_at_once(self, desk: Followed) -> None:
        held = desk.asked()
        desk.asks_for_time(held, LATER)
        seen = held.steps.count()
        desk.extended(held, LATER)
        with pytest.raises(Refused) as refused:
            desk.head.does(extending.refuse_extension, addressee_id=held.id, reasons="No.", seen=seen)
        assert refused.value.codes == ("record.extension",)


class TestRefuse:
    def test_leaves_the_day_as_it_is(self, desk: Followed) -> None:
        held = desk.asked()
        before = running(held)
        desk.asks_for_time(held, LATER)
        made = desk.reviewer.does(extending.refuse_extension, addressee_id=held.id, reasons="It was long enough.")
        assert (made.is_granted, made.until, running(held)) == (False, None, before)

    def test_says_why(self, desk: Followed) -> None:
        held = desk.asked()
        desk.asks_for_time(held, LATER)
        with pytest.raises(Refused) as refused:
            desk.reviewer.does(extending.refuse_extension, addressee_id=held.id, reasons="")
        assert refused.value.codes == ("record.reasons",)
