"""Files of a concern: examined by the worker, read by the caseworker, sent to the reporter."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from candour.contexts.concerns import tasks
from candour.contexts.concerns.models import Concern, ConcernDocument
from candour.contexts.concerns.operations import erasure, files, filework, handling
from candour.contexts.concerns.tests import factories as make
from candour.contexts.concerns.tests.desk import Browser, Desk, ledger_verbs
from candour.contexts.concerns.tests.desk import text as said
from candour.contexts.concerns.tests.filing import (
    CANARY,
    FILES,
    came,
    examined,
    full,
    kept,
    listed,
    note,
    photo,
    scanner,
    work_through,
)
from candour.contexts.concerns.tests.public_side import MAILBOX, Visitor, as_owner, received, text, visitor
from candour.kernel.documents import operations as documents
from candour.kernel.documents.arrivals import Arrival
from candour.kernel.documents.models import State
from candour.kernel.documents.tests import clamd
from candour.kernel.doors import Door
from candour.kernel.notifications import operations as work
from candour.kernel.notifications import registry
from candour.kernel.visitors import receipts
from tests.database import AsDoor

__all__ = ["kept", "scanner", "visitor"]


class TestTheWorker:
    def test_gets_at_a_file_without_a_session(self, visitor: Visitor, as_door: AsDoor, scanner: None) -> None:
        visitor.tells()
        visitor.post(FILES, {"attached": [note(), photo()]})
        receipt = visitor.sends()
        examined(as_door)
        assert {row.state for row in listed()} == {State.RELEASED}
        visitor.opens(receipt)
        assert "note.txt (41 B) – we have it" in text(visitor.get(MAILBOX))
        with as_owner(), as_door(Door.OFFICE):
            assert filework.load(listed_ids()[0]) is None

    def test_releases_nothing_without_a_scanner(self, visitor: Visitor, as_door: AsDoor) -> None:
        visitor.tells()
        visitor.post(FILES, {"attached": [note()]})
        visitor.sends()
        examined(as_door)
        (row,) = listed()
        assert (row.state, row.reason, len(row.pages)) == (State.CHECKED, "no_scanner", 1)
        with as_owner(), as_door(Door.OFFICE):
            assert tasks.files_to_examine() == []

    def test_says_to_the_sender_what_is_wrong(self, visitor: Visitor, as_door: AsDoor, scanner: None) -> None:
        visitor.tells()
        visitor.post(FILES, {"attached": [SimpleUploadedFile("a.docx", b"PK\x03\x04 nothing")]})
        receipt = visitor.sends()
        examined(as_door)
        visitor.opens(receipt)
        page = text(visitor.get(MAILBOX))
        assert "We could not open it. The file is damaged, or is not what its name says." in page
        assert "save it as a PDF" in page

    def test_moves_nothing_backwards(self, visitor: Visitor, as_door: AsDoor, scanner: None) -> None:
        from django.db import DatabaseError, connection, transaction

        visitor.tells()
        visitor.post(FILES, {"attached": [note()]})
        visitor.sends()
        examined(as_door)
        (row,) = listed()
        with as_owner(), as_door(Door.OFFICE), connection.cursor() as cursor:
            for was, becomes in (("released", "taken_in"), ("taken_in", "released"), ("refused", "released")):
                with pytest.raises(DatabaseError, match="does not go"), transaction.atomic():
                    cursor.execute("select concerns_file_found(%s, %s, %s, '', '', '{}', '')", [row.id, was, becomes])

    def test_is_told_of_them_by_its_queue(self, visitor: Visitor, as_door: AsDoor) -> None:
        visitor.tells()
        visitor.post(FILES, {"attached": [note()]})
        visitor.sends()
        with as_owner(), as_door(Door.OFFICE):
            assert work.sweep(door=Door.OFFICE) >= 1
        assert registry.work("concerns.files").door is Door.OFFICE
        with as_owner(), as_door(Door.OFFICE):
            work.do(work_name="concerns.files", key=listed_ids()[0])
        assert listed()[0].state == State.CHECKED

    def test_sweeps_once_a_day(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(tasks, "_swept_on", [])
        monkeypatch.setattr(documents, "sweep", lambda *, at: 3)
        assert [tasks.sweep() for _ in range(3)] == [3, 0, 0]

    def test_sweeps_nothing_that_is_claimed(self, visitor: Visitor, as_door: AsDoor, scanner: None) -> None:
        visitor.tells()
        visitor.post(FILES, {"attached": [photo()]})
        visitor.sends()
        examined(as_door)
        (row,) = listed()
        with as_owner(), as_door(Door.OFFICE):
            assert filework.known([row.address, *row.pages, "0" * 64]) == {row.address, *row.pages}
            assert documents.sweep(at=make.now()) == 0


def listed_ids() -> list[UUID]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("reset role")
    found = [row.id for row in ConcernDocument.objects.order_by("id")]
    with connection.cursor() as cursor:
        cursor.execute(f'set local role "{Door.OFFICE.role}"')
    return found


class TestAtTheOffice:
    @pytest.fixture
    def case(self, desk: Desk, as_door: AsDoor, scanner: None) -> Concern:
        concern = desk.brings(make.concern(), "taken")
        came(concern, note(), photo())
        work_through(as_door)
        return concern

    def test_lists_them_to_the_caseworker_alone(
        self, case: Concern, desk: Desk, colleague: Desk, browser: Browser
    ) -> None:
        row = ConcernDocument.objects.get(kind="text")
        with browser(desk) as client:
            page = said(client.get(f"/concerns/{case.reference}/"))
            assert "note.txt" in page
            assert "Scanned, clean" in page
        with browser(colleague) as client:
            assert "note.txt" not in said(client.get(f"/concerns/{case.reference}/"))
            assert client.get(f"/concerns/{case.reference}/files/{row.id}/").status_code == 404

    def test_shows_the_safe_copy_page_by_page_and_records_it(self, case: Concern, desk: Desk, browser: Browser) -> None:
        rows = {row.kind: row for row in ConcernDocument.objects.all()}
        with browser(desk) as client:
            words = client.get(f"/concerns/{case.reference}/files/{rows['text'].id}/")
            assert CANARY in said(words)
            place = f"/concerns/{case.reference}/files/{rows['jpeg'].id}/"
            assert f'src="{place}1/"' in client.get(place).content.decode()
            picture = client.get(f"{place}1/")
            assert picture["Content-Type"] == "image/webp"
            assert CANARY.encode() not in picture.content
            assert client.get(f"{place}2/").status_code == 404
            assert client.get(f"{place}?page=7").status_code == 404
            assert client.get(f"/concerns/{case.reference}/files/{rows['text'].id}/1/").status_code == 404
            assert client.get(f"/concerns/{case.reference}/files/{uuid4()}/").status_code == 404
        assert "documents.page.read" in ledger_verbs()

    def test_gives_the_file_itself_after_a_fresh_proof_alone(self, case: Concern, desk: Desk, browser: Browser) -> None:
        row = next(row for row in ConcernDocument.objects.all() if row.kind == "jpeg")
        place = f"/concerns/{case.reference}/files/{row.id}/original/"
        with browser(desk) as client:
            assert "no longer protected" in said(client.get(place))
            assert b"JFIF" not in client.post(place).content
        assert "documents.original.open" not in ledger_verbs()
        with browser(desk, stepped_up=True) as client:
            given = client.post(place)
        assert given.content.startswith(b"\xff\xd8\xff")
        assert given["Content-Disposition"] == 'attachment; filename="photo.jpg"'
        assert given["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert given["Cache-Control"] == "no-store"
        assert "documents.original.open" in ledger_verbs()

    def test_gives_nothing_that_was_not_scanned(self, as_door: AsDoor, desk: Desk, browser: Browser) -> None:
        case = desk.brings(make.concern(), "taken")
        came(case, note())
        work_through(as_door)
        (row,) = ConcernDocument.objects.all()
        with browser(desk, stepped_up=True) as client:
            page = said(client.get(f"/concerns/{case.reference}/files/{row.id}/"))
            assert "Not scanned for malicious software" in page
            assert CANARY in page
            assert client.post(f"/concerns/{case.reference}/files/{row.id}/original/").status_code == 404
            assert "Not scanned: this office has no scanner." in said(client.get(f"/concerns/{case.reference}/"))

    def test_examines_again_what_may_be_this_machines_fault(self, case: Concern, desk: Desk, browser: Browser) -> None:
        row = ConcernDocument.objects.all()[0]
        ConcernDocument.objects.filter(id=row.id).update(state="refused", reason="too_slow", pages=[], kind="")
        with browser(desk) as client:
            assert "Examine it again" in said(client.get(f"/concerns/{case.reference}/"))
            assert client.post(f"/concerns/{case.reference}/files/{row.id}/again/").status_code == 302
            row.refresh_from_db()
            assert client.post(f"/concerns/{case.reference}/files/{row.id}/again/").status_code == 404
        row = ConcernDocument.objects.get(id=row.id)
        assert (row.state, row.reason) == ("taken_in", "")


class TestSendingToTheReporter:
    def sent(self, desk: Desk, case: Concern, *, name: str = "answer.jpg", data: bytes | None = None) -> None:
        with Arrival(name) as arrival:
            arrival.write(data or photo().read() or b"")
            desk.does(handling.write, case, text="Here is the letter.", arrivals=[arrival])

    @pytest.fixture
    def case(self, desk: Desk) -> Concern:
        return desk.brings(make.concern(), "taken")

    def test_keeps_it_from_them_until_it_is_released(
        self, case: Concern, desk: Desk, as_door: AsDoor, settings: Settings, tmp_path: Path
    ) -> None:
        self.sent(desk, case)
        (row,) = ConcernDocument.objects.all()
        assert (row.direction, row.wants_copy, row.author_id) == ("to_reporter", True, desk.person.id)
        with as_door(Door.OFFICE):
            for document in tasks.files_to_examine():
                tasks.examine(document)
        row.refresh_from_db()
        assert (row.state, row.copy) == (State.CHECKED, "")
        with clamd.running(tmp_path) as made:
            settings.CLAMD = f"unix:{made.path}"
            with as_door(Door.OFFICE):
                for document in tasks.files_to_examine():
                    tasks.examine(document)
        row.refresh_from_db()
        assert row.state == State.RELEASED
        assert row.copy

    def test_of_the_same_name_again_is_its_next_version(self, case: Concern, desk: Desk) -> None:
        self.sent(desk, case, data=b"\xff\xd8\xff one")
        case.refresh_from_db()
        self.sent(desk, case, data=b"\xff\xd8\xff two")
        first, second = ConcernDocument.objects.order_by("version")
        assert (first.version, second.version) == (1, 2)
        assert first.series == second.series

    def test_refuses_what_has_no_clean_copy(self, case: Concern, desk: Desk, browser: Browser) -> None:
        with browser(desk) as client:
            answer = client.post(
                f"/concerns/{case.reference}/write/",
                {"text": "Here.", "attached": SimpleUploadedFile("a.docx", b"PK\x03\x04"), "seen": ""},
            )
            assert "We cannot take this kind of file" in said(answer)
        assert ConcernDocument.objects.count() == 0

    def test_is_done_on_the_page_of_the_message(self, case: Concern, desk: Desk, browser: Browser) -> None:
        with browser(desk) as client:
            assert 'enctype="multipart/form-data"' in client.get(f"/concerns/{case.reference}/write/").content.decode()
            client.post(f"/concerns/{case.reference}/write/", {"text": "Here.", "attached": photo()})
        (row,) = ConcernDocument.objects.all()
        assert row.direction == "to_reporter"

    def test_says_when_the_disk_isfull(
        self, case: Concern, desk: Desk, browser: Browser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(files, "send", full)
        with browser(desk) as client:
            answer = client.post(f"/concerns/{case.reference}/write/", {"text": "Here.", "attached": photo()})
        assert "the disk is full" in said(answer)


class TestDownloading:
    @pytest.fixture
    def sent(self, desk: Desk, as_door: AsDoor, scanner: None, request: pytest.FixtureRequest) -> Visitor:
        """The visitor in whose mailbox lies a file that the office sent and that is released."""
        receipt = receipts.new()
        concern = desk.brings(make.concern(receipt=receipt), "taken")
        with Arrival("letter.png") as arrival:
            arrival.write(photo().read() or b"")
            desk.does(handling.write, concern, text="Here is the letter.", arrivals=[arrival])
        work_through(as_door)
        found: Visitor = request.getfixturevalue("visitor")
        found.opens(receipt)
        return found

    def test_gives_the_clean_copy_under_an_honest_name(self, sent: Visitor) -> None:
        visitor = sent
        (row,) = listed()
        assert "letter.png.jpg" in text(visitor.get(MAILBOX))
        given = visitor.get(f"/check/mailbox/files/{row.id}/")
        assert given.content.startswith(b"\xff\xd8\xff")
        assert CANARY.encode() not in given.content
        assert given["Content-Disposition"] == 'attachment; filename="letter.png.jpg"'
        assert given["Content-Type"] == "image/jpeg"

    def test_gives_nothing_to_another_mailbox(self, sent: Visitor) -> None:
        (row,) = listed()
        other = Visitor()
        receipt, _ = received()
        other.opens(receipt)
        assert other.get(f"/check/mailbox/files/{row.id}/").status_code == 404
        assert Visitor().get(f"/check/mailbox/files/{row.id}/").status_code == 302

    def test_does_not_give_back_what_the_reporter_sent(self, sent: Visitor, as_door: AsDoor) -> None:
        visitor = sent
        visitor.post("/check/mailbox/write/", {"text": "Mine.", "attached": [note()]})
        examined(as_door)
        mine = next(row for row in listed() if row.direction == "from_reporter")
        assert visitor.get(f"/check/mailbox/files/{mine.id}/").status_code == 404


class TestErasing:
    def test_takes_the_files_with_it(self, desk: Desk, head: Desk) -> None:
        """Their rows at once, their key at once; what lies on the disk opens nothing, and is swept."""
        case = desk.brings(make.concern(), "coded")
        came(case, note())
        asked = {"basis": "asked", "rationale": "They asked."}
        desk.does(erasure.request_erasure, case, stepped_up=True, **asked)
        head.does(erasure.decide_erasure, case, stepped_up=True, rationale="It is their right.")
        assert not ConcernDocument.objects.filter(concern=case).exists()
        later = make.now() + timedelta(days=4)
        assert documents.sweep(at=later) == 1
