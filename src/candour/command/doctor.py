"""``candour doctor``: what is wrong with this installation, where, and how to mend it.

What a door asks of itself when it starts (``config.walls``) is asked here for all three at once; then what an operator
should know: keys and their files, clock, disk, services outside, who else can read.
"""

from __future__ import annotations

import os
import shutil
import stat
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import connection

from candour.command import keys, roles, services
from candour.config import environment, walls
from candour.config.walls import Finding
from candour.kernel.access import check
from candour.kernel.documents import sandbox, scanner, storage
from candour.kernel.sealing import keyfile
from candour.kernel.sealing.keyfile import KeyFileError

_LARGEST_SKEW = 2.0
_DISK_GRAVE, _DISK_ADVICE = 200 * 2**20, 2 * 2**30
_PLACE_WITHIN = 3.0


def _logged_in(role: str) -> psycopg.Connection:
    address = environment.database_address()
    return psycopg.connect(
        host=address.host,
        port=address.port,
        dbname=address.name,
        user=role,
        password=keys.password(environment.home(), role),
        autocommit=True,
    )


def of_roles() -> list[Finding]:
    """The role of every door, and the sequencer's, asked as that role; and the owner, who must not be above the policies
    either."""
    found: list[Finding] = []
    for role in (*roles.SERVING, roles.SEQUENCER):
        try:
            with _logged_in(role) as connected, connected.cursor() as cursor:
                found += walls.of_role(cursor, role)
        except (psycopg.OperationalError, FileNotFoundError) as error:
            found.append(Finding(f"{role} cannot log in.", str(error).splitlines()[-1], walls.PREPARE))
    with connection.cursor() as cursor:
        cursor.execute(
            "select rolname from pg_roles where rolname = any(%s) and (rolsuper or (rolbypassrls and rolname <> %s))",
            [list(roles.LOGIN), roles.BACKUP],
        )
        found += [
            Finding("The role is a superuser or bypasses row security.", name, walls.PREPARE)
            for (name,) in cursor.fetchall()
        ]
    return found


def of_access() -> list[Finding]:
    """Grants and policies that are not what the models declare."""
    return [
        Finding("The database grants something else than is declared.", difference, walls.APPLY)
        for difference in check.faults()
    ]


def of_keys() -> list[Finding]:
    """Secrets that are missing, weak, the demonstration's, or readable by others."""
    home = environment.home()
    found: list[Finding] = []
    for name in keys.EVERY:
        path = home / "secrets" / name
        if not path.exists():
            if name != f"{roles.SUPERUSER}.password":  # a database of one's own has a superuser of its own
                found.append(Finding("The secret is missing.", str(path), "run `candour secrets init`, and restart"))
            continue
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            found.append(Finding("The secret can be read by others.", str(path), f"chmod 600 {path}"))
        if keys.read(home, name) == environment.DEMONSTRATION_KEY or len(keys.read(home, name)) < walls.SHORTEST_KEY:
            found.append(
                Finding(
                    "The secret is too short or the demonstration's.",
                    str(path),
                    f"remove {path} and run `candour secrets init`",
                )
            )
    if stat.S_IMODE(home.stat().st_mode) & 0o066:
        found.append(Finding("The data directory can be read by others.", str(home), f"chmod 700 {home}"))
    return found


def of_office_key() -> list[Finding]:
    """The office's key: there, not the demonstration's where others reach it, and not beside what it opens."""
    hosts = [*settings.ALLOWED_HOSTS, environment.bound_to()]
    if os.environ.get("CANDOUR_OFFICE_KEY_COMMAND"):
        return []  # fetched at each start and by nobody else; a door that got none says so
    try:
        found = walls.of_office_key(public=environment.office_public_key(), privates=None, hosts=hosts)
    except KeyFileError as error:
        return [Finding("The office key cannot be used.", str(error), "see docs/operating/keys.md")]
    for file in environment.office_key_files():
        if file.resolve().is_relative_to(environment.home()):
            found.append(
                Finding(
                    "The office key lies beside what it opens: one thief takes both.",
                    str(file),
                    "move it to another device, out of CANDOUR_HOME, and set CANDOUR_OFFICE_KEY",
                )
            )
        elif stat.S_IMODE(file.stat().st_mode) & 0o077:
            found.append(Finding("The office key can be read by others.", str(file), f"chmod 600 {file}"))
        elif not keyfile.read(file).needs_passphrase:
            found.append(
                Finding(
                    "The office key has no passphrase: whoever copies the file can open everything.",
                    str(file),
                    "`candour keys create --from FILE NEW_FILE` gives it one",
                    grave=False,
                )
            )
    return found


def of_ledger() -> list[Finding]:
    """The ledger's signing key and where it lies, who holds its checkpoints, and whether anybody puts entries in."""
    path, home = environment.ledger_signing_key(environment.home()), environment.home()
    found: list[Finding] = []
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            found.append(Finding("The ledger's signing key can be read by others.", str(path), f"chmod 600 {path}"))
    except FileNotFoundError:
        found.append(
            Finding("The ledger's signing key is missing.", str(path), "run `candour secrets init`, and restart")
        )
    except PermissionError:
        pass  # another user's, who alone can read it: as it should be
    if not environment.is_demonstration():
        if path.resolve().is_relative_to(home):
            found.append(
                Finding(
                    "The ledger's signing key lies in the data directory: whoever takes the data could sign another story.",
                    str(path),
                    "move it, set CANDOUR_LEDGER_SIGNING_KEY, and see docs/operating/ledger.md",
                    grave=False,
                )
            )
        if not environment.ledger_holders():
            found.append(
                Finding(
                    "Nobody outside holds the ledger's checkpoints: a rollback of everything would show to nobody.",
                    "CANDOUR_LEDGER_HOLDERS",
                    "name two people outside the control of whoever runs the machines",
                    grave=False,
                )
            )
    waiting = _waiting()
    if waiting:
        time.sleep(_PLACE_WITHIN)
        if still := waiting & _waiting():
            found.append(
                Finding(
                    f"{len(still)} entries wait for their place in the ledger's tree.",
                    f"longer than {_PLACE_WITHIN:.0f} s",
                    "start the sequencer (`candour run` does), and look at CANDOUR_HOME/log/sequencer.log",
                    grave=False,
                )
            )
    return found


def _waiting() -> set[UUID]:
    with connection.cursor() as cursor:
        cursor.execute("select entry_id from ledger_pending")
        return {entry_id for (entry_id,) in cursor.fetchall()}


def of_demonstration() -> list[Finding]:
    """Demonstration mode where others can reach it."""
    return walls.of_demonstration(list(settings.ALLOWED_HOSTS), environment.bound_to())


def of_clock() -> list[Finding]:
    """Time limits are law: a clock that is wrong, or two that differ, makes them wrong."""
    before = datetime.now(UTC)
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        theirs = cursor.fetchone()[0]
    after = datetime.now(UTC)
    middle = before + (after - before) / 2
    found = []
    if abs((theirs - middle).total_seconds()) > _LARGEST_SKEW + (after - before).total_seconds():
        found.append(
            Finding(
                "The database's clock and this machine's differ.",
                f"here {middle:%Y-%m-%d %H:%M:%S} UTC, there {theirs.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC",
                "keep both in time with NTP",
            )
        )
    built = datetime.fromtimestamp(Path(walls.__file__).stat().st_mtime, UTC)
    if middle < built and (built - middle).total_seconds() > 86_400:
        found.append(
            Finding(
                "The clock is earlier than the day this software was installed.", f"{middle:%Y-%m-%d}", "set the clock"
            )
        )
    return found


def of_disk() -> list[Finding]:
    """Room for the database and its log of changes: when it is full, nothing can be acknowledged."""
    home = environment.home()
    free = shutil.disk_usage(home).free
    if free >= _DISK_ADVICE:
        return []
    return [
        Finding(
            f"Only {free // 2**20} MB are free.",
            str(home),
            "make room, or move CANDOUR_HOME to a larger disk",
            grave=free < _DISK_GRAVE,
        )
    ]


_SIGNATURES_LAST = timedelta(days=7)


def of_files() -> list[Finding]:
    """Whether files can be taken in, scanned, and opened apart from everything; what is missing is said, not guessed."""
    found = [
        Finding("Files cannot be stored here.", str(error), "give Candour's user a folder it can write to")
        for error in _cannot_store()
    ]
    kept_from = sandbox.isolation()
    if not (kept_from.network and kept_from.files):
        found.append(
            Finding(
                "Whoever takes over the process in which files are opened could read files of this machine or reach its"
                " network: bubblewrap is not installed, and this kernel is too old to do without.",
                f"network kept away: {kept_from.network}, files kept away: {kept_from.files}",
                "apt-get install bubblewrap, and allow unprivileged user namespaces",
                grave=not environment.is_demonstration(),
            )
        )
    elif not kept_from.bubblewrap:
        found.append(
            Finding(
                "Files are opened in a process of their own without bubblewrap: the kernel keeps it from files and network.",
                "one wall instead of two",
                "apt-get install bubblewrap",
                grave=False,
            )
        )
    return found + _of_scanner()


def _cannot_store() -> list[OSError]:
    try:
        storage.new_arrival().touch(mode=0o600)
        storage.remove_left_behind(datetime.now(UTC) + timedelta(days=2))
        storage.is_there("0" * 64)
    except storage.NoRoom:
        return []  # of_disk says so
    except OSError as error:
        return [error]
    return []


def _of_scanner() -> list[Finding]:
    mend = "install clamav-daemon and set CANDOUR_CLAMD, see docs/operating/files.md"
    if not scanner.is_configured():
        what = (
            "No scanner: nobody gets a file itself, staff read safe copies alone, and none can be sent to a reporter."
        )
        return [] if environment.is_demonstration() else [Finding(what, "CANDOUR_CLAMD is not set", mend, grave=False)]
    known = scanner.known()
    if known is None:
        return [Finding("The scanner does not answer: no file is released.", settings.CLAMD, "start clamd")]
    if known.signatures_of is None or datetime.now(UTC) - known.signatures_of > _SIGNATURES_LAST:
        what = "The scanner's signatures are older than a week, or have no date."
        return [Finding(what, known.version, "start freshclam", grave=False)]
    return []


CHECKS: tuple[tuple[str, Callable[[], list[Finding]]], ...] = (
    ("roles, row security, statistics, version, commit", of_roles),
    ("grants and policies as declared", of_access),
    ("keys and who can read them", of_keys),
    ("the office's key", of_office_key),
    ("the ledger's key, holders and sequencer", of_ledger),
    ("demonstration mode", of_demonstration),
    ("clock", of_clock),
    ("disk", of_disk),
    ("configuration of services outside", services.of_configuration),
    ("mail", services.of_mail),
    ("identity providers", services.of_providers),
    ("files", of_files),
)


def examine() -> int:
    """Print every check and what it found; 1 when something is wrong, 0 when there is advice only."""
    wrong = 0
    for name, ask in CHECKS:
        begun = time.monotonic()
        found = ask()
        grave = [finding for finding in found if finding.grave]
        verdict = "wrong" if grave else "advice" if found else "well"
        print(f"{verdict:>7}  {name} ({time.monotonic() - begun:.2f} s)")
        for finding in found:
            print(f"         * {str(finding).replace(os.linesep, os.linesep + '       ')}")
        wrong += len(grave)
    print(f"{wrong} wrong." if wrong else "Nothing is wrong.")
    return 1 if wrong else 0
