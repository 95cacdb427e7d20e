"""The hash tree of RFC 6962: roots, inclusion proofs, consistency proofs. Hashes only, no database.

A proof is a list of *ranges* of leaves, each a subtree whose hash goes into the proof; where the hashes come from is
for others to know (``kernel.ledger.log`` reads them from a few stored rows). What a proof is worth is judged elsewhere
too, by ``kernel.ledger.verifier``, which shares no code with this.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

HASH_BYTES = 32
EMPTY = hashlib.sha256().digest()
"""The root of a tree without leaves."""

Range = tuple[int, int]
"""From which leaf, up to but not including which."""

Node = tuple[int, int]
"""Height (0 is a leaf) and number of a whole subtree, counted from the left at that height."""


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf: SHA-256 over a zero byte and its data."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash over two subtrees: SHA-256 over a one byte and theirs."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def fold(hashes: Sequence[bytes]) -> bytes:
    """The root over these leaves or equal subtrees, level by level; what has no neighbour moves up as it is."""
    if not hashes:
        return EMPTY
    row, sha256 = list(hashes), hashlib.sha256
    while len(row) > 1:
        alone = row[-1:] if len(row) % 2 else []
        pairs = iter(row)
        row = [sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=False)] + alone
    return row[0]


def subtrees(of: Range) -> Iterator[Node]:
    """The whole subtrees that a range is made of, from the left, each smaller than the one before."""
    start, end = of
    while start < end:
        height = (end - start).bit_length() - 1
        yield height, start >> height
        start += 1 << height


def join(peaks: Sequence[bytes]) -> bytes:
    """The root over whole subtrees, from the left, each smaller than the one before."""
    root = peaks[-1] if peaks else EMPTY
    for peak in reversed(peaks[:-1]):
        root = node_hash(peak, root)
    return root


class Frontier:
    """A tree that grows leaf by leaf and can say its root at every size, from its few whole subtrees alone."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    def push(self, leaf: bytes) -> Iterator[tuple[Node, bytes]]:
        """Add a leaf by its hash; every subtree that it makes whole, from the smallest, the leaf itself first."""
        number, height, found = self.size, 0, leaf
        yield (height, number), found
        while number & 1:
            found = node_hash(self._peaks.pop(), found)
            number, height = number >> 1, height + 1
            yield (height, number), found
        self._peaks.append(found)
        self.size += 1

    def root(self) -> bytes:
        """The root at the present size."""
        return join(self._peaks)


def inclusion(index: int, size: int) -> list[Range]:
    """The ranges whose hashes prove that leaf ``index`` is in the tree of ``size`` (RFC 6962, 2.1.1), leaf's
    neighbour first. Raises ValueError for a leaf that the tree has not.
    """
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} has no leaf {index}")
    found: list[Range] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start = middle
    return found[::-1]


def consistency(old: int, new: int) -> list[Range]:
    """The ranges whose hashes prove that the tree of ``new`` begins with the tree of ``old`` (RFC 6962, 2.1.2).

    Empty when the two are equal. Raises ValueError unless 0 < old <= new: every tree continues the empty one, and
    there is nothing to prove.
    """
    if not 0 < old <= new:
        raise ValueError(f"a tree of {new} is not to be held against one of {old}")
    found: list[Range] = []
    start, end = 0, new
    is_known = True  # whether the subtree looked at is the old tree itself, whose hash the verifier has
    while old < end:
        middle = start + _split(end - start)
        if old <= middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start = middle
            is_known = False
    if not is_known:
        found.append((start, end))
    return found[::-1]


def _split(size: int) -> int:
    """The largest power of two below ``size``, where RFC 6962 divides a tree."""
    return 1 << (size - 1).bit_length() - 1
