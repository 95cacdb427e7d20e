"""A small real OpenID Connect provider for tests: description, keys, a page to sign in on, and a token endpoint.

It is as strict as a good one: it knows its client's secret and return address, takes a code once and only with the
verifier whose challenge it was asked with, and tells nobody's name or address. Tests of bad answers bend it through
``Bent``. As a process of its own it stands on 127.0.0.1, which is another site than localhost for a browser:

    python -m tests.identity_provider PORT CLIENT SECRET CALLBACK
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import secrets
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

PEOPLE = ("ada", "bo", "mallory")


def new_key() -> rsa.RSAPrivateKey:
    """A key to sign with."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def published(key: rsa.RSAPrivateKey, name: str) -> dict[str, Any]:
    """The public half of a key, as it is published."""
    return jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True) | {
        "kid": name, "use": "sig", "alg": "RS256",
    }  # fmt: skip


@dataclass
class Bent:
    """How this provider misbehaves; nothing by default."""

    description: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    """Claims in place of the right ones; None leaves one out."""
    sign: Callable[[dict[str, Any]], str] | None = None
    keys: list[dict[str, Any]] | None = None
    status: dict[str, int] = field(default_factory=dict)
    """Path → the status to answer with."""
    body: dict[str, bytes] = field(default_factory=dict)
    """Path → what to answer with."""
    wait: dict[str, float] = field(default_factory=dict)
    """Path → seconds before it answers."""
    returned: dict[str, str] = field(default_factory=dict)
    """Parameters of the way back, in place of the right ones."""


@dataclass
class IdentityProvider:
    """One provider with one client. ``asked`` counts requests by path."""

    client: str
    secret: str
    callback: str
    issuer: str = ""
    key: rsa.RSAPrivateKey = field(default_factory=new_key)
    key_name: str = "first"
    methods: list[str] = field(default_factory=lambda: ["pwd"])
    bent: Bent = field(default_factory=Bent)
    asked: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def description(self) -> dict[str, Any]:
        """What it publishes of itself."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": True,
        } | self.bent.description

    def published_keys(self) -> dict[str, Any]:
        """Its public keys."""
        keys = [published(self.key, self.key_name)] if self.bent.keys is None else self.bent.keys
        return {"keys": keys}

    def authorise(self, asked: dict[str, str], who: str) -> str:
        """Where to send the browser back to, now that it is ``who``; raises ValueError for what a client got wrong."""
        wrong = [
            what
            for what, right in (
                ("client_id", asked.get("client_id") == self.client),
                ("redirect_uri", asked.get("redirect_uri") == self.callback),
                ("response_type", asked.get("response_type") == "code"),
                ("scope", asked.get("scope") == "openid"),
                ("challenge", len(asked.get("code_challenge", "")) == 43),
                ("method", asked.get("code_challenge_method") == "S256"),
                ("state", len(asked.get("state", "")) > 20 and len(asked.get("nonce", "")) > 20),
            )
            if not right
        ]
        if wrong:
            raise ValueError(f"wrong: {', '.join(wrong)}")
        back = {"state": asked["state"], "iss": self.issuer}
        if who:
            back["code"] = secrets.token_urlsafe(16)
            self.codes[back["code"]] = {"who": who, "nonce": asked["nonce"], "challenge": asked["code_challenge"]}
        else:
            back["error"] = "access_denied"
        back |= self.bent.returned
        return f"{self.callback}?{urlencode({name: value for name, value in back.items() if value})}"

    def redeem(self, form: dict[str, str], login: tuple[str, str]) -> tuple[int, dict[str, Any]]:
        """The token endpoint."""
        if login != (self.client, self.secret):
            return 401, {"error": "invalid_client"}
        kept = self.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        right = kept is not None and kept["challenge"] == challenge and form.get("redirect_uri") == self.callback
        if not right or kept is None or form.get("grant_type") != "authorization_code":
            return 400, {"error": "invalid_grant", "error_description": "canary-of-the-provider"}
        token = self.token(kept["who"], kept["nonce"])
        return 200, {"access_token": secrets.token_urlsafe(16), "token_type": "Bearer", "id_token": token}

    def token(self, who: str, nonce: str) -> str:
        """Its signed word."""
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": self.issuer, "sub": who, "aud": self.client, "exp": now + 300, "iat": now, "nonce": nonce,
            "amr": self.methods,
        }  # fmt: skip
        claims = {name: value for name, value in (claims | self.bent.claims).items() if value is not None}
        if self.bent.sign is not None:
            return self.bent.sign(claims)
        return jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": self.key_name})


def _handler(provider: IdentityProvider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, asked = self._begin()
            if path == "/.well-known/openid-configuration":
                self._json(200, provider.description())
            elif path == "/keys":
                self._json(200, provider.published_keys())
            elif path == "/authorize" and "who" not in asked:
                self._choose(asked)
            elif path == "/authorize":
                try:
                    back = provider.authorise(asked, asked.pop("who").removesuffix("nobody"))
                except ValueError as error:
                    self._send(400, "text/plain", str(error).encode())
                else:
                    self._send(302, "text/plain", b"", Location=back)
            else:
                self._send(404, "text/plain", b"nothing here")

        def do_POST(self) -> None:
            path, _ = self._begin()
            sent = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
            form = {name: values[0] for name, values in parse_qs(sent).items()}
            if path != "/token":
                self._send(404, "text/plain", b"nothing here")
                return
            scheme, _, told = self.headers.get("Authorization", "").partition(" ")
            if scheme == "Basic":
                name, _, secret = base64.b64decode(told).decode().partition(":")
                login = (unquote(name), unquote(secret))
            else:
                login = (form.get("client_id", ""), form.get("client_secret", ""))
            self._json(*provider.redeem(form, login))

        def _begin(self) -> tuple[str, dict[str, str]]:
            parts = urlsplit(self.path)
            provider.asked.append(parts.path)
            time.sleep(provider.bent.wait.get(parts.path, 0))
            return parts.path, {name: values[0] for name, values in parse_qs(parts.query).items()}

        def _choose(self, asked: dict[str, str]) -> None:
            links = "".join(
                f'<p><a href="/authorize?{html.escape(urlencode(asked | {"who": who}))}">Be {who}</a></p>'
                for who in (*PEOPLE, "nobody")
            )
            page = f"<!doctype html><html lang=en><title>Provider</title><h1>Who are you?</h1>{links}"
            self._send(200, "text/html; charset=utf-8", page.encode())

        def _json(self, status: int, told: dict[str, Any]) -> None:
            self._send(status, "application/json", json.dumps(told).encode())

        def _send(self, status: int, kind: str, body: bytes, **headers: str) -> None:
            path = urlsplit(self.path).path
            self.send_response(provider.bent.status.get(path, status))
            body = provider.bent.body.get(path, body)
            for name, value in ({"Content-Type": kind, "Content-Length": str(len(body))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            """Nothing: a test's output is its own."""

    return Handler


@contextmanager
def serving(provider: IdentityProvider, port: int = 0) -> Iterator[IdentityProvider]:
    """The provider on a port of 127.0.0.1, in a thread of this process."""
    server = ThreadingHTTPServer(("127.0.0.1", port), _handler(provider))
    provider.issuer = provider.issuer or f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def main(port: str, client: str, secret: str, callback: str, methods: str = "pwd") -> None:
    """Serve until killed."""
    with serving(IdentityProvider(client, secret, callback, methods=methods.split(",")), int(port)):
        threading.Event().wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
