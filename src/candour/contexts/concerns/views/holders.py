"""The keys of the two sides at the office: who holds them, asking to, letting somebody in, ending a holding."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from candour.contexts.concerns.forms import identities as forms
from candour.contexts.concerns.models import KeyHolder
from candour.contexts.concerns.operations import holders, refusals
from candour.contexts.concerns.queries import identities
from candour.contexts.concerns.queries import openings as queries
from candour.contexts.concerns.views.openings import fresh_proof
from candour.kernel.doors import Door
from candour.kernel.people.roles import Role
from candour.kernel.procedures.facts import Refusal, Refused
from candour.kernel.sealing import ring
from candour.web import pages
from candour.web.entrance import entrance, roles

for_keepers = entrance(doors=Door.OFFICE, to=roles(*queries.OPENERS, Role.HEAD_OF_OFFICE, Role.COMMISSIONER))
for_openers = entrance(doors=Door.OFFICE, to=roles(*queries.OPENERS))


@for_keepers
@require_safe
def listed(request: Any) -> HttpResponse:
    """Both sides: their keys, those who hold them, those who ask to."""
    mine = identities.holding_of(request.actor.person_id)
    shown = {
        "sides": identities.sides(),
        "mine": mine,
        "fingerprint": lambda holder: ring.fingerprint(bytes(holder.public)),
        "may_ask": request.actor.has(*queries.OPENERS) and (mine is None or mine.enrolled_at is None),
        "is_head": request.actor.has(Role.HEAD_OF_OFFICE),
        "me": request.actor.person_id,
    }
    return pages.page(request, "concerns/office/identities/keys.html", shown)


@for_openers
@fresh_proof
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: Any) -> HttpResponse:
    """Draw a secret; it is shown on the answer to this form, and never again."""
    form = forms.AskForKey(request.POST if request.method == "POST" else None)
    refused: tuple[Refusal, ...] = ()
    if form.is_bound:
        try:
            asked = holders.ask(actor=request.actor, at=request.now)
        except Refused as why:
            refused = _refused(request, "holder.ask", why)
        else:
            public = ring.fingerprint(bytes(asked.holder.public))
            shown = {"secret": asked.secret.split(), "fingerprint": public}
            return pages.page(request, "concerns/office/identities/secret.html", shown)
    return _form(request, form, refused)


@for_openers
@fresh_proof
@require_http_methods(["GET", "HEAD", "POST"])
def let_in(request: Any, holder_id: UUID) -> HttpResponse:
    """Let in somebody of one's own side, with one's own secret."""
    holder = next((one for one in identities.asked_by_others(request.actor) if one.id == holder_id), None)
    if holder is None:
        raise Http404
    form = forms.LetIn(request.POST if request.method == "POST" else None)
    refused: tuple[Refusal, ...] = ()
    if form.is_bound and form.is_valid():
        try:
            holders.enrol(holder_id=holder.id, typed=form.cleaned_data["secret"], actor=request.actor, at=request.now)
        except Refused as why:
            refused = _refused(request, "holder.enrol", why)
        except holders.WrongSecret:
            refused = (Refusal("secret.wrong", _("This is not your secret. The try was counted."), ""),)
        except KeyHolder.DoesNotExist:
            raise Http404 from None
        else:
            messages.success(request, str(_("They hold the key now, under their own secret.")))
            return HttpResponseRedirect(reverse("identities:keys"))
        form = forms.LetIn()  # what was typed is not shown again
    shown = {"name": holder.person.name, "fingerprint": ring.fingerprint(bytes(holder.public))}
    return _form(request, form, refused, shown)


@for_keepers
@fresh_proof
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: Any, holder_id: UUID) -> HttpResponse:
    """End a holding: the head of office for anybody, everybody for themselves."""
    every = [one for side in identities.sides() for one in (*side.holders, *side.waiting)]
    holder = next((one for one in every if one.id == holder_id), None)
    if holder is None or not (request.actor.has(Role.HEAD_OF_OFFICE) or holder.person_id == request.actor.person_id):
        raise Http404
    form = forms.EndHolding(request.POST if request.method == "POST" else None)
    refused: tuple[Refusal, ...] = ()
    if form.is_bound:
        try:
            holders.end(holder_id=holder.id, actor=request.actor, at=request.now)
        except Refused as why:
            refused = _refused(request, "holder.end", why)
        else:
            messages.success(request, str(_("Ended. Their secret opens nothing here any more.")))
            return HttpResponseRedirect(reverse("identities:keys"))
    return _form(request, form, refused, {"name": holder.person.name})


def _refused(request: Any, step: str, why: Refused) -> tuple[Refusal, ...]:
    refusals.record(concern_id=request.actor.person_id, step=step, refused=why, actor=request.actor, at=request.now)
    return why.refusals


def _form(request: Any, form: Any, refused: tuple[Refusal, ...], more: dict[str, Any] | None = None) -> HttpResponse:
    shown = {"form": form, "refusals": refused, **(more or {})}
    status = 409 if refused else 200
    return pages.page(request, "concerns/office/identities/key-act.html", shown, status=status)
