"""The embedded cluster: made once, reached only through its socket, and alive again after the worst."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from candour.command import cluster as module
from candour.command import keys, roles
from candour.command.cluster import Cluster, ClusterError


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A prepared cluster as an installation has it, running."""
    cluster = Cluster(tmp_path_factory.mktemp("cluster") / "home")
    with cluster.running():
        cluster.prepare()
        yield cluster


def setting(cluster: Cluster, name: str) -> str:
    with cluster.connect(roles.SUPERUSER) as connection:
        (value,) = connection.execute("select current_setting(%s)", [name]).fetchone() or ("",)
    return str(value)


class TestMade:
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("listen_addresses", ""),
            ("fsync", "on"),
            ("full_page_writes", "on"),
            ("synchronous_commit", "on"),
            ("data_checksums", "on"),
            ("log_error_verbosity", "terse"),
            ("log_min_error_statement", "panic"),
            ("password_encryption", "scram-sha-256"),
        ],
    )
    def test_has_the_setting(self, made: Cluster, name: str, value: str) -> None:
        assert setting(made, name) == value

    def test_collates_by_code_point_whatever_the_operating_system(self, made: Cluster) -> None:
        with made.connect(roles.SUPERUSER) as connection:
            found = connection.execute(
                "select datlocprovider, datlocale from pg_database where datname = 'candour'"
            ).fetchone()
        assert found == ("b", "C.UTF-8")

    def test_asks_for_a_password_even_on_the_socket(self, made: Cluster) -> None:
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(host=str(made.socket_directory), user=roles.OWNER, password="wrong", dbname="candour")

    def test_keeps_secrets_to_itself(self, made: Cluster) -> None:
        assert stat.S_IMODE(made.home.stat().st_mode) == 0o700
        secrets = [made.home / "secrets" / name for name in keys.EVERY]
        assert {stat.S_IMODE(path.stat().st_mode) for path in secrets} == {0o600}
        assert len({path.read_text() for path in secrets}) == len(secrets)

    def test_never_changes_a_secret(self, made: Cluster) -> None:
        before = keys.password(made.home, roles.OWNER)
        assert keys.ensure(made.home) == []
        assert keys.password(made.home, roles.OWNER) == before

    def test_serving_roles_are_plain_and_backup_alone_bypasses(self, made: Cluster) -> None:
        with made.connect(roles.SUPERUSER) as connection:
            rows = connection.execute(
                "select rolname, rolsuper or rolcreaterole or rolcreatedb or rolreplication, rolbypassrls"
                " from pg_roles where rolname like 'candour%%' and rolname <> %s",
                [roles.SUPERUSER],
            ).fetchall()
        assert {name: (mighty, bypasses) for name, mighty, bypasses in rows} == {
            role: (False, role == roles.BACKUP) for role in roles.LOGIN
        }

    def test_preparing_again_mends_a_role_that_somebody_changed(self, made: Cluster) -> None:
        with made.connect(roles.SUPERUSER) as superuser:
            superuser.execute("alter role candour_office bypassrls password 'x'")
            superuser.execute("grant select on pg_stat_user_tables to public")
        made.prepare()
        with made.connect("candour_office") as office:
            assert office.execute("select rolbypassrls from pg_roles where rolname = current_user").fetchone() == (
                False,
            )
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                office.execute("select 1 from pg_stat_user_tables")

    def test_writes_nothing_that_a_row_held_to_its_log(self, made: Cluster) -> None:
        with made.connect(roles.OWNER) as owner:
            owner.execute("create table kept (word text unique)")
            owner.execute("insert into kept values ('unspeakable')")
            with pytest.raises(psycopg.errors.UniqueViolation):
                owner.execute("insert into kept values ('unspeakable')")
            owner.execute("drop table kept")
        log = made.log.read_text()
        assert "duplicate key" in log
        assert "unspeakable" not in log

    def test_writes_no_line_for_an_error_at_the_public_door(self, made: Cluster) -> None:
        """A line carries its time, and that would be a reporter's."""
        with made.connect("candour_public") as public, pytest.raises(psycopg.errors.UndefinedTable):
            public.execute("select * from no_such_table_for_the_public")
        assert "no_such_table_for_the_public" not in made.log.read_text()


class TestStart:
    def test_comes_back_after_kill_with_what_was_committed(self, tmp_path: Path) -> None:
        cluster = Cluster(tmp_path / "home")
        cluster.make()
        server = cluster.start()
        with cluster.connect(roles.SUPERUSER, "postgres") as connection:
            connection.execute("create table kept (number int)")
        for number in range(4):
            with cluster.connect(roles.SUPERUSER, "postgres") as connection:
                connection.execute("insert into kept values (%s)", [number])
                os.kill(server.pid, signal.SIGKILL)
            server.wait()
            server = cluster.start()
            with cluster.connect(roles.SUPERUSER, "postgres") as connection:
                assert connection.execute("select count(*) from kept").fetchone() == (number + 1,)
        cluster.stop(server)
        assert not cluster.answers()

    def test_says_what_the_log_says_when_it_cannot(self, tmp_path: Path) -> None:
        cluster = Cluster(tmp_path / "home")
        cluster.make()
        (cluster.data / "postgresql.conf").write_text("no such setting\n")
        with pytest.raises(ClusterError, match="syntax error"):
            cluster.start()

    def test_finds_a_socket_path_short_enough(self, tmp_path: Path) -> None:
        deep = tmp_path / ("d" * 60) / ("e" * 60)
        cluster = Cluster(deep)
        assert len(str(cluster.socket_directory)) < 80
        with cluster.running():
            assert cluster.answers()
        shutil.rmtree(cluster.socket_directory)

    def test_makes_a_half_made_one_again(self, tmp_path: Path) -> None:
        cluster = Cluster(tmp_path / "home")
        cluster.make()
        (cluster.data / "complete").unlink()
        assert not cluster.exists()
        with cluster.running():
            assert cluster.answers()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes somebody else")
class TestAsRootWithoutNamespaces:
    """Where the kernel bars user namespaces, PostgreSQL runs as the user nobody."""

    @pytest.fixture
    def barred(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "_namespaces_work", lambda: False)

    def test_runs_as_nobody(self, barred: None) -> None:
        folder = Path(tempfile.mkdtemp(prefix="candour-nobody-"))
        folder.chmod(0o755)
        try:
            cluster = Cluster(folder / "home")
            cluster.make()
            server = cluster.start()
            try:
                assert Path(f"/proc/{server.pid}").stat().st_uid == module.NOBODY
                cluster.prepare()
            finally:
                cluster.stop(server)
            assert stat.S_IMODE((cluster.home / "secrets").stat().st_mode) == 0o700
        finally:
            shutil.rmtree(folder)

    def test_says_which_folder_nobody_cannot_enter(self, barred: None, tmp_path: Path) -> None:
        closed = tmp_path / "closed"
        closed.mkdir(mode=0o700)
        with pytest.raises(ClusterError, match="nobody cannot enter"):
            Cluster(closed / "home").make()


def test_a_folder_without_postgresql_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PG_BINDIR", str(tmp_path))
    with pytest.raises(ClusterError, match="PG_BINDIR"):
        module.binaries()
