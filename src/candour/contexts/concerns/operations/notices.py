"""Who is told that something of this context waits, and never what: for the workers of the two staff doors.

The sweeps and the nudges are functions of the database (``sql/functions.sql``), because a worker has no session and so
no row of its own to read. Here they get their names and their words.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from candour.contexts.concerns.queries import enquiries, visible
from candour.contexts.concerns.sealed import about_nudge
from candour.kernel.doors import Door
from candour.kernel.notifications import registry
from candour.kernel.notifications.registry import Address, Kind, Mailing, Place
from candour.kernel.people.actor import Actor
from candour.kernel.sealing import ring

NUDGE_SUBJECT = _("A message is waiting for you")
NUDGE_TEXT = _(
    "There is something new.\n\nOpen the site and use your receipt. This message has no link and says nothing else, on"
    " purpose, and comes at most once a day. Nobody reads answers to it."
)

_ABOUT_CONCERNS = (
    ("concerns.reporter_acted", _("The person wrote or answered")),
    ("concerns.assigned", _("A concern was given to you")),
    ("concerns.body_replied", _("A body answered an enquiry")),
    ("concerns.override", _("Somebody asks to tell a body without agreement: it needs a second person now")),
    ("concerns.emergency", _("A concern was read in an emergency")),
    ("concerns.no_owner", _("Nobody looks after a concern any more")),
)
_ABOUT_ENQUIRIES = (
    ("enquiries.asked", _("The Commissioner’s office asks your organisation something")),
    ("enquiries.taken_back", _("The Commissioner’s office needs no answer any more")),
)


def register() -> None:
    """Make the kinds of notice, the sweeps and the nudges known. Called once at start-up."""
    for code, says in _ABOUT_CONCERNS:
        registry.add_kind(Kind(code, Door.OFFICE, says, find=concern_places))
    for code, says in _ABOUT_ENQUIRIES:
        registry.add_kind(Kind(code, Door.DELIVERY, says, find=enquiry_places))
    registry.add_kind(Kind("concerns.received", Door.OFFICE, _("New concerns came in"), href=unassigned))
    registry.add_sweep(Door.OFFICE, "concerns", sweep_office)
    registry.add_sweep(Door.DELIVERY, "concerns", sweep_delivery)
    registry.add_mailing(
        Mailing(
            name="concerns.nudge",
            door=Door.OFFICE,
            subject=NUDGE_SUBJECT,
            text=NUDGE_TEXT,
            pending=nudges_pending,
            address=nudge_address,
            done=nudged,
            sender="NUDGE_FROM_EMAIL",
            is_to_outsiders=True,
        )
    )


def unassigned() -> str:
    """The list of concerns that nobody works on."""
    return reverse("concerns:inbox") + "?assigned=nobody"


def concern_places(actor: Actor, subjects: Sequence[UUID]) -> dict[UUID, Place]:
    """Those of the concerns that this person may know of now."""
    rows = visible.concerns_visible_to(actor).filter(id__in=subjects).values_list("id", "reference")
    return {key: Place(reference, reverse("concerns:case", args=[reference])) for key, reference in rows}


def enquiry_places(actor: Actor, subjects: Sequence[UUID]) -> dict[UUID, Place]:
    """Those of the enquiries that are this person's to answer now."""
    rows = enquiries.visible_to(actor).filter(id__in=subjects).values_list("id", "reference")
    return {key: Place(reference, reverse("enquiries:enquiry", args=[reference])) for key, reference in rows}


def sweep_office() -> int:
    """Make the notices that are due at the office's door; how many."""
    return int(_asked("select concerns_sweep_office()"))


def sweep_delivery() -> int:
    """Make the notices that are due at the delivery door; how many."""
    return int(_asked("select concerns_sweep_delivery()"))


def nudges_pending() -> list[UUID]:
    """The concerns whose reporter asked to be told by e-mail, and has not been told of what is new."""
    return list(_asked("select concerns_nudges_pending()"))


def nudge_address(concern: UUID) -> Address | None:
    """Where to, while it is due."""
    with connection.cursor() as cursor:
        cursor.execute("select sealed, office_key, language from concerns_nudge_address(%s)", [concern])
        row = cursor.fetchone()
    if row is None:
        return None
    wrapped = ring.Wrapped(bytes(row[0]), row[1])
    return Address(ring.unwrap(wrapped, about=about_nudge(concern)).decode(), row[2])


def nudged(concern: UUID) -> None:
    """Note that the reporter was told today of everything that is there."""
    with connection.cursor() as cursor:
        cursor.execute("select concerns_nudged(%s)", [concern])


def _asked(question: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(question)
        row = cursor.fetchone()
    assert row is not None  # each is a function that answers once
    return row[0]
