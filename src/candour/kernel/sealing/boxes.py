"""Boxes: sealed ones, which anybody can close and one key opens, and locked ones, which one key closes and opens.

Sealed: X25519 with XSalsa20-Poly1305 (libsodium's sealed box). Whoever may write to a record needs its public key
alone, so that writing gives no right to read. Locked: XChaCha20-Poly1305. Both say what they are *about* (a table and
a row): a box that was moved to another row does not open there. Plain texts are padded, because a length says much.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass, field

from nacl import bindings, exceptions, utils

KEY = 32
"""Bytes of every key here."""

_VERSION = b"\x01"
_MARK = 16
_LENGTH = struct.Struct(">I")
_SMALL, _LARGE, _LARGE_FROM = 256, 2048, 4096
_REFUSALS = (exceptions.CryptoError, TypeError, ValueError)
"""How the library says that something is no box: some of what is too short it only stumbles over."""


class CannotOpen(Exception):
    """The key does not open this box: it is another's, it lies in the wrong place, or it was changed."""


@dataclass(frozen=True)
class Pair:
    """A key pair. The private half is never printed."""

    public: bytes
    private: bytes = field(repr=False)


def new_pair() -> Pair:
    """A fresh pair."""
    public, private = bindings.crypto_box_keypair()
    return Pair(public, private)


def pair_of(private: bytes) -> Pair:
    """The pair to which a private key belongs. Raises CannotOpen for anything that is not 32 bytes."""
    if len(private) != KEY:
        raise CannotOpen
    return Pair(bindings.crypto_scalarmult_base(private), private)


def new_key() -> bytes:
    """A fresh key for locked boxes."""
    return utils.random(KEY)


def seal(public: bytes, plain: bytes, *, about: bytes) -> bytes:
    """A box that only the private half of ``public`` opens, and only where it is about the same."""
    return _VERSION + bindings.crypto_box_seal(_mark(about) + _padded(plain), public)


def open_sealed(pair: Pair, sealed: bytes, *, about: bytes) -> bytes:
    """What is in a sealed box. Raises CannotOpen."""
    try:
        inside = bindings.crypto_box_seal_open(_body(sealed), pair.public, pair.private)
    except _REFUSALS as error:
        raise CannotOpen from error
    if inside[:_MARK] != _mark(about):
        raise CannotOpen
    return _unpadded(inside[_MARK:])


def lock(key: bytes, plain: bytes, *, about: bytes) -> bytes:
    """A box that the same key opens, and only where it is about the same."""
    nonce = utils.random(bindings.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES)
    return _VERSION + nonce + bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(_padded(plain), about, nonce, key)


def unlock(key: bytes, locked: bytes, *, about: bytes) -> bytes:
    """What is in a locked box. Raises CannotOpen."""
    body = _body(locked)
    size = bindings.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
    try:
        inside = bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(body[size:], about, body[:size], key)
    except _REFUSALS as error:
        raise CannotOpen from error
    return _unpadded(inside)


def _body(box: bytes) -> bytes:
    if box[:1] != _VERSION:
        raise CannotOpen
    return bytes(box[1:])


def _mark(about: bytes) -> bytes:
    return hashlib.sha256(about).digest()[:_MARK]


def _padded(plain: bytes) -> bytes:
    framed = _LENGTH.pack(len(plain)) + plain
    return framed + bytes(-len(framed) % (_SMALL if len(framed) <= _LARGE_FROM else _LARGE))


def _unpadded(framed: bytes) -> bytes:
    plain = framed[_LENGTH.size :]
    length = int.from_bytes(framed[: _LENGTH.size], "big")
    if len(framed) < _LENGTH.size or length > len(plain):  # whoever has the public half can seal nonsense
        raise CannotOpen
    return plain[:length]
