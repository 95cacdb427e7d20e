"""What an import would make, and everything that stands against it: asked for the dry run, and again before anything is made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from candour.contexts.recommendations.models import Draft, ReportDraft, TagTerm
from candour.contexts.recommendations.models.issued import LONG_TEXT, TEXT
from candour.contexts.recommendations.queries import register_file
from candour.contexts.recommendations.queries.register_file import Fault, Line
from candour.kernel.people.models import Organisation

_LETTER = re.compile("[a-z]{1,2}")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_BRITISH = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_FAR = timedelta(days=366 * 30)
_NUMBER = 20
_NAMED = 8
"""How many reports or tags a message names."""


@dataclass(frozen=True)
class PlannedPart:
    """A part that would be made, and who would be asked for it."""

    row: int
    letter: str
    text: str
    bodies: tuple[Organisation, ...]


@dataclass(frozen=True)
class Planned:
    """A recommendation that would be drafted. ``report`` is None where the file names none that is known."""

    row: int
    report: ReportDraft | None
    number: str
    text: str
    measure: str
    deliver_by: date | None
    tags: tuple[TagTerm, ...]
    bodies: tuple[Organisation, ...]
    parts: tuple[PlannedPart, ...] = ()


@dataclass(frozen=True)
class Judged:
    """What a file would make, in its order, and every fault of it."""

    planned: Sequence[Planned] = ()
    faults: Sequence[Fault] = field(default_factory=list)

    @property
    def may_be_made(self) -> bool:
        """Whether nothing stands against it."""
        return bool(self.planned) and not self.faults

    def of_row(self, row: int) -> list[Fault]:
        """What is wrong with one row."""
        return [fault for fault in self.faults if fault.row == row]

    def is_wrong(self, row: int, column: str) -> bool:
        """Whether what stands in this cell cannot be used."""
        return any(fault.column == column for fault in self.of_row(row))


@dataclass
class _Known:
    """What the rows may name, fetched once for the whole file."""

    reports: dict[str, list[ReportDraft]]
    bodies: dict[str, list[Organisation]]
    tags: dict[str, list[TagTerm]]
    numbers: set[tuple[UUID, str]]


def judge(data: bytes, *, on: date) -> Judged:
    """What the file would make on this day. Four queries, however long it is."""
    table = register_file.read(data)
    faults = list(table.faults)
    if not table.lines:
        return Judged((), faults)
    known = _known(table.lines, on)
    planned = [_planned(line, known, on, faults) for line in table.lines if not line.part]
    _find_repetitions(planned, known, faults)
    planned = _with_parts(planned, [line for line in table.lines if line.part], known, faults)
    return Judged(planned, sorted(faults, key=_in_reading_order))


def _in_reading_order(fault: Fault) -> tuple[int, int]:
    columns = register_file.COLUMNS
    return fault.row, columns.index(fault.column) if fault.column in columns else -1


def _known(lines: Sequence[Line], on: date) -> _Known:
    reports: dict[str, list[ReportDraft]] = {}
    for report in ReportDraft.objects.order_by("title", "slug"):
        for name in {_folded(report.slug), _folded(report.title)}:
            reports.setdefault(name, []).append(report)
    wanted = {name for line in lines for name in line.addressees}
    bodies: dict[str, list[Organisation]] = {}
    asked = Q()
    for name in wanted:
        asked |= Q(name__iexact=name) | Q(short_name__iexact=name) | Q(gss_code__iexact=name)
    for body in Organisation.objects.filter(asked) if wanted else ():
        for name in {_folded(one) for one in (body.name, body.short_name, body.gss_code) if one}:
            bodies.setdefault(name, []).append(body)
    tags: dict[str, list[TagTerm]] = {}
    valid = TagTerm.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=on), valid_from__lte=on)
    for term in valid.order_by("list", "code"):
        for name in (term.code.lower(), f"{term.list}:{term.code}".lower()):
            tags.setdefault(name, []).append(term)
    named = {report.pk for line in lines for report in reports.get(_folded(line.report), ())}
    numbers = set(Draft.objects.filter(report_id__in=named).values_list("report_id", "number"))
    return _Known(reports, bodies, tags, numbers)


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _planned(line: Line, known: _Known, on: date, faults: list[Fault]) -> Planned:
    if not line.number:
        faults.append(Fault(line.row, "number", _("There is no number."), _("Write its number in the report.")))
    _check_length(line, "number", line.number, _NUMBER, faults)
    if not line.text:
        faults.append(Fault(line.row, "text", _("There is no text."), _("Write what is recommended.")))
    _check_length(line, "text", line.text, LONG_TEXT, faults)
    _check_length(line, "measure", line.measure, TEXT, faults)
    return Planned(
        row=line.row,
        report=_report(line, known, faults),
        number=line.number,
        text=line.text,
        measure=line.measure,
        deliver_by=_day(line, on, faults),
        tags=tuple(_tags(line, known, faults)),
        bodies=tuple(_bodies(line, known, faults)),
    )


def _check_length(line: Line, column: str, text: str, most: int, faults: list[Fault]) -> None:
    if len(text) > most:
        says = _("The text is %(over)s characters too long.") % {"over": f"{len(text) - most:,}"}
        faults.append(Fault(line.row, column, says, _("Up to %(most)s are kept. Shorten it.") % {"most": f"{most:,}"}))


def _report(line: Line, known: _Known, faults: list[Fault]) -> ReportDraft | None:
    found = known.reports.get(_folded(line.report), [])
    if len(found) == 1:
        return found[0]
    if found:
        says = _("More than one report is called “%(name)s”.") % {"name": line.report[:80]}
        mend = _("Write its short address instead: %(names)s.") % {"names": ", ".join(one.slug for one in found)}
    else:
        says = _("No report in the making is called “%(name)s”.") % {"name": line.report[:80]}
        slugs = sorted({one.slug for reports in known.reports.values() for one in reports})
        mend = _("Make the report first, then import.")
        if slugs:
            mend = _("Write the title or the short address of one of these: %(names)s. Or make the report first.") % {
                "names": _named(slugs)
            }
    faults.append(Fault(line.row, "report", says, mend))
    return None


def _named(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (_(" and %(more)s more") % {"more": more} if more > 0 else "")


def _bodies(line: Line, known: _Known, faults: list[Fault]) -> Iterable[Organisation]:
    chosen: list[Organisation] = []
    for name in line.addressees:
        found = known.bodies.get(_folded(name), [])
        current = [body for body in found if body.ended_on is None]
        says = mend = ""
        if len(current) == 1 and current[0] in chosen:
            says, mend = _("“%(name)s” is named twice."), _("Name each body once.")
        elif len(current) == 1:
            chosen.append(current[0])
        elif current:
            says = _("More than one body is called “%(name)s”.")
            mend = _("Write its full name, or its code of the Office for National Statistics.")
        elif found:
            says, mend = _("“%(name)s” does not exist any more."), _("Name the body that took its place.")
        else:
            says = _("No body is called “%(name)s”.")
            mend = _("Write its full name as the administrator has it. Put semicolons between several bodies.")
        if says:
            faults.append(Fault(line.row, "addressees", says % {"name": name[:80]}, mend))
    return chosen


def _day(line: Line, on: date, faults: list[Fault]) -> date | None:
    if not line.deliver_by:
        return None
    mend = _("Write it as 2027-03-31 or 31/03/2027.")
    found = None
    if match := _ISO.fullmatch(line.deliver_by):
        found = _date(*match.groups())
    elif match := _BRITISH.fullmatch(line.deliver_by):
        day, month, year = match.groups()
        found = _date(year, month, day)
    says = ""
    if found is None:
        says = _("“%(day)s” is not a day of the calendar.") % {"day": line.deliver_by[:40]}
    elif found < on:
        says, mend = _("The day has passed."), _("Name a day that is still to come.")
    elif found > on + _FAR:
        says, mend = _("The day is more than 30 years away."), _("Check the year.")
    if says:
        faults.append(Fault(line.row, "deliver_by", says, mend))
        return None
    return found


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _tags(line: Line, known: _Known, faults: list[Fault]) -> Iterable[TagTerm]:
    chosen: list[TagTerm] = []
    for name in line.tags:
        found = known.tags.get(name.lower(), [])
        says = mend = ""
        if len(found) == 1 and found[0] in chosen:
            says, mend = _("The tag “%(name)s” is there twice."), _("Write each tag once.")
        elif len(found) == 1:
            chosen.append(found[0])
        elif found:
            says = _("More than one list has a tag “%(name)s”.")
            mend = _("Write the list before it: %(names)s.") % {"names": _named([f"{t.list}:{t.code}" for t in found])}
        else:
            says = _("No tag in use is called “%(name)s”.")
            mend = _("Leave it out.")
            if codes := sorted({f"{t.list}:{t.code}" for terms in known.tags.values() for t in terms}):
                mend = _("Tags in use: %(names)s.") % {"names": _named(codes)}
        if says:
            faults.append(Fault(line.row, "tags", says % {"name": name[:60]}, mend))
    return chosen


def _find_repetitions(planned: Sequence[Planned], known: _Known, faults: list[Fault]) -> None:
    first: dict[tuple[UUID, str], int] = {}
    for one in planned:
        if one.report is None or not one.number:
            continue
        key = (one.report.pk, one.number)
        if key in known.numbers:
            says = _("The report has a recommendation %(number)s already.")
            faults.append(
                Fault(one.row, "number", says % {"number": one.number}, _("Change that one, or number this anew."))
            )
        elif key in first:
            says = _("Row %(row)s has the number %(number)s of the same report.")
            mend = _("Number it anew. If it is a part of that recommendation, write the part’s letter into “part”.")
            faults.append(Fault(one.row, "number", says % {"row": first[key], "number": one.number}, mend))
        else:
            first[key] = one.row


def _with_parts(planned: Sequence[Planned], lines: Sequence[Line], known: _Known, faults: list[Fault]) -> list[Planned]:
    """The recommendations with their parts. A row with a letter belongs to the row without one that has its number."""
    wholes: dict[tuple[UUID, str], int] = {}
    for index, one in enumerate(planned):
        if one.report is not None and one.number:
            wholes.setdefault((one.report.pk, one.number), index)
    made = list(planned)
    for line in lines:
        report = _report(line, known, faults)
        part = _part(line, known, faults)
        place = wholes.get((report.pk, line.number)) if report is not None else None
        if report is None:
            continue
        if place is None:
            says = _("There is no row for the whole of recommendation %(number)s.") % {"number": line.number[:_NUMBER]}
            mend = _("Write a row with its number, its whole text and no letter.")
            faults.append(Fault(line.row, "part", says, mend))
            continue
        whole = made[place]
        if part.letter in {other.letter for other in whole.parts}:
            says = _("Recommendation %(number)s has a part “%(letter)s” already.")
            told = {"number": whole.number, "letter": part.letter}
            faults.append(Fault(line.row, "part", says % told, _("Give each part its own letter.")))
        made[place] = replace(whole, parts=(*whole.parts, part))
    return made


def _part(line: Line, known: _Known, faults: list[Fault]) -> PlannedPart:
    letter = line.part.lower()
    if not _LETTER.fullmatch(letter):
        says = _("“%(letter)s” is not a letter of a part.") % {"letter": line.part[:20]}
        faults.append(Fault(line.row, "part", says, _("Write a, b, c, and so on.")))
    if not line.text:
        faults.append(Fault(line.row, "text", _("There is no text."), _("Write what this part asks for.")))
    _check_length(line, "text", line.text, TEXT, faults)
    for column, cell in (("measure", line.measure), ("deliver_by", line.deliver_by), ("tags", ", ".join(line.tags))):
        if cell:
            says = _("A part has no “%(column)s” of its own.") % {"column": column}
            faults.append(Fault(line.row, column, says, _("Write it in the row of the whole recommendation.")))
    return PlannedPart(line.row, letter, line.text, tuple(_bodies(line, known, faults)))
