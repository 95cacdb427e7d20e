"""The thief test: whatever was written through the doors, nothing of it is found in what lies on the disk.

A whole office runs as ``candour run`` runs it. Reporters and a caseworker write canaries wherever the forms take something
that has to stay sealed; a backup is made; the office is stopped; then every file is searched: the database's own, its
write-ahead log, the dump as it lies and as it is read back, temporary files, logs, mail, documents. The same search must
find a canary of another mark that was put there in the clear on purpose: otherwise it would prove nothing.

Not sealed, and not looked for: what staff write *about* a concern (reasons, notes, requests, enquiries to bodies and their
answers), the coded answers, and the language in which somebody wants to be answered.
"""

from __future__ import annotations

import base64
import gzip
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from candour.command import cluster, keys, roles
from candour.command.cluster import Cluster
from tests.house import House, house, office_key, until
from tests.trust.canaries import MARK, Canaries, Caseworker, Reporter, take_sides_into_use
from tests.trust.thief import Thief

CONTROL = "asdfgbittern"
SOON = 10.0


@dataclass
class Loot:
    """What the thief carries away, and what was put there."""

    folders: list[Path]
    canaries: Canaries
    seconds_until_found: float
    placed: dict[str, str]
    """Where a canary of the control was put in the clear → what its find has to be called."""

    def found(self, mark: str) -> tuple[list[str], Thief]:
        thief = Thief(mark)
        return [str(find) for find in thief.finds(self.folders)], thief


def owner_of(running: House) -> psycopg.Connection:
    return Cluster(running.home).connect(roles.OWNER)


def robbed(folder: Path, *, concerns: int, waits_for_mail: bool) -> Loot:
    """Run an office, let people write, stop it, and take everything."""
    home, temporary, backup = folder / "home", folder / "temporary", folder / "backup"
    temporary.mkdir()
    canaries, placed = Canaries(), {}
    with house(home, TMPDIR=str(temporary)) as running:
        running.await_ready()
        with owner_of(running) as owner:
            placed = _control(home, temporary, owner)
            worker = Caseworker(running.first_port + 2, canaries, owner)
            reporter = Reporter(running.first_port, canaries)
            take_sides_into_use(owner)
            receipts = [reporter.tells(locked_away=number % 2 == 0) for number in range(concerns)]
            reporter.begins()
            for (reference,) in owner.execute("select reference from concerns_concern order by reference").fetchall():
                worker.works_on(reference)
            for receipt in receipts:
                reporter.comes_back(receipt)
            worker.enters()
            seconds = _until_searchable(worker, owner, running)
            if waits_for_mail:
                _until_mailed(worker, owner, running)
        _run(home, "backup", str(backup))
    _read_back(backup)
    return Loot([home, temporary, backup], canaries, seconds, placed)


def _control(home: Path, temporary: Path, owner: psycopg.Connection) -> dict[str, str]:
    """Canaries in the clear, each where and how a careless program could leave one."""
    words = f"The {CONTROL} stood in the rain."
    owner.execute(
        "insert into people_organisation (id, name, short_name, kind, nation, region, code, gss_code, is_synthetic)"
        " values (gen_random_uuid(), %s, '', 'other', 'england', '', '', '', true)",
        [words],
    )
    documents, mail = home / "documents", home / "mail"
    for folder in (documents, mail):
        folder.mkdir(exist_ok=True)
    with (home / "log" / "office-door.log").open("a", encoding="utf-8") as log:
        log.write(f"WARNING somebody {words}\n")
    (mail / "one.log").write_bytes(base64.b64encode(f"x{words}".encode()))
    (documents / "letter.doc").write_bytes(words.upper().encode("utf-16-le"))
    (temporary / "left.tar.gz").write_bytes(gzip.compress(gzip.compress(words.encode())))
    (temporary / "trace").write_text(words.encode().hex().upper())
    return {
        "postgresql/base/": "text",
        "postgresql/pg_wal/": "text",
        "backup/": "text",
        "database.dump.sql": "text",
        "office-door.log": "text",
        "mail/one.log": "base64",
        "documents/letter.doc": "UTF-16 LE",
        "left.tar.gz (gzip) (gzip)": "text",
        "temporary/trace": "hexadecimal",
    }


def _until_searchable(worker: Caseworker, owner: psycopg.Connection, running: House) -> float:
    """How long it takes from the commit of a message until the running worker has put it into the index."""
    (reference,) = owner.execute(
        "select reference from concerns_concern where assigned_to_id is not null"
    ).fetchone() or ("",)
    worker.browser.send(f"/concerns/{reference}/write/", {"text": worker.canaries.one("message of the office")})
    began = time.monotonic()
    waiting = "select 1 from concerns_message where not in_index union all select 1 from concerns_narrative where not in_index"
    until(lambda: owner.execute(waiting).fetchone() is None, 30, running.said)
    seconds = time.monotonic() - began
    assert worker.searches() >= 1
    return seconds


def _until_mailed(worker: Caseworker, owner: psycopg.Connection, running: House) -> None:
    """Something new waits for everybody, and the worker, which looks every minute, has tried to write to each."""
    for (reference,) in owner.execute(
        "select reference from concerns_concern where assigned_to_id is not null"
    ).fetchall():
        worker.browser.send(f"/concerns/{reference}/write/", {"text": worker.canaries.one("message of the office")})
    mails = "select count(*), count(*) filter (where attempts = 0) from jobs_office.procrastinate_jobs where task_name = 'mail'"
    until(lambda: (owner.execute(mails).fetchone() or (0, 0))[0] > 0, 90, running.said)
    until(lambda: (owner.execute(mails).fetchone() or (0, 0))[1] == 0, 60, running.said)


def _run(home: Path, *words: str) -> None:
    told = {name: value for name, value in os.environ.items() if not name.startswith(("CANDOUR_", "DJANGO_"))}
    subprocess.run(
        [sys.executable, "-m", "candour.command", *words],
        env=told | {"CANDOUR_HOME": str(home)} | office_key(home),
        check=True,
        capture_output=True,
    )


def _read_back(backup: Path) -> None:
    """The dump as PostgreSQL's own program reads it: packed as it lies, nothing would be found in it."""
    dump = backup / "database.dump"
    subprocess.run([cluster.program("pg_restore"), f"--file={dump}.sql", str(dump)], check=True)


@pytest.fixture(scope="module")
def loot(tmp_path_factory: pytest.TempPathFactory) -> Loot:
    return robbed(tmp_path_factory.mktemp("robbed"), concerns=2, waits_for_mail=False)


class TestThief:
    """A sample: two concerns, everything that can be typed."""

    def test_finds_what_lies_there_in_the_clear(self, loot: Loot) -> None:
        found, _ = loot.found(CONTROL)
        for place, form in loot.placed.items():
            assert [find for find in found if place in find and find.startswith(form)], (place, form, found)

    def test_finds_nothing_that_was_written(self, loot: Loot) -> None:
        found, thief = loot.found(MARK)
        assert found == []
        assert sum(loot.canaries.put.values()) >= 25
        assert thief.files > 1_000
        assert thief.looked > 30 * 2**20

    def test_words_can_be_searched_for_within_ten_seconds(self, loot: Loot) -> None:
        """Of the commit, by the worker that runs beside the doors."""
        assert loot.seconds_until_found < SOON


@pytest.mark.slow
def test_finds_nothing_of_two_hundred_canaries(tmp_path: Path) -> None:
    """And none in the mail, though everybody asked to be told by email."""
    loot = robbed(tmp_path, concerns=14, waits_for_mail=True)
    assert sum(loot.canaries.put.values()) >= 200
    assert len(loot.canaries.put) >= 30
    found, _ = loot.found(MARK)
    assert found == []
    control, _ = loot.found(CONTROL)
    assert len(control) >= len(loot.placed)


class TestForms:
    """The thief knows every form in which a mark can lie there."""

    @pytest.mark.parametrize("offset", range(9))
    @pytest.mark.parametrize("case", [str, str.upper, str.capitalize])
    def test_base64_at_any_offset(self, offset: int, case: type[str]) -> None:
        text = b"\xff\xfb" * 5 + b"x" * offset + case(CONTROL).encode() + b" stood"
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            assert Thief(CONTROL).in_bytes(encode(text), "here")

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
    def test_text_of_any_case(self, encoding: str) -> None:
        assert Thief(CONTROL).in_bytes(f"ÿ{CONTROL.title()}".encode(encoding), "here")

    def test_nothing_where_there_is_nothing(self) -> None:
        assert Thief(CONTROL).in_bytes(os.urandom(2**20) + b"asdfgbitter", "here") == []


def test_secrets_of_an_installation_are_not_in_its_backup(loot: Loot) -> None:
    home, _, backup = loot.folders
    values = [keys.read(home, name).encode() for name in keys.EVERY]
    for file in (one for one in backup.rglob("*") if one.is_file()):
        data = file.read_bytes()
        assert not [value for value in values if value in data]
