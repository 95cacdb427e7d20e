"""Whether the trees as they are stored are the trees that were signed, leaf by leaf. For ``candour ledger verify``.

Somebody who can change every table could make all of this fit again, except for checkpoints that were held elsewhere:
those are the point of it, and are held against the tree in ``faults_of_checkpoint``.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import psycopg

from candour.kernel.ledger import merkle, notes, sequencing
from candour.kernel.ledger.export import KIND
from candour.kernel.ledger.log import INNER, LEVELS, PUBLIC, Cursor, Log, NotStored
from candour.kernel.ledger.notes import NotSigned

_LEAVES = {
    INNER: "select l.position, l.leaf_hash, coalesce(e.leaf_hash, sha256('\\x00'::bytea || l.padding))"
    " from ledger_innerleaf l left join ledger_entry e on e.id = l.entry_id order by l.position",
    PUBLIC: "select position, leaf_hash, sha256('\\x00'::bytea || leaf) from ledger_publicleaf order by position",
}
_NODES = "select height, number, node_hash from {tree}node order by (number + 1) << height, height"
_CHECKPOINTS = "select size, note, key from {tree}checkpoint order by size"

_ASTRAY = (
    (
        "entries have no place in the tree and do not wait for one",
        "select count(*) from ledger_entry e where not exists (select 1 from ledger_innerleaf l where l.entry_id = e.id)"
        " and not exists (select 1 from ledger_pending p where p.entry_id = e.id)",
    ),
    (
        "entries wait that are not there, or have their place already",
        "select count(*) from ledger_pending p left join ledger_entry e on e.id = p.entry_id"
        " where e.id is null or e.leaf_hash <> p.leaf_hash"
        " or exists (select 1 from ledger_innerleaf l where l.entry_id = p.entry_id)",
    ),
    (
        "leaves of padding do not say that they are padding",
        f"select count(*) from ledger_innerleaf where padding is not null"
        f" and position('{sequencing.PADDING_MARK.decode()}'::bytea in padding) <> 1",
    ),
)


@dataclass
class Found:
    """What was verified of the trees, and what is wrong."""

    leaves: dict[str, int] = field(default_factory=dict)
    checkpoints: int = 0
    faults: list[str] = field(default_factory=list)


def verify(cursor: Cursor) -> Found:
    """Both trees: every leaf, every stored hash, every checkpoint; and that each entry has exactly one place.

    Within one transaction that sees one moment: the sequencer may be at work.
    """
    found = Found()
    for tree in (INNER, PUBLIC):
        _verify_tree(cursor, tree, found)
    for what, query in _ASTRAY:
        row = cursor.execute(query.encode()).fetchone()
        if row and row[0]:
            found.faults.append(f"{row[0]} {what}")
    found.faults += _faults_of_publications(cursor)
    return found


def _verify_tree(cursor: Cursor, tree: str, found: Found) -> None:
    kind, frontier = KIND[tree], merkle.Frontier()
    nodes = iter(cursor.execute(_NODES.format(tree=tree).encode()).fetchall())
    checkpoints = cursor.execute(_CHECKPOINTS.format(tree=tree).encode()).fetchall()
    found.checkpoints += len(checkpoints)
    roots: dict[int, bytes] = {}
    wanted = {size for size, _, _ in checkpoints}
    for position, stored, computed in _leaves(cursor, tree):
        if position != frontier.size:
            found.faults.append(f"{kind} tree: the leaf at {frontier.size} is missing")
            break
        if computed != stored:
            said = "its entry is gone" if computed is None else "it is not the hash of what it stands for"
            found.faults.append(f"{kind} tree: the leaf at {position}: {said}")
        for node, hashed in frontier.push(stored):
            if node[0] and node[0] % LEVELS == 0 and next(nodes, None) != (*node, hashed):
                found.faults.append(f"{kind} tree: the stored hash {node[1]} at height {node[0]} is wrong or missing")
        if frontier.size in wanted:
            roots[frontier.size] = frontier.root()
    if next(nodes, None) is not None:
        found.faults.append(f"{kind} tree: hashes are stored of leaves that are not there")
    for size, note, key in checkpoints:
        try:
            checkpoint = notes.opened(note, [key])
        except (NotSigned, ValueError) as fault:
            found.faults.append(f"{kind} tree: the checkpoint of {size}: {fault}")
            continue
        if checkpoint.size != size or roots.get(size) != checkpoint.root:
            found.faults.append(f"{kind} tree: the first {size} leaves are not those that were signed")
    found.leaves[tree] = frontier.size


def _leaves(cursor: Cursor, tree: str) -> Iterator[tuple[int, bytes, bytes | None]]:
    with psycopg.ServerCursor(cursor.connection, f"{tree}_leaves") as streamed:
        streamed.itersize = 5_000
        for position, stored, computed in streamed.execute(_LEAVES[tree].encode()):
            yield position, bytes(stored), None if computed is None else bytes(computed)


def _faults_of_publications(cursor: Cursor) -> Iterable[str]:
    """What public leaves say beside their bytes is what their bytes say; and each daily root is one of the inner tree's."""
    signed = {
        base64.b64decode(note.split("\n")[2]).hex(): on
        for note, on in cursor.execute(b"select note, on_date from ledger_innercheckpoint where on_date is not null")
    }
    rows = cursor.execute(b"select position, leaf, kind, digest, on_date from ledger_publicleaf").fetchall()
    for position, leaf, kind, digest, on in rows:
        if bytes(leaf) != sequencing.public_leaf(kind, digest, on):
            yield f"public tree: the leaf at {position} says something else than its columns"
        if kind == sequencing.DAILY_ROOT and signed.get(digest) != on:
            yield f"public tree: the root published for {on} is not the inner tree's of that day"


def faults_of_checkpoint(cursor: Cursor, note: str, keys: Iterable[str]) -> list[str]:
    """What is wrong with a tree in the light of one checkpoint that was held elsewhere, or with the checkpoint."""
    try:
        checkpoint = notes.opened(note, keys)
    except (NotSigned, ValueError) as fault:
        return [str(fault)]
    tree = next((tree for tree in (INNER, PUBLIC) if origin(cursor, tree) == checkpoint.origin), None)
    if tree is None:
        return [f"there is no tree {checkpoint.origin} here"]
    try:
        sequencing.refuse_fork(Log(tree, cursor), checkpoint)
    except (sequencing.Forked, NotStored) as fault:
        return [str(fault)]
    return []


def origin(cursor: Cursor, tree: str) -> str | None:
    """A tree's name, as its checkpoints have it."""
    last = sequencing.last_note(cursor, tree)
    return last[0].partition("\n")[0] if last else None


def keys(cursor: Cursor) -> list[str]:
    """Every public key that signed a tree here. As believable as the database: keys kept from before are better."""
    cursor.execute(b"select key from ledger_innercheckpoint union select key from ledger_publiccheckpoint")
    return [key for (key,) in cursor.fetchall()]
