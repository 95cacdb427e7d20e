"""Putting entries into their trees, closing the day, and signing. What the sequencer's process does, step by step.

Each function does its work in the transaction of its cursor and takes a lock first that only the sequencer's role may
take; two sequencers therefore work in turn, and one that is killed at any point leaves nothing half done. (A lock by
number, an advisory one, could be held by any door for ever.)
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from candour.kernel.ledger import merkle, notes
from candour.kernel.ledger.log import INNER, PUBLIC, Cursor, Log
from candour.kernel.ledger.notes import Checkpoint, Signer

PADDING_STEP = 1024
"""The inner tree is padded to the next multiple of this before its root is published, and by at least one leaf: more
than an office does in a day, so that neither a root nor a proof under it tells how much was done, or that nothing was."""

PADDING_MARK = b"candour padding "
"""How a leaf that is no entry begins. An entry begins with a brace."""

DAILY_ROOT = "daily_root"
"""The kind of a public leaf that holds the inner tree's root."""

_LOCK = b"lock table ledger_publication in share update exclusive mode"

# The order within one sweep is that of the hashes: it tells nothing about who was first.
_TAKE = b"""
with taken as (
    delete from ledger_pending where ctid = any (array(select ctid from ledger_pending limit %(most)s))
    returning entry_id, leaf_hash
), placed as (
    insert into ledger_innerleaf (position, entry_id, leaf_hash)
    select %(size)s + row_number() over (order by leaf_hash) - 1, entry_id, leaf_hash from taken
    returning position, leaf_hash
)
select leaf_hash from placed order by position
"""
_PAD = (
    b"insert into ledger_innerleaf (position, padding, leaf_hash)"
    b" select * from unnest(%b::bigint[], %b::bytea[], %b::bytea[])"
)
_PUBLISH = (
    b"insert into ledger_publicleaf (position, leaf_hash, leaf, kind, digest, on_date) values (%s, %s, %s, %s, %s, %s)"
)
_PUBLICATIONS = b"delete from ledger_publication returning kind, digest, on_date"


@dataclass(frozen=True)
class Signers:
    """The keys of both trees."""

    inner: Signer
    public: Signer

    def of(self, tree: str) -> Signer:
        """The key of a tree."""
        return self.inner if tree == INNER else self.public


class Forked(Exception):
    """A tree does not continue what was signed of it before. Nothing more is signed until somebody has looked."""


def integrate(cursor: Cursor, most: int) -> int:
    """Give places in the inner tree to at most so many entries that wait; how many it were."""
    cursor.execute(_LOCK)
    log = Log(INNER, cursor)
    size = log.size()
    cursor.execute(_TAKE, {"most": most, "size": size}, binary=True)
    leaves = [leaf for (leaf,) in cursor]
    log.grow(size, leaves)
    return len(leaves)


def publish_waiting(cursor: Cursor, signers: Signers, at: datetime) -> int:
    """Put what waits to be published into the public tree, and sign it; how many it were."""
    cursor.execute(_LOCK)
    waiting = sorted(cursor.execute(_PUBLICATIONS).fetchall())
    for kind, digest, on in waiting:
        _publish(cursor, kind, digest, on)
    if waiting:
        sign(cursor, PUBLIC, signers, at)
    return len(waiting)


def close_day(cursor: Cursor, signers: Signers, on: date, at: datetime) -> bool:
    """Pad the inner tree, sign it as the day's, put its root into the public tree and sign that; False if it was done.

    The public leaf holds the day and the root and no size.
    """
    cursor.execute(_LOCK)
    cursor.execute(b"select 1 from ledger_publicleaf where kind = %s and on_date >= %s", [DAILY_ROOT, on])
    if cursor.fetchone():
        return False
    log = Log(INNER, cursor)
    size = log.size()
    padded = (size // PADDING_STEP + 1) * PADDING_STEP
    padding = [PADDING_MARK + secrets.token_hex(16).encode() for _ in range(size, padded)]
    hashes = [merkle.leaf_hash(leaf) for leaf in padding]
    cursor.execute(_PAD, [list(range(size, padded)), padding, hashes])
    log.grow(size, hashes)
    signed = sign(cursor, INNER, signers, at, on)
    assert signed is not None
    _publish(cursor, DAILY_ROOT, signed.root.hex(), on)
    sign(cursor, PUBLIC, signers, at)
    return True


def sign(cursor: Cursor, tree: str, signers: Signers, at: datetime, on: date | None = None) -> Checkpoint | None:
    """Sign a tree as it is, ``on`` for the day that it closes; None when nothing was added since the last time.

    Raises Forked rather than sign what does not continue the last checkpoint of its own table.
    """
    cursor.execute(_LOCK)
    log, signer = Log(tree, cursor), signers.of(tree)
    size = log.size()
    last = last_note(cursor, tree)
    if last is not None:
        before = notes.opened(last[0], [last[1]])
        refuse_fork(log, before)
        if before.size == size:
            return None
    elif size == 0:
        return None
    checkpoint = Checkpoint(signer.name, size, log.root(size))
    row: dict[str, object] = {"size": size, "note": signer.sign(checkpoint), "key": signer.public, "signed_at": at}
    if tree == INNER:
        row["on_date"] = on
    columns = ", ".join(row)
    cursor.execute(
        f"insert into {tree}checkpoint ({columns}) values ({', '.join(['%s'] * len(row))})".encode(), list(row.values())
    )
    return checkpoint


def refuse_fork(log: Log, before: Checkpoint) -> None:
    """Raise Forked unless the tree continues this checkpoint of it."""
    size = log.size()
    if before.size > size:
        raise Forked(f"{before.origin}: {before.size} leaves were signed and {size} are there")
    if before.root != log.root(before.size):
        raise Forked(f"{before.origin}: the first {before.size} leaves are not those that were signed")


def last_note(cursor: Cursor, tree: str) -> tuple[str, str] | None:
    """The newest checkpoint of a tree, as it was signed, and the public key that signed it."""
    cursor.execute(f"select note, key from {tree}checkpoint order by size desc limit 1".encode())
    row = cursor.fetchone()
    return (row[0], row[1]) if row else None


def public_leaf(kind: str, digest: str, on: date) -> bytes:
    """The bytes of a public leaf: canonical, like an entry's."""
    body: Mapping[str, object] = {"digest": digest, "kind": kind, "on": on.isoformat(), "v": 1}
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode("ascii")


def _publish(cursor: Cursor, kind: str, digest: str, on: date) -> None:
    log = Log(PUBLIC, cursor)
    size, leaf = log.size(), public_leaf(kind, digest, on)
    hashed = merkle.leaf_hash(leaf)
    cursor.execute(_PUBLISH, [size, hashed, leaf, kind, digest, on])
    log.grow(size, [hashed])
