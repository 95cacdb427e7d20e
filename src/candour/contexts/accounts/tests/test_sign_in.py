"""What is written about signing in, and what is refused."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, TypedDict

import pytest
from django.conf import settings
from django.utils import timezone

from candour.contexts.accounts.operations import sign_in
from candour.contexts.accounts.operations.refusal import Refused
from candour.kernel.doors import Door
from candour.kernel.ledger.models import Entry
from candour.kernel.people.actor import Actor
from candour.kernel.people.models import Person, Session
from candour.kernel.people.roles import Role
from candour.kernel.people.tests import factories
from tests.database import AsDoor

pytestmark = pytest.mark.django_db


class Common(TypedDict):
    """What every operation of signing in is told."""

    actor: Actor
    door: Door
    at: datetime


def entries() -> list[dict[str, Any]]:
    return [json.loads(bytes(entry.entry)) for entry in Entry.objects.all()]


@pytest.fixture
def person() -> Person:
    return factories.person(Role.ANALYST, name="Ada")


@pytest.fixture
def common(person: Person) -> Common:
    return {"actor": Actor(person.pk, person.name, Door.OFFICE), "door": Door.OFFICE, "at": timezone.now()}


class TestRecordRefusal:
    def test_points_at_an_address_without_holding_it(self) -> None:
        for email in ("Ada@example.org", " ada@example.org", "bo@example.org"):
            sign_in.record_refusal(email=email, door=Door.OFFICE, reason="password", at=timezone.now())
        first, second, third = entries()
        assert first["subject"] == second["subject"] != third["subject"]
        assert "example.org" not in json.dumps([first, second, third])
        assert first["actor"] == ""
        assert settings.LEDGER_KEY not in json.dumps(first)


class TestRecordSignIn:
    def test_says_who_and_how(self, person: Person, as_door: AsDoor) -> None:
        with as_door(Door.OFFICE):
            sign_in.record_sign_in(person=person, door=Door.OFFICE, method="passkey", at=timezone.now())
        (entry,) = entries()
        assert (entry["verb"], entry["actor"], entry["codes"]) == (
            "people.session.sign_in", str(person.pk), {"method": "passkey"},
        )  # fmt: skip


class TestRecordStepUpAndSignOut:
    def test_are_in_the_ledger(self, common: Common) -> None:
        sign_in.record_step_up(method="code", **common)
        sign_in.record_sign_out(**common)
        assert [entry["verb"] for entry in entries()] == ["people.session.step_up", "people.session.sign_out"]


class TestSignOutEverywhere:
    def test_ends_every_session_at_this_door_alone(self, person: Person, common: Common, as_door: AsDoor) -> None:
        token = factories.session(person)
        factories.session(person)
        factories.session(person, Door.DELIVERY)
        with as_door(Door.OFFICE, session=token):
            assert sign_in.sign_out_everywhere(**common) == 2
        assert [one.door for one in Session.objects.all()] == ["delivery"]


class TestSetLanguage:
    def test_refuses_a_language_that_is_not_spoken(self, common: Common) -> None:
        with pytest.raises(Refused):
            sign_in.set_language(language="tlh", **common)


class TestChangePassword:
    def test_is_ones_own_alone(self, common: Common) -> None:
        with pytest.raises(Refused):
            sign_in.change_password(person=factories.person(Role.ANALYST), password="x", **common)
