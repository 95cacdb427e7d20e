"""A file on its way in: encrypted as it arrives, never whole in memory, never in the clear on a disk.

It is written under a key that only this process knows. ``keep`` binds it to its record and gives it its place;
whatever is not kept is removed, and what a killed process left is unreadable and swept after a day.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from candour.kernel.documents import kinds, names, storage
from candour.kernel.documents.blobs import Writer
from candour.kernel.documents.kinds import Kind
from candour.kernel.documents.limits import LIMITS
from candour.kernel.documents.storage import NoRoom

_FIRST = 64
_RECORDINGS = (b"ID3", b"OggS", b"fLaC", b"\x1a\x45\xdf\xa3", b"FORM", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"#!AMR")
_PROGRAMS_AND_PACKED = (b"MZ", b"\x7fELF", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"MSCF")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Kept:
    """A file that has its place: where, how it is called, how large it is."""

    address: str
    name: str = field(repr=False)
    size: int = 0


class Arrival:
    """One file that is arriving. Use it in a ``with`` block, or call ``close``."""

    def __init__(self, name: str) -> None:
        self.name = names.clean(name)
        self.size = 0
        self.refused = ""
        """The code of the reason why it will not be taken; empty while nothing speaks against it."""
        self._first = b""
        self._path: Path | None = None
        try:
            self._path = storage.new_arrival()
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
            self._file = os.fdopen(descriptor, "w+b", buffering=0)
            self._writer = Writer(self._file)
        except NoRoom:
            self.refused = "no_room"

    def write(self, data: bytes) -> None:
        """Take these bytes in. A file that is refused already is let run past."""
        self.size += len(data)
        if self.refused:
            return
        if len(self._first) < _FIRST:
            self._first += data[: _FIRST - len(self._first)]
        if self.size > LIMITS.bytes_of_a_file:
            self.refuse("too_big")
            return
        try:
            self._writer.write(data)
        except OSError:
            self.refuse("no_room")

    def end(self) -> None:
        """It has arrived: look at its first bytes. What is said here spares its sender a wait; it lets nothing in."""
        if not self.refused and (code := _obviously(self._first, self.size)):
            self.refuse(code)

    @property
    def begins_as_packed(self) -> bool:
        """Whether it begins as an office document or another packed file does."""
        return self._first.startswith(b"PK\x03\x04")

    @property
    def begins_as(self) -> Kind | None:
        """The kind of picture or PDF that it begins like; None for anything else."""
        return kinds.of_first_bytes(self._first)

    @property
    def digest(self) -> bytes:
        """SHA-256 of what came, for whoever makes the key of one file from it."""
        return self._writer.digest

    def refuse(self, code: str) -> None:
        """Let go of what came so far."""
        self.close()
        self.refused = code

    def keep(self, key: bytes) -> Kept:
        """Bind it to the record whose key this is, and give it its place; it is on the disk when this returns. Raises
        OSError where the disk refuses."""
        if self.refused or self._path is None:
            raise ValueError("a refused file is not kept")
        content = self._writer.finish(key)
        self._file.close()
        storage.put(self._path, content.address)
        self._path = None
        return Kept(content.address, self.name, content.size)

    def close(self) -> None:
        """Remove it unless it was kept."""
        if self._path is not None:
            with suppress(OSError):
                self._file.close()
            self._path.unlink(missing_ok=True)
            self._path = None

    def __enter__(self) -> Arrival:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def take(name: str, data: bytes, *, key: bytes) -> Kept:
    """Keep bytes that are in memory already, such as a page of a safe copy."""
    with Arrival(name) as arrival:
        arrival.write(data)
        return arrival.keep(key)


def _obviously(first: bytes, size: int) -> str:
    if not size:
        return "empty"
    if first.startswith(_PROGRAMS_AND_PACKED):
        return "archive" if not first.startswith((b"MZ", b"\x7fELF")) else "kind"
    if first.startswith(_OLD_OFFICE):
        return "kind"
    is_film = first[4:8] == b"ftyp" and kinds.of_first_bytes(first) is None
    if is_film or first.startswith(_RECORDINGS) or (first[:4] == b"RIFF" and first[8:12] in {b"WAVE", b"AVI "}):
        return "recording"
    return ""
