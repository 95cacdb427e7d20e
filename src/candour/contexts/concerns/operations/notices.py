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

from candour.contexts.concerns.queries import enquiries, openings, saved, visible
from candour.contexts.concerns.sealed import about_nudge
from candour.kernel.doors import Door
from candour.kernel.notifications import letter, registry
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
    ("concerns.erasure", _("Somebody asks to erase a concern: it needs a second person")),
)
_ABOUT_IDENTITIES = (
    ("identities.asked", _("Somebody asks to open a sealed identity: your side has to decide")),
    ("identities.prepare", _("You are to read a sealed identity: make ready")),
    ("identities.opened", _("A sealed identity is open for you, for 15 minutes")),
    ("identities.was_opened", _("A sealed identity was opened")),
)
_ABOUT_ENQUIRIES = (
    ("enquiries.asked", _("The Commissioner’s office asks your organisation something")),
    ("enquiries.taken_back", _("The Commissioner’s office needs no answer any more")),
)


def register() -> None:
    """Make the kinds of notice, the sweeps and the nudges known. Called once at start-up."""
    for code, says in _ABOUT_CONCERNS:
        registry.add_kind(Kind(code, Door.OFFICE, says, find=concern_places))
    for code, says in _ABOUT_IDENTITIES:
        registry.add_kind(Kind(code, Door.OFFICE, says, find=opening_places))
    registry.add_kind(Kind("identities.enrol", Door.OFFICE, _("Somebody asks to hold your side’s key"), href=keys))
    registry.add_sweep(Door.OFFICE, "identities", sweep_identities)
    for code, says in _ABOUT_ENQUIRIES:
        registry.add_kind(Kind(code, Door.DELIVERY, says, find=enquiry_places))
    registry.add_kind(
        Kind("concerns.watch", Door.OFFICE, _("More concerns came than a watch allows"), find=watch_places)
    )
    registry.add_kind(Kind("concerns.received", Door.OFFICE, _("New concerns came in"), href=unassigned))
    registry.add_sweep(Door.OFFICE, "concerns", sweep_office)
    registry.add_sweep(Door.OFFICE, "concerns.watches", sweep_watches)
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
            kind=letter.NUDGE,
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


def watch_places(actor: Actor, subjects: Sequence[UUID]) -> dict[UUID, Place]:
    """Those of the crossings that this person may see now, by the name of the view."""
    found = (saved.alarm(actor, alarm_id) for alarm_id in subjects)
    return {
        row.id: Place(row.watch.view.name, reverse("concerns:alarm", args=[row.id])) for row in found if row is not None
    }


def enquiry_places(actor: Actor, subjects: Sequence[UUID]) -> dict[UUID, Place]:
    """Those of the enquiries that are this person's to answer now."""
    rows = enquiries.visible_to(actor).filter(id__in=subjects).values_list("id", "reference")
    return {key: Place(reference, reverse("enquiries:enquiry", args=[reference])) for key, reference in rows}


def opening_places(actor: Actor, subjects: Sequence[UUID]) -> dict[UUID, Place]:
    """Those of the requests to open an identity that this person may see now."""
    rows = openings.visible_to(actor).filter(id__in=subjects).values_list("id", "reference")
    return {key: Place(reference, reverse("identities:opening", args=[key])) for key, reference in rows}


def keys() -> str:
    """The page of those who hold the keys of sealed identities."""
    return reverse("identities:keys")


def sweep_identities() -> int:
    """Destroy what was released and is over, and make the notices about identities and erasing that are due; how many."""
    return int(_asked("select concerns_sweep_identities()"))


def sweep_office() -> int:
    """Make the notices that are due at the office's door; how many."""
    return int(_asked("select concerns_sweep_office()"))


def sweep_watches() -> int:
    """Raise the alarms of watches whose number is passed, and make their notices; how many notices."""
    return int(_asked("select concerns_sweep_watches()"))


def sweep_delivery() -> int:
    """Make the notices that are due at the delivery door; how many."""
    return int(_asked("select concerns_sweep_delivery()"))


def nudges_pending() -> list[UUID]:
    """The concerns whose reporter asked to be told by email, and has not been told of what is new."""
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
