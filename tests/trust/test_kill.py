"""``kill -9`` of the public door and of the database, fifty times, while eight people are telling something.

What was acknowledged is there, once, with its ledger entry; and whatever else is there is whole. SIGKILL is not a
power cut: what the disk does then is PostgreSQL's promise, kept by synchronous commit and checksums.
"""

from __future__ import annotations

import itertools
import os
import random
import signal
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import psycopg
import pytest

from candour.command import keys, roles
from candour.command.cluster import Cluster
from candour.contexts.concerns import sealed
from candour.kernel.sealing import boxes, keyfile
from tests.house import House, house, office_key, until
from tests.trust.submitter import Submitter

pytestmark = pytest.mark.slow

KILLS = 50
PEOPLE = 8
BETWEEN = (0.2, 1.5)
LONGEST = 600.0


class Crowd:
    """Eight people, each telling one thing after another until told to stop."""

    def __init__(self, port: int) -> None:
        self.acknowledged: list[str] = []
        self.stopping = threading.Event()
        self._number = itertools.count()
        self._threads = [threading.Thread(target=self._tell, args=(port,), daemon=True) for _ in range(PEOPLE)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def finish(self) -> None:
        """Let everybody finish what they are telling."""
        self.stopping.set()
        for thread in self._threads:
            thread.join(60)
            assert not thread.is_alive(), "somebody never got an answer"

    def _tell(self, port: int) -> None:
        person = Submitter(port)
        while not self.stopping.is_set():
            words = f"invented matter {next(self._number)}"
            if person.tell(words, until=time.monotonic() + 50):
                self.acknowledged.append(words)


def _kill(running: House, drawn: random.Random, number: int) -> str:
    noted = running.noted
    if number % 2:
        victim, pid = "public door", noted["processes"]["public door"]
    else:
        victim, pid = "database", _postmaster(running.home)
    os.kill(pid, signal.SIGKILL)
    return victim


def _postmaster(home: Path) -> int:
    return int((Cluster(home).data / "postmaster.pid").read_text(encoding="utf-8").splitlines()[0])


def _rows(home: Path, sql: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(
        host=str(Cluster(home).socket_directory),
        user=roles.OWNER,
        password=keys.password(home, roles.OWNER),
        dbname=roles.DATABASE,
    ) as owner:
        return owner.execute(sql).fetchall()


def _stored(home: Path) -> list[str]:
    """What was stored, opened with the office's own key."""
    office = boxes.pair_of(keyfile.read(Path(office_key(home)["CANDOUR_OFFICE_KEY"])).open())
    rows = _rows(
        home,
        "select n.concern_id, k.for_office, n.sealed from concerns_narrative n"
        " join concerns_concernkey k on k.concern_id = n.concern_id",
    )
    words = []
    for concern, for_office, box in rows:
        pair = boxes.pair_of(boxes.open_sealed(office, for_office, about=sealed.about_key(concern)))
        words.append(sealed.open_told(pair, concern, box).what_happened)
    return words


def test_nothing_acknowledged_is_lost(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Fifty kills under eight submitters: 0 acknowledged concerns lost, 0 twice, 0 without their ledger entry."""
    drawn = random.Random(2026)
    killed: Counter[str] = Counter()
    with house(tmp_path_factory.mktemp("killed") / "home") as running:
        running.await_ready()
        crowd = Crowd(running.first_port)
        crowd.start()
        began = time.monotonic()
        for number in range(KILLS):
            before = len(crowd.acknowledged)
            killed[_kill(running, drawn, number)] += 1
            until(lambda: running.status("public", "/healthz?deep=1") == 200, 60, running.said)
            # Something new must have been taken in before the next blow, or the test would only hit a dead house.
            until(lambda before=before: len(crowd.acknowledged) > before, 60, running.said)
            time.sleep(drawn.uniform(*BETWEEN))
            assert time.monotonic() - began < LONGEST, f"only {number + 1} kills in {LONGEST} s"
        crowd.finish()
        stored = Counter(_stored(running.home))
        unledgered = _rows(
            running.home,
            "select s.id from concerns_concernstep s left join ledger_entry e on e.id = s.ledger_entry where e.id is null",
        )
        halves = _rows(
            running.home,
            "select c.id from concerns_concern c"
            " left join concerns_narrative n on n.concern_id = c.id left join concerns_concernstep s on s.concern_id = c.id"
            " left join concerns_concerndeadline d on d.concern_id = c.id"
            " where n.concern_id is null or s.id is null or d.id is null",
        )
        faults = _rows(running.home, "select id from ledger_entry where leaf_hash <> sha256('\\x00'::bytea || entry)")
    assert sum(killed.values()) == KILLS
    assert killed["database"] == killed["public door"] == KILLS // 2
    assert len(crowd.acknowledged) >= KILLS
    assert [words for words in crowd.acknowledged if stored[words] == 0] == []
    assert [words for words, times in stored.items() if times > 1] == []
    assert (unledgered, halves, faults) == ([], [], [])
