"""Signing in through a provider, by HTTP, with a real provider beside the test."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from candour.contexts.accounts import passkeys
from candour.contexts.accounts.provider import tickets
from candour.contexts.accounts.provider.terms import Provider
from candour.contexts.accounts.tests.provider_side import come_back, entries, go, link, moved_on, reasons, text, through
from candour.kernel.doors import Door
from candour.kernel.people.models import Person, Session
from candour.kernel.people.roles import Role
from candour.kernel.people.tests import factories
from tests.database import AsDoor
from tests.identity_provider import IdentityProvider

if TYPE_CHECKING:
    pass

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Person:
    return factories.person(Role.ANALYST, name="Ada")


@pytest.fixture
def linked(person: Person, provider: IdentityProvider) -> Person:
    link(person, provider.issuer, "ada")
    return person


class TestWithoutAProvider:
    def test_there_is_no_such_page(self, client: Client, person: Person, as_door: AsDoor) -> None:
        client.cookies[settings.SESSION_COOKIE_NAME] = factories.session(person, stepped_up=timezone.now())
        with as_door(Door.OFFICE):
            absent = client.get("/no/such/address/").content
        for address in (
            "/sign-in/provider/", "/sign-in/provider/go/", "/sign-in/provider/callback/", "/sign-in/provider/finish/",
            "/account/provider/link/", "/account/provider/remove/", "/enrol/x/provider/",
        ):  # fmt: skip
            for ask in (client.get, client.post):
                with as_door(Door.OFFICE):
                    answer = ask(address)
                assert answer.status_code == 404
                assert ask is client.post or answer.content == absent
        with as_door(Door.OFFICE):
            assert "Link your account" not in text(client.get("/account/"))
        client.cookies.clear()
        assert "Or with a password" not in text(client.get("/sign-in/"))


class TestSignIn:
    def test_replaces_the_password_and_asks_for_the_passkey(
        self,
        client: Client,
        linked: Person,
        provider: IdentityProvider,
        as_door: AsDoor,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(passkeys, "kinds", lambda _person: frozenset({"webauthn"}))
        monkeypatch.setattr(passkeys, "is_proved", lambda _person, _answer: True)
        assert "Sign in with Example ID" in text(client.get("/sign-in/"))
        with as_door(Door.OFFICE):
            answer = through(client, next="/account/")
            assert answer.headers["Location"] == "/sign-in/second-step/"
            assert not Session.objects.exclude(person=None).exists()
            assert client.get("/account/").headers["Location"].startswith("/sign-in/")
            answer = client.post("/sign-in/second-step/", {"credential": "{}"})
        assert answer.headers["Location"] == "/account/"
        assert Session.objects.exclude(person=None).get().person_id == linked.pk
        assert entries("people.session.sign_in")[0]["codes"] == {"method": "provider_passkey"}

    @pytest.mark.parametrize(
        ("policy", "methods", "alone"),
        [
            (frozenset(), ["pwd", "mfa"], False),
            (frozenset({"amr:mfa"}), ["pwd"], False),
            (frozenset({"amr:mfa"}), ["pwd", "mfa"], True),
            (frozenset({"acr:two"}), ["pwd", "mfa"], False),
        ],
    )
    def test_takes_the_providers_second_proof_only_by_policy(
        self,
        client: Client,
        linked: Person,
        provider: IdentityProvider,
        settings: Settings,
        as_door: AsDoor,
        policy: frozenset[str],
        methods: list[str],
        alone: bool,
    ) -> None:
        provider.methods = methods
        told = settings.SIGN_IN_PROVIDER
        settings.SIGN_IN_PROVIDER = Provider(told.issuer, told.client_id, told.name, told.secret, policy)
        with as_door(Door.OFFICE):
            answer = through(client, next="/account/")
        assert answer.headers["Location"] == ("/account/" if alone else "/sign-in/second-step/")
        assert Session.objects.exclude(person=None).exists() == alone
        if alone:
            assert not Session.objects.exclude(person=None).get().stepped_up_at
            assert entries("people.session.sign_in")[0]["codes"] == {"method": "provider"}

    def test_asks_for_the_level_that_the_policy_wants(
        self, client: Client, provider: IdentityProvider, settings: Settings
    ) -> None:
        told = settings.SIGN_IN_PROVIDER
        levels = frozenset({"acr:urn:b", "acr:urn:a", "amr:mfa"})
        settings.SIGN_IN_PROVIDER = Provider(told.issuer, told.client_id, told.name, told.secret, levels)
        assert parse_qs(urlsplit(go(client)).query)["acr_values"] == ["urn:a urn:b"]

    def test_asks_for_nothing_but_who_it_is(self, client: Client, provider: IdentityProvider) -> None:
        asked = parse_qs(urlsplit(go(client)).query)
        assert asked["scope"] == ["openid"]
        assert "acr_values" not in asked

    def test_is_refused_to_whoever_is_not_linked(
        self, client: Client, person: Person, provider: IdentityProvider, as_door: AsDoor
    ) -> None:
        with as_door(Door.OFFICE):
            answer = through(client)
        assert answer.status_code == 403
        assert "nobody here has linked that account" in text(answer)
        assert not Session.objects.exclude(person=None).exists()
        assert reasons() == ["not_linked"]

    @pytest.mark.parametrize("why", ["deactivated", "other door", "other issuer"])
    def test_knows_no_link_that_does_not_count(
        self, client: Client, person: Person, provider: IdentityProvider, as_door: AsDoor, why: str
    ) -> None:
        door = Door.DELIVERY if why == "other door" else Door.OFFICE
        link(person, "https://former.example" if why == "other issuer" else provider.issuer, "ada", door)
        if why == "deactivated":
            person.deactivated_on = timezone.localdate()
            person.save()
        with as_door(Door.OFFICE):
            assert "nobody here has linked" in text(through(client))

    def test_lets_nobody_in_without_a_role_at_this_door(
        self, client: Client, linked: Person, provider: IdentityProvider, settings: Settings, as_door: AsDoor
    ) -> None:
        told = settings.SIGN_IN_PROVIDER
        policy = frozenset({"amr:pwd"})
        settings.SIGN_IN_PROVIDER = Provider(told.issuer, told.client_id, told.name, told.secret, policy)
        linked.holdings.update(ends_on=timezone.localdate())
        with as_door(Door.OFFICE):
            assert "You hold no role here today" in text(through(client))
        assert not Session.objects.exclude(person=None).exists()

    def test_goes_nowhere_else(
        self, client: Client, linked: Person, provider: IdentityProvider, settings: Settings, as_door: AsDoor
    ) -> None:
        told = settings.SIGN_IN_PROVIDER
        policy = frozenset({"amr:pwd"})
        settings.SIGN_IN_PROVIDER = Provider(told.issuer, told.client_id, told.name, told.secret, policy)
        with as_door(Door.OFFICE):
            assert through(client, next="https://evil.example/").headers["Location"] == "/"

    def test_cookies_are_as_narrow_as_they_can_be(
        self, client: Client, linked: Person, provider: IdentityProvider, settings: Settings
    ) -> None:
        settings.SESSION_COOKIE_SECURE = True
        client.post("/sign-in/provider/")
        wish = client.cookies[settings.WISH_COOKIE_NAME]
        assert (wish["samesite"], wish["httponly"], wish["secure"], wish["path"]) == ("Lax", True, True, "/")
        link(linked, provider.issuer, "ada-of-the-long-name")
        answer = come_back(client, moved_on(client.get("/sign-in/provider/go/", secure=True)), "ada-of-the-long-name")
        proof = answer.cookies[settings.PROOF_COOKIE_NAME]
        assert (proof["samesite"], proof["httponly"], proof["secure"], proof["path"]) == ("Strict", True, True, "/")
        assert answer.cookies[settings.WISH_COOKIE_NAME]["max-age"] == 0
        assert "ada-of-the-long-name" not in proof.value


class TestTickets:
    def test_cannot_be_taken_for_one_another(self) -> None:
        wish = tickets.wish(tickets.SIGN_IN, to="/", bound="", at=timezone.now())
        assert tickets.opened(tickets.Wish, tickets.seal(wish)) == wish
        assert tickets.opened(tickets.Proof, tickets.seal(wish)) is None

    @pytest.mark.parametrize("value", ["", "x", "é", "A" * 5000, "QUJD" * 20])
    def test_of_others_are_none(self, value: str) -> None:
        assert tickets.opened(tickets.Wish, value) is None

    def test_do_not_carry_more_than_a_browser_keeps(self) -> None:
        for to in ("/" + "x" * 697, "/" + "é" * 116):
            wish = tickets.wish(tickets.SIGN_IN, to=to, bound="t" * 43, at=timezone.now())
            assert wish.to == to
            assert len(tickets.seal(wish)) <= tickets.LONGEST
            proof = tickets.proof(wish, subject="x" * 255, has_second_factor=True, at=timezone.now())
            assert len(tickets.seal(proof)) <= tickets.LONGEST
        assert tickets.wish(tickets.SIGN_IN, to="/" + "x" * 5000, bound="", at=timezone.now()).to == "/"

    def test_lapse(self) -> None:
        now = timezone.now()
        wish = tickets.wish(tickets.SIGN_IN, to="/", bound="", at=now)
        assert not wish.has_lapsed(now + timedelta(minutes=9))
        assert wish.has_lapsed(now + timedelta(minutes=11))
        assert wish.has_lapsed(now - timedelta(minutes=2))
