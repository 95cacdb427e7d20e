"""What the office's worker does with files, and how it gets at them without a session.

It asks the few functions of ``sql/files.sql`` that are made for it. The key of a concern, or of a file that lies in a
sealed identity, comes to it sealed to the office, and only while a file waits.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import connection

from candour.contexts.concerns import sealed
from candour.kernel.documents import details, names
from candour.kernel.documents.registry import Holder, Outcome, Waiting
from candour.kernel.doors import Door
from candour.kernel.sealing import boxes, ring

NAME = "concerns"
"""The name of this context's files in the kernel's registry."""


def pending(*, has_scanner: bool) -> list[UUID]:
    """What waits; files that wait for a scanner only where there is one."""
    with connection.cursor() as cursor:
        cursor.execute("select concerns_files_pending(%s)", [has_scanner])
        row = cursor.fetchone()
    return list(row[0]) if row else []


def load(document: UUID) -> Waiting | None:
    """A file while it waits, and the key that opens it. Raises ring.NoOfficeKey."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select concern, address, details, state, kind, pages, wants_copy, is_sealed, for_office, office_key,"
            " for_concern from concerns_file_waiting(%s)",
            [document],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    concern, address, box, state, kind, pages, wants_copy, is_sealed, for_office, office_key, for_concern = row
    wrapped = ring.Wrapped(bytes(for_office), office_key)
    if is_sealed:
        key = ring.unwrap(wrapped, about=sealed.about_file(document))
    else:
        key = sealed.files_key(boxes.pair_of(ring.unwrap(wrapped, about=sealed.about_key(concern))))
        if for_concern is not None:
            key = sealed.unwrap_file_key(key, document, bytes(for_concern))
    name = details.unlock(bytes(box), key=key, about=document).name
    return Waiting(document, concern, address, state, kind, names.extension(name), tuple(pages), wants_copy, key)


def store(waiting: Waiting, outcome: Outcome) -> bool:
    """Take down what was found. False where somebody else was quicker."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select concerns_file_found(%s, %s, %s, %s, %s, %s, %s)",
            [waiting.id, waiting.state, outcome.state, outcome.reason, outcome.kind, list(outcome.pages), outcome.copy],
        )
        row = cursor.fetchone()
    return bool(row and row[0])


def known(addresses: Collection[str]) -> set[str]:
    """Which of these a row names."""
    with connection.cursor() as cursor:
        cursor.execute("select concerns_files_known(%s)", [list(addresses)])
        row = cursor.fetchone()
    return set(row[0]) if row else set()


HOLDER = Holder(NAME, Door.OFFICE, load, store, known)
