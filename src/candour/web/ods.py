"""A spreadsheet in the OpenDocument format, written row by row: long tables take no more memory than short ones.

Made as the government's guidance on spreadsheets asks: a cover sheet and a sheet of notes first, one table to a sheet that
begins in its first column under a heading, one row of headings marked as such, no merged cells, no colour that means
something, dates as dates and numbers as numbers. A cell holds a value and never a formula, whatever was typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from candour.web.zipped import Archive

MEDIA = "application/vnd.oasis.opendocument.spreadsheet"
Value = str | int | bool | date | None

_TOGETHER = 200
"""Rows written at once."""
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold."""

_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{urn}:1.0"'
    for name, urn in (
        ("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"), ("number", "datastyle"),
        ("meta", "meta"), ("fo", "xsl-fo-compatible"), ("manifest", "manifest"),
    )
)  # fmt: skip
_XML = '<?xml version="1.0" encoding="UTF-8"?>'


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, its heading, lines of explanation under it, and its table, if it has one."""

    name: str
    heading: str
    lines: Sequence[str] = ()
    header: Sequence[str] = ()
    rows: Iterable[Sequence[Value]] = ()
    wide: frozenset[int] = field(default_factory=frozenset)
    """Places of the columns that hold long text."""


def document(title: str, language: str, sheets: Sequence[Sheet], *, yes: str, no: str) -> Iterator[bytes]:
    """The file, piece by piece. ``language`` as HTML names it; ``yes`` and ``no`` as cells say it."""
    archive = Archive()
    yield archive.stored("mimetype", MEDIA.encode())
    yield from archive.deflated("META-INF/manifest.xml", [_MANIFEST.encode()])
    yield from archive.deflated("meta.xml", [_meta(title, language).encode()])
    yield from archive.deflated("styles.xml", [_styles(language).encode()])
    yield from archive.deflated("content.xml", _content(sheets, {True: yes, False: no}))
    yield archive.end()


def _content(sheets: Sequence[Sheet], said: dict[bool, str]) -> Iterator[bytes]:
    yield (
        f'{_XML}<office:document-content {_SPACES} office:version="1.3"><office:automatic-styles>'
        '<style:style style:name="narrow" style:family="table-column">'
        '<style:table-column-properties style:column-width="3.6cm"/></style:style>'
        '<style:style style:name="wide" style:family="table-column">'
        '<style:table-column-properties style:column-width="11cm"/></style:style>'
        '<number:date-style style:name="iso"><number:year number:style="long"/><number:text>-</number:text>'
        '<number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/>'
        "</number:date-style>"
        '<style:style style:name="day" style:family="table-cell" style:data-style-name="iso"/>'
        '<style:style style:name="words" style:family="table-cell">'
        '<style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top"/></style:style>'
        '<style:style style:name="heading" style:family="table-cell">'
        '<style:text-properties fo:font-weight="bold" fo:font-size="16pt"/></style:style>'
        '<style:style style:name="column" style:family="table-cell">'
        '<style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top"/>'
        '<style:text-properties fo:font-weight="bold"/></style:style>'
        "</office:automatic-styles><office:body><office:spreadsheet>"
    ).encode()
    for sheet in sheets:
        yield from _sheet(sheet, said)
    yield b"</office:spreadsheet></office:body></office:document-content>"


def _sheet(sheet: Sheet, said: dict[bool, str]) -> Iterator[bytes]:
    columns = max(len(sheet.header), 1)
    listed = "".join(
        f'<table:table-column table:style-name="{"wide" if place in sheet.wide or not sheet.header else "narrow"}"/>'
        for place in range(columns)
    )
    before = [f"<table:table table:name={quoteattr(sheet.name)}>{listed}", _line(sheet.heading, "heading")]
    before += [_line(line, "words" if not sheet.header else "") for line in sheet.lines]
    if sheet.header:
        cells = "".join(_words(name, "column") for name in sheet.header)
        before.append(f"<table:table-header-rows><table:table-row>{cells}</table:table-row></table:table-header-rows>")
    yield "".join(before).encode()
    waiting: list[str] = []
    for row in sheet.rows:
        cells = "".join([_cell(value, said) for value in row])
        waiting.append(f"<table:table-row>{cells}</table:table-row>")
        if len(waiting) == _TOGETHER:
            yield "".join(waiting).encode()
            waiting.clear()
    yield "".join([*waiting, "</table:table>"]).encode()


def _line(said: str, style: str) -> str:
    return f"<table:table-row>{_words(said, style)}</table:table-row>"


def _cell(value: Value, said: dict[bool, str]) -> str:
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, str):
        return _words(value, "words")
    if isinstance(value, bool):
        return _words(said[value], "")
    if isinstance(value, date):
        day = value.isoformat()[:10]
        return (
            '<table:table-cell table:style-name="day" office:value-type="date"'
            f' office:date-value="{day}"><text:p>{day}</text:p></table:table-cell>'
        )
    return f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>'


def _words(said: str, style: str) -> str:
    lines = "".join(f"<text:p>{line}</text:p>" for line in escape(_ILLEGAL.sub("", said)).splitlines() or [""])
    named = f' table:style-name="{style}"' if style else ""
    return f'<table:table-cell{named} office:value-type="string">{lines}</table:table-cell>'


_MANIFEST = (
    f'{_XML}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
    + "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{media}"/>'
        for path, media in (
            ("/", MEDIA),
            ("content.xml", "text/xml"),
            ("styles.xml", "text/xml"),
            ("meta.xml", "text/xml"),
        )
    )
    + "</manifest:manifest>"
)


def _meta(title: str, language: str) -> str:
    return (
        f'{_XML}<office:document-meta {_SPACES} xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3">'
        f"<office:meta><dc:title>{escape(_ILLEGAL.sub('', title))}</dc:title><dc:language>{language}</dc:language>"
        "</office:meta></office:document-meta>"
    )


def _styles(language: str) -> str:
    return (
        f'{_XML}<office:document-styles {_SPACES} office:version="1.3"><office:styles>'
        '<style:default-style style:family="table-cell">'
        f'<style:text-properties fo:language="{language}" fo:country="GB" fo:font-size="12pt" fo:font-family="Arial"/>'
        "</style:default-style></office:styles></office:document-styles>"
    )
