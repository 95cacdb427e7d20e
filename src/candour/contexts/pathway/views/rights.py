"""Codes for persons and parents, and what they ask: the pages of whoever has the record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from candour.contexts.pathway.forms import rights as forms
from candour.contexts.pathway.models import RightsAccess, RightsRequest
from candour.contexts.pathway.models.rights import Released
from candour.contexts.pathway.operations import rights as operations
from candour.contexts.pathway.procedure import RIGHTS
from candour.contexts.pathway.procedure import rights as law
from candour.contexts.pathway.procedure.case import SUPPORTED
from candour.contexts.pathway.queries import rights as queries
from candour.kernel.doors import Door
from candour.kernel.procedures import guard
from candour.kernel.procedures.facts import Refused
from candour.web import due, navigation, pages
from candour.web.entrance import entrance, roles
from candour.web.forms import Form

for_owners = entrance(doors=Door.DELIVERY, to=roles(*law.OWNERS))
SHOWN = 100
USUAL_LIFE = timedelta(days=365)


@dataclass(frozen=True)
class Act:
    """A step on a request: its form, its operation, and what is said afterwards."""

    form: type[Form]
    operation: Callable[..., object]
    done: Any


ACTS = {
    "answer": Act(forms.Answer, operations.answer, _("Answered. The person reads it with their code.")),
    "extend": Act(forms.Extend, operations.extend, _("There is more time. The person reads why.")),
}


@for_owners
@require_GET
def listed(request: Any) -> HttpResponse:
    """What was asked, by due date; and the codes that were given."""
    on = localdate(request.now)
    rows = [
        {
            "asked": asked,
            "record": queries.reference_of(asked.access_given),
            "state": RIGHTS.state(asked.state).label,
            "due": due.words(asked.next_due_on, on),
            "is_late": due.is_late(asked.next_due_on, on),
        }
        for asked in queries.listed(request.actor)[:SHOWN]
    ]
    given = [
        {"given": one, "record": queries.reference_of(one), "is_over": one.ended_on is not None or one.until_on < on}
        for one in queries.given_by_body(request.actor).order_by("-given_at")[:SHOWN]
    ]
    return pages.page(request, "pathway/rights/list.html", {"rows": rows, "given": given, "wide": True})


@for_owners
@require_GET
def asked(request: Any, reference: str) -> HttpResponse:
    """What is asked, under which regime, by when; and what may be done now."""
    found = _found(request, reference)
    on, record = localdate(request.now), queries.reference_of(found.access_given)
    facts = queries.facts_of(found, request.actor, on=on)
    offers = guard.offers(RIGHTS, facts, request.actor, request.now)
    shown = {
        "asked": found,
        "told": queries.told(found),
        "state": RIGHTS.state(found.state).label,
        "due": due.words(found.next_due_on, on),
        "is_late": due.is_late(found.next_due_on, on),
        "offers": [offer for offer in offers if offer.is_open and offer.step.name in ACTS],
        "record": record,
        "record_href": navigation.find(Door.DELIVERY, record, request.actor),
        "step_words": {step.name: step.label for step in RIGHTS.steps},
        "withdraw_href": _withdraw_href(found),
    }
    return pages.page(request, "pathway/rights/request.html", shown)


def _withdraw_href(found: RightsRequest) -> str:
    """Where the withdrawal that was asked is recorded on the case, while support still goes on there."""
    case = found.access_given.case
    if found.kind != RightsRequest.Kind.WITHDRAWAL or not found.is_open or case is None or case.state != SUPPORTED:
        return ""
    return reverse("cases:step", args=[case.reference, "withdraw_consent"]) + f"?asked={found.reference}"


@for_owners
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: Any, reference: str, name: str) -> HttpResponse:
    """Answering, or taking more time."""
    act, found = ACTS.get(name), _found(request, reference)
    if act is None:
        raise Http404
    form = act.form(request.POST) if request.method == "POST" else act.form()
    if not (form.is_bound and form.is_valid()):
        return _step_page(request, found, name, form)
    try:
        seen = request.POST.get("seen", "")
        act.operation(
            request_id=found.id,
            actor=request.actor,
            at=request.now,
            seen=int(seen) if seen.isdecimal() and len(seen) < 7 else None,
            **form.cleaned_data,
        )
    except Refused as refused:
        operations.record_refusal(request_id=found.id, step=name, refused=refused, actor=request.actor, at=request.now)
        return _step_page(request, _found(request, reference), name, form, refused)
    messages.success(request, str(act.done))
    return HttpResponseRedirect(reverse("rights:request", args=[found.reference]))


def _step_page(
    request: Any, found: RightsRequest, name: str, form: Form, refused: Refused | None = None
) -> HttpResponse:
    facts = queries.facts_of(found, request.actor, on=localdate(request.now))
    offer = next(one for one in guard.offers(RIGHTS, facts, request.actor, request.now) if one.step.name == name)
    shown = {
        "caption": f"{found.reference} · {found.get_kind_display()}",
        "back": reverse("rights:request", args=[found.reference]),
        "form": form,
        "seen": len(facts.history),
        "is_possible": offer.is_open,
        "refusals": refused.refusals if refused else offer.refusals,
    }
    return pages.page(request, "pathway/rights/form.html", shown, status=409 if refused else 200)


@for_owners
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: Any, reference: str) -> HttpResponse:
    """Give a code for a referral or a case. It is shown once, on the answer to this very request."""
    record = queries.record_for(request.actor, reference)
    if record is None:
        raise Http404
    on = localdate(request.now)
    form = forms.Give(request.POST or None, initial={"until": on + USUAL_LIFE, "released": ["state", "body"]})
    shown = {
        "caption": record.reference,
        "back": navigation.find(Door.DELIVERY, record.reference, request.actor) or reverse("rights:list"),
        "form": form,
        "seen": 0,
        "is_possible": True,
        "refusals": (),
    }
    if not (form.is_bound and form.is_valid()):
        return pages.page(request, "pathway/rights/form.html", shown)
    try:
        given, receipt = operations.give(
            reference=record.reference, actor=request.actor, at=request.now, **form.cleaned_data
        )
    except Refused as refused:
        return pages.page(request, "pathway/rights/form.html", shown | {"refusals": refused.refusals}, status=409)
    response = pages.page(
        request,
        "pathway/rights/given.html",
        {"given": given, "code": receipt.shown, "record": record.reference, "back": shown["back"]},
    )
    response["Cache-Control"] = "no-store"
    return response


@for_owners
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: Any, access: UUID) -> HttpResponse:
    """What a code shows, to look at and to change."""
    given = _given(request, access)
    form = forms.Release(
        request.POST or None, initial={"released": given.released, "note": given.note, "until": given.until_on}
    )
    return _of_code(request, given, form, operations.release, _("Saved. The code shows this from now on."))


@for_owners
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: Any, access: UUID) -> HttpResponse:
    """End a code at once."""
    form = forms.End(request.POST or None)
    return _of_code(
        request, _given(request, access), form, operations.end, _("Ended. The code opens nothing any more.")
    )


def _of_code(
    request: Any, given: RightsAccess, form: Form, operation: Callable[..., object], done: Any
) -> HttpResponse:
    words = ", ".join(str(Released(one).label) for one in given.released)
    shown = {
        "caption": f"{queries.reference_of(given)} · {given.get_capacity_display()}",
        "back": reverse("rights:list"),
        "form": form,
        "seen": 0,
        "is_possible": True,
        "refusals": (),
        "given": given,
        "released": words,
        "end_href": reverse("rights:end", args=[given.id]) if isinstance(form, forms.Release) else "",
    }
    if not (form.is_bound and form.is_valid()):
        return pages.page(request, "pathway/rights/form.html", shown)
    try:
        operation(access_id=given.id, actor=request.actor, at=request.now, **form.cleaned_data)
    except Refused as refused:
        return pages.page(request, "pathway/rights/form.html", shown | {"refusals": refused.refusals}, status=409)
    messages.success(request, str(done))
    return HttpResponseRedirect(reverse("rights:list"))


def _given(request: Any, access: UUID) -> RightsAccess:
    given = queries.access_for(request.actor, access)
    if given is None or given.ended_on is not None:
        raise Http404
    return given


def _found(request: Any, reference: str) -> RightsRequest:
    found = queries.found_for(request.actor, reference)
    if found is None:
        raise Http404
    return found
