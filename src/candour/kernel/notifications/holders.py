"""Mail to the holders of the ledger's checkpoints: once a day, what was signed when the day was closed.

It is what makes a rollback show: a checkpoint that an administrator of this office cannot take back. Who the holders
are stands in the environment and not in the database, so that no page and no statement can change where it goes. The
checkpoint is read from the file that the sequencer left; no door reads the tree.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from uuid import UUID, uuid5

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext, gettext_lazy

from candour.kernel.doors import Door
from candour.kernel.ledger import files
from candour.kernel.notifications import letter, registry
from candour.kernel.notifications.registry import Address, Mailing

SUBJECT = gettext_lazy("Checkpoint of the day")
_OURS = UUID("8d1f0c9e-4c0b-4c8e-9d0a-6f2f5a2b7c31")
"""Makes an id of a day and an address, from which neither can be read."""


def register() -> None:
    """The office's worker sends it."""
    registry.add_mailing(
        Mailing(
            name="ledger.holders",
            kind=letter.HOLDER,
            door=Door.OFFICE,
            subject=SUBJECT,
            text=text,
            pending=pending,
            address=address,
            done=done,
        )
    )


def pending() -> list[UUID]:
    """The mails of today that did not go out; none before the day was closed."""
    on = _today()
    due = [_key(on, holder) for holder in settings.LEDGER_HOLDERS]
    if not due or not _file(on).exists():
        return []
    with connection.cursor() as cursor:
        cursor.execute("select notifications_holders_mailed(%s)", [due])
        row = cursor.fetchone()
    return [key for key in due if row is not None and key not in row[0]]


def address(key: UUID) -> Address | None:
    """To whom one of today's mails goes, while it has not gone out."""
    on = _today()
    holder = next((one for one in settings.LEDGER_HOLDERS if _key(on, one) == key), None)
    return Address(holder) if holder is not None and key in pending() else None


def done(key: UUID) -> None:
    """Note that it went out."""
    with connection.cursor() as cursor:
        cursor.execute("select notifications_holder_mailed(%s)", [key])


def text(key: UUID) -> str:
    """The checkpoint, and what to do with it."""
    kept = gettext(
        "Keep this message, and show it to nobody who does not need it.\n\nThese lines were signed when the day was"
        " closed. With them you can later see whether anything that was recorded before was changed since."
    )
    return f"{kept}\n\n{_file(_today()).read_text(encoding='utf-8')}"


def were_written() -> bool:
    """Whether a mail to a holder went out in the last days. The public door asks, and learns nothing of who they are."""
    with connection.cursor() as cursor:
        cursor.execute("select notifications_holders_written()")
        row = cursor.fetchone()
    return bool(row and row[0])


def _today() -> date:
    with connection.cursor() as cursor:
        cursor.execute("select (now() at time zone 'Europe/London')::date")
        row = cursor.fetchone()
    assert row is not None
    found: date = row[0]
    return found


def _file(on: date) -> Path:
    folder: Path = settings.LEDGER_CHECKPOINTS
    return files.daily(folder, on)


def _key(on: date, holder: str) -> UUID:
    return uuid5(_OURS, f"{on.isoformat()} {holder}")
