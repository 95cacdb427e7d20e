"""Sessions: what a token opens, at which door, for how long, and what a door cannot forge."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import UpdateError
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from candour.kernel.access import context
from candour.kernel.access.sessions import SessionStore
from candour.kernel.doors import Door
from candour.kernel.people.models import Person, Session
from candour.kernel.people.roles import Role
from candour.kernel.people.tests import factories
from tests.database import AsDoor

pytestmark = pytest.mark.django_db


def signed_in(person: Person) -> SessionStore:
    """A session that came to name a person as signing in does it."""
    context.tell(context.SIGNING_IN, person.email)
    store = SessionStore()
    store["kept"] = 1
    store.save()
    store.cycle_key()
    store[SESSION_KEY] = str(person.pk)
    store.save()
    return store


def actor(token: Any, door: Door = Door.OFFICE) -> Any:
    """Whom the database says a token names."""
    context.tell(context.SESSION, token)
    return context.actor_for_session(door=door, token=token)


class TestSignedIn:
    def test_names_the_person_with_their_roles(self, as_door: AsDoor) -> None:
        person = factories.person(Role.ANALYST)
        with as_door(Door.OFFICE):
            found = actor(signed_in(person).session_key)
        assert found.person_id == person.pk
        assert found.roles == {Role.ANALYST}

    def test_keeps_its_data_under_a_new_key(self, as_door: AsDoor) -> None:
        person = factories.person(Role.ANALYST)
        with as_door(Door.OFFICE):
            context.tell(context.SIGNING_IN, person.email)
            store = SessionStore()
            store["kept"] = "this"
            store.save()
            before = store.session_key
            store.cycle_key()
            store[SESSION_KEY] = str(person.pk)
            store.save()
            assert store.session_key != before
            assert SessionStore(store.session_key)["kept"] == "this"
            assert before is not None
            assert not SessionStore(before).exists(before)

    def test_stores_only_a_digest(self, as_door: AsDoor) -> None:
        person = factories.person(Role.ANALYST)
        with as_door(Door.OFFICE):
            key = signed_in(person).session_key
        assert key is not None
        with connection.cursor() as cursor:
            cursor.execute("select s::text from people_session s")
            assert key not in str(cursor.fetchall())
        assert len(key) >= 43  # 256 bits

    def test_names_nobody_at_another_door(self, as_door: AsDoor) -> None:
        person = factories.person(Role.ANALYST)
        token = factories.session(person, Door.OFFICE)
        with as_door(Door.DELIVERY, session=token):
            assert actor(token, Door.DELIVERY) is None
            assert SessionStore(token).get("kept") is None

    def test_writing_it_again_keeps_its_person_and_its_time(self, as_door: AsDoor) -> None:
        person = factories.person(Role.ANALYST)
        token = factories.session(person)
        before = Session.objects.get()
        with as_door(Door.OFFICE, session=token):
            store = SessionStore(token)
            store["more"] = 2
            store.save()
        after = Session.objects.get()
        assert after.person_id == person.pk
        assert (after.created_at, after.expires_at) == (before.created_at, before.expires_at)

    def test_cannot_be_revived_after_its_end(self, as_door: AsDoor) -> None:
        token = factories.session(factories.person(Role.ANALYST))
        with as_door(Door.OFFICE, session=token):
            store = SessionStore(token)
            store["more"] = 2
            SessionStore(token).delete()
            with pytest.raises(UpdateError):
                store.save()


class TestLasts:
    def test_eight_hours_from_signing_in(self, as_door: AsDoor) -> None:
        person = factories.person(Role.ANALYST)
        with as_door(Door.OFFICE):
            ends_at = actor(signed_in(person).session_key).session_ends_at
        assert timedelta(hours=7, minutes=59) < ends_at - timezone.now() <= timedelta(hours=8)


class TestEnds:
    @pytest.mark.parametrize(
        "change",
        [
            {"last_seen_at": timedelta(minutes=15, seconds=1)},
            {"expires_at": timedelta(seconds=1)},
        ],
        ids=["idle", "cap"],
    )
    def test_when_idle_or_old(self, as_door: AsDoor, change: dict[str, timedelta]) -> None:
        token = factories.session(factories.person(Role.ANALYST))
        ((column, ago),) = change.items()
        Session.objects.update(**{column: timezone.now() - ago})
        with as_door(Door.OFFICE, session=token):
            assert actor(token) is None
            store = SessionStore(token)
            assert dict(store.items()) == {}
            assert store.session_key is None

    def test_when_the_person_is_deactivated(self, as_door: AsDoor) -> None:
        person = factories.person(Role.ANALYST)
        token = factories.session(person)
        Person.objects.filter(pk=person.pk).update(deactivated_on=factories.LONG_AGO)
        with as_door(Door.OFFICE, session=token):
            assert actor(token) is None

    def test_when_a_role_ends(self, as_door: AsDoor) -> None:
        person = factories.person(Role.ANALYST, Role.REVIEWER)
        token = factories.session(person)
        person.holdings.filter(role=Role.REVIEWER).update(ends_on=timezone.localdate())
        with as_door(Door.OFFICE, session=token):
            assert actor(token) is None

    def test_lives_a_moment_before_it_is_idle(self, as_door: AsDoor) -> None:
        token = factories.session(factories.person(Role.ANALYST), seen=timedelta(minutes=14, seconds=50))
        with as_door(Door.OFFICE, session=token):
            assert actor(token) is not None
        assert timezone.now() - Session.objects.get().last_seen_at < timedelta(minutes=1)

    def test_seen_is_written_once_a_minute(self, as_door: AsDoor) -> None:
        token = factories.session(factories.person(Role.ANALYST), seen=timedelta(seconds=30))
        before = Session.objects.get().last_seen_at
        with as_door(Door.OFFICE, session=token):
            assert actor(token) is not None
        assert Session.objects.get().last_seen_at == before

    def test_sweeping_removes_what_is_over_and_nothing_else(self, as_door: AsDoor) -> None:
        factories.session(factories.person(Role.ANALYST), seen=timedelta(minutes=16))
        live = factories.person(Role.ANALYST)
        factories.session(live)
        with as_door(Door.OFFICE):
            SessionStore.clear_expired()
        assert [one.person_id for one in Session.objects.all()] == [live.pk]


class TestADoorCannot:
    def test_make_a_session_name_somebody_who_is_not_signing_in(self, as_door: AsDoor) -> None:
        victim = factories.person(Role.HEAD_OF_OFFICE)
        store = SessionStore()
        with as_door(Door.OFFICE):
            store[SESSION_KEY] = str(victim.pk)
        with pytest.raises(ProgrammingError, match="row-level security"), as_door(Door.OFFICE):
            store.save()

    def test_turn_its_own_session_into_another_persons(self, as_door: AsDoor) -> None:
        victim = factories.person(Role.HEAD_OF_OFFICE)
        token = factories.session(factories.person(Role.ANALYST))
        with (
            pytest.raises(ProgrammingError, match="row-level security"),
            as_door(Door.OFFICE, session=token),
            connection.cursor() as cursor,
        ):
            cursor.execute("update people_session set person_id = %s", [victim.pk])

    def test_make_a_session_at_the_other_door(self, as_door: AsDoor) -> None:
        with (
            pytest.raises(ProgrammingError, match="row-level security"),
            as_door(Door.DELIVERY, session="a token"),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                "insert into people_session (id, door, token_digest, data, created_at, last_seen_at, expires_at)"
                " values (%s, 'office', access_session_digest(), '', now(), now(), now())",
                [uuid.uuid4()],
            )

    def test_see_other_sessions(self, as_door: AsDoor) -> None:
        factories.session(factories.person(Role.ANALYST))
        mine = factories.person(Role.ANALYST)
        with as_door(Door.OFFICE, session=factories.session(mine)):
            assert [one.person_id for one in Session.objects.all()] == [mine.pk]


class TestStepUp:
    def test_is_seen_by_the_actor(self, as_door: AsDoor) -> None:
        token = factories.session(factories.person(Role.ANALYST))
        with as_door(Door.OFFICE, session=token):
            assert not actor(token).has_stepped_up(timezone.now())
            SessionStore(token).mark_stepped_up()
            assert actor(token).has_stepped_up(timezone.now())
            assert not actor(token).has_stepped_up(timezone.now() + timedelta(minutes=5, seconds=1))

    def test_needs_somebody_signed_in(self, as_door: AsDoor) -> None:
        with as_door(Door.OFFICE):
            store = SessionStore()
            store["kept"] = 1
            store.save()
            with pytest.raises(UpdateError):
                store.mark_stepped_up()


class TestWithoutAToken:
    """A browser that brought none: nobody, nothing kept, nothing to prove."""

    def test_names_nobody(self) -> None:
        assert actor("") is None

    def test_holds_nothing(self) -> None:
        assert SessionStore().load() == {}

    def test_cannot_be_marked_as_proved(self) -> None:
        with pytest.raises(UpdateError):
            SessionStore().mark_stepped_up()


def test_is_refused_outside_a_transaction(transactional_db: None) -> None:
    assert not transaction.get_connection().in_atomic_block
    with pytest.raises(transaction.TransactionManagementError):
        SessionStore("a longer token").load()
