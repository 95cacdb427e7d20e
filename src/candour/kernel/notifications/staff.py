"""Mail to people who sign in: something waits, and nothing of what."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from candour.kernel.doors import Door
from candour.kernel.notifications import jobs, letter, registry
from candour.kernel.notifications.registry import Address, Mailing

SUBJECT = _("Something needs you")
TEXT = _(
    "Something needs you.\n\nSign in as you usually do to see what. This message has no link and says nothing else, on"
    " purpose. If you did not expect it, ask whoever looks after accounts in your organisation."
)


def register() -> None:
    """One mailing for each door that has a worker."""
    for door in jobs.WORKING:
        registry.add_mailing(
            Mailing(
                name=f"staff.{door.value}",
                door=door,
                subject=SUBJECT,
                text=TEXT,
                pending=partial(pending, door),
                address=partial(address, door),
                done=partial(mailed, door),
                kind=letter.STAFF,
            )
        )


def pending(door: Door) -> list[UUID]:
    """Who is to be written to."""
    with connection.cursor() as cursor:
        cursor.execute(f"select notifications_{door.value}_pending()")
        row = cursor.fetchone()
    return list(row[0]) if row else []


def address(door: Door, person: UUID) -> Address | None:
    """Their address, while they are to be written to."""
    with connection.cursor() as cursor:
        cursor.execute(f"select email, language from notifications_{door.value}_address(%s)", [person])
        row = cursor.fetchone()
    return Address(row[0], row[1]) if row else None


def mailed(door: Door, person: UUID) -> None:
    """Note that they were written to today."""
    with connection.cursor() as cursor:
        cursor.execute(f"select notifications_{door.value}_mailed(%s)", [person])
