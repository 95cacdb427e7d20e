"""What the last act left to say ("The answer was sent"), carried to the next page in a signed cookie of this door.

A cookie rather than the session: a page that has nothing to say then reads no session at all. Messages hold references
at most, never content; the cookie is gone as soon as it was shown.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage


class Said(CookieStorage):
    """Django's, under a name of this door's own: cookies do not tell the ports of one host apart."""

    cookie_name = settings.SESSION_COOKIE_NAME.replace("session", "said")
