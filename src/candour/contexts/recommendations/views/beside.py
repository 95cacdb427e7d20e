"""What the office puts beside an issued recommendation: a link, or a notice that corrects it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from candour.contexts.recommendations.forms.beside import CorrectionForm, LinkForm
from candour.contexts.recommendations.models import Recommendation
from candour.contexts.recommendations.operations import corrections, drafts, linking
from candour.contexts.recommendations.queries import beside
from candour.contexts.recommendations.views.reports import for_writers
from candour.kernel.procedures.facts import Refused
from candour.web import forms, pages


@for_writers
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: Any, reference: str) -> HttpResponse:
    """Link it to another recommendation."""
    found = _found(reference)
    form = LinkForm(request.POST if request.method == "POST" else None)
    refused = None
    if form.is_bound and form.is_valid():
        try:
            linking.link(
                recommendation_id=found.id,
                actor=request.actor,
                at=request.now,
                seen=_seen(request),
                **form.cleaned_data,
            )
        except Refused as error:
            refused = _recorded(request, found, "link", error)
        else:
            return _done(request, found, _("Linked."))
    shown = beside.of(found)
    return _page(request, "link.html", found, form, shown, len(shown.links), refused)


@for_writers
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: Any, reference: str) -> HttpResponse:
    """Put a notice beside it."""
    found = _found(reference)
    shown = beside.of(found)
    form = CorrectionForm(request.POST if request.method == "POST" else None)
    form.of(shown.addressees)
    refused = None
    if form.is_bound and form.is_valid():
        try:
            corrections.correct(
                recommendation_id=found.id,
                said=form.said(),
                addressee_id=form.cleaned_data["addressee_id"],
                actor=request.actor,
                at=request.now,
                seen=_seen(request),
            )
        except Refused as error:
            refused = _recorded(request, found, "correct", error)
            shown = beside.of(found)
        else:
            return _done(request, found, _("The notice stands beside it, with today’s date."))
    return _page(request, "correct.html", found, form, shown, len(shown.corrections), refused)


def _page(
    request: Any,
    template: str,
    found: Recommendation,
    form: forms.Form,
    shown: beside.Beside,
    seen: int,
    refused: Refused | None,
) -> HttpResponse:
    facts = {
        "recommendation": found,
        "form": form,
        "beside": shown,
        "seen": seen,
        "refusals": refused.refusals if refused else (),
        "is_possible": True,
        "back": _address(found),
        "cancel": _address(found),
    }
    return pages.page(request, f"recommendations/drafts/{template}", facts, status=409 if refused else 200)


def _recorded(request: Any, found: Recommendation, step: str, refused: Refused) -> Refused:
    drafts.record_refusal(subject=found.id, step=step, refused=refused, actor=request.actor, at=request.now)
    return refused


def _done(request: Any, found: Recommendation, said: Any) -> HttpResponse:
    messages.success(request, str(said))
    return HttpResponseRedirect(_address(found))


def _address(found: Recommendation) -> str:
    """Its own page at the office door."""
    return f"/recommendations/{found.reference}/"


def _found(reference: str) -> Recommendation:
    found = beside.found(reference)
    if found is None:
        raise Http404
    return found


def _seen(request: Any) -> int | None:
    given = request.POST.get("seen", "")
    return int(given) if given.isdecimal() and len(given) < 7 else None
