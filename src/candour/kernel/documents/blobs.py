"""A blob: one file, encrypted as it arrives, under a key of its own that is wrapped under the key of its record.

::

    magic 8 | nonce 24 | box 112 (wraps: the blob's key, SHA-256 of the plain bytes, their length) | stream header 24 |
    messages of XChaCha20-Poly1305 (libsodium's secretstream), 256 KiB of plain bytes each, the last one marked as last

The stream is padded to one of few lengths (Padmé: at most 12 % more), so that a thief who has the folder cannot tell a
known file by its size; and a blob's name, its **address**, is an HMAC under the record's key of the SHA-256, so that
they cannot tell it by its hash either. The same bytes under the same key have the same address. The box says which
address it belongs to: a blob that was put in another's place does not open.

The blob's key is random and not derived, because bytes arrive before it is known which record they will belong to.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from nacl import bindings, exceptions, utils

from candour.kernel.sealing.boxes import KEY
from candour.kernel.sealing.derivation import derive

_SALT = b"candour documents, version 1"
_MAGIC = b"candour\x01"
_STREAM_HEADER = bindings.crypto_secretstream_xchacha20poly1305_HEADERBYTES
_EXTRA = bindings.crypto_secretstream_xchacha20poly1305_ABYTES
_MESSAGE = bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_FINAL = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL
_NONCE = bindings.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
_INSIDE = struct.Struct(">32s32sQ24x")
_BOX = _INSIDE.size + bindings.crypto_aead_xchacha20poly1305_ietf_ABYTES
HEAD = len(_MAGIC) + _NONCE + _BOX + _STREAM_HEADER
"""Bytes before the first message."""

CHUNK = 256 * 1024
"""Plain bytes of one message."""


class Damaged(Exception):
    """The blob was changed, cut short, moved, or belongs to another key."""


@dataclass(frozen=True)
class Content:
    """What a blob holds, without holding it."""

    address: str
    size: int


def padded(length: int) -> int:
    """The length to which this one is padded: Padmé, which lets through only the logarithm's first bits."""
    if length < 2:
        return length
    exponent = length.bit_length() - 1
    free = exponent - exponent.bit_length()
    mask = (1 << max(free, 0)) - 1
    return (length + mask) & ~mask


def address_of(key: bytes, digest: bytes) -> str:
    """The address of bytes with this SHA-256, under the key of their record. 64 hex digits."""
    return hmac.new(subkey(key, b"address"), digest, hashlib.sha256).hexdigest()


def subkey(key: bytes, purpose: bytes) -> bytes:
    """A record's key for one purpose of files."""
    if len(key) != KEY:
        raise ValueError("the key of a record has 32 bytes")
    return derive(key, salt=_SALT, purpose=purpose)


class Writer:
    """Encrypts what is written into a file that is open for writing in binary. ``finish`` binds it to its record."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._key = utils.random(KEY)
        self._state = bindings.crypto_secretstream_xchacha20poly1305_state()
        header = bindings.crypto_secretstream_xchacha20poly1305_init_push(self._state, self._key)
        file.write(bytes(HEAD - _STREAM_HEADER) + header)
        self._digest = hashlib.sha256()
        self._waiting = bytearray()
        self.size = 0

    def write(self, data: bytes) -> None:
        """Take these bytes in."""
        self._digest.update(data)
        self.size += len(data)
        self._waiting += data
        while len(self._waiting) > CHUNK:  # the last chunk waits: it has to be marked as last
            self._push(bytes(self._waiting[:CHUNK]), _MESSAGE)
            del self._waiting[:CHUNK]

    @property
    def digest(self) -> bytes:
        """SHA-256 of what was written so far."""
        return self._digest.digest()

    def finish(self, key: bytes) -> Content:
        """Pad, end the stream, bind it to the record whose key this is, and have all of it on the disk."""
        missing = padded(self.size) - self.size
        while len(self._waiting) + missing > CHUNK:
            added = CHUNK - len(self._waiting)
            self._push(bytes(self._waiting) + bytes(added), _MESSAGE)
            self._waiting.clear()
            missing -= added
        self._push(bytes(self._waiting) + bytes(missing), _FINAL)
        self._waiting.clear()
        digest = self._digest.digest()
        address = address_of(key, digest)
        nonce = utils.random(_NONCE)
        box = bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(
            _INSIDE.pack(self._key, digest, self.size), address.encode(), nonce, subkey(key, b"wrap")
        )
        self._file.seek(0)
        self._file.write(_MAGIC + nonce + box)
        self._file.flush()
        os.fsync(self._file.fileno())
        return Content(address, self.size)

    def _push(self, data: bytes, tag: int) -> None:
        self._file.write(bindings.crypto_secretstream_xchacha20poly1305_push(self._state, data, None, tag))


def read(file: IO[bytes], *, key: bytes, address: str) -> Iterator[bytes]:
    """The plain bytes, in pieces, each authenticated before it is given out; the whole is compared with the address
    at the end. Raises Damaged."""
    state, digest, length = _open(file, key, address)
    seen, left, tag = hashlib.sha256(), length, _MESSAGE
    while tag != _FINAL:
        message = file.read(CHUNK + _EXTRA)
        try:
            plain, tag = bindings.crypto_secretstream_xchacha20poly1305_pull(state, message)
        except (exceptions.CryptoError, exceptions.RuntimeError, exceptions.ValueError) as error:
            raise Damaged("a part of the blob was changed or is missing") from error
        piece = plain[:left] if left < len(plain) else plain
        left -= len(piece)
        seen.update(piece)
        if piece:
            yield piece
    if left or seen.digest() != digest or file.read(1):
        raise Damaged("the blob is not what its head says")


def size_of(file: IO[bytes], *, key: bytes, address: str) -> int:
    """How many plain bytes it holds; reads the head alone. Raises Damaged."""
    return _open(file, key, address)[2]


def _open(
    file: IO[bytes], key: bytes, address: str
) -> tuple[bindings.crypto_secretstream_xchacha20poly1305_state, bytes, int]:
    head = file.read(HEAD)
    if len(head) != HEAD or not head.startswith(_MAGIC):
        raise Damaged("this is not a blob")
    nonce, rest = head[len(_MAGIC) : len(_MAGIC) + _NONCE], head[len(_MAGIC) + _NONCE :]
    try:
        inside = bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
            rest[:_BOX], address.encode(), nonce, subkey(key, b"wrap")
        )
    except exceptions.CryptoError as error:
        raise Damaged("the key does not open this blob, or it lies in another's place") from error
    blob_key, digest, length = _INSIDE.unpack(inside)
    if not hmac.compare_digest(address_of(key, digest), address):
        raise Damaged("the blob's address is not that of what it holds")
    state = bindings.crypto_secretstream_xchacha20poly1305_state()
    bindings.crypto_secretstream_xchacha20poly1305_init_pull(state, rest[_BOX:], blob_key)
    return state, digest, length
