"""Packed files that explode, overlap, climb, or nest."""

from __future__ import annotations

import io
import itertools
import struct
import warnings
import zipfile
from collections.abc import Iterator

from tests.trust.hostile import EICAR, REFUSED, SCANNED, Case
from tests.trust.hostile.lies import packed

TYPES = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
WORDS = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>hello</w:t></w:r></w:p></w:body></w:document>'
SHEET = b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
ODT = b"application/vnd.oasis.opendocument.text"
CONTENT = b'<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text><text:p>hello</text:p></office:text></office:body></office:document-content>'

Entries = dict[str, bytes]


def zipped(entries: Entries, *, method: int = zipfile.ZIP_DEFLATED, comment: bytes = b"") -> bytes:
    """A ZIP with any names at all."""
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", method) as archive:
        warnings.simplefilter("ignore")
        archive.comment = comment
        for name, data in entries.items():
            archive.writestr(zipfile.ZipInfo(name), data, compress_type=method)
    return out.getvalue()


def docx(**more: bytes) -> Entries:
    """The entries of a small document; ``__`` stands for a dot and ``_0_`` for a slash."""
    return {"[Content_Types].xml": TYPES, "word/document.xml": WORDS} | _named(more)


def xlsx(**more: bytes) -> Entries:
    """The entries of a small workbook."""
    return {"[Content_Types].xml": TYPES, "xl/workbook.xml": SHEET} | _named(more)


def odt(**more: bytes) -> Entries:
    """The entries of a small OpenDocument text."""
    return {"mimetype": ODT, "content.xml": CONTENT} | _named(more)


def _named(more: Entries) -> Entries:
    return {name.replace("_0_", "/").replace("__", "."): data for name, data in more.items()}


BASES = {"docx": docx, "xlsx": xlsx, "odt": odt}


def _exploding() -> Iterator[Case]:
    codes = frozenset({"explodes", "too_slow", "too_big", "damaged"})
    for ending, base in BASES.items():
        for megabytes in (2, 50, 160, 300):
            inside = base(media_0_a__bmp=bytes(megabytes * 2**20))
            yield Case(f"{ending} that unpacks to {megabytes} MB", f"a.{ending}", zipped(inside), REFUSED, codes)
        many = base() | {f"media/{number}.xml": b"<a/>" for number in range(2_100)}
        yield Case(f"{ending} of 2,100 entries", f"a.{ending}", zipped(many), REFUSED, codes)
        yield Case(f"{ending} whose entries share their bytes", f"a.{ending}", _overlapping(base()), REFUSED)
        yield Case(f"{ending} that says less than it holds", f"a.{ending}", _understated(base()), REFUSED)
    ladder = zipped({"0.bin": bytes(4 * 2**20)})
    for _ in range(8):
        ladder = zipped({f"{number}.zip": ladder for number in range(4)})
    yield Case("a ladder of archives", "a.zip", ladder, REFUSED, frozenset({"archive", "explodes"}))
    yield Case("a ladder in a document", "a.docx", zipped(docx(word_0_media_0_a__zip=ladder)), REFUSED)


def _overlapping(entries: Entries) -> bytes:
    """The directory names one entry a thousand times."""
    data = zipped(entries)
    start = data.rfind(b"PK\x01\x02")
    last, end = data[start : data.rfind(b"PK\x05\x06")], bytearray(data[data.rfind(b"PK\x05\x06") :])
    directory = data[data.find(b"PK\x01\x02") : start] + last
    for number in range(1_000):
        name_length = struct.unpack_from("<H", last, 28)[0]
        name = f"{number:0{name_length}d}".encode()[:name_length]
        directory += last[:46] + name + last[46 + name_length :]
    count = len(entries) + 1_000
    struct.pack_into("<HHI", end, 8, count, count, len(directory))
    return data[: data.find(b"PK\x01\x02")] + directory + bytes(end)


def _understated(entries: Entries) -> bytes:
    """An entry that is larger than its size in the directory says."""
    data = bytearray(zipped(entries | {"media/a.bmp": bytes(3 * 2**20)}))
    place = data.rfind(b"PK\x01\x02")
    struct.pack_into("<I", data, place + 24, 10)
    return bytes(data)


def _climbing() -> Iterator[Case]:
    names = ("../../evil.xml", "/etc/evil.xml", "..\\evil.xml", "C:/evil.xml", "a/../../b.xml", "\\\\host\\share.xml")
    for name, (ending, base) in itertools.product(names, BASES.items()):
        yield Case(f"{ending} with {name}", f"a.{ending}", zipped(base() | {name: b"<a/>"}), REFUSED)
    for ending, base in BASES.items():
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name, data in base().items():
                archive.writestr(name, data)
            link = zipfile.ZipInfo("link")
            link.external_attr = 0o120777 << 16
            archive.writestr(link, "/etc/passwd")
        yield Case(f"{ending} with a link", f"a.{ending}", out.getvalue(), REFUSED)
        locked = bytearray(zipped(base()))
        for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            place = locked.find(mark)
            while place != -1:
                locked[place + offset] |= 1
                place = locked.find(mark, place + 4)
        yield Case(f"{ending} with a password", f"a.{ending}", bytes(locked), REFUSED, frozenset({"password"}))
        yield Case(f"{ending} with a comment", f"a.{ending}", zipped(base(), comment=b"<script>"), REFUSED)
        yield Case(f"{ending} behind a program", f"a.{ending}", b"MZ" + zipped(base()), REFUSED)
        yield Case(f"{ending} with a tail", f"a.{ending}", zipped(base()) + b"tail", REFUSED)
        yield Case(f"{ending} cut short", f"a.{ending}", zipped(base())[:-30], REFUSED)
        yield Case(f"{ending} in bzip2", f"a.{ending}", zipped(base(), method=zipfile.ZIP_BZIP2), REFUSED)
        yield Case(f"{ending} in LZMA", f"a.{ending}", zipped(base(), method=zipfile.ZIP_LZMA), REFUSED)


def _nested() -> Iterator[Case]:
    inner = {
        "a ZIP": packed(a=b"b"),
        "a ZIP with EICAR": packed(e=EICAR),
        "a document in a document": zipped(
            docx(word_0_embeddings_0_b__docx=zipped(docx(word_0_embeddings_0_c__docx=zipped(docx()))))
        ),
    }
    for label, data in inner.items():
        yield Case(f"docx with {label}", "a.docx", zipped(docx(word_0_embeddings_0_b__docx=data)), REFUSED)
    for label, mark in (
        ("gzip", b"\x1f\x8b\x08"),
        ("RAR", b"Rar!\x1a\x07"),
        ("7z", b"7z\xbc\xaf\x27\x1c"),
        ("OLE", b"\xd0\xcf\x11\xe0"),
    ):
        yield Case(f"docx with {label}", "a.docx", zipped(docx(word_0_media_0_a__png=mark + bytes(90))), REFUSED)
    yield Case("docx with EICAR", "a.docx", zipped(docx(word_0_media_0_a__png=EICAR)), SCANNED)
    yield Case("odt with EICAR", "a.odt", zipped(odt(Pictures_0_a__png=EICAR)), SCANNED)
    for name in ("plain.zip", "plain.docx", "plain.pdf", "plain.txt"):
        yield Case(f"a ZIP called {name}", name, packed(a__txt=b"b"), REFUSED)


def cases() -> Iterator[Case]:
    """Every one of them."""
    yield from _exploding()
    yield from _climbing()
    yield from _nested()
