"""From an invitation to a signed-in person: a password, then a passkey or an authenticator app."""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from candour.contexts.accounts import passkeys, queries
from candour.contexts.accounts.forms import ChoosePasswordForm, CodeForm, ProvePasswordForm
from candour.contexts.accounts.operations import authenticators
from candour.contexts.accounts.operations import enrolment as operations
from candour.contexts.accounts.operations import sign_in as sign_in_operations
from candour.contexts.accounts.qr import otp_code
from candour.contexts.accounts.views import signing
from candour.kernel.doors import Door
from candour.kernel.people.actor import Actor
from candour.kernel.people.models import Invitation, Person
from candour.web.entrance import ANYONE, entrance
from candour.web.pages import page

ENROLLING = "enrolling"
GONE = 404


def opened(request: Any, token: str) -> tuple[Invitation, Person] | None:
    """The invitation behind a link that works at this door, and whom it is for."""
    found = operations.find_invitation(token=token)
    if found is not None and operations.door_of(found[0].organisation) is not request.door:
        return None
    return found


def no_longer(request: Any) -> HttpResponse:
    """The page behind a link that does not work any more."""
    return page(request, "accounts/link_gone.html", {}, status=GONE)


@entrance(doors=signing.STAFF, to=ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: Any, token: str) -> HttpResponse:
    """The first page behind the link: choose a password, or prove the one there is when only the passkey is lost."""
    found = opened(request, token)
    if found is None:
        return no_longer(request)
    invitation, person = found
    replacing = invitation.purpose == Invitation.Purpose.REPLACE_PASSKEY
    data = request.POST if request.method == "POST" else None
    form = ProvePasswordForm(data) if replacing else ChoosePasswordForm(data, person=person)
    status = 200
    if request.method == "POST" and form.is_valid():
        password = form.cleaned_data["password"]
        if not replacing:
            operations.set_password(person=person, password=password, door=request.door, at=request.now)
        elif not ratelimit.consume(request, action="login_failed", key=person.email, dry_run=True):
            form.add_error(None, _("There were too many attempts. Wait 5 minutes and try again"))
            status = 429
        elif not person.check_password(password):
            ratelimit.consume(request, action="login_failed", key=person.email)
            sign_in_operations.record_refusal(
                email=person.email, door=request.door, reason="replace_password", at=request.now
            )
            form.add_error("password", _("That is not the password"))
        if not form.errors:
            request.session.flush()  # whoever was signed in here before is not the person who enrols
            request.session[ENROLLING] = str(invitation.pk)
            return HttpResponseRedirect(reverse("accounts:enrol_passkey", args=[token]))
    told = settings.SIGN_IN_PROVIDER
    linked = told and queries.provider_link(person.pk, request.door, told.issuer)
    shown = {
        "form": form,
        "person": person,
        "token": token,
        "replacing": replacing,
        "provider": told if not replacing or linked else None,
    }
    return page(request, "accounts/enrol.html", shown, status=status)


def _second(request: Any, token: str) -> tuple[Invitation, Person] | None:
    found = opened(request, token)
    if found is None or request.session.get(ENROLLING) != str(found[0].pk):
        return None
    return found


@entrance(doors=signing.STAFF, to=ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def passkey(request: Any, token: str) -> HttpResponse:
    """Make a passkey; with it the link is used up and the person is signed in."""
    found = _second(request, token)
    if found is None:
        return HttpResponseRedirect(reverse("accounts:enrol", args=[token]))
    invitation, person = found
    trouble = False
    if request.method == "POST":
        made = passkeys.registered(person, request.POST.get("credential", ""), request.POST.get("name", ""))
        if made is not None:
            authenticators.add_passkey(
                person=person,
                name=made[0],
                credential=made[1],
                actor=_as(person, request),
                door=request.door,
                at=request.now,
            )
            return _finish(request, invitation, person, "passkey")
        trouble = True
    options = passkeys.ask_to_register(person)
    shown = {
        "options": options,
        "person": person,
        "trouble": trouble,
        "token": token,
        "codes": request.door is Door.DELIVERY,
    }
    return page(request, "accounts/enrol_passkey.html", shown)


@entrance(doors=Door.DELIVERY, to=ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def codes(request: Any, token: str) -> HttpResponse:
    """Set up an authenticator app instead; not at the office."""
    found = _second(request, token)
    if found is None:
        return HttpResponseRedirect(reverse("accounts:enrol", args=[token]))
    invitation, person = found
    secret = passkeys.new_secret()
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if passkeys.is_code_of(secret, form.cleaned_data["code"]):
            authenticators.add_codes(
                person=person, secret=secret, actor=_as(person, request), door=request.door, at=request.now
            )
            return _finish(request, invitation, person, "code")
        form.add_error("code", _("That code is not right. Use the newest one"))
    shown = {"form": form, "secret": secret, "drawing": otp_code(person, secret), "token": token}
    return page(request, "accounts/enrol_codes.html", shown)


def _as(person: Person, request: Any) -> Actor:
    return Actor(person.pk, person.name, request.door)


def _finish(request: Any, invitation: Invitation, person: Person, method: str) -> HttpResponse:
    # The session first: using up the invitation ends what it lets the database show.
    request.session.flush()
    response = signing.complete(request, person, method=method)
    operations.use_invitation(invitation=invitation, person=person, door=request.door, at=request.now)
    return response
