"""Who is told that a meeting is called, moved or called off: day, hour and place, and nothing of any case. For the delivery door's
worker."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from uuid import UUID

from django.db import connection
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway.queries import invitations, panel_page
from candour.kernel.doors import Door
from candour.kernel.notifications import registry
from candour.kernel.notifications.registry import Kind, Place
from candour.kernel.people.actor import Actor

_KINDS = (
    ("meetings.called", _("A panel meets, and you are expected")),
    ("meetings.moved", _("A meeting is held at another time or place")),
    ("meetings.off", _("A meeting is called off")),
)


def register() -> None:
    """Make the kinds of notice known. Called once at start-up."""
    for code, says in _KINDS:
        registry.add_kind(Kind(code, Door.DELIVERY, says, find=places))


def places(actor: Actor, subjects: Sequence[UUID]) -> dict[UUID, Place]:
    """Those of the meetings that this person may see, or to which they are invited, now. A guest has no page of a meeting:
    theirs is the list."""
    found = {
        one.meeting_id: Place(_words(one.held_on, one.starts_at, one.place), reverse("panels:list"))
        for one in invitations.invitations_of(actor)
        if one.meeting_id in subjects
    }
    for row in panel_page.meetings_of(actor).filter(id__in=subjects):
        words = _words(row.held_on, row.starts_at, row.place)
        found[row.id] = Place(words, reverse("panels:meeting", args=[row.reference]))
    return found


def _words(held_on: date, starts_at: time, place: str) -> str:
    return f"{date_format(held_on, 'j F Y')}, {starts_at:%H:%M}, {place}"


def sweep() -> int:
    """Make the notices that are due; how many."""
    with connection.cursor() as cursor:
        cursor.execute("select pathway_sweep_meetings()")
        row = cursor.fetchone()
    return int(row[0]) if row else 0
