"""What the worker does each minute: what nobody answered goes back to its owner, and who has to know is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from candour.contexts.pathway import tasks
from candour.contexts.pathway.models import Transfer, TransferDeadline, TransferStep
from candour.contexts.pathway.operations import lapsing, transfer_notices, transfers
from candour.contexts.pathway.queries import transfer_needs
from candour.contexts.pathway.tests.transferring import House, now
from candour.kernel.deadlines import operations as deadlines
from candour.kernel.deadlines.models import BankHoliday
from candour.kernel.doors import Door
from candour.kernel.ledger.models import Entry
from candour.kernel.notifications.models import DeliveryNotice
from candour.kernel.people.models import RoleHolding
from candour.kernel.procedures import proof


@pytest.fixture(autouse=True)
def _delivery(delivery: object) -> None:
    """What needs somebody leads to addresses of the delivery door."""


def works(house: House) -> int:
    """The worker's minute: the role of the delivery door, and no session."""
    with house.as_door(Door.DELIVERY):
        return lapsing.lapse_all(at=now())


def told(house: House) -> dict[str, set[str]]:
    """Make the notices that are due; who was told of what by now."""
    with house.as_door(Door.DELIVERY):
        transfer_notices.sweep()
    found: dict[str, set[str]] = {}
    for name, code in DeliveryNotice.objects.values_list("person__name", "code"):
        found.setdefault(name, set()).add(code)
    return found


class TestLapse:
    def test_goes_back_to_its_owner_by_candour_itself(self, house: House) -> None:
        made = house.passes(house.offer())
        assert works(house) == 1
        made.refresh_from_db()
        assert (made.state, made.came_to, made.is_open) == ("lapsed", "lapsed", True)
        step = TransferStep.objects.get(transfer=made, number=2)
        assert (step.step, step.by_id, step.by_kind, step.to_state) == ("lapse", None, "system", "lapsed")
        (clock,) = TransferDeadline.objects.filter(transfer=made, met_on=None, cancelled_on=None)
        assert (clock.code, clock.due_on, clock.started_by) == ("pathway.transfer_decide", made.next_due_on, step.id)
        assert TransferDeadline.objects.get(transfer=made, code="pathway.accept_transfer").cancelled_by == step.id

    def test_what_the_worker_writes_is_proved_by_the_ledger(self, house: House) -> None:
        house.passes(house.offer())
        works(house)
        assert list(proof.faults(TransferStep)) == []

    def test_leaves_alone_what_still_has_time_or_was_answered(self, house: House) -> None:
        house.offer()
        accepted = house.offer()
        house.youth_worker.does(transfers.accept, transfer_id=accepted.id, text="Grace.")
        house.passes(accepted)
        assert works(house) == 0
        assert not Transfer.objects.filter(state="lapsed").exists()

    def test_is_done_once(self, house: House) -> None:
        house.passes(house.offer())
        assert (works(house), works(house)) == (1, 0)

    def test_the_owner_goes_on_from_there(self, house: House) -> None:
        made = house.passes(house.offer())
        works(house)
        house.officer.does(transfers.offer_again, transfer_id=made.id, reason="They had not seen it.")
        house.youth_worker.does(transfers.accept, transfer_id=made.id, text="Grace.")
        made.refresh_from_db()
        assert made.state == "accepted"

    def test_writes_nothing_where_somebody_came_first(self, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
        made = house.passes(house.offer())
        entries = Entry.objects.count()
        # The worker's list is older than the step that somebody took meanwhile.
        monkeypatch.setattr(lapsing, "_WRITE", lapsing._WRITE.replace("%s, %s, %s,", "%s, %s, 9 + %s,", 1))
        assert works(house) == 0
        made.refresh_from_db()
        assert (made.state, Entry.objects.count()) == ("offered", entries)

    @pytest.mark.parametrize("minutes", [-11, 5])
    def test_cannot_be_dated_otherwise_than_now(self, house: House, minutes: int) -> None:
        house.passes(house.offer())
        with house.as_door(Door.DELIVERY):
            assert lapsing.lapse_all(at=now() + timedelta(minutes=minutes)) == 0

    def test_nothing_else_can_be_written_through_it(self, house: House) -> None:
        made = house.offer()
        with house.as_door(Door.DELIVERY), connection.cursor() as cursor:
            cursor.execute(
                "select pathway_lapse(%s, gen_random_uuid(), 2, now(), gen_random_uuid(), current_date + 5, 5, 'days')",
                [made.id],
            )
            assert cursor.fetchone() == (False,)


class TestNotices:
    def test_a_service_hears_of_an_offer_and_of_being_chased(self, house: House) -> None:
        made = house.offer()
        assert told(house) == {"Grace Mensah": {"transfers.offered"}}
        assert made.next_due_on is not None
        house.passes(made, (made.next_due_on - now().date()).days)
        house.officer.does(transfers.chase, transfer_id=made.id)
        assert told(house)["Grace Mensah"] == {"transfers.offered", "transfers.chased"}

    def test_the_owner_hears_of_what_came_back_and_of_silence(self, house: House) -> None:
        house.passes(house.offer())
        quiet = house.offer()
        house.youth_worker.does(transfers.accept, transfer_id=quiet.id, text="Grace.")
        house.passes(quiet)
        works(house)
        assert told(house)["Samuel Abara"] == {"transfers.back", "transfers.silent"}

    def test_each_occasion_is_told_once(self, house: House) -> None:
        house.offer()
        told(house)
        told(house)
        assert DeliveryNotice.objects.count() == 1

    def test_a_notice_leads_to_the_page_for_whoever_may_see_it(self, house: House) -> None:
        made = house.offer()
        for worker, sees in ((house.youth_worker, True), (house.nurse, False)):
            actor = worker.actor()
            with worker.open():
                assert (made.id in transfer_notices.places(actor, [made.id])) is sees

    def test_both_are_done_in_one_minute_by_the_worker(self, house: House) -> None:
        house.passes(house.offer())
        with house.as_door(Door.DELIVERY):
            assert tasks.lapse() == 1
            assert transfer_notices.sweep() == 1


class TestNeeds:
    def test_a_lapsed_one_stands_first_on_its_owners_page_and_no_more_on_the_services(self, house: House) -> None:
        house.passes(house.offer())
        actor = house.youth_worker.actor()
        with house.youth_worker.open():
            assert not transfer_needs.for_service(actor, now().date()).items
        works(house)
        actor = house.officer.actor()
        with house.officer.open():
            (item,) = transfer_needs.for_owner(actor, now().date()).items
        assert item.is_urgent
        assert "Never taken on" in str(item.what)

    def test_the_service_sees_what_it_is_asked(self, house: House) -> None:
        made = house.offer()
        actor = house.youth_worker.actor()
        with house.youth_worker.open():
            (item,) = transfer_needs.for_service(actor, now().date()).items
        assert (item.reference, item.due_on) == (made.reference, made.next_due_on)

    def test_what_nobody_owns_any_more_is_shown_to_those_who_watch(self, house: House) -> None:
        made = house.offer()
        RoleHolding.objects.filter(person=house.officer.person).update(ends_on=now().date() - timedelta(days=1))
        for worker in (house.supervisor, house.coordinator):
            actor = worker.actor()
            with worker.open():
                (item,) = transfer_needs.without_owner(actor, now().date()).items
            assert item.reference == made.reference


def test_a_new_bank_holiday_moves_the_time_to_accept(house: House) -> None:
    made = house.offer()
    clock = TransferDeadline.objects.get(transfer=made)
    BankHoliday.objects.create(nation="england", held_on=clock.due_on, name="A day of mourning")
    assert deadlines.recompute_all(TransferDeadline) == 1
    before, clock = clock, TransferDeadline.objects.get(transfer=made)
    assert clock.due_on > before.due_on
