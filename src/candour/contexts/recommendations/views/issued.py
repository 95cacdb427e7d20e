"""Everything that was issued, and one of it: as the office sees it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from candour.contexts.recommendations import codes
from candour.contexts.recommendations.forms import issued_filters
from candour.contexts.recommendations.procedure import ANSWER
from candour.contexts.recommendations.queries import issued as queries
from candour.contexts.recommendations.queries import told
from candour.kernel.doors import Door
from candour.web import due, pages
from candour.web.entrance import entrance, roles

for_readers = entrance(doors=Door.OFFICE, to=roles(*queries.READERS))

COLOUR = {
    codes.Standing.AWAITING: "yellow", codes.Standing.ACCEPTED: "blue", codes.Standing.IN_PART: "blue",
    codes.Standing.IN_PRINCIPLE: "blue", codes.Standing.REJECTED: "red", codes.Standing.NOTED: "orange",
    codes.Standing.ELSEWHERE: "orange", codes.Standing.CLAIMED: "purple", codes.Standing.VERIFIED: "green",
    codes.Standing.NOT_VERIFIED: "red", codes.Standing.CLOSED: "grey",
}  # fmt: skip


@for_readers
@require_GET
def listed(request: Any) -> HttpResponse:
    """Everything that was issued, narrowed by what the address says."""
    on = localdate(request.now)
    chosen = issued_filters.chosen(request.GET)
    page = queries.page_of(chosen, request.GET.get("page", ""), on=on)
    total, is_more = queries.counted(chosen, on=on)
    bodies = {body.id: body for body in queries.bodies_asked()}
    reports = {report.id: report for report in queries.reports()}
    shown = {
        "page": page,
        "total": total,
        "is_more": is_more,
        "chosen": chosen,
        "chosen_words": issued_filters.words(chosen, bodies, reports),
        "bodies": bodies.values(),
        "reports": reports.values(),
        "standings": codes.Standing.choices,
        "late_choices": issued_filters.LATE,
        "query": issued_filters.query(chosen),
        "colour": COLOUR,
        "due_words": due.words,
        "on": on,
        "wide": True,
    }
    return pages.page(request, "recommendations/office/list.html", shown)


@for_readers
@require_GET
def recommendation(request: Any, reference: str) -> HttpResponse:
    """One recommendation: its text, its links, and every body with its whole story."""
    found = queries.found_for(request.actor, reference)
    if found is None:
        raise Http404
    on, only = localdate(request.now), request.GET.get("of", "")
    whole = told.told(found, request.actor, at=request.now, only=only)
    shown = {
        "recommendation": found,
        "told": whole,
        "only": only if any(one.addressee.reference == only for one in whole.asked) else "",
        "colour": COLOUR,
        "means": {state.name: state.plain for state in ANSWER.states},
        "due_words": due.words,
        "on": on,
        "works": request.actor.has(*queries.WORKERS),
        "wide": True,
    }
    return pages.page(request, "recommendations/office/recommendation.html", shown)


@for_readers
@require_GET
def asked(request: Any, reference: str) -> HttpResponse:
    """Where the reference of what one body was asked leads: to its part of the recommendation's page."""
    found = queries.asked_for(request.actor, reference)
    if found is None:
        raise Http404
    address = reverse("issued:recommendation", args=[found.recommendation.reference])
    return HttpResponseRedirect(f"{address}?of={found.reference}#{found.reference}")
