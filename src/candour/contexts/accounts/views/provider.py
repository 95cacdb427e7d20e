"""To the provider and back, in steps that each do one thing.

``begin``, ``link`` and ``enrol`` write down what a browser goes for; ``go`` asks the provider where to send it;
``callback`` takes the answer and believes it or not; ``finish`` acts on it. The two in the middle call the provider and
touch no database; the others touch the database and call nobody. ``go`` and ``callback`` answer with a page that moves
on by itself rather than with a redirect: a page of ours is a sender whom our own strict cookies trust, and a form that
leads to another site is what our content security policy refuses.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from candour.contexts.accounts import queries
from candour.contexts.accounts.api import ask_to_step_up, step_up_required
from candour.contexts.accounts.operations import provider as operations
from candour.contexts.accounts.operations import sign_in as sign_in_operations
from candour.contexts.accounts.operations.refusal import Refused
from candour.contexts.accounts.provider import protocol, tickets
from candour.contexts.accounts.provider.reach import Unreachable
from candour.contexts.accounts.provider.terms import Provider
from candour.contexts.accounts.provider.tickets import Proof, Wish
from candour.contexts.accounts.views import enrolment, signing
from candour.contexts.accounts.views.provider_trouble import trouble
from candour.kernel.access import context
from candour.kernel.people.actor import Actor
from candour.kernel.people.models import Invitation, Person
from candour.web.entrance import ANYONE, SIGNED_IN, entrance
from candour.web.pages import page

log = logging.getLogger(__name__)

View = Callable[..., HttpResponse]
COOKIE_LASTS = 3600
"""Seconds for which a wish's cookie is kept: longer than it holds, so that who comes late is told so."""
SPENT_FOR = 2 * int(tickets.LASTS.total_seconds())


def _offered(view: View) -> View:
    """Where no provider is configured there is no such page."""

    @wraps(view)
    def offered(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if settings.SIGN_IN_PROVIDER is None:
            raise Http404
        return view(request, *args, **kwargs)

    return offered


def _provider() -> Provider:
    told = settings.SIGN_IN_PROVIDER
    assert told is not None  # every view here is offered only where there is one
    return told


# -- on the way


@entrance(doors=signing.STAFF, to=ANYONE, database=False)
@_offered
@require_POST
def begin(request: Any) -> HttpResponse:
    """Somebody wants to sign in through the provider."""
    return _set_out(request, tickets.SIGN_IN, to=signing.safe_address(request, request.POST.get("next", "/")))


@entrance(doors=signing.STAFF, to=SIGNED_IN)
@_offered
@require_POST
@step_up_required
def link(request: Any) -> HttpResponse:
    """Somebody who is signed in, and has just proved it, wants to link their account with the provider."""
    return _set_out(request, tickets.LINK, to=reverse("accounts:account"), bound=str(request.actor.session_id))


@entrance(doors=signing.STAFF, to=ANYONE)
@_offered
@require_POST
def enrol(request: Any, token: str) -> HttpResponse:
    """Somebody with an invitation wants the provider instead of a password."""
    if enrolment.opened(request, token) is None:
        return enrolment.no_longer(request)
    return _set_out(request, tickets.ENROL, to=reverse("accounts:enrol", args=[token]), bound=token)


def _set_out(request: Any, purpose: str, *, to: str, bound: str = "") -> HttpResponse:
    response = HttpResponseRedirect(reverse("accounts:provider_go"))
    wish = tickets.wish(purpose, to=to, bound=bound, at=request.now)
    # Lax, and nothing else of ours is: it has to come back with a browser that comes from the provider's site.
    _give(response, settings.WISH_COOKIE_NAME, tickets.seal(wish), "Lax", COOKIE_LASTS)
    return response


@entrance(doors=signing.STAFF, to=ANYONE, database=False)
@_offered
@require_GET
def go(request: Any) -> HttpResponse:
    """Ask the provider where it wants the browser, and move on there."""
    provider = _provider()
    wish = tickets.opened(Wish, request.COOKIES.get(settings.WISH_COOKIE_NAME, ""))
    if wish is None or wish.has_lapsed(request.now):
        return trouble(request, "no_wish" if wish is None else "lapsed", wish)
    try:
        address = protocol.address_to_go_to(provider, wish, _callback_address(request))
    except (Unreachable, protocol.Faulty) as error:
        return _did_not_work(request, error, wish)
    return _moving_on(request, address, "accounts/provider_going.html")


@entrance(doors=signing.STAFF, to=ANYONE, database=False)
@_offered
@require_GET
def callback(request: Any) -> HttpResponse:
    """The browser comes back. What it brings is believed only if this browser went for it, now, and only once."""
    provider = _provider()
    wish = tickets.opened(Wish, request.COOKIES.get(settings.WISH_COOKIE_NAME, ""))
    given = request.GET.get("state", "")
    if wish is None:
        return trouble(request, "no_wish", None)
    if given != wish.state:
        return trouble(request, "overtaken", wish)
    if wish.has_lapsed(request.now):
        return trouble(request, "lapsed", wish)
    if not cache.add(f"provider-state:{wish.state}", "spent", SPENT_FOR):
        return trouble(request, "spent", wish)
    try:
        protocol.check_sender(provider, request.GET.get("iss"))
        if "error" in request.GET or not request.GET.get("code"):
            stopped = request.GET.get("error") == "access_denied"
            log.warning("the provider sent somebody back without a code")
            return trouble(request, "stopped" if stopped else "provider_error", wish)
        found = protocol.identity(
            provider, wish, code=request.GET["code"], callback=_callback_address(request), at=request.now
        )
    except (Unreachable, protocol.Faulty) as error:
        return _did_not_work(request, error, wish)
    proof = tickets.proof(wish, subject=found.subject, has_second_factor=found.has_second_factor, at=request.now)
    response = _moving_on(request, reverse("accounts:provider_finish"), "accounts/provider_back.html")
    _give(response, settings.PROOF_COOKIE_NAME, tickets.seal(proof), "Strict", int(tickets.LASTS.total_seconds()))
    _take(response, settings.WISH_COOKIE_NAME, "Lax")
    return response


def _did_not_work(request: Any, error: Unreachable | protocol.Faulty, wish: Wish) -> HttpResponse:
    if isinstance(error, Unreachable):
        log.warning("the provider cannot be reached: %s", error.code)
        return trouble(request, "down", wish)
    log.warning("the provider's answer does not hold: %s", error.code)
    sign_in_operations.record_refusal(
        email=_provider().issuer, door=request.door, reason=f"provider_{error.code}", at=request.now
    )
    return trouble(request, "wrong_answer", wish)


# -- back


@entrance(doors=signing.STAFF, to=ANYONE)
@_offered
@require_GET
def finish(request: Any) -> HttpResponse:
    """Act on what was proved: sign in, link, or go on enrolling."""
    proof = tickets.opened(Proof, request.COOKIES.get(settings.PROOF_COOKIE_NAME, ""))
    if proof is None or proof.has_lapsed(request.now):
        return trouble(request, "no_proof", proof)
    act = {tickets.SIGN_IN: _sign_in, tickets.LINK: _link, tickets.ENROL: _enrol}[proof.purpose]
    response = act(request, proof)
    if response.status_code != 302 or not response.headers["Location"].startswith(reverse("accounts:step_up")):
        _take(response, settings.PROOF_COOKIE_NAME, "Strict")
    return response


def _spend(proof: Proof) -> bool:
    """Whether this proof had not been spent; it is now."""
    return cache.add(f"provider-proof:{proof.number}", "spent", SPENT_FOR)


def _told(request: Any, proof: Proof) -> str:
    return queries.as_told(request.door, _provider().issuer, proof.subject)


def _sign_in(request: Any, proof: Proof) -> HttpResponse:
    if not _spend(proof):
        return trouble(request, "spent", proof)
    told = _told(request, proof)
    email = queries.linked_address(told)
    if email is None:
        sign_in_operations.record_refusal(email=told, door=request.door, reason="not_linked", at=request.now)
        return trouble(request, "not_linked", proof)
    if proof.has_second_factor:
        context.tell(context.SIGNING_IN, email)
        request.session.flush()
        person = Person.objects.get(email=email)
        return signing.complete(request, person, method="provider", destination=proof.to)
    signing.remember(request, email, proof.to, by_provider=True)
    return HttpResponseRedirect(reverse("accounts:second_step"))


def _link(request: Any, proof: Proof) -> HttpResponse:
    actor = request.actor
    if actor is None or str(actor.session_id) != proof.bound:
        return trouble(request, "signed_out", proof)
    if not actor.has_stepped_up(request.now):
        return ask_to_step_up(request)
    if not _spend(proof):
        return trouble(request, "spent", proof)
    person = Person.objects.get(pk=actor.person_id)
    if refused := _linked(request, proof, person, actor):
        return refused
    messages.success(request, _("You can now sign in with %(name)s") % {"name": _provider().name})
    return HttpResponseRedirect(reverse("accounts:account"))


def _enrol(request: Any, proof: Proof) -> HttpResponse:
    found = enrolment.opened(request, proof.bound)
    if found is None:
        return enrolment.no_longer(request)
    if not _spend(proof):
        return trouble(request, "spent", proof)
    invitation, person = found
    if invitation.purpose == Invitation.Purpose.REPLACE_PASSKEY:
        if queries.linked_address(_told(request, proof)) != person.email:
            sign_in_operations.record_refusal(
                email=person.email, door=request.door, reason="replace_provider", at=request.now
            )
            return trouble(request, "other_person", proof)
    elif refused := _linked(request, proof, person, Actor(person.pk, person.name, request.door)):
        return refused
    request.session.flush()  # whoever was signed in here before is not the person who enrols
    request.session[enrolment.ENROLLING] = str(invitation.pk)
    return HttpResponseRedirect(reverse("accounts:enrol_passkey", args=[proof.bound]))


def _linked(request: Any, proof: Proof, person: Person, actor: Actor) -> HttpResponse | None:
    """Link them; the page that says why not, if it may not be."""
    issuer = _provider().issuer
    try:
        operations.link(
            person=person, issuer=issuer, told=_told(request, proof), actor=actor, door=request.door, at=request.now
        )
    except Refused as refused:
        sign_in_operations.record_refusal(
            email=person.email, door=request.door, reason=f"provider_{refused.code}", at=request.now
        )
        return trouble(request, "linked_elsewhere", proof)
    return None


@entrance(doors=signing.STAFF, to=SIGNED_IN)
@_offered
@require_http_methods(["GET", "HEAD", "POST"])
@step_up_required
def unlink(request: Any) -> HttpResponse:
    """Sign in through the provider no longer."""
    refusal = ""
    if request.method == "POST":
        person = Person.objects.get(pk=request.actor.person_id)
        try:
            operations.unlink(person=person, actor=request.actor, door=request.door, at=request.now)
        except Refused as refused:
            refusal = str(refused.message)
        else:
            messages.success(request, _("The link was removed"))
            return HttpResponseRedirect(reverse("accounts:account"))
    shown = {"provider": _provider(), "trouble": refusal}
    return page(request, "accounts/provider_remove.html", shown)


# -- cookies and pages


def _callback_address(request: Any) -> str:
    return settings.DOOR_ADDRESSES[request.door.value] + reverse("accounts:provider_callback")


def _moving_on(request: Any, address: str, template: str) -> HttpResponse:
    response = page(request, template, {"address": address, "provider": _provider()})
    response.headers["Refresh"] = f"0; url={address}"
    return response


def _give(response: HttpResponse, name: str, value: str, samesite: Any, lasts: int) -> None:
    secure = bool(settings.SESSION_COOKIE_SECURE)
    response.set_cookie(name, value, max_age=lasts, path="/", secure=secure, httponly=True, samesite=samesite)


def _take(response: HttpResponse, name: str, samesite: Any) -> None:
    response.set_cookie(
        name, "", max_age=0, path="/", secure=bool(settings.SESSION_COOKIE_SECURE), httponly=True, samesite=samesite
    )
