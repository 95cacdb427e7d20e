"""What a sender said of a file, its name, and its size: locked under the key of its record, in its row."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass, field
from uuid import UUID

from nacl import bindings, exceptions, utils

_NONCE = bindings.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
_BLOCK = 256


class CannotOpen(Exception):
    """The key does not open this box, or it belongs to another row."""


@dataclass(frozen=True)
class Details:
    """A file's name as it is shown, and its size in bytes."""

    name: str = field(repr=False)
    size: int = 0


def lock(details: Details, *, key: bytes, about: UUID) -> bytes:
    """A box for the row of this id; its length says nothing of the name."""
    plain = json.dumps({"name": details.name, "size": details.size}).encode()
    nonce = utils.random(_NONCE)
    padded = plain + b" " * (-len(plain) % _BLOCK)
    return nonce + bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(padded, about.bytes, nonce, _subkey(key))


def unlock(box: bytes, *, key: bytes, about: UUID) -> Details:
    """What is in the box. Raises CannotOpen."""
    data = bytes(box)
    try:
        plain = bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
            data[_NONCE:], about.bytes, data[:_NONCE], _subkey(key)
        )
        told = json.loads(plain)
        return Details(str(told["name"]), int(told["size"]))
    except (exceptions.CryptoError, exceptions.ValueError, exceptions.TypeError, ValueError, KeyError) as error:
        raise CannotOpen from error


def _subkey(key: bytes) -> bytes:
    return hmac.new(key, b"candour documents, version 1: details", hashlib.sha256).digest()
