"""Cookies of the public side: the key of a draft, and the pass to what a receipt opens; of concerns, of referrals and of
what a person asks about their own record.
(At the office the key of a reader's browser is given in the same way.)

All end with the browser, are never read by a script and never sent from another site. The way out deletes every
cookie of this door (candour.web.views.leave), so their path is the whole site.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

DRAFT = "candour_public_draft"
MAILBOX = "candour_public_mailbox"
REFERRAL_DRAFT = "candour_public_referral_draft"
REFERRAL = "candour_public_referral"
MY_RECORD = "candour_public_my_record"
_LOCAL = frozenset({"localhost", "127.0.0.1", "testserver"})


def give(
    request: HttpRequest, response: HttpResponse, name: str, value: str, *, path: str = "/", seconds: int | None = None
) -> None:
    """Set one of them: only over an encrypted connection, except on this very machine. ``seconds`` lets one outlive the
    browser."""
    is_local = settings.DEMONSTRATION or request.get_host().partition(":")[0] in _LOCAL
    response.set_cookie(name, value, path=path, max_age=seconds, secure=not is_local, httponly=True, samesite="Strict")


def take_back(response: HttpResponse, name: str) -> None:
    """Delete one of them."""
    response.delete_cookie(name, path="/", samesite="Strict")
