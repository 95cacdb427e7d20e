"""What a measurement reports, and how it is printed."""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


def cpu(*works: Callable[[], Any], rounds: int, times: int) -> list[float]:
    """CPU of this process for each, in milliseconds; the least of the rounds. They take turns: a busy moment of the machine falls
    on all of them."""
    least = [float("inf")] * len(works)
    for work in works:
        work()
    for _ in range(rounds):
        for place, work in enumerate(works):
            began = time.process_time()
            for _ in range(times):
                work()
            least[place] = min(least[place], (time.process_time() - began) / times * 1000)
    return least


@dataclass
class Figure:
    """One figure with its limit. ``meets`` is judged where the measurement is made."""

    what: str
    value: float
    unit: str
    limit: str
    meets: bool
    note: str = ""


@dataclass
class Report:
    """What one process measured."""

    figures: list[Figure] = field(default_factory=list)

    def at_most(self, what: str, value: float, limit: float, unit: str = "", note: str = "") -> None:
        """A figure that must not exceed its limit."""
        self.figures.append(Figure(what, value, unit, f"≤ {limit:g}", value <= limit, note))

    def at_least(self, what: str, value: float, limit: float, unit: str = "", note: str = "") -> None:
        """A figure that must reach its limit."""
        self.figures.append(Figure(what, value, unit, f"≥ {limit:g}", value >= limit, note))

    def equals(self, what: str, value: float, wanted: float, unit: str = "", note: str = "") -> None:
        """A figure that must be exactly this."""
        self.figures.append(Figure(what, value, unit, f"= {wanted:g}", value == wanted, note))

    def hand_over(self) -> None:
        """To the process that collects, as the last line of standard output."""
        sys.stdout.write("\n" + json.dumps([asdict(figure) for figure in self.figures]) + "\n")


def read(output: str) -> list[Figure]:
    """What a measuring process handed over."""
    return [Figure(**row) for row in json.loads(output.strip().splitlines()[-1])]


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` (0 to 1) of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def median(values: Sequence[float]) -> float:
    """The middle value."""
    return statistics.median(values)


def table(figures: Sequence[Figure]) -> str:
    """The figures as text, one a line."""
    width = max(len(figure.what) for figure in figures)
    lines = []
    for figure in figures:
        mark = "meets " if figure.meets else "MISSES"
        said = f"{figure.value:,.3g} {figure.unit}".strip()
        lines.append(f"{mark}  {figure.what:<{width}}  {said:>16}  {figure.limit:<10} {figure.note}")
    return "\n".join(lines)
