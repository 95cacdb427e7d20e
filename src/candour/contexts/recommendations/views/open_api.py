"""The open API of the public door: what the tracker shows, for machines. Read alone, for everybody, without a key or a cookie.

Answers carry an ETag; each is as the OpenAPI description says (``open_schemas``), errors as problem details. Requests are
counted so that nobody keeps others waiting, and no address is kept (``kernel.visitors.pace``).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import cache, wraps
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.urls import URLPattern, path
from django.utils.http import parse_etags
from django.utils.timezone import localdate
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI, Query, Schema
from ninja.errors import ValidationError
from ninja.openapi.schema import OpenAPISchema

from candour.contexts.recommendations import references
from candour.contexts.recommendations.queries import open_data, open_story, tracker_mark
from candour.contexts.recommendations.queries.open_data import Asked, Found, Place
from candour.contexts.recommendations.views import open_schemas as schemas
from candour.kernel.doors import Door
from candour.kernel.visitors.pace import Pace, Rate
from candour.web import problem_details
from candour.web.entrance import ANYONE, entrance

ROOT = "/api/"
READS = "GET, HEAD, OPTIONS"
PACE = Pace(of_one=Rate(120, 2), of_all=Rate(2_000, 100))
"""Of this process. A connection may ask 120 times at once, then twice a second."""
MONTH = timedelta(days=30)

_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Retry-After",
}
_UNREADABLE = "\ufffd"
_PROBLEMS = dict.fromkeys((400, 429, 503), schemas.Problem)

View = Callable[..., HttpResponseBase]


class _Described(NinjaAPI):
    """Says of every problem that it is one, and of every 304 that it has no body."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        described = super().get_openapi_schema(**options)
        for address in described["paths"].values():
            for operation in address.values():
                for parameter in operation.get("parameters", ()):
                    _may_not_be_null(parameter)
                for status, response in operation["responses"].items():
                    response["description"] = HTTPStatus(int(status)).phrase
                    content = response.get("content", {})
                    if int(status) >= 400 and "application/json" in content:
                        content[problem_details.MEDIA] = content.pop("application/json")
        return described


def _may_not_be_null(parameter: dict[str, Any]) -> None:
    """A parameter that is not said is left out: there is no null in an address."""
    either = parameter["schema"].get("anyOf", [])
    said = [one for one in either if one != {"type": "null"}]
    if len(said) == 1:
        parameter["schema"] = said[0]


api = _Described(
    title="Candour: recommendations followed to the end",
    version="1",
    description="What was recommended, of whom, what they answered and claim, and what the Commissioner found. Open data.",
    urls_namespace="open",
    openapi_url=None,  # served below, from memory
    docs_url=None,
)


@api.exception_handler(ValidationError)
def _invalid(request: Any, error: ValidationError) -> HttpResponse:
    """400 with every parameter that is wrong."""
    errors = [{"name": str(one["loc"][-1]), "detail": str(one["msg"])} for one in error.errors]
    return problem_details.answer(400, detail="Parameters are wrong; each is named in errors.", errors=errors)


class _WrongCursor(Exception):
    """A cursor that no page gave."""


@api.exception_handler(_WrongCursor)
def _wrong_cursor(request: Any, error: _WrongCursor) -> HttpResponse:
    """400: begin at the first page again."""
    told = {"name": "cursor", "detail": "No page gave this cursor. Begin with the first page, without one."}
    return problem_details.answer(400, detail="Parameters are wrong; each is named in errors.", errors=[told])


def _reading(
    name: str, answers: type[Schema], filters: type[Schema], *, may_lack: bool = False
) -> Callable[[View], View]:
    """An address of version 1 with what it answers and takes. A parameter that it does not take is an error: a misspelt filter
    must not look like an answer to the question."""
    responses: dict[Any, Any] = {200: answers, 304: None, **_PROBLEMS}
    if may_lack:
        responses[404] = schemas.Problem
    known = frozenset(filters.model_fields)

    def register(view: View) -> View:
        @wraps(view)
        def checked(request: Any, *args: Any, **options: Any) -> HttpResponseBase:
            if errors := _faults(request, known):
                return problem_details.answer(
                    400, detail="Parameters are wrong; each is named in errors.", errors=errors
                )
            # Known by the mark of everything published, so that nothing is read for whoever has it already.
            said = f"{tracker_mark.known_by(_today(request))} {request.get_full_path()}"
            request.known_by = _etag(said.encode())
            if request.known_by in _has(request):
                return _unchanged(request.known_by)
            return view(request, *args, **options)

        decorated: View = api.get(
            f"/v1/{name}", response=responses, operation_id=view.__name__, summary=str(view.__doc__).splitlines()[0]
        )(checked)
        return decorated

    return register


def _faults(request: Any, known: Iterable[str]) -> list[dict[str, str]]:
    faults = []
    for name, values in request.GET.lists():
        if name not in known:
            listed = ", ".join(sorted(known)) or "none"
            faults.append({"name": name[:60], "detail": f"There is no such parameter here. There are: {listed}."})
        elif len(values) > 1:
            faults.append({"name": name, "detail": "Say it once."})
        elif _UNREADABLE in values[0]:
            faults.append({"name": name, "detail": "It is not written in UTF-8."})
    return faults


@_reading("recommendations/", schemas.RecommendationPage, schemas.RecommendationFilters)
def recommendations(request: Any, filters: Query[schemas.RecommendationFilters]) -> HttpResponse:
    """Recommendations, the newest first, a hundred at a time."""
    asked = Asked(
        report=filters.report or "",
        body=filters.body,
        standing=filters.standing.value if filters.standing else "",
        overdue=None if filters.overdue is None else filters.overdue == "true",
        tag=filters.tag or "",
        since=filters.since,
        text=filters.text or "",
        after=_cursor(filters.cursor, lambda on, report, place: Place(_day(on), UUID(report), _whole(place))),
    )
    return _page(request, open_data.recommendations(asked, on=_today(request)))


@_reading("recommendations/{reference}/", schemas.OneRecommendation, schemas.NoFilters, may_lack=True)
def recommendation(request: Any, reference: str) -> HttpResponse:
    """One recommendation with its parts, its links and its whole story."""
    read, today = references.read(reference), _today(request)
    found = open_data.recommendation(read, on=today) if read else None
    if found is None:
        return problem_details.answer(404, detail="No published recommendation has this reference.")
    return _given(request, {**found.row, "story": open_story.story(found), "as_of": today.isoformat()})


@_reading("reports/", schemas.ReportPage, schemas.PageFilters)
def reports(request: Any, filters: Query[schemas.PageFilters]) -> HttpResponse:
    """Reports by their short address, with what sources say of each as a whole."""
    return _page(request, open_data.reports(after=_cursor(filters.cursor, _text) or ""))


@_reading("bodies/", schemas.BodyPage, schemas.PageFilters)
def bodies(request: Any, filters: Query[schemas.PageFilters]) -> HttpResponse:
    """Bodies that were asked, by name, with where what they were asked stands."""
    after = _cursor(filters.cursor, lambda name, body_id: (_text(name), UUID(body_id)))
    return _page(request, open_data.bodies(on=_today(request), after=after))


@_reading("figures/", schemas.FigurePage, schemas.FigureFilters)
def figures(request: Any, filters: Query[schemas.FigureFilters]) -> HttpResponse:
    """Figures that can be quoted, the newest first; each digest stands in the public ledger."""
    after = _cursor(filters.cursor, lambda on, scope: (_day(on), _text(scope)))
    return _page(request, open_data.figures(scope=filters.scope, since=filters.since, after=after))


@_reading("changes/", schemas.ChangePage, schemas.ChangeFilters)
def changes(request: Any, filters: Query[schemas.ChangeFilters]) -> HttpResponse:
    """What happened, the newest first: the last month, or since a day."""
    today = _today(request)
    after = _cursor(filters.cursor, lambda on, place, change: (_day(on), _whole(place), UUID(change)))
    found = open_story.changes(since=filters.since or today - MONTH, until=today, after=after)
    return _page(request, found, since=(filters.since or today - MONTH).isoformat())


@_reading("withheld/", schemas.WithheldPage, schemas.NoFilters)
def withheld(request: Any) -> HttpResponse:
    """How much of earlier reviews is not shown, by report and certainty."""
    return _page(request, Found(open_data.withheld()))


def _today(request: Any) -> date:
    return localdate(request.now)


def _cursor(cursor: str | None, read: Callable[..., Any]) -> Any:
    """The place that a cursor names; None without one. Raises _WrongCursor for whatever no page gave."""
    if cursor is None:
        return None
    try:
        told = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
        return read(*json.loads(told))
    except (binascii.Error, ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        raise _WrongCursor from None


def _day(told: Any) -> date:
    if not isinstance(told, str):
        raise _WrongCursor
    return date.fromisoformat(told)


def _text(told: Any) -> str:
    if not isinstance(told, str) or "\0" in told:
        raise _WrongCursor
    told.encode()  # half a character, which no page gave, is a ValueError
    return told


def _whole(told: Any) -> int:
    if not isinstance(told, int) or not 0 <= told < 2**31:
        raise _WrongCursor
    return told


def _page(request: Any, found: Found, **kept: str) -> HttpResponse:
    following = None
    if found.after is not None:
        told = json.dumps([one if isinstance(one, str | int) else str(one) for one in found.after])
        cursor = base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")
        following = f"{request.path}?{urlencode({**request.GET.dict(), **kept, 'cursor': cursor})}"
    response = _given(request, {"as_of": _today(request).isoformat(), "next": following, "data": found.rows})
    if following:
        response["Link"] = f'<{following}>; rel="next"'
    return response


def _given(request: Any, told: dict[str, Any]) -> HttpResponse:
    """An answer as JSON, or 304 where whoever asks has it already."""
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    etag = getattr(request, "known_by", None) or _etag(body)
    if _has(request) & {"*", etag}:
        return _unchanged(etag)
    return _known(HttpResponse(body, content_type="application/json"), etag)


def _has(request: Any) -> set[str]:
    """What whoever asks has already."""
    return {one.removeprefix("W/") for one in parse_etags(request.headers.get("If-None-Match", ""))}


def _etag(said: bytes) -> str:
    return f'"{hashlib.sha256(said).hexdigest()[:32]}"'


def _unchanged(etag: str) -> HttpResponse:
    response = HttpResponse(status=304)
    del response["Content-Type"]
    return _known(response, etag)


def _known(response: HttpResponse, etag: str) -> HttpResponse:
    response["ETag"] = etag
    response["Cache-Control"] = "public, max-age=60"
    return response


def _entered(view: View, *, database: bool = True) -> View:
    """A view of the API as an address: who may enter, how often, and what a script of another site may read."""

    @entrance(doors=Door.PUBLIC, to=ANYONE, database=database)
    @csrf_exempt  # nothing can be sent here: whatever is, is answered 405
    @wraps(view)
    def entered(request: Any, *args: Any, **options: Any) -> HttpResponseBase:
        wait = PACE.wait(str(request.META.get("REMOTE_ADDR", "")), at=request.now)
        if wait:
            return problem_details.answer(429, wait=wait)
        if request.method == "OPTIONS":
            asked: HttpResponseBase = HttpResponse(status=204)
            del asked["Content-Type"]
            asked["Allow"] = asked["Access-Control-Allow-Methods"] = READS
            asked["Access-Control-Allow-Headers"] = "If-None-Match"
            asked["Access-Control-Max-Age"] = "86400"
        elif request.method in {"GET", "HEAD"}:
            request.method = "GET"  # a server leaves out what a HEAD does not want
            asked = view(request, *args, **options)
        else:
            asked = problem_details.answer(405)
            asked["Allow"] = READS
        for name, value in _CORS.items():
            asked[name] = value
        return asked

    return entered


@cache
def _description() -> dict[str, Any]:
    return dict(api.get_openapi_schema(path_prefix=ROOT))


def openapi(request: Any) -> HttpResponse:
    """The description of every address, in OpenAPI 3.1."""
    return _given(request, _description())


def index(request: Any) -> HttpResponse:
    """Where to begin."""
    return _given(request, {"openapi": f"{ROOT}openapi.json", "recommendations": f"{ROOT}v1/recommendations/"})


def nothing_here(request: Any, rest: str) -> HttpResponse:
    """404 as a problem, wherever nothing else is."""
    return problem_details.answer(404)


def addresses() -> list[URLPattern]:
    """Every address below the root, each with its entrance."""
    own = [
        path("", _entered(index, database=False), name="index"),
        path("openapi.json", _entered(openapi, database=False), name="openapi"),
    ]
    described = [
        path(str(pattern.pattern), _entered(pattern.callback), name=str(pattern.name))
        for pattern in api.urls[0]
        if isinstance(pattern, URLPattern) and str(pattern.pattern).startswith("v1/")
    ]
    return [*own, *described, path("<path:rest>", _entered(nothing_here, database=False), name="nothing")]
