"""What the ledger's tests share: a cursor as the sequencer has one, keys, and entries that wait."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime

import psycopg
import pytest
from django.db import connection

from candour.kernel.ledger import canonical
from candour.kernel.ledger.log import Cursor
from candour.kernel.ledger.notes import Signer
from candour.kernel.ledger.sequencing import Signers

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture
def cursor(db: None) -> Cursor:
    """Django's connection, without Django's cursor."""
    connection.ensure_connection()
    return psycopg.Cursor(connection.connection)


@pytest.fixture(scope="session")
def signers() -> Signers:
    return Signers(Signer.make("example.org/inner"), Signer.make("example.org/public"))


@pytest.fixture
def enter(cursor: Cursor) -> Callable[[int], list[uuid.UUID]]:
    """Write so many entries, as a door does; their ids."""

    def write(count: int) -> list[uuid.UUID]:
        ids = [uuid.uuid4() for _ in range(count)]
        for entry_id in ids:
            entry = canonical.encode(
                entry_id=entry_id, verb="concerns.concern.receive", subject=uuid.uuid4(), actor=None, door="public",
                at=NOW.date(), codes={},
            )  # fmt: skip
            cursor.execute(b"insert into ledger_entry (id, entry) values (%s, %s)", [entry_id, entry])
        return ids

    return write
