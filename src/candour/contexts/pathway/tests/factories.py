"""The smallest valid bodies, people and referrals of the pathway, made as the owner. Every text is invented."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from candour.contexts.pathway.models import Referral
from candour.contexts.pathway.operations import intake
from candour.contexts.pathway.submission import Name, Submission
from candour.kernel.doors import Door
from candour.kernel.people.actor import Actor, HoldingFact
from candour.kernel.people.models import Organisation, Person, RoleHolding, Session
from candour.kernel.people.roles import Nation, OrganisationKind

STORY = "He talks of nothing but the attack, and has drawn the hall with exits marked."


def now() -> datetime:
    """A moment at which a session is alive: the database's own clock judges it."""
    return timezone.now()


def body(name: str, kind: str, **fields: Any) -> Organisation:
    """One organisation of this name and kind for all of a test."""
    made, _ = Organisation.objects.get_or_create(
        kind=kind, name=name, defaults={"nation": Nation.ENGLAND, "code": secrets.token_hex(4), **fields}
    )
    return made


def national_desk() -> Organisation:
    """The national desk."""
    return body("Counter Terrorism Policing Headquarters", OrganisationKind.POLICE_FORCE, code="ctphq", nation="")


def force(name: str = "Westmoor Police") -> Organisation:
    """A force of an invented area."""
    national_desk()
    return body(name, OrganisationKind.POLICE_FORCE)


def authority(name: str = "Westmoor Council", of: Organisation | None = None) -> Organisation:
    """An authority in that force's area."""
    return body(name, OrganisationKind.LOCAL_AUTHORITY, police_force=of or force())


def holder(name: str, role: str, organisation: Organisation) -> Person:
    """Somebody who has held the role there for a year."""
    made = Person.objects.create(email=f"{secrets.token_hex(6)}@westmoor.example", name=name)
    RoleHolding.objects.create(
        person=made, organisation=organisation, role=role, starts_on=(now() - timedelta(days=400)).date()
    )
    return made


def actor(who: Person, *, stepped_up: bool = False) -> Actor:
    """The person as the delivery door knows them."""
    held = tuple(
        HoldingFact(holding.role, holding.organisation_id, holding.organisation.name)
        for holding in RoleHolding.objects.filter(person=who, ends_on=None).select_related("organisation")
    )
    found = Actor(who.id, who.name, Door.DELIVERY, held)
    return replace(found, stepped_up_at=now()) if stepped_up else found


def session(who: Person) -> str:
    """A live session at the delivery door; returns the token that the cookie would hold."""
    token = secrets.token_urlsafe(24)
    Session.objects.create(
        door=Door.DELIVERY.value,
        token_digest=hashlib.sha256(token.encode()).digest(),
        person=who,
        created_at=now(),
        last_seen_at=now(),
        expires_at=now() + timedelta(hours=8),
    )
    return token


def submission(name: str = "Jordan Ellery", **said: Any) -> Submission:
    """A referral as somebody tells it."""
    return Submission(**{"why_concerned": STORY, "names": (Name(name),) if name else (), **said})


def referral(name: str = "Jordan Ellery", *, at: datetime | None = None, **said: Any) -> Referral:
    """A referral from the public form, in the area of ``authority()`` unless said otherwise."""
    given = {"authority_id": authority().id, **said}
    received = intake.receive(submission=submission(name, **given), channel="public", actor=None, at=at or now())
    return Referral.objects.get(reference=received.reference)


def today() -> date:
    """The day in London."""
    return timezone.localdate()
