"""What happens to a file, from its arrival to its reading."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from PIL import Image
from pytest_django import Settings

from candour.kernel.documents import arrivals, details, operations, queries, sandbox, storage
from candour.kernel.documents.blobs import Damaged
from candour.kernel.documents.checks import Unsafe
from candour.kernel.documents.models import State
from candour.kernel.documents.operations import NotReadable, NotReleased
from candour.kernel.documents.page import WEBP
from candour.kernel.documents.tests import clamd
from candour.kernel.documents.tests.clamd import EICAR, FakeClamd
from candour.kernel.documents.tests.rehearsal import NAME, NOON, Desk, Sheet, pdf, picture
from candour.kernel.doors import Door
from candour.kernel.ledger.models import Entry
from candour.kernel.people.actor import Actor

SOMEBODY = Actor(uuid4(), "Amina Rahman", Door.OFFICE, stepped_up_at=NOON)


def entries(row: Sheet) -> list[dict[str, object]]:
    """What the ledger says of a file, in no order."""
    told = [json.loads(bytes(entry)) for entry in Entry.objects.values_list("entry", flat=True)]
    return [entry for entry in told if entry["subject"] == str(row.id)]


def verbs(row: Sheet) -> set[str]:
    return {str(entry["verb"]).removeprefix("documents.") for entry in entries(row)}


class TestTakeIn:
    def test_keeps_the_name_locked_and_the_day_alone(self, desk: Desk) -> None:
        row = desk.take_in(b"what I saw", "Amina's notes.txt")
        assert (row.state, row.version, row.taken_in_on) == (State.TAKEN_IN, 1, NOON.date())
        assert b"Amina" not in bytes(row.details)
        found = queries.details_of(row, desk.key_of(row))
        assert (found.name, found.size) == ("Amina's notes.txt", 10)
        (entry,) = entries(row)
        assert (entry["verb"], entry["at"], entry["actor"]) == ("documents.file.take_in", "2026-03-30", "")
        assert "Amina" not in json.dumps(entry)

    def test_locks_the_name_to_its_row_and_record(self, desk: Desk) -> None:
        row, other = desk.take_in(b"one"), desk.take_in(b"two")
        with pytest.raises(details.CannotOpen):
            queries.details_of(row, desk.key_of(other))
        with pytest.raises(details.CannotOpen):
            details.unlock(bytes(row.details), key=desk.key_of(row), about=other.id)

    def test_of_a_new_version_keeps_the_old_one(self, desk: Desk) -> None:
        folder = desk.new_folder()
        first = desk.take_in(b"draft", folder=folder)
        second = desk.take_in(b"final", folder=folder, replaces=first)
        assert (second.series, second.version) == (first.series, 2)
        assert queries.newest(Sheet.objects.order_by("version")) == [second]
        assert storage.is_there(first.address)

    def test_of_the_same_version_twice_is_refused_by_the_database(self, desk: Desk) -> None:
        folder = desk.new_folder()
        first = desk.take_in(b"draft", folder=folder)
        desk.take_in(b"final", folder=folder, replaces=first)
        with pytest.raises(IntegrityError), transaction.atomic():
            desk.take_in(b"other", folder=folder, replaces=first)

    def test_of_the_same_bytes_keeps_them_once(self, desk: Desk) -> None:
        folder = desk.new_folder()
        first, second = (desk.take_in(b"the same", folder=folder) for _ in range(2))
        assert first.address == second.address
        assert desk.take_in(b"the same").address != first.address


class TestProcess:
    def test_releases_a_clean_file_with_pages_to_read(self, desk: Desk, scanner: FakeClamd) -> None:
        row = desk.process(desk.take_in(pdf(3), "a.pdf"))
        assert (row.state, row.kind, row.reason, row.settled_on) == (State.RELEASED, "pdf", "", NOON.date())
        assert len(row.pages) == 3
        assert verbs(row) == {"file.take_in", "file.check", "file.scan", "file.release"}

    def test_makes_pages_in_batches(self, desk: Desk, scanner: FakeClamd) -> None:
        row = desk.process(desk.take_in(pdf(23), "a.pdf"))
        assert len(set(row.pages)) == 23
        page = operations.read_page(row, number=23, key=desk.key_of(row), actor=SOMEBODY, at=NOON)
        assert Image.open(io.BytesIO(page.picture)).getpixel((5, 5)) != (255, 255, 255)

    def test_refuses_what_the_scanner_finds_and_shows_nothing_of_it(self, desk: Desk, scanner: FakeClamd) -> None:
        row = desk.process(desk.take_in(b"look: " + EICAR, "a.txt"))
        assert (row.state, row.reason, row.pages) == (State.REFUSED, "malware", [])
        with pytest.raises(NotReadable):
            operations.read_page(row, number=1, key=desk.key_of(row), actor=SOMEBODY, at=NOON)
        assert storage.is_there(row.address), "nothing is lost"

    def test_refuses_before_the_scanner_is_asked(self, desk: Desk, scanner: FakeClamd) -> None:
        row = desk.process(desk.take_in(b"<html><script>", "a.txt"))
        assert (row.state, row.reason) == (State.REFUSED, "kind")
        assert scanner.asked == []

    def test_without_a_scanner_shows_a_safe_copy_and_releases_nothing(self, desk: Desk) -> None:
        row = desk.process(desk.take_in(b"what I saw", "a.txt"))
        assert (row.state, row.reason) == (State.CHECKED, "no_scanner")
        assert row.is_readable
        assert not row.is_released
        page = operations.read_page(row, number=1, key=desk.key_of(row), actor=SOMEBODY, at=NOON)
        assert (page.text, page.picture) == ("what I saw", b"")
        with pytest.raises(NotReleased):
            operations.open_original(row, key=desk.key_of(row), actor=SOMEBODY, at=NOON)

    def test_releases_what_waited_when_the_scanner_is_back(
        self, desk: Desk, tmp_path: Path, settings: Settings
    ) -> None:
        settings.CLAMD = f"unix:{tmp_path / 'clamd.sock'}"
        row = desk.process(desk.take_in(b"what I saw", "a.txt"))
        assert (row.state, row.reason) == (State.CHECKED, "scanner_down")
        assert desk.pending(has_scanner=False) == []
        before = list(row.pages)
        with clamd.running(tmp_path):
            assert desk.pending(has_scanner=True) == [row.id]
            row = desk.process(row)
        assert (row.state, row.pages) == (State.RELEASED, before)

    def test_asks_again_without_an_entry_each_time(self, desk: Desk) -> None:
        row = desk.process(desk.take_in(b"words"))
        count = len(entries(row))
        desk.process(row)
        assert len(entries(row)) == count

    def test_goes_on_where_a_killed_worker_stopped(
        self, desk: Desk, scanner: FakeClamd, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        row = desk.take_in(b"words")
        with monkeypatch.context() as broken:
            broken.setattr(sandbox, "render", _killed)
            with pytest.raises(KeyboardInterrupt):
                operations.process(holder_name=NAME, document=row.id, at=NOON)
        row.refresh_from_db()
        assert row.state == State.SCANNED
        assert desk.process(row).state == State.RELEASED

    def test_of_a_file_that_is_settled_does_nothing(self, desk: Desk, scanner: FakeClamd) -> None:
        row = desk.process(desk.take_in(b"words"))
        assert operations.process(holder_name=NAME, document=row.id, at=NOON) == ""

    def test_of_a_blob_that_is_gone_is_a_fault_and_no_refusal(self, desk: Desk) -> None:
        row = desk.take_in(b"words")
        storage.remove(row.address)
        with pytest.raises(FileNotFoundError):
            desk.process(row)
        row.refresh_from_db()
        assert row.state == State.TAKEN_IN

    def test_refuses_what_crashes_its_reader_and_lets_it_be_tried_again(
        self, desk: Desk, scanner: FakeClamd, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        row = desk.take_in(b"words")
        with monkeypatch.context() as broken:
            broken.setattr(sandbox, "render", _crashed)
            row = desk.process(row)
        assert (row.state, row.reason) == (State.REFUSED, "cannot_be_shown")
        operations.try_again(row, actor=SOMEBODY, at=NOON)
        assert desk.process(row).state == State.RELEASED

    def test_of_what_is_dangerous_is_not_tried_again(self, desk: Desk, scanner: FakeClamd) -> None:
        row = desk.process(desk.take_in(EICAR, "a.txt"))
        with pytest.raises(NotReadable):
            operations.try_again(row, actor=SOMEBODY, at=NOON)

    def test_makes_a_clean_copy_where_one_is_wanted(self, desk: Desk, scanner: FakeClamd) -> None:
        exif = Image.Exif()
        exif[0x010F] = "camera of Amina"
        row = desk.process(desk.take_in(picture("JPEG", exif=exif.tobytes()), "a.jpg", wants_copy=True))
        copy = operations.open_copy(row, key=desk.key_of(row), door=Door.PUBLIC, at=NOON)
        assert copy.startswith(b"\xff\xd8\xff")
        assert b"Amina" not in copy
        assert next(e for e in entries(row) if e["verb"] == "documents.copy.open")["at"] == "2026-03-30"

    def test_refuses_a_clean_copy_of_what_has_none(self, desk: Desk, scanner: FakeClamd) -> None:
        from tests.trust.hostile.archives import docx, zipped

        row = desk.process(desk.take_in(zipped(docx()), "a.docx", wants_copy=True))
        assert (row.state, row.reason) == (State.REFUSED, "kind")


def _killed(*_given: object, **_named: object) -> None:
    raise KeyboardInterrupt


def _crashed(*_given: object, **_named: object) -> None:
    raise sandbox.Crashed


class TestReading:
    def test_of_a_page_is_recorded(self, desk: Desk, scanner: FakeClamd) -> None:
        row = desk.process(desk.take_in(picture(), "a.png"))
        page = operations.read_page(row, number=1, key=desk.key_of(row), actor=SOMEBODY, at=NOON)
        assert page.picture[:4] == b"RIFF"
        assert WEBP == "image/webp"
        entry = next(e for e in entries(row) if e["verb"] == "documents.page.read")
        assert entry["actor"] == str(SOMEBODY.person_id)
        assert dict(entry["codes"].items() if isinstance(entry["codes"], dict) else [])["page"] == 1

    @pytest.mark.parametrize("number", [0, 2, -1])
    def test_of_a_page_that_is_not_there_is_refused(self, desk: Desk, scanner: FakeClamd, number: int) -> None:
        row = desk.process(desk.take_in(picture(), "a.png"))
        with pytest.raises(NotReadable):
            operations.read_page(row, number=number, key=desk.key_of(row), actor=SOMEBODY, at=NOON)

    def test_of_an_original_needs_a_fresh_proof_of_identity(self, desk: Desk, scanner: FakeClamd) -> None:
        row = desk.process(desk.take_in(b"words"))
        assert operations.open_original(row, key=desk.key_of(row), actor=SOMEBODY, at=NOON) == b"words"
        assert "original.open" in verbs(row)
        with pytest.raises(NotReleased):
            operations.open_original(row, key=desk.key_of(row), actor=SOMEBODY, at=NOON + timedelta(minutes=6))

    def test_of_a_copy_that_was_not_made_is_refused(self, desk: Desk, scanner: FakeClamd) -> None:
        row = desk.process(desk.take_in(b"words"))
        with pytest.raises(NotReleased):
            operations.open_copy(row, key=desk.key_of(row), door=Door.PUBLIC, at=NOON)

    def test_of_pages_in_another_order_is_noticed(self, desk: Desk, scanner: FakeClamd) -> None:
        row = desk.process(desk.take_in(pdf(2), "a.pdf"))
        row.pages = row.pages[::-1]
        with pytest.raises(Damaged):
            operations.read_page(row, number=1, key=desk.key_of(row), actor=SOMEBODY, at=NOON)


class TestSweep:
    def test_removes_what_no_row_names_after_two_days(self, desk: Desk, kept: Path, scanner: FakeClamd) -> None:
        row = desk.process(desk.take_in(pdf(2), "a.pdf", wants_copy=True))
        unclaimed = arrivals.take("draft", b"never sent", key=desk.key_of(row))
        now = datetime.now(UTC)
        assert operations.sweep(at=now) == 0
        assert operations.sweep(at=now + timedelta(days=4)) == 1
        assert not storage.is_there(unclaimed.address)
        assert list(queries.missing()) == []
        for address in [row.address, row.copy, *row.pages]:
            assert storage.is_there(address)


class TestTheTable:
    @pytest.mark.parametrize(
        "facts",
        [
            {"state": State.RELEASED, "pages": [], "settled_on": NOON.date()},
            {"state": State.RELEASED, "pages": ["a"], "settled_on": None},
            {"state": State.RELEASED, "pages": ["a"], "reason": "no_scanner", "settled_on": NOON.date()},
            {"state": State.REFUSED, "reason": ""},
            {"state": State.REFUSED, "reason": "malware", "pages": ["a"]},
            {"state": State.REFUSED, "reason": "malware", "copy": "a"},
            {"version": 0},
            {"settled_on": NOON.date() - timedelta(days=1)},
        ],
    )
    def test_holds_no_state_that_cannot_be(self, desk: Desk, facts: dict[str, object]) -> None:
        row = desk.take_in(b"words")
        with pytest.raises(IntegrityError), transaction.atomic():
            Sheet.objects.filter(id=row.id).update(**facts)

    def test_says_nothing_of_a_file_when_it_is_printed(self, desk: Desk) -> None:
        assert str(desk.take_in(b"words", "secret.txt")) == "taken_in, version 1"


def test_every_reason_has_words() -> None:
    from candour.kernel.documents import reasons

    told = set(sandbox._CODES) | {
        "too_slow",
        "cannot_be_shown",
        "malware",
        "recording",
        "no_room",
        "too_many",
        "not_a_paper",
    }
    assert set(reasons.REASONS) == told | reasons.NOT_SCANNED
    assert all(len(code) <= 20 for code in reasons.REASONS)
    assert set(reasons.REASONS) >= reasons.MAY_BE_TRIED_AGAIN
    with pytest.raises(Unsafe):
        raise Unsafe("kind")
