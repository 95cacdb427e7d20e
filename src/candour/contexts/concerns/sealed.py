"""What of a concern is sealed, and how: what was written, who wrote it, and the messages.

Each concern has a key pair of its own. Whoever may write into it (the reporter, a caseworker who acknowledges it without
having read it) seals to its public half; the private half opens, and lies wrapped twice in ``ConcernKey``: to the
office's key and under a key that only the receipt yields. Erasing that one row makes all of it unreadable.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from uuid import UUID

from candour.kernel.sealing import boxes
from candour.kernel.sealing.boxes import CannotOpen, Pair
from candour.kernel.sealing.derivation import derive

__all__ = ["ABOUT_SEARCH", "CannotOpen", "Pair", "Teller", "Told"]

ABOUT_SEARCH = b"concerns.search"
"""What the wrapped key of the blind index is about."""

_FILES = b"candour concern, version 1"


@dataclass(frozen=True)
class Told:
    """What somebody told us, opened."""

    what_happened: str = field(default="", repr=False)
    body_name: str = field(default="", repr=False)
    place: str = field(default="", repr=False)
    when_it_happened: str = field(default="", repr=False)
    effect: str = field(default="", repr=False)
    change_wanted: str = field(default="", repr=False)


@dataclass(frozen=True)
class Teller:
    """What they chose to say of themselves, opened."""

    name: str = field(default="", repr=False)
    contact: str = field(default="", repr=False)
    nudge_email: str = field(default="", repr=False)
    access_needs: str = field(default="", repr=False)

    @property
    def said_anything(self) -> bool:
        """Whether there is anything to keep."""
        return any(asdict(self).values())


def about_key(concern: UUID) -> bytes:
    """What the wrapped private key of a concern is about."""
    return b"concerns.key " + concern.bytes


def about_nudge(concern: UUID) -> bytes:
    """What the address for nudges, sealed to the office for its worker, is about."""
    return b"concerns.nudge " + concern.bytes


def seal_told(public: bytes, concern: UUID, told: Told) -> bytes:
    """What was written, for whoever holds the concern's key."""
    return _seal(public, b"concerns.narrative " + concern.bytes, asdict(told))


def open_told(pair: Pair, concern: UUID, sealed: bytes) -> Told:
    """Raises CannotOpen."""
    return Told(**_open(pair, b"concerns.narrative " + concern.bytes, sealed))


def seal_teller(public: bytes, concern: UUID, teller: Teller) -> bytes:
    """Who wrote it, likewise."""
    return _seal(public, b"concerns.reporter " + concern.bytes, asdict(teller))


def open_teller(pair: Pair, concern: UUID, sealed: bytes) -> Teller:
    """Raises CannotOpen."""
    return Teller(**_open(pair, b"concerns.reporter " + concern.bytes, sealed))


def seal_message(public: bytes, message: UUID, text: str) -> bytes:
    """One message of the mailbox; ``message`` is the id of its row."""
    return boxes.seal(public, text.encode(), about=b"concerns.message " + message.bytes)


def open_message(pair: Pair, message: UUID, sealed: bytes) -> str:
    """Raises CannotOpen."""
    return boxes.open_sealed(pair, bytes(sealed), about=b"concerns.message " + message.bytes).decode()


def seal_translation(public: bytes, translation: UUID, text: str) -> bytes:
    """A translation of something in the mailbox; ``translation`` is the id of its row."""
    return boxes.seal(public, text.encode(), about=b"concerns.translation " + translation.bytes)


def open_translation(pair: Pair, translation: UUID, sealed: bytes) -> str:
    """Raises CannotOpen."""
    return boxes.open_sealed(pair, bytes(sealed), about=b"concerns.translation " + translation.bytes).decode()


def files_key(pair: Pair) -> bytes:
    """The key under which files of a concern are kept. The pair is made with the draft, so that files which are added
    before anything is sent need no second key."""
    return derive(pair.private, salt=_FILES, purpose=b"files")


def key_of_file(opening_key: bytes, digest: bytes) -> bytes:
    """The key of one file that a reporter sends, from what their receipt yields and the SHA-256 of the file: the same
    file sent again is known again, and the office's key leads to no file whose wrap was destroyed."""
    return derive(opening_key, salt=_FILES, purpose=b"file " + digest)


def about_file(document: UUID) -> bytes:
    """What the wrapped key of a file is about."""
    return b"concerns.file " + document.bytes


def wrap_file_key(key: bytes, document: UUID, file_key: bytes) -> bytes:
    """The key of a file, under ``files_key`` for the office or under what the receipt yields."""
    return boxes.lock(key, file_key, about=about_file(document))


def unwrap_file_key(key: bytes, document: UUID, wrapped: bytes) -> bytes:
    """Raises CannotOpen."""
    return boxes.unlock(key, bytes(wrapped), about=about_file(document))


def wrap_for_reporter(opening_key: bytes, concern: UUID, private: bytes) -> bytes:
    """The concern's private key, under the key that the receipt yields."""
    return boxes.lock(opening_key, private, about=about_key(concern))


def unwrap_for_reporter(opening_key: bytes, concern: UUID, wrapped: bytes) -> Pair:
    """Raises CannotOpen."""
    return boxes.pair_of(boxes.unlock(opening_key, bytes(wrapped), about=about_key(concern)))


def _seal(public: bytes, about: bytes, said: dict[str, str]) -> bytes:
    return boxes.seal(public, json.dumps(said, ensure_ascii=False).encode(), about=about)


def _open(pair: Pair, about: bytes, sealed: bytes) -> dict[str, str]:
    said: dict[str, str] = json.loads(boxes.open_sealed(pair, bytes(sealed), about=about))
    return said
