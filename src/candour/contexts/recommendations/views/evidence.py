"""An evidence file of a body: its safe copy, page by page, and the file itself after a fresh proof of identity, at the delivery
door for the body and at the office door for the office; and the body's page on which a wrong file is set aside.

Every page read and every file opened is recorded with the reader's name (``kernel.documents``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from candour.contexts.accounts import api as accounts
from candour.contexts.recommendations.forms import evidence as forms
from candour.contexts.recommendations.models import Addressee
from candour.contexts.recommendations.operations import body
from candour.contexts.recommendations.operations import evidence as operations
from candour.contexts.recommendations.queries import answering, issued
from candour.contexts.recommendations.queries import evidence as queries
from candour.contexts.recommendations.queries.evidence import Evidence
from candour.contexts.recommendations.views.answering import for_owners
from candour.contexts.recommendations.views.issued import for_readers
from candour.kernel.documents.page import WEBP
from candour.kernel.procedures.facts import Refused
from candour.web import downloads, pages


@dataclass(frozen=True)
class Found:
    """A file, the record of which it is, and the addresses around it at this door. ``set_aside`` is empty where nobody here may
    do that, or it was done."""

    held: Addressee
    file: Evidence
    space: str
    back: str
    style: str
    set_aside: str = ""

    def address(self, view: str, *more: int) -> str:
        """Of one of the pages of the file at this door."""
        return reverse(f"{self.space}:{view}", args=[self.held.reference, self.file.row.id, *more])


def _of_body(request: Any, reference: str, file: UUID) -> Found:
    held = answering.found_for(request.actor, reference)
    one = queries.one_of(held.id, file) if held is not None else None
    if held is None or one is None:
        raise Http404
    aside = "" if one.is_set_aside else reverse("answering:evidence_set_aside", args=[reference, file])
    back = reverse("answering:one", args=[reference])
    return Found(held, one, "answering", back, "recommendations/answering.css", aside)


def _of_office(request: Any, reference: str, file: UUID) -> Found:
    held = issued.asked_for(request.actor, reference)
    one = queries.one_of(held.id, file) if held is not None else None
    if held is None or one is None:
        raise Http404
    back = reverse("issued:recommendation", args=[held.recommendation.reference])
    return Found(held, one, "issued", f"{back}?of={reference}#{reference}", "recommendations/office.css")


def _read(request: Any, found: Found) -> HttpResponse:
    told = request.GET.get("page", "1")
    number = int(told) if told.isdecimal() and len(told) < 5 else 1
    page = None
    if found.file.row.is_readable:
        try:
            page = operations.read_page(found.file.row, number=number, actor=request.actor, at=request.now)
        except operations.NotReadable:
            raise Http404 from None
    shown = {
        "wide": True,
        "found": found,
        "asked": found.held,
        "file": found.file,
        "page": page,
        "number": number,
        "count": len(found.file.row.pages),
    }
    return pages.page(request, "recommendations/evidence/file.html", shown)


def _picture(request: Any, found: Found, number: int) -> HttpResponse:
    try:
        page = operations.read_page(found.file.row, number=number, actor=request.actor, at=request.now)
    except operations.NotReadable:
        raise Http404 from None
    if not page.picture:
        raise Http404
    return HttpResponse(page.picture, content_type=WEBP)


def _original(request: Any, found: Found) -> HttpResponse:
    if not found.file.row.is_released:
        raise Http404
    if request.method != "POST":
        shown = {"found": found, "asked": found.held, "file": found.file}
        return pages.page(request, "recommendations/evidence/original.html", shown)
    if not request.actor.has_stepped_up(request.now):
        return accounts.ask_to_step_up(request)
    data = operations.open_original(found.file.row, actor=request.actor, at=request.now)
    return downloads.given_out(data, name=found.file.original_name, media=found.file.media)


@for_owners
@require_safe
def read(request: Any, reference: str, file: UUID) -> HttpResponse:
    """The body: one page of the safe copy; or how far the file has come, or why it is not shown."""
    return _read(request, _of_body(request, reference, file))


@for_owners
@require_safe
def picture(request: Any, reference: str, file: UUID, number: int) -> HttpResponse:
    """The body: the picture of one page."""
    return _picture(request, _of_body(request, reference, file), number)


@for_owners
@require_http_methods(["GET", "HEAD", "POST"])
def original(request: Any, reference: str, file: UUID) -> HttpResponse:
    """The body: the file itself. What that means first, then the file."""
    return _original(request, _of_body(request, reference, file))


@for_readers
@require_safe
def office_read(request: Any, reference: str, file: UUID) -> HttpResponse:
    """The office: the same."""
    return _read(request, _of_office(request, reference, file))


@for_readers
@require_safe
def office_picture(request: Any, reference: str, file: UUID, number: int) -> HttpResponse:
    """The office: the same."""
    return _picture(request, _of_office(request, reference, file), number)


@for_readers
@require_http_methods(["GET", "HEAD", "POST"])
def office_original(request: Any, reference: str, file: UUID) -> HttpResponse:
    """The office: the same."""
    return _original(request, _of_office(request, reference, file))


@for_owners
@require_http_methods(["GET", "HEAD", "POST"])
def set_aside(request: Any, reference: str, file: UUID) -> HttpResponse:
    """The body says that a file was the wrong one, and why. Doing it twice is refused: the first reason stays."""
    found, refused = _of_body(request, reference, file), None
    form = forms.SetAside(request.POST) if request.method == "POST" else forms.SetAside()
    if form.is_bound and form.is_valid():
        call = {"addressee_id": found.held.id, "file": file, "actor": request.actor, "at": request.now}
        try:
            operations.set_aside(**call, **form.cleaned_data)
        except Refused as why:
            body.record_refusal(
                subject=found.held.id, step="set_aside_evidence", refused=why, actor=request.actor, at=request.now
            )
            refused, found = why, _of_body(request, reference, file)
        else:
            messages.success(request, str(_("Set aside. It stays, with your reason beside it.")))
            return HttpResponseRedirect(found.back)
    shown = {
        "found": found,
        "asked": found.held,
        "file": found.file,
        "form": form,
        "refusals": refused.refusals if refused else (),
    }
    return pages.page(request, "recommendations/evidence/set-aside.html", shown, status=409 if refused else 200)
