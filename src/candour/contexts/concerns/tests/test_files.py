"""Files of a concern: added to a draft, sent with a message, read by the caseworker, sent to the reporter."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pytest_django import Settings

from candour.contexts.concerns import drafts, receipts, sealed, tasks
from candour.contexts.concerns.models import Concern, ConcernDocument
from candour.contexts.concerns.operations import drafts as keeping
from candour.contexts.concerns.operations import files, filework, handling
from candour.contexts.concerns.queries import opening
from candour.contexts.concerns.receipts import Receipt
from candour.contexts.concerns.tests import factories as make
from candour.contexts.concerns.tests.desk import Browser, Desk, ledger_verbs
from candour.contexts.concerns.tests.desk import text as said
from candour.contexts.concerns.tests.public_side import MAILBOX, Visitor, as_owner, received, text, visitor
from candour.contexts.concerns.views import cookies
from candour.kernel.documents import storage
from candour.kernel.documents.arrivals import Arrival
from candour.kernel.documents.models import State
from candour.kernel.documents.tests import clamd
from candour.kernel.doors import Door
from candour.kernel.notifications import operations as work
from candour.kernel.notifications import registry
from tests.database import AsDoor

__all__ = ["visitor"]

FILES = "/tell/files/"
CANARY = "a sentence that nobody else may ever read"


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, settings: Settings) -> Path:
    """A folder for the files of each test."""
    folder = tmp_path / "documents" / "kept"
    settings.STORAGES = settings.STORAGES | {
        "documents": {"BACKEND": "candour.kernel.documents.storage.Folder", "OPTIONS": {"location": str(folder)}}
    }
    settings.DOCUMENTS_ARRIVING = tmp_path / "documents" / "arriving"
    settings.CLAMD = ""
    return folder


@pytest.fixture
def scanner(tmp_path: Path, settings: Settings) -> Iterator[None]:
    with clamd.running(tmp_path) as made:
        settings.CLAMD = f"unix:{made.path}"
        yield


def note(name: str = "note.txt", words: str = CANARY) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, words.encode())


def photo(name: str = "photo.jpg") -> SimpleUploadedFile:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = CANARY
    Image.new("RGB", (30, 20), "red").save(out, "JPEG", exif=exif.tobytes())
    return SimpleUploadedFile(name, out.getvalue())


def blobs() -> set[str]:
    return {address for address, _ in storage.listed()}


def examined(as_door: AsDoor) -> None:
    """The office's worker, which has no session, does what waits."""
    with as_owner(), as_door(Door.OFFICE):
        for document in tasks.files_to_examine():
            tasks.examine(document)


def listed() -> list[ConcernDocument]:
    with as_owner():
        return list(ConcernDocument.objects.order_by("direction", "taken_in_on", "id"))


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
        monkeypatch.setattr(files, "keep_for_draft", _full)
        assert "We cannot take files just now" in text(visitor.post(FILES, {"attached": [note()]}))
        assert "Nobody told us" in text(visitor.get("/tell/check-answers/"))


def _full(*_given: object, **_named: object) -> None:
    raise OSError(28, "No space left on device")


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
        assert tasks.to_sweep() == [tasks.SWEEP]
        assert tasks.to_sweep() == []

    def test_sweeps_nothing_that_is_claimed(self, visitor: Visitor, as_door: AsDoor, scanner: None) -> None:
        visitor.tells()
        visitor.post(FILES, {"attached": [photo()]})
        visitor.sends()
        examined(as_door)
        (row,) = listed()
        with as_owner(), as_door(Door.OFFICE):
            assert filework.known([row.address, *row.pages, "0" * 64]) == {row.address, *row.pages}
            assert tasks.sweep(tasks.SWEEP) == 0


def listed_ids() -> list[UUID]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("reset role")
    found = [row.id for row in ConcernDocument.objects.order_by("id")]
    with connection.cursor() as cursor:
        cursor.execute(f'set local role "{Door.OFFICE.role}"')
    return found


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
        monkeypatch.setattr(files, "keep", _full)
        page = text(visitor.post("/check/mailbox/write/", {"text": "My words.", "attached": [note()]}))
        assert "We cannot take files just now" in page
        assert "My words." in page


def came(concern: Concern, *uploaded: SimpleUploadedFile) -> None:
    """The reporter sent these; as the owner."""
    pair = opening.pair_for_office(Concern.objects.get(id=concern.id))
    assert pair is not None
    arrivals = []
    for one in uploaded:
        arrivals.append(Arrival(one.name or ""))
        arrivals[-1].write(one.read() or b"")
    kept = files.keep_for_draft((), arrivals, pair=pair)
    files.take_in(concern, kept, key=sealed.files_key(pair), message=None, at=make.now())


def work_through(as_door: AsDoor) -> None:
    """The office's worker does what waits; the owner before and after."""
    with as_door(Door.OFFICE):
        for document in tasks.files_to_examine():
            tasks.examine(document)


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
            assert "Checked and scanned" in page
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

    def test_says_when_the_disk_is_full(
        self, case: Concern, desk: Desk, browser: Browser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(files, "send", _full)
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
