"""What a worker does every two seconds besides its queue: small work that has to be done soon, and leaves no job behind.

A job is a row that says when something happened (docs/decisions/0006-jobs.md). A round asks whether there is
anything to do, and writes nothing when there is not.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from django.db import connections

from candour.kernel.doors import Door

EVERY_SECONDS = 2.0
LONGEST_WAIT = 60.0

_log = logging.getLogger(__name__)
_rounds: dict[tuple[Door, str], Callable[[], int]] = {}


def add(door: Door, name: str, work: Callable[[], int]) -> None:
    """Let a door's worker do this every two seconds. ``work`` does a small part of what waits, in transactions of its
    own, and says how much it did: while it is something, it is called again at once. The last of a name counts."""
    _rounds[(door, name)] = work


def of(door: Door) -> list[Callable[[], int]]:
    """The rounds of a door, in the order of their names."""
    return [work for (whose, _name), work in sorted(_rounds.items(), key=lambda item: item[0][1]) if whose is door]


async def keep(door: Door) -> None:
    """Go round until cancelled. What fails is said by the name of the fault alone, and tried again: later each time,
    up to a minute."""
    works = of(door)
    wait = EVERY_SECONDS
    while works:
        done = await asyncio.to_thread(_round, works)
        wait = min(wait * 2, LONGEST_WAIT) if done is None else EVERY_SECONDS
        await asyncio.sleep(0 if done else wait)


def _round(works: list[Callable[[], int]]) -> int | None:
    """How much was done; None when something failed."""
    try:
        return sum(work() for work in works)
    except Exception as error:  # noqa: BLE001  whatever it is, its own words may hold what a row holds
        _log.error("a round failed: %s", type(error).__name__)
        return None
    finally:
        connections.close_all()
