"""A machine that reads the open API, in the role of the public door; and recommendations with something of every kind."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from django.test import Client, override_settings

from candour.contexts.recommendations.models import (
    Addressee,
    Claim,
    Closing,
    Correction,
    Escalation,
    ExtensionDecision,
    ExtensionRequest,
    Figure,
    Link,
    Part,
    PlannedTask,
    Recommendation,
    Response,
    Tag,
    TagTerm,
    TaskReport,
    Update,
    Verdict,
)
from candour.contexts.recommendations.procedure import answer
from candour.contexts.recommendations.tests.asked import Desk, today
from candour.kernel.doors import Door
from tests.somebody import AsDoor, now


@contextmanager
def at_public_door(as_door: AsDoor) -> Iterator[Client]:
    """A client of the public door, whose settings and role apply to every request."""
    from django.conf import settings

    with (
        override_settings(
            DOOR=Door.PUBLIC,
            ROOT_URLCONF="candour.config.urls.public",
            MIDDLEWARE=settings.PUBLIC_MIDDLEWARE,
            CONTENT_SECURITY_POLICY=settings.PUBLIC_CONTENT_SECURITY_POLICY,
        ),
        as_door(Door.PUBLIC),
    ):
        yield Client(SERVER_NAME="localhost", raise_request_exception=False)


def told(response: Any) -> Any:
    """What an answer says."""
    assert response.headers["Content-Type"] in {"application/json", "application/problem+json"}, response.content[:300]
    return json.loads(response.content)


def put(held: Addressee, state: str, response: str = "", **fields: Any) -> Addressee:
    """Put what a body was asked into a state, without the steps that lead there."""
    Addressee.objects.filter(pk=held.pk).update(state=state, response=response, **fields)
    held.refresh_from_db()
    return held


def everything(desk: Desk) -> Recommendation:
    """A recommendation to which something of every kind has happened, with a part, a tag, a link and a figure."""
    made = desk.recommendation(text="Publish the waiting times.", measure="They are published.")
    part = Part.objects.create(recommendation=made, letter="a", text="The first half.")
    held = desk.asked("Home Office", recommendation=made, part=part)
    later = desk.recommendation(text="Publish more.")
    prepares, signs = desk.owner(name="First").person, desk.owner(name="Second").person
    head, on = desk.of_office().person, today()
    said = {"addressee": held, "at": now()}
    response = Response.objects.create(
        number=1, kind="accept", reasons="Because.", plan="So.", sent_on=on, prepared_by=prepares, by=signs, **said
    )
    task = PlannedTask.objects.create(
        addressee=held, response=response, number=1, text="First", due_on=on, owner="A team", by=signs
    )
    TaskReport.objects.create(task=task, number=1, state="started", reported_on=on, at=now(), by=signs)
    Update.objects.create(text="It goes well.", written_on=on, by=signs, **said)
    asks = ExtensionRequest.objects.create(
        number=1, what="delivery", until=on, reasons="More.", asked_on=on, by=signs, **said
    )
    ExtensionDecision.objects.create(request=asks, is_granted=False, reasons="No.", decided_on=on, at=now(), by=head)
    claim = Claim.objects.create(number=1, against_measure="Met", evidence="Here", claimed_on=on, by=signs, **said)
    Verdict.objects.create(
        claim=claim,
        outcome="not_verified",
        looked_at="It",
        method="Reading",
        missing="Half",
        next_on=on,
        found_on=on,
        by=head,
        **said,
    )
    Escalation.objects.create(
        kind="remind", about="delivery", text="Please.", signed_as="The Commissioner", sent_on=on, by=head, **said
    )
    Closing.objects.create(
        reason="close_as_superseded", text="A later one.", superseded_by=later, closed_on=on, by=head, **said
    )
    Correction.objects.create(
        recommendation=made,
        addressee=held,
        about="A day",
        was="1 May",
        instead="2 May",
        reason="Misread",
        made_on=on,
        at=now(),
        by=head,
    )
    Link.objects.create(
        recommendation=later, kind="supersedes", to=made, reason="It goes further.", made_on=on, by=head
    )
    term = TagTerm.objects.create(
        list="contest", code="prevent", label="Prevent", source="CONTEST", valid_from=date(2023, 1, 1)
    )
    Tag.objects.create(recommendation=made, term=term)
    Figure.objects.create(scope="", counted_on=on, counts={"total": 2}, digest="0" * 64)
    put(held, answer.CLOSED, "accept", is_open=False, deliver_by=on - timedelta(days=1))
    return made
