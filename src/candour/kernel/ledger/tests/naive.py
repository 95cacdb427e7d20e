"""RFC 6962, section 2.1, word for word: slow, recursive, and shared with nothing. What the tree is held against."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _k(n: int) -> int:
    """The largest power of two smaller than n."""
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def mth(d: Sequence[bytes]) -> bytes:
    """2.1: the Merkle Tree Hash."""
    if len(d) == 0:
        return _sha256(b"")
    if len(d) == 1:
        return _sha256(b"\x00" + d[0])
    k = _k(len(d))
    return _sha256(b"\x01" + mth(d[:k]) + mth(d[k:]))


def path(m: int, d: Sequence[bytes]) -> list[bytes]:
    """2.1.1: the Merkle audit path."""
    if len(d) == 1:
        return []
    k = _k(len(d))
    return [*path(m, d[:k]), mth(d[k:])] if m < k else [*path(m - k, d[k:]), mth(d[:k])]


def proof(m: int, d: Sequence[bytes]) -> list[bytes]:
    """2.1.2: the Merkle consistency proof."""
    return _subproof(m, d, is_known=True)


def _subproof(m: int, d: Sequence[bytes], *, is_known: bool) -> list[bytes]:
    if m == len(d):
        return [] if is_known else [mth(d)]
    k = _k(len(d))
    if m <= k:
        return [*_subproof(m, d[:k], is_known=is_known), mth(d[k:])]
    return [*_subproof(m - k, d[k:], is_known=False), mth(d[:k])]
