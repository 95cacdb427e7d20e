"""Importing a register at the office door: a file, what it would make, and then the drafts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from candour.contexts.recommendations.forms import importing as forms
from candour.contexts.recommendations.operations import importing as operations
from candour.contexts.recommendations.procedure import basis
from candour.contexts.recommendations.queries import register_file, register_import
from candour.contexts.recommendations.queries.register_import import Judged
from candour.kernel.doors import Door
from candour.web import downloads, pages
from candour.web.entrance import entrance, roles

_OFFICE = roles(*basis.OFFICE)
for_drafters = entrance(doors=Door.OFFICE, to=_OFFICE)
for_drafters_with_a_table = entrance(doors=Door.OFFICE, to=_OFFICE, table=True)


@for_drafters_with_a_table
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: Any) -> HttpResponse:
    """How the file looks, and where it is chosen; then what it would make, and what stands against it."""
    if request.method != "POST":
        return _page(request, forms.Choose())
    if "copy" in request.POST:
        return _apply(request)
    form = forms.Choose(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form)
    data = form.cleaned_data["file"].data
    judged = register_import.judge(data, on=localdate(request.now))
    return _dry_run(request, judged, data, name=form.cleaned_data["file"].name)


@for_drafters
@require_safe
def template(request: Any) -> HttpResponse:
    """An empty register to fill in."""
    return downloads.given_out(
        register_file.template(), name="recommendations-template.csv", media="text/csv; charset=utf-8"
    )


def _apply(request: Any) -> HttpResponse:
    """Make the drafts of the file that the dry run showed. What came in between is shown as another dry run."""
    data = forms.read_copy(request.POST["copy"], request.actor.person_id)
    if data is None:
        form = forms.Choose(request.POST, {})
        form.is_valid()
        form.errors.clear()
        form.add_error("file", _("The copy of the file is too old, or was changed. Choose the file again."))
        return _page(request, form)
    try:
        drafts = operations.apply(data=data, actor=request.actor, at=request.now)
    except operations.NotImported as refused:
        return _dry_run(request, refused.judged, data, name=request.POST.get("name", "")[:200], status=409)
    made = len(drafts)
    messages.success(
        request,
        ngettext(
            "%(num)s recommendation is a draft now: %(first)s.",
            "%(num)s recommendations are drafts now: %(first)s to %(last)s.",
            made,
        )
        % {"num": made, "first": drafts[0].reference, "last": drafts[-1].reference},
    )
    return redirect("register:import")


def _dry_run(request: Any, judged: Judged, data: bytes, *, name: str, status: int = 200) -> HttpResponse:
    rows = {one.row for one in judged.planned} | {part.row for one in judged.planned for part in one.parts}
    shown = {
        "judged": judged,
        "form": forms.Choose(),
        "name": name,
        "copy": forms.copy_of(data, request.actor.person_id) if judged.may_be_made else "",
        "listed_rows": rows,
        "wide": True,
    }
    return pages.page(request, "recommendations/register/dry-run.html", shown, status=status)


def _page(request: Any, form: forms.Choose) -> HttpResponse:
    shown = {"form": form, "columns": register_file.COLUMNS, "most": register_file.MOST_ROWS}
    return pages.page(request, "recommendations/register/import.html", shown)
