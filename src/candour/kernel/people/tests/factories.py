"""The smallest people that tests need. Made as the owner; a test then steps into a door's role."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime, timedelta

from django.utils import timezone

from candour.kernel.doors import Door
from candour.kernel.people.models import Organisation, Person, RoleHolding, Session
from candour.kernel.people.roles import OrganisationKind, door_of

LONG_AGO = date(2020, 1, 1)


def organisation(kind: str = OrganisationKind.LOCAL_AUTHORITY, *, name: str = "", code: str = "") -> Organisation:
    """A body of this kind."""
    return Organisation.objects.create(kind=kind, name=name or f"Body {secrets.token_hex(3)}", code=code)


def office() -> Organisation:
    """The oversight office; the same one each time."""
    made, _ = Organisation.objects.get_or_create(
        kind=OrganisationKind.OVERSIGHT_OFFICE, code="oipc", defaults={"name": "The office"}
    )
    return made


def person(*roles: str, at: Organisation | None = None, name: str = "", password: str = "!") -> Person:
    """A person who holds these roles, in ``at`` or in the office."""
    made = Person(email=f"{secrets.token_hex(4)}@example.org", name=name or "Somebody", password=password)
    made.save()
    for role in roles:
        hold(made, role, at or office())
    return made


def hold(
    who: Person, role: str, at: Organisation, *, starts_on: date = LONG_AGO, ends_on: date | None = None
) -> RoleHolding:
    """A role that somebody holds."""
    return RoleHolding.objects.create(person=who, organisation=at, role=role, starts_on=starts_on, ends_on=ends_on)


def session(
    who: Person, door: Door | None = None, *, seen: timedelta = timedelta(0), stepped_up: datetime | None = None
) -> str:
    """A live session of a person at the door of their first role; returns its token. ``seen`` is how long ago."""
    token = secrets.token_urlsafe(32)
    now = timezone.now()
    held = who.holdings.first()
    assert held is not None or door is not None
    at_door = door or door_of(held.role if held else "")
    Session.objects.create(
        door=at_door.value,
        token_digest=hashlib.sha256(token.encode()).digest(),
        person=who,
        created_at=now - seen,
        last_seen_at=now - seen,
        expires_at=now + timedelta(hours=8),
        stepped_up_at=stepped_up,
    )
    return token
