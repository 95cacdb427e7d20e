"""Drafts of the public form: sealed under a key that only the browser's cookie holds.

From the cookie's 32 random bytes two keys are derived: one finds the row (the database knows only its hash), the other
opens it. So whoever has the database has nothing to read, and whoever has the cookie finds nothing after two hours.
The text is padded before it is sealed: its length would say how much somebody has written.

The receipt is made together with the draft, before anything is sent. Sending the same draft again, from a second tab
or because the answer was lost on the way, therefore shows the same receipt and stores nothing twice.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from candour.kernel.documents.arrivals import Kept
from candour.kernel.sealing import boxes
from candour.kernel.sealing.boxes import Pair
from candour.kernel.sealing.derivation import derive
from candour.kernel.visitors import receipts

LIFE = timedelta(hours=2)
"""How long a draft lives after its last change, before rounding."""

LIFE_AFTER_SENDING = timedelta(minutes=15)
"""How long the receipt can be shown again by the same browser, before rounding."""

_ROUND_TO = timedelta(minutes=15)
_SIZE = 32
_BLOCK = 2048
_SALT = b"candour draft, version 1"


class CannotOpen(Exception):
    """The key does not open this draft: it belongs to another one, or the row was damaged."""


@dataclass(frozen=True)
class Sent:
    """A file that somebody sends: where it is kept, and the key that it has for itself alone. ``may_be_read``: they said
    that it does not show who they are."""

    kept: Kept
    key: bytes = field(repr=False)
    may_be_read: bool = False

    @property
    def address(self) -> str:
        """Where it is kept."""
        return self.kept.address

    @property
    def name(self) -> str:
        """How its sender calls it."""
        return self.kept.name

    @property
    def size(self) -> int:
        """In bytes."""
        return self.kept.size


@dataclass(frozen=True)
class Contents:
    """What a draft holds. Once sent, the answers are gone and only the receipt and the reference are left."""

    answers: Mapping[str, str] = field(default_factory=dict)
    receipt: str = ""
    reference: str = ""
    files: tuple[Sent, ...] = ()
    """What was added so far. Their blobs have no row: nothing in the database says that a draft has files."""
    private: bytes = field(default=b"", repr=False)
    """The private half of the pair to which what it becomes is sealed, and under which its files are kept from the start;
    empty where nothing of it will be sealed."""

    @property
    def is_sent(self) -> bool:
        """Whether it has become what it was for."""
        return bool(self.reference)

    def answering(self, given: Mapping[str, str]) -> Contents:
        """With these answers added or replaced; empty ones are taken out."""
        merged = {**self.answers, **given}
        return replace(self, answers={name: value for name, value in merged.items() if value})

    @property
    def pair(self) -> Pair:
        """The pair that what it becomes will have."""
        return boxes.pair_of(self.private)

    def with_files(self, files: Iterable[Sent]) -> Contents:
        """With these files beside those that are there; one that is there already is not there twice, and what was said of
        it last counts."""
        known = {one.address: one for one in (*self.files, *files)}
        return replace(self, files=tuple(known.values()))

    def without_file(self, address: str) -> Contents:
        """Without this one."""
        return replace(self, files=tuple(one for one in self.files if one.address != address))

    def sent_as(self, reference: str) -> Contents:
        """After sending: the receipt stays for a moment, the answers do not."""
        return Contents(receipt=self.receipt, reference=reference)


def new_contents(*, sealed: bool = False) -> Contents:
    """An empty draft, with the receipt that sending it will show; with a pair, where what it becomes is ``sealed``."""
    return Contents(receipt=receipts.new().code, private=boxes.new_pair().private if sealed else b"")


@dataclass(frozen=True)
class Key:
    """What the cookie holds. Never stored, never logged."""

    secret: bytes = field(repr=False)

    @property
    def cookie(self) -> str:
        """As the cookie carries it."""
        return base64.urlsafe_b64encode(self.secret).decode("ascii").rstrip("=")

    @property
    def lookup_secret(self) -> bytes:
        """What the database is told, for one transaction, so that the row rules admit this draft."""
        return derive(self.secret, salt=_SALT, purpose=b"find")

    @property
    def digest(self) -> bytes:
        """The primary key of the row."""
        return hashlib.sha256(self.lookup_secret).digest()

    def seal(self, contents: Contents) -> bytes:
        """Ciphertext of the contents, padded to a multiple of two kilobytes."""
        body = {
            "answers": dict(contents.answers),
            "receipt": contents.receipt,
            "reference": contents.reference,
            "files": [[one.address, one.name, one.size, one.key.hex(), one.may_be_read] for one in contents.files],
            "private": contents.private.hex(),
        }
        plain = json.dumps(body, ensure_ascii=False).encode()
        return bytes(self._box.encrypt(plain + b" " * (-len(plain) % _BLOCK)))

    def open(self, ciphertext: bytes) -> Contents:
        """The contents. Raises CannotOpen."""
        try:
            body = json.loads(self._box.decrypt(bytes(ciphertext)))
        except (CryptoError, ValueError) as error:
            raise CannotOpen from error
        files = tuple(
            Sent(Kept(address, name, size), bytes.fromhex(key), may_be_read)
            for address, name, size, key, may_be_read in body["files"]
        )
        return Contents(body["answers"], body["receipt"], body["reference"], files, bytes.fromhex(body["private"]))

    @property
    def _box(self) -> SecretBox:
        return SecretBox(derive(self.secret, salt=_SALT, purpose=b"open"))


def new_key() -> Key:
    """A fresh key."""
    return Key(secrets.token_bytes(_SIZE))


def key_of(cookie: str) -> Key | None:
    """The key a cookie holds, or None when it holds none."""
    try:
        padded = cookie[:64] + "=" * (-len(cookie[:64]) % 4)
        found = base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError):
        return None
    return Key(found) if len(found) == _SIZE else None


def expiry(at: datetime, life: timedelta = LIFE) -> datetime:
    """When a draft changed at this moment vanishes: rounded up to a quarter of an hour, so that the row does not say
    when somebody was typing.
    """
    exact = at + life
    midnight = exact.replace(hour=0, minute=0, second=0, microsecond=0)
    quarters = -((midnight - exact) // _ROUND_TO)
    return midnight + quarters * _ROUND_TO
