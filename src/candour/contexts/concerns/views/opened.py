"""Files of an opened identity, for its named reader in the browser that made ready: the safe copy page by page, and the
file itself. After the quarter of an hour each of these pages says why there is nothing, and the browser leaves it by itself.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from candour.contexts.concerns.identity import CannotOpen
from candour.contexts.concerns.models import Opening
from candour.contexts.concerns.operations import opened
from candour.contexts.concerns.queries import openings as queries
from candour.contexts.concerns.views import files, openings
from candour.kernel.documents import kinds
from candour.kernel.documents.page import WEBP, Page
from candour.kernel.procedures.facts import Refused
from candour.web import downloads, pages


@openings.for_those_who_see
@openings.fresh_proof
@require_safe
def read(request: Any, opening_id: UUID, piece_id: UUID) -> HttpResponse:
    """One page of the safe copy, with its words."""
    opening, number = openings.found(request, opening_id), files.number(request)
    page: Page | None = None
    try:
        shown = opened.find(**_asked(request, opening, piece_id))
        if shown.row.is_readable:
            shown, page = opened.read_page(**_asked(request, opening, piece_id), number=number)
    except (Refused, CannotOpen) as why:
        return openings.not_opened(request, opening, why)
    except opened.NotReadable:
        raise Http404 from None
    context = {
        "wide": True,
        "opening": opening,
        "piece": piece_id,
        "file": shown,
        "page": page,
        "number": number,
        "count": len(shown.row.pages),
        "until": queries.window_ends(opening.id),
    }
    return _leaving(request, pages.page(request, "concerns/office/identities/file.html", context), opening)


@openings.for_those_who_see
@openings.fresh_proof
@require_safe
def picture(request: Any, opening_id: UUID, piece_id: UUID, number: int) -> HttpResponse:
    """The picture of one page."""
    opening = openings.found(request, opening_id)
    try:
        page = opened.read_page(**_asked(request, opening, piece_id), number=number)[1]
    except (Refused, CannotOpen) as why:
        return openings.not_opened(request, opening, why)
    except opened.NotReadable:
        raise Http404 from None
    if not page.picture:
        raise Http404
    return HttpResponse(page.picture, content_type=WEBP)


@openings.for_those_who_see
@openings.fresh_proof
@require_http_methods(["GET", "HEAD", "POST"])
def original(request: Any, opening_id: UUID, piece_id: UUID) -> HttpResponse:
    """The file itself: what that means first, then the file."""
    opening = openings.found(request, opening_id)
    try:
        if request.method == "POST":
            shown, data = opened.open_original(**_asked(request, opening, piece_id))
            media = kinds.MEDIA[kinds.Kind(shown.row.kind)]
            return downloads.given_out(data, name=shown.original_name, media=media)
        shown = opened.find(**_asked(request, opening, piece_id))
    except (Refused, CannotOpen) as why:
        return openings.not_opened(request, opening, why)
    except (opened.NotReadable, opened.NotReleased):
        raise Http404 from None
    if not shown.row.is_released:
        raise Http404
    context = {"opening": opening, "piece": piece_id, "file": shown, "until": queries.window_ends(opening.id)}
    return _leaving(request, pages.page(request, "concerns/office/identities/original.html", context), opening)


def _asked(request: Any, opening: Opening, piece_id: UUID) -> dict[str, Any]:
    return {
        "opening_id": opening.id,
        "piece_id": piece_id,
        "private": openings.held(request, opening) or b"",
        "actor": request.actor,
        "at": request.now,
    }


def _leaving(request: Any, response: HttpResponse, opening: Opening) -> HttpResponse:
    until = queries.window_ends(opening.id)
    assert until is not None  # it was read just now
    return openings.leaving(response, opening, max(int((until - request.now).total_seconds()), 1))
