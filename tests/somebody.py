"""Somebody at work at a door, for tests of pages and operations: every grant and row rule applies to what they do."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.test import Client, override_settings
from django.utils import timezone

from candour.kernel.doors import Door
from candour.kernel.people.actor import Actor, HoldingFact
from candour.kernel.people.models import Organisation, Person, Session
from candour.kernel.people.roles import door_of
from candour.kernel.people.tests import factories

AsDoor = Callable[..., AbstractContextManager[None]]
Done = TypeVar("Done")


def now() -> datetime:
    """A moment at which a session is alive: the database's own clock judges it."""
    return timezone.now()


@dataclass
class Somebody:
    """A person at the door of their first role. ``does`` runs an operation in the door's role."""

    as_door: AsDoor
    roles: tuple[str, ...]
    at_body: Organisation
    person: Person
    token: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        self.token = secrets.token_urlsafe(24)
        Session.objects.create(
            door=self.door.value,
            token_digest=hashlib.sha256(self.token.encode()).digest(),
            person=self.person,
            created_at=now(),
            last_seen_at=now(),
            expires_at=now() + timedelta(hours=8),
            stepped_up_at=now(),
        )

    @property
    def door(self) -> Door:
        """Where they work."""
        return door_of(self.roles[0])

    def actor(self) -> Actor:
        """As the door knows them."""
        held = tuple(HoldingFact(role, self.at_body.id, self.at_body.name) for role in self.roles)
        return Actor(self.person.id, self.person.name, self.door, held, stepped_up_at=now())

    def open(self) -> AbstractContextManager[None]:
        """Stand at the door."""
        return self.as_door(self.door, session=self.token)

    def does(self, operation: Callable[..., Done], **given: Any) -> Done:
        """Run an operation."""
        with self.open():
            return operation(actor=self.actor(), at=given.pop("at", now()), **given)

    def get(self, path: str, **headers: Any) -> Any:
        """A page."""
        return self._ask("get", path, **headers)

    def post(self, path: str, **data: Any) -> Any:
        """Send a form."""
        return self._ask("post", path, data)

    def _ask(self, how: str, *given: Any, **headers: Any) -> Any:
        client = Client()
        client.cookies[f"candour_{self.door.value}_session"] = self.token
        settings = {
            "DOOR": self.door,
            "ROOT_URLCONF": f"candour.config.urls.{self.door.value}",
            "SESSION_COOKIE_NAME": f"candour_{self.door.value}_session",
        }
        with override_settings(**settings), self.as_door(self.door):
            return getattr(client, how)(*given, **headers)


def somebody(as_door: AsDoor, *roles: str, at: Organisation | None = None, name: str = "") -> Somebody:
    """A person who holds these roles in this body; in the office where none is said."""
    place = at or factories.office()
    return Somebody(as_door, roles, place, factories.person(*roles, at=place, name=name))
