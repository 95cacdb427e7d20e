"""What each side does with a transfer, and what is refused."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from candour.contexts.pathway.models import Interest, Transfer, TransferDeadline, TransferStep, TransferUpdate
from candour.contexts.pathway.operations import transfers
from candour.contexts.pathway.queries import transfers as queries
from candour.contexts.pathway.tests.transferring import House, Worker, now
from candour.kernel.ledger.models import Entry
from candour.kernel.people.models import RoleHolding
from candour.kernel.procedures import proof
from candour.kernel.procedures.facts import Refused

SERVICE_STEPS = ("accept", "begin", "update", "complete", "decline")


def running(transfer: Transfer) -> dict[str, Any]:
    rows = TransferDeadline.objects.filter(transfer=transfer, met_on=None, cancelled_on=None)
    return dict(rows.values_list("code", "due_on"))


def does(worker: Worker, step: str, transfer: Transfer, **given: Any) -> Any:
    """Take a step with the words it needs, unless told otherwise."""
    words = {"text": "Grace meets him on Tuesday."} if step in ("accept", "begin", "update", "complete") else {}
    if step in ("decline", "offer_again", "take_back"):
        words = {"reason": "Our list is full until spring."}
    made = worker.does(getattr(transfers, step), transfer_id=transfer.id, **{**words, **given})
    transfer.refresh_from_db()
    return made


def refusal(worker: Worker, step: str, transfer: Transfer, **given: Any) -> tuple[str, ...]:
    with pytest.raises(Refused) as refused:
        does(worker, step, transfer, **given)
    return refused.value.codes


class TestTheUsualWay:
    def test_accepted_begun_told_of_and_completed(self, house: House) -> None:
        made = house.offer()
        does(house.youth_worker, "accept", made)
        assert (made.state, made.accepted_on) == ("accepted", now().date())
        assert set(running(made)) == {"pathway.transfer_checkpoint"}
        does(house.youth_worker, "begin", made)
        does(house.youth_worker, "update", made, text="He came twice.")
        does(house.youth_worker, "complete", made, text="Twelve sessions; he plays football again.")
        assert (made.state, made.is_open, made.next_due_on, running(made)) == ("completed", False, None, {})
        steps = TransferStep.objects.filter(transfer=made).values_list("step", flat=True)
        assert list(steps) == ["offer", "accept", "begin", "update", "complete"]
        assert TransferUpdate.objects.filter(transfer=made).count() == 4
        assert list(proof.faults(TransferStep)) == []


class TestOfTheService:
    @pytest.mark.parametrize("step", SERVICE_STEPS)
    def test_needs_words(self, house: House, step: str) -> None:
        made = house.offer()
        if step in ("begin", "update", "complete"):
            does(house.youth_worker, "accept", made)
        if step == "update":
            does(house.youth_worker, "begin", made)
        empty = {"reason": " "} if step == "decline" else {"text": " "}
        kind = "record.rationale" if step == "decline" else "record.update"
        assert refusal(house.youth_worker, step, made, **empty) == (kind,)

    @pytest.mark.parametrize("step", SERVICE_STEPS)
    def test_is_not_for_another_service_nor_for_the_owners_side(self, house: House, step: str) -> None:
        made = house.offer()
        for worker in (house.nurse, house.officer, house.coordinator):
            with pytest.raises(Transfer.DoesNotExist):
                does(worker, step, made)

    def test_accepting_after_the_last_day_is_refused_in_words_before_any_worker_noted_it(self, house: House) -> None:
        made = house.passes(house.offer())
        assert made.state == "offered"
        with pytest.raises(Refused) as refused:
            does(house.youth_worker, "accept", made)
        (why,) = refused.value.refusals
        assert why.code == "term.pathway.accept_transfer"
        assert (str(why.message), str(why.mend)) == (
            "Needed first: The time to accept has not passed",
            "Ask the owner to offer it again.",
        )

    def test_accepting_on_the_last_day_is_in_time(self, house: House) -> None:
        made = house.offer()
        assert made.next_due_on is not None
        house.passes(made, (made.next_due_on - now().date()).days)
        does(house.youth_worker, "accept", made)
        assert made.state == "accepted"

    def test_accepting_twice_is_told_who_did_it(self, house: House) -> None:
        made = house.offer()
        does(house.youth_worker, "accept", made)
        assert refusal(house.youth_worker, "accept", made) == ("state", "term.pathway.accept_transfer")

    def test_a_page_that_is_out_of_date_decides_nothing(self, house: House) -> None:
        made = house.offer()
        does(house.youth_worker, "accept", made, seen=1)
        assert refusal(house.youth_worker, "begin", made, seen=1) == ("moved_on",)

    def test_declining_gives_it_back_with_its_reason(self, house: House) -> None:
        made = house.offer()
        row = does(house.youth_worker, "decline", made)
        assert (made.state, made.came_to, made.is_open) == ("declined", "declined", True)
        assert row.rationale == "Our list is full until spring."
        assert set(running(made)) == {"pathway.transfer_decide"}

    def test_declining_after_accepting_stops_the_checkpoint(self, house: House) -> None:
        made = house.offer()
        does(house.youth_worker, "accept", made)
        does(house.youth_worker, "decline", made)
        assert set(running(made)) == {"pathway.transfer_decide"}


class TestOfTheOwner:
    def test_chasing_needs_a_time_limit_that_is_near(self, house: House) -> None:
        made = house.offer()
        assert refusal(house.officer, "chase", made) == ("record.late",)
        assert made.next_due_on is not None
        house.passes(made, (made.next_due_on - now().date()).days - 1)
        does(house.officer, "chase", made)
        assert (made.state, made.chased_on) == ("offered", now().date())

    def test_lapsing_needs_the_time_to_be_over(self, house: House) -> None:
        made = house.offer()
        assert refusal(house.officer, "lapse", made) == ("equals.accept_has_passed",)
        does(house.officer, "lapse", house.passes(made))
        assert (made.state, made.came_to, set(running(made))) == ("lapsed", "lapsed", {"pathway.transfer_decide"})

    def test_offering_again_starts_the_time_anew(self, house: House) -> None:
        made = house.offer()
        does(house.youth_worker, "decline", made)
        does(house.officer, "offer_again", made)
        assert (made.state, made.came_to, set(running(made))) == ("offered", "", {"pathway.accept_transfer"})
        does(house.youth_worker, "accept", made)
        assert made.state == "accepted"

    def test_offering_again_needs_somebody_who_would_see_it(self, house: House) -> None:
        made = house.offer()
        does(house.youth_worker, "decline", made)
        RoleHolding.objects.filter(person=house.youth_worker.person).update(ends_on=now().date() - timedelta(days=1))
        assert refusal(house.officer, "offer_again", made) == ("no_service",)

    def elsewhere(self, house: House, made: Transfer, **given: Any) -> Any:
        chosen = {
            "organisation_id": house.other_service.id,
            "requirement": "An assessment within two weeks.",
            "reason": "They have a place.",
        }
        return does(house.supervisor, "offer_elsewhere", made, **{**chosen, **given})

    def test_offering_elsewhere_settles_this_one_and_begins_the_next(self, house: House) -> None:
        made = house.offer()
        does(house.youth_worker, "decline", made)
        following = self.elsewhere(house, made)
        assert (made.state, made.came_to, made.is_open, running(made)) == ("settled", "declined", False, {})
        assert (following.state, following.follows, following.owner_id) == ("offered", made, made.owner_id)
        assert (following.organisation, following.referral_id) == (house.other_service, made.referral_id)
        assert following.requirement == "An assessment within two weeks."
        actor = house.nurse.actor()
        with house.nurse.open():
            assert list(queries.visible_to(actor)) == [following]

    @pytest.mark.parametrize(
        ("given", "codes"),
        [
            ({"organisation_id": None}, ("record.service",)),
            ({"reason": ""}, ("record.rationale",)),
            ({"requirement": ""}, ("record.requirement",)),
        ],
    )
    def test_offering_elsewhere_is_refused_whole(
        self, house: House, given: dict[str, Any], codes: tuple[str, ...]
    ) -> None:
        made = house.offer()
        does(house.youth_worker, "decline", made)
        with pytest.raises(Refused) as refused:
            self.elsewhere(house, made, **given)
        assert refused.value.codes == codes
        made.refresh_from_db()
        assert (made.state, Transfer.objects.count()) == ("declined", 1)

    def test_offering_elsewhere_means_another_service(self, house: House) -> None:
        made = house.offer()
        does(house.youth_worker, "decline", made)
        with pytest.raises(Refused) as refused:
            self.elsewhere(house, made, organisation_id=house.service.id)
        assert refused.value.codes == ("same_service",)

    def test_a_coordinator_offers_elsewhere_what_an_officer_owns(self, house: House) -> None:
        made = house.offer()
        does(house.youth_worker, "decline", made)
        given = {"organisation_id": house.other_service.id, "requirement": "An assessment.", "reason": "A place."}
        following = does(house.coordinator, "offer_elsewhere", made, **given)
        assert following.owner_id == house.officer.person.id

    @pytest.mark.parametrize("declined", [True, False])
    def test_taking_back_says_what_follows(self, house: House, declined: bool) -> None:
        made = house.offer()
        if declined:
            does(house.youth_worker, "decline", made)
        assert refusal(house.officer, "take_back", made, reason="") == ("record.rationale",)
        does(house.officer, "take_back", made)
        assert (made.state, made.came_to) == ("settled", "declined" if declined else "taken_back")
        assert running(made) == {}

    def test_reassigning_names_a_colleague_of_either_owning_body(self, house: House) -> None:
        made = house.offer()
        for worker in (house.supervisor, house.coordinator):
            does(house.officer, "reassign", made, owner_id=worker.person.id, reason="Leave.")
            assert made.owner_id == worker.person.id

    def test_reassigning_refuses_others_and_those_with_an_interest(self, house: House) -> None:
        made = house.offer()
        barred = house.supervisor.person
        Interest.objects.create(individual=made.individual, person=barred, reason="A cousin.", declared_at=now())
        for person in (house.youth_worker.person, barred):
            given = {"owner_id": person.id, "reason": "Leave."}
            assert refusal(house.officer, "reassign", made, **given) == ("no_owner",)
        assert refusal(house.officer, "reassign", made, owner_id=None, reason="Leave.") == ("record.assignee",)

    @pytest.mark.parametrize("step", ["chase", "lapse", "offer_again", "take_back"])
    def test_is_not_for_the_service_nor_for_another_force(self, house: House, step: str) -> None:
        made = house.offer()
        stranger = house.at(house.other_service, "Nia Cole", "receiving_service")
        for worker in (house.youth_worker, stranger):
            with pytest.raises(Transfer.DoesNotExist):
                does(worker, step, made)


def test_a_refusal_leaves_an_entry(house: House) -> None:
    made = house.offer()
    with pytest.raises(Refused) as refused:
        does(house.officer, "chase", made)
    given = {"transfer_id": made.id, "step": "chase", "refused": refused.value}
    entry = house.officer.does(transfers.record_refusal, **given)
    body = json.loads(bytes(Entry.objects.get(id=entry).entry))
    assert (body["verb"], body["codes"]["step"]) == ("pathway.step.refused", "transfer.chase")
