"""Progress by report and by body: each as a plot, where the worker has drawn it, and always as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from candour.contexts.recommendations.queries import figures, plot, progress, reports, tracker
from candour.contexts.recommendations.views.tracker_page import today, tracked, whole
from candour.web import languages, pages

TEMPLATES = "recommendations/public"


@tracked
def every_report(request: HttpRequest) -> HttpResponse:
    """Every report with its progress. Five queries."""
    cells = progress.cells(today(request))
    lines = {line.key: line for line in progress.by_report(cells)}
    known = reports.every()
    return pages.page(
        request,
        f"{TEMPLATES}/reports.html",
        {
            "reports": known,
            "lines": [lines[report.slug] for report in known if report.slug in lines],
            "withheld": reports.withheld(),
            **_plot(request, "reports", progress.by_report(cells)),
        },
    )


@tracked
def report(request: HttpRequest, *, slug: str) -> HttpResponse:
    """One report: its progress by body, what sources say of the whole, and what is withheld. At most ten queries."""
    found = reports.named(slug)
    if found is None:
        raise Http404
    on = today(request)
    cells = progress.cells(on, report=found.id)
    asked = tracker.wanted({"report": [slug]})
    return pages.page(
        request,
        f"{TEMPLATES}/report.html",
        {
            "report": found,
            "total": progress.altogether(cells),
            "lines": progress.by_body(cells),
            "notes": reports.notes(found),
            "withheld": reports.withheld(found),
            "page": tracker.page(asked, on),
            "asked": asked,
            "figure": figures.latest(f"report:{slug}") if cells else None,
            "address": whole(request, f"/recommendations/reports/{slug}/"),
            **_plot(request, f"report:{slug}", progress.by_body(cells)),
        },
    )


@tracked
def every_body(request: HttpRequest) -> HttpResponse:
    """Every body that was asked, with its progress. Three queries."""
    lines = progress.by_body(progress.cells(today(request)))
    return pages.page(request, f"{TEMPLATES}/bodies.html", {"lines": lines, **_plot(request, "bodies", lines)})


@tracked
def body(request: HttpRequest, *, body_id: UUID) -> HttpResponse:
    """One body: its progress by report, and what it was asked. At most ten queries."""
    found = reports.body(body_id)
    if found is None:
        raise Http404
    on = today(request)
    cells = progress.cells(on, body=body_id)
    asked = tracker.wanted({"body": [str(body_id)]})
    return pages.page(
        request,
        f"{TEMPLATES}/body.html",
        {
            "body": found,
            "total": progress.altogether(cells),
            "lines": progress.by_report(cells),
            "page": tracker.page(asked, on),
            "asked": asked,
            "figure": figures.latest(f"body:{body_id}"),
            "address": whole(request, f"/recommendations/bodies/{body_id}/"),
            **_plot(request, f"body:{body_id}", progress.by_report(cells)),
        },
    )


def _plot(request: HttpRequest, name: str, lines: Sequence[progress.Line]) -> dict[str, Any]:
    """Where the plot is, with its size, so that nothing moves when it arrives; nothing before it is drawn."""
    href = languages.local(f"/recommendations/plots/{name}.svg")
    there = bool(lines) and figures.is_drawn(name, languages.current())
    width, height = plot.size(lines)
    drawn = {"href": href, "address": whole(request, href), "width": width, "height": height} if there else None
    return {"plot": drawn, "order": progress.ORDER}
