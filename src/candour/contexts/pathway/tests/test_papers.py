"""The signed paper of an answer: attached, examined by the delivery door's worker, seen by those who see the answer, set
aside. Every row rule applies."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from candour.contexts.pathway import tasks
from candour.contexts.pathway.models import Consent, ConsentPaper, PanelCase
from candour.contexts.pathway.operations import cases_after, cases_consent, cases_moving, cases_partners, papers
from candour.contexts.pathway.queries import papers as queries
from candour.contexts.pathway.tests.board import Board, Somebody, authority, body, now, somebody, today
from candour.contexts.pathway.tests.panelling import CHILD, answered, planned, supported
from candour.contexts.pathway.tests.papering import CANARY, answer_of, arrived, attached, examined, request_ends
from candour.contexts.pathway.tests.test_case_refusals import refused
from candour.kernel.documents import operations as documents
from candour.kernel.documents import registry, storage
from candour.kernel.documents.models import State
from candour.kernel.documents.tests.clamd import EICAR, FakeClamd
from candour.kernel.documents.tests.conftest import kept, scanner
from candour.kernel.documents.tests.rehearsal import pdf, picture
from candour.kernel.doors import Door
from candour.kernel.ledger.models import Entry
from candour.kernel.notifications import operations as work
from candour.kernel.notifications import registry as works
from candour.kernel.people.roles import OrganisationKind, Role
from tests.database import AsDoor

__all__ = ["kept", "request_ends", "scanner"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kept")]


def seen_by(who: Somebody, case: PanelCase) -> list[str]:
    """The names of the files that somebody sees."""
    with who.open():
        return [one.details.name for one in queries.of_case(case)]


def failing(as_door: AsDoor, door: Door, statement: str) -> str:
    """What the database says to this statement at this door, which it must refuse."""
    with as_door(door), connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute(statement)
        except DatabaseError as error:
            return str(error)
    return f"went through: {statement}"


def told(row: ConsentPaper) -> list[dict[str, object]]:
    """What the ledger says of a file, as the owner reads it."""
    found = [json.loads(bytes(entry)) for entry in Entry.objects.values_list("entry", flat=True)]
    return [entry for entry in found if entry["subject"] == str(row.id)]


class TestWithTheAnswer:
    def test_the_paper_comes_in_with_consent(self, board: Board) -> None:
        case = planned(board, board.stands(board.case(born_on=CHILD), "awaiting_consent"))
        given = answered(giver="parent", name="Ann Rowan", young_view="agrees")
        board.coordinator.does(
            cases_consent.record_consent, case_id=case.id, answered=given,
            attached=[arrived("page 1.jpg", picture("JPEG")), arrived("page 2.jpg", picture("JPEG"))],
        )  # fmt: skip
        rows = list(ConsentPaper.objects.order_by("number"))
        assert [(row.number, row.state, row.attached_by) for row in rows] == [
            (1, State.TAKEN_IN, board.coordinator.person),
            (2, State.TAKEN_IN, board.coordinator.person),
        ]
        assert seen_by(board.coordinator, case) == ["page 1.jpg", "page 2.jpg"]

    def test_comes_in_with_a_refusal_and_a_withdrawal_too(self, board: Board) -> None:
        case = planned(board, board.stands(board.case(), "awaiting_consent"))
        board.coordinator.does(
            cases_consent.record_refusal, case_id=case.id, answered=answered(), attached=[arrived("no.pdf")]
        )
        other = supported(board, name="Bo Lind")
        board.coordinator.does(
            cases_consent.withdraw_consent, case_id=other.id, answered=answered(), attached=[arrived("letter.pdf")]
        )
        assert seen_by(board.coordinator, case) == ["no.pdf"]
        assert seen_by(board.coordinator, other) == ["letter.pdf"]

    def test_nothing_is_kept_with_an_answer_that_is_refused(self, board: Board) -> None:
        case = planned(board, board.stands(board.case(born_on=CHILD), "awaiting_consent"))
        assert "child_alone" in refused(
            board.coordinator, cases_consent.record_consent, case, answered=answered(), attached=[arrived()]
        )
        assert not ConsentPaper.objects.exists()
        assert not list(storage.listed())


class TestAttachPaper:
    def test_adds_a_row_under_a_key_of_its_own(self, board: Board) -> None:
        case = supported(board)
        (first,) = attached(board, case)
        before = list(ConsentPaper.objects.filter(id=first.id).values())
        _first, second = attached(board, case)
        assert list(ConsentPaper.objects.filter(id=first.id).values()) == before
        assert (first.number, second.number) == (1, 2)
        assert len(first.key) == 32
        assert bytes(first.key) != bytes(second.key)
        assert first.address != second.address, "the same bytes under another key"
        assert case.steps.latest("number").step == "attach_paper"

    def test_keeps_only_ciphertext_on_the_disk_and_no_name_in_the_ledger(self, board: Board, kept: Path) -> None:
        case = supported(board)
        (row,) = attached(board, case, arrived(f"{CANARY}.pdf", pdf() + CANARY.encode()))
        lying = [path for path in kept.parent.rglob("*") if path.is_file()]
        assert lying
        assert all(CANARY.encode() not in path.read_bytes() for path in lying)
        assert CANARY.encode() not in bytes(row.details)
        assert CANARY not in json.dumps(told(row))
        assert [entry["verb"] for entry in told(row)] == ["documents.file.take_in"]

    def test_is_possible_long_after_and_by_the_chair(self, board: Board) -> None:
        case = supported(board)
        for state in ("closed", "post_closure", "ended", "moved_area", "consent_withdrawn"):
            board.stands(case, state)
            attached(board, case, who=board.chair)
        assert ConsentPaper.objects.count() == 5

    def test_says_every_reason_at_once(self, board: Board) -> None:
        case = board.case()
        found = refused(board.officer, papers.attach_paper, case, answer=uuid4(), attached=[])
        assert set(found) == {"role", "record.consent_answer", "record.paper", "answer", "not_yours"}, found
        assert not storage.arriving().exists() or not list(storage.arriving().iterdir())

    def test_refuses_an_answer_of_another_case(self, board: Board) -> None:
        case, other = supported(board), supported(board, name="Bo Lind")
        found = refused(board.coordinator, papers.attach_paper, case, answer=answer_of(other).id, attached=[arrived()])
        assert found == ("answer",)

    def test_refuses_more_than_an_answer_can_have(self, board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(papers, "MOST_OF_AN_ANSWER", 2)
        case = supported(board)
        attached(board, case)
        found = refused(
            board.coordinator, papers.attach_paper, case, answer=answer_of(case).id, attached=[arrived(), arrived()]
        )
        assert found == ("too_many_papers",)
        attached(board, case)
        assert ConsentPaper.objects.count() == 2

    def test_refuses_whoever_sees_the_case_and_does_not_run_it(self, board: Board) -> None:
        case = supported(board)
        for who in (board.officer, elsewhere(board, "of the panel that is asked")):
            if who is not board.officer:
                board.coordinator.does(
                    cases_moving.offer_move, case_id=case.id, new_area=who.at_body.id, rationale="They moved."
                )
            found = refused(who, papers.attach_paper, case, answer=answer_of(case).id, attached=[arrived()])
            assert "not_yours" in found
            with who.open(), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                papers.keep(answer_of(case), [arrived()], actor=who.actor(), at=now())

    def test_in_anothers_name_the_database_refuses(self, board: Board) -> None:
        case = supported(board)
        with board.coordinator.open(), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            papers.keep(answer_of(case), [arrived()], actor=board.chair.actor(), at=now())


def elsewhere(board: Board, name: str) -> Somebody:
    """A coordinator of another panel."""
    return somebody(board.as_door, name, authority("Southshire Council"), Role.PANEL_COORDINATOR.value)


def partner(board: Board, case: PanelCase, kind: str, name: str) -> Somebody:
    """Somebody of another body who is let in to the case."""
    there = body(f"{name} school", OrganisationKind.HEALTH)
    who = somebody(board.as_door, name, there, Role.PANEL_PARTNER.value)
    board.coordinator.does(
        cases_partners.admit, case_id=case.id, person=who.person.id, kind=kind,
        until_on=today() + timedelta(days=9), rationale="They know them.",
    )  # fmt: skip
    return who


class TestWhoSeesIt:
    def test_those_who_see_the_answer_and_no_guest(self, board: Board) -> None:
        case = supported(board)
        attached(board, case)
        member, guest = partner(board, case, "partner", "Pat"), partner(board, case, "guest", "Gil")
        asked = elsewhere(board, "Siân South")
        assert seen_by(asked, case) == []
        board.coordinator.does(
            cases_moving.offer_move, case_id=case.id, new_area=asked.at_body.id, rationale="They moved."
        )
        for who in (board.coordinator, board.chair, board.officer, member, asked):
            assert seen_by(who, case) == ["consent.pdf"], who.person.name
        with guest.open():
            assert Consent.objects.filter(case=case).exists(), "a guest reads what was answered"
        for who in (guest, board.provider, board.partner):
            assert seen_by(who, case) == [], who.person.name

    def test_nobody_with_an_interest(self, board: Board) -> None:
        case = supported(board)
        (row,) = attached(board, case)
        board.chair.does(cases_after.declare_interest, case_id=case.id, rationale="My nephew.")
        assert seen_by(board.chair, case) == []
        with board.chair.open():
            assert queries.one_of_case(case, row.id) is None

    @pytest.mark.parametrize("door", [Door.OFFICE, Door.PUBLIC])
    def test_no_other_door_at_all(self, board: Board, as_door: AsDoor, door: Door) -> None:
        case = supported(board)
        (row,) = attached(board, case)
        asked = (
            "select * from pathway_consentpaper",
            "select key from pathway_consentpaper",
            "select pathway_papers_pending(true)",
            f"select * from pathway_papers_waiting('{row.id}')",
            f"select pathway_papers_found('{row.id}', 'taken_in', 'refused', 'kind', '', '{{}}', '')",
        )
        for statement in asked:
            assert "permission denied" in failing(as_door, door, statement)
        assert works.work(papers.PAPERS.name).door is Door.DELIVERY


class TestTheWorker:
    def test_of_the_delivery_door_makes_pages_without_a_session(
        self, board: Board, as_door: AsDoor, scanner: FakeClamd
    ) -> None:
        case = supported(board)
        (row,) = attached(board, case)
        with as_door(Door.DELIVERY):
            assert not ConsentPaper.objects.exists(), "row rules show it nothing"
            assert work.sweep(door=Door.DELIVERY) >= 1
            work.do(work_name=papers.PAPERS.name, key=row.id)
            assert papers.PAPERS.load(row.id) is None, "what is settled is handed out to nobody"
        row.refresh_from_db()
        assert (row.state, row.kind, len(row.pages), row.settled_on) == (State.RELEASED, "pdf", 2, today())
        assert {(entry["verb"], entry["door"]) for entry in told(row)} == {
            (f"documents.file.{what}", "delivery") for what in ("take_in", "check", "scan", "release")
        }

    def test_releases_nothing_without_a_scanner(self, board: Board, as_door: AsDoor) -> None:
        (row,) = attached(board, supported(board))
        examined(as_door, row)
        assert (row.state, row.reason, len(row.pages)) == (State.CHECKED, "no_scanner", 2)
        with as_door(Door.DELIVERY):
            assert tasks.papers_to_examine() == []
            assert papers.PAPERS.pending(has_scanner=True) == [row.id]

    @pytest.mark.parametrize(
        ("name", "data", "why"),
        [
            ("found.pdf", pdf() + EICAR, "malware"),
            ("broken.pdf", b"%PDF-1.7 and nothing of it", "damaged"),
            ("broken.jpg", picture("JPEG")[:200], "damaged"),
            ("acts.pdf", pdf().replace(b"/Type /Catalog", b"/Type /Catalog /OpenAction << /S /JavaScript /JS (x) >>"), "acts"),
            ("page.html", b"<html><script>alert(1)</script>", "kind"),
        ],
    )  # fmt: skip
    def test_refuses_what_is_bad_and_keeps_it_locked(
        self, board: Board, as_door: AsDoor, scanner: FakeClamd, name: str, data: bytes, why: str
    ) -> None:
        case = supported(board)
        (row,) = attached(board, case, arrived(name, data))
        examined(as_door, row)
        assert (row.state, row.reason, row.pages) == (State.REFUSED, why, [])
        assert storage.is_there(row.address), "nothing is lost"
        with pytest.raises(papers.NotReadable):
            board.coordinator.does(papers.read_page, paper=row, number=1)
        with pytest.raises(papers.NotReleased):
            board.coordinator.does(papers.open_original, paper=row)

    def test_moves_nothing_backwards(self, board: Board, as_door: AsDoor, scanner: FakeClamd) -> None:
        (row,) = attached(board, supported(board))
        examined(as_door, row)
        for was, becomes in (("released", "taken_in"), ("taken_in", "released"), ("refused", "scanned")):
            asked = f"select pathway_papers_found('{row.id}', '{was}', '{becomes}', '', '', '{{}}', '')"
            assert "does not go from" in failing(as_door, Door.DELIVERY, asked)

    def test_of_the_office_sweeps_nothing_that_a_row_names(
        self, board: Board, as_door: AsDoor, scanner: FakeClamd
    ) -> None:
        (row,) = attached(board, supported(board))
        examined(as_door, row)
        left = arrived("left.pdf").keep(b"k" * 32).address
        named = {row.address, *row.pages}
        with as_door(Door.OFFICE):
            assert registry.holder(papers.PAPERS.name).known([*named, left]) == named
            assert documents.sweep(at=now() + timedelta(days=5)) == 1
        assert {address for address, _day in storage.listed()} == named


class TestSetAsidePaper:
    def test_keeps_the_file_with_day_name_and_reason_for_the_panel_alone(self, board: Board) -> None:
        case = supported(board)
        wrong, right = attached(board, case, arrived("wrong.pdf"), arrived("right.pdf"))
        board.chair.does(papers.set_aside_paper, case_id=case.id, paper=wrong.id, rationale=" It is Bo Lind’s. ")
        wrong.refresh_from_db()
        assert (wrong.set_aside_on, wrong.set_aside_by, wrong.set_aside_words) == (
            today(), board.chair.person, "It is Bo Lind’s.",
        )  # fmt: skip
        assert storage.is_there(wrong.address)
        assert seen_by(board.coordinator, case) == ["wrong.pdf", "right.pdf"]
        assert seen_by(board.officer, case) == ["right.pdf"]
        entry = case.steps.latest("number")
        assert (entry.step, entry.by, entry.rationale) == ("set_aside_paper", board.chair.person, "")
        right.refresh_from_db()
        assert right.set_aside_on is None

    def test_says_every_reason_at_once(self, board: Board) -> None:
        case = board.case()
        found = refused(board.officer, papers.set_aside_paper, case, paper=uuid4(), rationale=" ")
        assert set(found) == {"role", "record.attached_paper", "record.rationale", "no_such_paper", "not_yours"}, found

    def test_refuses_one_of_another_case_and_one_that_is_set_aside(self, board: Board) -> None:
        case, other = supported(board), supported(board, name="Bo Lind")
        (mine, _second), (theirs,) = attached(board, case, arrived(), arrived()), attached(board, other)
        board.coordinator.does(papers.set_aside_paper, case_id=case.id, paper=mine.id, rationale="Blurred.")
        for row in (mine, theirs):
            found = refused(board.coordinator, papers.set_aside_paper, case, paper=row.id, rationale="Again.")
            assert found == ("no_such_paper",)
        mine.refresh_from_db()
        assert mine.set_aside_words == "Blurred."

    def test_the_database_lets_nobody_take_it_back_or_change_what_was_attached(self, board: Board) -> None:
        case = supported(board)
        (row,) = attached(board, case)
        board.coordinator.does(papers.set_aside_paper, case_id=case.id, paper=row.id, rationale="Blurred.")
        with board.coordinator.open():
            assert ConsentPaper.objects.filter(id=row.id).update(set_aside_words="Fine after all.") == 0
            for given in ({"key": b"k" * 32}, {"address": "0" * 64}, {"state": "released"}, {"number": 7}):
                with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                    ConsentPaper.objects.filter(id=row.id).update(**given)
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                ConsentPaper.objects.filter(id=row.id).delete()

    def test_without_a_reason_the_database_refuses(self, board: Board) -> None:
        (row,) = attached(board, supported(board))
        with pytest.raises(IntegrityError, match="consent_paper_set_aside_says_why"), transaction.atomic():
            ConsentPaper.objects.filter(id=row.id).update(set_aside_on=today(), set_aside_by=board.chair.person)

    def test_two_in_one_place_the_database_refuses(self, board: Board) -> None:
        _first, second = attached(board, supported(board), arrived(), arrived())
        with pytest.raises(IntegrityError, match="consent_paper_number_once"), transaction.atomic():
            ConsentPaper.objects.filter(id=second.id).update(number=1)
