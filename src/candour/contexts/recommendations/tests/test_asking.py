"""Asking a body, at the doors where it is seen."""

from __future__ import annotations

import pytest

from candour.contexts.recommendations.models import Addressee, AddresseeDeadline, AddresseeStep, Recommendation, Report
from candour.contexts.recommendations.operations import asking
from candour.contexts.recommendations.procedure import answer
from candour.contexts.recommendations.tests.asked import Desk, today
from candour.kernel.doors import Door
from candour.kernel.people.roles import Role
from candour.kernel.procedures.facts import Refused
from tests.somebody import AsDoor

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(as_door: AsDoor) -> Desk:
    return Desk(as_door)


class TestAsk:
    def test_starts_the_time_to_respond(self, desk: Desk) -> None:
        held = desk.of_office().does(
            asking.ask,
            recommendation=desk.recommendation(),
            organisation=desk.body(),
            part=None,
            deliver_by=today(),
        )
        assert (held.state, held.is_open) == (answer.ASKED, True)
        clock = AddresseeDeadline.objects.get(addressee=held)
        assert (clock.code, held.next_due_on) == (answer.RESPOND, clock.due_on)
        assert AddresseeStep.objects.get(addressee=held).step == "ask"

    def test_is_for_those_who_sign_for_the_office(self, desk: Desk) -> None:
        with pytest.raises(Refused):
            desk.of_office(Role.REVIEWER).does(
                asking.ask, recommendation=desk.recommendation(), organisation=desk.body(), part=None, deliver_by=None
            )


class TestWhoSees:
    def test_the_body_that_is_asked_and_no_other(self, desk: Desk) -> None:
        held = desk.asked("Home Office", recommendation=desk.recommendation(desk.report("draft", published=False)))
        with desk.owner("Home Office").open():
            assert list(Addressee.objects.values_list("id", flat=True)) == [held.id]
            assert Recommendation.objects.count() == Report.objects.count() == 1
        with desk.owner("Northshire Council").open():
            assert not Addressee.objects.exists()
            assert not Recommendation.objects.exists()
            assert not Report.objects.exists()

    @pytest.mark.parametrize("published", [True, False])
    def test_the_public_once_it_is_published(self, desk: Desk, published: bool) -> None:
        desk.asked(recommendation=desk.recommendation(desk.report("one", published=published)))
        with desk.as_door(Door.PUBLIC):
            assert Report.objects.exists() is published
            assert Recommendation.objects.exists() is published
            assert Addressee.objects.exists() is published
