"""The secret of one person who holds a key, and what is made of it.

The secret is drawn, never chosen: eight words of 1,024, which is 80 bits, so that a thief of the database who guesses
gets nowhere, whatever the person's taste in passwords. It is stored nowhere. Argon2id makes a key pair of it; the
public half stands in the database, and whatever this person may open is sealed to it. The cost stands beside it, so
that it can be raised for whoever comes later.
"""

from __future__ import annotations

import secrets

from nacl import pwhash, utils
from shamir_mnemonic.wordlist import WORDLIST

from candour.kernel.sealing import boxes
from candour.kernel.sealing.boxes import Pair
from candour.kernel.sealing.keyfile import Cost, slow

WORDS = 8
SALT = pwhash.argon2id.SALTBYTES
USUAL = Cost(pwhash.argon2id.OPSLIMIT_MODERATE, pwhash.argon2id.MEMLIMIT_MODERATE)
"""256 MiB and less than a second: the office's door does it while somebody waits. The strength is in the words."""

_TOLD_APART_BY = 4
"""Letters: no two words of the list begin alike."""
_FULL = {str(word)[:_TOLD_APART_BY]: str(word) for word in WORDLIST}


class NotASecret(ValueError):
    """What was typed has not the shape of a secret: another number of words, or a word that is not of the list."""


def new_secret() -> str:
    """Eight words, drawn."""
    return " ".join(secrets.choice(WORDLIST) for _ in range(WORDS))


def read(typed: str) -> str:
    """The secret as it was drawn, from what somebody typed: any case and spacing, four letters of a word are enough.

    Raises NotASecret, which is a slip of the pen and no guess.
    """
    words = typed[:400].lower().replace(",", " ").replace("-", " ").split()
    try:
        found = [_FULL[word[:_TOLD_APART_BY]] for word in words]
    except KeyError:
        raise NotASecret from None
    if len(found) != WORDS or any(not full.startswith(word) for word, full in zip(words, found, strict=True)):
        raise NotASecret
    return " ".join(found)


def new_salt() -> bytes:
    """A fresh salt."""
    return utils.random(SALT)


def pair_of(secret: str, salt: bytes, cost: Cost) -> Pair:
    """The key pair of a secret, as ``read`` gives it. Slow on purpose."""
    return boxes.pair_of(slow(secret, salt, cost))
