"""The signed paper of an answer: its safe copy, page by page, and the file itself after a fresh proof of identity.

Every page read and every file opened is recorded with the reader's name (``kernel.documents``).
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from candour.contexts.accounts import api as accounts
from candour.contexts.pathway.models import PanelCase
from candour.contexts.pathway.operations import papers as operations
from candour.contexts.pathway.queries import papers as queries
from candour.contexts.pathway.queries.papers import Paper
from candour.contexts.pathway.views import case_words, cases
from candour.kernel.documents.page import WEBP
from candour.web import downloads, pages


def _found(request: Any, reference: str, paper: UUID) -> tuple[PanelCase, Paper]:
    case = cases.found(request, reference)
    found = queries.one_of_case(case, paper)
    if found is None:
        raise Http404
    return case, found


@cases.for_everybody
@require_safe
def read(request: Any, reference: str, paper: UUID) -> HttpResponse:
    """One page of the safe copy; or how far the file has come, or why it is not shown."""
    case, found = _found(request, reference, paper)
    told = request.GET.get("page", "1")
    number = int(told) if told.isdecimal() and len(told) < 5 else 1
    page = None
    if found.row.is_readable:
        try:
            page = operations.read_page(found.row, number=number, actor=request.actor, at=request.now)
        except operations.NotReadable:
            raise Http404 from None
    shown = {
        "wide": True,
        "case": case,
        "file": found,
        "consent": found.row.consent,
        "page": page,
        "number": number,
        "count": len(found.row.pages),
        "case_words": case_words,
    }
    return pages.page(request, "pathway/panel/paper.html", shown)


@cases.for_everybody
@require_safe
def picture(request: Any, reference: str, paper: UUID, number: int) -> HttpResponse:
    """The picture of one page."""
    _case, found = _found(request, reference, paper)
    try:
        page = operations.read_page(found.row, number=number, actor=request.actor, at=request.now)
    except operations.NotReadable:
        raise Http404 from None
    if not page.picture:
        raise Http404
    return HttpResponse(page.picture, content_type=WEBP)


@cases.for_everybody
@require_http_methods(["GET", "HEAD", "POST"])
def original(request: Any, reference: str, paper: UUID) -> HttpResponse:
    """The file itself: what that means first, then the file."""
    case, found = _found(request, reference, paper)
    if not found.row.is_released:
        raise Http404
    if request.method != "POST":
        return pages.page(request, "pathway/panel/paper-original.html", {"case": case, "file": found})
    if not request.actor.has_stepped_up(request.now):
        return accounts.ask_to_step_up(request)
    data = operations.open_original(found.row, actor=request.actor, at=request.now)
    return downloads.given_out(data, name=found.original_name, media=found.media)
