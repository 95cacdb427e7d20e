"""Starting, meeting, pausing and moving clocks."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from candour.kernel.deadlines import operations, queries, terms
from candour.kernel.deadlines.calendar import Term, Unit
from candour.kernel.deadlines.models import BankHoliday, DeadlineBase, PolicyTerm
from candour.kernel.deadlines.tests import rehearsal
from candour.kernel.deadlines.tests.rehearsal import Matter, MatterClock, MatterPause
from candour.kernel.ledger.models import Entry
from candour.kernel.people.roles import Role

pytestmark = pytest.mark.django_db

HEAD = Role.HEAD_OF_OFFICE.value
MONDAY = date(2026, 6, 1)


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 11, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _tables(db: None) -> None:
    rehearsal.make_tables()


@pytest.fixture
def matter() -> Matter:
    return Matter.objects.create(state="received", procedure_version=1)


def _start(matter: Matter, *codes: str, on: date = MONDAY, nation: str = "england") -> list[MatterClock]:
    return operations.start(
        model=MatterClock, subject=matter, codes=codes or ("concerns.acknowledge",), on=on, nation=nation
    )


def _pause(clock: MatterClock, day: date, reason: str = "we asked you a question") -> MatterPause:
    row = operations.pause(deadline=clock, reason=reason, actor=rehearsal.person(HEAD), at=_noon(day))
    assert isinstance(row, MatterPause)
    return row


def _verbs() -> list[str]:
    return [json.loads(bytes(entry.entry))["verb"] for entry in Entry.objects.all()]


class TestStart:
    def test_copies_the_term_and_counts(self, matter: Matter) -> None:
        _start(matter, "concerns.acknowledge", "concerns.triage")
        clock = MatterClock.objects.get(code="concerns.triage")
        assert (clock.term, clock.due_on) == (Term(10, Unit.WORKING_DAYS), date(2026, 6, 15))

    def test_leaves_a_running_clock_as_it_is(self, matter: Matter) -> None:
        _start(matter)
        assert _start(matter, "concerns.acknowledge", on=MONDAY + timedelta(days=3)) == []
        assert [clock.code for clock in _start(matter, "concerns.acknowledge", "concerns.answer")] == [
            "concerns.answer"
        ]
        assert MatterClock.objects.get(code="concerns.acknowledge").started_on == MONDAY

    def test_starts_again_after_the_first_was_met(self, matter: Matter) -> None:
        _start(matter)
        operations.meet(model=MatterClock, subject=matter, codes=["concerns.acknowledge"], on=MONDAY)
        assert len(_start(matter)) == 1

    def test_does_nothing_for_no_code(self, matter: Matter) -> None:
        with CaptureQueriesContext(connection) as asked:
            assert operations.start(model=MatterClock, subject=matter, codes=(), on=MONDAY) == []
        assert len(asked) == 0

    def test_takes_two_statements(self, matter: Matter) -> None:
        with CaptureQueriesContext(connection) as asked:
            _start(matter, "concerns.acknowledge", "concerns.triage", "concerns.answer")
        statements = [query["sql"] for query in asked if "SAVEPOINT" not in query["sql"]]
        assert len(statements) == 2

    def test_refuses_where_the_office_has_set_no_term(self, matter: Matter) -> None:
        with pytest.raises(terms.NoSuchTerm, match="for: unknown"):
            _start(matter, "concerns.triage", "unknown")

    def test_skips_a_holiday_that_the_office_added_for_that_nation(self, matter: Matter) -> None:
        BankHoliday.objects.create(held_on=date(2026, 6, 2), name="Jubilee", nation="wales", source="Proclamation")
        assert _start(matter, nation="wales")[0].due_on == date(2026, 6, 4)
        assert _start(matter, "concerns.enquiry", nation="england")[0].due_on == date(2026, 6, 29)


class TestMeetAndCancel:
    def test_marks_only_the_codes_named(self, matter: Matter) -> None:
        _start(matter, "concerns.acknowledge", "concerns.triage", "concerns.answer")
        step = uuid.uuid4()
        met = operations.meet(model=MatterClock, subject=matter, codes=["concerns.triage"], on=MONDAY, met_by=step)
        gone = operations.cancel(model=MatterClock, subject=matter, codes=["concerns.answer"], on=MONDAY)
        assert (met, gone) == (1, 1)
        assert MatterClock.objects.get(code="concerns.triage").met_by == step
        assert [clock.code for clock in queries.running(MatterClock)] == ["concerns.acknowledge"]

    def test_does_nothing_for_no_code(self, matter: Matter) -> None:
        _start(matter)
        assert operations.meet(model=MatterClock, subject=matter, codes=(), on=MONDAY) == 0
        assert operations.cancel(model=MatterClock, subject=matter, codes=(), on=MONDAY) == 0

    def test_leaves_another_record_alone(self, matter: Matter) -> None:
        other = Matter.objects.create(state="received", procedure_version=1)
        _start(matter)
        _start(other)
        operations.meet(model=MatterClock, subject=matter, codes=["concerns.acknowledge"], on=MONDAY)
        assert queries.running(MatterClock).get().matter == other


class TestUndo:
    def test_takes_back_exactly_what_one_step_did(self, matter: Matter) -> None:
        step, later, correction = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
        _start(matter, "concerns.acknowledge", "concerns.triage", "concerns.enquiry")
        operations.meet(model=MatterClock, subject=matter, codes=["concerns.acknowledge"], on=MONDAY, met_by=step)
        operations.cancel(model=MatterClock, subject=matter, codes=["concerns.triage"], on=MONDAY, cancelled_by=step)
        operations.meet(model=MatterClock, subject=matter, codes=["concerns.enquiry"], on=MONDAY, met_by=later)
        operations.start(model=MatterClock, subject=matter, codes=["concerns.answer"], on=MONDAY, started_by=step)
        operations.undo(model=MatterClock, subject=matter, step=step, on=MONDAY, corrected_by=correction)
        assert {clock.code for clock in queries.running(MatterClock)} == {"concerns.acknowledge", "concerns.triage"}
        assert MatterClock.objects.get(code="concerns.answer").cancelled_by == correction
        assert MatterClock.objects.get(code="concerns.enquiry").met_by == later


class TestPauseAndResume:
    def test_moves_the_last_day_by_the_working_days_paused(self, matter: Matter) -> None:
        clock = _start(matter, "concerns.triage")[0]
        _pause(clock, date(2026, 6, 3))
        due = operations.resume(deadline=clock, actor=rehearsal.person(HEAD), at=_noon(date(2026, 6, 8)))
        clock.refresh_from_db()
        assert due == clock.due_on == date(2026, 6, 18)
        assert clock.paused_on is None
        assert _verbs() == ["deadlines.clock.pause", "deadlines.clock.resume"]
        assert "Paused from 3 June 2026 to 7 June 2026 (“we asked you a question”): 3 working days not counted." in [
            str(sentence) for sentence in queries.explain(clock)
        ]

    def test_changes_nothing_when_resumed_the_same_day(self, matter: Matter) -> None:
        clock = _start(matter)[0]
        _pause(clock, MONDAY)
        assert operations.resume(deadline=clock, actor=rehearsal.person(HEAD), at=_noon(MONDAY)) == clock.due_on

    def test_refuses_a_second_pause(self, matter: Matter) -> None:
        clock = _start(matter)[0]
        _pause(clock, MONDAY)
        with pytest.raises(operations.NotPossible, match="paused already"):
            _pause(clock, MONDAY)

    def test_refuses_a_clock_that_is_over(self, matter: Matter) -> None:
        clock = _start(matter)[0]
        operations.meet(model=MatterClock, subject=matter, codes=[clock.code], on=MONDAY)
        with pytest.raises(operations.NotPossible, match="is over"):
            _pause(clock, MONDAY)

    def test_refuses_to_undo_a_last_day_that_has_passed(self, matter: Matter) -> None:
        clock = _start(matter)[0]
        with pytest.raises(operations.NotPossible, match="has passed"):
            _pause(clock, clock.due_on + timedelta(days=1))
        _pause(clock, clock.due_on)

    def test_refuses_without_a_reason(self, matter: Matter) -> None:
        with pytest.raises(operations.NotPossible, match="Say why") as refused:
            _pause(_start(matter)[0], MONDAY, reason=" ")
        assert str(refused.value.message) == str(refused.value)

    def test_refuses_to_resume_what_is_not_paused(self, matter: Matter) -> None:
        clock = _start(matter)[0]
        with pytest.raises(operations.NotPossible, match="not paused"):
            operations.resume(deadline=clock, actor=rehearsal.person(HEAD), at=_noon(MONDAY))

    def test_refuses_to_resume_what_was_met_meanwhile(self, matter: Matter) -> None:
        clock = _start(matter)[0]
        _pause(clock, MONDAY)
        operations.meet(model=MatterClock, subject=matter, codes=[clock.code], on=MONDAY)
        with pytest.raises(operations.NotPossible, match="not paused"):
            operations.resume(deadline=clock, actor=rehearsal.person(HEAD), at=_noon(MONDAY))


class TestRecompute:
    def test_moves_running_clocks_when_a_holiday_is_added(self, matter: Matter) -> None:
        clock = _start(matter, "concerns.triage")[0]
        operations.add_bank_holiday(
            on=date(2026, 6, 4),
            name="Day of mourning",
            nation="",
            source="Proclamation",
            actor=rehearsal.person(HEAD),
            at=_noon(MONDAY),
            models=[MatterClock],
        )
        clock.refresh_from_db()
        assert clock.due_on == date(2026, 6, 16)
        assert json.loads(bytes(Entry.objects.get().entry))["codes"]["moved"] == 1

    def test_leaves_clocks_of_another_nation_and_those_that_are_over(self, matter: Matter) -> None:
        _start(matter, "concerns.triage", nation="scotland")
        _start(matter, "concerns.answer")
        operations.meet(model=MatterClock, subject=matter, codes=["concerns.answer"], on=MONDAY)
        BankHoliday.objects.create(held_on=date(2026, 6, 4), name="Jubilee", nation="england", source="Proclamation")
        assert operations.recompute_all(MatterClock) == 0

    def test_keeps_the_pauses(self, matter: Matter) -> None:
        clock = _start(matter, "concerns.triage")[0]
        _pause(clock, date(2026, 6, 3))
        operations.resume(deadline=clock, actor=rehearsal.person(HEAD), at=_noon(date(2026, 6, 8)))
        assert operations.recompute_all(MatterClock) == 0

    def test_goes_through_batches(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(operations, "_BATCH", 2)
        for _ in range(5):
            _start(Matter.objects.create(state="received", procedure_version=1), "concerns.triage")
        BankHoliday.objects.create(held_on=date(2026, 6, 4), name="Jubilee", nation="england", source="Proclamation")
        assert operations.recompute_all(MatterClock) == 5

    @pytest.mark.parametrize("day", [date(2026, 6, 6), date(2026, 12, 25)])
    def test_refuses_a_day_that_is_off_already(self, day: date) -> None:
        with pytest.raises(operations.NotPossible, match="not a working day already"):
            operations.add_bank_holiday(
                on=day, name="X", nation="", source="Y", actor=rehearsal.person(HEAD), at=_noon(MONDAY), models=[]
            )


class TestSetTerm:
    def _set(
        self, value: int, start: date, *, at: date = MONDAY, nation: str = "", source: str = "Decision"
    ) -> PolicyTerm:
        return operations.set_term(
            code="concerns.triage",
            term=Term(value, Unit.WORKING_DAYS),
            nation=nation,
            source=source,
            in_force_from=start,
            actor=rehearsal.person(HEAD),
            at=_noon(at),
        )

    def test_ends_the_one_before_on_the_day(self) -> None:
        self._set(5, date(2026, 7, 1))
        assert terms.in_force("concerns.triage", "", date(2026, 6, 30)).value == 10
        assert terms.in_force("concerns.triage", "", date(2026, 7, 1)).value == 5
        assert _verbs() == ["deadlines.term.set"]

    def test_replaces_one_planned_for_the_same_day_or_later(self) -> None:
        self._set(5, date(2026, 8, 1))
        self._set(6, date(2026, 7, 1))
        self._set(7, date(2026, 7, 1))
        assert terms.in_force("concerns.triage", "", date(2026, 9, 1)).value == 7
        assert PolicyTerm.objects.filter(code="concerns.triage").count() == 4

    def test_leaves_running_clocks_alone(self, matter: Matter) -> None:
        clock = _start(matter, "concerns.triage")[0]
        self._set(1, MONDAY)
        operations.recompute_all(MatterClock)
        clock.refresh_from_db()
        assert clock.due_on == date(2026, 6, 15)

    def test_prefers_the_nations_own(self) -> None:
        self._set(3, MONDAY, nation="scotland")
        assert terms.in_force("concerns.triage", "scotland", MONDAY).value == 3
        assert terms.in_force("concerns.triage", "wales", MONDAY).value == 10

    def test_refuses_the_past(self) -> None:
        with pytest.raises(operations.NotPossible, match="from today on"):
            self._set(5, MONDAY - timedelta(days=1))

    def test_refuses_without_a_source(self) -> None:
        with pytest.raises(operations.NotPossible, match="comes from"):
            self._set(5, MONDAY, source=" ")


class TestTerms:
    def test_defaults_are_there_from_the_start_and_say_what_they_are(self) -> None:
        found = {term.code: term for term in terms.all_in_force(MONDAY)}
        assert found.keys() == {default.code for default in terms.DEFAULTS}
        assert {term.code: term.source for term in found.values()} == {one.code: one.source for one in terms.DEFAULTS}
        assert found["concerns.answer"].source == "Office policy (default; not law)"
        assert str(found["concerns.answer"]) == "concerns.answer: 20 working_days"

    def test_loads_only_what_is_missing(self) -> None:
        PolicyTerm.objects.filter(code="concerns.answer").delete()
        assert terms.load_defaults() == 1
        assert terms.load_defaults() == 0


class TestQueries:
    def test_due_and_overdue_are_counted_against_the_day_that_is_given(self, matter: Matter) -> None:
        clock = _start(matter)[0]
        day = clock.due_on
        assert list(queries.due(MatterClock, by=day - timedelta(days=1))) == []
        assert list(queries.due(MatterClock, by=day)) == [clock]
        assert list(queries.overdue(MatterClock, on=day)) == []
        assert list(queries.overdue(MatterClock, on=day + timedelta(days=1))) == [clock]
        _pause(clock, day)
        assert list(queries.overdue(MatterClock, on=day + timedelta(days=1))) == []

    @pytest.mark.parametrize(
        ("fields", "standing"),
        [
            ({}, "running"),
            ({"due_on": MONDAY}, "due_today"),
            ({"due_on": MONDAY - timedelta(days=1)}, "overdue"),
            ({"due_on": MONDAY - timedelta(days=1), "paused_on": MONDAY}, "paused"),
            ({"cancelled_on": MONDAY}, "cancelled"),
            ({"met_on": MONDAY}, "met"),
            ({"met_on": MONDAY, "due_on": MONDAY - timedelta(days=1)}, "met_late"),
        ],
    )
    def test_says_where_a_clock_stands(self, matter: Matter, fields: dict[str, date], standing: str) -> None:
        _start(matter)
        MatterClock.objects.update(**fields)
        clocks = queries.with_standing(queries.of_subject(MatterClock, matter.pk), on=MONDAY)
        assert clocks.values_list("standing", flat=True).get() == standing

    def test_finds_the_next_one_due(self, matter: Matter) -> None:
        clocks = _start(matter, "concerns.acknowledge", "concerns.triage", "concerns.answer")
        clocks[0].paused_on = MONDAY
        clocks[1].met_on = MONDAY
        assert queries.next_due(clocks) is clocks[2]
        assert queries.next_due(clocks[:2]) is None

    def test_knows_every_table_of_clocks_that_is_installed(self) -> None:
        found = queries.clock_models()
        assert found
        assert not any(model._meta.abstract for model in found)
        assert DeadlineBase not in found


class TestCommand:
    def test_loads_the_defaults(self, capsys: pytest.CaptureFixture[str]) -> None:
        call_command("deadlines", "defaults")
        assert capsys.readouterr().out == "0 policy terms added\n"

    def test_counts_every_clock_again(
        self, matter: Matter, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        _start(matter, "concerns.triage")
        BankHoliday.objects.create(held_on=date(2026, 6, 4), name="Jubilee", nation="", source="Proclamation")
        monkeypatch.setattr(queries, "clock_models", lambda: (MatterClock,))
        call_command("deadlines", "recompute")
        assert capsys.readouterr().out == "rehearsal.MatterClock: 1 time limits moved\n"


class TestWords:
    def test_rows_name_themselves_for_a_developer(self, matter: Matter) -> None:
        clock = _start(matter)[0]
        assert str(clock) == "concerns.acknowledge due 2026-06-03"
        assert str(_pause(clock, MONDAY)) == "paused from 2026-06-01"
        assert str(BankHoliday(held_on=MONDAY, name="Jubilee")) == "Jubilee, 2026-06-01"
