"""Changing the office's key: everything that is sealed to the old one is opened and sealed to the new one.

Contexts say what they hold (``add``); ``candour keys rotate`` goes through it in small batches, each one transaction,
so that it can be ended at any moment and goes on where it was. The texts themselves are not touched: only the small
boxes that hold their keys.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from candour.kernel.sealing import boxes, ring
from candour.kernel.sealing.boxes import Pair
from candour.kernel.sealing.ring import NoOfficeKey, Wrapped


@dataclass(frozen=True)
class Change:
    """From any of the keys that are held to the first of them."""

    held: dict[str, Pair]
    to: bytes

    @property
    def name(self) -> str:
        """The fingerprint of the new key."""
        return ring.fingerprint(self.to)

    @property
    def id(self) -> UUID:
        """How the ledger names the new key."""
        return UUID(bytes=hashlib.sha256(self.to).digest()[:16])

    def rewrap(self, wrapped: Wrapped, *, about: bytes) -> Wrapped:
        """The same, sealed to the new key. Raises NoOfficeKey for a key that is not held, CannotOpen."""
        try:
            pair = self.held[wrapped.key]
        except KeyError:
            raise NoOfficeKey(f"the office key {wrapped.key} is not among those given") from None
        plain = boxes.open_sealed(pair, bytes(wrapped.sealed), about=about)
        return Wrapped(boxes.seal(self.to, plain, about=about), self.name)


def change_to(privates: tuple[bytes, ...]) -> Change:
    """To the first of these keys, from any of them."""
    pairs = [boxes.pair_of(private) for private in privates]
    return Change({ring.fingerprint(pair.public): pair for pair in pairs}, pairs[0].public)


@dataclass(frozen=True)
class Holding:
    """What one context holds. ``left`` counts what is not yet under the key of this fingerprint; ``batch`` rewraps at
    most so many in the present transaction, leaves a ledger entry, and says how many."""

    name: str
    left: Callable[[str], int]
    batch: Callable[[Change, int, datetime], int]


_holdings: dict[str, Holding] = {}


def add(holding: Holding) -> None:
    """Make a holding known. Called at start-up; the last of a name counts."""
    _holdings[holding.name] = holding


def holdings() -> list[Holding]:
    """Every holding, by name."""
    return [_holdings[name] for name in sorted(_holdings)]
