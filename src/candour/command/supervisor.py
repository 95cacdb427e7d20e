"""``candour run``: one process in the foreground that owns all the others.

It starts the database, brings it to what the code expects, starts three doors and the workers, says where they are,
and waits. A child that dies is started again, later each time it dies soon; when this process ends, in whatever way,
its children end too.
"""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit, urlunsplit

from candour.command import children, cluster, fingerprint, keys, officekey, roles
from candour.config import environment, outside, variables
from candour.kernel.doors import Door
from candour.kernel.sealing.keyfile import KeyFileError

_FIRST_WAIT, _LONGEST_WAIT = 0.5, 10.0
_STEADY_AFTER = 5.0
"""A child that ran this long is taken to be well: its next death waits the first wait again."""
_DOOR_READY_WITHIN = 30.0
_LOOK_EVERY = 0.1
_THREADS = 8


class CannotRun(Exception):
    """The house cannot be started. The message says why and what to do."""


@dataclass(frozen=True)
class Program:
    """One process to keep running: a door, a worker, or the ledger's sequencer, which belongs to no door."""

    name: str
    arguments: tuple[str, ...]
    door: Door | None
    port: int | None = None


@dataclass
class Kept:
    """A program's present process and how it has fared."""

    program: Program
    process: subprocess.Popen[bytes]
    started: float
    wait: float = _FIRST_WAIT
    again_at: float | None = None


def ports() -> dict[Door, int]:
    """The doors' ports: the public one's and the two after it."""
    first = environment.first_port()
    return {door: first + number for number, door in enumerate(Door)}


def programs() -> list[Program]:
    """Everything that ``candour run`` keeps running besides the database."""
    kept = [
        Program(
            f"{door.value} door",
            (
                sys.executable, "-m", "granian", "--interface", "wsgi", "--host", environment.bound_to(),
                "--port", str(port), "--workers", "1", "--blocking-threads", str(_THREADS), "--no-ws",
                "--log-level", "warning", "--no-access-log", "--workers-kill-timeout", "2",
                "candour.config.wsgi:application",
            ),
            door,
            port,
        )
        for door, port in ports().items()
    ]  # fmt: skip
    worker = "candour.kernel.notifications.worker"
    if importlib.util.find_spec("candour.kernel.notifications") and importlib.util.find_spec(worker):
        kept += [
            Program(f"{door.value} worker", (sys.executable, "-m", worker), door)
            for door in (Door.DELIVERY, Door.OFFICE)
        ]
    return [*kept, Program("sequencer", (sys.executable, "-m", "candour.command.sequencer"), None)]


def environment_of(program: Program, home: Path, office: officekey.OfficeKeys) -> dict[str, str]:
    """What one process is told: the settings that it needs (``config.variables``), and the secrets of its own door and no
    other's. Of the rest of this process's environment it inherits only what a program needs to run."""
    passed = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "VIRTUAL_ENV", "PYTHONPATH", "TMPDIR")
    told = {name: os.environ[name] for name in passed if name in os.environ}
    needed = variables.told_to(program.name)
    told |= {name: value for name, value in os.environ.items() if name in needed}
    if url := os.environ.get("DATABASE_URL"):
        parts = urlsplit(url)
        told["DATABASE_URL"] = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], *parts[2:]))
    told |= {"PYTHONUNBUFFERED": "1", "CANDOUR_HOME": str(home)}
    if program.door is None:
        return told | {
            "CANDOUR_DB_PASSWORD": keys.password(home, roles.SEQUENCER),
            "CANDOUR_LEDGER_SIGNING_KEY": str(environment.ledger_signing_key(home).resolve()),
        }
    told |= office.for_everybody() | (office.for_the_office() if program.door is Door.OFFICE else {})
    return told | {
        "DJANGO_SETTINGS_MODULE": f"candour.config.settings.{program.door.value}",
        "CANDOUR_DB_PASSWORD": keys.password(home, program.door.role),
        "CANDOUR_SECRET_KEY": keys.read(home, f"secret-key-{program.door.value}"),
        "CANDOUR_LEDGER_KEY": keys.read(home, keys.LEDGER_KEY),
    }


def say(line: str = "") -> None:
    """A line on the terminal, at once."""
    print(line, flush=True)


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Say what was done and how long it took."""
    begun = time.monotonic()
    yield
    say(f"  {time.monotonic() - begun:5.1f} s  {what}")


def busy_ports() -> list[int]:
    """Those of the doors' ports on which somebody else already listens."""
    busy = []
    for port in ports().values():
        with socket.socket(socket.AF_INET6 if ":" in environment.bound_to() else socket.AF_INET) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tried.bind((environment.bound_to(), port))
            except OSError:
                busy.append(port)
    return busy


def run_command(*words: str) -> None:
    """Run another ``candour`` command as a process of its own, so that this one never holds the owner's connection."""
    done = subprocess.run(
        [sys.executable, "-m", "candour.command", *words], check=False, capture_output=True, text=True
    )
    if done.returncode != 0:
        raise CannotRun(f"`candour {' '.join(words)}` failed:\n{done.stdout}{done.stderr}")


@dataclass
class House:
    """Everything that runs, and the order in which it starts and stops."""

    home: Path
    database: cluster.Cluster | None
    office: officekey.OfficeKeys
    server: subprocess.Popen[bytes] | None = None
    kept: list[Kept] = field(default_factory=list)
    stopping: bool = False
    said: Callable[[str], None] = say

    def start_database(self) -> None:
        """Make the cluster if it is not there, and start it."""
        if self.database is None:
            return
        if not self.database.exists():
            with timed("database made"):
                self.database.make()
        elif self.database.answers():
            raise CannotRun(f"The office in {self.home} is already running (its database answers).")
        with timed("database started"):
            self.server = self.database.start()

    def bring_up_to_date(self) -> None:
        """Roles, migrations and grants, unless the code is the same as the last time."""
        keys.ensure(self.home)
        stamp, now = self.home / "up-to-date", fingerprint.of_package()
        if stamp.exists() and stamp.read_text(encoding="utf-8") == now:
            # What nobody changed in the code somebody may have changed in the database.
            with timed("grants and row policies compared with what is declared"):
                run_command("access", "check")
            return
        if self.database is not None:
            with timed("roles and revocations"):
                self.database.prepare()
        with timed("migrations, grants and row policies"):
            run_command("migrate")
        stamp.write_text(now, encoding="utf-8")

    def start_programs(self) -> None:
        """Start every door and worker and wait until each door answers."""
        (self.home / "log").mkdir(exist_ok=True)
        with timed("doors and workers"):
            self.kept = [Kept(program, self._spawn(program), time.monotonic()) for program in programs()]
            self._note()
            deadline = time.monotonic() + _DOOR_READY_WITHIN
            for one in self.kept:
                self._await_door(one, deadline)

    def keep(self) -> None:
        """Start again what dies, until told to stop."""
        while not self.stopping:
            self._keep_database()
            for one in self.kept:
                self._keep_program(one)
            time.sleep(_LOOK_EVERY)

    def stop(self) -> None:
        """Doors and workers first, so that nobody writes to a database that is going."""
        self.stopping = True
        children.stop_all([one.process for one in self.kept], patience=1.5)
        if self.server is not None and self.database is not None:
            self.database.stop(self.server, patience=5)
        (self.home / "run.json").unlink(missing_ok=True)

    def _spawn(self, program: Program) -> subprocess.Popen[bytes]:
        # If we are killed, a door's server must be asked, so that it takes its own child with it; a worker that is
        # asked would wait for a database that is going too. A job it held is taken up again by the next worker.
        at_our_death = signal.SIGKILL if program.port is None else signal.SIGTERM
        return children.spawn(
            program.arguments,
            log=self._log(program),
            environment=environment_of(program, self.home, self.office),
            folder=str(self.home),
            at_parents_death=at_our_death,
        )

    def _log(self, program: Program) -> Path:
        return self.home / "log" / f"{program.name.replace(' ', '-')}.log"

    def _await_door(self, one: Kept, deadline: float) -> None:
        port = one.program.port
        while port is not None and not self.stopping:
            if one.process.poll() is not None:
                raise CannotRun(f"The {one.program.name} ended at once:\n{cluster.tail(self._log(one.program), 25)}")
            with socket.socket() as tried:
                tried.settimeout(1)
                if tried.connect_ex((_near(environment.bound_to()), port)) == 0:
                    return
            if time.monotonic() > deadline:
                raise CannotRun(f"The {one.program.name} does not answer on port {port}: see {self._log(one.program)}")
            time.sleep(0.05)

    def _keep_database(self) -> None:
        if self.database is None or self.server is None or self.server.poll() is None:
            return
        self.said(f"The database ended (status {self.server.returncode}); starting it again.")
        children.sweep(self.server)
        try:
            self.server = self.database.start()
            self.said("The database is back.")
            self._note()
        except cluster.ClusterError as error:
            self.said(f"{error}\nTrying again in {_FIRST_WAIT * 10:.0f} s.")
            time.sleep(_FIRST_WAIT * 10)

    def _keep_program(self, one: Kept) -> None:
        now = time.monotonic()
        if one.again_at is None and one.process.poll() is not None:
            children.sweep(one.process)
            one.wait = _FIRST_WAIT if now - one.started > _STEADY_AFTER else one.wait
            one.again_at = now + one.wait
            self.said(
                f"The {one.program.name} ended (status {one.process.returncode}); starting it again in "
                f"{one.wait:.1f} s. Its log: {self._log(one.program)}"
            )
            one.wait = min(one.wait * 2, _LONGEST_WAIT)
        elif one.again_at is not None and now >= one.again_at:
            one.process, one.started, one.again_at = self._spawn(one.program), now, None
            self._note()

    def _note(self) -> None:
        """Who runs as what: for whoever watches the house from outside, fault tests among them."""
        noted = {
            "supervisor": os.getpid(),
            "database": self.server.pid if self.server else None,
            "ports": {door.value: port for door, port in ports().items()},
            "processes": {one.program.name: one.process.pid for one in self.kept},
        }
        # Whole or not at all: whoever looks at this moment must not read half of it.
        written = self.home / "run.json.new"
        written.write_text(json.dumps(noted, indent=1), encoding="utf-8")
        written.replace(self.home / "run.json")


def _near(address: str) -> str:
    return "127.0.0.1" if address in ("0.0.0.0", "") else address  # noqa: S104  compared, not bound


def run(*, demonstration: bool) -> int:
    """Run the office until Ctrl-C or SIGTERM. Returns the exit status; raises CannotRun with the reason."""
    if demonstration:
        os.environ["CANDOUR_DEMONSTRATION"] = "1"
    home = environment.home()
    os.environ["CANDOUR_HOME"] = str(home)
    begun = time.monotonic()
    if faults := list(outside.faults()):
        raise CannotRun("\n".join(["The configuration does not make sense.", *faults]))
    if busy := busy_ports():
        first = environment.first_port()
        listed = ", ".join(str(port) for port in busy)
        raise CannotRun(
            f"Port {listed} is in use. The doors need {first}, {first + 1} and {first + 2}; "
            f"another first port: CANDOUR_PORT={first + 100} make run"
        )
    embedded = None if os.environ.get("DATABASE_URL") else cluster.Cluster(home)
    try:
        house = House(home, embedded, officekey.obtain())
    except KeyFileError as error:
        raise CannotRun(str(error)) from error

    def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
        if house.stopping:
            return
        house.stopping = True
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, ask_to_stop)
    say(f"Candour starts in {home}")
    try:
        with cluster.Cluster(home).held():
            house.start_database()
            house.bring_up_to_date()
            if environment.is_demonstration():
                with timed("demonstration people and cases"):
                    run_command("demo", "--once")
            house.start_programs()
            say(f"  {time.monotonic() - begun:5.1f} s  in all")
            say()
            say(banner(home))
            house.keep()
    except KeyboardInterrupt:
        say("\nStopping ...")
    finally:
        ended = time.monotonic()
        house.stopping = True
        house.stop()
    say(f"Stopped in {time.monotonic() - ended:.1f} s. Everything is kept in {home}")
    return 0


def banner(home: Path) -> str:
    """Where everything is, who the demonstration people are, and how to stop."""
    purpose = {
        Door.PUBLIC: "tell the Commissioner something, and follow it",
        Door.DELIVERY: "authorities, police and other bodies",
        Door.OFFICE: "the Commissioner's office",
    }
    lines = [f"  {purpose[door]:<48} http://localhost:{port}/" for door, port in ports().items()]
    people = home / "demonstration-people.txt"
    if environment.is_demonstration():
        lines = ["DEMONSTRATION: synthetic people and cases; anybody may sign in as anybody.", "", *lines]
        if people.exists():
            lines += ["", people.read_text(encoding="utf-8").rstrip()]
    else:
        lines += ["", "  The first administrator: candour people first-administrator --help"]
    return "\n".join([*lines, "", "Stop with Ctrl-C."])
