"""What an address of a calendar opens, and how the address of a person stands.

Asked without anybody signed in: the database alone says whether a secret opens, and what of the meetings it tells. Nothing
that is read here names a case, a meeting's reference, a panel by its own name, or who else comes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.db import connection

from candour.contexts.pathway.models import CalendarAddress
from candour.kernel.people.actor import Actor

LONGEST = 100
"""Characters of a secret that are worth looking at; one that Candour makes has 43."""


@dataclass(frozen=True)
class Told:
    """One meeting, as far as it is told."""

    event: str
    nation: str
    authority: str
    held_on: date
    starts_at: time
    place: str
    is_called_off: bool
    times_moved: int


@dataclass(frozen=True)
class Opened:
    """What an address gives, and the last day on which it does."""

    last_on: date
    meetings: list[Told]


@dataclass(frozen=True)
class Own:
    """The address that somebody has now, and whether it still opens."""

    address: CalendarAddress
    opens: bool


def opened_by(secret: str) -> Opened | None:
    """What this secret opens; None for one that is unknown, ended or none at all."""
    if len(secret) > LONGEST:
        return None
    with connection.cursor() as cursor:
        cursor.execute("select * from pathway_calendar(%s)", [secret])
        rows: list[Any] = cursor.fetchall()
    if not rows:
        return None
    return Opened(last_on=rows[0][0], meetings=[Told(*row[1:]) for row in rows if row[1] is not None])


def own(actor: Actor) -> Own | None:
    """The address that this person made and has not ended; None where there is none."""
    row = CalendarAddress.objects.filter(person_id=actor.person_id, ended_at=None).first()
    if row is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute("select pathway_own_calendar_stands()")
        found: Any = cursor.fetchone()
    return Own(row, opens=bool(found[0]))
