"""Files that a reporter sends: added to a draft, sent with it, sent with a message."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from candour.contexts.concerns.models import Concern
from candour.contexts.concerns.operations import files
from candour.contexts.concerns.tests import factories as make
from candour.contexts.concerns.tests.desk import ledger_verbs
from candour.contexts.concerns.tests.filing import (
    CANARY,
    FILES,
    blobs,
    full,
    kept,
    listed,
    note,
    photo,
    scanner,
)
from candour.contexts.concerns.tests.public_side import MAILBOX, Visitor, as_owner, received, text, visitor
from candour.kernel.documents import storage
from candour.kernel.documents.models import State
from candour.kernel.visitors import drafts
from candour.kernel.visitors import operations as keeping
from candour.kernel.visitors.receipts import Receipt
from candour.web import cookies

__all__ = ["kept", "scanner", "visitor"]


class TestAddingToADraft:
    def test_lists_what_was_added_with_its_size(self, visitor: Visitor) -> None:
        visitor.tells()
        answer = visitor.post(FILES, {"attached": [note("Amina's notes.txt"), photo()]}, follow=True)
        page = text(answer)
        assert "Amina's notes.txt" in page
        assert "41 B" in page
        assert "photo.jpg" in page
        assert "Amina's notes.txt" in text(visitor.get("/tell/check-answers/"))

    def test_may_be_the_first_thing_somebody_does(self, visitor: Visitor) -> None:
        visitor.post(FILES, {"attached": [note()]}, follow=True)
        assert "note.txt" in text(visitor.get("/tell/check-answers/"))

    def test_is_not_asked_of_anybody(self, visitor: Visitor) -> None:
        visitor.tells()
        visitor.sends()
        assert listed() == []

    def test_leaves_nothing_in_the_clear_and_no_row(self, visitor: Visitor, tmp_path: Path) -> None:
        visitor.tells()
        visitor.post(FILES, {"attached": [note("secret name.txt", CANARY * 9_000)]})
        assert len(blobs()) == 1
        for path in (path for path in tmp_path.rglob("*") if path.is_file()):
            assert CANARY.encode()[:16] not in path.read_bytes()
            assert "secret" not in path.name
        assert listed() == []

    def test_keeps_the_good_ones_and_says_what_is_wrong_with_the_others(self, visitor: Visitor) -> None:
        visitor.tells()
        film = SimpleUploadedFile("film.mp4", b"\0\0\0\x20ftypisom" + bytes(90))
        answer = visitor.post(FILES, {"attached": [note(), film, SimpleUploadedFile("nothing.pdf", b"")]})
        page = text(answer)
        assert "“film.mp4”: We cannot take sound or video" in page
        assert "“nothing.pdf”: The file is empty." in page
        assert page.count("note.txt") >= 1
        assert len(blobs()) == 1

    def test_of_more_than_fits_is_told_and_loses_nothing(self, visitor: Visitor) -> None:
        visitor.tells()
        visitor.post(FILES, {"attached": [note(f"{n}.txt", f"words {n}") for n in range(8)]})
        page = text(visitor.post(FILES, {"attached": [note(f"{n}.txt", f"words {n}") for n in range(8, 12)]}))
        assert "You can send 10 files" in page
        assert len(blobs()) == 8

    def test_of_thirty_megabytes_is_told(self, visitor: Visitor) -> None:
        visitor.tells()
        page = text(visitor.post(FILES, {"attached": [SimpleUploadedFile("big.pdf", b"%PDF-" + bytes(30 * 2**20))]}))
        assert "“big.pdf”: The file is larger than 25 MB." in page
        assert blobs() == set()
        assert list(storage.arriving().iterdir()) == []

    def test_of_nothing_is_told(self, visitor: Visitor) -> None:
        assert "Choose a file, or go on without" in text(visitor.post(FILES, {}))

    def test_can_be_taken_back_at_once(self, visitor: Visitor) -> None:
        visitor.tells()
        page = visitor.post(FILES, {"attached": [note(), photo()]}, follow=True).content.decode()
        first = re.findall(r'name="file" value="([0-9a-f]{64})"', page)[0]
        page = text(visitor.post("/tell/files/remove/", {"file": first}, follow=True))
        assert "note.txt" not in page
        assert "photo.jpg" in page
        assert len(blobs()) == 1
        assert first not in blobs()

    def test_takes_out_nothing_that_is_not_there(self, visitor: Visitor) -> None:
        visitor.tells()
        visitor.post(FILES, {"attached": [note()]})
        visitor.post("/tell/files/remove/", {"file": "../../etc/passwd"})
        assert len(blobs()) == 1
        assert Visitor().post("/tell/files/remove/", {"file": "0" * 64}).status_code == 302

    def test_goes_with_the_draft(self, visitor: Visitor) -> None:
        visitor.tells()
        visitor.post(FILES, {"attached": [note()]})
        visitor.post("/tell/delete/")
        assert blobs() == set()

    def test_shows_one_file_once(self, visitor: Visitor) -> None:
        visitor.tells()
        for _ in range(2):
            visitor.post(FILES, {"attached": [note()]})
        assert visitor.get(FILES).content.decode().count('name="file"') == 1

    def test_is_locked_in_the_draft(self, visitor: Visitor) -> None:
        visitor.tells()
        visitor.post(FILES, {"attached": [note()]})
        key = drafts.key_of(visitor.cookies[cookies.DRAFT].value)
        assert key is not None
        held = keeping.find(key=key, at=make.now())
        assert held is not None
        assert [one.name for one in held.files] == ["note.txt"]
        assert "note" not in repr(held.files[0])
        assert held.sent_as("C-1").files == ()
        assert held.sent_as("C-1").private == b""

    def test_is_refused_where_a_page_takes_none(self, visitor: Visitor) -> None:
        visitor.post("/tell/what-happened/", {"what_happened": "words", "attached": note()})
        assert blobs() == set()
        assert not storage.arriving().exists() or not list(storage.arriving().iterdir())

    def test_survives_a_disk_that_refuses(self, visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
        visitor.tells()
        monkeypatch.setattr(files, "keep_for_draft", full)
        assert "We cannot take files just now" in text(visitor.post(FILES, {"attached": [note()]}))
        assert "Nobody told us" in text(visitor.get("/tell/check-answers/"))


class TestSending:
    def test_makes_them_files_of_the_concern(self, visitor: Visitor) -> None:
        visitor.tells()
        visitor.post(FILES, {"attached": [note("Amina.txt"), photo()]})
        visitor.sends()
        rows = listed()
        assert [(row.state, row.direction, row.message_id) for row in rows] == [
            (State.TAKEN_IN, "from_reporter", None)
        ] * 2
        assert {row.address for row in rows} == blobs()
        assert all(b"Amina" not in bytes(row.details) for row in rows)
        with as_owner():
            assert "documents.file.take_in" in ledger_verbs()

    def test_twice_stores_them_once(self, visitor: Visitor) -> None:
        visitor.tells()
        visitor.post(FILES, {"attached": [note()]})
        visitor.sends()
        visitor.post("/tell/check-answers/")
        assert len(listed()) == 1

    def test_shows_them_in_the_mailbox(self, visitor: Visitor) -> None:
        visitor.tells()
        visitor.post(FILES, {"attached": [note()]})
        visitor.opens(visitor.sends())
        page = text(visitor.get(MAILBOX))
        assert "Files that you sent with the form" in page
        assert "note.txt (41 B) – being checked" in page


class TestWritingWithFiles:
    @pytest.fixture
    def box(self, visitor: Visitor) -> tuple[Visitor, Receipt, Concern]:
        receipt, concern = received()
        visitor.opens(receipt)
        return visitor, receipt, concern

    def test_sends_them_with_the_message(self, box: tuple[Visitor, Receipt, Concern]) -> None:
        visitor, _, concern = box
        visitor.post("/check/mailbox/write/", {"text": "Here it is.", "attached": [note()]})
        (row,) = listed()
        with as_owner():
            assert make.texts(concern) == ["Here it is."]
            assert row.message is not None
        assert "note.txt (41 B) – being checked" in text(visitor.get(MAILBOX))

    def test_needs_no_words(self, box: tuple[Visitor, Receipt, Concern]) -> None:
        visitor, _, concern = box
        visitor.post("/check/mailbox/write/", {"text": "", "attached": [note()]})
        with as_owner():
            assert make.texts(concern) == ["I have sent files."]

    def test_of_neither_is_asked_for(self, box: tuple[Visitor, Receipt, Concern]) -> None:
        visitor, *_ = box
        assert "Write your message" in text(visitor.post("/check/mailbox/write/", {"text": ""}))

    def test_keeps_the_words_when_a_file_is_refused(self, box: tuple[Visitor, Receipt, Concern]) -> None:
        visitor, _, concern = box
        answer = visitor.post(
            "/check/mailbox/write/", {"text": "My words.", "attached": [SimpleUploadedFile("a.zip", b"Rar!\x1a\x07")]}
        )
        page = text(answer)
        assert "“a.zip”: We cannot take a ZIP" in page
        assert "My words." in page
        with as_owner():
            assert make.texts(concern) == []
        assert listed() == []

    def test_twice_sends_them_once(self, box: tuple[Visitor, Receipt, Concern]) -> None:
        visitor, _, concern = box
        for _ in range(2):
            visitor.post("/check/mailbox/write/", {"text": "Here it is.", "attached": [note()]})
        with as_owner():
            assert len(make.texts(concern)) == 1
        assert len(listed()) == 1

    def test_of_too_many_waits_until_tomorrow(
        self, box: tuple[Visitor, Receipt, Concern], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        visitor, *_ = box
        monkeypatch.setattr(files, "FILES_A_DAY", 1)
        two = [note(), note("b.txt", "other")]
        assert "You sent many files today" in text(
            visitor.post("/check/mailbox/write/", {"text": "x", "attached": two})
        )

    def test_survives_a_disk_that_refuses(
        self, box: tuple[Visitor, Receipt, Concern], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        visitor, *_ = box
        monkeypatch.setattr(files, "keep", full)
        page = text(visitor.post("/check/mailbox/write/", {"text": "My words.", "attached": [note()]}))
        assert "We cannot take files just now" in page
        assert "My words." in page
