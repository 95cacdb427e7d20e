"""Writing to the ledger. The only way in; there is no way to change or remove."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import connections, transaction
from django.utils.timezone import localdate

from candour.kernel.doors import Door
from candour.kernel.ledger import canonical
from candour.kernel.people.actor import Actor

_INSERT = "insert into ledger_entry (id, entry) values (%s, %s)"


def append(
    *,
    verb: str,
    subject: UUID,
    actor: Actor | None,
    door: Door,
    at: datetime,
    codes: Mapping[str, str | int] | None = None,
    day_only: bool = False,
) -> UUID:
    """Append one entry in the current transaction and return its id.

    ``verb`` reads ``context.noun.verb``. ``day_only`` keeps just the day (in London), for everything a reporter
    does. Raises NotContentFree for content, and TransactionManagementError outside a transaction: an act and its
    entry stand or fall together.
    """
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a ledger entry belongs in the transaction of its act")
    return _write(
        "default",
        verb=verb,
        subject=subject,
        actor=actor,
        door=door,
        at=at,
        codes=codes,
        day_only=day_only,
    )


def record_refusal(
    *,
    verb: str,
    subject: UUID,
    actor: Actor | None,
    door: Door,
    at: datetime,
    codes: Mapping[str, str | int] | None = None,
    day_only: bool = False,
) -> UUID:
    """Record that something was refused, on the second connection, because the first is about to roll back."""
    with transaction.atomic(using="refusals"):
        return _write(
            "refusals",
            verb=verb,
            subject=subject,
            actor=actor,
            door=door,
            at=at,
            codes=codes,
            day_only=day_only,
        )


def _write(
    using: str,
    *,
    verb: str,
    subject: UUID,
    actor: Actor | None,
    door: Door,
    at: datetime,
    codes: Mapping[str, str | int] | None,
    day_only: bool,
) -> UUID:
    entry_id = uuid.uuid4()
    entry = canonical.encode(
        entry_id=entry_id,
        verb=verb,
        subject=subject,
        actor=actor.person_id if actor else None,
        door=door.value,
        at=localdate(at) if day_only else at,
        codes=codes or {},
    )
    # Straight to the driver: the framework's cursor costs as much as the insert, at every single act.
    connection = connections[using]
    with connection.wrap_database_errors:
        connection.connection.execute(_INSERT, (entry_id, entry))
    return entry_id
