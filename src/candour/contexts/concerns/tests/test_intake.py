"""Receiving: what is stored, once, in one transaction, to the day; and what is refused."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import connections, transaction
from django.utils.timezone import localdate

from candour.contexts.concerns import references
from candour.contexts.concerns.models import (
    BodyAgreement,
    Concern,
    ConcernDeadline,
    ConcernStep,
    Narrative,
    Reporter,
)
from candour.contexts.concerns.operations import insertion, intake
from candour.contexts.concerns.submission import Submission
from candour.contexts.concerns.tests import factories as make
from candour.kernel.deadlines import terms
from candour.kernel.deadlines.models import PolicyTerm
from candour.kernel.doors import Door
from candour.kernel.ledger.models import Entry
from candour.kernel.procedures import proof
from candour.kernel.procedures.facts import Refused
from candour.kernel.visitors import receipts

AsDoor = Callable[..., AbstractContextManager[None]]
AT = datetime(2026, 11, 20, 15, 42, 17, tzinfo=UTC)  # a Friday
SHORT = Submission(what_happened="They never answered.")
FULL = Submission(
    what_happened="They never answered.",
    kind="experience",
    connection="parent",
    nation="scotland",
    region="scotland",
    sector="education",
    body_name="Beech Hill School",
    place="Leith",
    stage="referral",
    when_it_happened="in March",
    effect="He stays at home.",
    change_wanted="An apology.",
    level="named",
    name="A. Reporter",
    contact="by letter",
    nudge_email="reporter@example.org",
    agreement="agreed",
    language="Urdu",
    access_needs="large print",
)


@pytest.fixture(autouse=True)
def _count_anew() -> None:
    intake.forget_terms()


@pytest.mark.django_db
class TestReceive:
    def _receive(self, as_door: AsDoor, told: Submission = SHORT, **given: Any) -> tuple[intake.Received, Concern]:
        with as_door(Door.PUBLIC):
            received = intake.receive(submission=told, **{"receipt": receipts.new(), "at": AT, **given})
        return received, Concern.objects.get(reference=received.reference)

    def test_a_few_words_are_enough(self, as_door: AsDoor) -> None:
        received, concern = self._receive(as_door)
        assert not received.is_repeat
        assert (concern.state, concern.level, concern.kind) == ("received", "anonymous", "concern")
        assert (concern.agreement, concern.channel) == ("not_asked", "online")
        assert (concern.is_open, concern.unread_for_office, concern.entered_by_id) == (True, True, None)
        assert concern.received_on == date(2026, 11, 20)
        assert make.told().what_happened == "They never answered."
        assert not Reporter.objects.exists()
        assert not BodyAgreement.objects.exists()

    def test_keeps_every_answer(self, as_door: AsDoor) -> None:
        _, concern = self._receive(as_door, FULL)
        assert (concern.kind, concern.connection, concern.nation) == ("experience", "parent", "scotland")
        assert (concern.region, concern.sector, concern.stage) == ("scotland", "education", "referral")
        assert (concern.level, concern.agreement, concern.language) == ("named", "agreed", "Urdu")
        narrative = make.told(concern)
        assert (narrative.body_name, narrative.place, narrative.when_it_happened) == (
            "Beech Hill School",
            "Leith",
            "in March",
        )
        assert (narrative.effect, narrative.change_wanted) == ("He stays at home.", "An apology.")
        reporter = make.teller(concern)
        assert (reporter.name, reporter.contact) == ("A. Reporter", "by letter")
        assert (reporter.nudge_email, reporter.access_needs) == ("reporter@example.org", "large print")
        answered = BodyAgreement.objects.get()
        assert (answered.answer, answered.how, answered.number) == ("agreed", "form", 1)

    def test_starts_the_clock_and_shows_when_it_ends(self, as_door: AsDoor) -> None:
        _, concern = self._receive(as_door)
        clock = ConcernDeadline.objects.get()
        assert clock.code == "concerns.acknowledge"
        assert clock.due_on == date(2026, 11, 24)  # two working days after a Friday
        assert concern.next_due_on == clock.due_on
        assert clock.started_by == ConcernStep.objects.get().id

    def test_takes_it_in_even_where_no_time_limit_is_set(self, as_door: AsDoor) -> None:
        PolicyTerm.objects.filter(code="concerns.acknowledge").delete()
        with pytest.raises(terms.NoSuchTerm):
            terms.in_force("concerns.acknowledge", "", localdate(AT))
        _, concern = self._receive(as_door)
        assert concern.next_due_on is None
        assert not ConcernDeadline.objects.exists()

    def test_a_change_of_policy_counts_within_seconds(self, as_door: AsDoor) -> None:
        self._receive(as_door)
        PolicyTerm.objects.filter(code="concerns.acknowledge").update(value=3)
        _, same_second = self._receive(as_door)
        _, later = self._receive(as_door, at=AT + timedelta(seconds=6))
        assert same_second.next_due_on == date(2026, 11, 24)
        assert later.next_due_on == date(2026, 11, 25)

    def test_keeps_few_of_the_days_it_counted(self, as_door: AsDoor) -> None:
        for day in range(70):
            self._receive(as_door, at=AT - timedelta(days=day))
        assert len(intake._counted) <= 65

    def test_writes_a_ledger_entry_that_proves_the_step_and_holds_no_time(self, as_door: AsDoor) -> None:
        _, concern = self._receive(as_door, FULL)
        step = ConcernStep.objects.get()
        body = json.loads(bytes(Entry.objects.get(id=step.ledger_entry).entry))
        assert body["verb"] == "concerns.concern.receive"
        assert (body["subject"], body["actor"], body["door"]) == (str(concern.id), "", "public")
        assert body["at"] == "2026-11-20"
        assert list(proof.faults(ConcernStep)) == []
        assert (step.taken_at, step.by_id, step.by_kind) == (None, None, "reporter")

    def test_stores_no_time_anywhere(self, as_door: AsDoor) -> None:
        self._receive(as_door, FULL)
        with connections["default"].cursor() as cursor:
            for model in (Concern, Narrative, Reporter, ConcernStep, ConcernDeadline, BodyAgreement, Entry):
                cursor.execute(f"select t::text from {model._meta.db_table} t")
                for (text,) in cursor.fetchall():
                    assert "15:42" not in text

    def test_the_same_receipt_again_stores_nothing(self, as_door: AsDoor) -> None:
        receipt = receipts.new()
        first, _ = self._receive(as_door, receipt=receipt)
        again, _ = self._receive(as_door, FULL, receipt=receipt)
        assert again == intake.Received(first.reference, is_repeat=True)
        assert (Concern.objects.count(), ConcernStep.objects.count(), Entry.objects.count()) == (1, 1, 1)

    def test_draws_another_reference_when_one_is_taken(self, as_door: AsDoor, monkeypatch: pytest.MonkeyPatch) -> None:
        _, before = self._receive(as_door)
        fresh = iter(["C-ZZZZ-ZZZZ"])
        monkeypatch.setattr(references, "new_concern", lambda: next(fresh))
        monkeypatch.setattr(Concern._meta.get_field("reference"), "default", lambda: before.reference)
        monkeypatch.setattr(Concern._meta.get_field("reference"), "_get_default", lambda: before.reference)
        received, _ = self._receive(as_door)
        assert received == intake.Received("C-ZZZZ-ZZZZ", is_repeat=False)

    def test_gives_up_rather_than_loop(self, as_door: AsDoor, monkeypatch: pytest.MonkeyPatch) -> None:
        _, before = self._receive(as_door)
        monkeypatch.setattr(references, "new_concern", lambda: before.reference)
        monkeypatch.setattr(Concern._meta.get_field("reference"), "_get_default", lambda: before.reference)
        with pytest.raises(RuntimeError):
            self._receive(as_door)

    @pytest.mark.parametrize("words", ["", "   ", "\n\t "])
    def test_refuses_nothing_at_all(self, as_door: AsDoor, words: str) -> None:
        with pytest.raises(intake.NothingTold):
            self._receive(as_door, Submission(what_happened=words))

    def test_a_name_alone_makes_it_named(self, as_door: AsDoor) -> None:
        _, concern = self._receive(as_door, Submission(what_happened="x", name="A. Reporter"))
        assert concern.level == "named"

    def test_writes_all_or_nothing(self, as_door: AsDoor, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(_rows: object) -> None:
            raise RuntimeError("the disk is full")

        monkeypatch.setattr(insertion, "insert", fail)
        with pytest.raises(RuntimeError), as_door(Door.PUBLIC):
            intake.receive(submission=SHORT, receipt=receipts.new(), at=AT)
        assert not Concern.objects.exists()

    def test_the_public_door_cannot_read_back_what_was_written(self, as_door: AsDoor) -> None:
        receipt = receipts.new()
        with as_door(Door.PUBLIC):
            intake.receive(submission=FULL, receipt=receipt, at=AT)
            with pytest.raises(Exception, match="permission denied"), transaction.atomic():
                list(Narrative.objects.all())


@pytest.mark.django_db
class TestReceiveAssisted:
    def test_is_marked_and_names_who_entered_it(self, as_door: AsDoor) -> None:
        person = make.caseworker()
        with as_door(Door.OFFICE, session=make.session(person)):
            concern, receipt = intake.receive_assisted(
                submission=FULL, actor=make.actor(person), channel="phone", at=AT
            )
        assert (concern.channel, concern.entered_by_id) == ("phone", person.id)
        assert bytes(concern.mailbox_digest) == receipt.mailbox_digest
        step = ConcernStep.objects.get()
        assert (step.by_id, step.by_kind, step.taken_at) == (person.id, "staff", AT)
        body = json.loads(bytes(Entry.objects.get(id=step.ledger_entry).entry))
        assert (body["actor"], body["door"], body["at"]) == (str(person.id), "office", "2026-11-20T15:42:17Z")
        assert BodyAgreement.objects.get().how == "assisted"
        assert list(proof.faults(ConcernStep)) == []

    @pytest.mark.parametrize("channel", ["online", "", "pigeon"])
    def test_refuses_a_channel_that_is_not_staffs(self, channel: str) -> None:
        with pytest.raises(ValueError, match="how it reached"):
            intake.receive_assisted(submission=SHORT, actor=make.actor(make.caseworker()), channel=channel, at=AT)

    def test_refuses_somebody_who_may_not(self) -> None:
        analyst = make.person("Ana", "analyst")
        with pytest.raises(Refused) as refused:
            intake.receive_assisted(submission=SHORT, actor=make.actor(analyst), channel="phone", at=AT)
        assert refused.value.codes == ("role",)

    def test_refuses_nothing_at_all(self) -> None:
        actor = make.actor(make.caseworker())
        with pytest.raises(intake.NothingTold):
            intake.receive_assisted(submission=Submission(what_happened=" "), actor=actor, channel="phone", at=AT)


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_eight_with_one_receipt_store_one(self, door_dsn: Callable[[Door], str]) -> None:
        receipt = receipts.new()
        found: list[intake.Received] = []

        def send() -> None:
            try:
                found.append(intake.receive(submission=SHORT, receipt=receipt, at=AT))
            finally:
                connections.close_all()

        threads = [threading.Thread(target=send) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(found) == 8
        assert len({one.reference for one in found}) == 1
        assert sum(not one.is_repeat for one in found) == 1
        with psycopg.connect(door_dsn("candour_owner")) as owner:  # type: ignore[arg-type]  # a role's name is taken too
            for table in ("concerns_concern", "concerns_narrative", "concerns_concernstep", "ledger_entry"):
                row = owner.execute(f"select count(*) from {table}").fetchone()
                assert row == (1,), table
