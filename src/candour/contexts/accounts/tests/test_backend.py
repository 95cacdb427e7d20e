"""Proving a password: right, wrong, unknown and deactivated, and what each costs."""

from __future__ import annotations

import pytest
from django.contrib import auth
from django.contrib.auth import hashers
from django.contrib.auth.hashers import BasePasswordHasher
from django.db import connection
from django.test.utils import CaptureQueriesContext

from candour.kernel.doors import Door
from candour.kernel.people.models import Person
from candour.kernel.people.roles import Role
from candour.kernel.people.tests import factories
from tests.database import AsDoor

pytestmark = pytest.mark.django_db

PASSWORD = "three unrelated words"


@pytest.fixture
def person() -> Person:
    made = factories.person(Role.ANALYST)
    made.set_password(PASSWORD)
    made.save()
    return made


class TestAuthenticate:
    def test_finds_the_person_by_the_address_in_any_case(self, as_door: AsDoor, person: Person) -> None:
        with as_door(Door.OFFICE):
            assert auth.authenticate(None, email=person.email.upper() + " ", password=PASSWORD) == person

    @pytest.mark.parametrize("case", ["wrong", "unknown", "deactivated", "no password"])
    def test_fails_alike_and_costs_alike(
        self, as_door: AsDoor, person: Person, monkeypatch: pytest.MonkeyPatch, case: str
    ) -> None:
        email, password = person.email, PASSWORD
        if case == "wrong":
            password = "something else"
        elif case == "unknown":
            email = "nobody@example.org"
        elif case == "deactivated":
            Person.objects.update(deactivated_on=factories.LONG_AGO)
        else:
            Person.objects.update(password="!")
        hashed = []
        hasher = type(hashers.get_hasher())
        encode = hasher.encode

        def counted(self: BasePasswordHasher, password: str, salt: str) -> str:
            hashed.append(1)
            return encode(self, password, salt)

        monkeypatch.setattr(hasher, "encode", counted)
        with as_door(Door.OFFICE), CaptureQueriesContext(connection) as queries:
            assert auth.authenticate(None, email=email, password=password) is None
            with connection.cursor() as cursor:
                cursor.execute("select nullif(current_setting('candour.signing_in', true), '')")
                assert cursor.fetchone() == (None,)  # nobody is signing in any more
        assert len(hashed) == 1
        assert len([one for one in queries if "people_person" in one["sql"]]) == 1

    def test_shows_a_session_its_own_person(self, as_door: AsDoor, person: Person) -> None:
        from candour.contexts.accounts.backend import PasswordBackend

        with as_door(Door.OFFICE, session=factories.session(person)):
            assert PasswordBackend().get_user(person.pk) == person
        with as_door(Door.OFFICE):
            assert PasswordBackend().get_user(person.pk) is None
