"""A tree as it is stored: leaves in their order, and every fourth level of hashes above them. Rows are only added.

Stored are the leaves' hashes and those of whole subtrees of 16, 256, 4,096 … leaves: one row more for fifteen leaves.
Any other hash is folded from at most sixteen of them, so that a proof in a tree of a million leaves reads about eighty
rows, in a few neighbouring places. Nothing is ever written for a subtree that can still grow, so that nothing stored is
ever changed (docs/decisions/0008-two-trees.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from candour.kernel.ledger import merkle
from candour.kernel.ledger.merkle import Node, Range

LEVELS = 4
"""How many levels lie between two that are stored."""
GROUP = 1 << LEVELS

Cursor = psycopg.Cursor[tuple[Any, ...]]

# A limit for each place, without which the planner reads whole tables and throws nearly all of it away.
_READ = f"""
with w as (select * from unnest(%(heights)s::smallint[], %(first)s::bigint[], %(last)s::bigint[]) w(height, first, last))
select 0, l.position, l.leaf_hash from w cross join lateral (
    select position, leaf_hash from {{tree}}leaf where position between w.first and w.last order by position limit {GROUP}
) l where w.height = 0
union all
select w.height, n.number, n.node_hash from w cross join lateral (
    select number, node_hash from {{tree}}node where height = w.height and number between w.first and w.last
    order by number limit {GROUP}
) n where w.height > 0
"""
_SIZE = "select coalesce(max(position) + 1, 0) from {tree}leaf"
_WRITE = (
    "insert into {tree}node (height, number, node_hash) select * from unnest(%b::smallint[], %b::bigint[], %b::bytea[])"
)


class NotStored(ValueError):
    """Rows of a tree are missing: it cannot say its root or prove anything."""


@dataclass(frozen=True)
class Log:
    """One tree's tables, read and written through a cursor. ``tree`` begins the tables' names."""

    tree: str
    cursor: Cursor

    def size(self) -> int:
        """How many leaves there are."""
        row = self.cursor.execute(self._sql(_SIZE)).fetchone()
        assert row is not None
        return int(row[0])

    def grow(self, size: int, leaves: Sequence[bytes]) -> int:
        """Write the subtrees that these leaves, added after the first ``size``, make whole; returns the new size.

        The leaves' own rows are written by whoever calls, in the same transaction.
        """
        height, number, added = 0, size, list(leaves)
        rows: list[tuple[int, int, bytes]] = []
        tails = self._fetch(self._tails(size))
        while added:
            begun = number % GROUP
            row = [tails[height, one] for one in range(number - begun, number)] + added
            number, height = number // GROUP, height + LEVELS
            groups = range(0, len(row) - len(row) % GROUP, GROUP)
            added = [merkle.fold(row[start : start + GROUP]) for start in groups]
            rows += [(height, number + place, found) for place, found in enumerate(added)]
        if rows:
            self.cursor.execute(self._sql(_WRITE), [list(column) for column in zip(*rows, strict=True)])
        return size + len(leaves)

    def root(self, size: int) -> bytes:
        """The root over the first ``size`` leaves. Raises NotStored."""
        return self._hashes([(0, size)])[0]

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """The path from a leaf to the root of the tree of ``size``. Raises ValueError, NotStored."""
        return self._hashes(merkle.inclusion(index, size))

    def consistency(self, old: int, new: int) -> list[bytes]:
        """The proof that the tree of ``new`` leaves begins with the tree of ``old``. Raises ValueError, NotStored."""
        return self._hashes(merkle.consistency(old, new))

    def _sql(self, statement: str) -> bytes:
        return statement.format(tree=self.tree).encode()

    def _hashes(self, ranges: Sequence[Range]) -> list[bytes]:
        """The hash of each range, read together."""
        wanted = [list(merkle.subtrees(one)) for one in ranges]
        stored = self._fetch([_stored(node) for nodes in wanted for node in nodes])
        return [merkle.join([self._folded(node, stored) for node in nodes]) for nodes in wanted]

    def _folded(self, node: Node, stored: dict[Node, bytes]) -> bytes:
        height, first, last = _stored(node)
        return merkle.fold([stored[height, number] for number in range(first, last + 1)])

    def _fetch(self, places: Iterable[tuple[int, int, int]]) -> dict[Node, bytes]:
        """Height, first and last number → every stored hash there. Raises NotStored unless all are."""
        listed = list(places)
        heights, first, last = ([place[part] for place in listed] for part in range(3))
        told = {"heights": heights, "first": first, "last": last}
        self.cursor.execute(self._sql(_READ), told, binary=True)
        found = {(height, number): hash_ for height, number, hash_ in self.cursor}
        if len(found) != sum(to - since + 1 for _, since, to in listed):
            raise NotStored(f"rows of {self.tree}leaf or {self.tree}node are missing")
        return found

    def _tails(self, size: int) -> list[tuple[int, int, int]]:
        """Where the hashes lie that are stored and not yet part of a whole subtree of the next stored level."""
        places, height, number = [], 0, size
        while number:
            if begun := number % GROUP:
                places.append((height, number - begun, number - 1))
            number, height = number // GROUP, height + LEVELS
        return places


def _stored(node: Node) -> tuple[int, int, int]:
    """Where the stored hashes lie from which a subtree's is folded: their height, the first number and the last."""
    height, number = node
    above = height % LEVELS
    return height - above, number << above, ((number + 1) << above) - 1


INNER, PUBLIC = "ledger_inner", "ledger_public"
"""What the names of a tree's tables begin with."""
