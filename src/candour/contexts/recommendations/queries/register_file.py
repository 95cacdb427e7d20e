"""Reading a register of recommendations from the bytes of a CSV file: cells, and what is wrong with them as cells.

Nothing is guessed: another encoding, another separator or an unknown column is an error that says how to mend it. Rows are
numbered as a spreadsheet numbers them, the header being row 1.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from candour.web import csv_file, forms

COLUMNS = ("report", "number", "text", "measure", "addressees", "part", "deliver_by", "tags")
MOST_ROWS = 300
BETWEEN = ";"
"""Separates bodies, and tags, in one cell."""

_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")
_WORDS = forms.LongText(required=False)
"""Takes out of a cell what every form takes out of what is typed: characters that reverse the order of reading."""


@dataclass(frozen=True)
class Fault:
    """Something that is wrong: in which row (0: the file), in which column (empty: the row), and how to mend it."""

    row: int
    column: str
    says: str
    mend: str


@dataclass(frozen=True)
class Line:
    """A row of the file. ``addressees`` and ``tags`` are what stands between the semicolons."""

    row: int
    report: str
    number: str
    text: str
    measure: str = ""
    addressees: tuple[str, ...] = ()
    part: str = ""
    deliver_by: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """What was read, and everything that is wrong with it."""

    lines: Sequence[Line] = ()
    faults: Sequence[Fault] = field(default_factory=list)


def template() -> bytes:
    """An empty register to fill in: the columns, and one recommendation with a part as an example."""
    example = (
        ("lessons-from-one-case", "1", "Publish how long referrals wait.", "The figures are published each quarter.",
         "Home Office", "", "2027-03-31", ""),
        ("lessons-from-one-case", "2", "Agree one form for referrals and use it.", "Every force and authority uses it.",
         "", "", "2027-06-30", ""),
        ("lessons-from-one-case", "2", "Write the form.", "", "Home Office", "a", "", ""),
        ("lessons-from-one-case", "2", "Use the form.", "", "Kent Police; Essex Police", "b", "", ""),
    )  # fmt: skip
    return csv_file.written(COLUMNS, example)


def read(data: bytes) -> Table:
    """The rows of the file. Where it cannot be read as a table, only the faults say something."""
    text, fault = _decoded(data)
    if fault is not None:
        return Table((), [fault])
    rows, fault = _cells(text)
    if fault is not None:
        return Table((), [fault])
    if not rows:
        return Table((), [_of_file(_("There is nothing in the file."), _("Download the template and fill it in."))])
    header, *body = rows
    names = [name.strip().lower() for name in header]
    if faults := _faults_of_header(names):
        return Table((), faults)
    lines: list[Line] = []
    found: list[Fault] = []
    for row, cells in enumerate(body, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(names):
            says = _("The row has %(found)s cells, and the header %(wanted)s.")
            mend = _("Put a cell that holds a comma between double quotation marks, and leave no cell out.")
            found.append(Fault(row, "", says % {"found": len(cells), "wanted": len(names)}, mend))
            continue
        line = _line(row, dict(zip(names, cells, strict=True)), found)
        lines.append(line)
    if len(lines) > MOST_ROWS:
        says = _("The file has %(found)s rows; %(most)s are taken at once.") % {"found": len(lines), "most": MOST_ROWS}
        return Table((), [_of_file(says, _("Cut it into several files and import one after the other."))])
    if not lines and not found:
        found.append(_of_file(_("There is no row below the header."), _("Write one row for each recommendation.")))
    return Table(lines, found)


def _of_file(says: str, mend: str) -> Fault:
    return Fault(0, "", says, mend)


def _decoded(data: bytes) -> tuple[str, Fault | None]:
    """The text of the file, which is UTF-8 or refused."""
    mend = _("Save it as “CSV UTF-8 (comma delimited)”.")
    if data.startswith(_BYTE_ORDER_MARKS):
        return "", _of_file(_("The file is written in UTF-16, not in UTF-8."), mend)
    if b"\x00" in data:
        return "", _of_file(_("The file is not a CSV file: it holds characters that no text has."), mend)
    try:
        return data.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        says = _("The file is not written in UTF-8: the first character that cannot be read is in line %(line)s.")
        return "", _of_file(says % {"line": line}, mend)


def _cells(text: str) -> tuple[list[list[str]], Fault | None]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[list[str]] = []
    try:
        rows.extend(reader)
    except csv.Error:
        says = _(
            "The file cannot be read from row %(row)s on (line %(line)s): a quotation mark is not closed, or a cell is too long."
        )
        mend = _("Put a cell with quotation marks between quotation marks, and double those within it.")
        return [], _of_file(says % {"row": len(rows) + 1, "line": reader.line_num}, mend)
    return rows, None


def _faults_of_header(names: Sequence[str]) -> list[Fault]:
    if len(names) == 1 and any(separator in names[0] for separator in (";", "\t", "|")):
        mend = _("Save it with commas between the cells: “CSV UTF-8 (comma delimited)”.")
        return [Fault(1, "", _("The cells are not separated by commas."), mend)]
    found = []
    mend = _("Take the header from the template. Its columns: %(columns)s.") % {"columns": ", ".join(COLUMNS)}
    for name in COLUMNS:
        if name not in names:
            found.append(Fault(1, name, _("The column “%(name)s” is missing.") % {"name": name}, mend))
        if names.count(name) > 1:
            found.append(Fault(1, name, _("The column “%(name)s” is there twice.") % {"name": name}, mend))
    for name in names:
        if name not in COLUMNS:
            shown = name[:60] or _("(no name)")
            found.append(Fault(1, "", _("No column is called “%(name)s”.") % {"name": shown}, mend))
    return found


def _line(row: int, cells: dict[str, str], found: list[Fault]) -> Line:
    said: dict[str, str] = {}
    for name in COLUMNS:
        if csv_file.is_formula(cells[name]):
            says = _("The cell begins with a sign that a spreadsheet takes for a formula (= + - @).")
            found.append(Fault(row, name, says, _("Begin it with a word or a number.")))
        said[name] = _WORDS.to_python(cells[name]).strip()
    return Line(
        row=row,
        report=said["report"],
        number=said["number"],
        text=said["text"],
        measure=said["measure"],
        addressees=_several(said["addressees"]),
        part=said["part"],
        deliver_by=said["deliver_by"],
        tags=_several(said["tags"]),
    )


def _several(cell: str) -> tuple[str, ...]:
    return tuple(" ".join(one.split()) for one in cell.split(BETWEEN) if one.strip())
