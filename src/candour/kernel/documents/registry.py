"""What contexts tell documents: where their files are listed, and how the worker of their door gets at one.

The worker has no session, so row rules show it nothing. It asks these, which ask narrow functions of the database, as
notifications do (docs/decisions/0006-jobs.md); the key of a record comes from the context that owns it, and only while
the file waits.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from candour.kernel.doors import Door


@dataclass(frozen=True)
class Waiting:
    """A file that waits for the worker, and the key that opens it."""

    id: UUID
    record: UUID
    address: str
    state: str
    kind: str
    extension: str
    """How its name ends, as its sender called it."""
    pages: tuple[str, ...]
    wants_copy: bool
    key: bytes = field(repr=False)


@dataclass(frozen=True)
class Outcome:
    """What the worker found: the row as it is to be."""

    state: str
    reason: str = ""
    kind: str = ""
    pages: tuple[str, ...] = ()
    copy: str = ""


@dataclass(frozen=True)
class Holder:
    """A context's table of files, and the door whose worker examines them. ``load`` answers while one waits and locks nothing;
    ``store`` changes the row and says whether it still waited in that state; ``known`` says which of these addresses a row
    names, and is asked by the office's worker of every table, because it sweeps for all."""

    name: str
    door: Door
    load: Callable[[UUID], Waiting | None]
    store: Callable[[Waiting, Outcome], bool]
    known: Callable[[Collection[str]], set[str]]


_holders: dict[str, Holder] = {}


def add(holder: Holder) -> None:
    """Make a table of files known. The last of a name counts."""
    _holders[holder.name] = holder


def holder(name: str) -> Holder:
    """The holder of this name. Raises KeyError."""
    return _holders[name]


def holders() -> list[Holder]:
    """Every table of files."""
    return list(_holders.values())


def only(held: Iterable[Holder]) -> None:
    """Make these known and no others: for tests."""
    _holders.clear()
    for one in held:
        add(one)
