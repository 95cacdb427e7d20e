"""Reading the ledger: for the auditor and for ``candour ledger verify``. No door asks these questions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import connections

from candour.kernel.ledger import canonical

_KEYS = {"actor", "at", "codes", "door", "id", "subject", "v", "verb"}


@dataclass
class Verification:
    """What a verification found. ``faults`` name the entry and what is wrong with it."""

    entries: int = 0
    faults: list[str] = field(default_factory=list)


def verify(using: str = "default") -> Verification:
    """Recompute every entry from its stored bytes: form, id and leaf hash.

    Finds an entry whose bytes or hash were changed. That an entry is *missing* shows only against the rows that
    name it (``procedures.proof``) and, once the tree exists, against a checkpoint held elsewhere.
    """
    found = Verification()
    for entry_id, entry, leaf in _entries(using):
        found.entries += 1
        fault = fault_of(entry_id, entry, leaf)
        if fault:
            found.faults.append(f"{entry_id}: {fault}")
    return found


def _entries(using: str) -> Iterator[tuple[str, bytes, bytes]]:
    with connections[using].cursor() as cursor:
        cursor.execute("select id, entry, leaf_hash from ledger_entry")
        while rows := cursor.fetchmany(5_000):
            for entry_id, entry, leaf in rows:
                yield str(entry_id), bytes(entry), bytes(leaf)


def ledger_digest(using: str = "default") -> str:
    """One hash over all leaf hashes in the order of their ids: equal for equal ledgers, so a restored copy can be
    held against what was backed up. 64 hex digits.
    """
    digest = hashlib.sha256()
    with connections[using].cursor() as cursor:
        cursor.execute("select id::text, leaf_hash from ledger_entry order by id")
        while rows := cursor.fetchmany(5_000):
            for entry_id, leaf in rows:
                digest.update(entry_id.encode() + bytes(leaf))
    return digest.hexdigest()


def fault_of(entry_id: str, entry: bytes, leaf: bytes) -> str:
    """What is wrong with one entry, in words; empty when nothing is."""
    if canonical.leaf_hash(entry) != leaf:
        return "the leaf hash does not fit the bytes"
    try:
        body = json.loads(entry)
    except ValueError:
        return "the bytes are not JSON"
    if not isinstance(body, dict) or set(body) != _KEYS:
        return "the entry has other fields than an entry has"
    if body["id"] != entry_id:
        return "the entry names another id"
    again = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode("ascii")
    return "" if again == entry else "the bytes are not in canonical form"
