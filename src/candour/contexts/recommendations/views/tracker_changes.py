"""What changed, by month; and the same as a feed: of everything, of a report, of a body."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import get_template

from candour.contexts.recommendations.queries import changed, reports
from candour.contexts.recommendations.views.tracker_page import today, tracked, whole
from candour.web import languages, pages

TEMPLATES = "recommendations/public"
ATOM = "application/atom+xml; charset=utf-8"


@tracked
def this_month(request: HttpRequest) -> HttpResponse:
    """What changed this month."""
    return _month(request, f"{today(request):%Y-%m}")


@tracked
def month(request: HttpRequest, *, month: str) -> HttpResponse:
    """What changed in a month."""
    return _month(request, month)


def _month(request: HttpRequest, written: str) -> HttpResponse:
    on = today(request)
    days = changed.month_of(written, on)
    if days is None:
        raise Http404
    first, last = days
    after = request.GET.get("after", "")[:80]
    found = changed.between(first, min(last, on), after=after, most=changed.PAGE + 1)
    more, found = len(found) > changed.PAGE, found[: changed.PAGE]
    following = changed.month_after(first)
    return pages.page(
        request,
        f"{TEMPLATES}/changes.html",
        {
            "first": first,
            "days": changed.by_day(found),
            "after": found[-1].key if more else "",
            "is_further": bool(after),
            "before": changed.month_before(first) if first > changed.FIRST_MONTH else None,
            "following": following if following <= on else None,
        },
    )


@tracked
def feed(request: HttpRequest) -> HttpResponse:
    """Everything that changed lately."""
    return _feed(request, "", "/recommendations/", on=today(request))


@tracked
def report_feed(request: HttpRequest, *, slug: str) -> HttpResponse:
    """What changed lately about a report's recommendations."""
    found = reports.named(slug)
    if found is None:
        raise Http404
    return _feed(request, found.title, f"/recommendations/reports/{slug}/", on=today(request), report=found.id)


@tracked
def body_feed(request: HttpRequest, *, body_id: UUID) -> HttpResponse:
    """What changed lately about what a body was asked."""
    found = reports.body(body_id)
    if found is None:
        raise Http404
    return _feed(request, found.name, f"/recommendations/bodies/{body_id}/", on=today(request), body=found.id)


def _feed(
    request: HttpRequest, name: str, page: str, *, on: date, report: UUID | None = None, body: UUID | None = None
) -> HttpResponse:
    found = changed.between(on - changed.KEPT, on, report=report, body=body, most=changed.LATEST)
    told = {
        "name": name,
        "changes": found,
        "page": whole(request, languages.local(page)),
        "itself": whole(request, request.path),
        "site": whole(request, languages.local("/recommendations/")),
        "updated": found[0].on if found else on,
    }
    return HttpResponse(get_template(f"{TEMPLATES}/feed.html").render(told, request), content_type=ATOM)
