"""Enrolment and one's own passkeys and codes, by HTTP, in the role of the door."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings as configured
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from candour.contexts.accounts import passkeys
from candour.contexts.accounts.operations import enrolment
from candour.kernel.doors import Door
from candour.kernel.people.models import Invitation, Person, Session
from candour.kernel.people.roles import Role
from candour.kernel.people.tests import factories
from tests.database import AsDoor

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

pytestmark = pytest.mark.django_db

PASSWORD = "three unrelated words"


@pytest.fixture(autouse=True)
def _delivery(settings: Settings) -> None:
    cache.clear()
    settings.DOOR = Door.DELIVERY
    settings.ROOT_URLCONF = "candour.config.urls.delivery"


@pytest.fixture
def person() -> Person:
    return factories.person(Role.PANEL_CHAIR, at=factories.organisation(), name="Cherry Chair")


def invite(person: Person, purpose: str = Invitation.Purpose.ENROL, door: Door = Door.DELIVERY) -> str:
    token = enrolment.create_invitation(
        person=person, organisation=person.holdings.get().organisation, purpose=purpose, actor=None, door=door,
        at=timezone.now(),
    )  # fmt: skip
    return f"/enrol/{token}/"


class Browser:
    """A browser at the delivery door."""

    def __init__(self, as_door: AsDoor) -> None:
        self.client, self.as_door = Client(), as_door

    def get(self, address: str) -> Response:
        with self.as_door(Door.DELIVERY):
            return self.client.get(address)

    def post(self, address: str, **sent: object) -> Response:
        with self.as_door(Door.DELIVERY):
            return self.client.post(address, sent)


@pytest.fixture
def browser(as_door: AsDoor) -> Browser:
    return Browser(as_door)


def text(response: Response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def key(page: Response) -> str:
    found = re.search(r'candour-key">([A-Z2-7]+)<', page.content.decode())
    assert found is not None
    return found[1]


def code(page: Response) -> str:
    return str(format_hotp_value(hotp_value(key(page), int(timezone.now().timestamp()) // 30)))


class TestEnrol:
    @pytest.mark.parametrize("password", ["short", "passwordpassword"[:8], "cherry chair", "123456789012"])
    def test_refuses_a_weak_password(self, browser: Browser, person: Person, password: str) -> None:
        answer = browser.post(invite(person), password=password)
        assert answer.status_code == 200
        person.refresh_from_db()
        assert person.password == "!"

    def test_a_code_completes_it(self, browser: Browser, person: Person) -> None:
        link = invite(person)
        assert browser.post(link, password=PASSWORD).headers["Location"] == f"{link}passkey/"
        assert "authenticator app" in text(browser.get(f"{link}passkey/"))
        page = browser.get(f"{link}codes/")
        assert "not right" in text(browser.post(f"{link}codes/", code="abc"))
        assert browser.post(f"{link}codes/", code=code(page)).headers["Location"] == "/"
        assert Session.objects.exclude(person=None).get().person_id == person.pk
        assert browser.get(link).status_code == 404
        stored = Authenticator.objects.get().data["secret"]
        assert key(page) not in stored

    def test_a_passkey_completes_it(self, browser: Browser, person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
        link = invite(person)
        browser.post(link, password=PASSWORD)
        assert "was not made" in text(browser.post(f"{link}passkey/", credential='{"id": "x"}'))
        monkeypatch.setattr(passkeys, "registered", lambda *_: ("Mine", {"id": "x"}))
        assert browser.post(f"{link}passkey/", credential="{}", name="Mine").headers["Location"] == "/"
        assert str(Authenticator.objects.get()) == "Mine"

    def test_the_second_page_needs_the_first_in_the_same_browser(
        self, browser: Browser, person: Person, as_door: AsDoor
    ) -> None:
        link = invite(person)
        browser.post(link, password=PASSWORD)
        stranger = Browser(as_door)
        for page in ("passkey/", "codes/"):
            assert stranger.get(link + page).headers["Location"] == link

    def test_a_link_of_the_office_does_not_open_here(self, browser: Browser) -> None:
        analyst = factories.person(Role.ANALYST)
        assert browser.get(invite(analyst, door=Door.OFFICE)).status_code == 404

    def test_a_role_that_has_not_begun_lets_nobody_in_yet(self, browser: Browser, person: Person) -> None:
        person.holdings.update(starts_on=timezone.localdate() + timedelta(days=2))
        link = invite(person)
        browser.post(link, password=PASSWORD)
        page = browser.get(f"{link}codes/")
        assert "You hold no role here today" in text(browser.post(f"{link}codes/", code=code(page)))
        assert Authenticator.objects.count() == 1
        assert not Session.objects.exclude(person=None).exists()


class TestReplace:
    def test_takes_the_old_password_and_limits_the_attempts(self, browser: Browser, person: Person) -> None:
        person.set_password(PASSWORD)
        person.save()
        link = invite(person, Invitation.Purpose.REPLACE_PASSKEY)
        for _ in range(5):
            assert "That is not the password" in text(browser.post(link, password="something else"))
        assert browser.post(link, password=PASSWORD).status_code == 429
        cache.clear()
        assert browser.post(link, password=PASSWORD).headers["Location"] == f"{link}passkey/"


class TestOwnAuthenticators:
    @pytest.fixture
    def own(self, browser: Browser, person: Person) -> Browser:
        browser.client.cookies[configured.SESSION_COOKIE_NAME] = factories.session(person, stepped_up=timezone.now())
        return browser

    def test_are_added_and_removed_but_never_the_last(
        self, own: Browser, person: Person, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        page = own.get("/account/codes/add/")
        assert "not right" in text(own.post("/account/codes/add/", code="000"))
        assert own.post("/account/codes/add/", code=code(page)).headers["Location"] == "/account/"
        app = Authenticator.objects.get()
        assert "only way to sign in" in text(own.post(f"/account/passkeys/{app.pk}/remove/"))
        own.get("/account/codes/add/")
        again = own.get("/account/codes/add/")
        assert "already use an authenticator app" in text(own.post("/account/codes/add/", code=code(again)))
        assert "was not made" in text(own.post("/account/passkeys/add/", credential="{}"))
        monkeypatch.setattr(passkeys, "registered", lambda *_: ("Mine", {"id": "x"}))
        assert own.post("/account/passkeys/add/", credential="{}").headers["Location"] == "/account/"
        said = text(own.get("/account/"))
        assert "Mine" in said
        assert "Authenticator app" in said
        assert "no longer sign in with it" in text(own.get(f"/account/passkeys/{app.pk}/remove/"))
        assert own.post(f"/account/passkeys/{app.pk}/remove/").headers["Location"] == "/account/"
        assert [one.type for one in Authenticator.objects.all()] == ["webauthn"]

    def test_of_others_do_not_exist(self, own: Browser) -> None:
        other = Authenticator.objects.create(user=factories.person(Role.ANALYST), type="webauthn", data={})
        assert own.post(f"/account/passkeys/{other.pk}/remove/").status_code == 404

    def test_a_code_signs_in_and_steps_up_but_only_once(self, own: Browser, person: Person, as_door: AsDoor) -> None:
        page = own.get("/account/codes/add/")
        own.post("/account/codes/add/", code=code(page))
        person.set_password(PASSWORD)
        person.save()
        other = Browser(as_door)
        other.post("/sign-in/", email=person.email, password=PASSWORD)
        assert "not right" in text(other.post("/sign-in/second-step/", code="12"))
        used = code(page)
        assert other.post("/sign-in/second-step/", code=f"{used[:3]} {used[3:]}").headers["Location"] == "/"
        assert "not right" in text(other.post("/step-up/", **{"step_up-code": used, "step_up-target": "/account/"}))
        cache.clear()
        done = other.post("/step-up/", **{"step_up-code": used, "step_up-target": "/account/"})
        assert (done.status_code, done.headers["Location"]) == (302, "/account/")
