"""Receipts that opened nothing, counted in memory: how many, from where, today.

Guessing is hopeless (100 random bits), so nothing is ever locked; a connection that keeps guessing is only slowed to
one try in ten seconds, so that it cannot keep the door busy. Addresses are not kept: the counter's name is a keyed
hash under a key that is drawn anew every day and lives in this process alone. Telling the Commissioner something is
never slowed by this, and an address that many share (a proxy on this machine, a private network) is never counted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from candour.kernel.visitors.names import DailyNames

FREE_TRIES = 20
PAUSE = timedelta(seconds=10)
_MOST = 10_000


@dataclass
class Guesses:
    """The counters of one process. A new day begins with none."""

    _names: DailyNames = field(default_factory=DailyNames)
    _failed: dict[bytes, tuple[int, datetime]] = field(default_factory=dict)
    total: int = 0
    """How many receipts opened nothing today: for whoever watches over the service."""

    def must_wait(self, address: str, *, at: datetime) -> bool:
        """Whether this connection failed so often today that its next try has to wait a few seconds."""
        name = self._name(address, at)
        if name is None or name not in self._failed:
            return False
        times, last = self._failed[name]
        return times >= FREE_TRIES and at - last < PAUSE

    def note(self, address: str, *, at: datetime) -> None:
        """A receipt opened nothing."""
        name = self._name(address, at)
        self.total += 1
        if name is None:
            return
        if len(self._failed) >= _MOST and name not in self._failed:
            self._failed.clear()  # bounded: a flood from everywhere costs its own counters, not our memory
        times, _last = self._failed.get(name, (0, at))
        self._failed[name] = (times + 1, at)

    def _name(self, address: str, at: datetime) -> bytes | None:
        if self._names.begin(at):
            self.total = 0
            self._failed.clear()
        return self._names.of(address)


TODAY = Guesses()
