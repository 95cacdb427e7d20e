"""The sequencer's process: what is due at each look, what it leaves as files, and when it refuses to go on."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from candour.command import keys, roles, sequencer
from candour.command.cluster import Cluster
from candour.command.sequencer import Sequencer
from candour.kernel.doors import Door
from candour.kernel.ledger import files, notes
from candour.kernel.ledger.notes import Signer
from candour.kernel.ledger.sequencing import Forked, Signers

pytestmark = pytest.mark.django_db(transaction=True)

DAWN = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
Login = Callable[[Door | str], psycopg.Connection]


@pytest.fixture
def signers() -> Signers:
    return Signers(Signer.make("example.org/inner"), Signer.make("example.org/public"))


class Clock:
    def __init__(self) -> None:
        self.at = DAWN

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def made(door_connection: Login, signers: Signers, clock: Clock, tmp_path: Path) -> Sequencer:
    return Sequencer(door_connection(roles.SEQUENCER).cursor(), signers, tmp_path, clock)


@pytest.fixture
def write(door_connection: Login) -> Callable[[], None]:
    office = door_connection(Door.OFFICE)

    def one() -> None:
        office.execute("insert into ledger_entry (id, entry) values (gen_random_uuid(), '{}')")

    return one


def left(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


class TestLook:
    def test_signs_once_a_minute_when_the_tree_grew(
        self, made: Sequencer, write: Callable[[], None], clock: Clock, tmp_path: Path
    ) -> None:
        made.begin()
        made.look()
        assert left(tmp_path) == []
        for seconds in (70, 75, 131, 200):
            clock.at = DAWN + timedelta(seconds=seconds)
            if seconds < 200:
                write()
            made.look()
        assert left(tmp_path) == ["2026-11-23/010110-1.checkpoint", "2026-11-23/010211-3.checkpoint"]

    def test_closes_the_day_at_its_hour_and_once(
        self, made: Sequencer, write: Callable[[], None], clock: Clock, tmp_path: Path
    ) -> None:
        made.begin()
        for hours in (0, 1.99, 2, 2.01, 20, 26):
            write()
            clock.at = DAWN + timedelta(hours=hours)
            made.look()
        daily = [name for name in left(tmp_path) if name.startswith("daily")]
        assert daily == ["daily/2026-11-23.checkpoint", "daily/2026-11-24.checkpoint"]

    def test_has_more_to_do_while_much_waits(
        self, made: Sequencer, write: Callable[[], None], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sequencer, "MOST", 2)
        for _ in range(3):
            write()
        assert [made.look(), made.look()] == [True, False]


class TestBegin:
    def test_leaves_what_was_signed_and_not_left(
        self, made: Sequencer, write: Callable[[], None], clock: Clock, tmp_path: Path
    ) -> None:
        for minutes in (2, 4):
            write()
            clock.at = DAWN + timedelta(minutes=minutes)
            made.look()
        was = left(tmp_path)
        (tmp_path / was[-1]).unlink()
        made.begin()
        assert left(tmp_path) == was

    def test_refuses_a_tree_that_was_rolled_back(
        self, made: Sequencer, write: Callable[[], None], signers: Signers, tmp_path: Path
    ) -> None:
        write()
        made.look()
        newer = signers.inner.sign(notes.Checkpoint("example.org/inner", 7, bytes(32)))
        files.leave(tmp_path, size=7, note=newer, at=DAWN, on=None)
        with pytest.raises(Forked, match="7 leaves were signed and 1 are there"):
            made.begin()

    def test_refuses_a_tree_with_another_past(
        self, made: Sequencer, write: Callable[[], None], signers: Signers
    ) -> None:
        write()
        made.look()
        other = signers.inner.sign(notes.Checkpoint("example.org/inner", 1, bytes(32)))
        files.leave(made.folder, size=1, note=other, at=DAWN + timedelta(days=1), on=None)
        with pytest.raises(Forked, match="not those that were signed"):
            made.begin()


class TestKeys:
    def test_are_made_once_named_and_read_back(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CANDOUR_LEDGER_NAME", "ledger.example")
        path = tmp_path / "secrets" / "ledger-signing-key"
        assert str(path) in keys.ensure(tmp_path)
        assert str(path) not in keys.ensure(tmp_path)
        assert path.stat().st_mode & 0o077 == 0
        found = sequencer.read_signers(path)
        assert (found.inner.name, found.public.name) == ("ledger.example/inner", "ledger.example/public")

    @pytest.mark.parametrize("content", [None, "", "nonsense\nnonsense\n"])
    def test_that_are_not_there_are_said_to_be(self, content: str | None, tmp_path: Path) -> None:
        path = tmp_path / "key"
        if content is not None:
            path.write_text(content)
        with pytest.raises(SystemExit, match="does not hold the signing keys"):
            sequencer.read_signers(path)


def test_the_process_says_why_it_ends(cluster: Cluster, write: Callable[[], None], tmp_path: Path) -> None:
    """As the supervisor starts it, on a database that was rolled back behind its checkpoints."""
    signing = tmp_path / "signing-key"
    signers = Signers(Signer.make("example.org/inner"), Signer.make("example.org/public"))
    signing.write_text(f"{signers.inner.secret()}\n{signers.public.secret()}\n")
    newer = signers.inner.sign(notes.Checkpoint("example.org/inner", 7, bytes(32)))
    files.leave(tmp_path / "checkpoints", size=7, note=newer, at=DAWN, on=None)
    done = subprocess.run(
        [sys.executable, "-m", "candour.command.sequencer"],
        env=os.environ
        | {
            "CANDOUR_HOME": str(cluster.home),
            "CANDOUR_DB_HOST": str(cluster.socket_directory),
            "CANDOUR_LEDGER_SIGNING_KEY": str(signing),
            "CANDOUR_LEDGER_CHECKPOINTS": str(tmp_path / "checkpoints"),
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert "does not continue what was signed" in done.stderr
    assert "docs/operating/ledger.md" in done.stderr
    assert "Traceback" not in done.stderr
