"""What an administrator does, as their own door does it; every refusal has words."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import TypeVar
from uuid import UUID

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.utils import timezone

from candour.contexts.accounts import queries
from candour.contexts.accounts.operations import administration
from candour.contexts.accounts.operations.refusal import Refused
from candour.kernel.access import context
from candour.kernel.doors import Door
from candour.kernel.ledger.models import Entry
from candour.kernel.people.models import Cover, Invitation, Organisation, Person, RoleHolding
from candour.kernel.people.roles import OrganisationKind, Role
from candour.kernel.people.tests import factories
from tests.database import AsDoor

pytestmark = pytest.mark.django_db

Answer = TypeVar("Answer")


@pytest.fixture
def council() -> Organisation:
    return factories.organisation(code="LEE", name="Leeds")


@pytest.fixture
def administrator(council: Organisation) -> Person:
    return factories.person(Role.ORGANISATION_ADMINISTRATOR, at=council, name="Bo")


class Desk:
    """An administrator at their door: ``desk.do(operation, …)`` is told who acts, at which door and when."""

    def __init__(self, as_door: AsDoor, person: Person, door: Door) -> None:
        self.as_door, self.person, self.door = as_door, person, door

    def do(self, operation: Callable[..., Answer], *, stepped_up: bool = False, **arguments: object) -> Answer:
        now = timezone.now()
        token = factories.session(self.person, self.door, stepped_up=now if stepped_up else None)
        with self.as_door(self.door, session=token):
            actor = context.actor_for_session(door=self.door, token=token)
            return operation(**arguments, actor=actor, door=self.door, at=now)

    def ask(self, question: Callable[..., Answer], *arguments: object, **options: object) -> Answer:
        token = factories.session(self.person, self.door)
        with self.as_door(self.door, session=token):
            actor = context.actor_for_session(door=self.door, token=token)
            return question(actor, *arguments, **options)


@pytest.fixture
def desk(as_door: AsDoor, administrator: Person) -> Desk:
    return Desk(as_door, administrator, Door.DELIVERY)


@pytest.fixture
def office_desk(as_door: AsDoor) -> Desk:
    return Desk(as_door, factories.person(Role.SYSTEM_ADMINISTRATOR), Door.OFFICE)


def verbs() -> list[str]:
    return [json.loads(bytes(entry.entry))["verb"] for entry in Entry.objects.all()]


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.raises(Refused, match=f"^{code}$")


def invite(
    desk: Desk,
    council: Organisation,
    *,
    email: str = "Cherry@Example.org",
    name: str = "Cherry Chair",
    role: str = Role.PANEL_CHAIR,
) -> administration.Invited:
    return desk.do(
        administration.invite, organisation=council, name=name, email=email, role=role, area="LEE",
        starts_on=timezone.localdate(), ends_on=None,
    )  # fmt: skip


class TestInvite:
    def test_makes_the_person_known_and_mails_them_alone(self, desk: Desk, council: Organisation) -> None:
        done = invite(desk, council)
        person = Person.objects.get(email="cherry@example.org")
        assert done == administration.Invited(person.pk, was_sent_link=True)
        assert (person.name, person.has_usable_password()) == ("Cherry Chair", False)
        assert [held.role for held in person.holdings.all()] == [Role.PANEL_CHAIR]
        assert [one.to for one in mail.outbox] == [["cherry@example.org"]]
        assert sorted(verbs()) == ["people.holding.give", "people.invitation.create", "people.person.create"]

    def test_gives_a_known_person_the_role_without_a_link(self, desk: Desk, council: Organisation) -> None:
        known = factories.person(Role.POLICE_SUPERVISOR, at=factories.organisation(OrganisationKind.POLICE_FORCE))
        done = invite(desk, council, email=known.email, name="Another name")
        assert done == administration.Invited(known.pk, was_sent_link=False)
        known.refresh_from_db()
        assert known.name == "Somebody"
        assert not Invitation.objects.exists()
        assert mail.outbox == []

    def test_makes_nothing_when_the_mail_cannot_be_sent(
        self, desk: Desk, council: Organisation, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*args: object, **options: object) -> None:
            raise OSError("no mail today")

        monkeypatch.setattr("candour.kernel.notifications.letter.Letter.send", fail)
        with refused("mail"):
            invite(desk, council)
        assert not Person.objects.filter(email="cherry@example.org").exists()
        assert verbs() == []

    def test_of_the_same_person_twice_at_once_is_refused_the_second_time(
        self, desk: Desk, council: Organisation, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        Person.objects.filter(pk=factories.person(at=council).pk).update(email="cherry@example.org")
        monkeypatch.setattr(administration, "_known", lambda _address: None)  # as it was a moment ago
        with refused("at_once"):
            invite(desk, council)

    def test_of_a_bodys_first_administrator_is_the_offices(self, office_desk: Desk, council: Organisation) -> None:
        done = invite(office_desk, council, role=Role.ORGANISATION_ADMINISTRATOR)
        assert done.was_sent_link
        assert ":8001/enrol/" in mail.outbox[0].body  # at the door where they will sign in


class TestGiveHolding:
    def give(
        self,
        desk: Desk,
        council: Organisation,
        person_id: UUID,
        *,
        role: str = Role.PANEL_CHAIR,
        area: str = "",
        ends_on: date | None = None,
    ) -> RoleHolding:
        return desk.do(
            administration.give_holding, person_id=person_id, organisation=council, role=role, area=area,
            starts_on=timezone.localdate(), ends_on=ends_on,
        )  # fmt: skip

    def test_refuses_with_words(self, desk: Desk, council: Organisation, administrator: Person) -> None:
        person = factories.person(Role.PANEL_PARTNER, at=council)
        today = timezone.localdate()
        with refused("oneself"):
            self.give(desk, council, administrator.pk)
        with refused("misfit"):
            self.give(desk, council, person.pk, role=Role.COMMISSIONER)
        with refused("dates"):
            self.give(desk, council, person.pk, ends_on=today)
        with refused("area"):
            self.give(desk, council, person.pk, area="DBY")
        with refused("held"):
            self.give(desk, council, person.pk, role=Role.PANEL_PARTNER)

    def test_may_be_given_again_after_it_ended(self, desk: Desk, council: Organisation) -> None:
        person = factories.person()
        factories.hold(person, Role.PANEL_CHAIR, council, ends_on=timezone.localdate())
        self.give(desk, council, person.pk)
        assert person.holdings.count() == 2


class TestEndHolding:
    def test_ends_with_a_reason_and_who(self, desk: Desk, council: Organisation, administrator: Person) -> None:
        held = factories.hold(factories.person(), Role.PANEL_CHAIR, council)
        desk.do(administration.end_holding, holding=held, ends_on=timezone.localdate(), reason=" left ")
        held.refresh_from_db()
        assert (held.end_reason, held.ended_by_id) == ("left", administrator.pk)
        assert verbs() == ["people.holding.end"]

    def test_refuses_an_end_before_the_beginning_and_other_peoples_organisations(
        self, desk: Desk, council: Organisation
    ) -> None:
        held = factories.hold(factories.person(), Role.PANEL_CHAIR, council)
        with refused("dates"):
            desk.do(
                administration.end_holding, holding=held, ends_on=factories.LONG_AGO - timedelta(days=1), reason="x"
            )
        other = factories.hold(factories.person(), Role.PANEL_CHAIR, factories.organisation())
        with refused("not_yours"):
            desk.do(administration.end_holding, holding=other, ends_on=timezone.localdate(), reason="x")


class TestCover:
    def arrange(
        self, desk: Desk, held: RoleHolding, person: Person, *, kind: str = "deputy", ends_on: date | None = None
    ) -> Cover:
        return desk.do(
            administration.arrange_cover, holding=held, covered_by_id=person.pk, kind=kind,
            starts_on=timezone.localdate(), ends_on=ends_on,
        )  # fmt: skip

    def test_gives_the_role_to_the_one_who_stands_in(self, desk: Desk, council: Organisation, as_door: AsDoor) -> None:
        held = factories.hold(factories.person(), Role.PANEL_CHAIR, council)
        deputy = factories.person(Role.PANEL_PARTNER, at=council)
        self.arrange(desk, held, deputy)
        token = factories.session(deputy)
        with as_door(Door.DELIVERY, session=token):
            actor = context.actor_for_session(door=Door.DELIVERY, token=token)
            assert actor is not None
            assert actor.has(Role.PANEL_CHAIR)

    def test_is_arranged_by_the_holder_too(self, as_door: AsDoor, council: Organisation) -> None:
        chair = factories.person(Role.PANEL_CHAIR, at=council)
        deputy = factories.person(Role.PANEL_PARTNER, at=council)
        self.arrange(Desk(as_door, chair, Door.DELIVERY), chair.holdings.get(), deputy)
        assert Cover.objects.get().arranged_by_id == chair.pk

    def test_refuses_with_words(self, desk: Desk, council: Organisation, administrator: Person) -> None:
        chair = factories.person(Role.PANEL_CHAIR, at=council)
        held, deputy = chair.holdings.get(), factories.person(Role.PANEL_PARTNER, at=council)
        with refused("oneself"):
            self.arrange(desk, held, administrator)
        with refused("same"):
            self.arrange(desk, held, chair)
        with refused("no_end"):
            self.arrange(desk, held, deputy, kind="leave")
        with refused("dates"):
            self.arrange(desk, held, deputy, ends_on=timezone.localdate())

    def test_ends(self, desk: Desk, council: Organisation) -> None:
        held = factories.hold(factories.person(), Role.PANEL_CHAIR, council)
        deputy = factories.person(Role.PANEL_PARTNER, at=council)
        cover = self.arrange(desk, held, deputy)
        desk.do(administration.end_cover, cover=cover, on=timezone.localdate())
        cover.refresh_from_db()
        assert cover.ends_on == timezone.localdate()
        other = Cover.objects.create(
            holding=factories.hold(factories.person(), Role.PANEL_CHAIR, factories.organisation()),
            covered_by=deputy, kind="deputy", starts_on=timezone.localdate(),
        )  # fmt: skip
        with refused("not_yours"):
            desk.do(administration.end_cover, cover=other, on=timezone.localdate())


class TestRenewEnrolment:
    def test_removes_ends_and_mails(self, desk: Desk, council: Organisation) -> None:
        person = factories.person(Role.PANEL_CHAIR, at=council)
        Authenticator.objects.create(user=person, type="webauthn", data={})
        desk.do(
            administration.renew_enrolment, person=person, organisation=council, forget_password=False, stepped_up=True
        )
        assert not Authenticator.objects.exists()
        assert Invitation.objects.get().purpose == Invitation.Purpose.REPLACE_PASSKEY
        assert [one.to for one in mail.outbox] == [[person.email]]
        assert sorted(verbs()) == ["people.authenticator.reset", "people.invitation.create"]

    def test_refuses_oneself_and_shared_people(self, desk: Desk, council: Organisation, administrator: Person) -> None:
        with refused("oneself"):
            desk.do(administration.renew_enrolment, person=administrator, organisation=council, forget_password=True)
        both = factories.person(Role.PANEL_CHAIR, at=council)
        factories.hold(both, Role.BODY_CONTACT, factories.organisation())
        with refused("elsewhere"):
            desk.do(administration.renew_enrolment, person=both, organisation=council, forget_password=True)


class TestAddOrganisation:
    def add(self, desk: Desk, *, name: str = "Trust", kind: str = OrganisationKind.HEALTH) -> Organisation:
        return desk.do(administration.add_organisation, name=name, short_name="", kind=kind, nation="", region="")

    def test_adds_one_and_refuses_a_second(self, office_desk: Desk) -> None:
        self.add(office_desk)
        assert Organisation.objects.filter(name="Trust").count() == 1
        with refused("known"):
            self.add(office_desk, name=" trust ")
        with refused("second_office"):
            self.add(office_desk, kind=OrganisationKind.OVERSIGHT_OFFICE)
        assert verbs() == ["people.organisation.add"]


class TestQueries:
    def test_show_an_administrator_their_own_organisation_alone(
        self, desk: Desk, council: Organisation, administrator: Person
    ) -> None:
        elsewhere = factories.organisation()
        stranger = factories.person(Role.PANEL_CHAIR, at=elsewhere)
        chair = factories.person(Role.PANEL_CHAIR, at=council, name="Cherry")
        assert desk.ask(queries.administered) == [council]
        assert desk.ask(queries.organisation, elsewhere.pk) is None
        assert desk.ask(queries.member, elsewhere.pk, stranger.pk) is None
        assert desk.ask(queries.member, council.pk, stranger.pk) is None
        assert desk.ask(queries.member, council.pk, chair.pk) == (council, chair)
        assert desk.ask(queries.holding_to_change, stranger.holdings.get().pk) is None
        found = desk.ask(lambda _actor: queries.members([council], timezone.localdate()))
        assert [one.person for one in found[council.pk]] == [administrator, chair]

    def test_find_organisations_by_words(self) -> None:
        factories.organisation(name="East Ridings of Somewhere")
        factories.organisation(name="West Ridings")
        assert [one.name for one in queries.search_organisations("ridings EAST", "")] == ["East Ridings of Somewhere"]
        assert queries.search_organisations("ridings", OrganisationKind.HEALTH) == []
