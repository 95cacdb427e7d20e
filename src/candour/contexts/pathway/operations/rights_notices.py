"""Who is told that a person or a parent asked something, and never what: for the delivery door's worker."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway.queries import rights
from candour.kernel.doors import Door
from candour.kernel.notifications import registry
from candour.kernel.notifications.registry import Kind, Place
from candour.kernel.people.actor import Actor


def register() -> None:
    """Make the kind of notice known. Called once at start-up."""
    says = _("Somebody asks about their record, with a code that you gave")
    registry.add_kind(Kind("rights.asked", Door.DELIVERY, says, find=places))


def places(actor: Actor, subjects: Sequence[UUID]) -> dict[UUID, Place]:
    """Those of the requests that this person may see now."""
    rows = rights.requests_for(actor).filter(id__in=subjects)
    return {row.id: Place(row.reference, reverse("rights:request", args=[row.reference])) for row in rows}


def sweep() -> int:
    """Make the notices that are due; how many."""
    with connection.cursor() as cursor:
        cursor.execute("select pathway_sweep_rights()")
        row = cursor.fetchone()
    return int(row[0]) if row else 0
