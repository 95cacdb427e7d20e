"""The worker of one door: ``python -m candour.kernel.notifications.worker [delivery|office]``.

It logs in as its door's role and has no session, so row rules show it nothing; it calls the few functions that are
made for it. It polls its queue, goes its rounds, sweeps every minute, and keeps nothing of a job that succeeded. A job that fails is
tried again, later each time, and stands on the administrator's page meanwhile.
"""

from __future__ import annotations

import asyncio
import importlib
import os
import sys
from typing import Any
from uuid import UUID

import django
from django.conf import settings
from django.db import connections
from procrastinate import App, BaseRetryStrategy, PsycopgConnector, RetryDecision
from procrastinate.jobs import Job
from psycopg.conninfo import make_conninfo

from candour.kernel.doors import Door
from candour.kernel.notifications import jobs, rounds

POLL_SECONDS = 2.0
STALLED_SECONDS = 120.0
FORGOTTEN_HOURS = 30 * 24
FIRST_WAIT, LONGEST_WAIT = 15, 3600
MOST_ATTEMPTS = 24
"""With waits that double up to an hour: somewhat less than a day, after which it stands as failed."""


class Backoff(BaseRetryStrategy):
    """A quarter of a minute, then twice as long each time, up to an hour."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When to try again; None when it has been tried often enough."""
        if job.attempts + 1 >= MOST_ATTEMPTS:
            return None
        return RetryDecision(retry_in={"seconds": wait_after(job.attempts)})


def wait_after(attempts: int) -> int:
    """Seconds to wait after so many tries that failed before this one."""
    return int(min(FIRST_WAIT * 2 ** min(attempts, 10), LONGEST_WAIT))


def build(door: Door, **options: Any) -> App:
    """The tasks of a door's queue, on its own connections. ``options`` goes to the connector."""
    from candour.kernel.notifications import operations

    app = App(connector=PsycopgConnector(**(connection_of(door) | options)))
    queue = door.value

    @app.periodic(cron="* * * * *")
    @app.task(name=operations.SWEEP, queue=queue, queueing_lock=operations.SWEEP, retry=False)
    def sweep(timestamp: int) -> None:
        _alone(operations.sweep, door=door)

    @app.task(name=operations.MAIL, queue=queue, retry=Backoff())
    def mail(mailing: str, key: str) -> None:
        _alone(operations.send, mailing_name=mailing, key=UUID(key))

    @app.task(name=operations.WORK, queue=queue, retry=Backoff())
    def work(work: str, key: str) -> None:
        _alone(operations.do, work_name=work, key=UUID(key))

    @app.periodic(cron="*/10 * * * *")
    @app.task(name=operations.TIDY, queue=queue, queueing_lock=operations.TIDY, retry=False)
    async def tidy(timestamp: int) -> None:
        await tidied(app, queue)

    return app


async def tidied(app: App, queue: str) -> None:
    """Take up again what a worker left when it was killed, and forget what failed a month ago."""
    for job in await app.job_manager.get_stalled_jobs(queue=queue, seconds_since_heartbeat=STALLED_SECONDS):
        await app.job_manager.retry_job(job)
    await app.job_manager.delete_old_jobs(nb_hours=FORGOTTEN_HOURS, queue=queue, include_failed=True)


def _alone(operation: Any, **arguments: Any) -> None:
    """Run with a database connection that is closed afterwards: the worker's threads come and go."""
    try:
        operation(**arguments)
    finally:
        connections.close_all()


def connection_of(door: Door) -> dict[str, Any]:
    """How the queue is reached: as the door, in its schema."""
    told = settings.DATABASES["default"]
    conninfo = make_conninfo(
        host=told["HOST"],
        port=told["PORT"],
        dbname=told["NAME"],
        user=told["USER"],
        password=told["PASSWORD"],
        application_name=f"{told['USER']} worker",
        options=f"-c search_path={jobs.schema_of(door)},pg_catalog",
    )
    return {"conninfo": conninfo, "min_size": 1, "max_size": 3}


async def _run(door: Door) -> None:
    app = build(door)
    async with app.open_async():
        going_round = asyncio.create_task(rounds.keep(door))
        try:
            await app.run_worker_async(
                queues=[door.value],
                concurrency=1,
                fetch_job_polling_interval=POLL_SECONDS,
                listen_notify=False,
                delete_jobs="successful",
                name=f"{door.value} worker",
            )
        finally:
            going_round.cancel()


def main(words: list[str]) -> int:
    """Work until told to stop."""
    if words:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"candour.config.settings.{Door(words[0]).value}")
    django.setup()
    asyncio.run(_run(settings.DOOR))
    return 0


if __name__ == "__main__":
    # By its own name, because tasks are known by the module that they were made in.
    sys.exit(importlib.import_module("candour.kernel.notifications.worker").main(sys.argv[1:]))
