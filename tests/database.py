"""The database of the tests: a throw-away PostgreSQL with the same roles, walls and policies as a real one.

Nothing is simulated: the cluster is made by the code that makes a real one, only without waiting for the disk. A
migrated copy is kept in ``.candour/test-template`` under a fingerprint of everything that shapes it, so that a second
run starts in about a second. Each process works on its own copy; two never meet.

Three ways to stand in front of it:

* most tests: the ``db`` fixture, one connection as the owner, everything rolled back;
* ``as_door(Door.OFFICE)``: on that same connection, for the length of a ``with`` block, the role of a door, so that
  grants and row policies apply to rows which the test has not committed;
* ``door_dsn(Door.OFFICE)`` or ``door_connection(Door.OFFICE)``: a real login. It sees only what is committed, so the
  test must be marked ``@pytest.mark.django_db(transaction=True)``; afterwards the database is made anew.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import connections, transaction
from django.test import SimpleTestCase, TransactionTestCase
from psycopg import sql
from psycopg.conninfo import make_conninfo
from pytest_django.plugin import DjangoDbBlocker

from candour.command import fingerprint, keys, roles
from candour.command.cluster import Cluster
from candour.config import environment
from candour.kernel.access import apply, context
from candour.kernel.doors import Door

ROOT = Path(__file__).resolve().parents[1]
TEMPLATES = ROOT / ".candour" / "test-template"
PRISTINE = "candour_pristine"
"""A database as migrations left it, from which the one in use is copied after a test that committed."""


def _fingerprint() -> str:
    return fingerprint.of_package(Path(__file__))


def _remove_abandoned() -> None:
    """Folders of runs that were killed: their process is gone, and with it their server."""
    for folder in Path(tempfile.gettempdir()).glob("candour-test-*"):
        number = folder.name.rpartition("-")[2]
        if number.isdigit() and not Path(f"/proc/{number}").exists() and folder.stat().st_uid == os.geteuid():
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Processes that run tests side by side: the first makes the template, the others wait for it and copy."""
    TEMPLATES.parent.mkdir(parents=True, exist_ok=True)
    with (TEMPLATES.parent / "test-template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make_template(cluster: Cluster, blocker: DjangoDbBlocker) -> None:
    """Migrate a cluster, apply what the models declare, and keep a stopped copy of it for the next run.

    Migrations take longest and change least: a copy is kept after them too, and a run whose migrations are the same
    begins there.
    """
    migrated = TEMPLATES / f"migrated-{fingerprint.of_migrations(Path(__file__))}"
    if migrated.exists():
        _take_copy(migrated, cluster)
    else:
        cluster.make()
        _run(cluster, blocker, after_migrating=False)
        _keep_copy(cluster, migrated, of="migrated-*")
    _run(cluster, blocker, after_migrating=True)
    _keep_copy(cluster, TEMPLATES / _fingerprint(), of="[!mu]*")


def _run(cluster: Cluster, blocker: DjangoDbBlocker, *, after_migrating: bool) -> None:
    """Migrate; then, where that was done before, apply what the models declare and set the pristine database aside."""
    server = cluster.start()
    try:
        cluster.prepare()
        _point_connections(cluster)
        with blocker.unblock():
            call_command("migrate", verbosity=0, interactive=False)
            if after_migrating:
                apply.apply()
            connections.close_all()
        if after_migrating:
            _set_aside(cluster)
    finally:
        cluster.stop(server)


def _set_aside(cluster: Cluster) -> None:
    with cluster.connect(roles.SUPERUSER, "postgres") as superuser:
        # Tests alone: the owner may step into a door's role, without having its privileges otherwise.
        for role in roles.SERVING:
            superuser.execute(
                sql.SQL("grant {} to {} with inherit false, set true").format(
                    sql.Identifier(role), sql.Identifier(roles.OWNER)
                )
            )
        roles.prepare_database(superuser, PRISTINE, template=roles.DATABASE)


def _keep_copy(cluster: Cluster, kept: Path, *, of: str) -> None:
    """A stopped copy, in place of the earlier ones of its kind."""
    TEMPLATES.mkdir(parents=True, exist_ok=True)
    for earlier in TEMPLATES.glob(of):
        shutil.rmtree(earlier, ignore_errors=True)
    unfinished = TEMPLATES / f"unfinished-{os.getpid()}"
    shutil.copytree(cluster.home, unfinished, ignore=shutil.ignore_patterns("*.lock", "socket", "log"))
    unfinished.rename(kept)


def _take_copy(kept: Path, cluster: Cluster) -> None:
    shutil.copytree(kept, cluster.home)
    cluster.home.chmod(0o700)


def _point_connections(cluster: Cluster) -> None:
    """Settings were read before the cluster was there: tell the connections where it is and what the secrets are."""
    for connection in [*connections.all(), *_own_refusals]:
        connection.settings_dict["HOST"] = str(cluster.socket_directory)
        connection.settings_dict["PASSWORD"] = keys.password(cluster.home, roles.OWNER)


@pytest.fixture(scope="session")
def cluster(django_db_blocker: DjangoDbBlocker) -> Iterator[Cluster]:
    """The running throw-away cluster, migrated and with its policies."""
    _remove_abandoned()
    made = Cluster(environment.home(), throw_away=True)
    shutil.rmtree(made.home, ignore_errors=True)
    with _one_at_a_time():
        template = TEMPLATES / _fingerprint()
        if template.exists():
            _take_copy(template, made)
        else:
            _make_template(made, django_db_blocker)
    server = made.start()
    _point_connections(made)
    yield made
    made.stop(server, patience=1)
    shutil.rmtree(made.home, ignore_errors=True)
    if made.socket_directory != made.home / "socket":
        shutil.rmtree(made.socket_directory, ignore_errors=True)


def _make_database_anew(cluster: Cluster) -> None:
    connections.close_all()
    with cluster.connect(roles.SUPERUSER, "postgres") as superuser:
        superuser.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(roles.DATABASE)))
        roles.prepare_database(superuser, template=PRISTINE)


@pytest.fixture(scope="session")
def django_db_setup(cluster: Cluster) -> Iterator[None]:
    """In place of pytest-django's: the database is there already, and needs no flushing."""
    patch = pytest.MonkeyPatch()
    # Flushing would delete what migrations put in. A copy of the pristine database takes 50 ms.
    patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: _make_database_anew(cluster))
    # Both connections may be used in every test (see _refusals).
    patch.setattr(SimpleTestCase, "_add_databases_failures", classmethod(lambda cls: None))
    patch.setattr(SimpleTestCase, "_remove_databases_failures", classmethod(lambda cls: None))
    yield
    patch.undo()


def _is_transactional(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    marked = marker is not None and bool(marker.kwargs.get("transaction", marker.args[:1] == (True,)))
    fixtures = getattr(item, "fixturenames", ())
    return marked or "transactional_db" in fixtures or "live_server" in fixtures


_own_refusals: list[Any] = []


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Refusals are recorded on a second connection. It cannot see what a rolled-back test has not committed, so in
    such tests it is the first connection; in tests that commit it is its own.
    """
    if not _own_refusals:
        _own_refusals.append(connections["refusals"])
    connections["refusals"] = _own_refusals[0] if _is_transactional(item) else connections["default"]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """A test that leaves a transaction open fails itself, rather than some other test an hour later."""
    yield
    left = connections["default"]
    if left.in_atomic_block:
        left.close()
        left.connection, left.in_atomic_block, left.savepoint_ids, left.atomic_blocks = None, False, [], []
        pytest.fail(f"{item.nodeid} left a transaction open")


AsDoor = Callable[..., AbstractContextManager[None]]


@pytest.fixture
def as_door(db: None) -> AsDoor:
    """Step into a door's role for the length of a ``with`` block: ``as_door(Door.OFFICE, session=token)``.

    ``session``, ``mailbox``, ``draft``, ``signing_in`` and ``invitation`` tell the database who asks, as the web layer
    does. An exception inside rolls the block back; after it the owner is back.
    """
    names = {
        "session": context.SESSION,
        "mailbox": context.MAILBOX,
        "draft": context.DRAFT,
        "signing_in": context.SIGNING_IN,
        "invitation": context.INVITATION,
    }

    @contextmanager
    def step_in(door: Door, **told: str) -> Iterator[None]:
        with transaction.atomic(), connections["default"].cursor() as cursor:
            cursor.execute(f'set local role "{door.role}"')
            for name, value in told.items():
                cursor.execute("select set_config(%s, %s, true)", [names[name], value])
            yield
            for name in told:
                cursor.execute("select set_config(%s, '', true)", [names[name]])
            cursor.execute("reset role")

    return step_in


@pytest.fixture
def door_dsn(cluster: Cluster) -> Callable[[Door | str], str]:
    """The connection string with which a door (or a role by its name) logs in to the tests' database."""

    def dsn(door: Door | str) -> str:
        role = door.role if isinstance(door, Door) else door
        return make_conninfo(
            host=str(cluster.socket_directory),
            user=role,
            password=keys.password(cluster.home, role),
            dbname=roles.DATABASE,
        )

    return dsn


@pytest.fixture
def door_connection(door_dsn: Callable[[Door | str], str]) -> Iterator[Callable[[Door | str], psycopg.Connection]]:
    """Real logins, in autocommit, closed at the end of the test."""
    with ExitStack() as opened:
        yield lambda door: opened.enter_context(psycopg.connect(door_dsn(door), autocommit=True))
