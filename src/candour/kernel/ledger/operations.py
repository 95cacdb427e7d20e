"""Writing to the ledger. The only way in; there is no way to change or remove."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

import psycopg
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.timezone import localdate

from candour.kernel.doors import Door
from candour.kernel.ledger import canonical
from candour.kernel.ledger.models import Publication
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
    connection = connections["default"]
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a ledger entry belongs in the transaction of its act")
    entry_id, entry = _entry(verb, subject, actor, door, localdate(at) if day_only else at, codes)
    _insert(connection, entry_id, entry)
    return entry_id


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
    entry_id, entry = _entry(verb, subject, actor, door, localdate(at) if day_only else at, codes)
    with transaction.atomic(using="refusals"):
        _insert(connections["refusals"], entry_id, entry)
    return entry_id


def publish(*, kind: str, digest: str, actor: Actor, at: datetime) -> UUID:
    """Have something published put into the public tree, in the current transaction; the id of the ledger entry.

    ``digest`` is the SHA-256 of exactly what readers can download, in hexadecimal, so that anybody can look it up.
    The sequencer takes it in within two seconds. The database refuses whoever may not publish, another ``kind`` than a
    word, and anything but a digest.
    """
    publication = Publication(kind=kind, digest=digest, on_date=localdate(at))
    entry_id = append(
        verb="ledger.publication.add",
        subject=publication.id,
        actor=actor,
        door=actor.door,
        at=at,
        codes={"kind": kind, "digest": digest},
    )
    publication.save(force_insert=True)
    return entry_id


def _entry(
    verb: str,
    subject: UUID,
    actor: Actor | None,
    door: Door,
    at: datetime | date,
    codes: Mapping[str, str | int] | None,
) -> tuple[UUID, bytes]:
    entry_id = uuid.uuid4()
    return entry_id, canonical.encode(
        entry_id=entry_id,
        verb=verb,
        subject=subject,
        actor=actor.person_id if actor else None,
        door=door.value,
        at=at,
        codes=codes or {},
    )


def _insert(connection: BaseDatabaseWrapper, entry_id: UUID, entry: bytes) -> None:
    # Straight to the driver and prepared: the framework's cursor plans the same insert anew at every single act.
    with connection.wrap_database_errors:
        psycopg.Cursor(connection.connection).execute(_INSERT, (entry_id, entry), prepare=True)
