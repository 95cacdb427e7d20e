"""The pass to an open mailbox: an encrypted cookie that holds for a quarter of an hour from the last page.

It carries the mailbox's secret, sealed under a key of this door, so that the receipt need not be typed on every page.
The receipt itself is not in it. A pass is made for every well-formed receipt, whether or not it opens anything:
making it takes the same work, the same time and the same bytes (security.md, G8).
"""

from __future__ import annotations

import base64
import binascii
import struct
from datetime import UTC, datetime, timedelta

from django.conf import settings
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from candour.kernel.sealing.derivation import derive

LIFE = timedelta(minutes=15)
_SIZE = 32
_SHAPE = struct.Struct(f">q{_SIZE}s")
_SALT = b"candour mailbox pass, version 1"


class NotAPass(Exception):
    """The cookie is not one of ours."""


class PassEnded(Exception):
    """The quarter of an hour is over."""


def make(mailbox_secret: bytes, *, at: datetime) -> str:
    """The cookie's value. Always of the same length."""
    until = int((at + LIFE).timestamp())
    return base64.urlsafe_b64encode(_box().encrypt(_SHAPE.pack(until, mailbox_secret))).decode("ascii")


def read(cookie: str, *, at: datetime) -> bytes:
    """The mailbox's secret. Raises PassEnded or NotAPass."""
    try:
        plain = _box().decrypt(base64.b64decode(cookie[:200].encode("ascii"), altchars=b"-_", validate=True))
        until, secret = _SHAPE.unpack(plain)
    except (binascii.Error, UnicodeEncodeError, CryptoError, ValueError, struct.error) as error:
        raise NotAPass from error
    if datetime.fromtimestamp(until, UTC) <= at:
        raise PassEnded
    return bytes(secret)


def _box() -> SecretBox:
    return SecretBox(derive(settings.SECRET_KEY.encode(), salt=_SALT, purpose=b"seal"))
