"""A person at work at the office door, for tests of the office's operations."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeVar

from django.test import Client

from candour.contexts.concerns.models import Concern, ConcernStep
from candour.contexts.concerns.operations import barriers, handling
from candour.contexts.concerns.tests import factories as make
from candour.kernel.doors import Door
from candour.kernel.ledger.models import Entry
from candour.kernel.people.actor import Actor
from candour.kernel.people.models import Person

Done = TypeVar("Done")


class Desk:
    """``desk.does(operation, concern, ...)`` runs it as this person, in the role of the office door: every grant and
    row rule applies. ``desk.brings(concern, "open")`` takes a concern along the usual way."""

    def __init__(self, as_door: Callable[..., AbstractContextManager[None]], person: Person) -> None:
        self.person, self._as_door = person, as_door
        self.token = make.session(person)

    def actor(self, *, stepped_up: bool = False) -> Actor:
        return make.actor(self.person, stepped_up=stepped_up)

    def open(self) -> AbstractContextManager[None]:
        return self._as_door(Door.OFFICE, session=self.token)

    def does(self, operation: Callable[..., Done], concern: Concern, *, stepped_up: bool = False, **given: Any) -> Done:
        actor = self.actor(stepped_up=stepped_up)
        with self.open():
            return operation(concern_id=concern.id, actor=actor, at=make.now(), **given)

    def codes(self, concern: Concern, *terms: str, **given: Any) -> ConcernStep:
        chosen = {"sector": "police", "stage": "referral", "region": "london", **given}
        return self.does(handling.code, concern, terms=[term.id for term in make.terms(*terms)], **chosen)

    def brings(self, concern: Concern, state: str) -> Concern:
        """Take a concern along the usual way until it stands there."""
        ways: dict[str, Callable[[], Any]] = {
            "acknowledged": lambda: self.does(handling.acknowledge, concern, text="We have it."),
            "taken": lambda: self.does(barriers.take, concern),
            "coded": lambda: self.codes(concern),
            "in_scope": lambda: self.does(handling.triage_in_scope, concern, rationale="It is about a referral."),
            "open": lambda: self.does(handling.start_work, concern),
            "answered": lambda: self.does(handling.answer, concern, text="Here is our answer."),
            "closed": lambda: self.does(handling.close, concern, close_reason="answered", rationale="Answered."),
        }
        for name, way in ways.items():
            way()
            if name == state:
                break
        concern.refresh_from_db()
        return concern


class Browser(Protocol):
    """``with browser(desk) as client:`` a client at the office door, signed in as whoever works at that desk."""

    def __call__(self, desk: Desk, *, stepped_up: bool = False) -> AbstractContextManager[Client]: ...


def text(response: Any) -> str:
    """The page without what differs at every request."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", html.unescape(response.content.decode()))


def ledger_verbs() -> set[str]:
    """What the ledger holds, by verb; asked as the owner, because no door may read it."""
    return {json.loads(bytes(entry))["verb"] for entry in Entry.objects.values_list("entry", flat=True)}
