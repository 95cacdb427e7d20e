"""The administrator's pages, by HTTP, in the role of their door."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as configured
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from candour.kernel.doors import Door
from candour.kernel.ledger.models import Entry
from candour.kernel.people.models import Cover, Organisation, Person
from candour.kernel.people.roles import OrganisationKind, Role
from candour.kernel.people.tests import factories
from tests.database import AsDoor

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

pytestmark = pytest.mark.django_db

TODAY = {"starts_on_day": "", "starts_on_month": "", "starts_on_year": ""}


def day(name: str, value: date) -> dict[str, int]:
    return {f"{name}_day": value.day, f"{name}_month": value.month, f"{name}_year": value.year}


def text(response: Response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


class Visitor:
    """Somebody at a door, with a browser."""

    def __init__(self, as_door: AsDoor, settings: Settings, person: Person, door: Door) -> None:
        settings.DOOR = door
        settings.ROOT_URLCONF = f"candour.config.urls.{door.value}"
        self.client, self.as_door, self.door = Client(), as_door, door
        self.client.cookies[configured.SESSION_COOKIE_NAME] = factories.session(person, door, stepped_up=timezone.now())

    def get(self, address: str) -> Response:
        with self.as_door(self.door):
            return self.client.get(address)

    def post(self, address: str, **sent: object) -> Response:
        with self.as_door(self.door):
            return self.client.post(address, sent)

    def follow(self, response: Response) -> str:
        return text(self.get(response.headers["Location"]))


@pytest.fixture
def council() -> Organisation:
    return factories.organisation(code="LEE", name="Leeds")


@pytest.fixture
def boss(council: Organisation) -> Person:
    return factories.person(Role.ORGANISATION_ADMINISTRATOR, at=council, name="Bo")


@pytest.fixture
def visitor(as_door: AsDoor, settings: Settings, boss: Person) -> Visitor:
    return Visitor(as_door, settings, boss, Door.DELIVERY)


@pytest.fixture
def office_visitor(as_door: AsDoor, settings: Settings) -> Visitor:
    return Visitor(as_door, settings, factories.person(Role.SYSTEM_ADMINISTRATOR, name="Sybil"), Door.OFFICE)


class TestPeople:
    def test_lists_ones_own_organisation_with_what_ended_lately(self, visitor: Visitor, council: Organisation) -> None:
        factories.person(Role.PANEL_CHAIR, at=council, name="Cherry")
        gone = factories.person(name="Gone")
        factories.hold(gone, Role.PANEL_PARTNER, council, ends_on=timezone.localdate())
        factories.person(Role.PANEL_CHAIR, at=factories.organisation(name="York"), name="Elsewhere")
        said = text(visitor.get("/people/"))
        assert "Cherry" in said
        assert "ended on" in said
        assert "Elsewhere" not in said


class TestInvite:
    def send(self, visitor: Visitor, council: Organisation, **other: object) -> Response:
        today = timezone.localdate()
        sent = {"name": "Cherry", "email": "cherry@example.org", "role": Role.PANEL_CHAIR, **day("starts_on", today)}
        return visitor.post(f"/people/in/{council.pk}/invite/", **sent | other)

    def test_sends_a_link_and_shows_the_person(self, visitor: Visitor, council: Organisation) -> None:
        assert "Cherry was sent a link" in visitor.follow(self.send(visitor, council))
        assert [one.to for one in mail.outbox] == [["cherry@example.org"]]

    def test_says_when_somebody_has_an_account_already(self, visitor: Visitor, council: Organisation) -> None:
        known = factories.person(Role.POLICE_SUPERVISOR, at=factories.organisation(OrganisationKind.POLICE_FORCE))
        assert "has an account already" in visitor.follow(self.send(visitor, council, email=known.email))

    def test_shows_a_refusal_beside_the_form_and_keeps_nothing(
        self, visitor: Visitor, council: Organisation, boss: Person
    ) -> None:
        said = text(self.send(visitor, council, email=boss.email))
        assert "Nobody gives a role to themselves" in said
        assert boss.holdings.count() == 1
        assert Entry.objects.count() == 1  # the refusal

    def test_is_for_ones_own_organisation(self, visitor: Visitor) -> None:
        other = factories.organisation()
        assert self.send(visitor, other).status_code == 404
        assert visitor.get(f"/people/in/{other.pk}/invite/").status_code == 404

    def test_keeps_what_was_typed(self, visitor: Visitor, council: Organisation) -> None:
        answer = self.send(visitor, council, email="not an address").content.decode()
        assert 'value="Cherry"' in answer
        assert 'value="not an address"' in answer


class TestPerson:
    def test_shows_roles_and_what_can_be_done(self, visitor: Visitor, council: Organisation) -> None:
        chair = factories.person(Role.PANEL_CHAIR, at=council, name="Cherry")
        said = text(visitor.get(f"/people/in/{council.pk}/{chair.pk}/"))
        assert "End this role" in said
        assert "send a new link" in said

    def test_says_what_one_cannot_do_to_oneself(self, visitor: Visitor, council: Organisation, boss: Person) -> None:
        assert "You cannot give yourself a role" in text(visitor.get(f"/people/in/{council.pk}/{boss.pk}/"))

    def test_says_whose_account_only_the_office_can_renew(self, visitor: Visitor, council: Organisation) -> None:
        both = factories.person(Role.PANEL_CHAIR, at=council)
        factories.hold(both, Role.BODY_CONTACT, factories.organisation())
        assert "only the Commissioner’s office" in text(visitor.get(f"/people/in/{council.pk}/{both.pk}/"))

    def test_does_not_exist_elsewhere(self, visitor: Visitor, council: Organisation) -> None:
        other = factories.organisation()
        stranger = factories.person(Role.PANEL_CHAIR, at=other)
        for body in (other, council):
            assert visitor.get(f"/people/in/{body.pk}/{stranger.pk}/").status_code == 404


class TestRoles:
    def test_are_given(self, visitor: Visitor, council: Organisation) -> None:
        chair = factories.person(Role.PANEL_CHAIR, at=council)
        sent = {"role": Role.BODY_CONTACT, **day("starts_on", timezone.localdate())}
        assert "The role was given" in visitor.follow(visitor.post(f"/people/in/{council.pk}/{chair.pk}/role/", **sent))
        assert chair.holdings.count() == 2

    def test_last_until_the_end_of_their_last_day(self, visitor: Visitor, council: Organisation) -> None:
        chair = factories.person(Role.PANEL_CHAIR, at=council)
        today = timezone.localdate()
        sent = {"role": Role.BODY_CONTACT, **day("starts_on", today), **day("ends_on", today)}
        visitor.post(f"/people/in/{council.pk}/{chair.pk}/role/", **sent)
        held = chair.holdings.get(role=Role.BODY_CONTACT)
        assert held.ends_on == today + timedelta(days=1)

    def test_end_now_or_later_with_a_reason(self, visitor: Visitor, council: Organisation) -> None:
        chair = factories.person(Role.PANEL_CHAIR, Role.BODY_CONTACT, at=council)
        now, later = chair.holdings.all()
        today = timezone.localdate()
        visitor.post(f"/people/roles/{now.pk}/end/", last_day="now", reason="left")
        soon = today.replace(year=today.year + 1, day=1)
        visitor.post(f"/people/roles/{later.pk}/end/", last_day="later", reason="project ends", **day("ends_on", soon))
        now.refresh_from_db()
        later.refresh_from_db()
        assert (now.ends_on, later.ends_on) == (today, soon)

    def test_need_a_day_and_a_reason_to_end(self, visitor: Visitor, council: Organisation) -> None:
        held = factories.hold(factories.person(), Role.PANEL_CHAIR, council)
        said = text(visitor.post(f"/people/roles/{held.pk}/end/", last_day="later"))
        assert "Enter the first day without the role" in said
        assert "Why does it end?" in said

    def test_of_others_do_not_exist(self, visitor: Visitor) -> None:
        held = factories.hold(factories.person(), Role.PANEL_CHAIR, factories.organisation())
        assert visitor.get(f"/people/roles/{held.pk}/end/").status_code == 404
        assert visitor.get(f"/people/roles/{held.pk}/cover/").status_code == 404

    def test_ending_ones_own_ends_ones_session(self, visitor: Visitor, boss: Person) -> None:
        answer = visitor.post(f"/people/roles/{boss.holdings.get().pk}/end/", last_day="now", reason="moving on")
        assert answer.headers["Location"] == "/"
        assert visitor.get("/people/").headers["Location"].startswith("/sign-in/")


class TestCover:
    def test_is_arranged_and_ended(self, visitor: Visitor, council: Organisation) -> None:
        chair = factories.person(Role.PANEL_CHAIR, at=council)
        deputy = factories.person(Role.PANEL_PARTNER, at=council, name="Dee")
        held = chair.holdings.get()
        assert "Dee" in text(visitor.get(f"/people/roles/{held.pk}/cover/"))
        sent = {"kind": "deputy", "covered_by": deputy.pk, **day("starts_on", timezone.localdate())}
        assert "Who stands in" in visitor.follow(visitor.post(f"/people/roles/{held.pk}/cover/", **sent))
        cover = Cover.objects.get()
        visitor.post(f"/people/cover/{cover.pk}/end/")
        cover.refresh_from_db()
        assert cover.ends_on == timezone.localdate()

    def test_of_leave_needs_its_end(self, visitor: Visitor, council: Organisation) -> None:
        held = factories.hold(factories.person(), Role.PANEL_CHAIR, council)
        deputy = factories.person(Role.PANEL_PARTNER, at=council)
        sent = {"kind": "leave", "covered_by": deputy.pk, **day("starts_on", timezone.localdate())}
        assert "Say when the leave ends" in text(visitor.post(f"/people/roles/{held.pk}/cover/", **sent))

    def test_of_ones_own_role_comes_back_to_ones_account(
        self, as_door: AsDoor, settings: Settings, council: Organisation
    ) -> None:
        chair = factories.person(Role.PANEL_CHAIR, at=council, name="Cherry")
        deputy = factories.person(Role.PANEL_PARTNER, at=council, name="Dee")
        own = Visitor(as_door, settings, chair, Door.DELIVERY)
        sent = {"kind": "deputy", "covered_by": deputy.pk, **day("starts_on", timezone.localdate())}
        done = own.post(f"/people/roles/{chair.holdings.get().pk}/cover/", **sent)
        assert done.headers["Location"] == "/account/"
        assert "Dee (Deputy)" in own.follow(done)
        ended = own.post(f"/people/cover/{Cover.objects.get().pk}/end/")
        assert ended.headers["Location"] == "/account/"

    def test_of_others_does_not_exist(self, visitor: Visitor, council: Organisation) -> None:
        cover = Cover.objects.create(
            holding=factories.hold(factories.person(), Role.PANEL_CHAIR, factories.organisation()),
            covered_by=factories.person(Role.PANEL_CHAIR, at=council),
            kind="deputy",
            starts_on=timezone.localdate(),
        )
        assert visitor.post(f"/people/cover/{cover.pk}/end/").status_code == 404

    def test_says_when_nobody_could(self, visitor: Visitor, boss: Person) -> None:
        assert "Invite a colleague first" in text(visitor.get(f"/people/roles/{boss.holdings.get().pk}/cover/"))


class TestRenew:
    def test_sends_a_new_link(self, visitor: Visitor, council: Organisation) -> None:
        person = factories.person(Role.PANEL_CHAIR, at=council, name="Cherry", password="kept")
        Authenticator.objects.create(user=person, type="webauthn", data={})
        address = f"/people/in/{council.pk}/{person.pk}/new-link/"
        assert "Speak to Cherry first" in text(visitor.get(address))
        assert "sent a new link" in visitor.follow(visitor.post(address, lost="both"))
        assert not Authenticator.objects.exists()
        assert Person.objects.get(pk=person.pk).password == "!"

    def test_is_refused_for_shared_people(self, visitor: Visitor, council: Organisation) -> None:
        both = factories.person(Role.PANEL_CHAIR, at=council)
        factories.hold(both, Role.BODY_CONTACT, factories.organisation())
        said = text(visitor.post(f"/people/in/{council.pk}/{both.pk}/new-link/", lost="passkey"))
        assert "only the Commissioner" in said


class TestOrganisations:
    def test_are_found_by_name_and_kind(self, office_visitor: Visitor, council: Organisation) -> None:
        factories.organisation(OrganisationKind.HEALTH, name="Leeds Trust")
        assert "Leeds Trust" in text(office_visitor.get("/people/organisations/?q=leeds"))
        said = text(office_visitor.get("/people/organisations/?q=leeds&kind=local_authority"))
        assert "Leeds Trust" not in said
        assert office_visitor.get("/people/organisations/?q=%00&kind=nonsense").status_code in (200, 400)

    def test_show_fifty_at_most(self, office_visitor: Visitor) -> None:
        for number in range(51):
            factories.organisation(OrganisationKind.HEALTH, name=f"Trust {number:02d}")
        said = text(office_visitor.get("/people/organisations/?q=trust"))
        assert "Trust 49" in said
        assert "Trust 50" not in said
        assert "more than 50" in said

    def test_are_given_their_first_administrator(self, office_visitor: Visitor, council: Organisation) -> None:
        said = text(office_visitor.get(f"/people/in/{council.pk}/invite/"))
        assert "Organisation administrator" in said
        assert "Panel chair" not in said
        sent = {"name": "Bo", "email": "bo@example.org", "role": Role.ORGANISATION_ADMINISTRATOR}
        office_visitor.post(f"/people/in/{council.pk}/invite/", **sent, **day("starts_on", timezone.localdate()))
        assert "Bo" in text(office_visitor.get(f"/people/organisations/{council.pk}/"))

    def test_are_added_once(self, office_visitor: Visitor) -> None:
        sent = {"name": "New Trust", "kind": OrganisationKind.HEALTH}
        assert "was added" in office_visitor.follow(office_visitor.post("/people/organisations/add/", **sent))
        assert "already" in text(office_visitor.post("/people/organisations/add/", **sent))
        assert Organisation.objects.filter(name="New Trust").count() == 1

    def test_are_no_page_of_the_delivery_door(self, visitor: Visitor) -> None:
        assert visitor.get("/people/organisations/").status_code == 404
