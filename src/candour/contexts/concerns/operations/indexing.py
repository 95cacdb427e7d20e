"""Putting what people wrote into the blind index: the work of the office's worker, every two seconds.

The worker has the office's private key and no session. Functions of the database hand it what is not in the index yet,
sealed, and take the numbers that stand in for its words; the words themselves stay in this process, for as long as that
takes. Only what was written is indexed: who wrote it is not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import astuple
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction

from candour.contexts.concerns import sealed
from candour.contexts.concerns.models import Message, MessageTranslation, Narrative, SearchEntry, SearchKey
from candour.kernel.doors import Door
from candour.kernel.ledger import operations as ledger
from candour.kernel.sealing import blind, boxes, ring
from candour.kernel.sealing.ring import CannotOpen, Wrapped
from candour.kernel.sealing.rotation import Change, Holding

NARRATIVE, MESSAGE = "narrative", "message"

THE_INDEX = UUID(bytes=hashlib.sha256(sealed.ABOUT_SEARCH).digest()[:16])
"""How the ledger names it."""


class _Waiting(NamedTuple):
    """One text that is not in the index, and what opens it."""

    concern: UUID
    source: str
    row: UUID
    for_office: bytes
    office_key: str
    sealed: bytes


def index() -> int:
    """Put some of what waits into the index; how many texts. All of one call is one transaction.

    A text that does not open is counted as done: it would not open the next time either, and the case page says so
    to whoever looks. One under a key that this process was not given waits until it is.
    """
    if not (held := ring.held()):
        return 0
    with transaction.atomic():
        waiting = _waiting(held)
        if not waiting:
            return 0
        key, stems = _key(), blind.Stems()
        return sum(_put(text, blind.tokens(key, _words_of(text), stems)) for text in waiting)


def _waiting(held: list[str]) -> list[_Waiting]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select concern_id, source, row_id, for_office, office_key, sealed from concerns_not_in_index(%s)", [held]
        )
        return [_Waiting(*row) for row in cursor.fetchall()]


def _words_of(text: _Waiting) -> Iterable[str]:
    wrapped = Wrapped(bytes(text.for_office), text.office_key)
    try:
        pair = boxes.pair_of(ring.unwrap(wrapped, about=sealed.about_key(text.concern)))
        if text.source == NARRATIVE:
            return astuple(sealed.open_told(pair, text.concern, bytes(text.sealed)))
        opened = sealed.open_message if text.source == MESSAGE else sealed.open_translation
        return (opened(pair, text.row, bytes(text.sealed)),)
    except (CannotOpen, ValueError, TypeError):  # whoever has the public half could seal what is no text at all
        return ()


def _put(text: _Waiting, numbers: list[int]) -> bool:
    box_read = hashlib.sha256(text.sealed).digest()
    with connection.cursor() as cursor:
        cursor.execute(
            "select concerns_put_in_index(%s, %s, %s, %s, %s::bigint[])",
            [text.concern, text.source, text.row, box_read, numbers],
        )
        row = cursor.fetchone()
    return bool(row and row[0])


def _key() -> bytes:
    """The key of the index. The first time there is none, and one is made."""
    found = _asked_for_key(None, "")
    if found is None:
        offered = ring.wrap(boxes.new_key(), about=sealed.ABOUT_SEARCH)
        found = _asked_for_key(offered.sealed, offered.key)
        assert found is not None  # one was offered
    return ring.unwrap(found, about=sealed.ABOUT_SEARCH)


def _asked_for_key(offered: bytes | None, under: str) -> Wrapped | None:
    with connection.cursor() as cursor:
        cursor.execute("select sealed, office_key from concerns_search_key(%s, %s)", [offered, under])
        row = cursor.fetchone()
    return Wrapped(bytes(row[0]), row[1]) if row else None


@transaction.atomic
def forget(*, at: datetime) -> int:
    """Throw the whole index and its key away, so that the worker makes both anew; how many concerns are to be indexed.
    As the owner, by ``candour search rebuild``: when the key may be known to somebody, or words are counted otherwise.
    """
    SearchEntry.objects.all().delete()
    SearchKey.objects.all().delete()
    Message.objects.filter(in_index=True).update(in_index=False)
    MessageTranslation.objects.filter(in_index=True).update(in_index=False)
    waiting = Narrative.objects.update(in_index=False)
    ledger.append(
        verb="concerns.search.rebuild", subject=THE_INDEX, actor=None, door=Door.OFFICE, at=at, codes={"rows": waiting}
    )
    return waiting


def left(name: str) -> int:
    """1 while the key of the index lies under another key of the office than the one of this fingerprint."""
    return SearchKey.objects.exclude(office_key=name).count()


def batch(change: Change, most: int, at: datetime) -> int:
    """Seal the key of the index anew; how many, which is one or none."""
    rows = list(SearchKey.objects.exclude(office_key=change.name).select_for_update()[:most])
    for row in rows:
        wrapped = change.rewrap(Wrapped(bytes(row.sealed), row.office_key), about=sealed.ABOUT_SEARCH)
        SearchKey.objects.filter(id=row.id).update(sealed=wrapped.sealed, office_key=wrapped.key)
        ledger.append(
            verb="concerns.search_key.rewrap", subject=change.id, actor=None, door=Door.OFFICE, at=at,
            codes={"to": change.name},
        )  # fmt: skip
    return len(rows)


HOLDING = Holding("concerns.search", left, batch)
