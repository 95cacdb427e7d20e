"""What a clock says of itself: every sentence, in the order in which one would check it."""

from __future__ import annotations

from datetime import date

from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from candour.kernel.deadlines import calendar, explanation
from candour.kernel.deadlines.calendar import Pause, Term, Unit
from candour.kernel.deadlines.tests.test_calendar import DAYS, HOLIDAYS, NATIONS, TERMS, pauses


def _said(
    start: date,
    term: Term,
    nation: str,
    paused: tuple[Pause, ...] = (),
    extra: dict[date, str] | None = None,
) -> list[str]:
    with override("en-gb"):
        return [str(sentence) for sentence in explanation.explain(start, term, nation, paused, extra or {})]


class TestExplain:
    def test_names_each_bank_holiday_that_it_skips(self) -> None:
        assert _said(date(2026, 4, 1), Term(10, Unit.WORKING_DAYS), "england") == [
            "The time limit is 10 working days, counted from the day after 1 April 2026.",
            "Saturdays and Sundays are not counted.",
            "Good Friday (3 April 2026) is a bank holiday in England and Wales and is not counted.",
            "Easter Monday (6 April 2026) is a bank holiday in England and Wales and is not counted.",
            "So the last day is Friday 17 April 2026.",
        ]

    def test_says_one_day_as_one(self) -> None:
        assert _said(date(2026, 6, 1), Term(1, Unit.WORKING_DAYS), "scotland") == [
            "The time limit is 1 working day, counted from the day after 1 June 2026.",
            "So the last day is Tuesday 2 June 2026.",
        ]

    def test_explains_a_start_on_a_day_off(self) -> None:
        assert _said(date(2026, 6, 6), Term(1, Unit.WORKING_DAYS), "wales") == [
            "The time limit is 1 working day, counted from the day after 6 June 2026.",
            "Saturday 6 June 2026 is not a working day; that makes no difference, "
            "because the first day is not counted.",
            "Saturdays and Sundays are not counted.",
            "So the last day is Monday 8 June 2026.",
        ]

    def test_says_why_and_how_long_it_was_paused(self) -> None:
        pause = Pause(date(2026, 5, 5), date(2026, 5, 10), "we waited for your answer")
        assert _said(date(2026, 5, 1), Term(2, Unit.WORKING_DAYS), "northern_ireland", (pause,)) == [
            "The time limit is 2 working days, counted from the day after 1 May 2026.",
            "Saturdays and Sundays are not counted.",
            "Early May bank holiday (4 May 2026) is a bank holiday in Northern Ireland and is not counted.",
            "Paused from 5 May 2026 to 9 May 2026 (“we waited for your answer”): 4 working days not counted.",
            "So the last day is Tuesday 12 May 2026.",
        ]

    def test_says_that_a_pause_lasts(self) -> None:
        pause = Pause(date(2026, 6, 3), None, "you asked us to wait")
        assert _said(date(2026, 6, 1), Term(3, Unit.WORKING_DAYS), "england", (pause,))[1] == (
            "Paused since 3 June 2026 (“you asked us to wait”): the last day moves on by as long as the pause lasts."
        )

    def test_says_what_the_office_added(self) -> None:
        said = _said(date(2026, 6, 1), Term(1, Unit.WORKING_DAYS), "england", (), {date(2026, 6, 2): "Day of mourning"})
        assert said[1] == "Day of mourning (2 June 2026) was added as a bank holiday by the office and is not counted."

    def test_explains_that_a_limit_in_days_moves_to_a_working_day(self) -> None:
        assert _said(date(2026, 3, 4), Term(30, Unit.DAYS), "scotland") == [
            "The time limit is 30 days, counted from the day after 4 March 2026.",
            "That ends on Friday 3 April 2026, which is not a working day, so it moves to the next one.",
            "Good Friday (3 April 2026) is a bank holiday in Scotland and is not counted.",
            "So the last day is Monday 6 April 2026.",
        ]

    def test_says_nothing_of_moving_where_nothing_moves(self) -> None:
        assert _said(date(2026, 1, 16), Term(1, Unit.MONTHS), "") == [
            "The time limit is 1 month, counted from the day after 16 January 2026.",
            "So the last day is Monday 16 February 2026.",
        ]

    def test_says_that_a_year_is_not_known(self) -> None:
        year = calendar.known_until("england") + 1
        said = _said(date(year, 3, 1), Term(2, Unit.WORKING_DAYS), "england")
        assert f"The bank holidays of {year} are not yet known here; the date can move when they are." in said

    @given(DAYS, TERMS, NATIONS, st.lists(pauses(), max_size=3), HOLIDAYS)
    def test_ends_with_the_date_that_was_counted(
        self, start: date, term: Term, nation: str, paused: list[Pause], extra: dict[date, str]
    ) -> None:
        due = calendar.due_on(start, term, nation, paused, extra)
        last = _said(start, term, nation, tuple(paused), extra)[-1]
        assert last == f"So the last day is {due:%A} {due.day} {due:%B} {due.year}."

    def test_waits_for_the_language_of_the_reader(self) -> None:
        sentences = explanation.explain(date(2026, 6, 1), Term(3, Unit.WORKING_DAYS), "england")
        with override("cy"):
            assert "Mehefin" in str(sentences[-1])
        with override("en-gb"):
            assert "June" in str(sentences[-1])
