"""The smallest valid objects for tests of the office's side, made as the owner. Every text is invented."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import uuid4

from django.utils import timezone

from candour.contexts.concerns import procedure, sealed
from candour.contexts.concerns.models import (
    Concern,
    ConcernDeadline,
    ConcernStep,
    Message,
    Reporter,
    SignpostBody,
    TaxonomyTerm,
)
from candour.contexts.concerns.operations import reference, sealing, steps
from candour.contexts.concerns.queries import opening
from candour.contexts.concerns.sealed import Teller, Told
from candour.kernel.doors import Door
from candour.kernel.people.actor import Actor, HoldingFact
from candour.kernel.people.models import Organisation, Person, RoleHolding, Session
from candour.kernel.people.roles import OrganisationKind
from candour.kernel.procedures import operations as procedures
from candour.kernel.procedures.facts import Facts, Outsider
from candour.kernel.sealing import boxes
from candour.kernel.visitors import receipts
from candour.kernel.visitors.receipts import Receipt

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
    return person(name, procedure.roles.CASEWORKER)


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


def concern(
    *,
    at: datetime | None = None,
    story: str = STORY,
    reporter: str = "",
    receipt: Receipt | None = None,
    **fields: object,
) -> Concern:
    """A concern that came through the online form, with its first step, its first clock and what was written."""
    pair, receipt = boxes.new_pair(), receipt or receipts.new()
    made = Concern(
        **{
            "mailbox_digest": receipt.mailbox_digest,
            "sealing_key": pair.public,
            "level": "named" if reporter else "anonymous",
            "kind": "concern",
            "nation": "england",
            "received_on": timezone.localdate(at or now()),
            **fields,
        }
    )
    procedures.begin(
        procedure=procedure.concern.CONCERN,
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
    sealing.key_row(made.id, pair, receipt.mailbox_secret).save(force_insert=True)
    sealing.narrative_row(made, Told(what_happened=story, body_name="Beech Hill School")).save(force_insert=True)
    sealing.reporter_row(made, Teller(name=reporter)).save(force_insert=True)
    return made


def told(of: Concern | None = None) -> Told:
    """What was written, opened as the office opens it; the only concern there is, unless one is named."""
    concern = Concern.objects.get(id=of.id) if of else Concern.objects.get()
    pair = opening.pair_for_office(concern)
    assert pair is not None
    found = opening.told(concern, pair)
    assert found is not None
    return found


def teller(of: Concern | None = None) -> Teller:
    """Who wrote it, likewise."""
    concern = Concern.objects.get(id=of.id) if of else Concern.objects.get()
    pair = opening.pair_for_office(concern)
    assert pair is not None
    found = opening.teller(concern, pair)
    assert found is not None
    return found


def tells_of_themselves(concern: Concern, **said: str) -> None:
    """The reporter's row, written anew with these."""
    row = sealing.reporter_row(concern, replace(teller(concern), **said))
    Reporter.objects.filter(concern=concern).update(
        sealed=row.sealed, nudge_sealed=row.nudge_sealed, nudge_key=row.nudge_key
    )


def message(concern: Concern, text: str, **fields: Any) -> Message:
    """One more message of the mailbox, from the reporter unless said otherwise."""
    row = Message(
        **{
            "id": uuid4(),
            "concern": concern,
            "number": Message.objects.filter(concern=concern).count() + 1,
            "direction": "from_reporter",
            "sent_on": timezone.localdate(),
            **fields,
        }
    )
    row.sealed = sealed.seal_message(bytes(concern.sealing_key), row.id, text)
    row.save(force_insert=True)
    return row


def texts(concern: Concern) -> list[str]:
    """The messages of the mailbox, opened as the office opens them."""
    pair = opening.pair_for_office(Concern.objects.get(id=concern.id))
    assert pair is not None
    return [row.text for row in opening.messages(Message.objects.filter(concern=concern).order_by("number"), pair)]


def terms(*codes: str) -> list[TaxonomyTerm]:
    """Terms of the shipped taxonomy, loaded if need be."""
    reference.load()
    return list(TaxonomyTerm.objects.filter(code__in=codes or ["rationale_missing"]))


def bodies(*codes: str) -> list[SignpostBody]:
    """Bodies of the shipped directory, loaded if need be."""
    reference.load()
    return list(SignpostBody.objects.filter(code__in=codes or ["ico"]))
