"""Two sealed cookies: what a browser went to the provider for, and what it came back with.

The session's cookie is never sent by a browser that comes from another site, so the way to the provider and back is
remembered beside it. A *wish* (SameSite=Lax) goes along and comes back; a *proof* (SameSite=Strict) is given on the way
back and is spent at this door alone. Both are encrypted under keys of this door, so neither can be read, made or taken
for the other, and both lapse after ten minutes.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.conf import settings
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

LASTS = timedelta(minutes=10)
LONGEST = 3800
"""Bytes of a cookie's value that every browser keeps."""
LONGEST_DESTINATION = 700

SIGN_IN, LINK, ENROL = "sign_in", "link", "enrol"
"""What somebody goes to the provider for."""


@dataclass(frozen=True)
class Ticket:
    """What both say. ``bound`` is the session (to link) or the invitation's token (to enrol) that it belongs to."""

    purpose: str
    to: str
    bound: str
    at: float

    def has_lapsed(self, at: datetime) -> bool:
        """Whether it is too old, or from a clock that was ahead."""
        return not -60 <= at.timestamp() - self.at <= LASTS.total_seconds()


@dataclass(frozen=True)
class Wish(Ticket):
    """On the way to the provider: what its answer will be held against."""

    state: str
    nonce: str
    verifier: str

    @property
    def challenge(self) -> str:
        """The public half of ``verifier`` (RFC 7636, S256)."""
        digest = hashlib.sha256(self.verifier.encode("ascii")).digest()
        return base64.urlsafe_b64encode(digest).decode("ascii").rstrip("=")


@dataclass(frozen=True)
class Proof(Ticket):
    """On the way back: whom the provider named. ``number`` can be spent once."""

    number: str
    subject: str
    has_second_factor: bool


T = TypeVar("T", bound=Ticket)


def wish(purpose: str, *, to: str, bound: str, at: datetime) -> Wish:
    """A new wish, with everything random drawn anew. An address too long to carry becomes the door's first page."""
    return Wish(
        purpose=purpose,
        to=to if len(json.dumps(to)) <= LONGEST_DESTINATION else "/",
        bound=bound,
        at=at.timestamp(),
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(48),
    )


def proof(of: Wish, *, subject: str, has_second_factor: bool, at: datetime) -> Proof:
    """What a wish became."""
    return Proof(of.purpose, of.to, of.bound, at.timestamp(), secrets.token_urlsafe(24), subject, has_second_factor)


def seal(ticket: Ticket) -> str:
    """The cookie's value."""
    written = json.dumps(asdict(ticket), separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(_box(type(ticket)).encrypt(written)).decode("ascii")


def opened(kind: type[T], value: str) -> T | None:
    """What a cookie says, or None when it is not one of ours of this kind. The caller asks whether it has lapsed."""
    if not value or len(value) > LONGEST:
        return None
    try:
        plain = _box(kind).decrypt(base64.b64decode(value.encode("ascii"), altchars=b"-_", validate=True))
    except (binascii.Error, CryptoError, UnicodeEncodeError, ValueError):
        return None
    told: dict[str, Any] = json.loads(plain)
    return kind(**told)


def _box(kind: type[Ticket]) -> SecretBox:
    key = hashlib.blake2b(
        settings.SECRET_KEY.encode(), digest_size=32, person=f"provider-{kind.__name__}".encode()[:16]
    )
    return SecretBox(key.digest())
