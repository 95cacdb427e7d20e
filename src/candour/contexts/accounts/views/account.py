"""One's own account: roles, passkeys, codes, password, language, and signing out everywhere."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import auth, messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candour.contexts.accounts import passkeys, queries
from candour.contexts.accounts.api import step_up_required
from candour.contexts.accounts.forms import ChoosePasswordForm, CodeForm, LanguageForm
from candour.contexts.accounts.operations import authenticators
from candour.contexts.accounts.operations import sign_in as operations
from candour.contexts.accounts.operations.refusal import Refused
from candour.contexts.accounts.qr import otp_code
from candour.contexts.accounts.views import signing
from candour.kernel.doors import Door
from candour.kernel.people.models import Person, ProviderLink
from candour.web.entrance import SIGNED_IN, entrance
from candour.web.pages import page


def _back(request: Any, message: str = "") -> HttpResponse:
    if message:
        messages.success(request, message)
    return HttpResponseRedirect(reverse("accounts:account"))


def _myself(request: Any) -> Person:
    return Person.objects.get(pk=request.actor.person_id)


def _provider_link(request: Any) -> ProviderLink | None:
    told = settings.SIGN_IN_PROVIDER
    return queries.provider_link(request.actor.person_id, request.door, told.issuer) if told else None


@entrance(doors=signing.STAFF, to=SIGNED_IN)
@require_safe
def account(request: Any) -> HttpResponse:
    """What the system knows about how one signs in and what one may do."""
    today = localdate(request.now)
    holdings = queries.own_holdings(request.actor, today)
    own = passkeys.own(request.actor.person_id)
    person = _myself(request)
    shown = {
        "person": person,
        "holdings": holdings,
        "covers": queries.covers_of(holdings, today),
        "covering": [held for held in request.actor.holdings if held.covering],
        "passkeys": [one for one in own if one.type == "webauthn"],
        "codes": next((one for one in own if one.type == "totp"), None),
        "takes_codes": request.door is Door.DELIVERY,
        "only_one": len(own) == 1,
        "provider": settings.SIGN_IN_PROVIDER,
        "provider_link": _provider_link(request),
        "has_password": person.has_usable_password(),
        "language": LanguageForm(initial={"language": person.language}),
    }
    return page(request, "accounts/account.html", shown)


@entrance(doors=signing.STAFF, to=SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
@step_up_required
def add_passkey(request: Any) -> HttpResponse:
    """Another passkey: a second one is what saves a person whose first is lost."""
    person = _myself(request)
    trouble = False
    if request.method == "POST" and "credential" in request.POST:
        made = passkeys.registered(person, request.POST["credential"], request.POST.get("name", ""))
        if made is not None:
            authenticators.add_passkey(
                person=person, name=made[0], credential=made[1], actor=request.actor, door=request.door, at=request.now
            )
            return _back(request, _("The passkey was added"))
        trouble = True
    return page(request, "accounts/add_passkey.html", {"options": passkeys.ask_to_register(person), "trouble": trouble})


@entrance(doors=Door.DELIVERY, to=SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
@step_up_required
def add_codes(request: Any) -> HttpResponse:
    """An authenticator app; at the delivery door only."""
    person = _myself(request)
    secret = passkeys.new_secret()
    form = CodeForm(request.POST if "code" in request.POST else None)
    if form.is_bound and form.is_valid():
        if passkeys.is_code_of(secret, form.cleaned_data["code"]):
            try:
                authenticators.add_codes(
                    person=person, secret=secret, actor=request.actor, door=request.door, at=request.now
                )
            except Refused as refused:
                form.add_error(None, refused.message)
            else:
                passkeys.forget_secret(request)
                return _back(request, _("The authenticator app was added"))
        else:
            form.add_error("code", _("That code is not right. Use the newest one"))
    return page(
        request, "accounts/add_codes.html", {"form": form, "secret": secret, "drawing": otp_code(person, secret)}
    )


@entrance(doors=signing.STAFF, to=SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
@step_up_required
def remove_authenticator(request: Any, number: int) -> HttpResponse:
    """Remove one of one's own passkeys, or the authenticator app; never the last way in."""
    own = passkeys.own(request.actor.person_id)
    chosen = next((one for one in own if one.pk == number), None)
    if chosen is None:
        raise Http404
    trouble = ""
    if request.method == "POST":
        try:
            authenticators.remove(
                authenticator=chosen, types=passkeys.taken(), actor=request.actor, door=request.door, at=request.now
            )
        except Refused as refused:
            trouble = str(refused.message)
        else:
            return _back(request, _("It was removed"))
    return page(request, "accounts/remove_authenticator.html", {"chosen": chosen, "trouble": trouble})


@entrance(doors=signing.STAFF, to=SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
@step_up_required
def change_password(request: Any) -> HttpResponse:
    """A new password. Other browsers are signed out by it; this one stays."""
    person = _myself(request)
    form = ChoosePasswordForm(request.POST if "password" in request.POST else None, person=person)
    if form.is_bound and form.is_valid():
        operations.change_password(
            actor=request.actor,
            person=person,
            password=form.cleaned_data["password"],
            door=request.door,
            at=request.now,
        )
        request.session[auth.HASH_SESSION_KEY] = person.get_session_auth_hash()
        return _back(request, _("Your password was changed"))
    shown = {"form": form, "back": reverse("accounts:account"), "button": _("Change the password")}
    return page(request, "pages/form.html", shown)


@entrance(doors=signing.STAFF, to=SIGNED_IN)
@require_POST
def set_language(request: Any) -> HttpResponse:
    """In which language messages come."""
    form = LanguageForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the languages shown"))
        return _back(request)
    operations.set_language(
        actor=request.actor, language=form.cleaned_data["language"], door=request.door, at=request.now
    )
    return _back(request, _("The language was saved"))


@entrance(doors=signing.STAFF, to=SIGNED_IN)
@require_POST
def sign_out_everywhere(request: Any) -> HttpResponse:
    """End every session at this door, on every device."""
    operations.sign_out_everywhere(actor=request.actor, door=request.door, at=request.now)
    auth.logout(request)
    return HttpResponseRedirect(reverse("accounts:sign_in") + "?left")
