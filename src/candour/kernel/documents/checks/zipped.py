"""Office documents are packed files: every entry is unpacked here within limits before anything believes one."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import NoReturn
from xml.parsers import expat

from candour.kernel.documents.checks.unsafe import Unsafe
from candour.kernel.documents.kinds import Kind
from candour.kernel.documents.limits import Limits

_PACKED_FILES = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"MSCF", b"\xd0\xcf\x11\xe0")
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe")
_PROGRAM_NAMES = re.compile(
    r"\.(?:exe|dll|com|scr|bat|cmd|ps1|vbs?|js|jse|wsf|hta|lnk|msi|jar|sh|py|pif|cpl|reg|url|chm)\Z", re.IGNORECASE
)
_MACROS = re.compile(
    r"(?:vbaProject\.bin|vbaData\.xml|vbaProjectSignature\w*\.bin)\Z|\A(?:Basic|Scripts)/", re.IGNORECASE
)
_CONTROLS = re.compile(
    r"activeX|oleObject|/embeddings/[^/]+\.bin\Z|\AObject [^/]+\Z|ObjectReplacements/.*\.bin", re.IGNORECASE
)
_LINKED = re.compile(r"\Axl/externalLinks/|\Axl/(?:connections|queryTables)", re.IGNORECASE)
_OOXML = {"word/document.xml": Kind.DOCX, "xl/workbook.xml": Kind.XLSX}
_ODF = {
    b"application/vnd.oasis.opendocument.text": Kind.ODT,
    b"application/vnd.oasis.opendocument.spreadsheet": Kind.ODS,
}
_XML = (".xml", ".rels", ".vml")
_DEEPEST_XML = 200
_RUNS = re.compile(r"\bDDE(?:AUTO)?\b|\bINCLUDETEXT\b|\bINCLUDEPICTURE\b\s+\"?(?:https?:|\\\\|file:)", re.IGNORECASE)


def check(data: bytes, limits: Limits) -> Kind:
    """The kind of office document. Raises Unsafe."""
    return _check(data, limits, depth=0)


def _check(data: bytes, limits: Limits, depth: int) -> Kind:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError, UnicodeDecodeError, EOFError):
        raise Unsafe("damaged") from None
    with archive:
        entries = archive.infolist()
        if len(entries) > limits.entries:
            raise Unsafe("explodes")
        _whole(data, entries, archive.comment)
        kind = _kind(archive, entries)
        left = limits.unpacked
        for entry in entries:
            content = _unpack(archive, entry, limits, left)
            left -= len(content)
            _judge(entry.filename, content, limits, depth)
    return kind


def _whole(data: bytes, entries: list[zipfile.ZipInfo], comment: bytes) -> None:
    """Entries begin at the beginning, lie one behind the other, and nothing follows the directory."""
    if comment or data[-22:-18] != b"PK\x05\x06":
        raise Unsafe("two_files_in_one")
    place, names = 0, set()
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < place:
            raise Unsafe("explodes")  # entries that share their bytes
        place = entry.header_offset + 30 + entry.compress_size
        if entry.flag_bits & 0x1:
            raise Unsafe("password")
        if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise Unsafe("kind")
        name = entry.filename
        plain = name.replace("\\", "/")
        if name in names or plain.startswith("/") or ".." in plain.split("/") or "\\" in name or ":" in name:
            raise Unsafe("names_inside")
        if (entry.external_attr >> 16) & 0o170000 == 0o120000:
            raise Unsafe("names_inside")
        names.add(name)
    if entries and min(entry.header_offset for entry in entries) != 0:
        raise Unsafe("two_files_in_one")


def _kind(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> Kind:
    names = {entry.filename for entry in entries}
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
        found = _ODF.get(_read(archive, archive.getinfo("mimetype"), 200).strip())
        if found is not None and "content.xml" in names:
            return found
    if "[Content_Types].xml" in names:
        for name, kind in _OOXML.items():
            if name in names:
                return kind
    raise Unsafe("archive")


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: Limits, left: int) -> bytes:
    content = _read(archive, entry, min(left, limits.unpacked) + 1)
    if len(content) > left:
        raise Unsafe("explodes")
    if len(content) > limits.ratio_counts_from and len(content) > limits.ratio * max(entry.compress_size, 1):
        raise Unsafe("explodes")
    return content


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    try:
        with archive.open(entry) as file:
            return file.read(most)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError):
        raise Unsafe("damaged") from None


def _judge(name: str, content: bytes, limits: Limits, depth: int) -> None:
    if _MACROS.search(name):
        raise Unsafe("macros")
    if _PROGRAM_NAMES.search(name) or content.startswith(_PROGRAMS):
        raise Unsafe("files_inside")
    if _LINKED.search(name):
        raise Unsafe("links_outside")
    if _CONTROLS.search(name):
        raise Unsafe("files_inside")
    if content.startswith(b"PK\x03\x04") and depth < limits.nesting:
        _check(content, limits, depth + 1)
    elif content.startswith(_PACKED_FILES):
        raise Unsafe("files_inside")
    if name.lower().endswith(_XML) or content[:5] == b"<?xml":
        _judge_xml(name, content)


def _judge_xml(name: str, content: bytes) -> None:
    """No document type, no entities, nothing fetched from elsewhere, no field that runs something."""
    reading = _Reading(name)
    parser = expat.ParserCreate(namespace_separator=None)
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = reading.declares
    parser.EntityDeclHandler = reading.declares
    parser.ExternalEntityRefHandler = reading.declares
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.text
    try:
        for piece in _pieces(content):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError):
        raise Unsafe("damaged") from None
    if _RUNS.search("".join(reading.fields)):
        raise Unsafe("acts")


def _pieces(content: bytes) -> Iterator[bytes]:
    for place in range(0, len(content), 65_536):
        yield content[place : place + 65_536]


class _Reading:
    """What is looked for while an entry is read."""

    def __init__(self, name: str) -> None:
        self.name, self.depth, self.in_field, self.fields = name, 0, False, [""]

    def declares(self, *_told: object) -> NoReturn:
        raise Unsafe("entities")

    def start(self, element: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > _DEEPEST_XML:
            raise Unsafe("explodes")
        is_external = element == "Relationship" and attributes.get("TargetMode") == "External"
        if is_external and not attributes.get("Type", "").endswith("/hyperlink"):
            raise Unsafe("links_outside")
        if self.name == "[Content_Types].xml" and "macroEnabled" in attributes.get("ContentType", ""):
            raise Unsafe("macros")
        if element in {"script:event-listener", "office:scripts"} and (element != "office:scripts" or attributes):
            raise Unsafe("macros")
        if element in {"office:dde-source", "ddeLink"}:
            raise Unsafe("acts")
        self.in_field = element == "w:instrText"
        if element == "w:fldSimple":
            self.fields.append(" " + attributes.get("w:instr", "") + " ")

    def end(self, _element: str) -> None:
        self.depth -= 1
        self.in_field = False

    def text(self, text: str) -> None:
        if self.in_field:
            self.fields.append(text)
