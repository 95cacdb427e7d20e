"""What a sender said of a file, its name, and its size: locked under the key of its record, in its row."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from uuid import UUID

from candour.kernel.documents.blobs import subkey
from candour.kernel.sealing import boxes
from candour.kernel.sealing.boxes import CannotOpen

__all__ = ["CannotOpen", "Details", "lock", "unlock"]


@dataclass(frozen=True)
class Details:
    """A file's name as it is shown, and its size in bytes."""

    name: str = field(repr=False)
    size: int = 0


def lock(details: Details, *, key: bytes, about: UUID) -> bytes:
    """A box for the row of this id; its length says nothing of the name."""
    plain = json.dumps({"name": details.name, "size": details.size}).encode()
    return boxes.lock(subkey(key, b"details"), plain, about=about.bytes)


def unlock(box: bytes, *, key: bytes, about: UUID) -> Details:
    """What is in the box. Raises CannotOpen."""
    told = json.loads(boxes.unlock(subkey(key, b"details"), bytes(box), about=about.bytes))
    return Details(str(told["name"]), int(told["size"]))
