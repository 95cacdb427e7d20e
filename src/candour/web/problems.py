"""Error pages: plain, each says what happened and what to do, and none needs the database.

They extend ``layouts/plain.html``, which shows the wordmark and the text and asks for nothing else: not who is
signed in, not a menu. So a page about a broken database cannot itself break on the database, and the page for
"there is nothing here" is byte for byte the same for what is absent and for what is forbidden.
"""

from __future__ import annotations

import re
import sys

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import IntegrityError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import get_template

from candour.kernel.doors import Door
from candour.kernel.procedures.facts import Refused
from candour.web import problem_details
from candour.web.pages import Shell

_SECRET = re.compile("csrf|password|credential|receipt|code|token", re.IGNORECASE)
"""Names of fields that are never shown again."""

UNIQUE_VIOLATION = "23505"
"""PostgreSQL's code for a row that is there already."""


def problem(request: HttpRequest, name: str, status: int, **facts: object) -> HttpResponse:
    """The error page ``errors/<name>.html``, or its like for a machine. Never cached."""
    if problem_details.are_wanted(request):
        return problem_details.answer(status, wait=30 if status == 503 else None)
    known = {"shell": Shell(request), "door_is_public": _is_public(request)}
    html = get_template(f"errors/{name}.html").render({**known, **facts})
    response = HttpResponse(html, status=status)
    response["Cache-Control"] = "no-store"
    if status == 503:
        response["Retry-After"] = "30"
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, or 413 when there was too much of it."""
    if isinstance(exception, (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)):
        return problem(request, "too-big", 413)
    return problem(request, "400", 400)


def too_big(request: HttpRequest) -> HttpResponse:
    """413: more was sent than a person types."""
    return problem(request, "too-big", 413)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: known, and not allowed. What one may not even know about answers 404."""
    return problem(request, "403", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: absent, or not for this person. The two are not told apart."""
    return problem(request, "404", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, unless the database went away while a middleware used it: that is 503 and worth trying again."""
    if is_database_away(sys.exception()):
        return unavailable(request)
    return problem(request, "500", 500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503: the database restarts, is full or is locked. Nothing was stored; what was typed is a step back away."""
    return problem(request, "503", 503)


def maintenance(request: HttpRequest) -> HttpResponse:
    """503: closed on purpose."""
    return problem(request, "maintenance", 503)


def session_ended(request: HttpRequest) -> HttpResponse:
    """403 for a form sent after the session had ended: shows what was typed, to copy."""
    return problem(request, "session-ended", 403, typed=typed_in(request))


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """409: a step was refused, every reason at once. Views show refusals on their own pages; this is for the view
    that met one where none was expected, such as two people acting at the same moment."""
    return problem(request, "refused", 409, refusals=refusal.refusals)


def already_done(request: HttpRequest) -> HttpResponse:
    """409: somebody else, or the same click again, stored this a moment ago."""
    return problem(request, "already-done", 409)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """403 for a form without the right token: the page was open too long, or came from elsewhere."""
    return problem(request, "csrf", 403, typed=typed_in(request))


def typed_in(request: HttpRequest) -> list[str]:
    """Whatever somebody typed into the form that cannot be taken now: words, neither codes nor secrets. A browser that
    was told not to store the page has forgotten them."""
    if request.method != "POST":
        return []
    return [
        value
        for name, values in request.POST.lists()
        for value in values
        if any(letter.isspace() for letter in value.strip()) and not _SECRET.search(name)
    ]


def is_database_away(error: BaseException | None) -> bool:
    """Whether an error, or one that it came from, means that the database cannot answer just now."""
    while error is not None:
        if isinstance(error, (OperationalError, InterfaceError)):
            return True
        error = error.__cause__ or error.__context__
    return False


def is_a_repetition(error: BaseException) -> bool:
    """Whether the database refused a row because it has it already."""
    return isinstance(error, IntegrityError) and getattr(error.__cause__, "sqlstate", "") == UNIQUE_VIOLATION


def _is_public(request: HttpRequest) -> bool:
    return getattr(request, "door", None) is Door.PUBLIC
