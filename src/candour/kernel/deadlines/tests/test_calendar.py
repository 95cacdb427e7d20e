"""Counting days: worked examples, and properties held against an oracle that counts in another way."""

from __future__ import annotations

import json
from datetime import date, timedelta
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candour.kernel.deadlines import calendar
from candour.kernel.deadlines.calendar import Pause, Term, Unit

DIVISIONS = {
    "england": "england-and-wales",
    "wales": "england-and-wales",
    "scotland": "scotland",
    "northern_ireland": "northern-ireland",
    "": "england-and-wales",
}
PUBLISHED = {
    division: {date.fromisoformat(event["date"]) for event in body["events"]}
    for division, body in json.loads(
        resources.files("govuk_bank_holidays").joinpath("bank-holidays.json").read_text(encoding="utf-8")
    ).items()
}
DAYS = st.dates(date(2024, 1, 1), date(2031, 12, 31))
NATIONS = st.sampled_from(sorted(DIVISIONS))
TERMS = st.one_of(
    st.builds(Term, st.integers(1, 60), st.sampled_from([Unit.WORKING_DAYS, Unit.DAYS])),
    st.builds(Term, st.integers(1, 24), st.just(Unit.MONTHS)),
)


@st.composite
def pauses(draw: st.DrawFn) -> Pause:
    start = draw(DAYS)
    until = draw(st.one_of(st.none(), st.integers(0, 40).map(lambda n: start + timedelta(days=n))))
    return Pause(start, until, "they asked for time")


HOLIDAYS = st.dictionaries(DAYS, st.just("A proclaimed holiday"), max_size=6)


def _oracle(start: date, term: Term, nation: str, paused: list[Pause], extra: dict[date, str]) -> date:
    """List every day of four years after the start, cross out what does not count, and point at the last one."""
    holidays = PUBLISHED[DIVISIONS[nation]] | extra.keys()
    crossed = {
        pause.from_on + timedelta(days=n)
        for pause in paused
        if pause.until_on
        for n in range((pause.until_on - pause.from_on).days)
    }
    calendar_days = [start + timedelta(days=n) for n in range(1, 1_500)]
    working = [day for day in calendar_days if day.isoweekday() < 6 and day not in holidays and day not in crossed]
    if term.unit is Unit.WORKING_DAYS:
        return working[term.value - 1]
    count = term.value
    if term.unit is Unit.MONTHS:
        month = start.month - 1 + term.value
        year, month = start.year + month // 12, month % 12 + 1
        day = start.day
        while True:
            try:
                end = date(year, month, day)
                break
            except ValueError:
                day -= 1
        count = (end - start).days
    last = [day for day in calendar_days if day not in crossed][count - 1]
    return next(day for day in working if day >= last)


class TestDueOn:
    @pytest.mark.parametrize(
        ("start", "term", "nation", "due"),
        [
            # The Easter of 2026: Good Friday is 3 April, Easter Monday 6 April.
            (date(2026, 4, 1), Term(2, Unit.WORKING_DAYS), "england", date(2026, 4, 7)),
            (date(2026, 4, 1), Term(2, Unit.WORKING_DAYS), "scotland", date(2026, 4, 6)),
            (date(2026, 7, 10), Term(1, Unit.WORKING_DAYS), "northern_ireland", date(2026, 7, 14)),
            (date(2026, 7, 10), Term(1, Unit.WORKING_DAYS), "wales", date(2026, 7, 13)),
            (date(2026, 4, 4), Term(1, Unit.WORKING_DAYS), "england", date(2026, 4, 7)),
            (date(2026, 3, 26), Term(10, Unit.DAYS), "england", date(2026, 4, 7)),
            (date(2026, 1, 31), Term(1, Unit.MONTHS), "england", date(2026, 3, 2)),
            (date(2026, 12, 15), Term(2, Unit.MONTHS), "england", date(2027, 2, 15)),
            (date(2028, 2, 29), Term(12, Unit.MONTHS), "england", date(2029, 2, 28)),
        ],
    )
    def test_counts_as_a_person_would(self, start: date, term: Term, nation: str, due: date) -> None:
        assert calendar.due_on(start, term, nation) == due

    def test_does_not_count_a_pause_but_counts_the_day_of_resumption(self) -> None:
        pause = Pause(date(2026, 6, 3), date(2026, 6, 5))
        assert calendar.due_on(date(2026, 6, 1), Term(3, Unit.WORKING_DAYS), "england", [pause]) == date(2026, 6, 8)

    def test_does_not_move_while_a_pause_is_open(self) -> None:
        pause = Pause(date(2026, 6, 3), None)
        assert calendar.due_on(date(2026, 6, 1), Term(3, Unit.WORKING_DAYS), "england", [pause]) == date(2026, 6, 4)

    def test_goes_on_beyond_the_years_that_are_known(self) -> None:
        assert calendar.known_until("england") >= 2028
        assert calendar.due_on(date(2060, 1, 2), Term(5, Unit.WORKING_DAYS), "england") == date(2060, 1, 9)

    @given(DAYS, TERMS, NATIONS, st.lists(pauses(), max_size=4), HOLIDAYS)
    def test_agrees_with_the_oracle(
        self, start: date, term: Term, nation: str, paused: list[Pause], extra: dict[date, str]
    ) -> None:
        assert calendar.due_on(start, term, nation, paused, extra) == _oracle(start, term, nation, paused, extra)

    @given(DAYS, TERMS, NATIONS, st.lists(pauses(), max_size=4), HOLIDAYS)
    def test_is_a_working_day_outside_every_pause(
        self, start: date, term: Term, nation: str, paused: list[Pause], extra: dict[date, str]
    ) -> None:
        due = calendar.due_on(start, term, nation, paused, extra)
        assert due > start
        assert calendar.is_working_day(due, nation, extra)
        assert not any(pause.covers(due) for pause in paused)

    @given(st.tuples(DAYS, TERMS, NATIONS), st.lists(pauses(), max_size=3), pauses(), HOLIDAYS, DAYS)
    def test_never_comes_earlier_for_a_pause_or_a_holiday_more(
        self,
        asked: tuple[date, Term, str],
        paused: list[Pause],
        one_more: Pause,
        extra: dict[date, str],
        another: date,
    ) -> None:
        due = calendar.due_on(*asked, paused, extra)
        assert calendar.due_on(*asked, [*paused, one_more], extra) >= due
        assert calendar.due_on(*asked, paused, {**extra, another: "One more"}) >= due

    @given(DAYS, st.integers(1, 59), st.sampled_from([Unit.WORKING_DAYS, Unit.DAYS]), NATIONS)
    def test_never_comes_earlier_for_a_longer_term_or_a_later_start(
        self, start: date, value: int, unit: Unit, nation: str
    ) -> None:
        due = calendar.due_on(start, Term(value, unit), nation)
        assert calendar.due_on(start, Term(value + 1, unit), nation) >= due
        assert calendar.due_on(start + timedelta(days=1), Term(value, unit), nation) >= due


class TestReckon:
    @given(DAYS, st.integers(1, 60), NATIONS, st.lists(pauses(), max_size=4), HOLIDAYS)
    def test_accounts_for_every_day_between(
        self, start: date, value: int, nation: str, paused: list[Pause], extra: dict[date, str]
    ) -> None:
        """Counted days, weekends, holidays and paused days add up; a day off inside a pause counts once."""
        found = calendar.reckon(start, Term(value, Unit.WORKING_DAYS), nation, paused, extra)
        in_pause = sum(
            any(pause.covers(day) for pause in paused)
            for day in (start + timedelta(days=n) for n in range(1, (found.due_on - start).days + 1))
            if not calendar.is_working_day(day, nation, extra)
        )
        not_counted = found.weekend_days + len(found.holidays) + sum(count for _, count in found.paused) + in_pause
        assert (found.due_on - start).days == value + not_counted

    def test_names_the_years_that_are_not_known(self) -> None:
        last = calendar.known_until("scotland")
        assert calendar.reckon(date(last, 12, 20), Term(20, Unit.WORKING_DAYS), "scotland").unknown_years == (last + 1,)
        assert calendar.reckon(date(last, 6, 1), Term(20, Unit.WORKING_DAYS), "scotland").unknown_years == ()


class TestNations:
    def test_refuses_what_is_not_a_nation(self) -> None:
        with pytest.raises(KeyError):
            calendar.is_working_day(date(2026, 6, 1), "france")

    def test_counts_a_holiday_that_the_office_added(self) -> None:
        day = date(2026, 6, 2)
        assert calendar.is_working_day(day, "wales")
        assert not calendar.is_working_day(day, "wales", {day: "A proclaimed holiday"})


class TestTerm:
    @pytest.mark.parametrize("value", [0, -1])
    def test_refuses_less_than_one(self, value: int) -> None:
        with pytest.raises(ValueError, match="at least one"):
            Term(value, Unit.DAYS)
