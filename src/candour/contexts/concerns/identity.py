"""A sealed identity: what lies in it, and how it is locked to two sides.

Each concern that has one has a key pair for it. Whoever may add to it (the reporter's form, a caseworker who moves a
passage out of the text) seals to the public half. The private half K exists in no one place: K = A xor B, A is sealed to
the identity officers' side, B to the side of the Commissioner's deputies. When two people open it, each side's half is
sealed anew to a key that was made for this one opening, and whose private half lies in the named reader's browser alone.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from uuid import UUID

from candour.contexts.concerns import codes
from candour.kernel.people.roles import Role
from candour.kernel.sealing import boxes, halves
from candour.kernel.sealing.boxes import CannotOpen, Pair

__all__ = ["MARK", "ROLE_OF", "CannotOpen", "File", "Pair", "Passage", "Person"]

MARK = "[moved to the sealed identity]"
"""What stands in a text where a passage was, in one language for all: who shows the text says it in the reader's."""

ROLE_OF = {
    codes.Side.OFFICERS.value: Role.IDENTITY_OFFICER.value,
    codes.Side.DEPUTIES.value: Role.DEPUTY_COMMISSIONER.value,
}
"""The role in which somebody acts for a side."""

SIDES = (codes.Side.OFFICERS, codes.Side.DEPUTIES)
"""The order in which a key is split: the first half is the officers'."""


@dataclass(frozen=True)
class Person:
    """Who a confidential reporter is."""

    name: str = field(default="", repr=False)
    contact: str = field(default="", repr=False)
    identifying: str = field(default="", repr=False)

    @property
    def said_anything(self) -> bool:
        """Whether there is anything to seal."""
        return any(asdict(self).values())


@dataclass(frozen=True)
class Passage:
    """Words that were moved out of a text. ``part`` names the answer they stood in, or says that it was a message or a
    translation; ``sent_on`` is then the day of the message (ISO 8601)."""

    part: str
    words: str = field(repr=False)
    sent_on: str = ""


@dataclass(frozen=True)
class File:
    """What opens a file that shows who somebody is: the key that it alone has. Its bytes, name and pages are kept under it."""

    document: UUID
    key: bytes = field(repr=False)


def seal_person(public: bytes, piece: UUID, person: Person) -> bytes:
    """``piece`` is the id of the row, here and below."""
    return _seal(public, piece, asdict(person), b"")


def seal_passage(public: bytes, piece: UUID, passage: Passage) -> bytes:
    """Words that were moved."""
    return _seal(public, piece, asdict(passage), b"")


def seal_file(public: bytes, piece: UUID, file: File) -> bytes:
    """What opens a file."""
    return _seal(public, piece, {"document": str(file.document)}, file.key)


def open_piece(pair: Pair, kind: str, piece: UUID, sealed: bytes) -> Person | Passage | File:
    """What a piece holds. Raises CannotOpen."""
    said, content = _open(pair, piece, sealed)
    if kind == codes.Piece.PERSON:
        return Person(**said)
    if kind == codes.Piece.PASSAGE:
        return Passage(**said)
    return File(UUID(said["document"]), content)


def seal_halves(concern: UUID, private: bytes, publics: dict[str, bytes]) -> dict[str, bytes]:
    """Each side's half of the private key, sealed to that side. ``publics``: side → its public key."""
    split = halves.split(private)
    return {
        side.value: boxes.seal(publics[side.value], half, about=about_half(concern, side.value))
        for side, half in zip(SIDES, (split.first, split.second), strict=True)
    }


def about_half(concern: UUID, side: str) -> bytes:
    """What a side's half is about."""
    return b"concerns.identity " + side.encode() + concern.bytes


def about_released(opening: UUID, side: str) -> bytes:
    """What a half that was released for one opening is about."""
    return b"concerns.opening " + side.encode() + opening.bytes


def about_holder(key: str, holder: bytes) -> bytes:
    """What a side's private key, sealed to the public key of one holder, is about."""
    return b"concerns.holder " + key.encode() + holder


def release(side_pair: Pair, concern: UUID, opening: UUID, side: str, sealed: bytes, reader: bytes) -> bytes:
    """A side's half, sealed anew to the key of the reader's browser. Raises CannotOpen."""
    half = boxes.open_sealed(side_pair, sealed, about=about_half(concern, side))
    return boxes.seal(reader, half, about=about_released(opening, side))


def join(reader: Pair, opening: UUID, released: dict[str, bytes]) -> Pair:
    """The identity's pair, from both released halves. Raises CannotOpen where one is missing or is another's."""
    if set(released) != {side.value for side in SIDES}:
        raise CannotOpen
    first, second = (
        boxes.open_sealed(reader, released[side.value], about=about_released(opening, side.value)) for side in SIDES
    )
    return boxes.pair_of(halves.join(first, second))


def _seal(public: bytes, piece: UUID, said: dict[str, str], content: bytes) -> bytes:
    head = json.dumps(said, ensure_ascii=False).encode()
    plain = len(head).to_bytes(4, "big") + head + content
    return boxes.seal(public, plain, about=b"concerns.piece " + piece.bytes)


def _open(pair: Pair, piece: UUID, sealed: bytes) -> tuple[dict[str, str], bytes]:
    plain = boxes.open_sealed(pair, bytes(sealed), about=b"concerns.piece " + piece.bytes)
    size = int.from_bytes(plain[:4], "big")
    said: dict[str, str] = json.loads(plain[4 : 4 + size])
    return said, plain[4 + size :]
