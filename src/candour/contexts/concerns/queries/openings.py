"""Requests to open a sealed identity, as the people of the office may see them; and what their procedure judges."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max, QuerySet
from django.db.models.functions import Now
from django.utils.timezone import localdate

from candour.contexts.concerns import codes, procedure
from candour.contexts.concerns.models import (
    Concern,
    ConcernExclusion,
    Opening,
    OpeningDecision,
    OpeningStep,
    ReaderKey,
    ReleasedPart,
)
from candour.contexts.concerns.queries import caseworkers, identities, visible
from candour.kernel.doors import Door
from candour.kernel.people.actor import Actor
from candour.kernel.people.models import Person
from candour.kernel.people.roles import Role
from candour.kernel.procedures import queries as procedures
from candour.kernel.procedures.facts import Facts

WINDOW = timedelta(minutes=15)
"""How long the named reader may read, from the moment at which the second person agreed."""

STANDS = timedelta(days=3)
"""How long a request waits for the two: over a weekend, and no longer."""

OPENERS = (Role.IDENTITY_OFFICER.value, Role.DEPUTY_COMMISSIONER.value)
SEE = (*visible.HANDLES_CONCERNS, *OPENERS)
"""The roles to which requests can be shown at all."""


def visible_to(actor: Actor) -> QuerySet[Opening]:
    """Every request but those about a concern in which this person declared an interest."""
    if not actor.has(*SEE):
        return Opening.objects.none()
    declared = ConcernExclusion.objects.filter(person_id=actor.person_id, ended_on=None)
    rows = Opening.objects.exclude(concern_id__in=declared.values("concern_id"))
    return rows.select_related("requested_by", "reader")


def found_for(actor: Actor, opening_id: UUID) -> Opening | None:
    """The request of this id, if this person may see it."""
    return visible_to(actor).filter(id=opening_id).first()


def listed_for(actor: Actor) -> QuerySet[Opening]:
    """What runs first, then the latest."""
    return visible_to(actor).order_by("-is_open", "-requested_at")


def of_concern(concern_id: UUID) -> list[Opening]:
    """Every request about a concern, the latest first."""
    rows = Opening.objects.filter(concern_id=concern_id).select_related("requested_by", "reader")
    return list(rows.order_by("-requested_at"))


def window_ends(opening_id: UUID) -> datetime | None:
    """When reading ends; None before both agreed."""
    found = OpeningDecision.objects.filter(opening_id=opening_id).values_list("side", "decided_at")
    times = dict(found)
    return max(times.values()) + WINDOW if len(times) == len(codes.Side.values) else None


def is_current(opening: Opening, at: datetime) -> bool:
    """Whether its time is not over: three days to agree, a quarter of an hour to read."""
    if opening.state == procedure.opening.OPENED:
        until = window_ends(opening.id)
        return until is not None and at < until
    return at < opening.expires_at


def timeline(opening_id: UUID) -> list[OpeningStep]:
    """Its history, oldest first."""
    return list(procedures.timeline(OpeningStep, opening_id))


def reader_key(opening_id: UUID) -> ReaderKey | None:
    """The key of the reader's browser that counts."""
    return ReaderKey.objects.filter(opening_id=opening_id).order_by("-number").first()


def facts_of(opening: Opening, actor: Actor, at: datetime) -> Facts:
    """Everything the guard asks of a request that is there."""
    mine = identities.holding_of(actor.person_id) if actor.has(*OPENERS) else None
    sides = set(OpeningDecision.objects.filter(opening_id=opening.id).values_list("side", flat=True))
    records = {"reader_key"} if reader_key(opening.id) else set[str]()
    return Facts(
        subject=opening.id,
        state=opening.state,
        records=frozenset(records),
        history=procedures.history_facts(OpeningStep, opening.id, door=Door.OFFICE),
        fields={
            "assigned_to": opening.reader_id,
            "is_reader": opening.reader_id == actor.person_id,
            "side_has_agreed": mine is not None and mine.key.side in sides,
            "is_current": is_current(opening, at),
        },
    )


def running(concern_id: UUID) -> Opening | None:
    """The request about this concern that runs, its time over or not."""
    return Opening.objects.filter(concern_id=concern_id, is_open=True).first()


def readers_for(concern: Concern, at: datetime) -> list[Person]:
    """Who can be named as reader: those who work with concerns today and have no declared interest in this one."""
    besides = caseworkers.barred(concern.id)
    return caseworkers.working_with_concerns(visible.HANDLES_CONCERNS, on=localdate(at), besides=besides)


def released(opening_id: UUID) -> dict[str, bytes]:
    """Side → its half, sealed to the reader's browser; empty outside the quarter of an hour."""
    rows = ReleasedPart.objects.filter(decision__opening_id=opening_id)
    return {side: bytes(box) for side, box in rows.values_list("decision__side", "sealed")}


def last_read(opening_ids: Sequence[UUID]) -> dict[UUID, datetime]:
    """When each was last read, for those that were."""
    rows = OpeningStep.objects.filter(opening_id__in=opening_ids, step="read").values("opening_id")
    return dict(rows.annotate(last=Max("taken_at")).values_list("opening_id", "last"))


def to_read(actor: Actor) -> list[tuple[Opening, bool]]:
    """Of which this person is the reader: those that are open now (True), and those for which they have to make ready."""
    rows = visible_to(actor).filter(reader_id=actor.person_id, is_open=True)
    ready = set(ReaderKey.objects.filter(opening__in=rows).values_list("opening_id", flat=True))
    open_now = set(
        ReleasedPart.objects.filter(decision__opening__in=rows).values_list("decision__opening_id", flat=True)
    )
    asked = rows.filter(state=procedure.opening.ASKED, expires_at__gt=Now()).values_list("id", flat=True)
    waiting = set(asked) - ready
    return [(row, row.id in open_now) for row in rows.order_by("requested_at") if row.id in open_now | waiting]


def to_decide(actor: Actor) -> list[Opening]:
    """Requests that wait for this person: of their side, not their own, not for their eyes, and still in time."""
    mine = identities.holding_of(actor.person_id)
    if mine is None or mine.enrolled_at is None or identities.side_of_roles(actor) != mine.key.side:
        return []
    agreed = OpeningDecision.objects.filter(side=mine.key.side).values("opening_id")
    rows = visible_to(actor).filter(state__in=procedure.opening.WAITING, expires_at__gt=Now()).exclude(id__in=agreed)
    rows = rows.exclude(requested_by_id=actor.person_id).exclude(reader_id=actor.person_id)
    return list(rows.filter(id__in=ReaderKey.objects.values("opening_id")).order_by("requested_at"))
