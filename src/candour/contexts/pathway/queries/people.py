"""Who can be named on the pathway: colleagues who run a panel, its partners, and the names of those who acted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Q

from candour.contexts.pathway.procedure.basis import PANEL
from candour.kernel.people.models import Person


@dataclass(frozen=True)
class Partner:
    """Somebody who can be put on a panel or let in to a case of it."""

    person: UUID
    name: str
    organisation: UUID
    body: str
    kind: str
    role: str


def who_run_the_panel(authority: UUID, *, on: date) -> list[tuple[UUID, str]]:
    """Those who chair or coordinate the panel of one's own authority on this day, by name."""
    held = (
        Q(holdings__organisation_id=authority)
        & Q(holdings__role__in=PANEL)
        & Q(holdings__starts_on__lte=on)
        & (Q(holdings__ends_on__isnull=True) | Q(holdings__ends_on__gt=on))
    )
    rows = Person.objects.filter(held, deactivated_on__isnull=True).distinct().order_by("name", "id")
    return list(rows.values_list("id", "name"))


def partners_of(authority: UUID) -> list[Partner]:
    """Partners, police and those who run it, for whoever runs the panel of this authority; empty for everybody else. Each
    person once, in the first of their bodies."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select person_id, name, organisation_id, organisation, kind, role from pathway_partners(%s)", [authority]
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
