"""The meetings to which somebody is invited for one case: day, hour and place of them, and nothing else.

A guest sees the case and never the meeting: no row of it, no other item, nobody who was there and nothing that they
declared. What they need in order to come is told by a function of the database that knows nothing more.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from typing import Any
from uuid import UUID

from django.db import connection

from candour.contexts.pathway.models import Meeting, PanelCase
from candour.contexts.pathway.models.choices import Sitting
from candour.kernel.people.actor import Actor


@dataclass
class Invitation:
    """One meeting, as its guest knows it."""

    meeting_id: UUID
    reference: str
    panel: str
    kind: str
    is_called_off: bool
    held_on: date
    starts_at: time
    place: str
    times_moved: int = 0
    cases: list[PanelCase] = field(default_factory=list)


def invitations_of(actor: Actor) -> list[Invitation]:
    """The next first, until the guest's time ends: the day after the meeting. Those whose page they may open, as members of
    the panel, are not among them. At most three queries."""
    with connection.cursor() as cursor:
        cursor.execute("select * from pathway_invitations_of(%s)", [actor.person_id])
        rows: list[Any] = cursor.fetchall()
    if not rows:
        return []
    open_to_them = set(Meeting.objects.filter(id__in=[row[0] for row in rows]).values_list("id", flat=True))
    cases = PanelCase.objects.select_related("individual").in_bulk([row[9] for row in rows])
    found: dict[UUID, Invitation] = {}
    for meeting_id, reference, panel, kind, is_called_off, held_on, starts_at, place, moves, case_id in rows:
        if meeting_id not in open_to_them:
            label = str(Sitting(kind).label)
            made = Invitation(meeting_id, reference, panel, label, is_called_off, held_on, starts_at, place, moves)
            known = found.setdefault(meeting_id, made)
            known.cases += [cases[case_id]] if case_id in cases else []
    return list(found.values())
