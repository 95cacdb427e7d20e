"""Counting: the day on which a time limit ends, and every reason for it.

The rules, the same for every limit:

* The day it starts is day 0. The first day counted is the day after it.
* A limit in **working days** counts days that are not a Saturday, a Sunday or a bank holiday of the nation.
* A limit in **days** counts every day. A limit in **months** ends on the day of the month on which it started, or on
  the last day of a shorter month. Where such a limit would end on a day that is not a working day, it ends on the
  next one.
* A day inside a pause is not counted, and no limit ends on one. A pause runs from its first day up to, and without,
  the day on which counting resumes. A pause that is still open moves nothing yet: its clock is shown as paused.

Bank holidays are those published for England and Wales, Scotland and Northern Ireland, as bundled with
``govuk-bank-holidays`` (no network), and those that the office added. Beyond the last year they are known for,
counting goes on with weekends alone, and the explanation says so.
"""

from __future__ import annotations

import calendar as months
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from govuk_bank_holidays.bank_holidays import BankHolidays

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5
_DIVISIONS = {
    "england": BankHolidays.ENGLAND_AND_WALES,
    "wales": BankHolidays.ENGLAND_AND_WALES,
    "scotland": BankHolidays.SCOTLAND,
    "northern_ireland": BankHolidays.NORTHERN_IRELAND,
    "": BankHolidays.ENGLAND_AND_WALES,  # the nation is not known: the calendar of the office itself
}
NO_HOLIDAYS: Mapping[date, str] = MappingProxyType({})


class Unit(StrEnum):
    """What a limit is counted in."""

    WORKING_DAYS = "working_days"
    DAYS = "days"
    MONTHS = "months"


@dataclass(frozen=True)
class Term:
    """How long: at least 1 of a unit. Raises ValueError for less."""

    value: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.value < 1:
            raise ValueError("a time limit is at least one day or month long")


@dataclass(frozen=True)
class Pause:
    """Days that are not counted: from ``from_on`` up to, and without, ``until_on``; None while it lasts."""

    from_on: date
    until_on: date | None
    reason: str = ""

    def covers(self, on: date) -> bool:
        """Whether this day is inside the pause. A pause that is still open covers none: see the module."""
        return self.until_on is not None and self.from_on <= on < self.until_on


@dataclass(frozen=True)
class Reckoning:
    """A count with all its reasons. ``base_on`` is where the count ended, before moving to a working day."""

    due_on: date
    base_on: date
    weekend_days: int
    holidays: tuple[tuple[date, str], ...]
    paused: tuple[tuple[Pause, int], ...]
    unknown_years: tuple[int, ...]


@lru_cache(maxsize=1)
def _bundled() -> Mapping[str, Mapping[date, str]]:
    data = BankHolidays(use_cached_holidays=True).data
    return {division: {event["date"]: event["title"] for event in events} for division, events in data.items()}


def holidays_of(nation: str) -> Mapping[date, str]:
    """The bundled bank holidays of a nation, by date. Raises KeyError for something that is not a nation."""
    return _bundled()[_DIVISIONS[nation]]


def known_until(nation: str) -> int:
    """The last year for which the nation's bank holidays are published in what is bundled."""
    return max(holidays_of(nation)).year


def is_working_day(on: date, nation: str, extra_holidays: Mapping[date, str] = NO_HOLIDAYS) -> bool:
    """Whether the day is neither weekend nor bank holiday in this nation."""
    return on.weekday() < _SATURDAY and on not in holidays_of(nation) and on not in extra_holidays


def due_on(
    started_on: date,
    term: Term,
    nation: str,
    pauses: Iterable[Pause] = (),
    extra_holidays: Mapping[date, str] = NO_HOLIDAYS,
) -> date:
    """The last day of the limit. ``extra_holidays`` holds date → name of those the office added for the nation."""
    return reckon(started_on, term, nation, pauses, extra_holidays).due_on


def reckon(
    started_on: date,
    term: Term,
    nation: str,
    pauses: Iterable[Pause] = (),
    extra_holidays: Mapping[date, str] = NO_HOLIDAYS,
) -> Reckoning:
    """Count, and keep the reasons. The same function gives the date and its explanation."""
    listed = tuple(sorted(pauses, key=lambda pause: pause.from_on))
    rules = _Rules(nation, listed, extra_holidays, in_working_days=term.unit is Unit.WORKING_DAYS)
    left = _days_to_count(started_on, term)
    day = started_on
    while left:
        day += _ONE_DAY
        left -= rules.counts(day)
    base = day
    while not rules.may_end_on(day):
        day += _ONE_DAY
    return _reasons(started_on, base, day, rules)


@dataclass(frozen=True)
class _Rules:
    """Which days count, and on which a limit may end."""

    nation: str
    pauses: tuple[Pause, ...]
    extra_holidays: Mapping[date, str]
    in_working_days: bool

    def is_working(self, on: date) -> bool:
        return is_working_day(on, self.nation, self.extra_holidays)

    def is_paused(self, on: date) -> bool:
        return any(pause.covers(on) for pause in self.pauses)

    def would_count(self, on: date) -> bool:
        """Whether the day would count if no clock were ever paused."""
        return not self.in_working_days or self.is_working(on)

    def counts(self, on: date) -> bool:
        return self.would_count(on) and not self.is_paused(on)

    def may_end_on(self, on: date) -> bool:
        return self.is_working(on) and not self.is_paused(on)


def _days_to_count(started_on: date, term: Term) -> int:
    if term.unit is not Unit.MONTHS:
        return term.value
    return (_months_later(started_on, term.value) - started_on).days


def _months_later(on: date, count: int) -> date:
    year, month = divmod(on.month - 1 + count, 12)
    year, month = on.year + year, month + 1
    return on.replace(year=year, month=month, day=min(on.day, months.monthrange(year, month)[1]))


def _days_after(start: date, end: date) -> list[date]:
    """The days after ``start`` up to and with ``end``."""
    return [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]


def _reasons(started_on: date, base: date, due: date, rules: _Rules) -> Reckoning:
    named = {**holidays_of(rules.nation), **rules.extra_holidays}
    # A limit in days or months meets weekends and holidays only where it would end.
    passed = _days_after(started_on if rules.in_working_days else base - _ONE_DAY, due)
    uncounted = [day for day in passed if not rules.is_paused(day)]
    return Reckoning(
        due_on=due,
        base_on=base,
        weekend_days=sum(day.weekday() >= _SATURDAY for day in uncounted),
        holidays=tuple((day, named[day]) for day in uncounted if day in named and day.weekday() < _SATURDAY),
        paused=_paused_days(_days_after(started_on, due), rules),
        unknown_years=tuple(range(max(started_on.year, known_until(rules.nation) + 1), due.year + 1)),
    )


def _paused_days(passed: list[date], rules: _Rules) -> tuple[tuple[Pause, int], ...]:
    """How many days each pause kept from being counted; an open one none. A day in two belongs to the first."""
    found = []
    left = {day for day in passed if rules.would_count(day)}
    for pause in rules.pauses:
        mine = {day for day in left if pause.covers(day)}
        found.append((pause, len(mine)))
        left -= mine
    return tuple(found)
