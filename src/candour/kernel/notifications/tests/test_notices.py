"""Notices, and mail that says nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.utils import timezone

from candour.kernel.doors import Door
from candour.kernel.notifications import operations, queries, registry
from candour.kernel.notifications.models import DeliveryNotice, OfficeNotice
from candour.kernel.notifications.registry import Address, Kind, Mailing, Place
from candour.kernel.notifications.tests.factories import TODAY, actor_of, notice, queued, session_of, somebody
from candour.kernel.people.models import Person, RoleHolding
from tests.database import AsDoor


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

    def test_one_that_fails_stops_neither_the_others_nor_what_waits_and_is_seen(self, db: None) -> None:
        person = somebody()

        def fails() -> int:
            raise ValueError("a fault of one context")

        registry.add_sweep(Door.OFFICE, "a", fails)
        registry.add_sweep(Door.OFFICE, "b", lambda: len([notice(person)]))
        with pytest.raises(ExceptionGroup, match="sweeps failed"):
            operations.sweep(door=Door.OFFICE)
        assert len(queued(Door.OFFICE)) == 1

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

    def test_a_notice_says_its_kind_and_no_more(self) -> None:
        assert str(OfficeNotice(code="a.b")) == "a.b"
