"""Answers of a provider, or of somebody who plays one, that must not be believed; and ways that lead nowhere."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any, ClassVar

import jwt
import pytest
import requests
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from candour.contexts.accounts.provider import protocol, reach, tickets
from candour.contexts.accounts.provider.terms import Provider
from candour.contexts.accounts.tests.provider_side import come_back, go, link, moved_on, reasons, text
from candour.kernel.doors import Door
from candour.kernel.people.models import Session
from candour.kernel.people.roles import Role
from candour.kernel.people.tests import factories
from tests.database import AsDoor
from tests.identity_provider import Bent, IdentityProvider, new_key, published

pytestmark = pytest.mark.django_db

OTHER_KEY = new_key()


@pytest.fixture
def provider(provider: IdentityProvider) -> IdentityProvider:
    """With one person who has linked themselves."""
    link(factories.person(Role.ANALYST, name="Ada"), provider.issuer, "ada")
    return provider


def now() -> int:
    return int(time.time())


def signed_by(key: Any, name: str = "first", algorithm: str = "RS256") -> Callable[[dict[str, Any]], str]:
    return lambda claims: jwt.encode(claims, key, algorithm=algorithm, headers={"kid": name})


class Bad:
    """Each of these: what is bent, and the word for it in the ledger."""

    CLAIMS: ClassVar[list[tuple[dict[str, Any], str]]] = [
        ({"iss": "https://elsewhere.example"}, "issuer"),
        ({"iss": None}, "issuer"),
        ({"aud": "another-client"}, "audience"),
        ({"aud": None}, "audience"),
        ({"aud": []}, "audience"),
        ({"aud": {"candour": 1}}, "audience"),
        ({"aud": ["candour", "another-client"]}, "authorised_party"),
        ({"aud": ["candour", "another-client"], "azp": "another-client"}, "authorised_party"),
        ({"azp": "another-client"}, "authorised_party"),
        ({"nonce": "of another browser"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"nonce": 7}, "nonce"),
        ({"exp": now() - 3600}, "expired"),
        ({"exp": None}, "expired"),
        ({"exp": "tomorrow"}, "expired"),
        ({"exp": float("inf")}, "expired"),
        ({"exp": True}, "expired"),
        ({"iat": now() + 3600}, "issued_in_the_future"),
        ({"iat": None}, "issued_in_the_future"),
        ({"nbf": now() + 3600}, "not_yet_valid"),
        ({"sub": None}, "subject"),
        ({"sub": ""}, "subject"),
        ({"sub": 12}, "subject"),
        ({"sub": "x" * 256}, "subject"),
        ({"sub": "ada\nhttps://elsewhere.example"}, "subject"),
        ({"sub": "ad\u00e4"}, "subject"),
    ]
    SIGNATURES: ClassVar[list[tuple[Callable[[dict[str, Any]], str], str]]] = [
        (signed_by(OTHER_KEY), "signature"),
        (signed_by(OTHER_KEY, "unknown"), "unknown_key"),
        (lambda claims: jwt.encode(claims, "", algorithm="none", headers={"kid": "first"}), "algorithm"),
        (signed_by("s3cret of the client" * 3, algorithm="HS256"), "algorithm"),
        (lambda claims: "not.a.token", "signature"),
        (lambda claims: "", "signature"),
        (lambda claims: signed_by(OTHER_KEY)(claims) + "x", "signature"),
    ]


class TestAnswers:
    def refused(
        self, client: Client, provider: IdentityProvider, as_door: AsDoor, caplog: pytest.LogCaptureFixture
    ) -> str:
        """Signs in with what was bent; the reason that was written down. Nobody is signed in, nothing is repeated."""
        with as_door(Door.OFFICE):
            address = go(client, next="/account/")
            answer = come_back(client, address)
        assert answer.status_code == 400
        said = text(answer)
        assert "does not hold, so it was not believed" in said
        assert "Nothing was changed" in said
        assert 'value="/account/"' in answer.content.decode()
        assert settings.PROOF_COOKIE_NAME not in answer.cookies
        assert not Session.objects.exclude(person=None).exists()
        assert "canary" not in said + caplog.text
        (reason,) = reasons()
        assert reason.removeprefix("provider_") in caplog.text
        return reason.removeprefix("provider_")

    @pytest.mark.parametrize(("claims", "why"), Bad.CLAIMS)
    def test_with_a_wrong_claim_are_not_believed(
        self,
        client: Client,
        provider: IdentityProvider,
        as_door: AsDoor,
        caplog: pytest.LogCaptureFixture,
        claims: dict[str, Any],
        why: str,
    ) -> None:
        provider.bent.claims = claims
        assert self.refused(client, provider, as_door, caplog) == why

    @pytest.mark.parametrize(("sign", "why"), Bad.SIGNATURES)
    def test_with_a_wrong_signature_are_not_believed(
        self,
        client: Client,
        provider: IdentityProvider,
        as_door: AsDoor,
        caplog: pytest.LogCaptureFixture,
        sign: Callable[[dict[str, Any]], str],
        why: str,
    ) -> None:
        provider.bent.sign = sign
        assert self.refused(client, provider, as_door, caplog) == why

    def test_signed_with_the_public_key_as_if_it_were_a_secret_are_not_believed(
        self, client: Client, provider: IdentityProvider, as_door: AsDoor, caplog: pytest.LogCaptureFixture
    ) -> None:
        """The old confusion of algorithms, with a key set that invites it."""
        octets = {"kty": "oct", "kid": "first", "k": "czNjcmV0" * 6}
        provider.bent.keys = [octets]
        provider.bent.sign = signed_by(provider.key)
        assert self.refused(client, provider, as_door, caplog) == "signature"

    @pytest.mark.parametrize(
        ("bend", "why"),
        [
            ({"status": {"/token": 400}}, "code"),
            ({"body": {"/token": b'{"access_token": "x"}'}}, "no_id_token"),
            ({"body": {"/token": b'{"id_token": ["x"]}'}}, "no_id_token"),
            ({"body": {"/token": b'{"error": "invalid_client"}'}, "status": {"/token": 401}}, "client_refused"),
            ({"returned": {"iss": "https://elsewhere.example"}}, "issuer_of_answer"),
            ({"returned": {"iss": ""}}, "issuer_of_answer"),
            ({"returned": {"code": "a code of somebody else"}}, "code"),
            ({"keys": []}, "unknown_key"),
            ({"body": {"/keys": b'{"keys": "none"}'}}, "unknown_key"),
            ({"body": {"/keys": b'{"keys": ["none", 1]}'}}, "unknown_key"),
            ({"body": {"/keys": b'{"keys": [{"kid": "first", "kty": "RSA"}]}'}}, "signature"),
        ],
    )
    def test_out_of_order_are_not_believed(
        self,
        client: Client,
        provider: IdentityProvider,
        as_door: AsDoor,
        caplog: pytest.LogCaptureFixture,
        bend: dict[str, Any],
        why: str,
    ) -> None:
        provider.bent = Bent(**bend)
        assert self.refused(client, provider, as_door, caplog) == why

    @pytest.mark.parametrize(
        "claims",
        [{"exp": -30}, {"iat": 30}, {"nbf": 30}, {"aud": ["candour"]}, {"azp": "candour"},
         {"aud": ["candour", "another"], "azp": "candour"}],
    )  # fmt: skip
    def test_within_a_minute_and_named_rightly_are_believed(
        self, client: Client, provider: IdentityProvider, as_door: AsDoor, claims: dict[str, Any]
    ) -> None:
        # Seconds from now, counted when they are signed: a long run of tests is no difference of clocks.
        provider.bent.claims = {
            name: now() + value if isinstance(value, int) else value for name, value in claims.items()
        }
        with as_door(Door.OFFICE):
            assert moved_on(come_back(client, go(client))) == "/sign-in/provider/finish/"

    def test_of_a_new_key_are_believed_after_one_look(
        self, client: Client, provider: IdentityProvider, as_door: AsDoor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with as_door(Door.OFFICE):
            moved_on(come_back(client, go(client)))
            provider.bent.keys = [published(provider.key, "first"), published(OTHER_KEY, "second")]
            provider.bent.sign = signed_by(OTHER_KEY, "second")
            moved_on(come_back(client, go(client)))
            assert provider.asked.count("/keys") == 2
            # A made-up name of a key does not make this door ask each time.
            provider.bent.sign = signed_by(OTHER_KEY, "third")
            for _ in range(3):
                assert come_back(client, go(client)).status_code == 400
        assert provider.asked.count("/keys") == 2

    def test_of_a_provider_with_one_nameless_key_are_believed(
        self, client: Client, provider: IdentityProvider, as_door: AsDoor
    ) -> None:
        provider.bent.keys = [{**published(provider.key, "first"), "kid": None}]
        provider.bent.keys[0].pop("kid")
        provider.bent.sign = lambda claims: jwt.encode(claims, provider.key, algorithm="RS256")
        with as_door(Door.OFFICE):
            moved_on(come_back(client, go(client)))
            provider.bent.keys = [*provider.bent.keys, published(OTHER_KEY, "second")]
            cache.clear()
            assert come_back(client, go(client)).status_code == 400


class TestTheWay:
    """State: begun by this browser, now, once."""

    def test_of_another_browser_leads_nowhere(self, client: Client, provider: IdentityProvider) -> None:
        """Somebody sends a victim the way back that they began themselves."""
        address = go(client)
        client.cookies.clear()
        answer = come_back(client, address)
        assert answer.status_code == 400
        assert "this browser did not go there from here" in text(answer)
        assert "/token" not in provider.asked

    def test_of_an_earlier_tab_leads_nowhere(self, client: Client, provider: IdentityProvider) -> None:
        first, second = go(client), go(client)
        assert "You began again after this" in text(come_back(client, first))
        moved_on(come_back(client, second))

    def test_cannot_be_gone_twice(self, client: Client, provider: IdentityProvider, as_door: AsDoor) -> None:
        back = requests.get(f"{go(client)}&who=ada", allow_redirects=False, timeout=5).headers["Location"]
        path = back.removeprefix(settings.DOOR_ADDRESSES["office"])
        kept = client.cookies[settings.WISH_COOKIE_NAME].value
        finish = moved_on(client.get(path))
        proof = client.cookies[settings.PROOF_COOKIE_NAME].value
        client.cookies[settings.WISH_COOKIE_NAME] = kept
        assert "was used already" in text(client.get(path))
        with as_door(Door.OFFICE):
            assert client.get(finish).status_code == 302
            client.cookies[settings.PROOF_COOKIE_NAME] = proof
            answer = client.get(finish)
            assert answer.status_code == 400
            assert "was used already" in text(answer)
            assert "It took too long" in text(client.get(finish))

    def test_lapses(self, client: Client, provider: IdentityProvider, monkeypatch: pytest.MonkeyPatch) -> None:
        address = go(client, next="/account/")
        monkeypatch.setattr(tickets, "LASTS", timedelta(seconds=-1))
        answer = come_back(client, address)
        assert "It took more than 10 minutes" in text(answer)
        assert 'value="/account/"' in answer.content.decode()
        assert "/token" not in provider.asked
        assert "more than 10 minutes" in text(client.get("/sign-in/provider/go/"))
        monkeypatch.setattr(tickets, "LASTS", timedelta(minutes=10))
        finish = moved_on(come_back(client, go(client)))
        monkeypatch.setattr(tickets, "LASTS", timedelta(seconds=-1))
        assert "It took too long" in text(client.get(finish))

    @pytest.mark.parametrize("query", ["", "?state=", "?state=x&code=y", "?error=access_denied", "?code=%00&state=%ff"])
    def test_without_a_state_leads_nowhere(self, client: Client, provider: IdentityProvider, query: str) -> None:
        assert client.get(f"/sign-in/provider/callback/{query}").status_code == 400
        go(client)
        assert client.get(f"/sign-in/provider/callback/{query}").status_code == 400
        assert "/token" not in provider.asked

    def test_can_be_broken_off(self, client: Client, provider: IdentityProvider) -> None:
        answer = come_back(client, go(client), "nobody")
        assert answer.status_code == 200
        assert "You stopped at Example ID" in text(answer)
        provider.bent.returned = {"error": "server_error", "code": ""}
        assert "something did not work there" in text(come_back(client, go(client)))

    def test_is_begun_by_a_form_of_ours_alone(self, client: Client, provider: IdentityProvider) -> None:
        assert client.get("/sign-in/provider/").status_code == 405
        strict = type(client)(enforce_csrf_checks=True)
        assert strict.post("/sign-in/provider/").status_code == 403


class TestAProviderThatIsDown:
    @pytest.mark.parametrize(
        ("bend", "why"),
        [
            ({"status": {"/.well-known/openid-configuration": 500}}, "status_500"),
            ({"status": {"/.well-known/openid-configuration": 302}}, "status_302"),
            ({"body": {"/.well-known/openid-configuration": b"<html>"}}, "not_json"),
            ({"body": {"/.well-known/openid-configuration": b"[1]"}}, "not_json"),
            ({"body": {"/.well-known/openid-configuration": b"[" * 5000}}, "not_json"),
            ({"body": {"/.well-known/openid-configuration": b" " * 300_000}}, "too_long"),
            ({"wait": {"/.well-known/openid-configuration": 0.6}}, "timeout"),
        ],
    )
    def test_says_so_and_loses_nothing(
        self,
        client: Client,
        provider: IdentityProvider,
        bend: dict[str, Any],
        why: str,
        caplog: pytest.LogCaptureFixture,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(reach, "PATIENCE", (0.2, 0.3))
        provider.bent = Bent(**bend)
        client.post("/sign-in/provider/", {"next": "/account/"})
        answer = client.get("/sign-in/provider/go/")
        assert answer.status_code == 503
        assert "Candour itself works" in text(answer)
        assert 'value="/account/"' in answer.content.decode()
        assert why in caplog.text
        assert "Refresh" not in answer.headers
        provider.bent = Bent()
        time.sleep(0.4 if "wait" in bend else 0)
        moved_on(client.get("/sign-in/provider/go/"))

    def test_keeps_no_more_than_three_waiting(
        self, client: Client, provider: IdentityProvider, caplog: pytest.LogCaptureFixture
    ) -> None:
        """However many ask for it: the door's other threads are for those who are signed in."""
        client.post("/sign-in/provider/")
        for _ in range(3):
            assert reach._AT_ONCE.acquire(blocking=False)
        try:
            assert client.get("/sign-in/provider/go/").status_code == 503
        finally:
            reach._AT_ONCE.release(3)
        assert "busy" in caplog.text
        moved_on(client.get("/sign-in/provider/go/"))

    def test_says_so_on_the_way_back(
        self, client: Client, provider: IdentityProvider, caplog: pytest.LogCaptureFixture
    ) -> None:
        address = go(client)
        provider.bent.status = {"/token": 502}
        answer = come_back(client, address)
        assert answer.status_code == 503
        assert "status_502" in caplog.text

    def test_says_so_when_nobody_is_there(self, client: Client, provider: IdentityProvider, settings: Settings) -> None:
        settings.SIGN_IN_PROVIDER = Provider("http://127.0.0.1:9", "candour", "Example ID", "s3cret of the client")
        client.post("/sign-in/provider/")
        assert client.get("/sign-in/provider/go/").status_code == 503

    @pytest.mark.parametrize(
        ("bend", "why"),
        [
            ({"issuer": "https://elsewhere.example"}, "issuer_of_description"),
            ({"issuer": None}, "issuer_of_description"),
            ({"token_endpoint": "http://elsewhere.example/token"}, "addresses_of_description"),
            ({"authorization_endpoint": "javascript:alert(1)"}, "addresses_of_description"),
            ({"jwks_uri": None}, "addresses_of_description"),
            ({"token_endpoint_auth_methods_supported": ["private_key_jwt"]}, "no_shared_way_to_log_in"),
            ({"token_endpoint_auth_methods_supported": "client_secret_basic"}, "no_shared_way_to_log_in"),
        ],
    )
    def test_is_not_mistaken_for_another(
        self, client: Client, provider: IdentityProvider, bend: dict[str, Any], why: str
    ) -> None:
        provider.bent.description = bend
        client.post("/sign-in/provider/")
        assert client.get("/sign-in/provider/go/").status_code == 400
        assert reasons() == [f"provider_{why}"]


class TestTheClient:
    """What this side does that a strict provider insists on."""

    @pytest.mark.parametrize("methods", [None, ["client_secret_basic"], ["client_secret_post"]])
    def test_logs_in_as_the_provider_wants(
        self, client: Client, provider: IdentityProvider, methods: list[str]
    ) -> None:
        if methods:
            provider.bent.description = {"token_endpoint_auth_methods_supported": methods}
        moved_on(come_back(client, go(client)))

    def test_shows_a_verifier_that_nobody_else_has(self, client: Client, provider: IdentityProvider) -> None:
        """The provider refuses a code whose verifier is another: that of a code taken on the way."""
        address = go(client)
        other = type(client)()
        stolen = requests.get(f"{address}&who=ada", allow_redirects=False, timeout=5).headers["Location"]
        stolen_code = stolen.partition("code=")[2].partition("&")[0]
        provider.bent.returned = {"code": stolen_code}
        assert come_back(other, go(other)).status_code == 400
        assert reasons() == ["provider_code"]

    def test_takes_answers_of_a_provider_that_does_not_name_itself(
        self, client: Client, provider: IdentityProvider
    ) -> None:
        provider.bent.description = {"authorization_response_iss_parameter_supported": False}
        provider.bent.returned = {"iss": ""}
        moved_on(come_back(client, go(client)))

    def test_keeps_the_description_for_an_hour(self, client: Client, provider: IdentityProvider) -> None:
        for _ in range(3):
            moved_on(come_back(client, go(client)))
        assert provider.asked.count("/.well-known/openid-configuration") == 1

    def test_opens_its_secret_to_nobody(self, provider: IdentityProvider, settings: Settings) -> None:
        assert "s3cret" not in repr(settings.SIGN_IN_PROVIDER)

    def test_keeps_a_query_that_the_endpoint_has(self, client: Client, provider: IdentityProvider) -> None:
        provider.bent.description = {"authorization_endpoint": f"{provider.issuer}/authorize?tenant=1"}
        assert "/authorize?tenant=1&response_type=code" in go(client)


@pytest.mark.parametrize(
    ("address", "safe"),
    [("https://a.example/x", True), ("http://127.0.0.1:1/", True), ("http://a.example/", False), ("ftp://a/", False),
     ("https:///x", False), ("x", False), ("http://127.0.0.1.example/", False)],
)  # fmt: skip
def test_only_tls_or_this_machine_is_called(address: str, safe: bool) -> None:
    assert protocol.is_safe(address) == safe


def test_the_log_is_quiet_about_people(caplog: pytest.LogCaptureFixture) -> None:
    """What is logged is a word of ours; the logger of the client library speaks of addresses only when asked to."""
    assert logging.getLogger("urllib3").getEffectiveLevel() >= logging.WARNING
    assert tickets.wish(tickets.LINK, to="/", bound="x", at=timezone.now()).challenge
