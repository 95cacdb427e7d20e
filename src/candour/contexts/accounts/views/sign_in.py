"""Signing in with a password and a passkey or code, signing out, and the demonstration's one click."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import auth
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from candour.contexts.accounts import passkeys
from candour.contexts.accounts.forms import CodeForm, SignInForm
from candour.contexts.accounts.operations import sign_in as operations
from candour.contexts.accounts.queries import Demonstrated, demonstrated
from candour.contexts.accounts.views import signing
from candour.kernel.access import context
from candour.kernel.people.models import Person
from candour.web.entrance import ANYONE, SIGNED_IN, entrance
from candour.web.pages import page

TOO_MANY = 429


@entrance(doors=signing.STAFF, to=ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: Any) -> HttpResponse:
    """Email address and password. Every failure reads alike and costs alike, whether or not the address is known."""
    destination = signing.safe_address(request, request.POST.get("next") or request.GET.get("next") or "/")
    if request.actor is not None:
        return HttpResponseRedirect(destination)
    form = SignInForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        email, password = form.cleaned_data["email"].lower(), form.cleaned_data["password"]
        if not ratelimit.consume(request, action="login_failed", key=email, dry_run=True):
            operations.record_refusal(email=email, door=request.door, reason="too_many", at=request.now)
            form.add_error(None, _("There were too many attempts. Wait 5 minutes and try again"))
            status = TOO_MANY
        elif (person := auth.authenticate(request, email=email, password=password)) is not None:
            assert isinstance(person, Person)
            signing.remember(request, person.email, destination)
            return HttpResponseRedirect(reverse("accounts:second_step"))
        else:
            ratelimit.consume(request, action="login_failed", key=email)
            operations.record_refusal(email=email, door=request.door, reason="password", at=request.now)
            form.add_error(None, _("The email address or the password is not right"))
    shown = {
        "form": form,
        "next": destination,
        "left": "left" in request.GET,
        "provider": settings.SIGN_IN_PROVIDER,
    }
    return page(request, "accounts/sign_in.html", shown, status=status)


@entrance(doors=signing.STAFF, to=ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: Any) -> HttpResponse:
    """A passkey, or at the delivery door a code. Without either there is no way in, whatever the password."""
    person = signing.pending(request)
    if person is None:
        signing.forget(request)
        return HttpResponseRedirect(reverse("accounts:sign_in"))
    kinds = passkeys.kinds(person)
    if not kinds:
        operations.record_refusal(email=person.email, door=request.door, reason="no_passkey", at=request.now)
        signing.forget(request)
        return page(request, "accounts/no_passkey.html", {})
    code = CodeForm(request.POST if "code" in request.POST else None) if "totp" in kinds else None
    trouble = False
    if request.method == "POST":
        if code is not None and code.is_bound:
            if code.is_valid() and passkeys.is_code_right(person, code.cleaned_data["code"]):
                return signing.complete(request, person, method="code")
            if code.is_valid():
                code.add_error("code", _("That code is not right. Use the newest one"))
        elif passkeys.is_proved(person, request.POST.get("credential", "")):
            return signing.complete(request, person, method="passkey")
        else:
            trouble = True
        operations.record_refusal(email=person.email, door=request.door, reason="second_step", at=request.now)
    options = passkeys.ask_to_prove(person) if "webauthn" in kinds else None
    return page(request, "accounts/second_step.html", {"options": options, "code": code, "trouble": trouble})


@entrance(doors=signing.STAFF, to=SIGNED_IN)
@require_POST
def sign_out(request: Any) -> HttpResponse:
    """End this browser's session."""
    operations.record_sign_out(actor=request.actor, door=request.door, at=request.now)
    auth.logout(request)
    return HttpResponseRedirect(reverse("accounts:sign_in") + "?left")


@entrance(doors=signing.STAFF, to=ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def demonstration(request: Any) -> HttpResponse:
    """In a demonstration alone: whom one may be, and one click to be them. Otherwise there is no such page."""
    if not settings.DEMONSTRATION:
        raise Http404
    listed = demonstrated()
    if request.method == "POST":
        chosen = _chosen(listed, request.POST.get("person", ""))
        context.tell(context.SIGNING_IN, chosen.email)
        person = Person.objects.filter(pk=chosen.person_id, is_synthetic=True).first()
        if person is None:
            raise Http404
        destination = signing.safe_address(request, request.POST.get("next", "/"))
        request.session.flush()
        return signing.complete(request, person, method="demonstration", destination=destination)
    destination = signing.safe_address(request, request.GET.get("next", "/"))
    return page(request, "accounts/demonstration.html", {"people": listed, "next": destination})


def _chosen(listed: list[Demonstrated], typed: str) -> Demonstrated:
    try:
        wanted = UUID(typed)
    except ValueError as error:
        raise Http404 from error
    found = next((one for one in listed if one.person_id == wanted), None)
    if found is None:
        raise Http404
    return found
