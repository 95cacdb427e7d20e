"""A tree as a file that a stranger can check, and proofs about single leaves. The formats: docs/ledger-format.md.

Written for ``kernel.ledger.verifier``, which reads them, and reads them back in the tests. An export ends where the
newest checkpoint does: what is not signed yet is in the next.
"""

from __future__ import annotations

import base64
import itertools
from binascii import b2a_base64
from collections.abc import Iterator
from dataclasses import dataclass

from candour.kernel.ledger.log import INNER, PUBLIC, Cursor, Log

KIND = {INNER: "inner", PUBLIC: "public"}

_LEAVES = {
    (INNER, False): "select coalesce(e.entry, l.padding) from ledger_innerleaf l"
    " left join ledger_entry e on e.id = l.entry_id where l.position < {size} order by l.position",
    (INNER, True): "select leaf_hash from ledger_innerleaf where position < {size} order by position",
    (PUBLIC, False): "select leaf from ledger_publicleaf where position < {size} order by position",
}
_AT_ONCE = 1_000
# Of the inner tree those of closed days, and the newest: one for each minute of years would be no use to anybody.
_CHECKPOINTS = {
    INNER: "select size, note, key, on_date is not null from ledger_innercheckpoint order by size",
    PUBLIC: "select size, note, key, true from ledger_publiccheckpoint order by size",
}


class NothingSigned(Exception):
    """The tree was never signed: there is nothing to export or to prove."""


class NotWhole(Exception):
    """A place in the tree belongs to an entry that is gone, or to something that never was an entry."""


@dataclass(frozen=True)
class Signed:
    """A checkpoint as it was signed."""

    size: int
    note: str
    key: str
    is_kept: bool


def checkpoints(cursor: Cursor, tree: str) -> list[Signed]:
    """What was signed of a tree, oldest first. Raises NothingSigned."""
    found = [Signed(*row) for row in cursor.execute(_CHECKPOINTS[tree].encode()).fetchall()]
    if not found:
        raise NothingSigned(f"the {KIND[tree]} tree was not signed yet")
    return found


def export(cursor: Cursor, tree: str, *, hashes_only: bool = False) -> Iterator[bytes]:
    """The export in pieces, head first, within one transaction that sees one moment. Raises NothingSigned, NotWhole.

    ``hashes_only`` leaves the entries out: enough to see that nothing was changed, for somebody who need not know what
    was done. Of the public tree there is nothing to leave out.
    """
    signed = checkpoints(cursor, tree)
    last = signed[-1]
    head = [
        "candour-ledger-export/1",
        f"tree {KIND[tree]}",
        f"origin {last.note.partition(chr(10))[0]}",
        f"leaves {'hashes' if hashes_only else 'entries'}",
        f"size {last.size}",
        *(f"key {key}" for key in dict.fromkeys(one.key for one in signed)),
        *(f"checkpoint {_encoded(one.note)}" for one in signed if one.is_kept or one is last),
    ]
    yield "\n".join([*head, "", ""]).encode()
    cursor.execute(b"select set_config('work_mem', '64MB', true)")  # a million entries are put in order
    query = _LEAVES[tree, hashes_only].format(size=last.size)
    with cursor.copy(f"copy ({query}) to stdout (format binary)".encode()) as copied:
        copied.set_types(["bytea"])
        rows = copied.rows()
        while some := [leaf for (leaf,) in itertools.islice(rows, _AT_ONCE)]:
            if None in some:
                raise NotWhole("an entry is gone from the ledger whose place in the tree is there")
            lines = [b2a_base64(leaf, newline=False) for leaf in some] if hashes_only else some
            written = b"\n".join([*lines, b""])
            if written.count(b"\n") != len(some):
                raise NotWhole("an entry in the ledger is not one line")
            yield written


def inclusion(cursor: Cursor, tree: str, index: int, leaf: bytes) -> str:
    """The proof that a leaf has its place in the tree as it was last signed (C2SP tlog-proof, the leaf as extra).

    Raises NothingSigned when it was placed after that.
    """
    last = checkpoints(cursor, tree)[-1]
    if index >= last.size:
        raise NothingSigned("its place in the tree was not signed yet: try again in a minute")
    path = Log(tree, cursor).inclusion(index, last.size)
    lines = ["c2sp.org/tlog-proof@v1", f"extra {_encoded(leaf)}", f"index {index}", *map(_base64, path), "", last.note]
    return "\n".join(lines)


def consistency(cursor: Cursor, tree: str, old: int) -> str:
    """The proof that the newest checkpoint continues the one of ``old`` leaves. Raises NothingSigned where there is none."""
    signed = checkpoints(cursor, tree)
    before = next((one for one in signed if one.size == old), None)
    if before is None:
        raise NothingSigned(f"no checkpoint has {old} leaves")
    path = Log(tree, cursor).consistency(old, signed[-1].size)
    lines = [
        "candour-ledger-consistency/1",
        f"old {_encoded(before.note)}",
        f"new {_encoded(signed[-1].note)}",
        *map(_base64, path),
    ]
    return "\n".join([*lines, ""])


def _encoded(data: str | bytes) -> str:
    return _base64(data.encode() if isinstance(data, str) else data)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
