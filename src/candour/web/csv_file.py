"""Writing a table as CSV that a spreadsheet opens without executing anything.

A cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return is taken for a formula; so is one in
full-width characters, and one behind a separator when the file is opened under another separator than the comma. Each
such place gets an apostrophe before it, which a spreadsheet shows as text (OWASP, CSV injection). Every cell is quoted.
The file begins with a byte order mark, because the spreadsheets of most offices otherwise read UTF-8 as something else
(docs/decisions/0012-caseworkers-tools.md).
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

_STARTS = "=+\\-@\t\r\uff1d\uff0b\uff0d\uff20"
_BLANK = r"[\s\u00a0\u200b-\u200f\u2060\ufeff\x00]*"
_LIVE = re.compile(rf"(?:(?<=^)|(?<=[,;|\t\r\n\"']))(?={_BLANK}[{_STARTS}])")
"""Every place at which something could begin to be a formula: at the start, or behind what may be read as a separator
or a quotation mark, blanks between not counted."""
_COULD = re.compile(rf"[{_STARTS}]")
"""Without one of these signs nothing could."""

Cell = str | int | date | None


def safe(text: str) -> str:
    """The text with an apostrophe wherever a formula could begin."""
    if text.isalnum() or _COULD.search(text) is None:
        return text  # most cells: long tables are written three times as fast
    return _LIVE.sub("'", text)


_FORMULA = re.compile(rf"{_BLANK}[{_STARTS}]")


def is_formula(text: str) -> bool:
    """Whether a spreadsheet that reads this cell would take it for a formula."""
    return _FORMULA.match(text) is not None


def written(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The whole file: UTF-8 with a byte order mark, every cell quoted, lines ended as RFC 4180 says."""
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([safe(name) for name in header])
    writer.writerows([_cell(value) for value in row] for row in rows)
    return sheet.getvalue().encode("utf-8-sig")


def streamed(header: Sequence[str], rows: Iterable[Sequence[Cell]], *, at_once: int = 500) -> Iterator[bytes]:
    """The same file in pieces, for tables of any length: so many rows are written, sent, and forgotten."""
    yield codecs.BOM_UTF8
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([safe(name) for name in header])
    for number, row in enumerate(rows, start=1):
        writer.writerow(["" if value is None else _cell(value) for value in row])
        if number % at_once == 0:
            yield sheet.getvalue().encode()
            sheet.seek(0)
            sheet.truncate()
    yield sheet.getvalue().encode()


def _cell(value: Cell) -> str:
    if isinstance(value, str):
        return safe(value)
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
