"""Invitations: made, mailed, used once; and the first administrator."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from candour.contexts.accounts.operations import enrolment
from candour.contexts.accounts.operations.refusal import Refused
from candour.kernel.doors import Door
from candour.kernel.people.models import Invitation, Person
from candour.kernel.people.roles import Role
from candour.kernel.people.tests import factories
from tests.database import AsDoor

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


def bootstrap(email: str = "First@Example.org") -> str:
    return enrolment.bootstrap_administrator(name="First One", email=email, on=date(2026, 11, 23), at=timezone.now())


def token_of(link: str) -> str:
    found = re.fullmatch(r"http://localhost:\d+/enrol/([\w-]{43})/", link)
    assert found is not None
    return found[1]


class TestBootstrapAdministrator:
    def test_returns_a_link_that_opens_at_the_office(self, as_door: AsDoor) -> None:
        token = token_of(bootstrap())
        with as_door(Door.OFFICE):
            found = enrolment.find_invitation(token=token)
            assert found is not None
            assert found[1].email == "first@example.org"
            assert enrolment.door_of(found[0].organisation) is Door.OFFICE
        person = Person.objects.get()
        assert [held.role for held in person.holdings.all()] == [Role.SYSTEM_ADMINISTRATOR]
        assert not person.has_usable_password()

    def test_may_be_repeated_until_somebody_enrolled(self, as_door: AsDoor) -> None:
        first, second = token_of(bootstrap()), token_of(bootstrap())
        assert Person.objects.count() == 1
        with as_door(Door.OFFICE):
            assert enrolment.find_invitation(token=first) is None
            assert enrolment.find_invitation(token=second) is not None

    def test_is_refused_afterwards(self) -> None:
        bootstrap()
        Person.objects.update(last_login=timezone.now())
        with pytest.raises(Refused) as refused:
            bootstrap("second@example.org")
        assert refused.value.code == "has_administrator"

    def test_stores_only_a_digest(self) -> None:
        token = token_of(bootstrap())
        assert token.encode() not in bytes(Invitation.objects.get().token_digest)


class TestFindInvitation:
    @pytest.mark.parametrize("token", ["", "x", "a" * 43, "\u202e" * 10])
    def test_finds_nothing_behind_a_made_up_link(self, as_door: AsDoor, token: str) -> None:
        bootstrap()
        with as_door(Door.OFFICE):
            assert enrolment.find_invitation(token=token) is None

    def test_finds_nothing_after_three_days(self, as_door: AsDoor) -> None:
        token = token_of(bootstrap())
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        with as_door(Door.OFFICE):
            assert enrolment.find_invitation(token=token) is None

    def test_lasts_three_days(self) -> None:
        bootstrap()
        made = Invitation.objects.get()
        assert made.expires_at - made.created_at == timedelta(hours=72)


class TestUseInvitation:
    def test_works_once(self, as_door: AsDoor) -> None:
        token = token_of(bootstrap())
        with as_door(Door.OFFICE):
            found = enrolment.find_invitation(token=token)
            assert found is not None
            invitation, person = found
            enrolment.use_invitation(invitation=invitation, person=person, door=Door.OFFICE, at=AT)
            with pytest.raises(Refused):
                enrolment.use_invitation(invitation=invitation, person=person, door=Door.OFFICE, at=AT)
            assert enrolment.find_invitation(token=token) is None


class TestSendLink:
    def test_goes_to_the_person_and_says_no_more_than_it_must(self) -> None:
        person = factories.person(name="Ada")
        enrolment.send_link(person=person, token="the-token", door=Door.DELIVERY)
        (sent,) = mail.outbox
        assert sent.to == [person.email]
        assert "/enrol/the-token/" in sent.body
        assert "prevent" not in f"{sent.subject} {sent.body}".lower()
