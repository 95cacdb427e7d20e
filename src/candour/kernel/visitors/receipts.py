"""Receipt codes: what somebody without an account keeps, and all with which they come back.

Twenty random characters of Crockford's base 32 (100 bits) and two check characters. The code itself is stored
nowhere. From it two secrets are derived (HKDF, RFC 5869, with SHA-256): one finds what it opens, and the database holds
only its hash; the other opens what was written, where that is sealed, and the database never sees it. So a stolen
database opens nothing. The code's own entropy makes a slow derivation needless, and a slow one would let a flood of
guesses starve honest people (security.md, threat 12).
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass

from candour.kernel.procedures.references import ALPHABET
from candour.kernel.sealing.derivation import derive

LENGTH = 20
PRIME = 1021
"""The largest prime below 32². Every single wrong character and every swap of neighbours changes the remainder."""

_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SALT = b"candour receipt, version 1"


class NotAReceipt(ValueError):
    """What was typed has not the shape of a receipt."""


class CheckCharactersDiffer(NotAReceipt):
    """It has the shape, but the last two characters do not fit the others: most likely a slip of the pen."""


@dataclass(frozen=True)
class Receipt:
    """A receipt in its one form: 22 characters, no separators."""

    code: str

    @property
    def shown(self) -> str:
        """As it is printed: groups of four, which are easier to copy."""
        return "-".join(self.code[start : start + 4] for start in range(0, len(self.code), 4))

    @property
    def mailbox_secret(self) -> bytes:
        """32 bytes from which all that the mailbox needs is derived. Told to nobody, stored nowhere."""
        return derive(self.code.encode("ascii"), salt=_SALT, purpose=b"mailbox")

    @property
    def mailbox_digest(self) -> bytes:
        """What the database stores: the hash of what finds the mailbox."""
        return hashlib.sha256(finding_secret(self.mailbox_secret)).digest()


def finding_secret(mailbox_secret: bytes) -> bytes:
    """What the database is told, for one transaction, so that the row rules admit this mailbox. Opens no text."""
    return derive(mailbox_secret, salt=_SALT, purpose=b"find")


def opening_key(mailbox_secret: bytes) -> bytes:
    """The key under which the reporter's side holds the concern's own key. The database never sees it."""
    return derive(mailbox_secret, salt=_SALT, purpose=b"open")


def new() -> Receipt:
    """A fresh receipt."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return Receipt(drawn + check_characters(drawn))


def check_characters(body: str) -> str:
    """The two characters that make a slip visible before anything is looked up."""
    value = 0
    for character in body:
        value = (value * 32 + ALPHABET.index(character)) % PRIME
    return ALPHABET[value // 32] + ALPHABET[value % 32]


def read(typed: str) -> Receipt:
    """The receipt somebody typed: any case, spaces or dashes, O for 0, I and L for 1.

    Raises CheckCharactersDiffer or NotAReceipt. Neither says anything about whether a mailbox exists.
    """
    cleaned = _cleaned(typed)
    if len(cleaned) != LENGTH + 2 or any(character not in ALPHABET for character in cleaned):
        raise NotAReceipt
    if not hmac.compare_digest(check_characters(cleaned[:LENGTH]), cleaned[LENGTH:]):
        raise CheckCharactersDiffer
    return Receipt(cleaned)


def count_of(typed: str) -> int:
    """How many characters of a receipt somebody typed, so that a page can say how many are missing."""
    return len(_cleaned(typed))


def _cleaned(typed: str) -> str:
    return re.sub(r"[\s\-\u2010-\u2015.]", "", typed[:200]).upper().translate(_ALIKE)
