"""Who is told that something of a transfer waits, and never what: for the delivery door's worker."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway.queries import transfers
from candour.kernel.doors import Door
from candour.kernel.notifications import registry
from candour.kernel.notifications.registry import Kind, Place
from candour.kernel.people.actor import Actor

_KINDS = (
    ("transfers.offered", _("Your service is asked to help somebody")),
    ("transfers.chased", _("The owner of a transfer waits for your service’s answer")),
    ("transfers.back", _("A transfer came back to you: decide what follows for the person")),
    ("transfers.silent", _("A service says nothing any more about a transfer of yours")),
)


def register() -> None:
    """Make the kinds of notice known. Called once at start-up."""
    for code, says in _KINDS:
        registry.add_kind(Kind(code, Door.DELIVERY, says, find=places))


def places(actor: Actor, subjects: Sequence[UUID]) -> dict[UUID, Place]:
    """Those of the transfers that this person may see now."""
    rows = transfers.visible_to(actor).filter(id__in=subjects).values_list("id", "reference")
    return {key: Place(reference, reverse("transfers:transfer", args=[reference])) for key, reference in rows}


def sweep() -> int:
    """Make the notices that are due; how many."""
    with connection.cursor() as cursor:
        cursor.execute("select pathway_sweep_transfers()")
        row = cursor.fetchone()
    return int(row[0]) if row else 0
