"""Who can be put on a panel or let in to a case, and the names of those who acted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection


@dataclass(frozen=True)
class Partner:
    """Somebody who can be put on a panel or let in to a case of it."""

    person: UUID
    name: str
    organisation: UUID
    body: str
    kind: str
    role: str


def partners_of(authority: UUID) -> list[Partner]:
    """Partners, police and those who run it, for whoever runs the panel of this authority; empty for everybody else. Each
    person once, in the first of their bodies."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select person_id, name, organisation_id, organisation, kind, role from pathway_panel_people(%s)",
            [authority],
        )
        found: dict[UUID, Partner] = {}
        for row in cursor.fetchall():
            found.setdefault(row[0], Partner(*row))
    return list(found.values())


def names_of(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """The names of those who acted, in whatever body of the pathway. One query; none where there is nobody."""
    wanted = sorted({one for one in ids if one is not None})
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("select id, name from pathway_names(%s)", [wanted])
        return dict(cursor.fetchall())
