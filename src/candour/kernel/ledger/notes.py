"""Checkpoints: the size and root of a tree, signed, in the form that other transparency logs use.

C2SP tlog-checkpoint inside C2SP signed-note, with Ed25519: three lines of text, an empty line, a line for each
signature. Whoever has tools for such logs can use them here. The key's name is the tree's origin.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

ED25519 = b"\x01"
SECRET_PREFIX = "PRIVATE+KEY+"  # noqa: S105  what a line with a secret key begins with, not one
_NAME = re.compile(r"[a-z0-9.:/_-]{1,200}\Z")


class NotSigned(ValueError):
    """A note is malformed, or nobody trusted signed it."""


@dataclass(frozen=True)
class Checkpoint:
    """Which tree, how many leaves, which root."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


@dataclass(frozen=True)
class Signer:
    """A name and its secret key. ``secret()`` is the only way in which the key leaves."""

    name: str
    key: SigningKey

    @classmethod
    def make(cls, name: str) -> Signer:
        """A new key. Raises ValueError for a name that cannot stand in a note."""
        if not _NAME.match(name):
            raise ValueError(f"not a name for a key: {name!r}")
        return cls(name, SigningKey.generate())

    @classmethod
    def read(cls, line: str) -> Signer:
        """From the line that ``secret`` wrote. Raises ValueError; its message never holds the line."""
        try:
            name, identity, encoded = line.strip().removeprefix(SECRET_PREFIX).split("+", 2)
            raw = base64.b64decode(encoded, validate=True)
            signer = cls(name, SigningKey(raw[1:]))
        except (ValueError, binascii.Error, TypeError):
            raise ValueError("not the line of a signing key") from None
        if not line.startswith(SECRET_PREFIX) or raw[:1] != ED25519 or signer.identity.hex() != identity:
            raise ValueError("not the line of a signing key")
        return signer

    def secret(self) -> str:
        """The key as a line of text, for the file that only the sequencer reads."""
        encoded = base64.b64encode(ED25519 + bytes(self.key)).decode()
        return f"{SECRET_PREFIX}{self.name}+{self.identity.hex()}+{encoded}"

    @property
    def identity(self) -> bytes:
        """Four bytes by which a signature says which key made it."""
        return _identity(self.name, bytes(self.key.verify_key))

    @property
    def public(self) -> str:
        """The verifier's key, as it is published: name, identity and public key."""
        encoded = base64.b64encode(ED25519 + bytes(self.key.verify_key)).decode()
        return f"{self.name}+{self.identity.hex()}+{encoded}"

    def sign(self, checkpoint: Checkpoint) -> str:
        """The signed note. Raises ValueError for the checkpoint of another tree than the key's own."""
        if checkpoint.origin != self.name:
            raise ValueError(f"the key of {self.name} does not sign for {checkpoint.origin}")
        text = checkpoint.text()
        signature = base64.b64encode(self.identity + self.key.sign(text.encode()).signature).decode()
        return f"{text}\n— {self.name} {signature}\n"


def opened(note: str, keys: Iterable[str]) -> Checkpoint:
    """The checkpoint in a note that one of the ``keys`` signed. Raises NotSigned."""
    text, _, signatures = note.rpartition("\n\n")
    if not signatures.endswith("\n"):
        raise NotSigned("the note is cut short")
    trusted = {_parts(key)[:2]: _parts(key)[2] for key in keys}
    signed = False
    for line in signatures[:-1].split("\n"):
        match = re.fullmatch(r"— (\S+) (\S+)", line)
        if match is None:
            raise NotSigned("a line of signatures is malformed")
        raw = _decoded(match[2])
        key = trusted.get((match[1], raw[:4]))
        if key is None:
            continue
        try:
            key.verify(f"{text}\n".encode(), raw[4:])
        except (BadSignatureError, ValueError):
            raise NotSigned("a signature does not fit the text") from None
        signed = signed or match[1] == text.partition("\n")[0]
    if not signed:
        raise NotSigned("no trusted key of this tree signed it")
    lines = text.split("\n")
    if len(lines) != 3 or not re.fullmatch(r"0|[1-9][0-9]{0,18}", lines[1]):
        raise NotSigned("the text is not a checkpoint")
    root = _decoded(lines[2])
    if len(root) != 32:
        raise NotSigned("the root is not a hash")
    return Checkpoint(lines[0], int(lines[1]), root)


def _decoded(text: str) -> bytes:
    """Base64 in its one canonical form: otherwise one note could be written in several ways."""
    try:
        raw = base64.b64decode(text.encode(), validate=True)
    except (binascii.Error, ValueError):
        raise NotSigned("this is not base64") from None
    if base64.b64encode(raw).decode() != text:
        raise NotSigned("this is not base64 in its canonical form")
    return raw


def _identity(name: str, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4]


def _parts(key: str) -> tuple[str, bytes, VerifyKey]:
    """Name, identity and key of a published key. Raises ValueError."""
    name, identity, encoded = key.strip().split("+", 2)
    raw = base64.b64decode(encoded, validate=True)
    if raw[:1] != ED25519 or _identity(name, raw[1:]).hex() != identity:
        raise ValueError("not a verifier's key for Ed25519")
    return name, bytes.fromhex(identity), VerifyKey(raw[1:])
