"""The office's steps, taken in the role of the office door, so that every grant and row rule applies."""

from __future__ import annotations

import pytest

from candour.contexts.concerns.models import (
    BodyAgreement,
    Concern,
    ConcernCode,
    ConcernDeadline,
    ConcernStep,
    Message,
    Signposting,
)
from candour.contexts.concerns.operations import barriers, handling
from candour.contexts.concerns.tests import factories as make
from candour.kernel.doors import Door
from candour.kernel.procedures.facts import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(as_door):
    """A caseworker at work: ``desk.at()`` steps into the office door as them."""
    return Desk(as_door, make.caseworker())


class Desk:
    def __init__(self, as_door, person):
        self.person, self._as_door = person, as_door
        self.token = make.session(person)

    @property
    def actor(self):
        return make.actor(self.person)

    def open(self):
        return self._as_door(Door.OFFICE, session=self.token)

    def does(self, operation, concern, **given):
        with self.open():
            return operation(concern_id=concern.id, actor=self.actor, at=make.now(), **given)

    def brings(self, concern, *states):
        """Take a concern along the usual way until it stands at the last of these states."""
        ways = {
            "acknowledged": lambda: self.does(handling.acknowledge, concern, text="We have it."),
            "taken": lambda: self.does(barriers.take, concern),
            "coded": lambda: self.does(
                handling.code, concern, terms=[t.id for t in make.terms()], sector="police", stage="", region=""
            ),
            "in_scope": lambda: self.does(handling.triage_in_scope, concern, rationale="It is about a referral."),
            "open": lambda: self.does(handling.start_work, concern),
            "answered": lambda: self.does(handling.answer, concern, text="Here is our answer."),
            "closed": lambda: self.does(handling.close, concern, close_reason="answered", rationale="Answered."),
        }
        for state, way in ways.items():
            way()
            if state in states:
                break
        concern.refresh_from_db()
        return concern


class TestTheUsualWay:
    def test_goes_from_received_to_closed(self, desk):
        concern = desk.brings(make.concern(), "closed")
        assert (concern.state, concern.is_open, concern.close_reason) == ("closed", False, "answered")
        assert list(ConcernStep.objects.filter(concern=concern).values_list("step", flat=True)) == [
            "receive", "acknowledge", "take", "code", "triage_in_scope", "open", "answer", "close",
        ]  # fmt: skip
        assert not ConcernDeadline.objects.filter(concern=concern, met_on=None).exists()
        assert [m.number for m in Message.objects.filter(concern=concern).order_by("number")] == [1, 2]
        assert concern.unread_for_reporter
