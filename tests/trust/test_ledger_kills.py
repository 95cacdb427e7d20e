"""``kill -9`` of the sequencer and of the database, again and again, while eight doors write: each entry gets its place
once, nothing that was signed is ever contradicted, and the files say what the database says."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections import Counter

import psycopg
import pytest

from candour.command import keys, roles, sequencer
from candour.command.cluster import Cluster
from candour.kernel.ledger import notes, verification
from candour.kernel.ledger.log import INNER
from tests.house import House, house, until

pytestmark = pytest.mark.slow

KILLS = 24
WRITERS = 8


def login(running: House, role: str) -> psycopg.Connection:
    return psycopg.connect(
        host=str(Cluster(running.home).socket_directory),
        user=role,
        password=keys.password(running.home, role),
        dbname=roles.DATABASE,
        autocommit=True,
    )


class Writers:
    """Eight doors that write one entry after another, whatever happens to the database."""

    def __init__(self, running: House) -> None:
        self.running, self.written = running, Counter[str]()
        self.stopping = threading.Event()
        self.threads = [threading.Thread(target=self._write, args=(number,), daemon=True) for number in range(WRITERS)]
        for thread in self.threads:
            thread.start()

    def _write(self, number: int) -> None:
        while not self.stopping.is_set():
            try:
                with login(self.running, ("candour_public", "candour_delivery", "candour_office")[number % 3]) as door:
                    while not self.stopping.is_set():
                        door.execute("insert into ledger_entry (id, entry) values (gen_random_uuid(), '{}')")
                        self.written["acknowledged"] += 1
                        time.sleep(0.002)
            except psycopg.OperationalError:
                time.sleep(0.1)

    def finish(self) -> None:
        self.stopping.set()
        for thread in self.threads:
            thread.join(30)
            assert not thread.is_alive()


def test_every_entry_gets_its_place_once_whatever_dies(tmp_path_factory: pytest.TempPathFactory) -> None:
    drawn = random.Random(6962)
    with house(tmp_path_factory.mktemp("sequenced") / "home", CANDOUR_LEDGER_CLOSES_AT="00:00") as running:
        running.await_ready()
        writers = Writers(running)
        for number in range(KILLS):
            time.sleep(drawn.uniform(0.2, 1.2))
            if number % 4 == 3:
                victim = int((Cluster(running.home).data / "postmaster.pid").read_text().splitlines()[0])
            else:
                victim = running.noted["processes"]["sequencer"]
            os.kill(victim, signal.SIGKILL)
            until(lambda victim=victim: victim not in (running.noted["processes"]["sequencer"], running.noted["database"]),
                  60, running.said)  # fmt: skip
        writers.finish()

        def waiting() -> int:
            try:
                with login(running, roles.OWNER) as owner:
                    row = owner.execute("select count(*) from ledger_pending").fetchone()
                    return int(row[0]) if row else -1
            except psycopg.OperationalError:
                return -1

        until(lambda: waiting() == 0, 60, running.said)
        with login(running, roles.OWNER) as owner, owner.transaction():
            cursor = owner.cursor()
            found = verification.verify(cursor)
            placed = owner.execute("select count(*) from ledger_innerleaf where entry_id is not null").fetchone()
            entries = owner.execute("select count(*) from ledger_entry").fetchone()
            signed = owner.execute("select size, note from ledger_innercheckpoint").fetchall()
        signer = sequencer.read_signers(running.home / "secrets" / "ledger-signing-key").inner
        left = [
            notes.opened(path.read_text(), [signer.public]).size
            for path in (running.home / "ledger-checkpoints").glob("????-??-??/*.checkpoint")
        ]
    assert found.faults == []
    assert found.leaves[INNER] > 0
    assert placed == entries
    assert entries is not None
    assert entries[0] >= writers.written["acknowledged"] > 1_000
    assert sorted(left) == sorted(size for size, _ in signed)
