"""The public tracker: the list with its filters, one recommendation with its story, and what a download's columns hold."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from candour.contexts.recommendations import codes, references
from candour.contexts.recommendations.queries import register, story, tracker
from candour.contexts.recommendations.views.tracker_page import given, is_welsh, today, tracked, whole
from candour.web import languages, pages

TEMPLATES = "recommendations/public"


@tracked
def listed(request: HttpRequest) -> HttpResponse:
    """The list. At most five queries."""
    asked, on = given(request), today(request)
    found = tracker.page(asked, on)
    options = tracker.options(is_welsh=is_welsh())
    return pages.page(
        request,
        f"{TEMPLATES}/list.html",
        {
            "asked": asked,
            "page": found,
            "counted": tracker.COUNTED,
            "options": {
                kind: [one for one in options if one.list == kind] for kind in ("report", "body", *codes.TagList.values)
            },
            "tag_lists": codes.TagList,
            "standings": codes.Standing,
            "chosen": tracker.named(asked, options),
        },
    )


@tracked
def one(request: HttpRequest, *, reference: str) -> HttpResponse:
    """One recommendation. At most two queries."""
    known = references.read(reference)
    if known is None or known[0] != references.RECOMMENDATION:
        raise Http404
    if known != reference:
        return HttpResponseRedirect(languages.local(f"/recommendations/{known}/"))
    found = story.of(known, today(request), is_welsh=is_welsh())
    if found is None:
        raise Http404
    address = f"/recommendations/{known}/"
    return pages.page(
        request,
        f"{TEMPLATES}/one.html",
        {"story": found, "it": found.recommendation, "address": whole(request, address), "on": today(request)},
    )


@tracked
def data(request: HttpRequest) -> HttpResponse:
    """What each column of a download holds, and the codes in it."""
    lists = (codes.Standing, codes.ResponseKind, codes.Outcome, codes.ClosingReason, codes.Certainty)
    return pages.page(
        request,
        f"{TEMPLATES}/data.html",
        {"columns": register.COLUMNS, "standings": lists[0], "lists": lists[1:]},
    )
