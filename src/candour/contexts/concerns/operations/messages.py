"""Writing into a mailbox from the office. Part of a step: it shares the step's ledger entry and writes none of its own."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django.db import connection
from django.utils.timezone import localdate

from candour.contexts.concerns import codes, sealed
from candour.contexts.concerns.models import Concern, Message
from candour.kernel.people.actor import Actor

UNREAD = "unread_for_reporter"
"""The field of the concern that ``write`` sets; name it among the ``changed`` ones of the step."""


def write(*, concern: Concern, kind: codes.MessageKind, text: str, actor: Actor, at: datetime) -> Message:
    """Put a message into the mailbox of a concern that is locked, and mark it as not yet read. Sealed to the concern:
    whoever acknowledges writes, and cannot read what is there.

    Only the day of ``at`` is kept. The concern is not saved here.
    """
    message_id = uuid4()
    row = Message(
        id=message_id,
        concern_id=concern.id,
        number=_last_number(concern) + 1,
        direction=codes.Direction.TO_REPORTER,
        kind=kind,
        sealed=sealed.seal_message(bytes(concern.sealing_key), message_id, text),
        sent_on=localdate(at),
        author_id=actor.person_id,
    )
    row.save(force_insert=True)
    concern.unread_for_reporter = True
    return row


def _last_number(concern: Concern) -> int:
    """Asked of a function: whoever acknowledges may not read the messages that are there already."""
    with connection.cursor() as cursor:
        cursor.execute("select concerns_last_message(%s)", [concern.id])
        found = cursor.fetchone()
    return int(found[0]) if found and found[0] else 0
