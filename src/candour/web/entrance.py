"""Who may come in: every view says so, or is refused.

``@entrance(doors=Door.OFFICE, to=roles(Role.CONCERNS_CASEWORKER))`` stands outermost on a view. The middleware reads
it before the view runs; the database's row rules stand behind it and decide alone which rows exist for whom.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from candour.kernel.doors import Door
from candour.kernel.people.actor import Actor

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Who:
    """A kind of visitor. ``codes`` empty with ``signed_in`` means any role at all."""

    signed_in: bool
    codes: frozenset[str] = frozenset()

    def admits(self, actor: Actor | None) -> bool:
        """Whether this visitor is one of them."""
        if not self.signed_in:
            return True
        return actor is not None and (not self.codes or actor.has(*self.codes))


ANYONE = Who(signed_in=False)
SIGNED_IN = Who(signed_in=True)


def roles(*codes: str) -> Who:
    """Whoever holds one of these roles today, in their own right or as cover."""
    if not codes:
        raise ValueError("name at least one role, or say SIGNED_IN")
    return Who(signed_in=True, codes=frozenset(str(code) for code in codes))


@dataclass(frozen=True)
class Entrance:
    """A view's declaration."""

    doors: frozenset[Door]
    to: Who
    database: bool = True
    """Whether the view touches the database: then it runs in one transaction that knows who asks."""
    cacheable: bool = False
    """Whether the same page may be shown to anybody again: public content without a form. Refused with ``database``."""
    files: bool = False
    """Whether files may be sent here. What is sent to any other view is not kept (candour.web.uploads)."""
    table: bool = False
    """Whether one table (CSV) may be sent here: it is read in memory and stored nowhere. Refused with ``files``."""


def entrance(
    *,
    doors: Door | Iterable[Door],
    to: Who,
    database: bool = True,
    cacheable: bool = False,
    files: bool = False,
    table: bool = False,
) -> Callable[[View], View]:
    """Declare who may enter a view. Refuses to cache what a person's own data could be in, and a second, different
    declaration of the same function.
    """
    declared = Entrance(frozenset([doors] if isinstance(doors, Door) else doors), to, database, cacheable, files, table)
    if not declared.doors:
        raise ValueError("a view that no door serves should not exist")
    if to.signed_in and not database:
        raise ValueError("who is signed in is known to the database alone")
    if cacheable and (database or to.signed_in):
        raise ValueError("only a public page without database may be cached")
    if files and table:
        raise ValueError("a page takes files to keep, or a table to read")

    def declare(view: View) -> View:
        before = of(view)
        if before is not None and before != declared:
            raise ValueError(f"{view!r} already has an entrance")
        view.entrance = declared  # type: ignore[attr-defined]  # read back by of()
        return view

    return declare


def of(view: Callable[..., Any]) -> Entrance | None:
    """A view's declaration, or None when it has none."""
    found = getattr(view, "entrance", None)
    return found if isinstance(found, Entrance) else None
