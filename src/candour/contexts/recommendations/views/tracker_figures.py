"""Figures with their permanent address, and plots as files."""

from __future__ import annotations

from datetime import UTC, date, datetime
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import http_date
from django.views.decorators.http import condition, require_safe

from candour.contexts.recommendations.models import Drawn, Figure
from candour.contexts.recommendations.queries import figures, progress, reports
from candour.contexts.recommendations.views.tracker_page import today, tracked, whole
from candour.kernel.doors import Door
from candour.web import languages, pages
from candour.web.downloads import given_out
from candour.web.entrance import ANYONE, entrance

TEMPLATES = "recommendations/public"
PICTURE_CACHED = "public, max-age=300"


@tracked
def of_scope(request: HttpRequest, *, scope: str) -> HttpResponse:
    """The figures of a scope, by day."""
    name = _name(scope)
    found = figures.of(scope)
    if not found and scope != figures.ALL:
        raise Http404
    return pages.page(
        request, f"{TEMPLATES}/figures.html", {"scope": scope, "name": name, "figures": found, "order": progress.ORDER}
    )


@tracked
def on_day(request: HttpRequest, *, scope: str, day: str) -> HttpResponse:
    """The figure of a day. Asked for a day on which nothing was counted, because nothing had changed, it leads to the last
    one before."""
    found = _figure(request, scope, day)
    address = f"/recommendations/figures/{scope}/{found.counted_on}/"
    if found.counted_on.isoformat() != day:
        return HttpResponseRedirect(quote(languages.local(address), safe="/:"))
    text = figures.text(found)
    return pages.page(
        request,
        f"{TEMPLATES}/figure.html",
        {
            "figure": found,
            "scope": scope,
            "name": _name(scope),
            "text": text,
            "order": progress.ORDER,
            "address": whole(request, address),
            "lookup": languages.local(f"/ledger/?digest={found.digest}#look-up"),
        },
    )


@tracked
def text_of(request: HttpRequest, *, scope: str, day: str) -> HttpResponse:
    """The text whose digest stands in the public ledger, byte for byte."""
    found = _figure(request, scope, day)
    if found.counted_on.isoformat() != day:
        raise Http404
    name = f"recommendations-{scope.replace(':', '-')}-{day}.json"
    return given_out(figures.text(found).encode(), name=name, media="application/json")


def _drawn(request: HttpRequest, name: str) -> Drawn | None:
    if not hasattr(request, "drawn"):
        request.drawn = figures.drawn(name, languages.current())  # type: ignore[attr-defined]
    found: Drawn | None = request.drawn  # type: ignore[attr-defined]
    return found


def _digest_of(request: HttpRequest, *, name: str) -> str | None:
    found = _drawn(request, name)
    return f'"{found.drawn_from[:32]}"' if found else None


def _drawn_at(request: HttpRequest, *, name: str) -> datetime | None:
    found = _drawn(request, name)
    return found.drawn_at.astimezone(UTC).replace(microsecond=0) if found else None


@condition(etag_func=_digest_of, last_modified_func=_drawn_at)
def _picture(request: HttpRequest, *, name: str) -> HttpResponse:
    found = _drawn(request, name)
    if found is None:
        raise Http404
    return HttpResponse(
        found.svg,
        content_type="image/svg+xml",
        headers={"Last-Modified": http_date(found.drawn_at.timestamp())},
    )


@entrance(doors=Door.PUBLIC, to=ANYONE)
@require_safe
def picture(request: HttpRequest, *, name: str) -> HttpResponse:
    """A plot as it was drawn last. Other sites may show it."""
    response: HttpResponse = _picture(request, name=name)
    if response.status_code in {200, 304}:
        response["Cache-Control"] = PICTURE_CACHED
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _figure(request: HttpRequest, scope: str, day: str) -> Figure:
    _name(scope, ask=False)
    try:
        on = date.fromisoformat(day) if len(day) == 10 else None
    except ValueError:
        on = None
    found = figures.on_or_before(scope, on) if on is not None and on <= today(request) else None
    if found is None:
        raise Http404
    return found


def _name(scope: str, *, ask: bool = True) -> str:
    """What a scope is about; empty for everything. Not there when there is no such scope."""
    if not figures.SCOPE.fullmatch(scope):
        raise Http404
    kind, _, key = scope.partition(":")
    if not ask or kind == figures.ALL:
        return ""
    name = reports.title_of(key) if kind == "report" else reports.name_of(key)
    if not name:
        raise Http404
    return name
