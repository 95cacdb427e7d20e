"""What an administrator's door refuses, whatever a page would let through."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from uuid import UUID

import pytest
from allauth.mfa.models import Authenticator
from django.db import DatabaseError, ProgrammingError, connection
from django.utils import timezone

from candour.kernel.doors import Door
from candour.kernel.people.models import Cover, Demonstration, Invitation, Organisation, Person, RoleHolding
from candour.kernel.people.roles import OrganisationKind, Role
from candour.kernel.people.tests import factories
from tests.database import AsDoor

pytestmark = pytest.mark.django_db

AsAdministrator = Callable[..., AbstractContextManager[None]]


def refused(table: str) -> pytest.RaisesExc[ProgrammingError]:
    """The row rule of this table, and of no other, said no."""
    return pytest.raises(ProgrammingError, match=f'row-level security policy for table "{table}"')


ROLE, COVER, LINK, KEY = "people_roleholding", "people_cover", "people_invitation", "mfa_authenticator"


@pytest.fixture
def council() -> Organisation:
    return factories.organisation(code="LEE")


@pytest.fixture
def administrator(council: Organisation) -> Person:
    return factories.person(Role.ORGANISATION_ADMINISTRATOR, at=council)


@pytest.fixture
def as_administrator(as_door: AsDoor, administrator: Person) -> AsAdministrator:
    """The delivery door with the council's administrator signed in."""
    return lambda **told: as_door(Door.DELIVERY, session=factories.session(administrator), **told)


def give(person: Person, role: str, body: Organisation, area: str = "") -> None:
    RoleHolding(person=person, organisation=body, role=role, area=area, starts_on=factories.LONG_AGO).save(
        force_insert=True
    )


class TestGivingARole:
    def test_is_allowed_in_ones_own_organisation(
        self, as_administrator: AsAdministrator, council: Organisation
    ) -> None:
        colleague = factories.person()
        with as_administrator():
            give(colleague, Role.PANEL_CHAIR, council, area="LEE")
        assert colleague.holdings.count() == 1

    def test_is_refused_for_oneself(
        self, as_administrator: AsAdministrator, administrator: Person, council: Organisation
    ) -> None:
        with refused(ROLE), as_administrator():
            give(administrator, Role.PANEL_CHAIR, council)

    def test_is_refused_in_another_organisation(self, as_administrator: AsAdministrator) -> None:
        person, elsewhere = factories.person(), factories.organisation()
        with refused(ROLE), as_administrator():
            give(person, Role.PANEL_CHAIR, elsewhere)

    @pytest.mark.parametrize("role", [Role.COMMISSIONER, Role.SYSTEM_ADMINISTRATOR, Role.POLICE_SUPERVISOR])
    def test_is_refused_for_a_role_that_such_a_body_does_not_have(
        self, as_administrator: AsAdministrator, council: Organisation, role: Role
    ) -> None:
        person = factories.person()
        with refused(ROLE), as_administrator():
            give(person, role, council)

    def test_is_refused_for_another_area(self, as_administrator: AsAdministrator, council: Organisation) -> None:
        person = factories.person()
        with refused(ROLE), as_administrator():
            give(person, Role.PANEL_CHAIR, council, area="DBY")

    def test_is_refused_to_everybody_else(self, as_door: AsDoor, council: Organisation) -> None:
        chair, person = factories.person(Role.PANEL_CHAIR, at=council), factories.person()
        with refused(ROLE), as_door(Door.DELIVERY, session=factories.session(chair)):
            give(person, Role.PANEL_PARTNER, council)

    def test_of_the_office_is_for_its_administrator_at_its_door(self, as_door: AsDoor) -> None:
        colleague = factories.person()
        boss, office = factories.person(Role.SYSTEM_ADMINISTRATOR), factories.office()
        token = factories.session(boss)
        with as_door(Door.OFFICE, session=token):
            give(colleague, Role.ANALYST, office)
        with refused(ROLE), as_door(Door.OFFICE, session=token):
            give(boss, Role.ANALYST, office)
        with refused(ROLE), as_door(Door.DELIVERY, session=factories.session(boss, Door.DELIVERY)):
            give(colleague, Role.REVIEWER, office)

    def test_changes_only_the_end_afterwards(self, as_administrator: AsAdministrator, council: Organisation) -> None:
        held = factories.hold(factories.person(), Role.PANEL_PARTNER, council)
        with pytest.raises(ProgrammingError, match="permission denied"), as_administrator():
            RoleHolding.objects.filter(pk=held.pk).update(role=Role.PANEL_CHAIR)


class TestCover:
    def arrange(self, held: RoleHolding, person: Person) -> None:
        Cover(holding=held, covered_by=person, kind="deputy", starts_on=timezone.localdate()).save(force_insert=True)

    def test_goes_to_a_colleague(self, as_administrator: AsAdministrator, council: Organisation) -> None:
        held = factories.hold(factories.person(), Role.PANEL_CHAIR, council)
        colleague = factories.person(Role.PANEL_PARTNER, at=council)
        with as_administrator():
            self.arrange(held, colleague)
        assert Cover.objects.count() == 1

    def test_is_no_way_to_a_role_for_oneself(
        self, as_administrator: AsAdministrator, administrator: Person, council: Organisation
    ) -> None:
        held = factories.hold(factories.person(), Role.PANEL_CHAIR, council)
        with refused(COVER), as_administrator():
            self.arrange(held, administrator)

    def test_is_refused_for_a_stranger(self, as_administrator: AsAdministrator, council: Organisation) -> None:
        held = factories.hold(factories.person(), Role.PANEL_CHAIR, council)
        stranger = factories.person(Role.POLICE_SUPERVISOR, at=factories.organisation(OrganisationKind.POLICE_FORCE))
        with refused(COVER), as_administrator():
            self.arrange(held, stranger)

    def test_is_refused_for_a_colleagues_role_without_being_administrator(
        self, as_door: AsDoor, council: Organisation
    ) -> None:
        held = factories.hold(factories.person(), Role.PANEL_CHAIR, council)
        partner = factories.person(Role.PANEL_PARTNER, at=council)
        other = factories.person(Role.PANEL_PARTNER, at=council)
        with refused(COVER), as_door(Door.DELIVERY, session=factories.session(partner)):
            self.arrange(held, other)


class TestInvitation:
    def invite(self, person: Person, body: Organisation) -> None:
        Invitation(
            person=person,
            organisation=body,
            purpose="enrol",
            token_digest=hashlib.sha256(b"token").digest(),
            created_at=timezone.now(),
            expires_at=timezone.now() + timedelta(hours=72),
        ).save(force_insert=True)

    def test_is_made_for_ones_own(self, as_administrator: AsAdministrator, council: Organisation) -> None:
        person = factories.person(Role.PANEL_CHAIR, at=council)
        with as_administrator():
            self.invite(person, council)
        assert Invitation.objects.count() == 1

    def test_is_refused_for_somebody_whom_another_body_trusts_too(
        self, as_administrator: AsAdministrator, council: Organisation
    ) -> None:
        both = factories.person(Role.PANEL_CHAIR, at=council)
        factories.hold(both, Role.POLICE_SUPERVISOR, factories.organisation(OrganisationKind.POLICE_FORCE))
        with refused(LINK), as_administrator():
            self.invite(both, council)

    def test_is_refused_for_somebody_whom_another_body_trusted_once(
        self, as_administrator: AsAdministrator, council: Organisation
    ) -> None:
        both = factories.person(Role.PANEL_CHAIR, at=council)
        force = factories.organisation(OrganisationKind.POLICE_FORCE)
        factories.hold(both, Role.POLICE_SUPERVISOR, force, ends_on=factories.LONG_AGO + timedelta(days=1))
        with refused(LINK), as_administrator():
            self.invite(both, council)

    def test_shows_its_person_and_nobody_else(self, as_door: AsDoor, council: Organisation) -> None:
        person = factories.person(Role.PANEL_CHAIR, at=council)
        factories.person(Role.PANEL_CHAIR, at=council)
        self.invite(person, council)
        with as_door(Door.DELIVERY, invitation="token"):
            assert [one.pk for one in Person.objects.all()] == [person.pk]
        with as_door(Door.DELIVERY, invitation="another"):
            assert not Person.objects.exists()

    @pytest.mark.parametrize("change", ["used_at", "cancelled_at", "expires_at"])
    def test_shows_nobody_when_it_no_longer_works(self, as_door: AsDoor, council: Organisation, change: str) -> None:
        self.invite(factories.person(Role.PANEL_CHAIR, at=council), council)
        Invitation.objects.update(**{change: timezone.now() - timedelta(seconds=1)})
        with as_door(Door.DELIVERY, invitation="token"):
            assert not Person.objects.exists()


class TestSigningIn:
    def test_shows_one_person(self, as_door: AsDoor) -> None:
        person = factories.person(Role.ANALYST)
        factories.person(Role.ANALYST)
        with as_door(Door.OFFICE, signing_in=person.email):
            assert [one.pk for one in Person.objects.all()] == [person.pk]

    def test_adds_no_passkey_on_a_password_alone(self, as_door: AsDoor) -> None:
        person = factories.person(Role.ANALYST)
        with refused(KEY), as_door(Door.OFFICE, signing_in=person.email):
            Authenticator.objects.create(user=person, type="webauthn", data={})

    def test_removes_no_passkey_on_a_password_alone(self, as_door: AsDoor) -> None:
        person = factories.person(Role.ANALYST)
        Authenticator.objects.create(user=person, type="webauthn", data={})
        with as_door(Door.OFFICE, signing_in=person.email):
            assert Authenticator.objects.filter(user=person).delete()[0] == 0
        assert Authenticator.objects.count() == 1


class TestReset:
    def reset(self, person: Person, *, forget: bool = False) -> None:
        with connection.cursor() as cursor:
            cursor.execute("select people_reset_authenticators(%s, %s)", [person.pk, forget])

    def stepped_up(self, person: Person) -> str:
        return factories.session(person, stepped_up=timezone.now())

    def test_removes_what_was_lost_and_ends_sessions(
        self, as_door: AsDoor, administrator: Person, council: Organisation
    ) -> None:
        person = factories.person(Role.PANEL_CHAIR, at=council, password="kept")
        Authenticator.objects.create(user=person, type="webauthn", data={})
        theirs = factories.session(person)
        with as_door(Door.DELIVERY, session=self.stepped_up(administrator)):
            self.reset(person)
        assert not Authenticator.objects.exists()
        person.refresh_from_db()
        assert person.password == "kept"
        with as_door(Door.DELIVERY, session=theirs), connection.cursor() as cursor:
            cursor.execute("select access_actor()")
            assert cursor.fetchone() == (None,)

    def test_forgets_the_password_when_told(
        self, as_door: AsDoor, administrator: Person, council: Organisation
    ) -> None:
        person = factories.person(Role.PANEL_CHAIR, at=council, password="lost")
        with as_door(Door.DELIVERY, session=self.stepped_up(administrator)):
            self.reset(person, forget=True)
        person.refresh_from_db()
        assert person.password == "!"

    def test_needs_a_fresh_proof(self, as_door: AsDoor, administrator: Person, council: Organisation) -> None:
        person = factories.person(Role.PANEL_CHAIR, at=council)
        old = factories.session(administrator, stepped_up=timezone.now() - timedelta(minutes=5, seconds=1))
        for token in (old, factories.session(administrator)):
            with pytest.raises(DatabaseError, match="fresh proof"), as_door(Door.DELIVERY, session=token):
                self.reset(person)

    def test_is_refused_for_oneself_for_strangers_and_for_shared_people(
        self, as_door: AsDoor, administrator: Person, council: Organisation
    ) -> None:
        force = factories.organisation(OrganisationKind.POLICE_FORCE)
        stranger = factories.person(Role.POLICE_SUPERVISOR, at=force)
        shared = factories.person(Role.PANEL_CHAIR, at=council)
        factories.hold(shared, Role.BODY_CONTACT, force)
        for person in (administrator, stranger, shared):
            token = self.stepped_up(administrator)
            with pytest.raises(DatabaseError, match="not yours"), as_door(Door.DELIVERY, session=token):
                self.reset(person)

    def test_is_refused_without_the_role(self, as_door: AsDoor, council: Organisation) -> None:
        chair = factories.person(Role.PANEL_CHAIR, at=council)
        other = factories.person(Role.PANEL_PARTNER, at=council)
        with pytest.raises(DatabaseError, match="not yours"), as_door(Door.DELIVERY, session=self.stepped_up(chair)):
            self.reset(other)

    def test_cannot_be_asked_for_at_a_door_where_one_is_not_signed_in(
        self, as_door: AsDoor, administrator: Person, council: Organisation
    ) -> None:
        person = factories.person(Role.PANEL_CHAIR, at=council)
        with (
            pytest.raises(DatabaseError, match="fresh proof"),
            as_door(Door.DELIVERY, session=self.stepped_up(administrator)),
            connection.cursor() as cursor,
        ):
            cursor.execute("select people_reset_authenticators_at('candour_office', %s, false)", [person.pk])


class TestKnown:
    def ask(self, address: str) -> UUID | None:
        with connection.cursor() as cursor:
            cursor.execute("select people_known(%s)", [address])
            row: tuple[UUID | None] | None = cursor.fetchone()
            assert row is not None
            return row[0]

    def test_tells_an_administrator_alone(
        self, as_door: AsDoor, as_administrator: AsAdministrator, council: Organisation
    ) -> None:
        person = factories.person(Role.ANALYST)
        with as_administrator():
            assert self.ask(person.email.upper()) == person.pk
            assert self.ask("nobody@example.org") is None
        chair = factories.person(Role.PANEL_CHAIR, at=council)
        with as_door(Door.DELIVERY, session=factories.session(chair)):
            assert self.ask(person.email) is None
        with pytest.raises(ProgrammingError, match="permission denied"), as_door(Door.PUBLIC):
            self.ask(person.email)


class TestDemonstration:
    def listed(self) -> list[tuple[str, str]]:
        with connection.cursor() as cursor:
            cursor.execute("select name, role from people_demonstration()")
            rows: list[tuple[str, str]] = cursor.fetchall()
            return rows

    @pytest.fixture(autouse=True)
    def people(self, council: Organisation) -> None:
        invented = factories.person(Role.ANALYST, name="Invented")
        Person.objects.filter(pk=invented.pk).update(is_synthetic=True)
        factories.person(Role.ANALYST, name="Real")

    def test_lists_nobody_unless_switched_on(self, as_door: AsDoor) -> None:
        with as_door(Door.OFFICE):
            assert self.listed() == []

    def test_lists_the_invented_people_of_this_door(self, as_door: AsDoor) -> None:
        Demonstration.objects.create(switched_on_at=timezone.now())
        with as_door(Door.OFFICE):
            assert self.listed() == [("Invented", "analyst")]
        with as_door(Door.DELIVERY):
            assert self.listed() == []

    def test_is_switched_by_no_door(self, as_door: AsDoor) -> None:
        with pytest.raises(ProgrammingError, match="permission denied"), as_door(Door.OFFICE):
            Demonstration.objects.create(switched_on_at=timezone.now())
