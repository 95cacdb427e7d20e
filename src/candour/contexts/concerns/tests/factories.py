"""The smallest valid objects for tests of the office's side, made as the owner. Every text is invented."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache

from django.utils import timezone

from candour.contexts.concerns import procedure, receipts
from candour.contexts.concerns.models import (
    Concern,
    ConcernDeadline,
    ConcernStep,
    Narrative,
    Reporter,
    SignpostBody,
    TaxonomyTerm,
)
from candour.contexts.concerns.operations import reference, steps
from candour.kernel.doors import Door
from candour.kernel.people.actor import Actor, HoldingFact
from candour.kernel.people.models import Organisation, Person, RoleHolding, Session
from candour.kernel.people.roles import OrganisationKind
from candour.kernel.procedures import operations as procedures
from candour.kernel.procedures.facts import Facts, Outsider

STORY = "The school told nobody why my son was referred, and nobody has answered our letters since March."


def now() -> datetime:
    """A moment at which a session is alive: the database's own clock judges it."""
    return timezone.now()


def office() -> Organisation:
    """The Commissioner's office; one for all tests."""
    made, _ = Organisation.objects.get_or_create(
        kind=OrganisationKind.OVERSIGHT_OFFICE, defaults={"name": "Office of the Commissioner"}
    )
    return made


@cache
def _number(name: str) -> str:
    return secrets.token_hex(4)


def person(name: str, *roles: str) -> Person:
    """A member of the office who holds these roles since last year."""
    made = Person.objects.create(email=f"{_number(name)}.{secrets.token_hex(4)}@office.example", name=name)
    for role in roles:
        RoleHolding.objects.create(
            person=made, organisation=office(), role=role, starts_on=(now() - timedelta(days=400)).date()
        )
    return made


def caseworker(name: str = "Amina Rahman") -> Person:
    """A caseworker."""
    return person(name, procedure.CASEWORKER)


def actor(who: Person, *, stepped_up: bool = False) -> Actor:
    """The person as the office door knows them."""
    held = tuple(
        HoldingFact(holding.role, holding.organisation_id, "Office of the Commissioner")
        for holding in RoleHolding.objects.filter(person=who)
    )
    found = Actor(who.id, who.name, Door.OFFICE, held)
    return replace(found, stepped_up_at=now()) if stepped_up else found


def session(who: Person, *, stepped_up: bool = False) -> str:
    """A live session at the office door; returns the token that the cookie would hold."""
    token = secrets.token_urlsafe(24)
    Session.objects.create(
        door=Door.OFFICE.value,
        token_digest=hashlib.sha256(token.encode()).digest(),
        person=who,
        created_at=now(),
        last_seen_at=now(),
        expires_at=now() + timedelta(hours=8),
        stepped_up_at=now() if stepped_up else None,
    )
    return token


def concern(*, at: datetime | None = None, story: str = STORY, reporter: str = "", **fields: object) -> Concern:
    """A concern that came through the online form, with its first step, its first clock and what was written."""
    made = Concern(
        **{
            "mailbox_digest": receipts.new().mailbox_digest,
            "level": "named" if reporter else "anonymous",
            "kind": "concern",
            "nation": "england",
            "received_on": timezone.localdate(at or now()),
            **fields,
        }
    )
    procedures.begin(
        procedure=procedure.CONCERN,
        step="receive",
        record=made,
        facts=Facts(subject=made.id, state=""),
        actor=Outsider.REPORTER,
        door=Door.PUBLIC,
        at=at or now(),
        history=ConcernStep,
        deadline_model=ConcernDeadline,
        day_only=True,
        nation=made.nation,
    )
    steps.refresh(made)
    Narrative.objects.create(concern=made, what_happened=story, body_name="Beech Hill School")
    Reporter.objects.create(concern=made, name=reporter)
    return made


def terms(*codes: str) -> list[TaxonomyTerm]:
    """Terms of the shipped taxonomy, loaded if need be."""
    reference.load()
    return list(TaxonomyTerm.objects.filter(code__in=codes or ["rationale_missing"]))


def bodies(*codes: str) -> list[SignpostBody]:
    """Bodies of the shipped directory, loaded if need be."""
    reference.load()
    return list(SignpostBody.objects.filter(code__in=codes or ["ico"]))
