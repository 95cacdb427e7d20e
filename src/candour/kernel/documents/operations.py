"""What happens to a file: taken in, examined, released or refused, read, given out, swept.

Every one leaves its entry in the ledger, with ids, codes and the file's address, which is a keyed hash: the ledger
proves later which bytes were taken in and who read them, and tells nothing of them.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from candour.kernel.documents import arrivals, blobs, details, page, registry, sandbox, scanner, storage
from candour.kernel.documents.arrivals import Arrival, Kept
from candour.kernel.documents.checks.unsafe import Unsafe
from candour.kernel.documents.details import Details
from candour.kernel.documents.kinds import CAN_BE_COPIED, Kind
from candour.kernel.documents.models import DocumentBase, KeyedDocument, State
from candour.kernel.documents.page import Page
from candour.kernel.documents.reasons import MAY_BE_TRIED_AGAIN
from candour.kernel.documents.registry import Holder, Outcome, Waiting
from candour.kernel.documents.scanner import Verdict
from candour.kernel.doors import Door
from candour.kernel.ledger import operations as ledger
from candour.kernel.people.actor import Actor
from candour.kernel.sealing.boxes import KEY


class NotReadable(LookupError):
    """There is no safe copy of this file, or not this page of it."""


class NotReleased(PermissionError):
    """The file itself is not given out: it was not released, or identity was not proved afresh."""


def take_in(
    row: DocumentBase,
    *,
    kept: Kept,
    key: bytes,
    actor: Actor | None,
    door: Door,
    at: datetime,
    replaces: DocumentBase | None = None,
) -> DocumentBase:
    """Note a file that has its place already, in the current transaction; ``row`` names its record and is not saved.

    With ``replaces`` it is the next version of that file, which stays. What a reporter sends keeps its day alone.
    """
    row.address = kept.address
    row.details = details.lock(Details(kept.name, kept.size), key=key, about=row.id)
    row.state, row.reason, row.kind, row.pages, row.copy = State.TAKEN_IN, "", "", [], ""
    row.taken_in_on = localdate(at)
    if replaces is not None:
        row.series, row.version = replaces.series, replaces.version + 1
    row.save(force_insert=True)
    ledger.append(
        verb="documents.file.take_in",
        subject=row.id,
        actor=actor,
        door=door,
        at=at,
        codes={"record": str(row.record_id), "address": row.address, "version": row.version},
        day_only=actor is None,
    )
    return row


def take_in_keyed(row: KeyedDocument, *, arrival: Arrival, actor: Actor, at: datetime) -> None:
    """Keep what arrived under a random key of its own, and note it, in the current transaction; ``row`` names its record and
    is not saved. Raises OSError where the disk refuses."""
    row.key = secrets.token_bytes(KEY)
    kept = arrival.keep(row.key)
    take_in(row, kept=kept, key=row.key, actor=actor, door=actor.door, at=at)


# -- the worker's part


def process(*, holder_name: str, document: UUID, at: datetime) -> str:
    """Take a file as far as it goes now, and say in which state it is; '' when it no longer waits.

    Each stage is kept by itself, so that a worker that is killed goes on where it was. Checks come before anything
    opens the file, the scanner before the renderer, and a scanner that is away releases nothing.
    """
    holder = registry.holder(holder_name)
    with transaction.atomic():
        waiting = holder.load(document)
    while waiting is not None:
        try:
            outcome = _next(waiting)
        except Unsafe as unsafe:
            outcome = Outcome(State.REFUSED, unsafe.code, kind=waiting.kind)
        if not _keep(holder, waiting, outcome, at):
            return ""
        is_settled = outcome.state in {State.RELEASED, State.REFUSED}
        if is_settled or (outcome.state == State.CHECKED and outcome.reason):
            return outcome.state
        with transaction.atomic():
            waiting = holder.load(document)
    return ""


def _next(waiting: Waiting) -> Outcome:
    """One stage. Raises Unsafe; FileNotFoundError and Damaged where a blob is not what it was, which is nobody's
    refusal but a fault of this installation."""
    if waiting.state == State.TAKEN_IN:
        kind = sandbox.check(_plain(waiting), extension=waiting.extension)
        return Outcome(State.CHECKED, kind=kind)
    kind = Kind(waiting.kind)
    if waiting.wants_copy and kind not in CAN_BE_COPIED:
        raise Unsafe("kind")
    if waiting.state == State.CHECKED:
        verdict = scanner.scan(_plain(waiting))
        if verdict is Verdict.FOUND:
            raise Unsafe(verdict.value)
        if verdict is Verdict.CLEAN:
            return Outcome(State.SCANNED, kind=kind, pages=waiting.pages)
        return Outcome(State.CHECKED, verdict.value, kind, waiting.pages or _render(waiting, kind))
    pages = waiting.pages or _render(waiting, kind)
    return Outcome(State.RELEASED, "", kind, pages, _copy(waiting, kind) if waiting.wants_copy else "")


def _plain(waiting: Waiting) -> Iterator[bytes]:
    with closing(storage.opened(waiting.address)) as file:
        yield from blobs.read(file, key=waiting.key, address=waiting.address)


def _render(waiting: Waiting, kind: Kind) -> tuple[str, ...]:
    addresses: list[str] = []
    pages = 1
    while len(addresses) < pages:
        rendered = sandbox.render(_plain(waiting), kind, first=len(addresses))
        if addresses and rendered.pages != pages:
            raise sandbox.Crashed
        pages = rendered.pages
        # The number is in the blob, so that two pages that look alike are two blobs, each in its own place.
        for made in rendered.made:
            packed = len(addresses).to_bytes(4, "big") + made.packed()
            addresses.append(arrivals.take("page", packed, key=waiting.key).address)
    return tuple(addresses)


def _copy(waiting: Waiting, kind: Kind) -> str:
    return arrivals.take("copy", sandbox.copy(_plain(waiting), kind), key=waiting.key).address


_VERBS = {
    State.CHECKED: "documents.file.check",
    State.SCANNED: "documents.file.scan",
    State.RELEASED: "documents.file.release",
    State.REFUSED: "documents.file.refuse",
}


@transaction.atomic
def _keep(holder: Holder, waiting: Waiting, outcome: Outcome, at: datetime) -> bool:
    is_same = (outcome.state, outcome.pages) == (waiting.state, waiting.pages)
    if not holder.store(waiting, outcome):
        return False
    if not is_same:  # asking a scanner that is still away is no act
        ledger.append(
            verb=_VERBS[State(outcome.state)],
            subject=waiting.id,
            actor=None,
            door=holder.door,
            at=at,
            codes={
                "record": str(waiting.record),
                "address": waiting.address,
                "kind": outcome.kind,
                "reason": outcome.reason,
                "pages": len(outcome.pages),
            },
            day_only=True,
        )
    return True


def sweep(*, at: datetime) -> int:
    """Remove blobs that no row names and that are older than any form that is still being filled in; how many."""
    removed = storage.remove_left_behind(at)
    until = (at - storage.KEPT_UNCLAIMED).astimezone(UTC).date()
    batch: list[str] = []
    for address, came_on in storage.listed():
        if came_on < until:
            batch.append(address)
        if len(batch) >= 500:
            removed += _remove_unclaimed(batch)
            batch = []
    return removed + _remove_unclaimed(batch)


def _remove_unclaimed(addresses: list[str]) -> int:
    if not addresses:
        return 0
    claimed: set[str] = set()
    with transaction.atomic():
        for holder in registry.holders():
            claimed |= holder.known(addresses)
    unclaimed = [address for address in addresses if address not in claimed]
    for address in unclaimed:
        storage.remove(address)
    return len(unclaimed)


# -- reading


@transaction.atomic
def read_page(row: DocumentBase, *, number: int, key: bytes, actor: Actor, at: datetime) -> Page:
    """One page of the safe copy, counted from 1, and an entry that this person read it. Raises NotReadable."""
    if not row.is_readable or not 1 <= number <= len(row.pages):
        raise NotReadable
    address = row.pages[number - 1]
    packed = _whole(address, key)
    if int.from_bytes(packed[:4], "big") != number - 1:
        raise blobs.Damaged("this is another page")
    found = page.unpack(packed[4:])
    _read("documents.page.read", row, actor, at, page=number)
    return found


@transaction.atomic
def open_original(row: DocumentBase, *, key: bytes, actor: Actor, at: datetime) -> bytes:
    """The file itself, for somebody of the staff who proved afresh who they are, and an entry that they have it.
    Raises NotReleased."""
    if not row.is_released or not actor.has_stepped_up(at):
        raise NotReleased
    data = _whole(row.address, key)
    _read("documents.original.open", row, actor, at)
    return data


@transaction.atomic
def open_copy(row: DocumentBase, *, key: bytes, door: Door, at: datetime) -> bytes:
    """The clean copy of a file that the office sent to somebody, for them. Only the day is kept. Raises NotReleased."""
    if not row.is_released or not row.copy:
        raise NotReleased
    data = _whole(row.copy, key)
    ledger.append(
        verb="documents.copy.open",
        subject=row.id,
        actor=None,
        door=door,
        at=at,
        codes={"record": str(row.record_id), "address": row.copy},
        day_only=True,
    )
    return data


@transaction.atomic
def try_again(row: DocumentBase, *, actor: Actor, at: datetime) -> None:
    """Have a file examined anew that was refused for a reason which may lie with this machine. Raises NotReadable for
    any other."""
    if row.state != State.REFUSED or row.reason not in MAY_BE_TRIED_AGAIN:
        raise NotReadable
    row.state, row.reason, row.kind, row.settled_on = State.TAKEN_IN, "", "", None
    row.save(update_fields=["state", "reason", "kind", "settled_on"])
    _read("documents.file.try_again", row, actor, at)


def _whole(address: str, key: bytes) -> bytes:
    with closing(storage.opened(address)) as file:
        return b"".join(blobs.read(file, key=key, address=address))


def _read(verb: str, row: DocumentBase, actor: Actor, at: datetime, **codes: int) -> None:
    ledger.append(
        verb=verb,
        subject=row.id,
        actor=actor,
        door=actor.door,
        at=at,
        codes={"record": str(row.record_id), "address": row.address, "version": row.version, **codes},
    )
