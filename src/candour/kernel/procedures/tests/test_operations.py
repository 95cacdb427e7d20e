"""Beginning, taking and correcting, with rows, clocks and ledger entries."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from candour.kernel.deadlines.tests.rehearsal import Matter, MatterClock, make_tables, person
from candour.kernel.doors import Door
from candour.kernel.ledger.models import Entry
from candour.kernel.people.actor import Actor
from candour.kernel.people.models import Person
from candour.kernel.procedures import operations, proof, queries
from candour.kernel.procedures.facts import Facts, Outsider, Refused
from candour.kernel.procedures.models import StepTaken
from candour.kernel.procedures.tests import rehearsal
from candour.kernel.procedures.tests.rehearsal import CASEWORKER, HEAD, NOON, PROCEDURE, MatterStep

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tables(db: None) -> None:
    make_tables(MatterStep)


def _known(*roles: str, name: str = "Amina Rahman") -> Actor:
    row = Person.objects.create(name=name, email=f"{uuid.uuid4()}@example.invalid")
    return replace(person(*roles, person_id=row.pk, stepped_up_at=NOON), name=name)


def _begun(actor: Actor | None = None, door: Door = Door.PUBLIC) -> Matter:
    matter = Matter()
    operations.begin(
        procedure=PROCEDURE,
        step="receive",
        record=matter,
        facts=Facts(matter.pk, ""),
        actor=actor,
        door=door,
        at=NOON,
        history=MatterStep,
        deadline_model=MatterClock,
    )
    return matter


def _take(
    matter: Matter, step: str, actor: Actor | Outsider | None, *records: str, door: Door = Door.OFFICE
) -> MatterStep:
    assigned = actor.person_id if isinstance(actor, Actor) else None
    return operations.take(
        procedure=PROCEDURE,
        step=step,
        record=matter,
        facts=rehearsal.facts_of(matter, records=frozenset(records), assigned_to=assigned),
        actor=actor,
        door=door,
        at=NOON,
        history=MatterStep,
        deadline_model=MatterClock,
        rationale="Because.",
    )


def _correct(matter: Matter, actor: Actor, entry: uuid.UUID, reason: str = "The wrong record.") -> MatterStep:
    return operations.correct(
        procedure=PROCEDURE,
        record=matter,
        facts=rehearsal.facts_of(matter),
        actor=actor,
        door=Door.OFFICE,
        at=NOON + timedelta(days=1),
        history=MatterStep,
        reason=reason,
        entry=entry,
        deadline_model=MatterClock,
    )


def _clock(code: str) -> MatterClock:
    return MatterClock.objects.get(code=code)


class TestBegin:
    def test_keeps_the_day_alone_of_what_a_reporter_does(self) -> None:
        matter = _begun()
        row = MatterStep.objects.get(matter=matter)
        assert (row.number, row.step, row.from_state, row.to_state) == (1, "receive", "", "received")
        assert (row.by_kind, row.by_id, row.taken_at, row.taken_on) == (
            "reporter",
            None,
            None,
            date(2026, 3, 30),
        )
        entry = json.loads(bytes(Entry.objects.get(pk=row.ledger_entry).entry))
        assert entry["at"] == "2026-03-30"
        assert entry["verb"] == "rehearsal.matter.receive"
        assert entry["codes"]["version"] == 1
        assert (str(row), row.subject_id) == ("1. receive", matter.pk)

    def test_starts_the_clocks_that_the_table_names(self) -> None:
        _begun()
        clock = _clock("concerns.acknowledge")
        assert (clock.started_on, clock.due_on, clock.term_value) == (date(2026, 3, 30), date(2026, 4, 1), 2)
        assert _clock("concerns.triage").due_on == date(2026, 4, 15)  # two bank holidays and two weekends

    def test_names_the_officer_who_enters_it_for_a_caller(self) -> None:
        officer = _known(CASEWORKER)
        row = MatterStep.objects.get(matter=_begun(officer, Door.OFFICE))
        assert (row.by_kind, row.by_id, row.taken_at) == ("staff", officer.person_id, NOON)

    def test_refuses_somebody_without_the_role_and_writes_nothing(self) -> None:
        with pytest.raises(Refused) as refused:
            _begun(_known(HEAD), Door.OFFICE)
        assert refused.value.codes == ("role",)
        assert not Matter.objects.exists()
        assert not Entry.objects.exists()

    def test_works_without_clocks(self) -> None:
        matter = Matter()
        operations.begin(
            procedure=PROCEDURE,
            step="receive",
            record=matter,
            facts=Facts(matter.pk, ""),
            actor=None,
            door=Door.OFFICE,
            at=NOON,
            history=MatterStep,
        )
        assert MatterStep.objects.get().by_kind == "system"
        assert not MatterClock.objects.exists()

    @pytest.mark.parametrize("facts", [Facts(uuid.uuid4(), ""), None])
    def test_refuses_facts_of_another_record(self, facts: Facts | None) -> None:
        matter = Matter()
        with pytest.raises(operations.StaleFacts):
            operations.begin(
                procedure=PROCEDURE,
                step="receive",
                record=matter,
                facts=facts or Facts(matter.pk, "received"),
                actor=None,
                door=Door.PUBLIC,
                at=NOON,
                history=MatterStep,
            )


class TestTake:
    def test_moves_the_record_and_writes_history_clocks_and_ledger(self) -> None:
        matter, officer = _begun(), _known(CASEWORKER)
        row = _take(matter, "open", officer)
        matter.refresh_from_db()
        assert matter.state == "open"
        assert (row.number, row.from_state, row.to_state, row.rationale) == (
            2,
            "received",
            "open",
            "Because.",
        )
        assert (_clock("concerns.acknowledge").met_on, _clock("concerns.acknowledge").met_by) == (
            row.taken_on,
            row.pk,
        )
        assert _clock("concerns.triage").cancelled_by == row.pk
        assert _clock("concerns.answer").started_by == row.pk
        assert Entry.objects.filter(pk=row.ledger_entry).exists()

    def test_refuses_a_second_click_and_says_who_did_it_and_when(self) -> None:
        matter, officer = _begun(), _known(CASEWORKER, name="Bronwen Hughes")
        _take(matter, "open", officer)
        with pytest.raises(Refused) as refused:
            _take(matter, "open", officer)
        assert refused.value.codes == ("state",)
        said = str(refused.value.refusals[0].message)
        assert said == "Bronwen Hughes already did “Open” on 30 March 2026. This now stands at: Open."
        assert MatterStep.objects.filter(step="open").count() == 1

    def test_leaves_the_state_where_the_table_does(self) -> None:
        matter, officer = _begun(), _known(CASEWORKER)
        row = _take(matter, "note", officer)
        assert (row.from_state, row.to_state, matter.state) == ("received", "received", "received")

    def test_saves_the_other_fields_that_the_caller_names(self) -> None:
        matter = _begun()
        matter.note = "kept"
        operations.take(
            procedure=PROCEDURE,
            step="note",
            record=matter,
            facts=rehearsal.facts_of(matter),
            actor=_known(CASEWORKER),
            door=Door.OFFICE,
            at=NOON,
            history=MatterStep,
            changed=("note",),
        )
        assert Matter.objects.get().note == "kept"

    def test_refuses_facts_gathered_before_the_lock(self) -> None:
        matter = _begun()
        facts = rehearsal.facts_of(matter)
        matter.state = "closed"
        with pytest.raises(operations.StaleFacts, match="after locking"):
            _take_with(matter, facts)

    def test_refuses_another_version_of_the_procedure(self) -> None:
        matter = _begun()
        matter.procedure_version = 2
        with pytest.raises(operations.StaleFacts, match="version 2"):
            _take_with(matter, rehearsal.facts_of(matter))

    def test_lets_a_reporter_withdraw_by_day(self) -> None:
        matter = _begun()
        row = _take(matter, "withdraw", None, door=Door.PUBLIC)
        assert (row.taken_at, row.by_kind, matter.state) == (None, "reporter", "closed")
        assert not MatterClock.objects.filter(cancelled_on__isnull=True).exists()


def _take_with(matter: Matter, facts: Facts) -> None:
    operations.take(
        procedure=PROCEDURE,
        step="note",
        record=matter,
        facts=facts,
        actor=person(CASEWORKER),
        door=Door.OFFICE,
        at=NOON,
        history=MatterStep,
    )


class TestCorrect:
    def test_sets_the_state_back_and_keeps_the_earlier_entry(self) -> None:
        matter, officer = _begun(), _known(CASEWORKER)
        mistaken = _take(matter, "open", officer)
        row = _correct(matter, officer, mistaken.pk)
        assert Matter.objects.get().state == "received"
        assert (row.corrects_id, row.to_state, row.rationale) == (
            mistaken.pk,
            "received",
            "The wrong record.",
        )
        assert [(step.step, step.is_corrected) for step in queries.timeline(MatterStep, matter.pk)] == [  # type: ignore[attr-defined]
            ("receive", False),
            ("open", True),
            ("correct", False),
        ]
        entry = json.loads(bytes(Entry.objects.get(pk=row.ledger_entry).entry))
        assert entry["codes"]["corrects"] == str(mistaken.pk)

    def test_lets_the_clocks_run_as_before(self) -> None:
        matter, officer = _begun(), _known(CASEWORKER)
        _correct(matter, officer, _take(matter, "open", officer).pk)
        assert _clock("concerns.acknowledge").is_running
        assert _clock("concerns.triage").is_running
        assert _clock("concerns.answer").cancelled_on == date(2026, 3, 31)

    def test_lets_the_step_be_taken_again(self) -> None:
        matter, officer = _begun(), _known(CASEWORKER)
        _correct(matter, officer, _take(matter, "open", officer).pk)
        again = _take(matter, "open", officer)
        assert again.number == 4
        assert MatterClock.objects.filter(code="concerns.answer", cancelled_on__isnull=True).count() == 1

    def test_works_backwards_one_step_at_a_time(self) -> None:
        matter, officer, head = _begun(), _known(CASEWORKER), _known(HEAD)
        opened = _take(matter, "open", officer)
        closed = _take(matter, "close", head, "reason")
        with pytest.raises(Refused) as refused:
            _correct(matter, officer, opened.pk)
        assert refused.value.codes == ("not_last",)
        _correct(matter, officer, closed.pk)
        _correct(matter, officer, opened.pk)
        assert matter.state == "received"

    def test_refuses_a_second_correction_of_the_same_step(self) -> None:
        matter, officer = _begun(), _known(CASEWORKER)
        mistaken = _take(matter, "open", officer)
        _correct(matter, officer, mistaken.pk)
        _take(matter, "open", officer)
        with pytest.raises(Refused) as refused:
            _correct(matter, officer, mistaken.pk)
        assert refused.value.codes == ("not_last",)

    def test_refuses_without_a_reason_and_names_every_refusal(self) -> None:
        matter = _begun()
        with pytest.raises(Refused) as refused:
            _correct(matter, person("analyst"), uuid.uuid4(), reason="  ")
        assert refused.value.codes == ("state", "role", "reason", "not_last")

    def test_refuses_to_take_back_what_the_reporter_did(self) -> None:
        matter, officer = _begun(), _known(CASEWORKER)
        withdrawn = _take(matter, "withdraw", Outsider.REPORTER, door=Door.PUBLIC)
        with pytest.raises(Refused) as refused:
            _correct(matter, officer, withdrawn.pk)
        assert refused.value.codes == ("reporters_own",)

    def test_works_without_clocks(self) -> None:
        matter, officer = _begun(), _known(CASEWORKER)
        mistaken = _take(matter, "open", officer)
        operations.correct(
            procedure=PROCEDURE,
            record=matter,
            facts=rehearsal.facts_of(matter),
            actor=officer,
            door=Door.OFFICE,
            at=NOON,
            history=MatterStep,
            reason="Mistaken.",
            entry=mistaken.pk,
        )
        assert not _clock("concerns.acknowledge").is_running


class TestProof:
    def test_finds_nothing_wrong_with_what_was_written(self) -> None:
        matter, officer = _begun(), _known(CASEWORKER)
        _correct(matter, officer, _take(matter, "open", officer).pk)
        assert list(proof.faults(MatterStep)) == []

    def test_finds_a_rationale_that_was_changed(self) -> None:
        matter = _begun()
        row = _take(matter, "open", _known(CASEWORKER))
        MatterStep.objects.filter(pk=row.pk).update(rationale="Something else.")
        assert list(proof.faults(MatterStep)) == [f"{row.pk}: it differs from what its ledger entry proves"]

    def test_finds_a_row_without_an_entry(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(proof, "_BATCH", 1)
        matter = _begun()
        row = _take(matter, "open", _known(CASEWORKER))
        MatterStep.objects.filter(pk=row.pk).update(ledger_entry=uuid.uuid4())
        assert list(proof.faults(MatterStep)) == [f"{row.pk}: it has no ledger entry"]

    def test_knows_every_history_that_is_installed(self) -> None:
        found = proof.histories()
        assert found
        assert StepTaken not in found
        assert MatterStep not in found  # not installed

    def test_finds_any_other_row_without_an_entry(self) -> None:
        row = _take(_begun(), "open", _known(CASEWORKER))
        assert list(proof.lacking(MatterStep)) == []
        MatterStep.objects.filter(pk=row.pk).update(ledger_entry=uuid.uuid4())
        assert list(proof.lacking(MatterStep)) == [f"{row.pk}: it has no ledger entry"]

    def test_knows_the_other_tables_whose_rows_name_an_entry(self) -> None:
        found = proof.others()
        assert {"concerns_narrativeread", "pathway_referralread"} <= {table._meta.db_table for table in found}
        assert not set(found) & set(proof.histories())


class TestHistoryFacts:
    def test_tells_the_public_door_neither_who_nor_when_exactly(self) -> None:
        matter = _begun()
        _take(matter, "open", _known(CASEWORKER))
        opened = queries.history_facts(MatterStep, matter.pk, door=Door.PUBLIC)[-1]
        assert (opened.by, opened.by_name, opened.at) == (None, "", date(2026, 3, 30))

    def test_marks_what_was_corrected(self) -> None:
        matter, officer = _begun(), _known(CASEWORKER)
        _correct(matter, officer, _take(matter, "open", officer).pk)
        history = queries.history_facts(MatterStep, matter.pk, door=Door.OFFICE)
        assert [(fact.step, fact.corrected) for fact in history] == [
            ("receive", False),
            ("open", True),
            ("correct", False),
        ]
        assert history[1].by_name == "Amina Rahman"

    def test_asks_one_question(self) -> None:
        matter = _begun()
        with CaptureQueriesContext(connection) as asked:
            queries.history_facts(MatterStep, matter.pk, door=Door.OFFICE)
        assert len(asked) == 1
