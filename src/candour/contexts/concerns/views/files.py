"""Files of a concern at the office: the safe copy, page by page, and the file itself after a fresh proof of identity.

Every page read and every file opened is recorded with the reader's name (``kernel.documents``).
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from candour.contexts.accounts import api as accounts
from candour.contexts.concerns.models import Concern
from candour.contexts.concerns.operations import files as operations
from candour.contexts.concerns.queries import files as queries
from candour.contexts.concerns.queries import opening
from candour.contexts.concerns.queries.files import Shown
from candour.contexts.concerns.views import office
from candour.kernel.documents import kinds
from candour.kernel.documents.page import WEBP
from candour.web import downloads, pages


def _found(request: Any, reference: str, document: UUID) -> tuple[Concern, Shown]:
    concern = office.found(request, reference)
    pair = opening.pair_for_office(concern)
    shown = queries.one_of_concern(concern, document, pair) if pair else None
    if shown is None or shown.is_hidden:
        raise Http404
    return concern, shown


def number(request: Any) -> int:
    """Which page was asked for, counted from 1."""
    told = request.GET.get("page", "1")
    return int(told) if told.isdecimal() and len(told) < 5 else 1


@office.for_handlers
@require_GET
def read(request: Any, reference: str, document: UUID) -> HttpResponse:
    """One page of the safe copy, with its words."""
    concern, shown = _found(request, reference, document)
    wanted = number(request)
    page = None
    if shown.row.is_readable:
        try:
            page = operations.read_page(concern, shown.row, number=wanted, actor=request.actor, at=request.now)
        except operations.NotReadable:
            raise Http404 from None
    context = {
        "wide": True,
        "concern": concern,
        "file": shown,
        "page": page,
        "number": wanted,
        "count": len(shown.row.pages),
    }
    return pages.page(request, "concerns/office/file.html", context)


@office.for_handlers
@require_GET
def picture(request: Any, reference: str, document: UUID, number: int) -> HttpResponse:
    """The picture of one page."""
    concern, shown = _found(request, reference, document)
    try:
        page = operations.read_page(concern, shown.row, number=number, actor=request.actor, at=request.now)
    except operations.NotReadable:
        raise Http404 from None
    if not page.picture:
        raise Http404
    return HttpResponse(page.picture, content_type=WEBP)


@office.for_handlers
@require_http_methods(["GET", "HEAD", "POST"])
def original(request: Any, reference: str, document: UUID) -> HttpResponse:
    """The file itself: what that means first, then the file."""
    concern, shown = _found(request, reference, document)
    if not shown.row.is_released:
        raise Http404
    if request.method != "POST":
        return pages.page(request, "concerns/office/original.html", {"concern": concern, "file": shown})
    if not request.actor.has_stepped_up(request.now):
        return accounts.ask_to_step_up(request)
    data = operations.open_original(concern, shown.row, actor=request.actor, at=request.now)
    return downloads.given_out(data, name=shown.original_name, media=kinds.MEDIA[kinds.Kind(shown.row.kind)])


@office.for_handlers
@require_POST
def try_again(request: Any, reference: str, document: UUID) -> HttpResponse:
    """Have a file examined anew."""
    concern, shown = _found(request, reference, document)
    try:
        operations.try_again(shown.row, actor=request.actor, at=request.now)
    except operations.NotReadable:
        raise Http404 from None
    messages.success(request, _("It is examined again within a minute."))
    return HttpResponseRedirect(reverse("concerns:case", args=[concern.reference]) + "#files-title")
