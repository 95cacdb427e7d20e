"""How much of the Welsh a professional translator has checked.

``candour translate`` writes the list beside the catalogue, from the catalogue's own marks; nothing is counted here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

STANDING = Path(__file__).resolve().parent / "locale" / "cy" / "standing.json"


@dataclass(frozen=True)
class Awaiting:
    """One text that nobody has checked, without its markup."""

    english: str
    welsh: str


@dataclass(frozen=True)
class Standing:
    """Of ``all`` texts of the public door, those that still wait for a translator."""

    all: int
    awaiting: tuple[Awaiting, ...]


@cache
def standing() -> Standing:
    """Read once: the catalogue does not change while a process runs."""
    told = json.loads(STANDING.read_text(encoding="utf-8"))
    return Standing(told["all"], tuple(Awaiting(english, welsh) for english, welsh in told["awaiting"]))
