"""One draft: what it says, the quality gate, and every step. Each page calls one query or one operation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from candour.contexts.recommendations import codes
from candour.contexts.recommendations.forms import draft_steps as forms
from candour.contexts.recommendations.forms.draft import DraftForm
from candour.contexts.recommendations.models import Draft, DraftStep, Recommendation, ReportDraft
from candour.contexts.recommendations.models.issued import TEXT
from candour.contexts.recommendations.operations import contents, issuing, kinds
from candour.contexts.recommendations.operations import drafts as operations
from candour.contexts.recommendations.procedure import basis
from candour.contexts.recommendations.queries import bodies
from candour.contexts.recommendations.queries import drafts as queries
from candour.contexts.recommendations.views import draft_words
from candour.contexts.recommendations.views.reports import for_readers, for_writers
from candour.kernel.procedures import guard
from candour.kernel.procedures import queries as procedures
from candour.kernel.procedures.facts import Refused
from candour.web import pages


@dataclass(frozen=True)
class Act:
    """A step of a draft: its form, its operation, and what is said afterwards."""

    form: type[forms.StepForm]
    operation: Callable[..., object]
    done: Any


ACTS: dict[str, Act] = {
    "propose": Act(forms.Propose, operations.propose, _("Asked. It is on the home page of everybody who may check it.")),
    "pass_gate": Act(forms.PassGate, operations.pass_gate, _("It passed. The head of office or the Commissioner may issue it.")),
    "issue": Act(forms.Issue, issuing.issue, _("Issued. Every body that is asked sees it from now on.")),
    "consider": Act(forms.Consider, operations.consider, _("Saved, with your name and today’s date.")),
    "send_back": Act(forms.SendBack, operations.send_back, _("Sent back.")),
    "withdraw": Act(forms.Withdraw, operations.withdraw, _("Given up. It stays here with your reason.")),
    "correct": Act(forms.Correct, operations.correct, _("Taken back. The entry stays in the history.")),
}  # fmt: skip
"""The steps with a form of their own; “revise” has the form of a new draft. In the order of the page's buttons."""

BUTTONS = ("propose", "pass_gate", "issue", "consider", "revise", "send_back", "withdraw", "correct")


@for_readers
@require_safe
def draft(request: Any, reference: str) -> HttpResponse:
    """One draft with the quality gate, its history, and what this person may do."""
    found = _found(reference)
    page = queries.page_of(found, request.actor)
    may_write = request.actor.has(*basis.OFFICE)
    offers = _offers(request, found, page.facts) if may_write else []
    by_name = {offer.step.name: offer for offer in offers if offer.is_from_here}
    open_now = [by_name[name] for name in BUTTONS if name in by_name and by_name[name].is_open]
    shown = {
        "page": page,
        "draft": found,
        "state": draft_words.STATE[found.state],
        "means": kinds.drafts().law_of(found).state(found.state).plain,
        "words": draft_words,
        "offers": open_now,
        "lacking": _lacking(by_name),
        "may_consider": "consider" in by_name and by_name["consider"].is_open,
        "hints": forms.HINTS,
        "seen": len(page.facts.history),
        "most": TEXT,
        "wide": True,
    }
    return pages.page(request, "recommendations/drafts/draft.html", shown)


@for_writers
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: Any, slug: str) -> HttpResponse:
    """Add a recommendation to a report."""
    report = queries.report_of(slug)
    if report is None:
        raise Http404
    form = _draft_form(request, None)
    if request.method != "POST" or "more" in request.POST or not form.is_valid():
        return _draft_page(request, form, report, None)
    try:
        made = operations.draft(report_id=report.id, said=form.said(), actor=request.actor, at=request.now)
    except Refused as refused:
        return _draft_page(request, form, report, None, refused)
    messages.success(request, _("Saved. Now write down what was considered."))
    return HttpResponseRedirect(reverse("drafts:draft", args=[made.reference]))


@for_writers
@require_http_methods(["GET", "HEAD", "POST"])
def revise(request: Any, reference: str) -> HttpResponse:
    """Write a draft anew."""
    found = _found(reference)
    form = _draft_form(request, found)
    if request.method != "POST" or "more" in request.POST or not form.is_valid():
        return _draft_page(request, form, found.report, found)
    try:
        operations.revise(draft_id=found.id, said=form.said(), actor=request.actor, at=request.now, seen=_seen(request))
    except Refused as refused:
        operations.record_refusal(subject=found.id, step="revise", refused=refused, actor=request.actor, at=request.now)
        return _draft_page(request, form, found.report, _found(reference), refused)
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(reverse("drafts:draft", args=[found.reference]))


@for_writers
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: Any, reference: str, name: str) -> HttpResponse:
    """One step of a draft."""
    found, act = _found(reference), ACTS.get(name)
    if act is None:
        raise Http404
    form = _step_form(request, found, act)
    if not form.is_bound or not form.is_valid():
        return _step_page(request, found, name, form)
    given: dict[str, Any] = dict(form.cleaned_data)
    if name == "consider":
        given = {"reasons": {aspect: text for aspect, text in given.items() if aspect in codes.Aspect.values}}
    try:
        done = act.operation(draft_id=found.id, actor=request.actor, at=request.now, seen=_seen(request), **given)
    except Refused as refused:
        operations.record_refusal(subject=found.id, step=name, refused=refused, actor=request.actor, at=request.now)
        return _step_page(request, _found(reference), name, form, refused)
    messages.success(request, _issued(done) if isinstance(done, Recommendation) else str(act.done))
    anchor = "#gate" if name == "consider" else ""
    return HttpResponseRedirect(reverse("drafts:draft", args=[found.reference]) + anchor)


def _issued(done: Recommendation) -> str:
    said = _("Issued as %(reference)s. Every body that is asked sees it from now on.")
    public = _("Issued as %(reference)s. Its report is published, so everybody can read it from now on.")
    return str(public if done.published_at else said) % {"reference": done.reference}


def _step_form(request: Any, found: Draft, act: Act) -> forms.StepForm:
    data = request.POST if request.method == "POST" else None
    if act.form is forms.Consider:
        return forms.Consider(data, aspects=queries.considered_in(found))
    form = act.form(data)
    if isinstance(form, forms.Correct):
        form.of(_last(found))
    return form


def _last(found: Draft) -> UUID | None:
    """The step that can be taken back."""
    last = procedures.last_correctable(DraftStep, found.id)
    return last.id if last is not None else None


def _step_page(
    request: Any, found: Draft, name: str, form: forms.StepForm, refused: Refused | None = None
) -> HttpResponse:
    page = queries.page_of(found, request.actor)
    offer = next(one for one in _offers(request, found, page.facts) if one.step.name == name)
    shown = {
        "page": page,
        "draft": found,
        "form": form,
        "name": name,
        "seen": len(page.facts.history),
        "is_possible": offer.is_open,
        "refusals": refused.refusals if refused else offer.refusals,
        "words": draft_words,
        "is_public": found.report.issued_as is not None and found.report.issued_as.published_at is not None,
        "taken_back": _taken_back(page) if name == "correct" else None,
    }
    return pages.page(request, "recommendations/drafts/step.html", shown, status=409 if refused else 200)


def _taken_back(page: queries.DraftPage) -> DraftStep | None:
    corrected = {row.corrects_id for row in page.steps}
    moved = (row for row in reversed(page.steps) if procedures.fact_of(row).moved and row.id not in corrected)
    return next(moved, None)


def _draft_form(request: Any, found: Draft | None) -> DraftForm:
    on = localdate(request.now)
    options: dict[str, Any] = {"bodies": bodies.open_on(on), "terms": queries.terms_on(on)}
    if request.method != "POST":
        return DraftForm.filled(contents.of_draft(found), **options) if found else DraftForm(**options)
    if "more" in request.POST:
        return DraftForm.with_more_rows(request.POST, **options)
    return DraftForm(request.POST, rows=DraftForm.rows_in(request.POST), **options)


def _draft_page(
    request: Any, form: DraftForm, report: ReportDraft, found: Draft | None, refused: Refused | None = None
) -> HttpResponse:
    refusals: Any = refused.refusals if refused else ()
    is_possible, seen = True, ""
    if found is not None:
        facts = kinds.drafts().facts(found, request.actor)
        offer = next(one for one in _offers(request, found, facts) if one.step.name == "revise")
        is_possible = offer.is_open
        refusals = refusals or offer.refusals
        seen = request.POST.get("seen", "") if "more" in request.POST else str(len(facts.history))
    shown = {
        "form": form,
        "report": report,
        "draft": found,
        "seen": seen,
        "refusals": refusals,
        "is_possible": is_possible,
        "lists": codes.TagList.values,
        "is_issued": report.issued_as_id is not None,
    }
    return pages.page(request, "recommendations/drafts/draft-form.html", shown, status=409 if refused else 200)


def _lacking(by_name: dict[str, guard.Offer]) -> guard.Offer | None:
    """The step that leads on from here, where something stands in its way: the page says what."""
    for name in ("propose", "pass_gate", "issue"):
        if name in by_name:
            return None if by_name[name].is_open else by_name[name]
    return None


def _offers(request: Any, found: Draft, facts: Any) -> tuple[guard.Offer, ...]:
    return guard.offers(kinds.drafts().law_of(found), facts, request.actor, request.now)


def _found(reference: str) -> Draft:
    found = queries.draft_of(reference)
    if found is None:
        raise Http404
    return found


def _seen(request: Any) -> int | None:
    given = request.POST.get("seen", "")
    return int(given) if given.isdecimal() and len(given) < 7 else None
