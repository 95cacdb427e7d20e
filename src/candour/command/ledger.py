"""``candour ledger``: whether the record of what was done is whole, and what somebody else needs to see that too.

Verifying is done as the owner, who sees everything; exporting and proving as the auditor, who may read the ledger and
nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import psycopg
from django.db import connection, transaction

from candour.command import keys as secrets
from candour.command import roles
from candour.config import environment
from candour.kernel.ledger import export as exports
from candour.kernel.ledger import files, queries, verification
from candour.kernel.ledger.log import INNER, PUBLIC, Cursor
from candour.kernel.procedures import proof

_SHOWN = 50


def verify(*, checkpoint: list[Path], key: list[str]) -> int:
    """Recompute every entry and both trees, hold every history against its entries and every checkpoint against its
    tree, look for the entry that any other row names, and say what does not fit; 1 if anything. The files of closed
    days are looked at without being named.
    """
    found = queries.verify()
    for history in proof.histories():
        found.faults.extend(f"{history._meta.db_table} {fault}" for fault in proof.faults(history))
    for table in proof.others():
        found.faults.extend(f"{table._meta.db_table} {fault}" for fault in proof.lacking(table))
    daily = sorted((environment.ledger_checkpoints() / "daily").glob(f"*{files.ENDING}"))
    with transaction.atomic():
        with connection.cursor() as first:
            first.execute("set transaction isolation level repeatable read, read only")
        cursor = psycopg.Cursor(connection.connection)
        trees = verification.verify(cursor)
        found.faults += trees.faults
        trusted = key or verification.keys(cursor)
        for path in [*daily, *checkpoint]:
            note = path.read_text(encoding="utf-8")
            found.faults += [f"{path}: {fault}" for fault in verification.faults_of_checkpoint(cursor, note, trusted)]
    for fault in found.faults[:_SHOWN]:
        print(fault)
    if len(found.faults) > _SHOWN:
        print(f"... and {len(found.faults) - _SHOWN} more")
    inner, public = trees.leaves[INNER], trees.leaves[PUBLIC]
    print(f"{inner} leaves of the inner tree and {public} of the public one at {trees.checkpoints} checkpoints;")
    print(f"{len(daily)} files of closed days and {len(checkpoint)} checkpoints held against them;")
    print(f"{found.entries} entries verified, {len(found.faults)} faults.")
    return 1 if found.faults else 0


def export(*, file: Path, inner: bool, hashes_only: bool) -> int:
    """Write a tree into a new file. 1 when there is nothing to write, or an entry is gone."""
    if hashes_only and not inner:
        print("What is in the public tree was published: there is nothing to leave out. Say --inner, or not so.")
        return 1
    try:
        with _reading() as cursor, file.open("xb") as written:
            for piece in exports.export(cursor, INNER if inner else PUBLIC, hashes_only=hashes_only):
                written.write(piece)
    except FileExistsError:
        print(f"{file} is there already. An export goes into a new file.")
        return 1
    except (exports.NothingSigned, exports.NotWhole) as refused:
        file.unlink()
        print(f"Nothing was exported: {refused}.")
        return 1
    if inner:
        file.chmod(0o600)
        print("Give it to the auditor and the holders alone: its size and order tell when people wrote.")
    print(f"Written to {file}. Check it with verify_ledger.py, which the public site offers at /ledger/.")
    return 0


def prove(*, entry: UUID | None, digest: str | None, since: int | None, inner: bool) -> int:
    """Print a proof. 1 when there is none."""
    try:
        with _reading() as cursor:
            print(_proof(cursor, entry, digest, since, INNER if inner else PUBLIC), end="")
    except (exports.NothingSigned, LookupError, ValueError) as refused:
        print(f"There is no such proof: {refused}.")
        return 1
    return 0


def _proof(cursor: Cursor, entry: UUID | None, digest: str | None, since: int | None, tree: str) -> str:
    if since is not None:
        return exports.consistency(cursor, tree, since)
    if entry is not None:
        cursor.execute(
            b"select l.position, e.entry from ledger_innerleaf l join ledger_entry e on e.id = l.entry_id"
            b" where l.entry_id = %s",
            [entry],
        )
        tree = INNER
    else:
        cursor.execute(
            b"select position, leaf from ledger_publicleaf where digest = %s order by position limit 1", [digest]
        )
        tree = PUBLIC
    row = cursor.fetchone()
    if row is None:
        raise LookupError("nothing of this name has a place in the tree")
    return exports.inclusion(cursor, tree, row[0], row[1])


@contextmanager
def _reading() -> Iterator[Cursor]:
    """One moment of the database, as the auditor."""
    address = environment.database_address()
    with psycopg.connect(
        host=address.host, port=address.port, dbname=address.name, user=roles.AUDITOR,
        password=secrets.password(environment.home(), roles.AUDITOR),
    ) as connected:  # fmt: skip
        connected.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connected.read_only = True
        yield connected.cursor()
