"""Offering a person to a service: what it creates, for whom it can be seen, and when it is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from candour.contexts.pathway.models import (
    Individual,
    Interest,
    Referral,
    ReferralContent,
    Transfer,
    TransferDeadline,
    TransferStep,
)
from candour.contexts.pathway.queries import transfers as queries
from candour.contexts.pathway.tests.transferring import House, now
from candour.kernel.people.models import RoleHolding
from candour.kernel.procedures import proof
from candour.kernel.procedures.facts import Refused


class TestOffer:
    def test_creates_the_record_with_owner_clock_and_history(self, house: House) -> None:
        made = house.offer()
        assert (made.state, made.is_open, made.owner_id) == ("offered", True, house.officer.person.id)
        (clock,) = TransferDeadline.objects.filter(transfer=made)
        assert (clock.code, clock.due_on) == ("pathway.accept_transfer", made.next_due_on)
        (step,) = TransferStep.objects.filter(transfer=made)
        assert (step.number, step.step, step.by_id) == (1, "offer", house.officer.person.id)
        assert list(proof.faults(TransferStep)) == []

    def test_lets_another_be_the_owner(self, house: House) -> None:
        made = house.offer(owner=house.supervisor.person)
        assert made.owner_id == house.supervisor.person.id

    def test_is_possible_for_the_panel_too(self, house: House) -> None:
        made = house.offer(by=house.chair, force=None)
        assert made.owner_id == house.chair.person.id

    @pytest.mark.parametrize(
        ("given", "code"),
        [
            ({"requirement": "  "}, "record.requirement"),
            ({"about": " "}, "about"),
            ({"arm": "trial"}, "arm"),
            ({"organisation_id": None}, "no_service"),
        ],
    )
    def test_refuses_what_the_service_could_not_act_on(self, house: House, given: dict[str, Any], code: str) -> None:
        with pytest.raises(Refused) as refused:
            house.offer(**given)
        assert refused.value.codes == (code,)
        assert not Transfer.objects.exists()

    def test_names_every_reason_at_once(self, house: House) -> None:
        with pytest.raises(Refused) as refused:
            house.offer(requirement="", about="", organisation_id=house.force.id)
        assert refused.value.codes == ("no_service", "about", "record.requirement")

    def test_refuses_a_service_whose_people_have_all_left(self, house: House) -> None:
        RoleHolding.objects.filter(person=house.youth_worker.person).update(ends_on=now().date() - timedelta(days=1))
        with pytest.raises(Refused) as refused:
            house.offer()
        assert refused.value.codes == ("no_service",)

    def test_refuses_an_owner_of_another_body(self, house: House) -> None:
        with pytest.raises(Refused) as refused:
            house.offer(owner=house.youth_worker.person)
        assert refused.value.codes == ("no_owner",)

    def test_refuses_an_owner_who_declared_an_interest(self, house: House) -> None:
        referral = house.referral()
        Interest.objects.create(
            individual=referral.individual, person=house.supervisor.person, reason="A cousin.", declared_at=now()
        )
        with pytest.raises(Refused) as refused:
            house.offer(referral, owner=house.supervisor.person)
        assert refused.value.codes == ("no_owner",)


class TestWhoSees:
    def test_the_service_sees_the_transfer_and_nothing_else(self, house: House) -> None:
        made = house.offer()
        worker, actor = house.youth_worker, house.youth_worker.actor()
        with worker.open():
            assert list(queries.visible_to(actor)) == [made]
            for model in (Referral, Individual, ReferralContent):
                assert not model.objects.exists()

    def test_another_service_sees_nothing_and_both_owning_bodies_see_it(self, house: House) -> None:
        made = house.offer()
        seen = {}
        for name in ("nurse", "officer", "supervisor", "chair", "coordinator"):
            worker = getattr(house, name)
            actor = worker.actor()
            with worker.open():
                seen[name] = list(queries.visible_to(actor))
        assert seen.pop("nurse") == []
        assert all(rows == [made] for rows in seen.values())

    def test_a_declared_interest_shuts_it(self, house: House) -> None:
        made = house.offer()
        Interest.objects.create(
            individual=made.individual, person=house.officer.person, reason="A cousin.", declared_at=now()
        )
        actor = house.officer.actor()
        with house.officer.open():
            assert not queries.visible_to(actor).exists()

    def test_services_are_named_to_those_who_can_offer_and_to_nobody_else(self, house: House) -> None:
        with house.officer.open():
            assert {body.id for body in queries.services()} >= {house.service.id, house.other_service.id}
        with house.youth_worker.open():
            assert not queries.services()
