"""Since when a message of the office has no answer: set by what the office writes, cleared by whatever the person says."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils.timezone import localdate

from candour.contexts.concerns import procedure
from candour.contexts.concerns.models import Concern
from candour.contexts.concerns.operations import handling, mailbox, steps
from candour.contexts.concerns.tests import factories as make
from candour.contexts.concerns.tests.desk import Desk
from candour.contexts.concerns.tests.public_side import Visitor, as_owner, received, visitor

pytestmark = pytest.mark.django_db
__all__ = ["visitor"]


def since(concern: Concern) -> date | None:
    return Concern.objects.values_list("unanswered_since", flat=True).get(id=concern.id)


class TestWaiting:
    def test_begins_with_a_message_and_not_with_the_acknowledgement(self, desk: Desk) -> None:
        concern = desk.brings(make.concern(), "open")
        assert since(concern) is None
        desk.does(handling.write, concern, text="A question.")
        assert since(concern) == localdate()

    @pytest.mark.parametrize("step", ["record_agreement", "withdraw"])
    def test_ends_with_what_the_person_said_by_other_means(self, desk: Desk, step: str) -> None:
        concern = desk.brings(make.concern(), "open")
        desk.does(handling.ask_agreement, concern, text="May we?")
        given: dict[str, Any] = {"agreement": "agreed"} if step == "record_agreement" else {}
        desk.does(getattr(handling, step), concern, rationale="On the telephone.", **given)
        assert since(concern) is None

    def test_ends_when_the_person_writes_at_the_public_door(self, visitor: Visitor) -> None:
        receipt, concern = received()
        with as_owner():
            Concern.objects.filter(id=concern.id).update(unanswered_since=localdate())
        mailbox.write(mailbox=receipt.mailbox_secret, text="My answer.", at=make.now())
        with as_owner():
            assert since(concern) is None

    def test_names_steps_that_there_are(self) -> None:
        known = {step.name for step in procedure.concern.CONCERN.steps}
        assert known >= steps.WAITS_FOR_REPORTER | steps.REPORTER_SPOKE
