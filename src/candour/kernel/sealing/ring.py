"""The office's keys in this process: the public one, to which every door seals, and the private ones, which only the
office's processes are given at their start. They are nowhere in the database and not in the data directory.

There is more than one private key only while keys are changed: the first is the present one, the others open what
was sealed before (``candour keys rotate``).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

from candour.kernel.sealing import boxes
from candour.kernel.sealing.boxes import CannotOpen, Pair


class NoOfficeKey(RuntimeError):
    """A key that this process needs was not given to it. The message says which, and where it comes from."""


@dataclass(frozen=True)
class Wrapped:
    """Something sealed to the office, and by which of its keys."""

    sealed: bytes
    key: str


def fingerprint(public: bytes) -> str:
    """How a public key is named in rows, in files and to people. 16 hex digits."""
    return hashlib.sha256(b"candour office key\n" + public).hexdigest()[:16]


def office_public() -> bytes:
    """The key to which everything is sealed now. Raises NoOfficeKey."""
    public: bytes = settings.OFFICE_PUBLIC_KEY
    if not public:
        raise NoOfficeKey("the office's public key is missing: set CANDOUR_OFFICE_KEY (docs/operating/keys.md)")
    return public


def wrap(plain: bytes, *, about: bytes) -> Wrapped:
    """Seal something to the office. Any door can; no door but the office's opens it."""
    public = office_public()
    return Wrapped(boxes.seal(public, plain, about=about), fingerprint(public))


def unwrap(wrapped: Wrapped, *, about: bytes) -> bytes:
    """Open what was sealed to the office. Raises NoOfficeKey where this process does not hold that key, CannotOpen."""
    return boxes.open_sealed(_private(wrapped.key), bytes(wrapped.sealed), about=about)


def held() -> list[str]:
    """The fingerprints of the keys that this process can open with; none outside the office."""
    return list(_held(tuple(getattr(settings, "OFFICE_PRIVATE_KEYS", ()))))


def _private(named: str) -> Pair:
    held = _held(tuple(getattr(settings, "OFFICE_PRIVATE_KEYS", ())))
    try:
        return held[named]
    except KeyError:
        raise NoOfficeKey(f"the office key {named} was not given to this process (docs/operating/keys.md)") from None


@lru_cache(maxsize=4)
def _held(privates: tuple[bytes, ...]) -> dict[str, Pair]:
    pairs = [boxes.pair_of(private) for private in privates]
    return {fingerprint(pair.public): pair for pair in pairs}


__all__ = ["CannotOpen", "NoOfficeKey", "Wrapped", "fingerprint", "held", "office_public", "unwrap", "wrap"]
