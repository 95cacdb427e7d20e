"""The kinds of file that are taken, known by their first bytes and never by a name or by what a browser says.

Sound and video are not among them: nothing that runs on a fresh machine can make them safe to open
(docs/decisions/0011-documents.md). The pages say what to do instead.
"""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a file is."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    GIF = "gif"
    WEBP = "webp"
    HEIC = "heic"
    TEXT = "text"
    DOCX = "docx"
    ODT = "odt"
    XLSX = "xlsx"
    ODS = "ods"


PICTURES = frozenset({Kind.JPEG, Kind.PNG, Kind.GIF, Kind.WEBP, Kind.HEIC})
OFFICE = frozenset({Kind.DOCX, Kind.ODT, Kind.XLSX, Kind.ODS})
"""Packed XML: shown as its text alone."""

CAN_BE_COPIED = PICTURES | {Kind.PDF, Kind.TEXT}
"""Kinds of which a clean copy can be made: what the office may send to somebody."""

MEDIA: dict[Kind, str] = {
    Kind.PDF: "application/pdf",
    Kind.JPEG: "image/jpeg",
    Kind.PNG: "image/png",
    Kind.GIF: "image/gif",
    Kind.WEBP: "image/webp",
    Kind.HEIC: "image/heic",
    Kind.TEXT: "text/plain; charset=utf-8",
    Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Kind.ODT: "application/vnd.oasis.opendocument.text",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Kind.ODS: "application/vnd.oasis.opendocument.spreadsheet",
}

EXTENSION: dict[Kind, str] = {kind: kind.value for kind in Kind} | {Kind.JPEG: "jpg", Kind.TEXT: "txt"}

ACCEPT = ".pdf,.jpg,.jpeg,.png,.gif,.webp,.heic,.txt,.docx,.odt,.xlsx,.ods"
"""For the browser's file dialogue: a convenience, never a check."""

PAPERS = PICTURES | {Kind.PDF}
"""What a paper becomes when it is scanned or photographed."""

ACCEPT_PAPERS = ".pdf,.jpg,.jpeg,.png,.gif,.webp,.heic"

ACCEPT_CLEAN = ".pdf,.jpg,.jpeg,.png,.gif,.webp,.heic,.txt"

_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"hevc", b"hevx"})


def of_first_bytes(data: bytes) -> Kind | None:
    """The kind that these bytes begin like; None for anything that is not on the list. Packed office documents need a
    look inside, which is ``checks.zipped``'s: for them and for text this answers None."""
    if data.startswith(b"%PDF-"):
        return Kind.PDF
    if data.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if data.startswith((b"GIF87a", b"GIF89a")):
        return Kind.GIF
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Kind.WEBP
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS:
        return Kind.HEIC
    return None
