"""What the pages of the public tracker share: anybody may read, nothing is written, and a browser that has a page already is
told so by one question to the database.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import condition, require_safe

from candour.contexts.recommendations.queries import tracker, tracker_mark
from candour.kernel.doors import Door
from candour.web import languages
from candour.web.entrance import ANYONE, entrance

View = Callable[..., HttpResponse]

KEPT = "public, no-cache"
"""Anybody may keep it, and asks before showing it again: a correction is seen at once."""


def today(request: HttpRequest) -> date:
    """The day of this request, in London."""
    return localdate(request.now)  # type: ignore[attr-defined]


def known_by(request: HttpRequest, **_place: object) -> str:
    """The page's ETag. Weak: what the page says is the same, its bytes may be packed."""
    return f'W/"{tracker_mark.known_by(today(request))}"'


def tracked(view: View) -> View:
    """Declare a page of the tracker."""
    asked = condition(etag_func=known_by)(view)

    @wraps(view)
    def answer(request: HttpRequest, **place: object) -> HttpResponse:
        response: HttpResponse = asked(request, **place)
        if response.status_code in {200, 304}:
            response["Cache-Control"] = KEPT
        return response

    return entrance(doors=Door.PUBLIC, to=ANYONE)(require_safe(answer))


def given(request: HttpRequest) -> tracker.Wanted:
    """What the address asks the list for."""
    return tracker.wanted(dict(request.GET.lists()))


def is_welsh() -> bool:
    """Whether the page is in Welsh."""
    return languages.current() == languages.WELSH


def whole(request: HttpRequest, path: str) -> str:
    """A permanent address, with its host, as somebody quotes it."""
    return request.build_absolute_uri(path)
