"""References that people read out: random, so that none tells how many there are or when it was made.

Crockford's base 32 leaves out I, L, O and U, and reads the first three as the digits they resemble. Source:
Douglas Crockford, "Base 32", crockford.com/base32.html.
"""

from __future__ import annotations

import re
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 11
"""Characters of a reference, hyphens included."""

_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
_REST = re.compile(rf"-?([{ALPHABET}]{{4}})-?([{ALPHABET}]{{4}})\Z")


def new(letter: str) -> str:
    """A fresh reference such as ``C-7K2M-9QXA``: 40 random bits behind the letter of its kind."""
    return from_bits(letter, secrets.randbits(40))


def from_bits(letter: str, bits: int) -> str:
    """The reference that these 40 bits are written as."""
    drawn = "".join(ALPHABET[bits >> shift & 31] for shift in range(35, -1, -5))
    return f"{letter}-{drawn[:4]}-{drawn[4:]}"


def read(typed: str, letters: str) -> str | None:
    """The reference that somebody typed, in its one form, or None when it cannot be one of these kinds."""
    cleaned = re.sub(r"\s", "", typed[:40]).upper()
    if not cleaned or cleaned[0] not in letters:
        return None
    match = _REST.match(cleaned[1:].translate(_ALIKE))
    return f"{cleaned[0]}-{match[1]}-{match[2]}" if match else None
