"""Signing in, linking and enrolling through a provider, by HTTP, with a real provider beside the test."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from candour.contexts.accounts import passkeys, queries
from candour.contexts.accounts.operations import enrolment
from candour.contexts.accounts.operations import provider as operations
from candour.contexts.accounts.operations.refusal import Refused
from candour.contexts.accounts.provider import tickets
from candour.contexts.accounts.provider.terms import Provider
from candour.kernel.doors import Door
from candour.kernel.ledger.models import Entry
from candour.kernel.people.actor import Actor
from candour.kernel.people.models import Invitation, ProviderLink, Session
from candour.kernel.people.roles import Role
from candour.kernel.people.tests import factories
from tests.identity_provider import Bent, IdentityProvider, serving

pytestmark = pytest.mark.django_db

CALLBACK = f"{settings.DOOR_ADDRESSES['office']}/sign-in/provider/callback/"


@pytest.fixture(scope="module")
def running():
    with serving(IdentityProvider("candour", "s3cret of the client", CALLBACK)) as started:
        yield started


@pytest.fixture
def provider(running, settings):
    cache.clear()
    running.bent, running.methods, running.codes = Bent(), ["pwd"], {}
    running.asked.clear()
    settings.SIGN_IN_PROVIDER = Provider(running.issuer, "candour", "Example ID", "s3cret of the client")
    return running


@pytest.fixture
def person():
    return factories.person(Role.ANALYST, name="Ada")


@pytest.fixture
def linked(person, provider):
    link(person, provider.issuer, "ada")
    return person


def link(person, issuer, subject, door=Door.OFFICE):
    operations.link(
        person=person, issuer=issuer, told=queries.as_told(door, issuer, subject),
        actor=Actor(person.pk, person.name, door), door=door, at=timezone.now(),
    )  # fmt: skip


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def moved_on(response):
    assert response.status_code == 200, text(response)
    return response.headers["Refresh"].removeprefix("0; url=")


def go(client, begin="/sign-in/provider/", **sent):
    """From the button to where the provider takes over."""
    assert client.post(begin, sent).headers["Location"] == "/sign-in/provider/go/"
    return moved_on(client.get("/sign-in/provider/go/"))


def come_back(client, address, who="ada"):
    """From the provider's page to the answer of ``callback``."""
    back = requests.get(f"{address}&who={who}", allow_redirects=False, timeout=5)
    assert back.status_code == 302, back.text
    return client.get(back.headers["Location"].removeprefix(settings.DOOR_ADDRESSES["office"]))


def through(client, who="ada", begin="/sign-in/provider/", **sent):
    """All the way to the answer of ``finish``."""
    return client.get(moved_on(come_back(client, go(client, begin, **sent), who)))


def reasons():
    entries = [json.loads(bytes(entry.entry)) for entry in Entry.objects.all()]
    return [entry["codes"]["reason"] for entry in entries if entry["verb"] == "people.session.refused"]


def entries(verb):
    return [entry for entry in (json.loads(bytes(one.entry)) for one in Entry.objects.all()) if entry["verb"] == verb]


class TestWithoutAProvider:
    def test_there_is_no_such_page(self, client, person, as_door):
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
    def test_replaces_the_password_and_asks_for_the_passkey(self, client, linked, provider, as_door, monkeypatch):
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
        self, client, linked, provider, settings, as_door, policy, methods, alone
    ):
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

    def test_asks_for_the_level_that_the_policy_wants(self, client, provider, settings):
        told = settings.SIGN_IN_PROVIDER
        levels = frozenset({"acr:urn:b", "acr:urn:a", "amr:mfa"})
        settings.SIGN_IN_PROVIDER = Provider(told.issuer, told.client_id, told.name, told.secret, levels)
        assert parse_qs(urlsplit(go(client)).query)["acr_values"] == ["urn:a urn:b"]

    def test_asks_for_nothing_but_who_it_is(self, client, provider):
        asked = parse_qs(urlsplit(go(client)).query)
        assert asked["scope"] == ["openid"]
        assert "acr_values" not in asked

    def test_is_refused_to_whoever_is_not_linked(self, client, person, provider, as_door):
        with as_door(Door.OFFICE):
            answer = through(client)
        assert answer.status_code == 403
        assert "nobody here has linked that account" in text(answer)
        assert not Session.objects.exclude(person=None).exists()
        assert reasons() == ["not_linked"]

    @pytest.mark.parametrize("why", ["deactivated", "other door", "other issuer"])
    def test_knows_no_link_that_does_not_count(self, client, person, provider, as_door, why):
        door = Door.DELIVERY if why == "other door" else Door.OFFICE
        link(person, "https://former.example" if why == "other issuer" else provider.issuer, "ada", door)
        if why == "deactivated":
            person.deactivated_on = timezone.localdate()
            person.save()
        with as_door(Door.OFFICE):
            assert "nobody here has linked" in text(through(client))

    def test_lets_nobody_in_without_a_role_at_this_door(self, client, linked, provider, settings, as_door):
        told = settings.SIGN_IN_PROVIDER
        policy = frozenset({"amr:pwd"})
        settings.SIGN_IN_PROVIDER = Provider(told.issuer, told.client_id, told.name, told.secret, policy)
        linked.holdings.update(ends_on=timezone.localdate())
        with as_door(Door.OFFICE):
            assert "You hold no role here today" in text(through(client))
        assert not Session.objects.exclude(person=None).exists()

    def test_goes_nowhere_else(self, client, linked, provider, settings, as_door):
        told = settings.SIGN_IN_PROVIDER
        policy = frozenset({"amr:pwd"})
        settings.SIGN_IN_PROVIDER = Provider(told.issuer, told.client_id, told.name, told.secret, policy)
        with as_door(Door.OFFICE):
            assert through(client, next="https://evil.example/").headers["Location"] == "/"

    def test_cookies_are_as_narrow_as_they_can_be(self, client, linked, provider, settings):
        settings.SESSION_COOKIE_SECURE = True
        client.post("/sign-in/provider/")
        wish = client.cookies[settings.WISH_COOKIE_NAME]
        assert (wish["samesite"], wish["httponly"], wish["secure"], wish["path"]) == ("Lax", True, True, "/")
        answer = come_back(client, moved_on(client.get("/sign-in/provider/go/", secure=True)))
        proof = answer.cookies[settings.PROOF_COOKIE_NAME]
        assert (proof["samesite"], proof["httponly"], proof["secure"], proof["path"]) == ("Strict", True, True, "/")
        assert answer.cookies[settings.WISH_COOKIE_NAME]["max-age"] == 0
        assert "ada" not in proof.value


class TestLink:
    @pytest.fixture
    def signed_in(self, client, person, provider):
        client.cookies[settings.SESSION_COOKIE_NAME] = factories.session(person, stepped_up=timezone.now())
        return client

    def test_is_made_by_whoever_is_signed_in_and_has_proved_it(self, signed_in, person, provider, as_door):
        with as_door(Door.OFFICE):
            answer = through(signed_in, begin="/account/provider/link/")
            assert answer.headers["Location"] == "/account/"
            assert "You sign in with Example ID" in text(signed_in.get("/account/"))
        made = ProviderLink.objects.get()
        assert (made.person_id, made.door, made.issuer) == (person.pk, "office", provider.issuer)
        assert b"ada" not in bytes(made.subject_digest)
        assert len(entries("people.provider.link")) == 1

    def test_asks_for_a_fresh_proof_first(self, client, person, provider, as_door):
        client.cookies[settings.SESSION_COOKIE_NAME] = factories.session(person)
        with as_door(Door.OFFICE):
            answer = client.post("/account/provider/link/")
        assert settings.WISH_COOKIE_NAME not in answer.cookies
        assert "Confirm that it is you" in text(answer)

    def test_asks_again_when_it_took_longer_than_five_minutes(self, signed_in, provider, as_door):
        with as_door(Door.OFFICE):
            back = moved_on(come_back(signed_in, go(signed_in, "/account/provider/link/")))
        Session.objects.update(stepped_up_at=timezone.now() - timedelta(minutes=6))
        with as_door(Door.OFFICE):
            assert signed_in.get(back).headers["Location"].startswith("/step-up/")
        Session.objects.update(stepped_up_at=timezone.now())
        with as_door(Door.OFFICE):
            assert signed_in.get(back).headers["Location"] == "/account/"

    def test_is_not_made_for_another_session(self, signed_in, provider, as_door):
        """Whoever gives somebody a way back of their own does not link themselves with that person."""
        with as_door(Door.OFFICE):
            back = moved_on(come_back(signed_in, go(signed_in, "/account/provider/link/"), "mallory"))
        victim = factories.person(Role.ANALYST)
        signed_in.cookies[settings.SESSION_COOKIE_NAME] = factories.session(victim, stepped_up=timezone.now())
        with as_door(Door.OFFICE):
            answer = signed_in.get(back)
        assert answer.status_code == 403
        assert "Your session here ended" in text(answer)
        assert not ProviderLink.objects.exists()

    def test_is_refused_when_it_is_somebody_elses(self, signed_in, provider, as_door):
        link(factories.person(Role.ANALYST), provider.issuer, "ada")
        with as_door(Door.OFFICE):
            assert "linked with somebody else here" in text(through(signed_in, begin="/account/provider/link/"))
        assert ProviderLink.objects.count() == 1
        assert reasons() == ["provider_linked_elsewhere"]

    def test_is_made_once_from_one_answer(self, signed_in, provider, as_door):
        with as_door(Door.OFFICE):
            back = moved_on(come_back(signed_in, go(signed_in, "/account/provider/link/")))
            kept = signed_in.cookies[settings.PROOF_COOKIE_NAME].value
            assert signed_in.get(back).status_code == 302
            signed_in.cookies[settings.PROOF_COOKIE_NAME] = kept
            answer = signed_in.get(back)
        assert "was used already" in text(answer)
        assert "Back to your account" in text(answer)

    def test_replaces_an_older_one(self, signed_in, person, provider, as_door):
        link(person, "https://former.example", "ada")
        with as_door(Door.OFFICE):
            through(signed_in, begin="/account/provider/link/")
        assert ProviderLink.objects.get().issuer == provider.issuer

    def test_is_not_removed_when_there_is_no_other_way(self, signed_in, person, provider, as_door):
        link(person, provider.issuer, "ada")
        with as_door(Door.OFFICE):
            assert "You have no password here" in text(signed_in.post("/account/provider/remove/"))
        person.set_password("three unrelated words")
        person.save()
        with as_door(Door.OFFICE):
            assert signed_in.get("/account/provider/remove/").status_code == 200
            assert signed_in.post("/account/provider/remove/").headers["Location"] == "/account/"
            assert signed_in.post("/account/provider/remove/").headers["Location"] == "/account/"
        assert not ProviderLink.objects.exists()
        assert len(entries("people.provider.unlink")) == 1

    def test_to_take_back_takes_somebody_with_a_password(self, person):
        with pytest.raises(Refused):
            operations.unlink(
                person=person, actor=Actor(person.pk, "Ada", Door.OFFICE), door=Door.OFFICE, at=timezone.now()
            )

    def test_goes_when_the_administrator_renews_everything(self, person, provider, as_door):
        link(person, provider.issuer, "ada")
        boss = factories.person(Role.SYSTEM_ADMINISTRATOR)
        token = factories.session(boss, stepped_up=timezone.now())
        from django.db import connection

        for forget, left in ((False, 1), (True, 0)):
            with as_door(Door.OFFICE, session=token), connection.cursor() as cursor:
                cursor.execute("select people_reset_authenticators(%s, %s)", [person.pk, forget])
            assert ProviderLink.objects.count() == left


class TestEnrolment:
    @pytest.fixture
    def invited(self, person):
        return self.invite(person, Invitation.Purpose.ENROL)

    def invite(self, person, purpose):
        return enrolment.create_invitation(
            person=person, organisation=factories.office(), purpose=purpose, actor=None, door=Door.OFFICE,
            at=timezone.now(),
        )  # fmt: skip

    def test_needs_no_password(self, client, person, provider, as_door, invited):
        with as_door(Door.OFFICE):
            assert "Continue with Example ID" in text(client.get(f"/enrol/{invited}/"))
            answer = through(client, begin=f"/enrol/{invited}/provider/")
            assert answer.headers["Location"] == f"/enrol/{invited}/passkey/"
            assert client.get(f"/enrol/{invited}/passkey/").status_code == 200
        assert ProviderLink.objects.get().person_id == person.pk
        person.refresh_from_db()
        assert not person.has_usable_password()

    def test_is_refused_when_it_is_somebody_elses(self, client, person, provider, as_door, invited):
        link(factories.person(Role.ANALYST), provider.issuer, "ada")
        with as_door(Door.OFFICE):
            answer = through(client, begin=f"/enrol/{invited}/provider/")
            assert "linked with somebody else here" in text(answer)
            assert f'href="/enrol/{invited}/"' in answer.content.decode()
            assert client.get(f"/enrol/{invited}/passkey/").headers["Location"] == f"/enrol/{invited}/"

    def test_goes_on_once_from_one_answer(self, client, person, provider, as_door, invited):
        with as_door(Door.OFFICE):
            back = moved_on(come_back(client, go(client, f"/enrol/{invited}/provider/")))
            kept = client.cookies[settings.PROOF_COOKIE_NAME].value
            assert client.get(back).status_code == 302
            client.cookies[settings.PROOF_COOKIE_NAME] = kept
            assert "was used already" in text(client.get(back))

    def test_needs_a_link_that_works(self, client, provider, as_door):
        with as_door(Door.OFFICE):
            answer = client.post("/enrol/no-such-token/provider/")
        assert answer.status_code == 404
        assert settings.WISH_COOKIE_NAME not in answer.cookies

    def test_ends_with_the_link(self, client, person, provider, as_door, invited):
        with as_door(Door.OFFICE):
            back = moved_on(come_back(client, go(client, f"/enrol/{invited}/provider/")))
        Invitation.objects.update(cancelled_at=timezone.now())
        with as_door(Door.OFFICE):
            assert "This link does not work" in text(client.get(back))
        assert not ProviderLink.objects.exists()

    @pytest.mark.parametrize(("who", "right"), [("ada", True), ("mallory", False)])
    def test_after_a_lost_passkey_takes_the_account_that_is_linked(self, client, linked, provider, as_door, who, right):
        token = self.invite(linked, Invitation.Purpose.REPLACE_PASSKEY)
        with as_door(Door.OFFICE):
            assert "It shows that the account there is yours" in text(client.get(f"/enrol/{token}/"))
            answer = through(client, who, f"/enrol/{token}/provider/")
            if right:
                assert answer.headers["Location"] == f"/enrol/{token}/passkey/"
            else:
                assert "not the account at Example ID that is linked with yours" in text(answer)
                assert client.get(f"/enrol/{token}/passkey/").headers["Location"] == f"/enrol/{token}/"
        assert ProviderLink.objects.count() == 1

    def test_after_a_lost_passkey_offers_nothing_that_is_not_linked(self, client, person, provider, as_door):
        token = self.invite(person, Invitation.Purpose.REPLACE_PASSKEY)
        with as_door(Door.OFFICE):
            assert "Example ID" not in text(client.get(f"/enrol/{token}/"))


class TestTickets:
    def test_cannot_be_taken_for_one_another(self):
        wish = tickets.wish(tickets.SIGN_IN, to="/", bound="", at=timezone.now())
        assert tickets.opened(tickets.Wish, tickets.seal(wish)) == wish
        assert tickets.opened(tickets.Proof, tickets.seal(wish)) is None

    @pytest.mark.parametrize("value", ["", "x", "é", "A" * 5000, "QUJD" * 20])
    def test_of_others_are_none(self, value):
        assert tickets.opened(tickets.Wish, value) is None

    def test_do_not_carry_more_than_a_browser_keeps(self):
        for to in ("/" + "x" * 697, "/" + "é" * 116):
            wish = tickets.wish(tickets.SIGN_IN, to=to, bound="t" * 43, at=timezone.now())
            assert wish.to == to
            assert len(tickets.seal(wish)) <= tickets.LONGEST
            proof = tickets.proof(wish, subject="x" * 255, has_second_factor=True, at=timezone.now())
            assert len(tickets.seal(proof)) <= tickets.LONGEST
        assert tickets.wish(tickets.SIGN_IN, to="/" + "x" * 5000, bound="", at=timezone.now()).to == "/"

    def test_lapse(self):
        now = timezone.now()
        wish = tickets.wish(tickets.SIGN_IN, to="/", bound="", at=now)
        assert not wish.has_lapsed(now + timedelta(minutes=9))
        assert wish.has_lapsed(now + timedelta(minutes=11))
        assert wish.has_lapsed(now - timedelta(minutes=2))
