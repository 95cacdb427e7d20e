"""The smallest people with notices, sessions and jobs. Made as the owner."""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.timezone import localdate

from candour.kernel.doors import Door
from candour.kernel.notifications import jobs
from candour.kernel.notifications.models import OfficeNotice
from candour.kernel.people.actor import Actor, HoldingFact
from candour.kernel.people.models import Organisation, Person, RoleHolding, Session
from candour.kernel.people.roles import OrganisationKind

TODAY = localdate


def somebody(door: Door = Door.OFFICE, role: str = "concerns_caseworker") -> Person:
    """Somebody with a role at this door since three days ago."""
    kind = OrganisationKind.OVERSIGHT_OFFICE if door is Door.OFFICE else OrganisationKind.EDUCATION
    body, _ = Organisation.objects.get_or_create(kind=kind, defaults={"name": f"The {door.value}"})
    person = Person.objects.create(email=f"{secrets.token_hex(6)}@{door.value}.example", name="Ada")
    RoleHolding.objects.create(
        person=person, organisation=body, role=role, starts_on=TODAY(timezone.now()) - timedelta(days=3)
    )
    return person


def actor_of(person: Person, door: Door = Door.OFFICE) -> Actor:
    """The person as a door knows them."""
    held = [HoldingFact(one.role, one.organisation_id, "x") for one in RoleHolding.objects.filter(person=person)]
    return Actor(person.id, person.name, door, tuple(held))


def session_of(person: Person, door: Door = Door.OFFICE) -> str:
    """A live session; returns the token that the cookie would hold."""
    token, now = secrets.token_urlsafe(24), timezone.now()
    Session.objects.create(
        door=door.value, token_digest=hashlib.sha256(token.encode()).digest(), person=person,
        created_at=now, last_seen_at=now, expires_at=now + timedelta(hours=8),
    )  # fmt: skip
    return token


def notice(person: Person, code: str = "x.y", **more: Any) -> OfficeNotice:
    """A notice for this person, made today and neither read nor mailed."""
    told: dict[str, Any] = {"marker": secrets.token_hex(4), "created_on": TODAY(timezone.now())} | more
    return OfficeNotice.objects.create(person=person, code=code, **told)


def queued(door: Door) -> list[tuple[str, str, dict[str, str]]]:
    """The jobs of this door, oldest first: task, queue and what the task is told."""
    with connection.cursor() as cursor:
        cursor.execute(f"select task_name, queue_name, args from {jobs.schema_of(door)}.procrastinate_jobs order by id")
        return [
            (task, queue, args if isinstance(args, dict) else json.loads(args))
            for task, queue, args in cursor.fetchall()
        ]
