"""The bytes of an entry: JSON in the canonical form of RFC 8785, restricted to strings and whole numbers.

The restriction makes the form unambiguous without a number formatter: keys sorted, no spaces, ASCII only.
"""

from __future__ import annotations

import functools
import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from uuid import UUID

VERSION = 1
VERB = re.compile(r"[a-z_]+\.[a-z_]+\.[a-z_]+\Z")
CODE = re.compile(r"[A-Za-z0-9_.:\-]{0,80}\Z")
"""What a code may look like. A sentence cannot pass, so content cannot slip into the ledger."""


class NotContentFree(ValueError):
    """Something was offered to the ledger that is not an id, a code, a number or a keyed hash."""


def encode(
    *,
    entry_id: UUID,
    verb: str,
    subject: UUID,
    actor: UUID | None,
    door: str,
    at: datetime | date,
    codes: Mapping[str, str | int],
) -> bytes:
    """The canonical bytes of one entry.

    ``verb`` is ``context.noun.verb``. ``at`` is an aware datetime, written in UTC to the second, or a date where
    the exact time could point to a reporter. Raises NotContentFree for anything that could carry content.
    """
    # Written out, not serialised: ids, verbs and codes hold nothing that JSON would escape (the patterns see to it).
    # Verbs and codes are few and come again, so that what was checked once is not checked at every act.
    return (
        f'{{"actor":"{actor or ""}","at":"{_moment(at)}","codes":{{{_codes(tuple(codes.items()))}}},"door":"{door}",'
        f'"id":"{entry_id}","subject":"{subject}","v":{VERSION},"verb":"{_verb(verb)}"}}'
    ).encode("ascii")


@functools.lru_cache(maxsize=512)
def _verb(verb: str) -> str:
    if not VERB.match(verb):
        raise NotContentFree(f"not a ledger verb: {verb!r}")
    return verb


@functools.lru_cache(maxsize=4096)
def _codes(codes: tuple[tuple[str, str | int], ...]) -> str:
    return ",".join([_code(key, value) for key, value in sorted(codes)])


def _code(key: str, value: str | int) -> str:
    if not CODE.match(key):
        raise NotContentFree(f"not a code: {key!r}")
    if isinstance(value, str):
        if not CODE.match(value):
            raise NotContentFree(f"not a code: {key!r}")
        return f'"{key}":"{value}"'
    return f'"{key}":{value:d}'


def keyed_hash(key: str, value: str) -> str:
    """A short keyed hash by which an entry can point at a value that it must not hold. 32 hex digits."""
    return hmac.new(key.encode(), value.encode(), hashlib.sha256).hexdigest()[:32]


def leaf_hash(entry: bytes) -> bytes:
    """The RFC 6962 leaf hash, computed as the database computes it."""
    return hashlib.sha256(b"\x00" + entry).digest()


def _moment(at: datetime | date) -> str:
    if isinstance(at, datetime):
        if at.tzinfo is None:
            raise NotContentFree("a moment needs its time zone")
        return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
    return at.isoformat()
