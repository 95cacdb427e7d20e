"""How a door's worker gets at files that have their key beside them (``models.KeyedDocument``), without a session.

A context writes four functions for its table (``contexts/pathway/sql/papers.sql`` is the first that did) and grants them:

* ``…_pending(boolean)``, ``…_waiting(uuid)`` and ``…_found(…)`` to the door whose worker examines the files;
* ``…_known(text[])`` to the office, whose worker sweeps what no row names: it answers which of the addresses that it was
  asked about stand in a row, and nothing else.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from candour.kernel.documents import details, names
from candour.kernel.documents.registry import Holder, Outcome, Waiting
from candour.kernel.doors import Door


@dataclass(frozen=True)
class Keyed:
    """A table of such files. ``name`` is the holder's; ``functions`` is how the names of its four functions begin."""

    name: str
    door: Door
    functions: str

    @property
    def holder(self) -> Holder:
        """What the kernel has to know of it."""
        return Holder(self.name, self.door, self.load, self.store, self.known)

    def pending(self, *, has_scanner: bool) -> list[UUID]:
        """What waits; files that wait for a scanner only where there is one."""
        return list(self._asked("pending(%s)", has_scanner)[0][0])

    def load(self, document: UUID) -> Waiting | None:
        """A file while it waits, and the key that opens it."""
        for record, address, box, state, kind, pages, wants_copy, key in self._asked("waiting(%s)", document):
            name = details.unlock(bytes(box), key=bytes(key), about=document).name
            ending = names.extension(name)
            return Waiting(document, record, address, state, kind, ending, tuple(pages), wants_copy, bytes(key))
        return None

    def store(self, waiting: Waiting, outcome: Outcome) -> bool:
        """Take down what was found. False where somebody else was quicker."""
        found = (outcome.state, outcome.reason, outcome.kind, list(outcome.pages), outcome.copy)
        return bool(self._asked("found(%s, %s, %s, %s, %s, %s, %s)", waiting.id, waiting.state, *found)[0][0])

    def known(self, addresses: Collection[str]) -> set[str]:
        """Which of these a row names."""
        return set(self._asked("known(%s)", list(addresses))[0][0])

    def _asked(self, call: str, *given: Any) -> list[tuple[Any, ...]]:
        """The rows that a function of the table answers with."""
        with connection.cursor() as cursor:
            cursor.execute(f"select * from {self.functions}_{call}", given)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
