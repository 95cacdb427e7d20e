"""Files of a concern: kept, noted, read, sent. What happens to each in between is ``kernel.documents``'.

A file is on the disk before its row is; whatever a transaction that fails leaves there is swept later. What a reporter sends
has a key of its own: for the caseworkers, or for the sealed identity, where somebody confidential did not say that it shows
nothing of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime

from candour.contexts.concerns import codes, sealed
from candour.contexts.concerns.models import Concern, ConcernDocument, DocumentKey, Message
from candour.contexts.concerns.operations import locking
from candour.contexts.concerns.queries import files as shown
from candour.contexts.concerns.queries import identities, opening
from candour.contexts.concerns.sealed import Pair
from candour.kernel.documents import operations as documents
from candour.kernel.documents import queries as known
from candour.kernel.documents import storage
from candour.kernel.documents.arrivals import Arrival
from candour.kernel.documents.limits import LIMITS
from candour.kernel.documents.operations import NotReadable, NotReleased
from candour.kernel.documents.page import Page
from candour.kernel.doors import Door
from candour.kernel.people.actor import Actor
from candour.kernel.visitors import receipts
from candour.kernel.visitors.drafts import Sent

__all__ = ["NotReadable", "NotReleased"]

FILES_A_DAY = 40
"""More than anybody sends through a mailbox. Beyond it the page asks to wait until tomorrow."""


class TooManyFiles(Exception):
    """So many files were sent here today, or are in the draft, that the next have to wait."""


def keep_for_draft(
    held: Sequence[Sent], arrivals: Sequence[Arrival], *, mailbox: bytes, may_be_read: bool = False
) -> list[Sent]:
    """Keep what arrived beside what a draft holds. They have no row: a draft's files are known to the draft alone.

    ``mailbox``: the secret of the receipt that the draft will show.

    Raises TooManyFiles; OSError where the disk refuses.
    """
    size = sum(one.size for one in held) + sum(one.size for one in arrivals)
    if len(held) + len(arrivals) > LIMITS.files_at_once or size > LIMITS.bytes_of_a_form:
        raise TooManyFiles
    return [_kept(arrival, mailbox, may_be_read=may_be_read) for arrival in arrivals]


def _kept(arrival: Arrival, mailbox: bytes, *, may_be_read: bool) -> Sent:
    key = sealed.key_of_file(receipts.opening_key(mailbox), arrival.digest)
    return Sent(arrival.keep(key), key, may_be_read)


def drop(files: Sequence[Sent]) -> None:
    """Remove files of a draft. What the storage refuses to remove now is swept later."""
    for one in files:
        with suppress(OSError):
            storage.remove(one.address)


def keep(concern: Concern, arrivals: Sequence[Arrival], *, mailbox: bytes, may_be_read: bool, on: date) -> list[Sent]:
    """Keep what a reporter sends through an open mailbox; those that were sent before, as they are now to lie, are left out.

    Raises TooManyFiles; OSError where the disk refuses.
    """
    if not arrivals:
        return []
    mine = ConcernDocument.objects.filter(concern_id=concern.id, direction=codes.Direction.FROM_REPORTER)
    if mine.filter(taken_in_on=on).count() + len(arrivals) > FILES_A_DAY:
        raise TooManyFiles
    before = set(mine.values_list("address", "is_sealed"))
    kept = {one.address: one for one in (_kept(arrival, mailbox, may_be_read=may_be_read) for arrival in arrivals)}
    return [one for address, one in kept.items() if (address, _is_sealed(concern, one)) not in before]


def _is_sealed(concern: Concern, file: Sent) -> bool:
    return concern.level == codes.Level.CONFIDENTIAL and not file.may_be_read


def take_in(
    concern: Concern, files: Sequence[Sent], *, mailbox: bytes, pair: Pair, message: Message | None, at: datetime
) -> None:
    """Note what a reporter sent, with the form or with a message. A file that may show who a confidential reporter is goes
    into the sealed identity at this moment; the worker alone can still examine it."""
    for one in files:
        row = ConcernDocument(concern_id=concern.id, message=message, direction=codes.Direction.FROM_REPORTER)
        row.is_sealed = _is_sealed(concern, one)
        documents.take_in(row, kept=one.kept, key=one.key, actor=None, door=Door.PUBLIC, at=at)
        wraps = DocumentKey(
            document=row,
            concern_id=concern.id,
            for_reporter=sealed.wrap_file_key(receipts.opening_key(mailbox), row.id, one.key),
        )
        if row.is_sealed:
            identity = identities.of(concern.id)
            if identity is None:  # made with every confidential concern
                raise identities.NoSides
            for_worker = locking.wrap_for_worker(row, one.key)
            wraps.for_worker, wraps.office_key = for_worker.sealed, for_worker.key
            locking.lock_file(row, one.key, identity=identity, actor=None, at=at)
        else:
            wraps.for_concern = sealed.wrap_file_key(sealed.files_key(pair), row.id, one.key)
        wraps.save(force_insert=True)


def send(concern: Concern, arrivals: Sequence[Arrival], *, message: Message, actor: Actor, at: datetime) -> None:
    """Note what the office sends with a message. The person sees each once it is checked and scanned, as a clean copy.

    A name that was sent before is its next version. Raises ValueError for somebody who may not read the concern.
    """
    if not arrivals:
        return
    pair = opening.pair_for_office(concern)
    if pair is None:
        raise ValueError("whoever sends files into a mailbox can read it")
    key = sealed.files_key(pair)
    sent = list(
        ConcernDocument.objects.filter(concern_id=concern.id, direction=codes.Direction.TO_REPORTER).order_by("version")
    )
    last = {known.details_of(row, key).name: row for row in sent}
    for arrival in arrivals:
        kept = arrival.keep(key)
        row = ConcernDocument(
            concern_id=concern.id,
            message=message,
            direction=codes.Direction.TO_REPORTER,
            author_id=actor.person_id,
            wants_copy=True,
        )
        documents.take_in(row, kept=kept, key=key, actor=actor, door=actor.door, at=at, replaces=last.get(kept.name))
        last[kept.name] = row


def read_page(concern: Concern, document: ConcernDocument, *, number: int, actor: Actor, at: datetime) -> Page:
    """A page of the safe copy; the reading is recorded. Raises NotReadable."""
    return documents.read_page(document, number=number, key=_key(concern, document), actor=actor, at=at)


def open_original(concern: Concern, document: ConcernDocument, *, actor: Actor, at: datetime) -> bytes:
    """The file itself, after a fresh proof of identity; recorded. Raises NotReleased."""
    return documents.open_original(document, key=_key(concern, document), actor=actor, at=at)


def open_copy(document: ConcernDocument, *, pair: Pair, at: datetime) -> bytes:
    """What the office sent, for the reporter: the clean copy. Raises NotReleased."""
    return documents.open_copy(document, key=sealed.files_key(pair), door=Door.PUBLIC, at=at)


def try_again(document: ConcernDocument, *, actor: Actor, at: datetime) -> None:
    """Have it examined anew. Raises NotReadable where that would not help."""
    if document.is_sealed:
        raise NotReadable
    documents.try_again(document, actor=actor, at=at)


def _key(concern: Concern, document: ConcernDocument) -> bytes:
    pair = opening.pair_for_office(concern)
    key = shown.key_for_office(document, pair) if pair else None
    if key is None:
        raise NotReadable
    return key
