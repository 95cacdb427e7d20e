"""Searching: by reference, for everybody in the office; and in what was written, for whoever may read it.

What is looked for is content, so it is sent in the body and stands in no address, no log and no history.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from candour.contexts.concerns.forms import filters as addresses
from candour.contexts.concerns.forms.search import Words
from candour.contexts.concerns.operations import searching
from candour.contexts.concerns.queries import search, visible
from candour.contexts.concerns.queries.narrowing import Filters
from candour.contexts.concerns.views import office, words
from candour.web import pages
from candour.web import views as shell


@office.for_the_office
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: Any) -> HttpResponse:
    """The page; with what was found once something is asked for. What it shows of a text counts as reading it."""
    if request.method != "POST" and "reference" in request.GET:
        return shell.find(request)
    may_read = request.actor.has(*visible.HANDLES_CONCERNS)
    if request.method == "POST" and not may_read:
        raise Http404
    form = Words(request.POST if request.method == "POST" else None)
    filters = addresses.read(request.POST if request.method == "POST" else {"state": "all"})
    shown: dict[str, Any] = {"form": form, "may_read": may_read, "selects": _selects(filters), "words": words}
    if form.is_bound and form.is_valid():
        found = search.page(
            actor=request.actor, sought=form.sought, filters=filters, after=request.POST.get("after", "")[:60]
        )
        concerns = [row.concern.id for row in found.rows]
        searching.record_shown(concerns=concerns, actor=request.actor, at=request.now)
        shown |= {"found": found, "typed": form.cleaned_data["words"], "is_further": bool(request.POST.get("after"))}
    return pages.page(request, "concerns/office/search.html", shown)


def _selects(filters: Filters) -> list[dict[str, Any]]:
    every = ("", _("Any"))
    states = [("all", _("Open and finished")), ("", _("Open")), *words.STATE.items()]
    listed: list[tuple[str, str, list[Any]]] = [
        ("state", _("State"), states),
        ("kind", _("Kind"), [every, *words.KIND.items()]),
        ("sector", _("Sector"), [every, *words.SECTOR.items()]),
        ("stage", _("Stage"), [every, *words.STAGE.items()]),
        ("region", _("Region"), [every, *words.REGION.items()]),
    ]
    return [
        {"name": name, "label": label, "options": options, "chosen": getattr(filters, name)}
        for name, label, options in listed
    ]
