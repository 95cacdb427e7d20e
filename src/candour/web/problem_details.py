"""Errors for machines: problem details as JSON (RFC 9457), where the open API answers.

Whoever asks an address under ``/api/`` of the public door gets these instead of a page, whichever layer refuses.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from candour.kernel.doors import Door

MEDIA = "application/problem+json"
API = "/api/"

DETAIL = {
    400: "The request could not be read. Addresses and parameters are UTF-8, percent-encoded.",
    403: "This cannot be asked for.",
    404: "There is nothing at this address. /api/openapi.json lists what there is.",
    405: "Data is read here, with GET or HEAD. Nothing can be sent.",
    409: "This could not be done.",
    413: "More was sent than is ever needed here.",
    429: "Too many requests. Ask again after the seconds in Retry-After.",
    500: "Something went wrong in Candour. It is no fault of the request.",
    503: "The database does not answer just now. Ask again after the seconds in Retry-After.",
}


def are_wanted(request: HttpRequest) -> bool:
    """Whether a machine asks: an address of the open API."""
    return getattr(settings, "DOOR", None) is Door.PUBLIC and request.path_info.startswith(API)


def answer(
    status: int, *, detail: str = "", errors: Sequence[Mapping[str, str]] = (), wait: int | None = None
) -> HttpResponse:
    """The problem with this status. ``errors`` names parameters; ``wait`` says after how many seconds to ask again."""
    told: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail or DETAIL.get(status, ""),
    }
    if errors:
        told["errors"] = list(errors)
    response = HttpResponse(json.dumps(told, ensure_ascii=False), status=status, content_type=MEDIA)
    response["Cache-Control"] = "no-store"
    response["Access-Control-Allow-Origin"] = "*"
    if wait is not None:
        response["Retry-After"] = str(wait)
    return response
