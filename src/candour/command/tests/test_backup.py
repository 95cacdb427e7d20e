"""A backup is worth what its restore proves: equal rows, equal digests, a ledger that verifies."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from candour.command import backup, sequencer
from candour.command.cluster import Cluster
from candour.kernel.ledger import canonical, sequencing
from tests.house import office_key


@dataclass
class Office:
    """An installation that is not running: commands start its database for themselves."""

    home: Path

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run ``candour`` with these words."""
        told = {name: value for name, value in os.environ.items() if not name.startswith(("CANDOUR_", "DJANGO_"))}
        return subprocess.run(
            [sys.executable, "-m", "candour.command", *words],
            env=told | {"CANDOUR_HOME": str(self.home)} | office_key(self.home),
            capture_output=True,
            text=True,
            check=False,
        )

    def rows(self) -> dict[str, list[str]]:
        """Every row of every table as text, read by a means of its own: the backup role."""
        cluster = Cluster(self.home)
        with cluster.running(), cluster.connect("candour_backup") as connection:
            return _rows(connection)


def _rows(connection: psycopg.Connection) -> dict[str, list[str]]:
    tables = connection.execute(
        "select schemaname, tablename from pg_tables where schemaname not in ('pg_catalog', 'information_schema')"
    ).fetchall()
    query = sql.SQL("select t::text from {} t order by 1")
    return {
        f"{schema}.{name}": [line for (line,) in connection.execute(query.format(sql.Identifier(schema, name)))]
        for schema, name in tables
    }


def _entry() -> tuple[uuid.UUID, bytes]:
    entry_id = uuid.uuid4()
    return entry_id, canonical.encode(
        entry_id=entry_id,
        verb="concerns.concern.acknowledge",
        subject=uuid.uuid4(),
        actor=None,
        door="office",
        at=datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
        codes={},
    )


ODD_NAMES = ("Ŵyn O'Brien\tand \\n “sons”", "مكتب", "a" * 200, "two\nlines")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Migrated, with reference lists, ledger entries and names that break careless tools."""
    made = Office(tmp_path_factory.mktemp("backup") / "office")
    assert made.command("migrate").returncode == 0
    cluster = Cluster(made.home)
    with cluster.running(), cluster.connect("candour_owner") as owner:
        for number, name in enumerate(ODD_NAMES):
            owner.execute(
                "update people_organisation set name = %s where id = (select id from people_organisation"
                " order by id offset %s limit 1)",
                [name, number],
            )
        for _ in range(3):
            owner.execute("insert into ledger_entry (id, entry) values (%s, %s)", _entry())
        signers = sequencer.read_signers(made.home / "secrets" / "ledger-signing-key")
        with owner.transaction():
            sequencing.integrate(owner.cursor(), 10)
            sequencing.close_day(owner.cursor(), signers, date(2026, 11, 23), datetime(2026, 11, 23, 3, 0, tzinfo=UTC))
        owner.execute("insert into ledger_entry (id, entry) values (%s, %s)", _entry())
    return made


@pytest.fixture(scope="module")
def kept(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of it."""
    folder = tmp_path_factory.mktemp("backups") / "first"
    done = office.command("backup", str(folder))
    assert done.returncode == 0, done.stderr
    assert "secrets are not in it" in done.stdout
    return folder


@pytest.fixture(scope="module")
def restored(kept: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Office, str]:
    """Another office, made from the backup, and what the restore said. Every test leaves it as it was."""
    other = Office(tmp_path_factory.mktemp("restored") / "other")
    done = other.command("restore", str(kept))
    assert done.returncode == 0, done.stderr
    return other, done.stdout


class TestBackup:
    def test_restores_into_a_new_office_with_equal_rows(self, office: Office, restored: tuple[Office, str]) -> None:
        other, said = restored
        before, after = office.rows(), other.rows()
        assert before == after
        assert sum(len(rows) for rows in before.values()) > 100
        assert any("مكتب" in row for row in after["public.people_organisation"])
        assert "4 ledger entries verified" in said
        assert len(after["public.ledger_innerleaf"]) == sequencing.PADDING_STEP
        assert len(after["public.ledger_publicleaf"]) == len(after["public.ledger_pending"]) == 1
        verified = other.command("ledger", "verify")
        assert verified.returncode == 0, verified.stdout
        assert "1024 leaves of the inner tree and 1 of the public one at 2 checkpoints" in verified.stdout

    def test_the_restored_office_has_all_its_walls(self, restored: tuple[Office, str]) -> None:
        done = restored[0].command("doctor")
        assert done.returncode == 0, done.stdout

    def test_holds_no_secret(self, office: Office, kept: Path) -> None:
        content = b"".join(path.read_bytes() for path in kept.rglob("*") if path.is_file())
        for secret in (office.home / "secrets").iterdir():
            assert secret.read_bytes().strip() not in content

    def test_does_not_write_over_something(self, office: Office, kept: Path) -> None:
        done = office.command("backup", str(kept))
        assert done.returncode == 1
        assert "is not empty" in done.stderr

    def test_is_for_its_owner_only(self, kept: Path) -> None:
        assert kept.stat().st_mode & 0o077 == 0
        assert (kept / "database.dump").stat().st_mode & 0o077 == 0


class TestRestore:
    def test_refuses_a_database_that_holds_something(self, office: Office, kept: Path) -> None:
        before = office.rows()
        done = office.command("restore", str(kept))
        assert done.returncode == 1
        assert "--replace" in done.stderr
        assert office.rows() == before

    def test_says_when_the_ledger_was_tampered_with_and_replaces_when_told_to(
        self, kept: Path, restored: tuple[Office, str], tmp_path: Path
    ) -> None:
        other, _ = restored
        cluster = Cluster(other.home)
        with cluster.running(), cluster.connect("candour_owner") as owner:
            owner.execute("update people_organisation set name = 'changed since'")
            owner.execute(
                "update ledger_entry set entry = entry || ' '"
                " where id = (select id from ledger_entry order by id limit 1)"
            )
        assert "2 faults" in other.command("ledger", "verify").stdout  # its bytes, and its place in the tree
        assert other.command("backup", str(tmp_path / "second")).returncode == 0
        done = other.command("restore", "--replace", str(tmp_path / "second"))
        assert done.returncode == 1
        assert "its ledger has 2 faults" in done.stderr
        assert other.command("restore", "--replace", str(kept)).returncode == 0
        assert not [row for row in other.rows()["public.people_organisation"] if "changed since" in row]

    def test_refuses_a_dump_that_was_cut_short(self, kept: Path, tmp_path: Path) -> None:
        cut = tmp_path / "cut"
        cut.mkdir()
        (cut / "manifest.json").write_bytes((kept / "manifest.json").read_bytes())
        (cut / "database.dump").write_bytes((kept / "database.dump").read_bytes()[:-1])
        done = Office(tmp_path / "other").command("restore", str(cut))
        assert done.returncode == 1
        assert "changed or cut short" in done.stderr

    def test_refuses_without_the_keys_and_with_keys_that_were_changed(self, kept: Path, tmp_path: Path) -> None:
        copy = tmp_path / "copy"
        shutil.copytree(kept, copy)
        (copy / "keys.dump").write_bytes(b"changed")
        changed = Office(tmp_path / "other").command("restore", str(copy))
        (copy / "keys.dump").unlink()
        gone = Office(tmp_path / "other").command("restore", str(copy))
        assert (changed.returncode, gone.returncode) == (1, 1)
        assert "changed or cut short" in changed.stderr
        assert "is not there" in gone.stderr

    def test_says_what_is_not_a_backup(self, tmp_path: Path) -> None:
        done = Office(tmp_path / "other").command("restore", str(tmp_path))
        assert done.returncode == 1
        assert "is not a backup" in done.stderr


class TestCompare:
    """The comparison itself: each kind of difference is found, and equality is not a difference."""

    manifest: dict[str, object] = {
        "tables": {"one": {"rows": 2, "sha256": "aa"}, "two": {"rows": 1, "sha256": "bb"}},
        "sequences": {"counter": 3},
    }
    equal = {"one": backup.TableDigest(2, "aa"), "two": backup.TableDigest(1, "bb")}

    def test_finds_nothing_where_nothing_is(self) -> None:
        assert backup.compare(self.manifest, self.equal, {"counter": 3}) == []

    @pytest.mark.parametrize(
        ("change", "says"),
        [
            ({"one": backup.TableDigest(1, "aa")}, "one: 2 rows in the backup, 1 here"),
            ({"one": backup.TableDigest(2, "cc")}, "one: 2 rows in both, but not the same ones"),
            ({"three": backup.TableDigest(0, "")}, "three: not in the backup"),
        ],
    )
    def test_finds_a_difference(self, change: dict[str, backup.TableDigest], says: str) -> None:
        assert backup.compare(self.manifest, self.equal | change, {"counter": 3}) == [says]

    def test_finds_a_missing_table(self) -> None:
        assert backup.compare(self.manifest, {"one": self.equal["one"]}, {"counter": 3}) == ["two: missing"]

    def test_finds_a_sequence_that_stands_elsewhere(self) -> None:
        assert backup.compare(self.manifest, self.equal, {"counter": 4}) == ["a sequence stands elsewhere"]


@pytest.mark.django_db(transaction=True)
def test_digests_do_not_depend_on_order_and_notice_one_changed_value(cluster: Cluster) -> None:
    """Otherwise an equal digest would prove nothing."""
    with cluster.connect("candour_owner") as owner, cluster.connect("candour_backup") as reader:
        owner.execute("create schema aside; create table aside.sample (number int)")
        assert backup.digests(reader)["aside.sample"].rows == 0
        owner.execute("create table sample (id int, word text)")
        owner.execute("insert into sample values (1, 'one'), (2, null)")
        first = backup.digests(reader)["public.sample"]
        owner.execute("truncate sample")
        owner.execute("insert into sample values (2, null), (1, 'one')")
        assert backup.digests(reader)["public.sample"] == first
        owner.execute("update sample set word = '' where id = 2")
        changed = backup.digests(reader)["public.sample"]
        assert (changed.rows, changed.sha256 == first.sha256) == (2, False)
