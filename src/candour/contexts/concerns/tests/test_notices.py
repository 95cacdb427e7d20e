"""Who of this context is told that something waits: in the doors' own roles, without any session."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, connection
from django.utils.timezone import localdate
from pytest_django import Settings

from candour.contexts.concerns import codes
from candour.contexts.concerns.models import (
    Concern,
    ConcernExclusion,
    ConcernStep,
    EmergencyAccess,
    Nudge,
)
from candour.contexts.concerns.operations import barriers, enquiries, notices, overrides
from candour.contexts.concerns.tests import factories
from candour.contexts.concerns.tests.test_enquiries import Case, Contact, contact, make_case
from candour.contexts.concerns.tests.test_exchange_pages import Visitor
from candour.kernel.doors import Door
from candour.kernel.notifications import operations
from candour.kernel.notifications.models import DeliveryNotice, OfficeNotice
from candour.kernel.notifications.tests.factories import queued
from candour.kernel.people.models import Cover, Person, RoleHolding
from candour.kernel.people.roles import Role

AsDoor = Callable[..., AbstractContextManager[None]]


@pytest.fixture
def case(as_door: AsDoor) -> Case:
    made = make_case(as_door)
    Concern.objects.update(unread_for_office=False)
    return made


@pytest.fixture
def school(case: Case) -> Contact:
    return contact("Rhian")


def swept(as_door: AsDoor, door: Door = Door.OFFICE) -> int:
    with as_door(door):
        return notices.sweep_office() if door is Door.OFFICE else notices.sweep_delivery()


def told(person: Person) -> list[str]:
    return sorted(OfficeNotice.objects.filter(person=person).values_list("code", flat=True))


class TestSweepOffice:
    def test_tells_nothing_when_nothing_happened(self, case: Case, as_door: AsDoor) -> None:
        assert swept(as_door) == 0

    def test_new_concerns_are_told_once_a_day(self, case: Case, as_door: AsDoor) -> None:
        factories.concern()
        assert swept(as_door) == 1
        factories.concern()
        assert swept(as_door) == 0
        assert told(case.worker) == ["concerns.received"]
        assert OfficeNotice.objects.get().subject is None

    def test_the_caseworker_is_told_that_the_person_acted(self, case: Case, as_door: AsDoor) -> None:
        step = ConcernStep.objects.filter(concern=case.concern).order_by("-number")[0]
        ConcernStep.objects.create(
            concern=case.concern, number=step.number + 1, step="reply", from_state=step.to_state,
            to_state=step.to_state, by_kind="reporter", taken_on=step.taken_on, ledger_entry=case.concern.id,
        )  # fmt: skip
        Concern.objects.update(unread_for_office=True)
        assert swept(as_door) == 1
        assert told(case.worker) == ["concerns.reporter_acted"]
        assert swept(as_door) == 0

    def test_a_concern_that_was_only_given_over_is_no_act_of_the_person(self, case: Case, as_door: AsDoor) -> None:
        Concern.objects.update(unread_for_office=True)
        assert swept(as_door) == 0

    def test_whoever_is_given_a_concern_is_told(self, case: Case, as_door: AsDoor) -> None:
        other = factories.caseworker("Ben")
        barriers.assign(
            concern_id=case.concern.id, person_id=other.id, rationale="", actor=case.actor, at=factories.now()
        )
        assert swept(as_door) == 1
        assert told(other) == ["concerns.assigned"]

    def test_an_answer_of_a_body_is_told(self, case: Case, as_door: AsDoor, school: Contact) -> None:
        enquiry = case.put(school.body)
        assert swept(as_door) == 0
        enquiries.reply(enquiry_id=enquiry.id, text="A.", actor=school.actor, at=factories.now())
        assert swept(as_door) == 1
        assert told(case.worker) == ["concerns.body_replied"]
        case.does(enquiries.ask_again, enquiry, text="More.")
        enquiries.reply(enquiry_id=enquiry.id, text="B.", actor=school.actor, at=factories.now())
        assert swept(as_door) == 1  # another answer is another occasion

    def test_an_override_calls_every_second_person_at_once(self, case: Case, as_door: AsDoor) -> None:
        second, barred = factories.caseworker("Ben"), factories.caseworker("Cat")
        ConcernExclusion.objects.create(
            concern=case.concern, person=barred, reason="x", declared_by=barred,
            declared_on=localdate(factories.now()),
        )  # fmt: skip
        overrides.request_override(
            concern_id=case.concern.id, ground="child_at_risk", rationale="Now.", is_safe_to_tell=True,
            actor=case.actor, at=factories.now(),
        )  # fmt: skip
        assert swept(as_door) == 1
        assert told(second) == ["concerns.override"]
        assert OfficeNotice.objects.get().is_urgent

    def test_emergency_access_alerts_the_owner_and_who_reviews(self, case: Case, as_door: AsDoor) -> None:
        reader, head = factories.caseworker("Ben"), factories.person("Head", Role.HEAD_OF_OFFICE.value)
        EmergencyAccess.objects.create(
            concern=case.concern, person=reader, reason="x", taken_at=factories.now(),
            until_at=factories.now() + timedelta(hours=1),
        )  # fmt: skip
        assert swept(as_door) == 2
        assert (told(case.worker), told(head), told(reader)) == (["concerns.emergency"], ["concerns.emergency"], [])

    @pytest.mark.parametrize("how", ["given up", "left the office", "no caseworker any more"])
    def test_a_concern_that_nobody_looks_after_alarms_the_head(self, case: Case, as_door: AsDoor, how: str) -> None:
        head = factories.person("Head", Role.HEAD_OF_OFFICE.value)
        today = localdate(factories.now())
        if how == "given up":
            with as_door(Door.OFFICE, session=case.token):
                barriers.declare_interest(
                    concern_id=case.concern.id, rationale="x", actor=case.actor, at=factories.now()
                )
        elif how == "left the office":
            Person.objects.filter(id=case.worker.id).update(deactivated_on=today)
        else:
            RoleHolding.objects.filter(person=case.worker).update(ends_on=today)
        assert swept(as_door) == 1
        assert told(head) == ["concerns.no_owner"]
        assert swept(as_door) == 0


class TestSweepDelivery:
    def test_the_bodys_contacts_are_told_and_nobody_else(self, case: Case, as_door: AsDoor, school: Contact) -> None:
        contact("Bob")
        contact("Colleague", "duty_body_referrer", body=school.body)
        enquiry = case.put(school.body)
        assert swept(as_door, Door.DELIVERY) == 1
        assert swept(as_door, Door.DELIVERY) == 0
        notice = DeliveryNotice.objects.get()
        assert (notice.person_id, notice.code, notice.subject) == (school.person.id, "enquiries.asked", enquiry.id)

    def test_whoever_stands_in_for_the_contact_is_told_too(self, case: Case, as_door: AsDoor, school: Contact) -> None:
        deputy = contact("Deputy", "duty_body_referrer", body=school.body)
        today = localdate(factories.now())
        cover = Cover.objects.create(
            holding=RoleHolding.objects.get(person=school.person), covered_by=deputy.person, kind="leave",
            starts_on=today, ends_on=today + timedelta(days=5),
        )  # fmt: skip
        case.put(school.body)
        assert swept(as_door, Door.DELIVERY) == 2
        DeliveryNotice.objects.all().delete()
        Cover.objects.filter(id=cover.id).update(starts_on=today - timedelta(days=9), ends_on=today)
        assert swept(as_door, Door.DELIVERY) == 1

    def test_asking_again_and_taking_back_are_told(self, case: Case, as_door: AsDoor, school: Contact) -> None:
        enquiry = case.put(school.body)
        swept(as_door, Door.DELIVERY)
        enquiries.reply(enquiry_id=enquiry.id, text="A.", actor=school.actor, at=factories.now())
        assert swept(as_door, Door.DELIVERY) == 0
        case.does(enquiries.ask_again, enquiry, text="More.")
        assert swept(as_door, Door.DELIVERY) == 1
        case.does(enquiries.take_back, enquiry, text="Thank you.")
        assert swept(as_door, Door.DELIVERY) == 1
        assert sorted(DeliveryNotice.objects.values_list("code", flat=True)) == [
            "enquiries.asked", "enquiries.asked", "enquiries.taken_back",
        ]  # fmt: skip

    def test_no_door_sweeps_for_another(self, case: Case, as_door: AsDoor) -> None:
        for door, function in ((Door.DELIVERY, "concerns_sweep_office"), (Door.OFFICE, "concerns_sweep_delivery"),
                               (Door.PUBLIC, "concerns_sweep_office"), (Door.DELIVERY, "concerns_nudges_pending")):  # fmt: skip
            with pytest.raises(DatabaseError), as_door(door), connection.cursor() as cursor:
                cursor.execute(f"select {function}()")


class TestNudges:
    @pytest.fixture
    def waiting(self, case: Case) -> Concern:
        factories.tells_of_themselves(case.concern, nudge_email="r@mail.example")
        concern = Concern.objects.get(id=case.concern.id)
        assert concern.unread_for_reporter  # the acknowledgement
        return concern

    def test_go_out_once_and_say_nothing(self, waiting: Concern, as_door: AsDoor) -> None:
        with as_door(Door.OFFICE):
            assert notices.nudges_pending() == [waiting.id]
            assert operations.send(mailing_name="concerns.nudge", key=waiting.id)
            assert notices.nudges_pending() == []
            assert notices.nudge_address(waiting.id) is None
            assert not operations.send(mailing_name="concerns.nudge", key=waiting.id)
        [sent] = mail.outbox
        assert sent.to == ["r@mail.example"]
        whole = f"{sent.subject} {sent.body} {sent.from_email}".lower()
        for word in ("prevent", "commissioner", "concern", "candour office", waiting.reference.lower(), "http"):
            assert word not in whole

    def test_at_most_once_a_day_and_only_for_something_new(self, waiting: Concern, as_door: AsDoor) -> None:
        today = localdate(factories.now())
        with as_door(Door.OFFICE):
            notices.nudged(waiting.id)
        author = waiting.assigned_to
        factories.message(waiting, "x", number=2, direction=codes.Direction.TO_REPORTER, author=author)
        with as_door(Door.OFFICE):
            assert notices.nudges_pending() == []
        Nudge.objects.update(sent_on=today - timedelta(days=1))
        with as_door(Door.OFFICE):
            assert notices.nudges_pending() == [waiting.id]
        Concern.objects.update(unread_for_reporter=False)
        with as_door(Door.OFFICE):
            assert notices.nudges_pending() == []

    def test_speak_the_persons_language(self, waiting: Concern, as_door: AsDoor) -> None:
        Concern.objects.update(language="Welsh")
        with as_door(Door.OFFICE):
            address = notices.nudge_address(waiting.id)
        assert address is not None
        assert address.language == "cy"
        with as_door(Door.OFFICE):
            assert operations.send(mailing_name="concerns.nudge", key=waiting.id)
        [sent] = mail.outbox
        assert sent.subject == "Mae neges yn aros amdanoch"
        assert "defnyddiwch eich derbynneb" in sent.body
        assert "receipt" not in sent.body

    def test_nobody_is_written_to_who_did_not_ask(self, case: Case, as_door: AsDoor) -> None:
        with as_door(Door.OFFICE):
            assert notices.nudges_pending() == []

    def test_is_not_kept_in_a_folder_where_no_mail_is_sent(
        self, waiting: Concern, as_door: AsDoor, settings: Settings
    ) -> None:
        """The folder would hold in the clear an address that lies sealed in the database."""
        settings.KEEPS_MAIL = True
        with as_door(Door.OFFICE):
            assert not operations.send(mailing_name="concerns.nudge", key=waiting.id)
            operations.sweep(door=Door.OFFICE)
            assert notices.nudges_pending() == [waiting.id]
        assert mail.outbox == []
        assert not [job for job in queued(Door.OFFICE) if "concerns.nudge" in str(job)]
        settings.KEEPS_MAIL = False
        with as_door(Door.OFFICE):
            operations.sweep(door=Door.OFFICE)
        assert [job for job in queued(Door.OFFICE) if "concerns.nudge" in str(job)]

    def test_no_door_reads_when_somebody_was_nudged(self, waiting: Concern, as_door: AsDoor, case: Case) -> None:
        for door in Door:
            with pytest.raises(DatabaseError), as_door(door, session=case.token):
                Nudge.objects.count()


class TestPages:
    def test_a_notice_leads_to_its_concern_and_can_be_marked(
        self, case: Case, as_door: AsDoor, school: Contact
    ) -> None:
        enquiry = case.put(school.body)
        enquiries.reply(enquiry_id=enquiry.id, text="A.", actor=school.actor, at=factories.now())
        factories.concern()
        swept(as_door)
        office = Visitor(Door.OFFICE, case.token, as_door)
        page = office.get("/notifications/").content.decode()
        assert f"/concerns/{case.concern.reference}/" in page
        assert "/concerns/?assigned=nobody" in page
        one = OfficeNotice.objects.filter(code="concerns.received").get()
        assert office.post("/notifications/", notice=str(one.id)).status_code == 302
        assert office.post("/notifications/", notice="nonsense").status_code == 302
        assert OfficeNotice.objects.filter(read_on=None).count() == 1
        office.post("/notifications/")
        assert not OfficeNotice.objects.filter(read_on=None).exists()

    def test_a_body_is_told_without_a_word_of_why(self, case: Case, as_door: AsDoor, school: Contact) -> None:
        enquiry = case.put(school.body)
        swept(as_door, Door.DELIVERY)
        page = Visitor(Door.DELIVERY, school.token, as_door).get("/notifications/").content.decode()
        assert f"/enquiries/{enquiry.reference}/" in page
        assert case.concern.reference not in page

    def test_nothing_told_yet(self, case: Case, as_door: AsDoor) -> None:
        page: Any = Visitor(Door.OFFICE, case.token, as_door).get("/notifications/").content.decode()
        assert "Nothing has been told to you yet" in page

    def test_jobs_are_the_administrators(self, case: Case, as_door: AsDoor) -> None:
        factories.concern()
        with as_door(Door.OFFICE):
            operations.sweep(door=Door.OFFICE)
        administrator = factories.session(factories.person("Piotr", Role.SYSTEM_ADMINISTRATOR.value))
        page = Visitor(Door.OFFICE, administrator, as_door).get("/jobs/")
        assert "Send a mail that says nothing" in page.content.decode()
        assert str(case.worker.id) not in page.content.decode()
        assert Visitor(Door.OFFICE, case.token, as_door).get("/jobs/").status_code == 404
