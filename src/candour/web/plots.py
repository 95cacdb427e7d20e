"""Plots drawn by the server: plain SVG in the page, no script, and always beside a table with the same numbers.

A bar shows how a whole is divided. Its parts are placed in per cent, so that the drawing is as wide as its column on a
telephone and on a wall, while its words stay as large as the text around it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

LABELLED_FROM = 7.0
"""Per cent of the bar from which a part is wide enough for its number."""


@dataclass(frozen=True)
class Part:
    """A part of a whole: its code, by which the style sheet fills it, its name and how many."""

    code: str
    label: str | Promise
    count: int


@dataclass(frozen=True)
class Drawn:
    """A part with its place in the bar, in per cent."""

    part: Part
    start: float
    width: float

    @property
    def x(self) -> str:
        """Where it begins."""
        return f"{self.start:.2f}%"

    @property
    def wide(self) -> str:
        """How wide it is."""
        return f"{self.width:.2f}%"

    @property
    def middle(self) -> str:
        """Where its number stands."""
        return f"{self.start + self.width / 2:.2f}%"

    @property
    def is_labelled(self) -> bool:
        """Whether its number fits into it."""
        return self.width >= LABELLED_FROM


@dataclass(frozen=True)
class Bar:
    """A whole in its parts; those of nothing are left out."""

    name: str | Promise
    total: int
    parts: tuple[Drawn, ...]

    @property
    def spoken(self) -> str:
        """The bar in words, for whoever does not see it."""
        return ", ".join(f"{drawn.part.label} {drawn.part.count}" for drawn in self.parts)


def bar(name: str | Promise, parts: Sequence[Part]) -> Bar:
    """Place the parts beside one another. A whole of nothing has no parts."""
    total = sum(part.count for part in parts)
    drawn: list[Drawn] = []
    start = 0.0
    for part in parts:
        if part.count:
            width = 100 * part.count / total
            drawn.append(Drawn(part, start, width))
            start += width
    return Bar(name, total, tuple(drawn))
