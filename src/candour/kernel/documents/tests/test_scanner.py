"""The scanner: only the exact words are OK."""

from __future__ import annotations

import socket
import threading
import time
from pathlib import Path

import pytest
from pytest_django import Settings

from candour.kernel.documents import scanner as scanners
from candour.kernel.documents.scanner import Verdict
from candour.kernel.documents.tests import clamd
from candour.kernel.documents.tests.clamd import EICAR, FakeClamd, Mood


class TestScanning:
    def test_lets_a_clean_file_through(self, scanner: FakeClamd) -> None:
        assert scanners.scan([b"some", b"", b"words"]) is Verdict.CLEAN
        assert scanner.asked == [b"zINSTREAM\0"]

    def test_finds_what_is_known_also_across_pieces(self, scanner: FakeClamd) -> None:
        assert scanners.scan([EICAR[:30], EICAR[30:]]) is Verdict.FOUND

    def test_is_unsure_where_the_scanner_did_not_look_at_all_of_it(self, tmp_path: Path, settings: Settings) -> None:
        with clamd.running(tmp_path, stream_max=1_000) as small:
            settings.CLAMD = f"unix:{small.path}"
            assert scanners.scan([bytes(600)] * 100) is Verdict.UNSURE

    @pytest.mark.parametrize(
        ("mood", "verdict"),
        [("silent", Verdict.DOWN), ("gone", Verdict.DOWN), ("cut", Verdict.DOWN), ("odd", Verdict.UNSURE)],
    )
    def test_trusts_no_scanner_that_is_not_well(
        self, tmp_path: Path, settings: Settings, mood: Mood, verdict: Verdict
    ) -> None:
        with clamd.running(tmp_path, mood=mood) as unwell:
            settings.CLAMD = f"unix:{unwell.path}"
            begun = time.monotonic()
            assert scanners.scan([b"words"], seconds=0.5) is verdict
            assert time.monotonic() - begun < 5

    @pytest.mark.parametrize(
        "said",
        [
            b"stream: OK\n\0", b" stream: OK\0", b"stream: ok\0", b"OK\0", b"stream: OK \0", b"stream:OK\0", b"\0",
            b"stream: OK FOUND OK\0", b"1: stream: OK\0", b"stream: Can't allocate memory ERROR\0",
            b"INSTREAM size limit exceeded. ERROR\0", b"stream: lstat() failed ERROR\0", b"COMMAND READ TIMED OUT\0",
        ],
    )  # fmt: skip
    def test_takes_nothing_that_is_nearly_ok_for_ok(self, said: bytes, settings: Settings) -> None:
        assert _scan_with_answer(said, settings) is Verdict.UNSURE

    def test_takes_no_endless_answer(self, settings: Settings) -> None:
        assert _scan_with_answer(b"stream: OK" * 3_000, settings) is Verdict.DOWN

    def test_says_when_there_is_no_scanner(self, settings: Settings) -> None:
        settings.CLAMD = ""
        assert scanners.scan([b"words"]) is Verdict.NONE
        assert not scanners.answers()

    def test_says_when_it_is_down(self, tmp_path: Path, settings: Settings) -> None:
        settings.CLAMD = f"unix:{tmp_path / 'nobody'}"
        assert scanners.scan([b"words"]) is Verdict.DOWN
        assert not scanners.answers()
        assert scanners.known() is None


def _scan_with_answer(said: bytes, settings: Settings) -> Verdict:
    """A scanner over TCP that reads everything and says this, whatever came."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        settings.CLAMD = f"tcp:127.0.0.1:{listening.getsockname()[1]}"

        def answer() -> None:
            connection, _ = listening.accept()
            with connection:
                while not connection.recv(65_536).endswith(bytes(4)):
                    continue
                connection.sendall(said)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        verdict = scanners.scan([b"words"])
        thread.join(5)
        return verdict


class TestKnowing:
    def test_asks_whether_it_is_there(self, scanner: FakeClamd) -> None:
        assert scanners.answers()
        known = scanners.known()
        assert known is not None
        assert known.version == "ClamAV 1.4.6"
        assert known.signatures_of is None
