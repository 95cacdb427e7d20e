"""A ledger entry with eight writers, against plain inserts of the same rows."""

from __future__ import annotations

import functools
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import django
import psycopg

django.setup()

from django.db import connection, connections, transaction  # noqa: E402  after setup

from candour.kernel.doors import Door  # noqa: E402  after setup
from candour.kernel.ledger import canonical, operations  # noqa: E402  after setup
from tests.bench import figures  # noqa: E402  after setup

WRITERS = 8
EACH = 500
ROUNDS = 7
NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


def _entry(entry_id: uuid.UUID) -> bytes:
    return canonical.encode(
        entry_id=entry_id, verb="concerns.concern.answer", subject=uuid.uuid4(), actor=None, door="office", at=NOW,
        codes={"from": "open", "to": "answered", "version": 1},
    )  # fmt: skip


def _ours(subjects: list[uuid.UUID], ready: threading.Barrier) -> None:
    """One act an entry. The subject of an act is there before it."""
    connection.ensure_connection()
    ready.wait()
    for subject in subjects:
        with transaction.atomic():
            operations.append(
                verb="concerns.concern.answer", subject=subject, actor=None, door=Door.OFFICE, at=NOW,
                codes={"from": "open", "to": "answered", "version": 1},
            )  # fmt: skip
    connections.close_all()


def _plain(rows: list[tuple[uuid.UUID, bytes]], ready: threading.Barrier) -> None:
    """The same rows, encoded beforehand: the floor pays for inserting and for nothing else."""
    told = connection.get_connection_params()
    wanted = {name: told[name] for name in ("host", "port", "user", "password", "dbname") if name in told}
    with psycopg.connect(**wanted) as raw:
        ready.wait()
        for row in rows:
            raw.execute("insert into ledger_entry (id, entry) values (%s, %s)", row)
            raw.commit()


def _ids() -> list[uuid.UUID]:
    return [uuid.uuid4() for _ in range(EACH)]


def _rate(work: Sequence[Callable[[threading.Barrier], None]]) -> float:
    """Entries a second. A door's connections stand for hours, so both sides open theirs before the clock starts."""
    ready = threading.Barrier(WRITERS + 1)
    threads = [threading.Thread(target=one, args=(ready,)) for one in work]
    for thread in threads:
        thread.start()
    ready.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    return WRITERS * EACH / (time.perf_counter() - began)


def main() -> None:
    """Alternate the two so that a drifting machine touches both alike; the median of the rounds' ratios counts."""
    _rate([functools.partial(_ours, _ids()) for _ in range(WRITERS)])
    pairs = []
    for _ in range(ROUNDS):
        ours = [functools.partial(_ours, _ids()) for _ in range(WRITERS)]
        plain = [
            functools.partial(_plain, [(entry_id, _entry(entry_id)) for entry_id in _ids()]) for _ in range(WRITERS)
        ]
        pairs.append((_rate(ours), _rate(plain)))
    report = figures.Report()
    ratio = figures.median([a / b for a, b in pairs])
    note = f"{figures.median([a for a, _ in pairs]):,.0f}/s against {figures.median([b for _, b in pairs]):,.0f}/s"
    report.at_least("ledger entry, 8 writers, share of plain inserts", ratio, 0.8, note=note)
    report.hand_over()


if __name__ == "__main__":
    main()
