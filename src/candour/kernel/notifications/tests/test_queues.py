"""Queues that belong to one door each: what enters them, and the walls around them."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from candour.kernel.access import check, schemas
from candour.kernel.doors import Door
from candour.kernel.notifications import jobs
from candour.kernel.notifications.tests.factories import queued, session_of, somebody
from candour.kernel.people.roles import Role
from tests.database import AsDoor


class TestQueues:
    def test_a_job_exists_only_when_its_transaction_commits(self, as_door: AsDoor) -> None:
        with as_door(Door.OFFICE):
            with transaction.atomic():
                jobs.defer(door=Door.OFFICE, task="mail", key=uuid4())
                transaction.set_rollback(True)
            assert queued(Door.OFFICE) == []
            assert jobs.defer(door=Door.OFFICE, task="mail", key=uuid4())
            assert len(queued(Door.OFFICE)) == 1

    def test_refuses_content(self, db: None) -> None:
        for words in ("My son was referred", "a@b.example", "x" * 61, ""):
            with pytest.raises(jobs.NotOpaque):
                jobs.defer(door=Door.OFFICE, task="mail", key=words)

    @pytest.mark.parametrize(
        ("door", "other"), [(Door.DELIVERY, Door.OFFICE), (Door.OFFICE, Door.DELIVERY), (Door.PUBLIC, Door.OFFICE)]
    )
    def test_no_door_enters_anothers_queue(self, as_door: AsDoor, door: Door, other: Door) -> None:
        schema = jobs.schema_of(other)
        for statement in (
            f"select count(*) from {schema}.procrastinate_jobs",
            f"select last_value from {schema}.procrastinate_jobs_id_seq",
            f"select nextval('{schema}.procrastinate_jobs_id_seq')",
            f"select {schema}.procrastinate_register_worker_v1()",
            "select pg_notify('x', 'y')",
        ):
            with pytest.raises(DatabaseError), as_door(door), connection.cursor() as cursor:
                cursor.execute(statement)
        with pytest.raises(DatabaseError), as_door(door):
            jobs.defer(door=other, task="mail", key=uuid4())

    def test_a_queue_takes_no_job_of_another_name(self, as_door: AsDoor) -> None:
        with pytest.raises(DatabaseError), as_door(Door.OFFICE), connection.cursor() as cursor:
            cursor.execute(
                "insert into jobs_office.procrastinate_jobs (queue_name, task_name) values ('delivery', 'mail')"
            )

    def test_nothing_notifies(self, db: None) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "select proname from pg_proc where pronamespace = any(array['jobs_office', 'jobs_delivery']::regnamespace[])"
                " and prosrc ilike '%notify%'"
            )
            assert cursor.fetchall() == []
            cursor.execute(
                "select count(*) from pg_trigger where tgrelid = 'jobs_office.procrastinate_jobs'::regclass and not tgisinternal"
            )
            row = cursor.fetchone()
        assert row is not None
        assert row[0] >= 4  # the triggers that keep the queue's own history are still there

    def test_the_public_door_has_no_queue(self) -> None:
        with pytest.raises(KeyError):
            jobs.schema_of(Door.PUBLIC)

    def test_its_page_is_the_administrators(self, as_door: AsDoor) -> None:
        jobs.defer(door=Door.OFFICE, task="mail", key=uuid4())
        jobs.defer(door=Door.DELIVERY, task="mail", key=uuid4())
        administrator, caseworker = somebody(role=Role.SYSTEM_ADMINISTRATOR.value), somebody()
        with as_door(Door.OFFICE, session=session_of(administrator)):
            found = jobs.listed()
            assert [(job.door, job.task, job.status, job.attempts) for job in found] == [
                ("delivery", "mail", "todo", 0), ("office", "mail", "todo", 0),
            ]  # fmt: skip
            assert jobs.counts(found) == {"todo": 2}
        with as_door(Door.OFFICE, session=session_of(caseworker)):
            assert jobs.listed() == []


class TestWalls:
    @pytest.mark.parametrize(
        ("damage", "says"),
        [
            ("create schema attic", "schema attic: not declared"),
            ("drop schema jobs_office cascade", "schema jobs_office: missing"),
            ("grant usage on schema jobs_office to candour_delivery", "candour_delivery has usage"),
            ("grant select on jobs_office.procrastinate_jobs to candour_public", "candour_public has select"),
            ("grant select (id) on jobs_office.procrastinate_jobs to candour_public", "candour_public has select"),
            ("revoke insert on jobs_office.procrastinate_jobs from candour_office", "has not insert"),
            ("grant select on sequence jobs_office.procrastinate_jobs_id_seq to candour_office", "has select"),
            ("alter table jobs_office.procrastinate_jobs no force row level security", "is not forced"),
            ("drop policy procrastinate_jobs_door on jobs_office.procrastinate_jobs", "missing"),
            ("create policy x on jobs_office.procrastinate_jobs using (true)", "not declared"),
            ("alter policy procrastinate_jobs_door on jobs_office.procrastinate_jobs using (true)", "something else"),
            ("grant execute on function jobs_office.procrastinate_register_worker_v1() to public", "not declared"),
        ],
    )
    def test_every_breach_is_seen(self, db: None, damage: str, says: str) -> None:
        with connection.cursor() as cursor:
            assert schemas.faults(cursor) == []
            cursor.execute(damage)
            assert any(says in fault for fault in schemas.faults(cursor))
        assert any(says in fault for fault in check.faults())

    def test_applying_again_mends_what_it_can(self, db: None) -> None:
        with connection.cursor() as cursor:
            cursor.execute("alter policy procrastinate_jobs_door on jobs_office.procrastinate_jobs using (true)")
            cursor.execute("grant usage on schema jobs_office to candour_delivery")
            schemas.apply(cursor)
            assert schemas.faults(cursor) == []
