"""A thief who takes everything that lies on the disk, and looks in it for words.

``Thief(mark).finds(folders)`` looks for a mark, a word that nobody would write by chance, in every file: as it is, in UTF-16,
in hexadecimal, in base64 at any offset, whatever its case; and in what is packed inside files, however deep: gzip,
zip, and zlib anywhere in a file. What it finds it names by file and form.
"""

from __future__ import annotations

import base64
import bz2
import gzip
import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

_ZLIB = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
_DEEPEST = 4
_LARGEST = 256 * 2**20


@dataclass(frozen=True)
class Find:
    """A mark that was found."""

    file: str
    form: str

    def __str__(self) -> str:
        return f"{self.form} in {self.file}"


@dataclass
class Thief:
    """``mark`` is lower-case letters alone, nine or more. ``looked`` counts bytes, packed ones too."""

    mark: str
    looked: int = 0
    files: int = 0
    _forms: dict[str, re.Pattern[bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        assert re.fullmatch("[a-z]{9,}", self.mark)
        plain = self.mark.encode()
        folded = {
            "text": plain,
            "UTF-16 LE": self.mark.encode("utf-16-le"),
            "UTF-16 BE": self.mark.encode("utf-16-be"),
            "hexadecimal": plain.hex().encode(),
        }
        self._forms = {name: re.compile(re.escape(form), re.IGNORECASE) for name, form in folded.items()}
        self._forms["hexadecimal, upper case"] = re.compile(re.escape(plain.upper().hex().encode()), re.IGNORECASE)
        for case in (plain, plain.upper(), plain.capitalize()):
            for offset in range(3):
                # What stays the same whatever stands before and behind: without the first and the last characters.
                whole = base64.b64encode(bytes(offset) + case)
                sure = whole[{0: 0, 1: 2, 2: 3}[offset] : (offset + len(case)) * 8 // 6]
                name = f"base64 at {offset} of {case.decode()}"
                self._forms[name] = re.compile(re.escape(sure).replace(rb"/", rb"[/_]").replace(rb"\+", rb"[+-]"))

    def finds(self, folders: Iterable[Path]) -> list[Find]:
        """Everything that is found under these folders, links left aside."""
        found: list[Find] = []
        for folder in folders:
            for path in sorted(one for one in folder.rglob("*") if one.is_file() and not one.is_symlink()):
                self.files += 1
                found += self.in_bytes(path.read_bytes(), str(path))
                found += [Find(str(path), f"{form}, as its name") for form in self._in(str(path.name).encode())]
        return found

    def in_bytes(self, data: bytes, name: str, depth: int = 0) -> list[Find]:
        """What is found in these bytes and in what is packed in them."""
        self.looked += len(data)
        found = [Find(name, form) for form in self._in(data)]
        if depth < _DEEPEST:
            for kind, inner in _unpacked(data):
                found += self.in_bytes(inner, f"{name} ({kind})", depth + 1)
        return found

    def _in(self, data: bytes) -> Iterator[str]:
        return (name for name, form in self._forms.items() if form.search(data))


def _unpacked(data: bytes) -> Iterator[tuple[str, bytes]]:
    """What is packed in these bytes, as far as it can be unpacked."""
    for magic, kind, unpack in (
        (b"\x1f\x8b", "gzip", gzip.decompress),
        (b"BZh", "bzip2", bz2.decompress),
        (b"\xfd7zXZ\x00", "xz", lzma.decompress),
    ):
        if data.startswith(magic):
            try:
                yield kind, unpack(data)
            except (OSError, EOFError, ValueError, lzma.LZMAError):
                continue
    if data.startswith(b"PK\x03\x04"):
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as packed:
                yield from ((f"zip: {name}", packed.read(name)) for name in packed.namelist())
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError):
            pass
    for start in _ZLIB.finditer(data):
        try:
            inner = zlib.decompressobj().decompress(data[start.start() : start.start() + _LARGEST], _LARGEST)
        except zlib.error:
            continue
        if len(inner) > 16:
            yield f"zlib at {start.start()}", inner
