"""Writing a ZIP file piece by piece: what is written is sent, and nothing is kept but the list of contents.

Python's own writer goes back to fill in sizes where it can, and cannot be asked to yield. This one writes the sizes after each
file, as APPNOTE 4.3.9 has it for streams. No file, and no archive, may be 4 GB or more.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_STORED, _DEFLATED = 0, 8
_SIZES_FOLLOW, _UTF8 = 0x0008, 0x0800
_MIDNIGHT, _FIRST_DAY = 0, (1 << 5) | 1
"""1 January 1980, the format's first day: the same contents always give the same bytes."""
_VERSION = 20


@dataclass(frozen=True)
class _Listed:
    name: bytes
    flags: int
    method: int
    checksum: int
    packed: int
    size: int
    offset: int


class Archive:
    """An archive in the making. Each method gives the bytes to send next; ``end`` comes last."""

    def __init__(self) -> None:
        self._listed: list[_Listed] = []
        self._sent = 0

    def stored(self, name: str, content: bytes) -> bytes:
        """A small file, not compressed: its sizes stand before it, as some readers need for the first."""
        self._listed.append(
            _Listed(name.encode(), _UTF8, _STORED, zlib.crc32(content), len(content), len(content), self._sent)
        )
        return self._counted(self._header(self._listed[-1]) + content)

    def deflated(self, name: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """A compressed file of any length."""
        flags, start = _SIZES_FOLLOW | _UTF8, self._sent
        yield self._counted(self._header(_Listed(name.encode(), flags, _DEFLATED, 0, 0, 0, start)))
        packing = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
        checksum = size = packed = 0
        for piece in pieces:
            checksum, size = zlib.crc32(piece, checksum), size + len(piece)
            if sent := packing.compress(piece):
                packed += len(sent)
                yield self._counted(sent)
        sent = packing.flush()
        packed += len(sent)
        yield self._counted(sent + struct.pack("<4sIII", b"PK\x07\x08", checksum, packed, size))
        self._listed.append(_Listed(name.encode(), flags, _DEFLATED, checksum, packed, size, start))

    def end(self) -> bytes:
        """The list of contents."""
        start = self._sent
        entries = b"".join(
            struct.pack(
                "<4sHHHHHHIIIHHHHHII", b"PK\x01\x02", _VERSION, _VERSION, one.flags, one.method, _MIDNIGHT, _FIRST_DAY,
                one.checksum, one.packed, one.size, len(one.name), 0, 0, 0, 0, 0, one.offset,
            )
            + one.name
            for one in self._listed
        )  # fmt: skip
        count = len(self._listed)
        return entries + struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, len(entries), start, 0)

    def _counted(self, sent: bytes) -> bytes:
        self._sent += len(sent)
        return sent

    @staticmethod
    def _header(one: _Listed) -> bytes:
        return (
            struct.pack(
                "<4sHHHHHIIIHH", b"PK\x03\x04", _VERSION, one.flags, one.method, _MIDNIGHT, _FIRST_DAY,
                one.checksum, one.packed, one.size, len(one.name), 0,
            )
            + one.name
        )  # fmt: skip
