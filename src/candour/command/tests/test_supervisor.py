"""``candour run``, from outside: it starts, keeps, reports, and leaves nothing behind."""

from __future__ import annotations

import base64
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from psycopg.conninfo import make_conninfo

from candour.command import keys
from candour.command.cluster import Cluster
from candour.kernel.sealing import keyfile
from tests.house import House, house, until

DOORS = ("public", "delivery", "office")


def alive(pid: int) -> bool:
    """Whether a process runs: a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("house") / "home") as started:
        started.await_ready()
        yield started


class TestRun:
    """One office; the tests leave it running."""

    def test_every_door_answers(self, running: House) -> None:
        assert [running.status(door) for door in DOORS] == [200, 200, 200]

    def test_says_where_they_are_and_how_to_stop(self, running: House) -> None:
        for door in DOORS:
            assert running.address(door) in running.said()
        assert "Ctrl-C" in running.said()

    def test_a_door_knows_only_its_own_secrets(self, running: House) -> None:
        pid = running.noted["processes"]["public door"]
        told = Path(f"/proc/{pid}/environ").read_bytes().decode()
        for name in (
            "candour_owner.password",
            "candour_office.password",
            "secret-key-office",
            "candour_backup.password",
        ):
            assert (running.home / "secrets" / name).read_text().strip() not in told

    def test_the_sequencer_alone_knows_where_the_signing_key_is(self, running: House) -> None:
        for name, pid in running.noted["processes"].items():
            told = Path(f"/proc/{pid}/environ").read_bytes().decode()
            assert ("CANDOUR_LEDGER_SIGNING_KEY" in told) == (name == "sequencer"), name
            assert ((running.home / "secrets" / "candour_sequencer.password").read_text().strip() in told) == (
                name == "sequencer"
            ), name
            assert "PRIVATE+KEY" not in told

    def test_what_happens_has_its_place_in_the_tree_within_two_seconds(self, running: House) -> None:
        with Cluster(running.home).connect("candour_owner") as owner:
            owner.execute("insert into ledger_entry (id, entry) values (gen_random_uuid(), '{}')")
            until(lambda: owner.execute("select count(*) from ledger_pending").fetchone() == (0,), 2, running.said)

    def test_only_the_offices_processes_hold_its_private_key(self, running: House) -> None:
        private = keyfile.read(running.home.with_name(f"{running.home.name}.office-key")).open()
        told = {name: Path(f"/proc/{pid}/environ").read_bytes() for name, pid in running.noted["processes"].items()}
        assert len(told) == 6
        holding = {name for name, said in told.items() if base64.b64encode(private) in said}
        assert holding == {"office door", "office worker"}
        assert not [name for name, said in told.items() if b"office-key" in said], "nobody is told where it lies"

    def test_starts_a_killed_door_again(self, running: House) -> None:
        before = running.noted["processes"]["office door"]
        os.kill(before, signal.SIGKILL)
        until(lambda: running.noted["processes"]["office door"] != before, 10, running.said)
        until(lambda: running.status("office") == 200, 10, running.said)
        assert "The office door ended (status -9)" in running.said()

    def test_starts_a_killed_database_again(self, running: House) -> None:
        before = running.noted["database"]
        os.kill(before, signal.SIGKILL)
        until(lambda: running.noted["database"] != before, 60, running.said)
        assert Cluster(running.home).answers()

    def test_another_run_in_the_same_place_is_refused(self, running: House) -> None:
        with house(running.home) as second:
            until(lambda: second.process.poll() is not None, 20, second.said)
            assert second.process.returncode == 1
            assert "already running" in second.said()
        assert Cluster(running.home).answers()

    def test_a_port_in_use_is_named(self, running: House, tmp_path: Path) -> None:
        with house(tmp_path / "home", CANDOUR_PORT=str(running.first_port + 1)) as second:
            second.process.wait(20)
            assert f"Port {running.first_port + 1}, {running.first_port + 2} is in use" in second.said()
            assert "CANDOUR_PORT=" in second.said()

    def test_another_command_uses_the_running_database(self, running: House) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "candour.command", "access", "check"],
            env=os.environ | {"CANDOUR_HOME": str(running.home)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_starts_fast_the_second_time_stops_in_time_and_leaves_nothing(tmp_path: Path) -> None:
    """Also that everything it started is gone when it is killed rather than stopped."""
    with house(tmp_path / "home") as first:
        first.await_ready()
        pids = [first.noted["database"], *first.noted["processes"].values()]
        assert first.stop() < 3
        assert not [pid for pid in pids if alive(pid)]
        assert "migrations" in first.said()
    with house(tmp_path / "home") as second:
        second.await_ready()
        assert "migrations" not in second.said()
        pids = [second.noted["database"], *second.noted["processes"].values()]
        second.process.kill()
        until(
            lambda: not [pid for pid in pids if alive(pid)],
            10,
            lambda: f"still alive: {[pid for pid in pids if alive(pid)]}",
        )


def test_opens_nothing_when_the_database_was_changed_by_hand(tmp_path: Path) -> None:
    """A wall that a door misses, and a grant that only the comparison with the declarations finds."""
    home = tmp_path / "home"
    with house(home) as first:
        first.await_ready()
        with Cluster(home).connect("candour_cluster") as superuser:
            superuser.execute("grant select on pg_stat_user_tables to candour_delivery")
    with house(home) as second:
        second.process.wait(60)
        assert second.process.returncode == 1
        assert "The delivery door does not serve: 1 wall(s) missing" in second.said()
        assert "pg_stat_user_tables" in second.said()
    cluster = Cluster(home)
    with cluster.running(), cluster.connect("candour_owner") as owner:
        owner.execute("grant select on ledger_entry to candour_public")
    with house(home) as third:
        third.process.wait(60)
        assert third.process.returncode == 1
        assert "ledger_entry" in third.said()
        assert "doors and workers" not in third.said()


def test_runs_on_a_database_of_ones_own(tmp_path: Path) -> None:
    """Prepared by its superuser, reached by DATABASE_URL, and left alone at the end."""
    theirs = Cluster(tmp_path / "Theirs")
    theirs.make()
    server = theirs.start()
    address = f"postgresql://{quote(str(theirs.socket_directory), safe='')}/candour"
    superuser = make_conninfo(
        host=str(theirs.socket_directory),
        user="candour_cluster",
        dbname="postgres",
        password=keys.password(theirs.home, "candour_cluster"),
    )
    home = tmp_path / "home"
    told = {"CANDOUR_HOME": str(home), "DATABASE_URL": address}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "candour.command", "database", "prepare", "--superuser", superuser],
            env=os.environ | told,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        with house(home, DATABASE_URL=address) as running:
            running.await_ready()
            assert [running.status(door) for door in DOORS] == [200, 200, 200]
            assert running.noted["database"] is None
            assert not (home / "postgresql").exists()
            pid = running.noted["processes"]["public door"]
            assert keys.password(home, "candour_owner").encode() not in Path(f"/proc/{pid}/environ").read_bytes()
        assert theirs.answers()
    finally:
        theirs.stop(server)
