"""The words of office documents. Nothing is laid out, calculated, fetched or drawn: elements are read one by one.

Hidden sheets are read like others: what is in a file is what somebody sent.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from xml.parsers import expat

from candour.kernel.documents.checks.unsafe import Unsafe
from candour.kernel.documents.kinds import Kind
from candour.kernel.documents.limits import Limits

_MOST_REPEATED = 50
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main "
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main "
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_STRICT = re.compile(r"\Ahttp://purl\.oclc\.org/ooxml/(wordprocessingml|spreadsheetml)/main ")

Attributes = dict[str, str]


def text_of(data: bytes, kind: Kind, limits: Limits) -> str:
    """Everything that is written in it. Raises Unsafe."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _READERS[kind](archive, limits).strip() + "\n"
    except (zipfile.BadZipFile, expat.ExpatError, KeyError, ValueError, LookupError, OSError):
        raise Unsafe("damaged") from None


class _Words:
    """Gathers words while an entry is read, up to a limit."""

    def __init__(self, limits: Limits) -> None:
        self._found: list[str] = []
        self._left = limits.text_bytes

    def add(self, words: str) -> None:
        self._left -= len(words)
        if self._left < 0:
            raise Unsafe("too_long")
        self._found.append(words)

    def __str__(self) -> str:
        return "".join(self._found)


def _read(
    archive: zipfile.ZipFile,
    name: str,
    *,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = lambda element, attributes: start(_usual(element), attributes)
    parser.EndElementHandler = lambda element: end(_usual(element))
    parser.CharacterDataHandler = text
    with archive.open(name) as file:
        while piece := file.read(65_536):
            parser.Parse(piece, False)
    parser.Parse(b"", True)


def _usual(element: str) -> str:
    return _STRICT.sub(lambda found: f"http://schemas.openxmlformats.org/{found[1]}/2006/main ", element)


def _docx(archive: zipfile.ZipFile, limits: Limits) -> str:
    found = _Words(limits)
    names = archive.namelist()
    parts = ["word/document.xml"]
    for kind in ("footnotes", "endnotes", "comments"):
        parts += [name for name in names if name == f"word/{kind}.xml"]
    parts += sorted(name for name in names if re.match(r"word/(?:header|footer)\d*\.xml\Z", name))
    for part in parts:
        _read_docx(archive, part, found)
        found.add("\n\n")
    return str(found)


def _read_docx(archive: zipfile.ZipFile, part: str, found: _Words) -> None:
    inside: list[str] = []
    breaks = {f"{_WORD}tab": "\t", f"{_WORD}br": "\n", f"{_WORD}cr": "\n"}

    def start(element: str, _attributes: Attributes) -> None:
        inside.append(element)
        found.add(breaks.get(element, ""))

    def end(element: str) -> None:
        inside.pop()
        found.add({f"{_WORD}p": "\n", f"{_WORD}tc": "\t"}.get(element, ""))

    def text(words: str) -> None:
        if inside and inside[-1] in {f"{_WORD}t", f"{_WORD}delText"}:
            found.add(words)

    _read(archive, part, start=start, end=end, text=text)


def _xlsx(archive: zipfile.ZipFile, limits: Limits) -> str:
    shared = _shared_strings(archive, limits)
    found = _Words(limits)
    sheets = [name for name in archive.namelist() if re.match(r"xl/worksheets/sheet\d+\.xml\Z", name)]
    for number, name in enumerate(sorted(sheets, key=lambda name: (len(name), name)), start=1):
        found.add(f"\n[{number}]\n")
        _read_sheet(archive, name, shared, found)
    return str(found)


def _shared_strings(archive: zipfile.ZipFile, limits: Limits) -> list[str]:
    name = "xl/sharedStrings.xml"
    if name not in archive.namelist():
        return []
    found: list[str] = []
    left = [limits.text_bytes]

    def start(element: str, _attributes: Attributes) -> None:
        if element == f"{_SHEET}si":
            found.append("")

    def text(words: str) -> None:
        left[0] -= len(words)
        if left[0] < 0:
            raise Unsafe("too_long")
        if found:
            found[-1] += words.strip("\n")

    _read(archive, name, start=start, end=lambda _element: None, text=text)
    return found


def _read_sheet(archive: zipfile.ZipFile, name: str, shared: list[str], found: _Words) -> None:
    cell = {"kind": "", "value": "", "inside": ""}

    def start(element: str, attributes: Attributes) -> None:
        if element == f"{_SHEET}c":
            cell.update(kind=attributes.get("t", ""), value="")
        if element in {f"{_SHEET}v", f"{_SHEET}t"}:
            cell["inside"] = "value"

    def end(element: str) -> None:
        if element in {f"{_SHEET}v", f"{_SHEET}t"}:
            cell["inside"] = ""
        elif element == f"{_SHEET}c":
            value = cell["value"]
            is_shared = cell["kind"] == "s" and value.isdecimal() and int(value) < len(shared)
            found.add((shared[int(value)] if is_shared else value) + "\t")
        elif element == f"{_SHEET}row":
            found.add("\n")

    def text(words: str) -> None:
        if cell["inside"]:
            cell["value"] += words

    _read(archive, name, start=start, end=end, text=text)


def _open_document(archive: zipfile.ZipFile, limits: Limits) -> str:
    found = _Words(limits)
    inside: list[str] = []

    def start(element: str, attributes: Attributes) -> None:
        inside.append(element)
        if element == f"{_TABLE}table":
            found.add(f"\n[{attributes.get(f'{_TABLE}name', '')}]\n")
        if element == f"{_TEXT}s":
            found.add(" " * _count(attributes.get(f"{_TEXT}c", "1")))
        found.add({f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}.get(element, ""))

    def end(element: str) -> None:
        inside.pop()
        if element == f"{_TABLE}table-cell":
            found.add("\t")
        elif element in {f"{_TEXT}p", f"{_TEXT}h"}:
            found.add(" " if f"{_TABLE}table-cell" in inside else "\n")
        elif element == f"{_TABLE}table-row":
            found.add("\n")

    def text(words: str) -> None:
        if any(element in {f"{_TEXT}p", f"{_TEXT}h"} for element in inside):
            found.add(words)

    _read(archive, "content.xml", start=start, end=end, text=text)
    return str(found)


def _count(told: str) -> int:
    return min(int(told), _MOST_REPEATED) if told.isdecimal() else 1


_READERS: dict[Kind, Callable[[zipfile.ZipFile, Limits], str]] = {
    Kind.DOCX: _docx,
    Kind.XLSX: _xlsx,
    Kind.ODT: _open_document,
    Kind.ODS: _open_document,
}
