"""Hostile files, made here and nowhere kept: what each is, and what has to become of it.

``REFUSED`` must not be shown at all. ``SAFE`` may be shown, and nothing of its canaries may be in what is shown or
given out. Files that only a scanner knows (``SCANNED``) are refused where there is one, and shown as words or pixels
alone where there is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

CANARY = "canary-51.5014-north-Amina-Rahman"
REFUSED, SAFE, SCANNED = "refused", "safe", "scanned"

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""The scanners' test file, in two parts so that a scanner lets this source be."""


@dataclass(frozen=True)
class Case:
    """One file. ``codes`` are the reasons that a refusal may have; empty: any."""

    label: str
    name: str
    data: bytes = field(repr=False)
    must: str = REFUSED
    codes: frozenset[str] = frozenset()


def corpus() -> Iterator[Case]:
    """Every hostile file."""
    from tests.trust.hostile import archives, lies, office, pdfs, pictures

    for module in (lies, pictures, pdfs, archives, office):
        yield from module.cases()
