"""What an administrator does, as their own door does it; every refusal has words."""

from __future__ import annotations

import json
from datetime import timedelta

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
from candour.kernel.people.models import Cover, Invitation, Organisation, Person
from candour.kernel.people.roles import OrganisationKind, Role
from candour.kernel.people.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def council():
    return factories.organisation(code="LEE", name="Leeds")


@pytest.fixture
def administrator(council):
    return factories.person(Role.ORGANISATION_ADMINISTRATOR, at=council, name="Bo")


class Desk:
    """An administrator at their door: ``with desk.open() as common`` gives actor, door and at."""

    def __init__(self, as_door, person, door):
        self.as_door, self.person, self.door = as_door, person, door

    def do(self, operation, *, stepped_up=False, **arguments):
        now = timezone.now()
        token = factories.session(self.person, self.door, stepped_up=now if stepped_up else None)
        with self.as_door(self.door, session=token):
            actor = context.actor_for_session(door=self.door, token=token)
            return operation(**arguments, actor=actor, door=self.door, at=now)

    def ask(self, question, *arguments, **options):
        token = factories.session(self.person, self.door)
        with self.as_door(self.door, session=token):
            actor = context.actor_for_session(door=self.door, token=token)
            return question(actor, *arguments, **options)


@pytest.fixture
def desk(as_door, administrator):
    return Desk(as_door, administrator, Door.DELIVERY)


@pytest.fixture
def office_desk(as_door):
    return Desk(as_door, factories.person(Role.SYSTEM_ADMINISTRATOR), Door.OFFICE)


def verbs():
    return [json.loads(bytes(entry.entry))["verb"] for entry in Entry.objects.all()]


def refused(code):
    return pytest.raises(Refused, match=f"^{code}$")


def invitation_of(council, **other):
    return {
        "organisation": council, "name": "Cherry Chair", "email": "Cherry@Example.org", "role": Role.PANEL_CHAIR,
        "area": "LEE", "starts_on": timezone.localdate(), "ends_on": None,
    } | other  # fmt: skip


class TestInvite:
    def test_makes_the_person_known_and_mails_them_alone(self, desk, council):
        done = desk.do(administration.invite, **invitation_of(council))
        person = Person.objects.get(email="cherry@example.org")
        assert done == administration.Invited(person.pk, was_sent_link=True)
        assert (person.name, person.has_usable_password()) == ("Cherry Chair", False)
        assert [held.role for held in person.holdings.all()] == [Role.PANEL_CHAIR]
        assert [one.to for one in mail.outbox] == [["cherry@example.org"]]
        assert sorted(verbs()) == ["people.holding.give", "people.invitation.create", "people.person.create"]

    def test_gives_a_known_person_the_role_without_a_link(self, desk, council):
        known = factories.person(Role.POLICE_SUPERVISOR, at=factories.organisation(OrganisationKind.POLICE_FORCE))
        done = desk.do(administration.invite, **invitation_of(council, email=known.email, name="Another name"))
        assert done == administration.Invited(known.pk, was_sent_link=False)
        known.refresh_from_db()
        assert known.name == "Somebody"
        assert not Invitation.objects.exists()
        assert mail.outbox == []

    def test_makes_nothing_when_the_mail_cannot_be_sent(self, desk, council, monkeypatch):
        def fail(*args, **options):
            raise OSError("no mail today")

        monkeypatch.setattr("candour.kernel.notifications.letter.Letter.send", fail)
        with refused("mail"):
            desk.do(administration.invite, **invitation_of(council))
        assert not Person.objects.filter(email="cherry@example.org").exists()
        assert verbs() == []

    def test_of_the_same_person_twice_at_once_is_refused_the_second_time(self, desk, council, monkeypatch):
        Person.objects.filter(pk=factories.person(at=council).pk).update(email="cherry@example.org")
        monkeypatch.setattr(administration, "_known", lambda _address: None)  # as it was a moment ago
        with refused("at_once"):
            desk.do(administration.invite, **invitation_of(council))

    def test_of_a_bodys_first_administrator_is_the_offices(self, office_desk, council):
        done = office_desk.do(administration.invite, **invitation_of(council, role=Role.ORGANISATION_ADMINISTRATOR))
        assert done.was_sent_link
        assert ":8001/enrol/" in mail.outbox[0].body  # at the door where they will sign in


class TestGiveHolding:
    def give(self, desk, council, person_id, **other):
        wanted = {"role": Role.PANEL_CHAIR, "area": "", "starts_on": timezone.localdate(), "ends_on": None} | other
        return desk.do(administration.give_holding, person_id=person_id, organisation=council, **wanted)

    def test_refuses_with_words(self, desk, council, administrator):
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

    def test_may_be_given_again_after_it_ended(self, desk, council):
        person = factories.person()
        factories.hold(person, Role.PANEL_CHAIR, council, ends_on=timezone.localdate())
        self.give(desk, council, person.pk)
        assert person.holdings.count() == 2


class TestEndHolding:
    def test_ends_with_a_reason_and_who(self, desk, council, administrator):
        held = factories.hold(factories.person(), Role.PANEL_CHAIR, council)
        desk.do(administration.end_holding, holding=held, ends_on=timezone.localdate(), reason=" left ")
        held.refresh_from_db()
        assert (held.end_reason, held.ended_by_id) == ("left", administrator.pk)
        assert verbs() == ["people.holding.end"]

    def test_refuses_an_end_before_the_beginning_and_other_peoples_organisations(self, desk, council):
        held = factories.hold(factories.person(), Role.PANEL_CHAIR, council)
        with refused("dates"):
            desk.do(
                administration.end_holding, holding=held, ends_on=factories.LONG_AGO - timedelta(days=1), reason="x"
            )
        other = factories.hold(factories.person(), Role.PANEL_CHAIR, factories.organisation())
        with refused("not_yours"):
            desk.do(administration.end_holding, holding=other, ends_on=timezone.localdate(), reason="x")


class TestCover:
    def arrange(self, desk, held, person, **other):
        wanted = {"kind": "deputy", "starts_on": timezone.localdate(), "ends_on": None} | other
        return desk.do(administration.arrange_cover, holding=held, covered_by_id=person.pk, **wanted)

    def test_gives_the_role_to_the_one_who_stands_in(self, desk, council, as_door):
        held = factories.hold(factories.person(), Role.PANEL_CHAIR, council)
        deputy = factories.person(Role.PANEL_PARTNER, at=council)
        self.arrange(desk, held, deputy)
        token = factories.session(deputy)
        with as_door(Door.DELIVERY, session=token):
            actor = context.actor_for_session(door=Door.DELIVERY, token=token)
            assert actor is not None
            assert actor.has(Role.PANEL_CHAIR)

    def test_is_arranged_by_the_holder_too(self, as_door, council):
        chair = factories.person(Role.PANEL_CHAIR, at=council)
        deputy = factories.person(Role.PANEL_PARTNER, at=council)
        self.arrange(Desk(as_door, chair, Door.DELIVERY), chair.holdings.get(), deputy)
        assert Cover.objects.get().arranged_by_id == chair.pk

    def test_refuses_with_words(self, desk, council, administrator):
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

    def test_ends(self, desk, council):
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
    def test_removes_ends_and_mails(self, desk, council):
        person = factories.person(Role.PANEL_CHAIR, at=council)
        Authenticator.objects.create(user=person, type="webauthn", data={})
        desk.do(
            administration.renew_enrolment, person=person, organisation=council, forget_password=False, stepped_up=True
        )
        assert not Authenticator.objects.exists()
        assert Invitation.objects.get().purpose == Invitation.Purpose.REPLACE_PASSKEY
        assert [one.to for one in mail.outbox] == [[person.email]]
        assert sorted(verbs()) == ["people.authenticator.reset", "people.invitation.create"]

    def test_refuses_oneself_and_shared_people(self, desk, council, administrator):
        with refused("oneself"):
            desk.do(administration.renew_enrolment, person=administrator, organisation=council, forget_password=True)
        both = factories.person(Role.PANEL_CHAIR, at=council)
        factories.hold(both, Role.BODY_CONTACT, factories.organisation())
        with refused("elsewhere"):
            desk.do(administration.renew_enrolment, person=both, organisation=council, forget_password=True)


class TestAddOrganisation:
    def add(self, desk, **other):
        wanted = {
            "name": "Trust",
            "short_name": "",
            "kind": OrganisationKind.HEALTH,
            "nation": "",
            "region": "",
        } | other
        return desk.do(administration.add_organisation, **wanted)

    def test_adds_one_and_refuses_a_second(self, office_desk):
        self.add(office_desk)
        assert Organisation.objects.filter(name="Trust").count() == 1
        with refused("known"):
            self.add(office_desk, name=" trust ")
        with refused("second_office"):
            self.add(office_desk, kind=OrganisationKind.OVERSIGHT_OFFICE)
        assert verbs() == ["people.organisation.add"]


class TestQueries:
    def test_show_an_administrator_their_own_organisation_alone(self, desk, council, administrator):
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

    def test_find_organisations_by_words(self):
        factories.organisation(name="East Ridings of Somewhere")
        factories.organisation(name="West Ridings")
        assert [one.name for one in queries.search_organisations("ridings EAST", "")] == ["East Ridings of Somewhere"]
        assert queries.search_organisations("ridings", OrganisationKind.HEALTH) == []
