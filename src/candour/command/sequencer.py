"""The ledger's sequencer: ``python -m candour.command.sequencer``.

Twice a second it puts what was committed into the inner tree and what was published into the public one; each minute in
which the inner tree grew it signs it and leaves the checkpoint as a file; once a day it closes the day. It logs in as a
role that can do nothing else, and it alone is told where the signing keys are.

Everything it knows is in the database: it may be killed at any point and started again, and two of them take turns.
It signs nothing that does not continue the newest checkpoint it finds, in the database or in the folder of checkpoints,
which no backup brings back to an earlier state: after a rollback it says so and ends.
"""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg

from candour.command import roles
from candour.config import environment, walls
from candour.kernel.ledger import files, sequencing
from candour.kernel.ledger.log import INNER, Cursor, Log
from candour.kernel.ledger.notes import NotSigned, Signer
from candour.kernel.ledger.sequencing import Forked, Signers

LONDON = ZoneInfo("Europe/London")
EVERY = 0.5
"""Seconds between two looks. An entry has its place within two."""
MOST = 20_000
"""Entries in one transaction: when many wait, each look takes as many, one look after another."""
SIGN_EVERY = timedelta(minutes=1)


def read_signers(path: Path) -> Signers:
    """The keys of both trees. Raises SystemExit with what to do."""
    try:
        inner, public = (Signer.read(line) for line in path.read_text(encoding="ascii").splitlines())
    except (OSError, ValueError) as error:
        raise SystemExit(
            f"The sequencer cannot sign: {path} does not hold the signing keys of both trees ({error}). Bring it back"
            " from where it is kept, or see docs/operating/ledger.md."
        ) from error
    return Signers(inner, public)


@dataclass
class Sequencer:
    """One connection and what is remembered between two looks: nothing that could not be found again."""

    cursor: Cursor
    signers: Signers
    folder: Path
    now: Callable[[], datetime]
    signed_at: datetime = field(default=datetime.min.replace(tzinfo=UTC))

    def begin(self) -> None:
        """Before anything is signed: the trees continue what was signed of them, here and in the folder of checkpoints.

        Raises Forked. Checkpoints that were signed and not yet left as files, because a process was killed between,
        are left now.
        """
        with self.cursor.connection.transaction():
            held = files.newest(self.folder, [self.signers.inner.public])
            if held is not None:
                sequencing.refuse_fork(Log(INNER, self.cursor), held)
        self._leave_files(held.size if held else 0)

    def look(self) -> bool:
        """Once: what waits, what is due. Whether there may be more at once."""
        at = self.now()
        connection = self.cursor.connection
        with connection.transaction():
            taken = sequencing.integrate(self.cursor, MOST)
        with connection.transaction():
            sequencing.publish_waiting(self.cursor, self.signers, at)
        local = at.astimezone(LONDON)
        is_over = local.timetz().replace(tzinfo=None) >= environment.ledger_closes_at()
        before = self._signed_size()
        with connection.transaction():
            closed = is_over and sequencing.close_day(self.cursor, self.signers, local.date(), at)
        if not closed and at - self.signed_at >= SIGN_EVERY:
            with connection.transaction():
                sequencing.sign(self.cursor, INNER, self.signers, at)
            self.signed_at = at
        self._leave_files(before)
        return taken == MOST

    def _signed_size(self) -> int:
        row = self.cursor.execute(b"select coalesce(max(size), 0) from ledger_innercheckpoint").fetchone()
        return int(row[0]) if row else 0

    def _leave_files(self, since: int) -> None:
        """After the commit: a file must never say what the database then forgot."""
        self.cursor.execute(
            b"select size, note, signed_at, on_date from ledger_innercheckpoint where size > %s order by size", [since]
        )
        for size, note, signed_at, on in self.cursor.fetchall():
            files.leave(self.folder, size=size, note=note, at=signed_at, on=on)


def _connect() -> psycopg.Connection:
    address = environment.database_address()
    connection = psycopg.connect(
        host=address.host,
        port=address.port,
        dbname=address.name,
        user=roles.SEQUENCER,
        password=environment.secret(f"{roles.SEQUENCER}.password", "CANDOUR_DB_PASSWORD"),
        application_name=roles.SEQUENCER,
        autocommit=True,
    )
    with connection.cursor() as cursor:
        if found := walls.of_role(cursor, roles.SEQUENCER):
            listed = "\n".join(f"  * {finding}" for finding in found)
            raise SystemExit(f"The sequencer does not work: {len(found)} wall(s) missing.\n{listed}")
    return connection


def run(stopping: threading.Event) -> None:
    """Look until told to stop. A database that goes away is waited for; a fork ends it."""
    signers = read_signers(environment.ledger_signing_key(environment.home()))
    while not stopping.is_set():
        try:
            with _connect() as connection:
                sequencer = Sequencer(
                    connection.cursor(), signers, environment.ledger_checkpoints(), lambda: datetime.now(UTC)
                )
                sequencer.begin()
                while not stopping.is_set():
                    begun = time.monotonic()
                    if not sequencer.look():
                        stopping.wait(max(0.0, EVERY - (time.monotonic() - begun)))
        except psycopg.OperationalError as error:
            print(f"The database is away ({type(error).__name__}); trying again.", file=sys.stderr, flush=True)
            stopping.wait(1)


def main() -> int:
    """Run until SIGTERM or SIGINT."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    try:
        run(stopping)
    except (Forked, NotSigned) as fault:
        print(
            f"The ledger does not continue what was signed: {fault}. Nothing more is signed. Was an old backup restored,"
            " or a key changed? See docs/operating/ledger.md before anything else.",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
