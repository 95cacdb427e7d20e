"""A secret in two halves that say nothing alone: K = A xor B. Whoever has one half knows no more than whoever has none."""

from __future__ import annotations

from dataclasses import dataclass, field

from nacl import utils

from candour.kernel.sealing.boxes import KEY, CannotOpen


@dataclass(frozen=True)
class Halves:
    """The two halves of a key. Never printed."""

    first: bytes = field(repr=False)
    second: bytes = field(repr=False)


def split(key: bytes) -> Halves:
    """Two halves of a key: one is random, the other what makes the key of it."""
    first = utils.random(KEY)
    return Halves(first, _xor(key, first))


def join(first: bytes, second: bytes) -> bytes:
    """The key again, whichever half comes first. Raises CannotOpen for what is not a half."""
    return _xor(first, second)


def _xor(one: bytes, other: bytes) -> bytes:
    if len(one) != KEY or len(other) != KEY:
        raise CannotOpen
    return bytes(left ^ right for left, right in zip(one, other, strict=True))
