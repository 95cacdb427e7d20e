"""The pages of a signed paper: attached in the form of an answer and later, read, given out, set aside. No page needs a
script: everything here is forms and links."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image
from pytest_django import Settings

from candour.contexts.pathway.models import ConsentPaper, PanelCase
from candour.contexts.pathway.operations import papers
from candour.contexts.pathway.tests.board import Board, authority, somebody, today
from candour.contexts.pathway.tests.desk import ledger_verbs
from candour.contexts.pathway.tests.panelling import CHILD, ordered, planned, supported, text
from candour.contexts.pathway.tests.papering import (
    CANARY,
    answer_of,
    arrived,
    attached,
    examined,
    path,
    photo,
    request_ends,
    sent,
    uploaded,
)
from candour.contexts.pathway.tests.test_cases import CONSENT, day
from candour.contexts.pathway.tests.test_cases import path as page_of
from candour.kernel.documents import storage
from candour.kernel.documents.tests.clamd import FakeClamd
from candour.kernel.documents.tests.conftest import kept, scanner
from candour.kernel.documents.tests.rehearsal import pdf
from candour.kernel.ledger.models import Entry
from candour.kernel.people.models import Session
from candour.kernel.people.roles import Role
from tests.database import AsDoor

__all__ = ["kept", "request_ends", "scanner"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kept")]


def links(response: object) -> list[str]:
    """The addresses of papers on a page."""
    found: list[str] = re.findall(r'href="(/cases/[^"]+/papers/[^"]+)"', response.content.decode())  # type: ignore[attr-defined]
    return found


class TestTheFormOfAnAnswer:
    def test_takes_photographs_of_the_paper_of_a_child(self, board: Board, as_door: AsDoor, scanner: FakeClamd) -> None:
        case = planned(board, board.stands(board.case(born_on=CHILD), "awaiting_consent"))
        asked = board.coordinator.get(page_of(case, "record_consent"))
        assert 'enctype="multipart/form-data"' in asked.content.decode()
        assert "The signed paper, if you have it here" in text(asked)
        told = {
            **CONSENT,
            "giver": "parent",
            "name": "Ann Rowan",
            "young_view": "agrees",
            **day("answered_on", today()),
        }
        answer = board.coordinator.post(
            page_of(case, "record_consent"), **sent(case, **told, attached=[photo("front.jpg"), photo("back.jpg")])
        )
        assert answer.status_code == 302, text(answer)
        page = text(board.coordinator.get(page_of(case)))
        assert "front.jpg Being checked" in page
        examined(as_door)
        page = text(board.coordinator.get(page_of(case)))
        assert page.index("front.jpg Scanned, clean") < page.index("back.jpg Scanned, clean")
        assert "Signed paper, attached by Carys Coordinator" in page

    def test_needs_none(self, board: Board) -> None:
        case = planned(board, board.stands(board.case(), "awaiting_consent"))
        told = sent(case, **CONSENT, **day("answered_on", today()))
        assert board.coordinator.post(page_of(case, "record_consent"), **told).status_code == 302
        assert not ConsentPaper.objects.exists()

    @pytest.mark.parametrize(
        ("name", "data", "says"),
        [
            ("letter.docx", b"PK\x03\x04 packed", "The file is not a scan or a photo of a paper."),
            ("notes.txt", b"They said yes.", "The file is not a scan or a photo of a paper."),
            ("consent.pdf", b"MZ a program", "We cannot take this kind of file."),
            ("consent.pdf", b"", "The file is empty."),
        ],
    )
    def test_says_what_is_wrong_with_a_file_and_keeps_what_was_typed(
        self, board: Board, name: str, data: bytes, says: str
    ) -> None:
        case = planned(board, board.stands(board.case(), "awaiting_consent"))
        told = {**CONSENT, "how_asked": "On a bench in the park.", **day("answered_on", today())}
        answer = board.coordinator.post(
            page_of(case, "record_consent"), **sent(case, **told, attached=[uploaded(name, data)])
        )
        page = text(answer)
        assert f"“{name}”: {says}" in page
        assert "On a bench in the park." in page
        assert "Choose the file again: it was not kept." in page
        assert not case.consents.exists()
        assert not list(storage.listed())

    def test_says_with_every_reason_that_the_file_has_to_be_chosen_again(self, board: Board) -> None:
        case = planned(board, board.stands(board.case(born_on=CHILD), "awaiting_consent"))
        told = sent(case, **CONSENT, **day("answered_on", today()), attached=[uploaded()])
        answer = board.coordinator.post(page_of(case, "record_consent"), **told)
        assert answer.status_code == 409
        page = text(answer)
        assert "a parent or guardian has to consent" in page
        assert "Choose the file again: it was not kept." in page
        assert not list(storage.listed())

    def test_records_nothing_where_the_disk_is_full(self, board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
        case = planned(board, board.stands(board.case(), "awaiting_consent"))

        def full(*_given: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(storage, "put", full)
        told = sent(case, **CONSENT, **day("answered_on", today()), attached=[uploaded()])
        page = text(board.coordinator.post(page_of(case, "record_consent"), **told))
        assert "The file could not be stored: the disk is full. Nothing was recorded." in page
        assert not case.consents.exists()


class TestAttachedLater:
    def test_is_offered_beside_the_answer_and_taken(self, board: Board) -> None:
        case = supported(board)
        page = board.coordinator.get(page_of(case)).content.decode()
        assert f"{page_of(case, 'attach_paper')}?of={answer_of(case).id}" in page
        told = sent(case, answer=str(answer_of(case).id), attached=[uploaded("late.pdf")])
        assert board.coordinator.post(page_of(case, "attach_paper"), **told).status_code == 302
        page = text(board.coordinator.get(page_of(case)))
        assert "late.pdf Being checked" in page
        assert "Signed paper attached" in page, "in the timeline"

    def test_is_not_offered_before_there_is_an_answer_nor_to_others(self, board: Board) -> None:
        case = board.stands(board.case(), "awaiting_consent")
        assert "attach_paper" not in board.coordinator.get(page_of(case)).content.decode()
        case = supported(board, name="Bo Lind")
        assert "attach_paper" not in board.officer.get(page_of(case)).content.decode()
        assert board.officer.get(page_of(case, "attach_paper")).status_code == 404

    def test_says_that_there_is_no_file(self, board: Board) -> None:
        case = supported(board)
        told = sent(case, answer=str(answer_of(case).id))
        answer = board.coordinator.post(page_of(case, "attach_paper"), **told)
        assert answer.status_code == 409
        assert "Needed first: A scan or a photo of the paper" in text(answer)


class TestReading:
    @pytest.fixture
    def case(self, board: Board, as_door: AsDoor, scanner: FakeClamd) -> PanelCase:
        case = supported(board)
        attached(board, case, arrived("consent.pdf", pdf(2)), arrived("photo.jpg", photo().read()))
        examined(as_door)
        return case

    def test_shows_the_pages_and_records_each_reading(self, board: Board, case: PanelCase) -> None:
        row = ConsentPaper.objects.get(number=1)
        first = board.coordinator.get(path(case, row))
        assert "Page 1 of 2. That you read it is recorded." in text(first)
        assert "Next page" in text(first)
        address = re.search(r'<img class="candour-page" src="([^"]+)"', first.content.decode())
        assert address is not None
        drawn = board.coordinator.get(address[1])
        assert drawn["Content-Type"] == "image/webp"
        assert Image.open(io.BytesIO(drawn.content)).size[0] > 10
        assert "Page 2 of 2." in text(board.coordinator.get(path(case, row) + "?page=2"))
        assert board.coordinator.get(path(case, row) + "?page=3").status_code == 404
        assert board.coordinator.get(path(case, row, "pages/3/")).status_code == 404
        read = [
            entry
            for entry in (json.loads(bytes(one)) for one in Entry.objects.values_list("entry", flat=True))
            if entry["verb"] == "documents.page.read"
        ]
        assert {(entry["actor"], entry["door"], entry["subject"]) for entry in read} == {
            (str(board.coordinator.person.id), "delivery", str(row.id))
        }
        assert len(read) == 3

    def test_of_a_photograph_shows_no_trace_of_where_it_was_taken(self, board: Board, case: PanelCase) -> None:
        row = ConsentPaper.objects.get(number=2)
        assert CANARY.encode() not in board.coordinator.get(path(case, row, "pages/1/")).content

    def test_gives_the_file_itself_after_a_fresh_proof_and_records_it(self, board: Board, case: PanelCase) -> None:
        row = ConsentPaper.objects.get(number=2)
        asked = board.coordinator.get(path(case, row, "original/"))
        assert "that you have the file is recorded" in text(asked)
        Session.objects.filter(person=board.coordinator.person).update(stepped_up_at=None)
        away = board.coordinator.post(path(case, row, "original/"))
        assert "Confirm that it is you" in text(away)
        assert "Content-Disposition" not in away
        assert "documents.original.open" not in ledger_verbs()
        given = board.chair.post(path(case, row, "original/"))
        assert CANARY.encode() in given.content
        assert given["Content-Disposition"] == 'attachment; filename="photo.jpg"'
        assert given["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert ledger_verbs().count("documents.original.open") == 1

    def test_is_there_for_the_force_and_for_nobody_else(self, board: Board, case: PanelCase) -> None:
        row = ConsentPaper.objects.get(number=1)
        assert board.officer.get(path(case, row)).status_code == 200
        stranger = somebody(board.as_door, "Siân South", authority("Southshire Council"), Role.PANEL_COORDINATOR.value)
        for who in (stranger, board.partner, board.provider):
            for more in ("", "pages/1/", "original/"):
                assert who.get(path(case, row, more)).status_code in {403, 404}, (who.person.name, more)
        other = supported(board, name="Bo Lind")
        assert board.coordinator.get(path(other, row)).status_code == 404, "by the address of another case"

    def test_says_why_one_is_refused_and_shows_nothing_of_it(
        self, board: Board, as_door: AsDoor, scanner: FakeClamd
    ) -> None:
        case = supported(board, name="Bo Lind")
        (row,) = attached(board, case, arrived("broken.pdf", b"%PDF-1.7 nothing"))
        examined(as_door)
        assert "broken.pdf Refused" in text(board.coordinator.get(page_of(case)))
        assert "The file is damaged" in text(board.coordinator.get(path(case, row)))
        for more in ("pages/1/", "original/"):
            assert board.coordinator.get(path(case, row, more)).status_code == 404

    def test_without_a_scanner_shows_the_safe_copy_and_gives_nothing_out(
        self, board: Board, as_door: AsDoor, settings: Settings
    ) -> None:
        case = supported(board)
        (row,) = attached(board, case)
        examined(as_door)
        page = text(board.coordinator.get(path(case, row)))
        assert "Not scanned for malicious software." in page
        assert "Get the file itself" not in page
        for how in (board.coordinator.get, board.coordinator.post):
            assert how(path(case, row, "original/")).status_code == 404

    def test_of_a_text_page_has_no_picture(self, board: Board, as_door: AsDoor, scanner: FakeClamd) -> None:
        """The form takes no text; an operation may. Then there are words to read, and no picture to draw."""
        case = supported(board)
        (row,) = attached(board, case, arrived("note.txt", b"They said yes."))
        examined(as_door)
        assert "They said yes." in text(board.coordinator.get(path(case, row)))
        assert board.coordinator.get(path(case, row, "pages/1/")).status_code == 404


class TestSettingAside:
    def test_of_a_wrong_file_leaves_it_with_its_reason_to_the_panel(self, board: Board) -> None:
        case = supported(board)
        wrong, _right = attached(board, case, arrived("wrong.pdf"), arrived("right.pdf"))
        asked = board.coordinator.get(page_of(case, "set_aside_paper"))
        assert "right.pdf" in text(asked)
        told = sent(case, paper=str(wrong.id), rationale="It is the paper of Bo Lind.")
        assert board.coordinator.post(page_of(case, "set_aside_paper"), **told).status_code == 302
        mine = text(board.coordinator.get(page_of(case)))
        assert "wrong.pdf Set aside" in mine
        assert "It is the paper of Bo Lind." in mine
        assert "Set aside on" in text(board.coordinator.get(path(case, wrong)))
        theirs = text(board.officer.get(page_of(case)))
        assert "right.pdf" in theirs
        assert "wrong.pdf" not in theirs
        assert "Bo Lind" not in theirs
        assert board.officer.get(path(case, wrong)).status_code == 404
        assert "wrong.pdf" not in text(board.coordinator.get(page_of(case, "set_aside_paper")))

    def test_is_not_there_before_anything_is_attached(self, board: Board) -> None:
        case = supported(board)
        assert "set_aside_paper" not in board.coordinator.get(page_of(case)).content.decode()
        assert "None is attached." in text(board.coordinator.post(page_of(case, "set_aside_paper"), **sent(case)))


class TestTheCasePage:
    def test_with_papers_asks_no_more_than_thirty_questions(self, board: Board) -> None:
        case = supported(board)
        ordered(board, case)
        with CaptureQueriesContext(connection) as one:
            attached(board, case)
            board.coordinator.get(page_of(case))
        attached(board, case, *(arrived(f"{number}.pdf") for number in range(5)))
        board.coordinator.does(
            papers.set_aside_paper, case_id=case.id, paper=ConsentPaper.objects.get(number=1).id, rationale="Blurred."
        )
        with CaptureQueriesContext(connection) as many:
            page = board.coordinator.get(page_of(case))
        assert len(many) <= 30, len(many)
        assert len(one) > 0
        assert len(links(page)) == 6

    def test_does_not_open_the_files_it_lists(self, board: Board, kept: Path) -> None:
        case = supported(board)
        attached(board, case)
        for path_ in kept.rglob("*"):
            if path_.is_file():
                path_.unlink()
        assert "consent.pdf" in text(board.coordinator.get(page_of(case)))
