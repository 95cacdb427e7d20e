"""Each thing that can be wrong, made wrong, is found and named with what mends it; and nothing else is."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
from django.db import connection

from candour.command import doctor, keys, roles
from candour.command.cluster import Cluster
from candour.config import environment, outside, walls
from candour.config.walls import Finding
from candour.kernel.doors import Door
from tests.house import office_key

# what a hand did to the database as a superuser, how it is undone, what the doctor says
BROKEN = [
    ("alter role candour_office bypassrls", "alter role candour_office nobypassrls", "bypasses row security"),
    ("alter role candour_office superuser", "alter role candour_office nosuperuser", "is a superuser"),
    ("alter role candour_office createrole", "alter role candour_office nocreaterole", "may make roles"),
    ("grant candour_backup to candour_office", "revoke candour_backup from candour_office", "a member of another role"),
    ("alter table ledger_entry owner to candour_office", "alter table ledger_entry owner to candour_owner", "owns this"),
    ("alter table ledger_entry no force row level security", "select 1", "no forced row security"),
    ("alter table ledger_entry disable row level security", "select 1", "no forced row security"),
    ("create view window_in as select * from ledger_entry", "select 1", "reads with its owner's rights"),
    ("grant select on pg_stat_user_tables to candour_office", "select 1", "can read statistics"),
    ("grant execute on function pg_relation_size(regclass, text) to candour_office", "select 1", "sizes and counts"),
    ("grant select on pg_class to public", "select 1", "row estimates"),
    ("grant create on schema public to candour_office", "select 1", "can make objects"),
    ("grant temporary on database candour to candour_office", "select 1", "temporary tables"),
    ("alter role candour_office set synchronous_commit = off", "alter role candour_office reset synchronous_commit",
     "before it is safe on the disk"),
]  # fmt: skip


def asked(door_dsn: Callable[[Door], str], door: Door = Door.OFFICE) -> list[Finding]:
    with psycopg.connect(door_dsn(door), autocommit=True) as connected, connected.cursor() as cursor:
        return walls.of_role(cursor, door.role)


@pytest.mark.django_db(transaction=True)
class TestWallsOfARole:
    @pytest.mark.parametrize("door", list(Door))
    def test_finds_nothing_where_all_stand(self, door: Door, door_dsn: Callable[[Door], str]) -> None:
        assert asked(door_dsn, door) == []

    @pytest.mark.parametrize(("broken", "undone", "says"), BROKEN)
    def test_finds(
        self, broken: str, undone: str, says: str, door_dsn: Callable[[Door], str], cluster: Cluster
    ) -> None:
        with cluster.connect(roles.SUPERUSER) as superuser:
            superuser.execute(broken)
            try:
                found = asked(door_dsn)
            finally:
                superuser.execute(undone)
        assert any(says in finding.what for finding in found), found
        assert all(finding.grave and finding.mend for finding in found)

    def test_finds_another_role(self, door_dsn: Callable[[Door | str], str]) -> None:
        with psycopg.connect(door_dsn("candour_owner"), autocommit=True) as connected, connected.cursor() as cursor:
            found = walls.of_role(cursor, "candour_office")
        assert "Logged in as candour_owner instead of candour_office." in {finding.what for finding in found}


class TestKeys:
    @pytest.mark.parametrize("weak", ["", "short", environment.DEMONSTRATION_KEY])
    def test_finds_a_weak_one(self, weak: str) -> None:
        strong = "s" * 40
        assert len(walls.of_keys(secret_key=weak, ledger_key=strong, where="here")) == 1
        assert len(walls.of_keys(secret_key=strong, ledger_key=weak, where="here")) == 1
        assert walls.of_keys(secret_key=strong, ledger_key=strong, where="here") == []

    @pytest.fixture
    def home(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.setenv("CANDOUR_HOME", str(tmp_path / "home"))
        keys.ensure(tmp_path / "home")
        (tmp_path / "home").chmod(0o700)
        return tmp_path / "home"

    def test_finds_nothing_in_a_new_home(self, home: Path) -> None:
        assert doctor.of_keys() == []

    def test_finds_a_missing_secret(self, home: Path) -> None:
        (home / "secrets" / "ledger-key").unlink()
        assert [finding.what for finding in doctor.of_keys()] == ["The secret is missing."]

    def test_finds_a_secret_that_others_can_read(self, home: Path) -> None:
        (home / "secrets" / "ledger-key").chmod(0o644)
        assert [finding.what for finding in doctor.of_keys()] == ["The secret can be read by others."]

    def test_finds_the_demonstrations_key(self, home: Path) -> None:
        (home / "secrets" / "secret-key-office").write_text(environment.DEMONSTRATION_KEY)
        assert [finding.what for finding in doctor.of_keys()] == ["The secret is too short or the demonstration's."]

    def test_finds_a_home_that_others_can_read(self, home: Path) -> None:
        home.chmod(0o755)
        assert [finding.what for finding in doctor.of_keys()] == ["The data directory can be read by others."]


@pytest.mark.django_db
class TestLedger:
    @pytest.fixture(autouse=True)
    def home(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.setenv("CANDOUR_HOME", str(tmp_path / "home"))
        monkeypatch.setenv("CANDOUR_LEDGER_SIGNING_KEY", str(tmp_path / "elsewhere"))
        monkeypatch.setenv("CANDOUR_LEDGER_HOLDERS", "deputy@example.org")
        monkeypatch.setattr(doctor, "_PLACE_WITHIN", 0.01)
        keys.ensure(tmp_path / "home")
        return tmp_path / "home"

    def test_finds_nothing_where_all_is_well(self) -> None:
        assert doctor.of_ledger() == []

    def test_finds_a_key_that_others_can_read_or_that_is_gone(self, tmp_path: Path) -> None:
        (tmp_path / "elsewhere").chmod(0o644)
        assert [finding.what for finding in doctor.of_ledger()] == ["The ledger's signing key can be read by others."]
        (tmp_path / "elsewhere").unlink()
        assert [finding.what for finding in doctor.of_ledger()] == ["The ledger's signing key is missing."]

    def test_advises_when_the_key_lies_with_the_data_and_nobody_holds_anything(
        self, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("CANDOUR_LEDGER_SIGNING_KEY")
        monkeypatch.delenv("CANDOUR_LEDGER_HOLDERS")
        keys.ensure(home)
        found = doctor.of_ledger()
        assert [finding.grave for finding in found] == [False, False]
        assert "lies in the data directory" in found[0].what
        assert "Nobody outside holds" in found[1].what
        monkeypatch.setenv("CANDOUR_DEMONSTRATION", "1")
        assert doctor.of_ledger() == []

    def test_advises_when_nobody_puts_entries_into_the_tree(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("insert into ledger_entry (id, entry) values (gen_random_uuid(), '')")
        found = doctor.of_ledger()
        assert [finding.grave for finding in found] == [False]
        assert "1 entries wait" in found[0].what


class TestDemonstration:
    @pytest.mark.parametrize(
        ("mode", "hosts", "bound", "wrong"),
        [
            ("1", ["localhost"], "127.0.0.1", False),
            ("1", ["localhost", "tell.example.org"], "127.0.0.1", True),
            ("1", ["localhost"], "0.0.0.0", True),
            ("", ["tell.example.org"], "0.0.0.0", False),
        ],
    )
    def test_is_for_this_machine_only(
        self, mode: str, hosts: list[str], bound: str, wrong: bool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("CANDOUR_DEMONSTRATION", mode)
        assert bool(walls.of_demonstration(hosts, bound)) is wrong


class TestSurroundings:
    @pytest.mark.parametrize(("free", "grave"), [(100 * 2**20, True), (1 * 2**30, False), (50 * 2**30, None)])
    def test_disk(self, free: int, grave: bool | None, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=free))
        assert [finding.grave for finding in doctor.of_disk()] == ([] if grave is None else [grave])

    @pytest.mark.django_db
    def test_clock_agrees_with_the_database(self) -> None:
        assert doctor.of_clock() == []

    @pytest.mark.django_db
    def test_finds_a_clock_that_differs(self, monkeypatch: pytest.MonkeyPatch) -> None:
        late = SimpleNamespace(
            now=lambda zone: datetime.now(zone) - timedelta(minutes=3), fromtimestamp=datetime.fromtimestamp
        )
        monkeypatch.setattr(doctor, "datetime", late)
        assert [finding.what for finding in doctor.of_clock()] == ["The database's clock and this machine's differ."]


class TestDatabaseAddress:
    @pytest.mark.parametrize(
        ("url", "host", "port", "name"),
        [
            ("postgresql://db.example/office", "db.example", "5432", "office"),
            ("postgresql://who:secret@db.example:6000", "db.example", "6000", "candour"),
            ("postgresql://%2Fvar%2FRun%2Fpg/candour", "/var/Run/pg", "5432", "candour"),
        ],
    )
    def test_is_read_from_the_url(
        self, url: str, host: str, port: str, name: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("DATABASE_URL", url)
        assert environment.database_address() == environment.DatabaseAddress(host, port, name)


class TestMail:
    @pytest.mark.parametrize(
        ("url", "demonstration", "kept"), [("", "", True), ("", "1", False), ("smtp://mail.example", "", False)]
    )
    def test_is_kept_only_for_want_of_a_server(
        self, url: str, demonstration: str, kept: bool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("CANDOUR_MAIL_URL", url)
        monkeypatch.setenv("CANDOUR_DEMONSTRATION", demonstration)
        assert outside.keeps_mail() is kept


@pytest.mark.django_db(transaction=True)
def test_examine_says_what_is_wrong_and_fails(
    cluster: Cluster, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through every check at once, as the command does."""
    for name, value in office_key(tmp_path / "home").items():
        monkeypatch.setenv(name, value)
    assert doctor.examine() == 0, capsys.readouterr().out
    with cluster.connect(roles.OWNER) as owner:
        owner.execute("grant select on ledger_entry to candour_public")
    assert doctor.examine() == 1
    said = capsys.readouterr().out
    assert "ledger_entry" in said
    assert "candour access apply" in said
