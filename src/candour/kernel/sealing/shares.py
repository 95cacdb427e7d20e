"""A key in shares for paper, in the words of SLIP-39: any two of three make it again, one says nothing."""

from __future__ import annotations

from collections.abc import Sequence

import shamir_mnemonic
from shamir_mnemonic import MnemonicError

NEEDED, OF = 2, 3


class NotShares(ValueError):
    """These words do not make a key: mistyped, of two different keys, or too few. The message says which."""


def make(private: bytes) -> list[str]:
    """Three shares, each a line of words."""
    (made,) = shamir_mnemonic.generate_mnemonics(1, [(NEEDED, OF)], private)
    return [str(share) for share in made]


def combine(words: Sequence[str]) -> bytes:
    """The key of which these are shares. Raises NotShares."""
    try:
        return bytes(shamir_mnemonic.combine_mnemonics([share.strip() for share in words]))
    except MnemonicError as error:
        raise NotShares(str(error)) from error
