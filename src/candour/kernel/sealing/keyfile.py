"""The file in which an office key is kept: JSON with the public half in the clear and the private half locked with a
passphrase, or in the clear where the file itself is guarded (a smart card, a sealed mount, a KMS that hands it out).

A passphrase is made slow to guess with Argon2id at libsodium's *sensitive* limits (1 GiB, some seconds, once at start).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nacl import pwhash, utils

from candour.kernel.sealing import boxes
from candour.kernel.sealing.boxes import CannotOpen, Pair
from candour.kernel.sealing.ring import fingerprint

FORMAT = "candour office key 1"


class KeyFileError(Exception):
    """The file cannot be used. The message says why and what to do."""


@dataclass(frozen=True)
class Cost:
    """What one guess at a passphrase costs."""

    operations: int = pwhash.argon2id.OPSLIMIT_SENSITIVE
    memory: int = pwhash.argon2id.MEMLIMIT_SENSITIVE


@dataclass(frozen=True)
class KeyFile:
    """What a key file says. ``private`` or ``locked`` is there, never both."""

    public: bytes
    private: bytes = field(default=b"", repr=False)
    locked: dict[str, Any] | None = field(default=None, repr=False)

    @property
    def fingerprint(self) -> str:
        """The name of the key."""
        return fingerprint(self.public)

    @property
    def needs_passphrase(self) -> bool:
        """Whether the private half is locked."""
        return self.locked is not None

    def open(self, passphrase: str = "") -> bytes:
        """The private key. Raises KeyFileError for a wrong passphrase or halves that do not belong together."""
        private = self._unlock(passphrase) if self.locked else self.private
        if boxes.pair_of(private).public != self.public:
            raise KeyFileError(f"The halves of the office key {self.fingerprint} do not belong together.")
        return private

    def _unlock(self, passphrase: str) -> bytes:
        assert self.locked is not None
        try:
            cost = Cost(int(self.locked["operations"]), int(self.locked["memory"]))
            key = slow(passphrase, base64.b64decode(self.locked["salt"]), cost)
            return boxes.unlock(key, base64.b64decode(self.locked["box"]), about=self.public)
        except CannotOpen:
            raise KeyFileError(f"The passphrase does not open the office key {self.fingerprint}.") from None
        except (KeyError, ValueError, binascii.Error) as error:
            raise KeyFileError(f"The office key {self.fingerprint} is damaged: {error}") from error


def demonstration(marker: str) -> Pair:
    """The demonstration's key, which anybody can work out from the source. ``candour doctor`` refuses it elsewhere."""
    return boxes.pair_of(hashlib.sha256(b"office key of the " + marker.encode()).digest())


def write(path: Path, pair: Pair, passphrase: str = "", cost: Cost | None = None) -> KeyFile:
    """Write a new key file, readable by its owner only. Raises KeyFileError where there is a file already."""
    body: dict[str, Any] = {
        "format": FORMAT, "fingerprint": fingerprint(pair.public), "public": _text(pair.public),
    }  # fmt: skip
    if passphrase:
        cost = cost or Cost()
        salt = utils.random(pwhash.argon2id.SALTBYTES)
        box = boxes.lock(slow(passphrase, salt, cost), pair.private, about=pair.public)
        body["locked"] = {
            "salt": _text(salt), "operations": cost.operations, "memory": cost.memory, "box": _text(box),
        }  # fmt: skip
    else:
        body["private"] = _text(pair.private)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KeyFileError(f"{path} is there already. A key is never overwritten: name another file.") from None
    except OSError as error:
        raise KeyFileError(f"{path} cannot be written: {error.strerror}") from error
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(json.dumps(body, indent=1) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return read(path)


def read(path: Path) -> KeyFile:
    """What the file says, its private half still as it is there. Raises KeyFileError."""
    try:
        body: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if body.get("format") != FORMAT:
            raise KeyFileError(f"{path} is not an office key of this software.")
        found = KeyFile(base64.b64decode(body["public"]), base64.b64decode(body.get("private", "")), body.get("locked"))
    except OSError as error:
        raise KeyFileError(f"The office key {path} cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, AttributeError) as error:
        raise KeyFileError(f"{path} is not an office key, or it is damaged.") from error
    if len(found.public) != boxes.KEY or bool(found.private) == bool(found.locked):
        raise KeyFileError(f"{path} is not an office key, or it is damaged.")
    return found


def slow(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    """A key from a passphrase, at this cost: Argon2id."""
    return bytes(
        pwhash.argon2id.kdf(boxes.KEY, passphrase.encode(), salt, opslimit=cost.operations, memlimit=cost.memory)
    )


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
