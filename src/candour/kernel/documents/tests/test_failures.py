"""What goes wrong around a file: the disk, the storage, the child process, the scanner, and rows that change meanwhile."""

from __future__ import annotations

import hashlib
import os
import signal
import socket
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from candour.kernel.documents import arrivals, operations, queries, registry, sandbox, storage, workshop
from candour.kernel.documents import scanner as scanners
from candour.kernel.documents.arrivals import Arrival
from candour.kernel.documents.blobs import Damaged
from candour.kernel.documents.checks import Unsafe
from candour.kernel.documents.kinds import Kind
from candour.kernel.documents.models import State
from candour.kernel.documents.page import Page
from candour.kernel.documents.registry import Outcome, Waiting
from candour.kernel.documents.sandbox import Cost, Crashed, Isolation, Rendered
from candour.kernel.documents.tests.rehearsal import NAME, NOON, Desk, Sheet
from candour.kernel.documents.tests.test_operations import entries, verbs
from candour.kernel.doors import Door


class TestTheDisk:
    def test_that_is_full_at_the_end_keeps_nothing(
        self, kept: Path, key: bytes, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        arrival = Arrival("note.txt")
        arrival.write(b"words")
        monkeypatch.setattr(os, "fsync", _full)
        with pytest.raises(OSError, match="No space left"), arrival:
            arrival.keep(key)
        assert list(storage.arriving().iterdir()) == []
        assert list(storage.listed()) == []

    def test_takes_a_name_with_folders_in_it_nowhere_else(self, kept: Path, key: bytes, tmp_path: Path) -> None:
        for name in ("../../../note.txt", "/etc/passwd", "..\\..\\boot.ini", "a\0/../b.txt"):
            arrivals.take(name, name.encode(), key=key)
        found = {path.name for path in tmp_path.rglob("*") if path.is_file()}
        assert found == {address for address, _ in storage.listed()}
        assert len(found) == 4


def _full(_descriptor: int) -> None:
    raise OSError(28, "No space left on device")


class TestAnArrival:
    def test_knows_whether_it_begins_as_packed(self, kept: Path) -> None:
        for data, is_packed in ((b"PK\x03\x04rest", True), (b"words", False)):
            with Arrival("a.docx") as arrival:
                arrival.write(data)
                assert arrival.begins_as_packed == is_packed

    def test_knows_whether_it_begins_as_a_picture_or_a_pdf(self, kept: Path) -> None:
        for data, kind in (
            (b"%PDF-1.7", Kind.PDF),
            (b"\xff\xd8\xff\xe0", Kind.JPEG),
            (b"PK\x03\x04", None),
            (b"words", None),
        ):
            with Arrival("a.pdf") as arrival:
                arrival.write(data)
                assert arrival.begins_as == kind

    def test_knows_the_hash_of_what_came_so_far(self, kept: Path) -> None:
        with Arrival("a.txt") as arrival:
            arrival.write(b"wor")
            arrival.write(b"ds")
            assert arrival.digest == hashlib.sha256(b"words").digest()


class TestTheFolder:
    def test_lists_nothing_that_is_no_blob_or_in_anothers_place(self, kept: Path, key: bytes) -> None:
        address = arrivals.take("a", b"words", key=key).address
        folder = kept / address[:2]
        (folder / "notes.txt").write_bytes(b"words")
        other = f"{(int(address[:2], 16) + 1) % 256:02x}"
        (folder / (other + address[2:])).write_bytes(b"words")
        assert [found for found, _ in storage.listed()] == [address]

    def test_that_was_damaged_gives_out_nothing(self, desk: Desk, kept: Path) -> None:
        row = desk.take_in(b"what I saw")
        path = kept / storage.name_of(row.address)
        data = bytearray(path.read_bytes())
        data[-1] ^= 1
        path.write_bytes(bytes(data))
        with pytest.raises(Damaged):
            desk.process(row)
        row.refresh_from_db()
        assert row.state == State.TAKEN_IN, "a fault of this machine is no refusal"


class TestTheChild:
    """What it says, and how it ends, when somebody else's program runs in it."""

    @pytest.fixture
    def says(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        """The program that runs where the child would."""
        programs: list[str] = []
        original = subprocess.Popen

        def started(_words: list[str], **options: object) -> subprocess.Popen[bytes]:
            return original([sys.executable, "-I", "-c", programs[0]], **options)  # type: ignore[call-overload, no-any-return]

        sandbox._wrapper()
        monkeypatch.setattr(subprocess, "Popen", started)
        return programs

    @staticmethod
    def _writing(*frames: tuple[bytes, bytes], end: bytes = b"") -> str:
        sent = b"".join(workshop.FRAME.pack(mark, len(payload)) + payload for mark, payload in frames) + end
        return f"import sys; sys.stdin.buffer.read(); sys.stdout.buffer.write({sent!r})"

    def test_may_say_what_nobody_asked(self, says: list[str]) -> None:
        shown = Page(text="words")
        frames = ((workshop.LOOKED, b"{}"), (workshop.COUNT, b"1"), (workshop.PAGE, shown.packed()))
        says.append(self._writing(*frames, (workshop.DONE, b"1")))
        assert sandbox.render([b"x"], Kind.TEXT, first=0) == Rendered(1, [shown])

    def test_that_stops_in_the_middle_of_a_page_crashed(self, says: list[str]) -> None:
        says.append(self._writing(end=workshop.FRAME.pack(workshop.PAGE, 100) + b"half"))
        with pytest.raises(Crashed) as crashed:
            sandbox.render([b"x"], Kind.TEXT, first=0)
        assert crashed.value.code == "cannot_be_shown"

    @pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGKILL, signal.SIGABRT])
    def test_that_is_ended_crashed(self, says: list[str], number: int) -> None:
        says.append(f"import os; os.kill(os.getpid(), {int(number)})")
        with pytest.raises(Crashed):
            sandbox.check([b"x"], extension="")

    def test_that_takes_too_much_memory_refuses(self, says: list[str]) -> None:
        says.append(
            "import sys, types\nfrom candour.kernel.documents import workshop\nworkshop.limit()\n"
            "workshop.limit = lambda: None\nworkshop.check = lambda *a, **b: bytes(400 * 2**20)\n"
            "workshop.main(['check'])"
        )
        with pytest.raises(Unsafe) as refused:
            sandbox.check([b"x"], extension="")
        assert refused.value.code == "explodes"

    def test_tells_what_it_took(self, says: list[str]) -> None:
        cost = Cost()
        for kilobytes in (b"700", b"500"):
            says[:] = [self._writing((workshop.KIND, b"png"), (workshop.DONE, kilobytes))]
            assert sandbox.check([b"x"], extension="", cost=cost) is Kind.PNG
        assert (cost.processes, cost.peak_kilobytes) == (2, 700)

    @pytest.mark.parametrize("told", [b"not json", b""])
    def test_that_cannot_say_what_it_is_kept_from_is_kept_from_nothing(self, says: list[str], told: bytes) -> None:
        says.append(self._writing(*([(workshop.LOOKED, told)] if told else []), (workshop.DONE, b"1")))
        assert sandbox.isolation() == Isolation(bool(sandbox._wrapper()), network=False, files=False)


class TestBubblewrap:
    @pytest.mark.parametrize(("ends", "is_used"), [(0, True), (1, False)])
    def test_is_used_where_it_works(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ends: int, is_used: bool
    ) -> None:
        program = tmp_path / "bwrap"
        program.write_text(f"#!/bin/sh\nexit {ends}\n")
        program.chmod(0o700)
        monkeypatch.setenv("PATH", str(tmp_path))
        sandbox._wrapper.cache_clear()
        words = sandbox._wrapper()
        sandbox._wrapper.cache_clear()
        assert bool(words) == is_used
        if is_used:
            assert words[:2] == (str(program), "--unshare-all")
            assert "--bind" not in words, "nothing is there to be written to"


class TestTheScanner:
    @pytest.mark.parametrize(
        ("said", "made"),
        [
            (b"ClamAV 1.4.6/27800/Mon Nov 23 09:25:07 2026\0", datetime(2026, 11, 23, 9, 25, 7, tzinfo=UTC)),
            (b"ClamAV 1.4.6/27800/some day in autumn\0", None),
            (b"ClamAV 1.4.6\0", None),
        ],
    )
    def test_says_of_which_day_its_signatures_are(self, settings: Settings, said: bytes, made: datetime | None) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listening:
            settings.CLAMD = f"tcp:127.0.0.1:{listening.getsockname()[1]}"

            def answer() -> None:
                connection, _ = listening.accept()
                with connection:
                    assert connection.recv(100) == b"zVERSION\0"
                    connection.sendall(said)

            thread = threading.Thread(target=answer, daemon=True)
            thread.start()
            known = scanners.known()
            thread.join(5)
        assert known is not None
        assert (known.version, known.signatures_of) == (said[:-1].decode(), made)


class TestProcess:
    def test_leaves_a_file_that_another_worker_has_taken(self, desk: Desk) -> None:
        row = desk.take_in(b"words")
        before = verbs(row)
        taken = registry.Holder(NAME, Door.OFFICE, desk.load, lambda _waiting, _outcome: False, desk.known)
        registry.only([taken])
        assert operations.process(holder_name=NAME, document=row.id, at=NOON) == ""
        assert verbs(row) == before

    def test_ends_where_a_file_is_gone_meanwhile(self, desk: Desk) -> None:
        row = desk.take_in(b"words")

        def store(waiting: Waiting, outcome: Outcome) -> bool:
            assert desk.store(waiting, outcome)
            Sheet.objects.filter(id=waiting.id).delete()
            return True

        registry.only([registry.Holder(NAME, Door.OFFICE, desk.load, store, desk.known)])
        assert operations.process(holder_name=NAME, document=row.id, at=NOON) == ""

    def test_believes_no_reader_that_counts_otherwise_later(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        counts = iter([2, 3])

        def render(data: object, kind: Kind, *, first: int) -> Rendered:
            return Rendered(next(counts), [Page(text=f"page {first}")])

        monkeypatch.setattr(sandbox, "render", render)
        row = desk.process(desk.take_in(b"words"))
        assert (row.state, row.reason, row.pages) == (State.REFUSED, "cannot_be_shown", [])
        assert {str(entry["verb"]) for entry in entries(row)} >= {"documents.file.refuse"}
        reason = queries.reason_of(row)
        assert reason is not None
        assert str(reason.says) == "The file cannot be shown safely."


class TestSweep:
    def test_asks_about_many_in_batches(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        row = desk.take_in(b"words")
        long_ago = (NOON - timedelta(days=30)).date()
        addresses = [f"{number:064x}" for number in range(1_000)] + [row.address]
        asked: list[int] = []

        def known(batch: object) -> set[str]:
            assert isinstance(batch, list)
            asked.append(len(batch))
            return desk.known(batch)

        registry.only([registry.Holder(NAME, Door.OFFICE, desk.load, desk.store, known)])
        monkeypatch.setattr(storage, "listed", lambda: ((address, long_ago) for address in addresses))
        assert operations.sweep(at=NOON) == 1_000
        assert asked == [500, 500, 1]
        assert storage.is_there(row.address)


class TestAsking:
    def test_has_the_last_version_in_any_order(self, desk: Desk) -> None:
        folder = desk.new_folder()
        first = desk.take_in(b"draft", folder=folder)
        second = desk.take_in(b"final", folder=folder, replaces=first)
        assert queries.newest([first, second]) == queries.newest([second, first]) == [second]

    def test_finds_every_blob_that_is_gone(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(queries, "tables", lambda: [Sheet])
        row, whole = desk.take_in(b"words"), desk.take_in(b"others")
        page, copy = "1" * 64, "2" * 64
        Sheet.objects.filter(id=row.id).update(pages=[page, whole.address], copy=copy)
        storage.remove(row.address)
        assert set(queries.missing()) == {("rehearsal_sheet", gone) for gone in (row.address, page, copy)}
