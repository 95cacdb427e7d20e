"""Taking a list out as a file, and the record of what was taken."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from candour.contexts.accounts import api as accounts
from candour.contexts.concerns.forms import filters as addresses
from candour.contexts.concerns.forms.export import Export
from candour.contexts.concerns.models import ConcernExport
from candour.contexts.concerns.operations import export as operations
from candour.contexts.concerns.queries import export, inbox
from candour.contexts.concerns.views import choosing, office
from candour.contexts.concerns.views.saved import say
from candour.kernel.procedures.facts import Refused
from candour.web import csv_file, pages

USUAL = ("kind", "sector", "stage", "nation", "region", "state", "received_on", "next_due_on", "issues")
"""Columns that are ticked from the start."""


@office.for_handlers
@require_http_methods(["GET", "HEAD", "POST"])
def take_out(request: Any) -> HttpResponse:
    """The list of the address as a file. Asks for a fresh proof of identity before it is sent."""
    filters = addresses.read(request.GET)
    on = localdate(request.now)
    form = Export(request.POST if request.method == "POST" else None, initial={"columns": list(USUAL)})
    if form.is_bound and form.is_valid():
        try:
            taken = operations.take_out(
                filters=filters,
                asked=addresses.address(filters),
                columns=form.cleaned_data["columns"],
                reason=form.cleaned_data["reason"],
                actor=request.actor,
                at=request.now,
            )
        except Refused as refused:
            if refused.codes == ("step_up",):
                return accounts.ask_to_step_up(request)
            say(form, refused)
        else:
            answer = HttpResponse(csv_file.written(taken.columns, taken.rows), content_type="text/csv; charset=utf-8")
            answer["Content-Disposition"] = f'attachment; filename="concerns-{on.isoformat()}.csv"'
            return answer
    frame = inbox.frame(actor=request.actor, lists=[filters], on=on)
    shown = {
        "form": form,
        "back": "/concerns/" + choosing.address(filters).removeprefix("/concerns/"),
        "said": list(choosing.said(filters, frame).values()),
        "count": frame.counts[0],
        "note": _("Up to %(most)s rows.") % {"most": f"{export.MOST:,}"},
    }
    return pages.page(request, "concerns/office/export.html", shown)


@office.for_overseers
@require_safe
def listed(request: Any) -> HttpResponse:
    """What was taken out, the last first: by whom, when, why, which columns and how many rows."""
    rows = ConcernExport.objects.select_related("person").order_by("-exported_at")[:200]
    frame = inbox.frame(actor=request.actor, lists=[], on=localdate(request.now))
    shown = {
        "exports": [
            (row, list(choosing.said(addresses.read(row.filters), frame).values()), _columns(row)) for row in rows
        ]
    }
    return pages.page(request, "concerns/office/exports.html", shown)


def _columns(row: ConcernExport) -> list[str]:
    """The columns in words; one that has gone since keeps its code."""
    return [str(export.COLUMNS[name][1]) if name in export.COLUMNS else name for name in row.columns]
