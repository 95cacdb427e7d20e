"""OpenID Connect, the authorization code flow with PKCE, as far as signing in needs it.

The provider is asked for nothing but who it is (``openid``): no email address, no name. Its answer counts when it is
signed by a key that the configured issuer publishes, names that issuer and this client exactly, carries the nonce of
this very browser, and is of now, give or take a minute.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import jwt
from django.core.cache import cache

from candour.contexts.accounts.provider import reach
from candour.contexts.accounts.provider.terms import Provider
from candour.contexts.accounts.provider.tickets import Wish

SKEW = 60
"""Seconds by which the two clocks may differ."""
KEPT_FOR = 3600
"""Seconds for which the provider's description and keys are kept in this process's memory."""
ASK_AGAIN_AFTER = 60
"""Seconds between two looks for a key that is not among those kept."""
LONGEST_SUBJECT = 255
ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})
"""Signatures made with a private key alone: never ``none``, never one that the client's own secret could make."""
NEAR = frozenset({"localhost", "127.0.0.1", "::1"})


class Faulty(Exception):
    """An answer that does not hold. ``code`` says what is wrong with it, in a word for the log and the ledger."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Description:
    """What the provider says of itself, as far as it is used."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    names_itself: bool
    """Whether every answer carries the issuer (RFC 9207)."""
    takes_basic: bool


@dataclass(frozen=True)
class Identity:
    """Whom the provider named."""

    subject: str
    has_second_factor: bool


def is_safe(address: str) -> bool:
    """Whether an address may be called: over TLS, or on this very machine."""
    parts = urlsplit(address)
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in NEAR))


def description(provider: Provider) -> Description:
    """What the provider publishes of itself. Raises Unreachable, or Faulty when it is another than was configured."""
    key = f"provider-description:{provider.issuer}"
    found: Description | None = cache.get(key)
    if found is None:
        address = provider.issuer.rstrip("/") + "/.well-known/openid-configuration"
        found = _described(provider, reach.get(address, authorities=provider.authorities))
        cache.set(key, found, KEPT_FOR)
    return found


def _described(provider: Provider, told: Mapping[str, Any]) -> Description:
    if told.get("issuer") != provider.issuer:
        raise Faulty("issuer_of_description")
    methods = told.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    if not isinstance(methods, list) or not {"client_secret_basic", "client_secret_post"} & set(map(str, methods)):
        raise Faulty("no_shared_way_to_log_in")
    return Description(
        authorization_endpoint=_endpoint(told, "authorization_endpoint"),
        token_endpoint=_endpoint(told, "token_endpoint"),
        jwks_uri=_endpoint(told, "jwks_uri"),
        names_itself=told.get("authorization_response_iss_parameter_supported") is True,
        takes_basic="client_secret_basic" in methods,
    )


def _endpoint(told: Mapping[str, Any], name: str) -> str:
    address = told.get(name)
    if not isinstance(address, str) or not is_safe(address):
        raise Faulty("addresses_of_description")
    return address


def address_to_go_to(provider: Provider, wish: Wish, callback: str) -> str:
    """Where to send the browser. Raises Unreachable or Faulty."""
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": callback,
        "scope": "openid",
        "state": wish.state,
        "nonce": wish.nonce,
        "code_challenge": wish.challenge,
        "code_challenge_method": "S256",
    }
    if provider.wanted_levels:
        asked["acr_values"] = provider.wanted_levels
    endpoint = description(provider).authorization_endpoint
    return f"{endpoint}{'&' if urlsplit(endpoint).query else '?'}{urlencode(asked)}"


def check_sender(provider: Provider, told: str | None) -> None:
    """Raises Faulty when an answer says that it comes from another issuer, or does not say so although it should."""
    if told is None and not description(provider).names_itself:
        return
    if told != provider.issuer:
        raise Faulty("issuer_of_answer")


def identity(provider: Provider, wish: Wish, *, code: str, callback: str, at: datetime) -> Identity:
    """Exchange the code for the provider's signed word, and read it. Raises Unreachable or Faulty."""
    return read(provider, _redeemed(provider, wish, code, callback), nonce=wish.nonce, at=at)


def _redeemed(provider: Provider, wish: Wish, code: str, callback: str) -> str:
    told = description(provider)
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": callback,
        "code_verifier": wish.verifier,
    }
    login = None
    if told.takes_basic:
        login = (quote(provider.client_id, safe=""), quote(provider.secret, safe=""))
    else:
        form |= {"client_id": provider.client_id, "client_secret": provider.secret}
    status, answer = reach.post(told.token_endpoint, form=form, login=login, authorities=provider.authorities)
    token = answer.get("id_token")
    if status != 200:
        # A wrong secret and a spent code are told apart for the operator; the provider's own words are not repeated.
        raise Faulty("client_refused" if answer.get("error") in {"invalid_client", "unauthorized_client"} else "code")
    if not isinstance(token, str):
        raise Faulty("no_id_token")
    return token


def read(provider: Provider, token: str, *, nonce: str, at: datetime) -> Identity:
    """Whom a signed answer names. Raises Faulty for one that does not hold in every respect."""
    claims = _signed(provider, token)
    if claims.get("iss") != provider.issuer:
        raise Faulty("issuer")
    _check_audience(claims, provider.client_id)
    _check_times(claims, at.timestamp())
    given = claims.get("nonce")
    if not isinstance(given, str) or not hmac.compare_digest(given.encode(), nonce.encode()):
        raise Faulty("nonce")
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise Faulty("subject")
    if not subject.isascii() or not subject.isprintable():
        raise Faulty("subject")
    return Identity(subject, bool(_statements(claims) & provider.second_factors))


def _check_audience(claims: Mapping[str, Any], client_id: str) -> None:
    audience = claims.get("aud")
    listed = [audience] if isinstance(audience, str) else audience
    if not isinstance(listed, list) or client_id not in listed:
        raise Faulty("audience")
    party = claims.get("azp")
    if (len(listed) > 1 or party is not None) and party != client_id:
        raise Faulty("authorised_party")


def _check_times(claims: Mapping[str, Any], now: float) -> None:
    if _moment(claims, "exp", "expired") <= now - SKEW:
        raise Faulty("expired")
    if _moment(claims, "iat", "issued_in_the_future") > now + SKEW:
        raise Faulty("issued_in_the_future")
    if "nbf" in claims and _moment(claims, "nbf", "not_yet_valid") > now + SKEW:
        raise Faulty("not_yet_valid")


def _moment(claims: Mapping[str, Any], name: str, fault: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise Faulty(fault)
    return value


def _statements(claims: Mapping[str, Any]) -> frozenset[str]:
    methods = claims.get("amr")
    found = {f"amr:{one}" for one in methods if isinstance(one, str)} if isinstance(methods, list) else set()
    if isinstance(claims.get("acr"), str):
        found.add(f"acr:{claims['acr']}")
    return frozenset(found)


def _signed(provider: Provider, token: str) -> Mapping[str, Any]:
    try:
        header = jwt.get_unverified_header(token)
        algorithm, name = header.get("alg"), header.get("kid")
        if algorithm not in ALGORITHMS:
            raise Faulty("algorithm")
        key = _key(provider, name, algorithm)
        # Who, for whom and when is checked above, against the moment of the request.
        unchecked = {f"verify_{what}": False for what in ("exp", "iat", "nbf", "aud", "iss", "sub", "jti")}
        unchecked["enforce_minimum_key_length"] = True
        claims: Mapping[str, Any] = jwt.decode(token, key=key, algorithms=[algorithm], options=unchecked)  # type: ignore[arg-type]
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as error:
        raise Faulty("signature") from error
    return claims


def _key(provider: Provider, name: Any, algorithm: str) -> jwt.PyJWK:
    """The provider's key of this name. Looks again, once a minute at most, when there is none: keys change."""
    place = f"provider-keys:{provider.issuer}"
    kept: list[dict[str, Any]] | None = cache.get(place)
    chosen = _chosen(kept or (), name, algorithm)
    if chosen is None and (kept is None or cache.add(f"{place}:looked", "yes", ASK_AGAIN_AFTER)):
        told = reach.get(description(provider).jwks_uri, authorities=provider.authorities).get("keys")
        kept = [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []
        cache.set(place, kept, KEPT_FOR)
        chosen = _chosen(kept, name, algorithm)
    if chosen is None:
        raise Faulty("unknown_key")
    return jwt.PyJWK.from_dict(chosen, algorithm=algorithm)


def _chosen(keys: Iterable[dict[str, Any]], name: Any, algorithm: str) -> dict[str, Any] | None:
    fitting = [
        key
        for key in keys
        if key.get("use", "sig") == "sig"
        and key.get("alg", algorithm) == algorithm
        and (name is None or key.get("kid") == name)
    ]
    return fitting[0] if len(fitting) == 1 or (fitting and name is not None) else None
