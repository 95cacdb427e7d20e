"""What a named reader's browser keeps while an identity is being opened: the private half of a key made for that alone.

It is a cookie, sealed under a key of this door and bound to the request and the person, so that a copy of the browser's
files is worth nothing without the server, and a copy of the server nothing without the browser. The server stores it
nowhere. It ends with the request.
"""

from __future__ import annotations

import base64
import binascii
from uuid import UUID

from django.conf import settings

from candour.kernel.sealing import boxes
from candour.kernel.sealing.boxes import CannotOpen
from candour.kernel.sealing.derivation import derive

_SALT = b"candour reader pass, version 1"


def name(opening: UUID) -> str:
    """The cookie's name: one for each request."""
    return f"candour_office_reading_{opening.hex[:12]}"


def make(private: bytes, *, opening: UUID, person: UUID) -> str:
    """The cookie's value."""
    box = boxes.lock(_key(), private, about=opening.bytes + person.bytes)
    return base64.urlsafe_b64encode(box).decode("ascii")


def read(cookie: str, *, opening: UUID, person: UUID) -> bytes | None:
    """The private key; None for another browser's, another person's, another request's, or none."""
    try:
        box = base64.b64decode(cookie[:1000].encode("ascii"), altchars=b"-_", validate=True)
        return boxes.unlock(_key(), box, about=opening.bytes + person.bytes)
    except (binascii.Error, UnicodeEncodeError, ValueError, CannotOpen):
        return None


def _key() -> bytes:
    return derive(settings.SECRET_KEY.encode(), salt=_SALT, purpose=b"lock")
