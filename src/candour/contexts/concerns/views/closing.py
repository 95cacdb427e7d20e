"""Closing several concerns at once, such as those that were answered together."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from candour.contexts.concerns.forms.several import CloseSeveral
from candour.contexts.concerns.operations import together
from candour.contexts.concerns.queries import together as foreseeing
from candour.contexts.concerns.views.office import back_to, for_handlers
from candour.contexts.concerns.views.several import by_reason, read_seen, report, ticked, told, written_seen
from candour.web import pages


@for_handlers
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: Any) -> HttpResponse:
    """Which of the chosen concerns would be closed and which not, and why; then one reason for all that can be."""
    concerns, back = ticked(request), back_to(request)
    form = CloseSeveral(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and concerns:
        outcomes = together.close(
            concerns=concerns,
            close_reason=form.cleaned_data["close_reason"],
            rationale=form.cleaned_data["rationale"],
            seen=read_seen(request.POST.get("seen", ""), concerns),
            actor=request.actor,
            at=request.now,
        )
        return report(request, outcomes, title=_("%(well)d of %(all)d are closed"), back=back)
    judged = foreseeing.foreseen(concerns, "close", actor=request.actor, at=request.now)
    would = [one for one in judged if not one.refusals]
    shown = {
        "form": form,
        "concerns": concerns,
        "would": [one.concern for one in would],
        "why_not": by_reason([(one.concern.reference, one.refusals) for one in judged if one.refusals]),
        "seen": request.POST.get("seen") or written_seen(would),
        "back": back,
        "title": form.title,
        **told(request),
    }
    return pages.page(request, "concerns/office/close-several.html", shown)
