"""The list of what is drafted, and one report with its recommendations. Each page calls one query or one operation."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from candour.contexts.accounts import api as accounts
from candour.contexts.recommendations.forms.reports import ReportForm
from candour.contexts.recommendations.models import Draft, ReportDraft
from candour.contexts.recommendations.operations import drafts as operations
from candour.contexts.recommendations.operations import issuing
from candour.contexts.recommendations.procedure import basis
from candour.contexts.recommendations.procedure import draft as law
from candour.contexts.recommendations.queries import drafts as queries
from candour.contexts.recommendations.views import draft_words
from candour.kernel.doors import Door
from candour.kernel.procedures.facts import Refused
from candour.web import pages
from candour.web.entrance import entrance, roles

for_readers = entrance(doors=Door.OFFICE, to=roles(*queries.READERS))
"""Whoever does the office's own work."""

for_writers = entrance(doors=Door.OFFICE, to=roles(*basis.OFFICE))
"""Whoever writes, checks and issues recommendations."""

for_signers = entrance(doors=Door.OFFICE, to=roles(*basis.SIGNS))
"""Whoever lets them go out."""


@for_readers
@require_safe
def listed(request: Any) -> HttpResponse:
    """What is drafted, by report; narrowed to what stands somewhere, or needs a second person."""
    asked = request.GET.get("state", "")
    chosen = asked if asked in queries.FILTERS else ""
    page = queries.listed(request.actor, chosen, request.GET.get("page", ""))
    shown = {
        "page": page,
        "chosen": chosen,
        "filters": draft_words.FILTER,
        "empty": draft_words.EMPTY[chosen],
        "may_write": request.actor.has(*basis.OFFICE),
        "words": draft_words,
        "wide": True,
    }
    return pages.page(request, "recommendations/drafts/list.html", shown)


@for_writers
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: Any) -> HttpResponse:
    """Begin a report."""
    form = ReportForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            made = operations.draft_report(said=form.said(), actor=request.actor, at=request.now)
        except Refused as refused:
            return _form_page(request, form, refused, back=reverse("drafts:list"))
        messages.success(request, _("Begun. Add its recommendations one by one."))
        return HttpResponseRedirect(reverse("drafts:report", args=[made.slug]))
    return _form_page(request, form, back=reverse("drafts:list"))


@for_readers
@require_safe
def report(request: Any, slug: str) -> HttpResponse:
    """One report: what it says, its recommendations, and whether the public sees it."""
    found = _found(slug)
    rows = queries.rows_of(Draft.objects.filter(report=found))
    issued = sum(row.draft.state == law.ISSUED for row in rows)
    published = found.issued_as.published_on if found.issued_as else None
    shown = {
        "report": found,
        "rows": rows,
        "issued": issued,
        "published_on": published,
        "text": queries.text_of(found) if published else None,
        "may_write": request.actor.has(*basis.OFFICE),
        "may_publish": request.actor.has(*basis.SIGNS) and issued > 0 and published is None,
        "words": draft_words,
        "wide": True,
    }
    return pages.page(request, "recommendations/drafts/report.html", shown)


@for_writers
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Any, slug: str) -> HttpResponse:
    """Change what is said of a report, until its first recommendation is issued."""
    found = _found(slug)
    back = reverse("drafts:report", args=[found.slug])
    seen = operations.mark(found)
    if request.method != "POST":
        form = ReportForm(initial=ReportForm.of(found))
        return _form_page(
            request, form, back=back, seen=seen, title=_("Change the report"), is_possible=not found.issued_as
        )
    form = ReportForm(request.POST)
    if form.is_valid():
        try:
            changed = operations.change_report(
                report_id=found.id,
                said=form.said(),
                actor=request.actor,
                at=request.now,
                seen=request.POST.get("seen", ""),
            )
        except Refused as refused:
            operations.record_refusal(
                subject=found.id, step="report.change", refused=refused, actor=request.actor, at=request.now
            )
            return _form_page(
                request, form, refused, back=back, seen=operations.mark(_found(slug)), title=_("Change the report")
            )
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(reverse("drafts:report", args=[changed.slug]))
    return _form_page(request, form, back=back, seen=seen, title=_("Change the report"))


@for_signers
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: Any, slug: str) -> HttpResponse:
    """Publish a report: what becomes public, and what stays."""
    found = _found(slug)
    refused = None
    if request.method == "POST":
        typed = request.POST.get("seen", "")
        seen = int(typed) if typed.isdecimal() and len(typed) < 7 else None
        try:
            issuing.publish(report_id=found.id, actor=request.actor, at=request.now, seen=seen)
        except Refused as error:
            if error.codes == ("step_up",):
                return accounts.ask_to_step_up(request)
            refused = error
            operations.record_refusal(
                subject=found.id, step="report.publish", refused=error, actor=request.actor, at=request.now
            )
        else:
            messages.success(request, _("Published. Everybody can read it from now on."))
            return HttpResponseRedirect(reverse("drafts:report", args=[found.slug]))
    rows = queries.rows_of(Draft.objects.filter(report=found))
    issued = [row for row in rows if row.draft.state == law.ISSUED]
    is_published = bool(found.issued_as and found.issued_as.published_at)
    shown = {
        "report": found,
        "issued": issued,
        "staying": [row for row in rows if row.draft.is_open],
        "is_possible": bool(issued) and not is_published,
        "is_published": is_published,
        "refusals": refused.refusals if refused else (),
        "words": draft_words,
        "on": localdate(request.now),
    }
    return pages.page(request, "recommendations/drafts/publish.html", shown, status=409 if refused else 200)


def _form_page(
    request: Any,
    form: ReportForm,
    refused: Refused | None = None,
    *,
    back: str,
    seen: str = "",
    title: Any = ReportForm.title,
    is_possible: bool = True,
) -> HttpResponse:
    shown = {
        "form": form,
        "title": title,
        "back": back,
        "cancel": back,
        "seen": seen,
        "refusals": refused.refusals if refused else (),
        "is_possible": is_possible,
    }
    return pages.page(request, "recommendations/drafts/report-form.html", shown, status=409 if refused else 200)


def _found(slug: str) -> ReportDraft:
    found = queries.report_of(slug)
    if found is None:
        raise Http404
    return found
