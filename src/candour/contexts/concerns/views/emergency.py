"""Emergency access as the head of office and the Commissioner review it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from candour.contexts.concerns.forms.policies import ReviewEmergency
from candour.contexts.concerns.operations import barriers, refusals
from candour.contexts.concerns.queries import emergencies
from candour.contexts.concerns.views import office
from candour.kernel.procedures.facts import Refused
from candour.web import pages


@office.for_overseers
@require_safe
def listed(request: Any) -> HttpResponse:
    """What waits for review, and what was reviewed."""
    shown = {"wide": True, "waiting": emergencies.waiting(), "reviewed": emergencies.reviewed(), "now": request.now}
    return pages.page(request, "concerns/office/emergencies.html", {**shown, "me": request.actor.person_id})


@office.for_overseers
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: Any, access_id: UUID) -> HttpResponse:
    """Review one; never one's own."""
    access = emergencies.one(access_id, not_of=request.actor.person_id)
    if access is None:
        raise Http404
    still_runs = emergencies.runs(access, request.now)
    form = ReviewEmergency(request.POST if request.method == "POST" else None, still_runs=still_runs)
    status = 200
    if form.is_bound and form.is_valid():
        try:
            barriers.review_emergency(
                access_id=access.id,
                note=form.cleaned_data["note"],
                end_now=form.cleaned_data.get("end_now", False),
                actor=request.actor,
                at=request.now,
            )
        except Refused as refused:
            refusals.record(
                concern_id=access.concern_id,
                step="review_emergency",
                refused=refused,
                actor=request.actor,
                at=request.now,
            )
            for refusal in refused.refusals:
                form.add_error(None, str(refusal.message))
            status = 409
        else:
            messages.success(request, _("The review is recorded."))
            return redirect("concerns:emergencies")
    shown = {"form": form, "access": access, "still_runs": still_runs, "back": "/emergency-access/"}
    return pages.page(request, "concerns/office/review-emergency.html", shown, status=status)
