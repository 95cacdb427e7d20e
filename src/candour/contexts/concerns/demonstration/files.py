"""Files of invented concerns, in each state in which a caseworker meets one, locked ones too: they were examined some days ago."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from PIL import Image, ImageDraw

from candour.contexts.concerns import codes, identity, sealed
from candour.contexts.concerns.identity import File
from candour.contexts.concerns.models import (
    Concern,
    ConcernDocument,
    DocumentKey,
    IdentityPiece,
    Message,
    SealedIdentity,
)
from candour.contexts.concerns.queries import opening
from candour.kernel.documents import arrivals, operations, rendering
from candour.kernel.documents.kinds import Kind
from candour.kernel.documents.models import State
from candour.kernel.doors import Door
from candour.kernel.visitors import receipts
from candour.kernel.visitors.receipts import Receipt

LONDON = ZoneInfo("Europe/London")
_LETTER = (
    "St Oswin's School\n\nDear parent,\n\nwe write to tell you that we had a conversation with your child\n"
    "and have passed on what was said. We cannot say to whom.\n\nYours,\nthe school office\n\n(invented for the demonstration)"
)
_NOTES = (
    "What I wrote down at the time\n\nMonday: they took him out of the lesson.\nTuesday: nobody rang us.\n"
    "Friday: the letter came.\n\n(invented for the demonstration)\n"
)
_ANSWER = (
    "How the office looks at a concern, and what it can and cannot find out.\n\n(invented for the demonstration)\n"
)


@dataclass(frozen=True)
class _File:
    name: str
    data: bytes
    kind: Kind
    state: State
    reason: str = ""
    is_ours: bool = False


def _letter() -> bytes:
    """A photograph of a letter, as far as a demonstration needs one."""
    paper = Image.new("RGB", (900, 640), (250, 248, 240))
    ImageDraw.Draw(paper).multiline_text((60, 60), _LETTER, fill=(30, 30, 40), font_size=22, spacing=8)
    out = io.BytesIO()
    paper.save(out, "JPEG", quality=85)
    return out.getvalue()


def _files() -> tuple[_File, ...]:
    return (
        _File("letter from the school.jpg", _letter(), Kind.JPEG, State.RELEASED),
        _File("what I wrote down.txt", _NOTES.encode(), Kind.TEXT, State.CHECKED, "no_scanner"),
        _File("form with macros.docx", b"PK\x03\x04 invented", Kind.DOCX, State.REFUSED, "macros"),
        _File("how we look at it.txt", _ANSWER.encode(), Kind.TEXT, State.RELEASED, is_ours=True),
    )


def add(concern: Concern, receipt: Receipt, *, on: date) -> int:
    """Give this concern its files; how many. As the owner, in the transaction of the demonstration."""
    pair = opening.pair_for_reporter(concern, receipt.mailbox_secret)
    letter = Message.objects.filter(concern=concern, direction=codes.Direction.TO_REPORTER).order_by("number").first()
    assert pair is not None
    assert letter is not None
    ours, opening_key = sealed.files_key(pair), receipts.opening_key(receipt.mailbox_secret)
    made = _files()
    for one in made:
        row = ConcernDocument(concern=concern, direction=codes.Direction.FROM_REPORTER)
        if one.is_ours:
            row.direction, row.author_id, row.message, row.wants_copy = "to_reporter", letter.author_id, letter, True
        day = letter.sent_on if one.is_ours else on
        key = ours if one.is_ours else sealed.key_of_file(opening_key, hashlib.sha256(one.data).digest())
        kept = arrivals.take(one.name, one.data, key=key)
        door = Door.OFFICE if one.is_ours else Door.PUBLIC
        operations.take_in(row, kept=kept, key=key, actor=None, door=door, at=datetime.combine(day, time(12), LONDON))
        row.state, row.reason, row.kind = one.state, one.reason, one.kind
        if one.state != State.REFUSED:
            row.pages = [_page(number, packed, key) for number, packed in enumerate(_pages(one))]
        if one.state != State.CHECKED:
            row.settled_on = day
        if one.is_ours:
            row.copy = arrivals.take("copy", one.data, key=key).address
        row.save()
        if not one.is_ours:
            wrapped = sealed.wrap_file_key(ours, row.id, key)
            for_reporter = sealed.wrap_file_key(opening_key, row.id, key)
            DocumentKey(document=row, concern=concern, for_concern=wrapped, for_reporter=for_reporter).save(
                force_insert=True
            )
    return len(made)


def lock(concern: Concern, receipt: Receipt, *, on: date, by: UUID | None) -> None:
    """Give this concern a file that lies in its sealed identity; ``by``: who moved it there, None for the person themselves."""
    one = _File("my pass.jpg", _letter(), Kind.JPEG, State.RELEASED)
    opening_key = receipts.opening_key(receipt.mailbox_secret)
    key = sealed.key_of_file(opening_key, hashlib.sha256(one.data).digest())
    row = ConcernDocument(concern=concern, direction=codes.Direction.FROM_REPORTER, is_sealed=True)
    kept, at = arrivals.take(one.name, one.data, key=key), datetime.combine(on, time(12), LONDON)
    operations.take_in(row, kept=kept, key=key, actor=None, door=Door.PUBLIC, at=at)
    row.state, row.kind, row.settled_on = one.state, one.kind, on
    row.pages = [_page(number, packed, key) for number, packed in enumerate(_pages(one))]
    row.save()
    wrapped = sealed.wrap_file_key(opening_key, row.id, key)
    DocumentKey(document=row, concern=concern, for_reporter=wrapped).save(force_insert=True)
    held, piece = SealedIdentity.objects.get(concern=concern), uuid4()
    box = identity.seal_file(bytes(held.public), piece, File(row.id, key))
    IdentityPiece(
        id=piece, identity=held, kind=codes.Piece.FILE, sealed=box, document=row, added_on=on, added_by_id=by
    ).save(force_insert=True)


def _pages(one: _File) -> list[bytes]:
    return [page.packed() for page in rendering.render(one.data, one.kind)[1]]


def _page(number: int, packed: bytes, key: bytes) -> str:
    return arrivals.take("page", number.to_bytes(4, "big") + packed, key=key).address
