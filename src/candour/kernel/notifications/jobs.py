"""Queues of jobs, one schema for each door that has a worker. Why so: docs/decisions/0006-jobs.md.

The tables and functions are procrastinate's own, made once in each schema with that schema as the functions' search
path, so that a door puts a job into its queue within the transaction of whatever the job belongs to. What would tell
another door that something happened is taken out: the triggers that notify. Workers poll.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.backends.utils import CursorWrapper
from procrastinate.schema import SchemaManager

from candour.kernel.access.schemas import DoorSchema
from candour.kernel.doors import Door

WORKING = (Door.DELIVERY, Door.OFFICE)
"""The doors that have a worker. The public door has none, and puts nothing into any queue."""

_FUNCTIONS = "select oid::regprocedure::text from pg_proc where pronamespace = %s::regnamespace"
_NOTIFIERS = ("procrastinate_notify_queue_job_inserted_v1()", "procrastinate_notify_queue_abort_job_v1()")


def schema_of(door: Door) -> str:
    """The schema of a door's queue. Raises KeyError for the public door."""
    return {working: f"jobs_{working.value}" for working in WORKING}[door]


def install(door: Door, cursor: CursorWrapper) -> None:
    """Make a door's queue. As the owner, inside the transaction of ``access apply``."""
    schema = schema_of(door)
    cursor.execute(f'create schema "{schema}"')
    cursor.execute("select current_setting('search_path')")
    row = cursor.fetchone()
    assert row is not None
    cursor.execute("select set_config('search_path', %s, true)", [f"{schema}, pg_catalog"])
    cursor.execute(SchemaManager.get_schema())
    for notifier in _NOTIFIERS:
        cursor.execute(f"drop function {notifier} cascade")
    cursor.execute("select set_config('search_path', %s, true)", [row[0]])
    cursor.execute(_FUNCTIONS, [schema])
    for (name,) in cursor.fetchall():
        cursor.execute(f"alter function {name} set search_path = {schema}, pg_catalog")


def schemas() -> tuple[DoorSchema, ...]:
    """The declarations of the queues: every job of a door's queue is that door's, and no other can stand in it."""
    return tuple(
        DoorSchema(
            schema_of(door), door, partial(install, door), {"procrastinate_jobs": f"queue_name = '{door.value}'"}
        )
        for door in WORKING
    )


class NotOpaque(ValueError):
    """A job was given something else than ids and names of our own."""


def defer(*, door: Door, task: str, once: str = "", priority: int = 0, **arguments: UUID | str) -> bool:
    """Put a job into a door's queue, in the current transaction: it exists when, and only if, that commits.

    Arguments are ids or short names of ours, never words that anybody wrote. ``once`` names what must not wait twice:
    False when such a job waits already. Of those that wait, the
    highest ``priority`` goes first.
    """
    schema = schema_of(door)
    told = json.dumps({name: _opaque(value) for name, value in arguments.items()})
    row = f"row(%s, %s, %s, null, %s, %s::jsonb, null)::{schema}.procrastinate_job_to_defer_v1"
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"select {schema}.procrastinate_defer_jobs_v1(array[{row}])",
                [door.value, task, priority, once or None, told],
            )
    except IntegrityError:
        return False
    return True


def _opaque(value: UUID | str) -> str:
    text = str(value)
    if len(text) > 60 or not text.replace("-", "").replace("_", "").replace(".", "").isalnum():
        raise NotOpaque("a job carries ids and names, never content")
    return text


@dataclass(frozen=True)
class Job:
    """A job as its page shows it: what kind, how it fares, and nothing of what it is about."""

    door: str
    task: str
    status: str
    attempts: int
    next_try_at: datetime | None


_LISTED = "select door, task, status, attempts, next_try_at from notifications_jobs()"


def listed() -> list[Job]:
    """The jobs of both queues that wait, run or failed. Empty for whoever is not the system administrator."""
    with connection.cursor() as cursor:
        cursor.execute(_LISTED)
        return [Job(*row) for row in cursor.fetchall()]


def counts(jobs: list[Job]) -> Mapping[str, int]:
    """How many of them there are of each status."""
    found: dict[str, int] = {}
    for job in jobs:
        found[job.status] = found.get(job.status, 0) + 1
    return found
