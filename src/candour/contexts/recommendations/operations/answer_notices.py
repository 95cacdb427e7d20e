"""Who is told that something waits with what their body is asked, and never what: for the delivery door's worker."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from candour.contexts.recommendations.queries import answering
from candour.kernel.doors import Door
from candour.kernel.notifications import registry
from candour.kernel.notifications.registry import Kind, Place
from candour.kernel.people.actor import Actor

_KINDS = (
    ("answers.asked", _("Your body is asked to respond to a recommendation")),
    ("answers.reminded", _("The Commissioner’s office reminds your body of a recommendation")),
    ("answers.letter", _("The Commissioner wrote to your body about a recommendation")),
    ("answers.notice", _("The Commissioner gave public notice about a recommendation to your body")),
    ("answers.verdict", _("The Commissioner’s office looked at what your body says it delivered")),
    ("answers.extension", _("Your body’s request for more time was decided")),
    ("answers.sign", _("A response of your body waits for your signature")),
)


def register() -> None:
    """Make the kinds of notice and the sweep known. Called once at start-up."""
    for code, says in _KINDS:
        registry.add_kind(Kind(code, Door.DELIVERY, says, find=places))
    registry.add_sweep(Door.DELIVERY, "recommendations.answers", sweep)


def places(actor: Actor, subjects: Sequence[UUID]) -> dict[UUID, Place]:
    """Those of the records that this person may see now."""
    rows = answering.asked_of(actor).filter(id__in=subjects).values_list("id", "reference")
    return {key: Place(reference, reverse("answering:one", args=[reference])) for key, reference in rows}


def sweep() -> int:
    """Make the notices that are due; how many."""
    with connection.cursor() as cursor:
        cursor.execute("select recommendations_sweep_answers()")
        row = cursor.fetchone()
    return int(row[0]) if row else 0
