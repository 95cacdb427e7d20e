"""The pages of accounts, by HTTP alone: bad input, the demonstration's page, and where one is sent afterwards."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import Settings

from candour.contexts.accounts import passkeys
from candour.contexts.accounts.views import signing
from candour.kernel.doors import Door
from candour.kernel.people.models import Demonstration, Person, Session
from candour.kernel.people.roles import Role
from candour.kernel.people.tests import factories
from tests.database import AsDoor

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

pytestmark = pytest.mark.django_db

PASSWORD = "three unrelated words"


@pytest.fixture(autouse=True)
def _no_limits() -> None:
    cache.clear()


@pytest.fixture
def person() -> Person:
    made = factories.person(Role.ANALYST, name="Ada")
    made.set_password(PASSWORD)
    made.save()
    return made


@pytest.fixture
def signed_in(client: Client, person: Person) -> Client:
    client.cookies[settings.SESSION_COOKIE_NAME] = factories.session(person)
    return client


def text(response: Response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


class TestSignIn:
    def test_says_the_same_for_wrong_and_unknown(self, client: Client, person: Person) -> None:
        said = [
            text(client.post("/sign-in/", {"email": email, "password": "nonsense"})).replace(email, "")
            for email in (person.email, "nobody@example.org")
        ]
        assert said[0] == said[1]
        assert "not right" in said[0]
        assert not Session.objects.exists()

    def test_is_limited_for_known_and_unknown_alike(self, client: Client, person: Person) -> None:
        for email in (person.email, "nobody@example.org"):
            for _ in range(5):
                client.post("/sign-in/", {"email": email, "password": "nonsense"}, REMOTE_ADDR=f"10.0.0.{len(email)}")
            answer = client.post("/sign-in/", {"email": email, "password": PASSWORD}, REMOTE_ADDR="10.0.1.1")
            assert answer.status_code == 429
            assert "Wait 5 minutes" in text(answer)

    def test_a_password_alone_is_nobody(self, client: Client, person: Person) -> None:
        answer = client.post("/sign-in/", {"email": person.email, "password": PASSWORD})
        assert answer.headers["Location"] == "/sign-in/second-step/"
        assert Session.objects.get().person_id is None
        assert client.get("/account/").headers["Location"].startswith("/sign-in/")
        assert "You have no passkey" in text(client.get("/sign-in/second-step/"))

    def test_the_second_step_needs_the_first(self, client: Client) -> None:
        assert client.get("/sign-in/second-step/").headers["Location"] == "/sign-in/"

    @pytest.mark.parametrize(
        "sent",
        [
            {},
            {"email": "x" * 300, "password": "y"},
            {"email": "a@example.org", "password": "p" * 5000},
            {"email": "nul\0@example.org", "password": "nul\0"},
            {"email": "\u202egro.elpmaxe@a", "password": "\udcff".encode("utf-8", "surrogatepass")},
        ],
    )
    def test_bad_input_is_answered(self, client: Client, sent: dict[str, str | bytes]) -> None:
        assert client.post("/sign-in/", sent).status_code < 500


class TestSecondStep:
    @pytest.fixture
    def half_in(self, client: Client, person: Person, monkeypatch: pytest.MonkeyPatch) -> Client:
        monkeypatch.setattr(passkeys, "kinds", lambda _person: frozenset({"webauthn"}))
        monkeypatch.setattr(passkeys, "is_proved", lambda _person, _answer: True)
        client.post("/sign-in/", {"email": person.email, "password": PASSWORD, "next": "/account/"})
        return client

    def test_signs_in_under_a_new_key_and_goes_on(self, half_in: Client, person: Person, as_door: AsDoor) -> None:
        before = half_in.cookies[settings.SESSION_COOKIE_NAME].value
        with as_door(Door.OFFICE):
            assert half_in.post("/sign-in/second-step/", {"credential": "{}"}).headers["Location"] == "/account/"
        assert half_in.cookies[settings.SESSION_COOKIE_NAME].value != before
        assert Session.objects.get().person_id == person.pk

    @pytest.mark.parametrize("role", ["delivery's", "ended"])
    def test_lets_nobody_in_without_a_role_at_this_door(
        self, half_in: Client, person: Person, as_door: AsDoor, role: str
    ) -> None:
        if role == "ended":
            person.holdings.update(ends_on=timezone.localdate())
        else:
            person.holdings.all().delete()
            factories.hold(person, Role.PANEL_CHAIR, factories.organisation())
        with as_door(Door.OFFICE):
            said = half_in.post("/sign-in/second-step/", {"credential": "{}"})
        assert "You hold no role here today" in text(said)
        assert not Session.objects.exclude(person=None).exists()

    def test_waits_ten_minutes(self, half_in: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(signing, "PENDING_LASTS", timedelta(seconds=-1))
        assert half_in.get("/sign-in/second-step/").headers["Location"] == "/sign-in/"


class TestPasskeyAnswers:
    @pytest.mark.parametrize(
        "answer",
        ["", "{}", "[]", "null", "1", '"x"', "{", '{"id": 1}', '{"rawId": "AA", "response": []}', "[" * 9000, "x" * 30_000,
         '{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"AA","authenticatorData":"AA","signature":"AA"}}'],
    )  # fmt: skip
    def test_nonsense_is_a_wrong_answer(
        self, client: Client, person: Person, answer: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(passkeys, "kinds", lambda _person: frozenset({"webauthn"}))
        client.post("/sign-in/", {"email": person.email, "password": PASSWORD})
        said = client.post("/sign-in/second-step/", {"credential": answer})
        assert said.status_code == 200
        assert "That passkey did not work" in text(said)
        assert not Session.objects.exclude(person=None).exists()


class TestDemonstration:
    @pytest.fixture
    def invented(self, person: Person) -> Person:
        Person.objects.filter(pk=person.pk).update(is_synthetic=True, password="!")
        Demonstration.objects.create(switched_on_at=timezone.now())
        return person

    def test_does_not_exist_when_off(self, client: Client, invented: Person) -> None:
        assert client.get("/sign-in/demonstration/").status_code == 404
        assert client.post("/sign-in/demonstration/", {"person": invented.pk}).status_code == 404

    def test_signs_in_with_one_click(
        self, client: Client, invented: Person, settings: Settings, as_door: AsDoor
    ) -> None:
        settings.DEMONSTRATION = True
        with as_door(Door.OFFICE):
            assert "Ada" in text(client.get("/sign-in/demonstration/"))
            answer = client.post("/sign-in/demonstration/", {"person": invented.pk, "next": "/account/"})
        assert answer.headers["Location"] == "/account/"
        assert Session.objects.get().person_id == invented.pk

    def test_lists_nobody_before_the_owner_switched_it_on(
        self, client: Client, invented: Person, settings: Settings, as_door: AsDoor
    ) -> None:
        settings.DEMONSTRATION = True
        Demonstration.objects.all().delete()
        with as_door(Door.OFFICE):
            assert "no invented people" in text(client.get("/sign-in/demonstration/"))
            assert client.post("/sign-in/demonstration/", {"person": invented.pk}).status_code == 404

    @pytest.mark.parametrize("typed", ["", "x", "00000000-0000-0000-0000-000000000000"])
    def test_knows_nobody_else(self, client: Client, invented: Person, settings: Settings, typed: str) -> None:
        settings.DEMONSTRATION = True
        assert client.post("/sign-in/demonstration/", {"person": typed}).status_code == 404


class TestSafeAddress:
    @pytest.mark.parametrize(
        "address",
        [
            "https://elsewhere.example/",
            "//elsewhere.example/",
            "javascript:alert(1)",
            "concerns/",
            "/\\elsewhere.example",
            "",
        ],
    )
    def test_another_place_becomes_home(self, rf: RequestFactory, address: str) -> None:
        assert signing.safe_address(rf.get("/"), address) == "/"

    def test_an_own_address_stays(self, rf: RequestFactory) -> None:
        assert signing.safe_address(rf.get("/"), "/concerns/?page=2") == "/concerns/?page=2"


class TestSignedOut:
    def test_pages_send_to_sign_in_and_back(self, client: Client) -> None:
        assert client.get("/account/").headers["Location"] == "/sign-in/?next=%2Faccount%2F"

    def test_a_form_is_told_that_the_session_ended(self, client: Client) -> None:
        assert client.post("/account/language/", {"language": "cy"}).status_code == 403

    def test_people_are_for_administrators(self, signed_in: Client, as_door: AsDoor) -> None:
        with as_door(Door.OFFICE):
            assert signed_in.get("/people/").status_code == 404
            assert signed_in.get("/people/organisations/").status_code == 404


class TestStepUp:
    def test_keeps_every_field_of_a_form_and_where_it_was_going(
        self, signed_in: Client, as_door: AsDoor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(passkeys, "kinds", lambda _person: frozenset({"webauthn"}))
        with as_door(Door.OFFICE):
            answer = signed_in.post(
                "/account/password/?a=1",
                {"password": "<three> 'words' & more", "several": ["1", "2"], "long": "a\r\nb"},
            )
        page = answer.content.decode()
        assert 'name="step_up-target" value="/account/password/?a=1"' in page
        assert 'name="password" value="&lt;three&gt; &#39;words&#39; &amp; more"' in page
        assert page.count('name="several"') == 2
        assert "csrfmiddlewaretoken" in page

    def test_asks_before_a_page_is_opened(self, signed_in: Client, as_door: AsDoor) -> None:
        with as_door(Door.OFFICE):
            assert signed_in.get("/account/password/").headers["Location"] == "/step-up/?next=%2Faccount%2Fpassword%2F"

    def test_a_click_is_enough_in_a_demonstration_alone(
        self, signed_in: Client, person: Person, as_door: AsDoor, settings: Settings
    ) -> None:
        Person.objects.filter(pk=person.pk).update(is_synthetic=True)
        sent = {"step_up-target": "/account/", "step_up-again": "yes"}
        with as_door(Door.OFFICE):
            assert signed_in.post("/step-up/", sent).status_code == 200
        assert Session.objects.get().stepped_up_at is None
        settings.DEMONSTRATION = True
        with as_door(Door.OFFICE):
            answer = signed_in.post("/step-up/", sent)
        assert (answer.status_code, answer.headers["Location"]) == (307, "/account/")
        assert Session.objects.get().stepped_up_at is not None

    def test_a_real_person_needs_a_passkey_even_in_a_demonstration(
        self, signed_in: Client, as_door: AsDoor, settings: Settings
    ) -> None:
        settings.DEMONSTRATION = True
        with as_door(Door.OFFICE):
            assert signed_in.post("/step-up/", {"step_up-target": "/account/"}).status_code == 200
        assert Session.objects.get().stepped_up_at is None

    def test_goes_nowhere_else(self, signed_in: Client, person: Person, as_door: AsDoor, settings: Settings) -> None:
        Person.objects.filter(pk=person.pk).update(is_synthetic=True)
        settings.DEMONSTRATION = True
        with as_door(Door.OFFICE):
            answer = signed_in.post("/step-up/", {"step_up-target": "https://elsewhere.example/"})
        assert answer.headers["Location"] == "/account/"


class TestTheEndOfASignIn:
    def test_is_announced_half_an_hour_before(self, signed_in: Client, as_door: AsDoor) -> None:
        Session.objects.update(expires_at=timezone.now() + timedelta(minutes=31))
        with as_door(Door.OFFICE):
            assert "You will be signed out at" not in text(signed_in.get("/account/"))
        Session.objects.update(expires_at=timezone.now() + timedelta(minutes=29))
        with as_door(Door.OFFICE):
            assert "You will be signed out at" in text(signed_in.get("/account/"))


class TestAccount:
    def test_shows_roles_and_passkeys(self, signed_in: Client, as_door: AsDoor) -> None:
        with as_door(Door.OFFICE):
            said = text(signed_in.get("/account/"))
        assert "Ada" in said
        assert "Analyst" in said

    def test_saves_the_language(self, signed_in: Client, person: Person, as_door: AsDoor) -> None:
        with as_door(Door.OFFICE):
            signed_in.post("/account/language/", {"language": "cy"})
            signed_in.post("/account/language/", {"language": "tlh"})
        person.refresh_from_db()
        assert person.language == "cy"

    def test_signs_out_everywhere(self, signed_in: Client, person: Person, as_door: AsDoor) -> None:
        factories.session(person)
        with as_door(Door.OFFICE):
            signed_in.post("/account/sign-out-everywhere/")
        assert not Session.objects.exists()

    def test_a_new_password_signs_the_others_out(self, signed_in: Client, person: Person, as_door: AsDoor) -> None:
        other = factories.session(person)
        Session.objects.update(stepped_up_at=timezone.now())
        with as_door(Door.OFFICE):
            answer = signed_in.post("/account/password/", {"password": "four quite other words"})
            assert answer.status_code == 302
            assert signed_in.get("/account/").status_code == 200
        person.refresh_from_db()
        assert person.check_password("four quite other words")
        digest = hashlib.sha256(other.encode()).digest()
        assert not Session.objects.filter(token_digest=digest).exists()


class TestForms:
    def test_need_their_token(self, person: Person) -> None:
        strict = Client(enforce_csrf_checks=True)
        assert strict.post("/sign-in/", {"email": person.email, "password": PASSWORD}).status_code == 403
