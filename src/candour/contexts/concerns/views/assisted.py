"""Entering a concern for a caller, a letter, an email or a visitor: type it, read it back, hand over the receipt.

Nothing is stored until it was read back. What was typed travels in the page itself, never in the session. The receipt
is made when it is stored and shown once: it is the person's, and the office keeps no copy.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from candour.contexts.concerns.forms.assisted import AssistedEntry
from candour.contexts.concerns.operations import assisted, intake, refusals
from candour.contexts.concerns.queries import case
from candour.contexts.concerns.queries.identities import NoSides
from candour.contexts.concerns.views import office
from candour.kernel.procedures.facts import Refused
from candour.web import pages

_ENTERED = "concerns.entered"
_REMEMBERED = 20


@office.for_handlers
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Any) -> HttpResponse:
    """The form (GET); the answers to read back, the form again, or the receipt (POST)."""
    standing = case.refusals_to_enter(request.actor, request.now)
    if standing and request.method != "POST":
        return pages.page(request, "concerns/office/may-not-enter.html", {"refusals": standing})
    if request.method != "POST":
        return _form(request, AssistedEntry(), secrets.token_urlsafe(12))
    token = request.POST.get("token", "")[:40]
    assisted.wait_for_own_entry(actor=request.actor)
    entered = request.session.get(_ENTERED, {})
    if token in entered:
        return pages.page(request, "concerns/office/entered-before.html", {"reference": entered[token]})
    form = AssistedEntry(request.POST)
    if not form.is_valid() or request.POST.get("go") == "change":
        return _form(request, form, token)
    if request.POST.get("go") == "record":
        return _record(request, form, token, entered)
    return pages.page(
        request, "concerns/office/read-back.html", {"form": form, "answers": form.answers(), "token": token}
    )


def _record(request: Any, form: AssistedEntry, token: str, entered: dict[str, str]) -> HttpResponse:
    try:
        concern, receipt = intake.receive_assisted(
            submission=form.submission, actor=request.actor, channel=form.cleaned_data["channel"], at=request.now
        )
    except Refused as refused:
        refusals.record(
            concern_id=request.actor.person_id, step="receive", refused=refused, actor=request.actor, at=request.now
        )
        form.add_error(
            None, _("Your role does not take concerns in. Ask a caseworker to enter it; nothing was stored.")
        )
        return _form(request, form, token, status=409)
    except NoSides:  # never taken in with less protection than was promised
        form.add_error("level", _("Nothing can be sealed at this moment, so nothing was stored. Try again later."))
        return _form(request, form, token, status=409)
    kept = dict(list(entered.items())[1 - _REMEMBERED :])
    request.session[_ENTERED] = {**kept, token: concern.reference}
    shown = {"concern": concern, "receipt": receipt.shown}
    return pages.page(request, "concerns/office/receipt.html", shown)


def _form(request: Any, form: AssistedEntry, token: str, status: int = 200) -> HttpResponse:
    return pages.page(request, "concerns/office/assisted.html", {"form": form, "token": token}, status=status)
