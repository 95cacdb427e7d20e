"""The worker of a door: what it does, what it tries again, and what it looks into."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.core import mail
from django.db import connection

from candour.kernel.doors import Door
from candour.kernel.notifications import jobs, registry, worker
from candour.kernel.notifications.tests.factories import notice, queued, somebody


class TestWorker:
    def test_waits_longer_each_time_and_gives_up_after_a_day(self) -> None:
        waits = [worker.wait_after(attempts) for attempts in range(worker.MOST_ATTEMPTS)]
        assert waits[:4] == [15, 30, 60, 120]
        assert max(waits) == 3600
        assert 12 * 3600 < sum(waits) < 24 * 3600
        told: Any = SimpleNamespace
        backoff = worker.Backoff()
        assert backoff.get_retry_decision(exception=OSError(), job=told(attempts=0)) is not None
        assert backoff.get_retry_decision(exception=OSError(), job=told(attempts=worker.MOST_ATTEMPTS - 1)) is None

    @pytest.fixture
    def as_a_door(self, door_dsn: Callable[[Door | str], str]) -> Callable[..., None]:
        def work(door: Door, at_most: float = 20) -> None:
            async def once() -> None:
                options = f"-c search_path={jobs.schema_of(door)},pg_catalog"
                app = worker.build(door, conninfo=psycopg.conninfo.make_conninfo(door_dsn(door), options=options))
                async with app.open_async():
                    await asyncio.wait_for(
                        app.run_worker_async(
                            queues=[door.value], wait=False, listen_notify=False, delete_jobs="successful",
                            install_signal_handlers=False,
                        ),
                        at_most,
                    )  # fmt: skip

            asyncio.run(once())

        return work

    @pytest.mark.django_db(transaction=True)
    def test_does_what_waits_and_keeps_nothing_of_it(self, as_a_door: Callable[..., None]) -> None:
        person = somebody()
        notice(person)
        jobs.defer(door=Door.OFFICE, task="mail", mailing="staff.office", key=person.id)
        as_a_door(Door.OFFICE)
        assert [sent.to for sent in mail.outbox] == [[person.email]]
        assert [task for task, _queue, _args in queued(Door.OFFICE) if task == "mail"] == []

    @pytest.mark.django_db(transaction=True)
    def test_does_the_work_of_a_context(self, as_a_door: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
        done: list[UUID] = []
        work = registry.Work("rehearsal.work", Door.OFFICE, list, done.append)
        monkeypatch.setitem(registry._works, work.name, work)
        key = uuid4()
        jobs.defer(door=Door.OFFICE, task="work", work=work.name, key=key)
        as_a_door(Door.OFFICE)
        assert done == [key]
        assert [task for task, _queue, _args in queued(Door.OFFICE) if task == "work"] == []

    @pytest.mark.django_db(transaction=True)
    def test_tries_again_what_failed_and_shows_it(
        self, as_a_door: Callable[..., None], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        person = somebody()
        notice(person)

        def refuse(self: Any) -> int:
            raise OSError("no route")

        monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
        jobs.defer(door=Door.OFFICE, task="mail", mailing="staff.office", key=person.id)
        as_a_door(Door.OFFICE)
        with connection.cursor() as cursor:
            cursor.execute(
                "select status::text, attempts, scheduled_at > now() from jobs_office.procrastinate_jobs where queueing_lock is null"
            )
            assert cursor.fetchall() == [("todo", 1, True)]
        assert mail.outbox == []

    @pytest.mark.django_db(transaction=True)
    def test_takes_up_what_a_killed_worker_left(self, door_dsn: Callable[[Door | str], str]) -> None:
        jobs.defer(door=Door.OFFICE, task="mail", mailing="staff.office", key=uuid4())
        with connection.cursor() as cursor:
            cursor.execute("update jobs_office.procrastinate_jobs set status = 'doing'")

        async def tidy() -> None:
            options = f"-c search_path={jobs.schema_of(Door.OFFICE)},pg_catalog"
            conninfo = psycopg.conninfo.make_conninfo(door_dsn(Door.OFFICE), options=options)
            app = worker.build(Door.OFFICE, conninfo=conninfo)
            async with app.open_async():
                await worker.tidied(app, "office")

        asyncio.run(tidy())
        with connection.cursor() as cursor:
            cursor.execute("select status::text from jobs_office.procrastinate_jobs")
            assert cursor.fetchall() == [("todo",)]

    def test_polls_its_own_queue_and_keeps_nothing_that_succeeded(self, monkeypatch: pytest.MonkeyPatch) -> None:
        seen: dict[str, Any] = {}

        class Fake:
            def open_async(self) -> Fake:
                return self

            async def __aenter__(self) -> None: ...

            async def __aexit__(self, *error: object) -> None: ...

            async def run_worker_async(self, **told: Any) -> None:
                seen.update(told)

        def build(door: Door) -> Fake:
            seen["door"] = door
            return Fake()

        monkeypatch.setattr(worker, "build", build)
        assert worker.main([]) == 0
        assert seen["door"] is Door.OFFICE
        assert seen["queues"] == ["office"]
        assert seen["listen_notify"] is False
        assert seen["delete_jobs"] == "successful"
        assert worker.main(["office"]) == 0

    def test_logs_in_as_its_door_and_looks_only_into_its_own_schema(self) -> None:
        told = psycopg.conninfo.conninfo_to_dict(worker.connection_of(Door.DELIVERY)["conninfo"])
        assert told["options"] == "-c search_path=jobs_delivery,pg_catalog"
