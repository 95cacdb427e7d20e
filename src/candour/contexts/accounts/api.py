"""What other contexts may ask of accounts: a fresh proof of identity before a grave act, losing nothing that was typed.

``@api.step_up_required`` around a view, or ``return api.ask_to_step_up(request)`` inside one when the actor has not
``has_stepped_up(request.now)``. A form that was sent too early is kept in the page that asks for the passkey, never
on the server, and the browser sends it again (307) to where it was going once the passkey was shown: the act goes
ahead, or its form comes back with its own errors, exactly as if it had been sent the first time. Uploaded files are
not kept: ask before a form with files is filled in.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from candour.contexts.accounts import passkeys
from candour.contexts.accounts.forms import CodeForm
from candour.kernel.people.models import Person
from candour.web.pages import page

OWN = "step_up-"
"""Begins the name of every field that belongs to the page that asks rather than to the form it keeps."""

View = Callable[..., HttpResponse]


def step_up_required(view: View) -> View:
    """A view that runs only within five minutes of a fresh proof of identity, and otherwise asks for one first."""

    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.actor is not None and request.actor.has_stepped_up(request.now):
            return view(request, *args, **kwargs)
        return ask_to_step_up(request)

    return guarded


def ask_to_step_up(request: Any) -> HttpResponse:
    """The answer of a view that needs a fresh proof first. For a sent form: a page that keeps it."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("accounts:step_up") + "?" + urlencode({"next": request.get_full_path()}))
    return ask_page(request, target=request.get_full_path(), again=True)


def ask_page(
    request: Any, *, target: str, again: bool, code: CodeForm | None = None, trouble: bool = False
) -> HttpResponse:
    """The page that asks for a passkey or a code and then goes on to ``target``, sending the kept form if ``again``."""
    person = Person.objects.get(pk=request.actor.person_id)
    demonstration = settings.DEMONSTRATION and person.is_synthetic
    kinds = frozenset() if demonstration else passkeys.kinds(person)
    if code is None and "totp" in kinds:
        code = CodeForm(prefix="step_up")
    shown = {
        "target": target,
        "again": again,
        "kept": _kept(request) if again else [],
        "options": passkeys.ask_to_prove(person) if "webauthn" in kinds else None,
        "code": code,
        "trouble": trouble,
        "demonstration": demonstration,
        "action": reverse("accounts:step_up"),
    }
    return page(request, "accounts/step_up.html", shown)


def _kept(request: HttpRequest) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if not name.startswith(OWN) and name != "csrfmiddlewaretoken"
    ]
