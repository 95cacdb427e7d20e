"""How many requests a minute: counted in memory, so that nobody who fetches everything keeps others waiting.

A bucket of requests for each connection fills again by and by, and one for all connections together. As with guesses at
receipts, no address is kept: a bucket's name is a keyed hash under a key that is drawn anew every day and lives in this process
alone, and an address that many share (a proxy on this machine, a private network) has no bucket of its own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import datetime

from candour.kernel.visitors.names import DailyNames

_MOST = 10_000


@dataclass(frozen=True)
class Rate:
    """How many at once, and how many more each second."""

    at_once: int
    each_second: float


@dataclass
class Pace:
    """The buckets of one process."""

    of_one: Rate
    of_all: Rate
    _names: DailyNames = field(default_factory=DailyNames)
    _left: dict[bytes, tuple[float, datetime]] = field(default_factory=dict)

    def wait(self, address: str, *, at: datetime) -> int:
        """Take a request from the buckets of this connection: 0, or after how many seconds to ask again."""
        if self._names.begin(at):
            self._left.clear()
        name = self._names.of(address)
        waits = [self._waits(b"", self.of_all, at)]
        if name is not None:
            waits.append(self._waits(name, self.of_one, at))
        if longest := max(waits):
            return longest
        self._take(b"", self.of_all, at)
        if name is not None:
            self._take(name, self.of_one, at)
        return 0

    def _now(self, name: bytes, rate: Rate, at: datetime) -> float:
        left, since = self._left.get(name, (float(rate.at_once), at))
        return min(float(rate.at_once), left + max(0.0, (at - since).total_seconds()) * rate.each_second)

    def _waits(self, name: bytes, rate: Rate, at: datetime) -> int:
        lacks = 1 - self._now(name, rate, at)
        return math.ceil(lacks / rate.each_second) if lacks > 0 else 0

    def _take(self, name: bytes, rate: Rate, at: datetime) -> None:
        if len(self._left) >= _MOST and name not in self._left:
            kept = self._left.get(b"")
            self._left.clear()  # bounded: a flood from everywhere costs its own buckets, not our memory
            if kept is not None:
                self._left[b""] = kept
        self._left[name] = (self._now(name, rate, at) - 1, at)
