"""A person's notices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import F

from candour.kernel.notifications import registry
from candour.kernel.notifications.models import OF_DOOR
from candour.kernel.notifications.registry import Place, Words
from candour.kernel.people.actor import Actor

SHOWN = 100

_UNREAD = {
    door: f"select count(*) from {rows._meta.db_table} where person_id = %s and read_on is null"
    for door, rows in OF_DOOR.items()
}


@dataclass(frozen=True)
class Shown:
    """A notice as its page shows it."""

    id: UUID
    says: Words
    place: Place | None
    on: date
    is_read: bool
    is_urgent: bool


def unread(actor: Actor) -> int:
    """How many notices this person has not marked as read. One query, written out: every page of staff asks it."""
    asked = _UNREAD.get(actor.door)
    if asked is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(asked, [actor.person_id])
        found = cursor.fetchone()
    assert found is not None  # a count has its one row
    return int(found[0])


def notices_of(actor: Actor) -> list[Shown]:
    """The newest notices of a person, unread ones first.

    What a notice is about is looked up as that person, now: one about a record that they may no longer see is left
    out. One query, and one for each kind that has records.
    """
    rows = OF_DOOR[actor.door].objects.filter(person_id=actor.person_id)
    found = list(rows.order_by(F("read_on").asc(nulls_first=True), "-is_urgent", "-created_on", "id")[:SHOWN])
    places: dict[str, dict[UUID, Place]] = {}
    for code in {row.code for row in found}:
        kind = registry.kind(code)
        if kind is not None and kind.find is not None:
            places[code] = kind.find(actor, [row.subject for row in found if row.code == code and row.subject])
    shown = []
    for row in found:
        kind = registry.kind(row.code)
        if kind is None:
            continue
        place = places.get(row.code, {}).get(row.subject) if row.subject else None
        if kind.find is not None and place is None:
            continue
        if kind.href is not None:
            place = Place("", kind.href())
        shown.append(Shown(row.id, kind.says, place, row.created_on, row.read_on is not None, row.is_urgent))
    return shown
