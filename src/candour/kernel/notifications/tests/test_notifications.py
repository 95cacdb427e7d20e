"""Notices, mail that says nothing, and queues that belong to one door each."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.timezone import localdate

from candour.kernel.access import check, schemas
from candour.kernel.doors import Door
from candour.kernel.notifications import jobs, operations, queries, registry, worker
from candour.kernel.notifications.models import DeliveryNotice, OfficeNotice
from candour.kernel.notifications.registry import Address, Kind, Mailing, Place
from candour.kernel.people.actor import Actor, HoldingFact
from candour.kernel.people.models import Organisation, Person, RoleHolding, Session
from candour.kernel.people.roles import OrganisationKind, Role

AsDoor = Callable[..., AbstractContextManager[None]]
TODAY = localdate


@pytest.fixture(autouse=True)
def own_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    """What contexts registered stays out of these tests; the staff's mailings are the kernel's own."""
    monkeypatch.setattr(registry, "_kinds", {})
    monkeypatch.setattr(registry, "_sweeps", {})
    staff = {name: one for name, one in registry._mailings.items() if name.startswith("staff.")}
    monkeypatch.setattr(registry, "_mailings", staff)


def somebody(door: Door = Door.OFFICE, role: str = "concerns_caseworker") -> Person:
    kind = OrganisationKind.OVERSIGHT_OFFICE if door is Door.OFFICE else OrganisationKind.EDUCATION
    body, _ = Organisation.objects.get_or_create(kind=kind, defaults={"name": f"The {door.value}"})
    person = Person.objects.create(email=f"{secrets.token_hex(6)}@{door.value}.example", name="Ada")
    RoleHolding.objects.create(
        person=person, organisation=body, role=role, starts_on=TODAY(timezone.now()) - timedelta(days=3)
    )
    return person


def actor_of(person: Person, door: Door = Door.OFFICE) -> Actor:
    held = [HoldingFact(one.role, one.organisation_id, "x") for one in RoleHolding.objects.filter(person=person)]
    return Actor(person.id, person.name, door, tuple(held))


def session_of(person: Person, door: Door = Door.OFFICE) -> str:
    token, now = secrets.token_urlsafe(24), timezone.now()
    Session.objects.create(
        door=door.value, token_digest=hashlib.sha256(token.encode()).digest(), person=person,
        created_at=now, last_seen_at=now, expires_at=now + timedelta(hours=8),
    )  # fmt: skip
    return token


def notice(person: Person, code: str = "x.y", **more: Any) -> OfficeNotice:
    told: dict[str, Any] = {"marker": secrets.token_hex(4), "created_on": TODAY(timezone.now())} | more
    return OfficeNotice.objects.create(person=person, code=code, **told)


def queued(door: Door) -> list[tuple[str, str, dict[str, str]]]:
    with connection.cursor() as cursor:
        cursor.execute(f"select task_name, queue_name, args from {jobs.schema_of(door)}.procrastinate_jobs order by id")
        import json

        return [
            (task, queue, args if isinstance(args, dict) else json.loads(args))
            for task, queue, args in cursor.fetchall()
        ]


class TestSweep:
    def test_makes_notices_and_queues_one_mail_a_person(self, as_door: AsDoor) -> None:
        person = somebody()
        registry.add_sweep(Door.OFFICE, "a", lambda: len([notice(person), notice(person)]))
        registry.add_sweep(Door.DELIVERY, "b", lambda: pytest.fail("another door's sweep"))
        assert operations.sweep(door=Door.OFFICE) == 1
        assert queued(Door.OFFICE) == [
            ("mail", "office", {"mailing": "staff.office", "key": str(person.id)}),
        ]
        registry.add_sweep(Door.OFFICE, "a", lambda: 0)
        with as_door(Door.OFFICE):
            assert operations.sweep(door=Door.OFFICE) == 0
        assert len(queued(Door.OFFICE)) == 1
        assert queued(Door.DELIVERY) == []

    def test_the_worker_needs_no_session(self, as_door: AsDoor) -> None:
        person = somebody()
        notice(person)
        with as_door(Door.OFFICE):
            assert OfficeNotice.objects.count() == 0
            assert operations.sweep(door=Door.OFFICE) == 1
        with as_door(Door.DELIVERY):
            assert operations.sweep(door=Door.DELIVERY) == 0

    @pytest.mark.parametrize("why", ["read", "mailed", "deactivated", "no role", "mailed today"])
    def test_writes_to_nobody_without_need(self, db: None, why: str) -> None:
        person, today = somebody(), TODAY(timezone.now())
        told = notice(person)
        if why == "read":
            OfficeNotice.objects.filter(id=told.id).update(read_on=today)
        elif why == "mailed":
            OfficeNotice.objects.filter(id=told.id).update(mailed_on=today - timedelta(days=1))
        elif why == "deactivated":
            Person.objects.filter(id=person.id).update(deactivated_on=today)
        elif why == "no role":
            RoleHolding.objects.filter(person=person).update(ends_on=today)
        else:
            notice(person, mailed_on=today)
        assert operations.sweep(door=Door.OFFICE) == 0

    def test_what_is_urgent_is_mailed_at_once(self, db: None) -> None:
        person = somebody()
        notice(person, mailed_on=TODAY(timezone.now()))
        notice(person, is_urgent=True)
        assert operations.sweep(door=Door.OFFICE) == 1


class TestSend:
    def test_says_nothing_and_only_once(self, as_door: AsDoor) -> None:
        person = somebody()
        notice(person, code="concerns.override")
        with as_door(Door.OFFICE):
            assert operations.send(mailing_name="staff.office", key=person.id)
            assert not operations.send(mailing_name="staff.office", key=person.id)
        [sent] = mail.outbox
        assert sent.to == [person.email]
        assert sent.subject == "Something needs you"
        assert "http" not in str(sent.body)
        assert "override" not in str(sent.message())
        assert sent.extra_headers["Message-ID"].endswith("@candour.invalid>")
        assert not OfficeNotice.objects.filter(mailed_on=None).exists()

    def test_at_the_delivery_door_too(self, as_door: AsDoor) -> None:
        person = somebody(Door.DELIVERY, "body_contact")
        DeliveryNotice.objects.create(person=person, code="a.b", marker="1", created_on=TODAY(timezone.now()))
        with as_door(Door.DELIVERY):
            assert operations.sweep(door=Door.DELIVERY) == 1
            assert operations.send(mailing_name="staff.delivery", key=person.id)
        assert len(mail.outbox) == 1

    def test_a_failure_is_not_noted_and_does_not_quote_the_address(
        self, db: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        person = somebody()
        notice(person)

        def refuse(self: Any) -> int:
            raise OSError(f"550 {person.email} unknown")

        monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
        with pytest.raises(operations.MailFailed) as failed, transaction.atomic():
            operations.send(mailing_name="staff.office", key=person.id)
        assert str(failed.value) == "OSError"
        assert failed.value.__cause__ is None
        assert OfficeNotice.objects.filter(mailed_on=None).count() == 1

    @pytest.mark.parametrize(
        ("setting", "sender"),
        [("NUDGE_FROM_EMAIL", "messages@candour.invalid"), ("NONE_SUCH", "office@candour.invalid")],
    )
    def test_a_mailing_may_have_a_sender_of_its_own(self, db: None, setting: str, sender: str) -> None:
        sent: list[UUID] = []
        registry.add_mailing(
            Mailing(
                "a",
                Door.OFFICE,
                "S",
                "T",
                list,
                lambda key: Address("r@mail.example", "cy"),
                sent.append,
                setting,
            )
        )
        key = uuid4()
        assert operations.send(mailing_name="a", key=key)
        assert sent == [key]
        assert mail.outbox[0].from_email == sender


class TestNotices:
    def test_shows_ones_own_unread_and_urgent_first(self, as_door: AsDoor) -> None:
        person, other = somebody(), somebody()
        subject = uuid4()
        registry.add_kind(
            Kind("a.b", Door.OFFICE, "About", find=lambda actor, ids: {one: Place("R-1", "/r/") for one in ids})
        )
        registry.add_kind(Kind("a.c", Door.OFFICE, "List", href=lambda: "/list/"))
        registry.add_kind(Kind("a.d", Door.OFFICE, "Hidden", find=lambda actor, ids: {}))
        notice(person, "a.c", read_on=TODAY(timezone.now()))
        notice(person, "a.c")
        notice(person, "a.b", subject=subject, is_urgent=True)
        notice(person, "a.d", subject=uuid4())
        notice(person, "gone.kind")
        notice(other, "a.c")
        with as_door(Door.OFFICE, session=session_of(person)):
            shown = queries.notices_of(actor_of(person))
            assert [(one.says, one.place, one.is_read) for one in shown] == [
                ("About", Place("R-1", "/r/"), False),
                ("List", Place("", "/list/"), False),
                ("List", Place("", "/list/"), True),
            ]
            assert queries.unread(actor_of(person)) == 4
            assert OfficeNotice.objects.count() == 5  # the other's is not there, even for a forgotten filter

    def test_the_public_door_has_none(self, db: None) -> None:
        assert queries.unread(actor_of(somebody(), Door.PUBLIC)) == 0

    def test_marks_ones_own_as_read(self, as_door: AsDoor) -> None:
        person, other = somebody(), somebody()
        mine, second, theirs = notice(person), notice(person), notice(other)
        with as_door(Door.OFFICE, session=session_of(person)):
            call: dict[str, Any] = {"actor": actor_of(person), "at": timezone.now()}
            assert operations.mark_read(notices=[mine.id, theirs.id], **call) == 1
            assert operations.mark_read(notices=None, **call) == 1
        second.refresh_from_db()
        theirs.refresh_from_db()
        assert second.read_on is not None
        assert theirs.read_on is None

    def test_no_door_makes_or_forges_one(self, as_door: AsDoor) -> None:
        person = somebody()
        mine = notice(person)
        token = session_of(person)
        for act in (
            lambda: notice(person),
            lambda: OfficeNotice.objects.filter(id=mine.id).update(code="c.d"),
            lambda: OfficeNotice.objects.all().delete(),
            DeliveryNotice.objects.count,
        ):
            with pytest.raises(DatabaseError), as_door(Door.OFFICE, session=token):
                act()


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

    def test_a_notice_says_its_kind_and_no_more(self) -> None:
        assert str(OfficeNotice(code="a.b")) == "a.b"

    def test_logs_in_as_its_door_and_looks_only_into_its_own_schema(self) -> None:
        told = psycopg.conninfo.conninfo_to_dict(worker.connection_of(Door.DELIVERY)["conninfo"])
        assert told["options"] == "-c search_path=jobs_delivery,pg_catalog"
