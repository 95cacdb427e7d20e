"""The evidence files of a body: attached with what it says, examined by the delivery door's worker, seen by the body and the
office, set aside. Every row rule applies."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from candour.contexts.recommendations import tasks
from candour.contexts.recommendations.models import Addressee, Claim, EvidenceFile, Update
from candour.contexts.recommendations.operations import delivering, evidence
from candour.contexts.recommendations.queries import evidence as queries
from candour.contexts.recommendations.tests.answered import answered, closed, found_not_verified, owners
from candour.contexts.recommendations.tests.asked import Desk, today
from candour.contexts.recommendations.tests.evidencing import (
    arrived,
    claimed_with,
    entries,
    examined,
    files_of,
    request_ends,
    seen_by,
    told,
)
from candour.kernel.documents import operations as documents
from candour.kernel.documents import registry, storage
from candour.kernel.documents.models import State
from candour.kernel.documents.tests.clamd import EICAR, FakeClamd
from candour.kernel.documents.tests.conftest import kept, scanner
from candour.kernel.documents.tests.rehearsal import pdf
from candour.kernel.doors import Door
from candour.kernel.notifications import operations as work
from candour.kernel.notifications import registry as works
from candour.kernel.people.roles import Role
from candour.kernel.procedures.facts import Refused
from tests.somebody import AsDoor, Somebody, now, somebody

__all__ = ["kept", "request_ends", "scanner"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kept")]
CANARY = "what nobody outside may read"


@pytest.fixture
def desk(as_door: AsDoor) -> Desk:
    return Desk(as_door)


def failing(as_door: AsDoor, door: Door, statement: str) -> str:
    """What the database says to this statement at this door, which it must refuse."""
    with as_door(door), connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute(statement)
        except DatabaseError as error:
            return str(error)
    return f"went through: {statement}"


def refuses_to_keep(who: Somebody, held: Addressee, of: Update | Claim) -> None:
    """The database refuses a file with this, whatever an operation would do."""
    actor = who.actor()
    with who.open(), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        evidence.keep(held, of, [arrived()], actor=actor, at=now())


class TestAttached:
    def test_with_an_update_and_with_a_claim_in_the_order_in_which_they_came(self, desk: Desk) -> None:
        held = desk.asked()
        told(desk, held, arrived("half.csv", b"force,trained\n1,yes\n"), arrived("photo.pdf"))
        rows = claimed_with(desk, held, arrived("whole.pdf"))
        update, claim = Update.objects.get(addressee=held), Claim.objects.get(addressee=held)
        assert [(row.number, row.update, row.claim, row.state) for row in rows] == [
            (1, update, None, State.TAKEN_IN),
            (2, update, None, State.TAKEN_IN),
            (3, None, claim, State.TAKEN_IN),
        ]
        assert {row.attached_by for row in rows} == {owners(desk)[0].person}
        assert seen_by(owners(desk)[1], held) == ["half.csv", "photo.pdf", "whole.pdf"]
        assert len({bytes(row.key) for row in rows}) == 3, "each under a key of its own"
        steps = [entry for entry in entries() if entry["verb"].startswith("recommendations.answer.")]
        assert [entry["codes"]["files"] for entry in steps if "files" in entry["codes"]] == [2, 1]

    def test_to_nothing_that_was_refused(self, desk: Desk) -> None:
        held = desk.asked()
        ann, _ben = owners(desk)
        with pytest.raises(Refused):
            ann.does(delivering.update, addressee_id=held.id, text="Soon.", attached=[arrived()])
        answered(desk, held)
        with pytest.raises(Refused):
            ann.does(delivering.claim, addressee_id=held.id, against_measure="Met.", evidence=" ", attached=[arrived()])
        assert not EvidenceFile.objects.exists()
        assert not list(storage.listed())

    def test_the_disk_holds_ciphertext_and_the_ledger_no_name(self, desk: Desk, kept: Path) -> None:
        (row,) = told(desk, desk.asked(), arrived(f"{CANARY}.pdf", pdf() + CANARY.encode()))
        lying = [path for path in kept.parent.rglob("*") if path.is_file()]
        assert lying
        assert all(CANARY.encode() not in path.read_bytes() for path in lying)
        assert CANARY.encode() not in bytes(row.details)
        assert CANARY not in json.dumps(entries())

    def test_the_database_refuses_to_add_one_to_a_claim_that_waits_or_was_judged(self, desk: Desk) -> None:
        held, (ann, _ben) = desk.asked(), owners(desk)
        claimed_with(desk, held)
        claim = Claim.objects.get(addressee=held)
        refuses_to_keep(ann, held, claim)
        found_not_verified(desk, held)
        refuses_to_keep(ann, held, claim)
        assert len(claimed_with(desk, held, arrived("better.pdf"))) == 2, "with the next claim, more can come"

    def test_the_database_refuses_another_persons_update_another_day_and_what_is_closed(self, desk: Desk) -> None:
        held, other, (ann, ben) = desk.asked(), desk.asked(), owners(desk)
        told(desk, held)
        told(desk, other)
        update = Update.objects.get(addressee=held)
        refuses_to_keep(ben, held, update)
        refuses_to_keep(ann, other, update)
        Update.objects.filter(id=update.id).update(written_on=today() - timedelta(days=1))
        refuses_to_keep(ann, held, update)
        Update.objects.filter(id=update.id).update(written_on=today())
        with ann.open():
            evidence.keep(held, update, [arrived()], actor=ann.actor(), at=now())
        closed(desk, held)
        refuses_to_keep(ann, held, update)

    def test_with_neither_or_both_the_database_refuses(self, desk: Desk) -> None:
        held = desk.asked()
        told(desk, held)
        _of_update, of_claim = claimed_with(desk, held)
        update = Update.objects.get(addressee=held)
        for given in ({"update": update}, {"claim": None}):
            with pytest.raises(IntegrityError, match="evidence_of_an_update_or_a_claim"), transaction.atomic():
                EvidenceFile.objects.filter(id=of_claim.id).update(**given)
        with pytest.raises(IntegrityError, match="evidence_number_once"), transaction.atomic():
            EvidenceFile.objects.filter(id=of_claim.id).update(number=1)


class TestWhoSeesIt:
    def test_the_body_that_sent_it_and_the_office(self, desk: Desk) -> None:
        held = desk.asked("Home Office", "Northshire Council")
        (row,) = claimed_with(desk, held)
        contact = somebody(desk.as_door, Role.BODY_CONTACT, at=desk.body())
        for who in (*owners(desk), desk.of_office(), desk.of_office(Role.REVIEWER), desk.of_office(Role.ANALYST)):
            assert seen_by(who, held) == ["register.pdf"], who.person.name
        for who in (desk.owner("Northshire Council"), contact, desk.of_office(Role.SYSTEM_ADMINISTRATOR)):
            assert seen_by(who, held) == [], who.person.name
            with who.open():
                assert queries.one_of(held.id, row.id) is None

    def test_the_public_has_no_privilege_and_the_office_does_none_of_the_work(
        self, desk: Desk, as_door: AsDoor
    ) -> None:
        (row,) = claimed_with(desk, desk.asked())
        worked = (
            "select recommendations_evidence_pending(true)",
            f"select * from recommendations_evidence_waiting('{row.id}')",
            f"select recommendations_evidence_found('{row.id}', 'taken_in', 'checked', '', 'pdf', '{{}}', '')",
            "update recommendations_evidencefile set state = 'released'",
            "delete from recommendations_evidencefile",
        )
        for door in (Door.PUBLIC, Door.OFFICE):
            for statement in worked:
                assert "permission denied" in failing(as_door, door, statement)
        for column in ("*", "id", "key", "set_aside_words"):
            assert "permission denied" in failing(
                as_door, Door.PUBLIC, f"select {column} from recommendations_evidencefile"
            )
        assert works.work(evidence.EVIDENCE.name).door is Door.DELIVERY

    def test_nobody_of_the_office_writes_one(self, desk: Desk) -> None:
        held = desk.asked()
        claimed_with(desk, held)
        head, claim = desk.of_office(), Claim.objects.get(addressee=held)
        with head.open(), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            evidence.keep(held, claim, [arrived()], actor=head.actor(), at=now())


class TestTheWorker:
    def test_of_the_delivery_door_makes_pages_without_a_session(
        self, desk: Desk, as_door: AsDoor, scanner: FakeClamd
    ) -> None:
        (row,) = claimed_with(desk, desk.asked())
        with as_door(Door.DELIVERY):
            assert not EvidenceFile.objects.exists(), "row rules show it nothing"
            assert work.sweep(door=Door.DELIVERY) >= 1
            work.do(work_name=evidence.EVIDENCE.name, key=row.id)
            assert evidence.EVIDENCE.load(row.id) is None, "what is settled is handed out to nobody"
        row.refresh_from_db()
        assert (row.state, row.kind, len(row.pages), row.settled_on) == (State.RELEASED, "pdf", 2, today())
        found = {(entry["verb"], entry["door"]) for entry in entries() if entry["subject"] == str(row.id)}
        assert found == {(f"documents.file.{what}", "delivery") for what in ("take_in", "check", "scan", "release")}

    def test_releases_nothing_without_a_scanner(self, desk: Desk, as_door: AsDoor) -> None:
        (row,) = claimed_with(desk, desk.asked())
        examined(as_door, row)
        assert (row.state, row.reason, len(row.pages)) == (State.CHECKED, "no_scanner", 2)
        head = desk.of_office()
        assert head.does(evidence.read_page, file=row, number=1).picture, "the safe copy is read"
        with pytest.raises(evidence.NotReleased):
            head.does(evidence.open_original, file=row)
        with as_door(Door.DELIVERY):
            assert tasks.evidence_to_examine() == []

    def test_refuses_what_is_bad_and_keeps_it_locked(self, desk: Desk, as_door: AsDoor, scanner: FakeClamd) -> None:
        held = desk.asked()
        rows = claimed_with(desk, held, arrived("found.pdf", pdf() + EICAR), arrived("broken.pdf", b"%PDF-1.7 nothing"))
        examined(as_door, *rows)
        assert [(row.state, row.reason, row.pages) for row in rows] == [
            (State.REFUSED, "malware", []),
            (State.REFUSED, "damaged", []),
        ]
        for who in (owners(desk)[0], desk.of_office()):
            with pytest.raises(evidence.NotReadable):
                who.does(evidence.read_page, file=rows[0], number=1)
            with pytest.raises(evidence.NotReleased):
                who.does(evidence.open_original, file=rows[0])
        asked = f"select recommendations_evidence_found('{rows[0].id}', 'refused', 'released', '', '', '{{}}', '')"
        assert "does not go from" in failing(as_door, Door.DELIVERY, asked)

    def test_of_the_office_sweeps_nothing_that_a_row_names(
        self, desk: Desk, as_door: AsDoor, scanner: FakeClamd
    ) -> None:
        (row,) = claimed_with(desk, desk.asked())
        examined(as_door, row)
        left = arrived("left.pdf").keep(b"k" * 32).address
        named = {row.address, *row.pages}
        with as_door(Door.OFFICE):
            assert registry.holder(evidence.EVIDENCE.name).known([*named, left]) == named
            assert documents.sweep(at=now() + timedelta(days=5)) == 1
        assert {address for address, _day in storage.listed()} == named


class TestSetAside:
    def test_keeps_the_file_with_day_name_and_reason_for_body_and_office(self, desk: Desk) -> None:
        held, (_ann, ben) = desk.asked(), owners(desk)
        wrong, right = claimed_with(desk, held, arrived("wrong.pdf"), arrived("right.pdf"))
        found_not_verified(desk, held)
        closed(desk, held)
        ben.does(evidence.set_aside, addressee_id=held.id, file=wrong.id, rationale=" Of another year. ")
        wrong.refresh_from_db()
        assert (wrong.set_aside_on, wrong.set_aside_by, wrong.set_aside_words) == (
            today(), ben.person, "Of another year.",
        )  # fmt: skip
        assert storage.is_there(wrong.address)
        for who in (*owners(desk), desk.of_office()):
            assert seen_by(who, held) == ["wrong.pdf", "right.pdf"]
        right.refresh_from_db()
        assert right.set_aside_on is None
        (entry,) = [one for one in entries() if one["verb"] == "recommendations.evidence.set_aside"]
        assert (entry["subject"], entry["actor"]) == (str(held.id), str(ben.person.id))
        assert entry["codes"] == {"file": str(wrong.id), "number": 1}

    def test_says_every_reason_at_once_and_is_done_once(self, desk: Desk) -> None:
        held, (ann, ben) = desk.asked(), owners(desk)
        (row,) = told(desk, held)
        ann.does(evidence.set_aside, addressee_id=held.id, file=row.id, rationale="Blurred.")
        with pytest.raises(Refused) as refused:
            ben.does(evidence.set_aside, addressee_id=held.id, file=row.id, rationale=" ")
        assert [one.code for one in refused.value.refusals] == ["set_aside_before", "rationale"]
        assert ann.person.name in str(refused.value.refusals[0].message)
        assert files_of(held)[0].set_aside_words == "Blurred."

    def test_is_for_the_body_alone_and_for_its_own_files(self, desk: Desk) -> None:
        held, other, (ann, _ben) = desk.asked(), desk.asked("Northshire Council"), owners(desk)
        (row,) = told(desk, held)
        with pytest.raises(Addressee.DoesNotExist):
            desk.owner("Northshire Council").does(
                evidence.set_aside, addressee_id=held.id, file=row.id, rationale="Mine."
            )
        with pytest.raises(EvidenceFile.DoesNotExist):
            ann.does(evidence.set_aside, addressee_id=held.id, file=uuid4(), rationale="None.")
        with pytest.raises(EvidenceFile.DoesNotExist):
            desk.owner("Northshire Council").does(
                evidence.set_aside, addressee_id=other.id, file=row.id, rationale="By another record."
            )

    def test_the_database_lets_nobody_take_it_back_or_change_what_was_attached(self, desk: Desk) -> None:
        held, (ann, ben) = desk.asked(), owners(desk)
        row, other = told(desk, held, arrived(), arrived())
        ann.does(evidence.set_aside, addressee_id=held.id, file=row.id, rationale="Blurred.")
        rows = EvidenceFile.objects.filter(id=row.id)
        with ann.open():
            assert rows.update(set_aside_words="Fine after all.") == 0
            for given in ({"key": b"k" * 32}, {"address": "0" * 64}, {"state": "released"}, {"claim": None}):
                with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                    rows.update(**given)
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                rows.delete()
            in_anothers_name = {"set_aside_on": today(), "set_aside_by": ben.person, "set_aside_words": "Theirs."}
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                EvidenceFile.objects.filter(id=other.id).update(**in_anothers_name)
        with pytest.raises(IntegrityError, match="evidence_set_aside_says_why"), transaction.atomic():
            EvidenceFile.objects.filter(id=other.id).update(set_aside_on=today(), set_aside_by=ann.person)
