"""What the sign-in pages share: where to go on to, who is half signed in, and the last act of signing in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import auth
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from candour.contexts.accounts import queries
from candour.contexts.accounts.operations import sign_in as operations
from candour.kernel.access import context
from candour.kernel.doors import Door
from candour.kernel.people.models import Person
from candour.web.pages import page

STAFF = (Door.DELIVERY, Door.OFFICE)
"""The doors at which people sign in."""

BACKEND = "candour.contexts.accounts.backend.PasswordBackend"
PENDING = "signing_in"
PENDING_LASTS = timedelta(minutes=10)


def safe_address(request: HttpRequest, address: str, default: str = "/") -> str:
    """An address of this door and no other; anything else becomes ``default``."""
    own = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if own and address.startswith("/") else default


def remember(request: Any, email: str, destination: str, *, by_provider: bool = False) -> None:
    """The password was right, or the provider named the person: keep who it was, under a new key, until the second
    step."""
    request.session.flush()
    kept = {"email": email, "to": destination, "at": request.now.timestamp(), "by_provider": by_provider}
    request.session[PENDING] = kept


def pending(request: Any) -> Person | None:
    """Who gave their password in this browser within the last ten minutes. Tells the database who is signing in."""
    kept = request.session.get(PENDING)
    if not kept or request.now.timestamp() - kept["at"] > PENDING_LASTS.total_seconds():
        return None
    context.tell(context.SIGNING_IN, kept["email"])
    return Person.objects.filter(email=kept["email"], deactivated_on=None).first()


def forget(request: Any) -> None:
    """Whoever was half signed in starts again."""
    request.session.flush()
    context.tell(context.SIGNING_IN, "")


def complete(request: Any, person: Person, *, method: str, destination: str = "/") -> HttpResponse:
    """Everything was proved: this browser is now signed in, under a new key. Refused to whoever holds no role at this
    door today: an account of one door opens no other."""
    if not queries.has_role_here(person):
        operations.record_refusal(email=person.email, door=request.door, reason="no_role", at=request.now)
        forget(request)
        return page(request, "accounts/no_role.html", {})
    kept = request.session.pop(PENDING, None)
    context.tell(context.SIGNING_IN, person.email)
    auth.login(request, person, backend=BACKEND)
    request.session.save()
    if kept and kept.get("by_provider"):
        method = f"provider_{method}"
    operations.record_sign_in(person=person, door=request.door, method=method, at=request.now)
    return HttpResponseRedirect(safe_address(request, kept["to"] if kept else destination))
