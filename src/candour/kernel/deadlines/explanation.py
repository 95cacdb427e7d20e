"""Saying how a time limit was counted, step by step, in words that anyone can check with a calendar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.functional import Promise, lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from candour.kernel.deadlines.calendar import (
    NO_HOLIDAYS,
    Pause,
    Reckoning,
    Term,
    Unit,
    holidays_of,
    is_working_day,
    reckon,
)

_NATION_CALENDARS: Mapping[str, str | Promise] = {
    "england": _("England and Wales"),
    "wales": _("England and Wales"),
    "scotland": _("Scotland"),
    "northern_ireland": _("Northern Ireland"),
    "": _("England and Wales"),
}
_LENGTHS = {
    Unit.WORKING_DAYS: ngettext_lazy("%(count)d working day", "%(count)d working days", "count"),
    Unit.DAYS: ngettext_lazy("%(count)d day", "%(count)d days", "count"),
    Unit.MONTHS: ngettext_lazy("%(count)d month", "%(count)d months", "count"),
}


def _day(on: date) -> str:
    return date_format(on, "j F Y")


def _weekday(on: date) -> str:
    return date_format(on, "l j F Y")


_lazy_day = lazy(_day, str)
_lazy_weekday = lazy(_weekday, str)


def _length(count: int, unit: Unit) -> str:
    return str(_LENGTHS[unit] % {"count": count})


length = lazy(_length, str)
"""A length in words: ``length(10, Unit.WORKING_DAYS)`` reads "10 working days" in the reader's language."""


def explain(
    started_on: date,
    term: Term,
    nation: str,
    pauses: Iterable[Pause] = (),
    extra_holidays: Mapping[date, str] = NO_HOLIDAYS,
) -> list[str | Promise]:
    """The count as sentences, in the order in which one would check it. They wait for the reader's language.

    Takes what ``calendar.due_on`` takes, and explains exactly that date.
    """
    reckoning = reckon(started_on, term, nation, pauses, extra_holidays)
    return list(_sentences(started_on, term, nation, extra_holidays, reckoning))


def moved(to: date, because: str) -> str | Promise:
    """That somebody decided another last day than the one that was counted, and why: said after the count."""
    return format_lazy(_("It was moved to {day}: “{reason}”"), day=_lazy_weekday(to), reason=because)


def _sentences(
    started_on: date,
    term: Term,
    nation: str,
    extra_holidays: Mapping[date, str],
    reckoning: Reckoning,
) -> Iterator[str | Promise]:
    yield format_lazy(
        _("The time limit is {length}, counted from the day after {day}."),
        length=length(term.value, term.unit),
        day=_lazy_day(started_on),
    )
    if term.unit is Unit.WORKING_DAYS:
        yield from _skipped(started_on, nation, extra_holidays, reckoning)
    yield from _pauses(term, reckoning)
    if term.unit is not Unit.WORKING_DAYS:
        yield from _moved(nation, reckoning)
    for year in reckoning.unknown_years:
        yield format_lazy(
            _("The bank holidays of {year} are not yet known here; the date can move when they are."),
            year=str(year),
        )
    yield format_lazy(_("So the last day is {day}."), day=_lazy_weekday(reckoning.due_on))


def _skipped(
    started_on: date, nation: str, extra_holidays: Mapping[date, str], reckoning: Reckoning
) -> Iterator[str | Promise]:
    if not is_working_day(started_on, nation, extra_holidays):
        yield format_lazy(
            _("{day} is not a working day; that makes no difference, because the first day is not counted."),
            day=_lazy_weekday(started_on),
        )
    if reckoning.weekend_days:
        yield _("Saturdays and Sundays are not counted.")
    yield from _holidays(nation, reckoning)


def _holidays(nation: str, reckoning: Reckoning) -> Iterator[str | Promise]:
    for on, name in reckoning.holidays:
        if holidays_of(nation).get(on) == name:
            said = _("{name} ({day}) is a bank holiday in {nation} and is not counted.")
            yield format_lazy(said, name=_(name), day=_lazy_day(on), nation=_NATION_CALENDARS[nation])
        else:
            said = _("{name} ({day}) was added as a bank holiday by the office and is not counted.")
            yield format_lazy(said, name=name, day=_lazy_day(on))


def _pauses(term: Term, reckoning: Reckoning) -> Iterator[str | Promise]:
    unit = Unit.WORKING_DAYS if term.unit is Unit.WORKING_DAYS else Unit.DAYS
    for pause, count in reckoning.paused:
        start = _lazy_day(pause.from_on)
        if pause.until_on is None:
            said = _("Paused since {start} (“{reason}”): the last day moves on by as long as the pause lasts.")
            yield format_lazy(said, start=start, reason=pause.reason)
        else:
            said = _("Paused from {start} to {end} (“{reason}”): {length} not counted.")
            end = _lazy_day(pause.until_on - timedelta(days=1))
            yield format_lazy(said, start=start, end=end, reason=pause.reason, length=length(count, unit))


def _moved(nation: str, reckoning: Reckoning) -> Iterator[str | Promise]:
    if reckoning.base_on == reckoning.due_on:
        return
    yield format_lazy(
        _("That ends on {day}, which is not a working day, so it moves to the next one."),
        day=_lazy_weekday(reckoning.base_on),
    )
    yield from _holidays(nation, reckoning)
