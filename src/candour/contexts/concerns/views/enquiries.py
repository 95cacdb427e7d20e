"""Enquiries to bodies, as the body sees them and as the office does. Each page calls one query or one operation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from candour.contexts.concerns import procedure
from candour.contexts.concerns.forms import enquiries as forms
from candour.contexts.concerns.models import Enquiry
from candour.contexts.concerns.operations import enquiries, refusals
from candour.contexts.concerns.queries import enquiries as queries
from candour.contexts.concerns.queries import visible
from candour.kernel.doors import Door
from candour.kernel.procedures import guard
from candour.kernel.procedures.facts import Refused
from candour.web import due, pages
from candour.web.entrance import entrance, roles
from candour.web.forms import Form

for_contacts = entrance(doors=Door.DELIVERY, to=roles(procedure.roles.BODY_CONTACT))
for_handlers = entrance(doors=Door.OFFICE, to=roles(*visible.HANDLES_CONCERNS))
PAGE = 50

COLOUR = {"sent": "yellow", "replied": "green", "accepted": "grey", "taken_back": "grey"}
FOR_BODY = {
    "sent": _("Waiting for your answer"),
    "replied": _("You answered"),
    "accepted": _("Finished"),
    "taken_back": _("No answer needed any more"),
}
FOR_OFFICE = {state.name: state.label for state in procedure.enquiry.ENQUIRY.states}
STEP = {
    "send": _("The Commissioner’s office asked"),
    "reply": _("The body answered"),
    "ask_again": _("The Commissioner’s office asked again"),
    "accept": _("The Commissioner’s office has what it asked for"),
    "take_back": _("The Commissioner’s office needs no answer any more"),
}


@dataclass(frozen=True)
class Act:
    """A step of the office on an enquiry: its form, its operation, and what is said afterwards."""

    form: type[Form]
    operation: Callable[..., object]
    done: Any


ACTS: dict[str, Act] = {
    "accept": Act(forms.Accept, enquiries.accept, _("Finished. The body sees that it has answered everything.")),
    "ask_again": Act(forms.AskAgain, enquiries.ask_again, _("Asked again. The body’s time has started again.")),
    "take_back": Act(forms.TakeBack, enquiries.take_back, _("Taken back. The body sees that no answer is needed.")),
}


@for_contacts
@require_GET
def body_list(request: Any) -> HttpResponse:
    """The enquiries put to the bodies for which this person answers, by due date."""
    return _list(request, "concerns/delivery/list.html", FOR_BODY)


@for_handlers
@require_GET
def office_list(request: Any) -> HttpResponse:
    """Every enquiry behind a concern that this person may know of, by due date."""
    return _list(request, "concerns/exchange/list.html", FOR_OFFICE)


def _list(request: Any, template: str, states: dict[str, Any]) -> HttpResponse:
    on = localdate(request.now)
    page = Paginator(queries.listed_for(request.actor), PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "enquiry": enquiry,
            "state": states[enquiry.state],
            "colour": COLOUR[enquiry.state],
            "due": due.words(enquiry.next_due_on, on),
            "is_late": due.is_late(enquiry.next_due_on, on),
        }
        for enquiry in page
    ]
    return pages.page(request, template, {"rows": rows, "page": page, "wide": True})


@for_contacts
@require_http_methods(["GET", "HEAD", "POST"])
def body_enquiry(request: Any, reference: str) -> HttpResponse:
    """What is asked, by when, what was answered so far; and the answer (POST)."""
    enquiry = _found(request, reference)
    if request.method != "POST":
        return _body_page(request, enquiry, forms.Reply())
    form = forms.Reply(request.POST)
    if not form.is_valid():
        return _body_page(request, enquiry, form)
    try:
        enquiries.reply(
            enquiry_id=enquiry.id,
            text=form.cleaned_data["text"],
            actor=request.actor,
            at=request.now,
            seen=_seen(request),
        )
    except Refused as refused:
        refusals.record(
            concern_id=enquiry.id, step="enquiry.reply", refused=refused, actor=request.actor, at=request.now
        )
        return _body_page(request, _found(request, reference), form, refused)
    messages.success(request, str(_("Your answer is with the Commissioner’s office. Thank you.")))
    return HttpResponseRedirect(reverse("enquiries:enquiry", args=[enquiry.reference]))


def _body_page(request: Any, enquiry: Enquiry, form: Form, refused: Refused | None = None) -> HttpResponse:
    shown = _shown(request, enquiry, FOR_BODY) | {"form": form, "refusals": refused.refusals if refused else ()}
    return pages.page(request, "concerns/delivery/enquiry.html", shown, status=409 if refused else 200)


@for_contacts
@require_GET
def body_print(request: Any, reference: str) -> HttpResponse:
    """The same on paper."""
    shown = _shown(request, _found(request, reference), FOR_BODY)
    return pages.page(request, "concerns/delivery/print.html", shown)


@for_handlers
@require_GET
def office_enquiry(request: Any, reference: str) -> HttpResponse:
    """An enquiry as the office sees it: with the concern behind it, and what may be done now."""
    enquiry = _found(request, reference)
    found = queries.facts_of(enquiry, door=Door.OFFICE)
    offers = guard.offers(enquiries.law_of(enquiry), found, request.actor, request.now)
    shown = _shown(request, enquiry, FOR_OFFICE) | {
        "concern": queries.concern_of(enquiry),
        "offers": sorted(
            (offer for offer in offers if offer.step.name in ACTS and offer.is_from_here),
            key=lambda offer: list(ACTS).index(offer.step.name),
        ),
    }
    return pages.page(request, "concerns/exchange/enquiry.html", shown)


@for_handlers
@require_http_methods(["GET", "HEAD", "POST"])
def office_step(request: Any, reference: str, name: str) -> HttpResponse:
    """Asking again, finishing, taking back."""
    act = ACTS.get(name)
    enquiry = _found(request, reference)
    if act is None:
        raise Http404
    if request.method != "POST":
        return _step_page(request, enquiry, name, act.form())
    form = act.form(request.POST)
    if not form.is_valid():
        return _step_page(request, enquiry, name, form)
    try:
        act.operation(
            enquiry_id=enquiry.id, actor=request.actor, at=request.now, seen=_seen(request), **form.cleaned_data
        )
    except Refused as refused:
        step = f"enquiry.{name}"
        refusals.record(concern_id=enquiry.id, step=step, refused=refused, actor=request.actor, at=request.now)
        return _step_page(request, enquiry, name, form, refused)
    messages.success(request, str(act.done))
    return HttpResponseRedirect(reverse("enquiries:enquiry", args=[enquiry.reference]))


def _step_page(request: Any, enquiry: Enquiry, name: str, form: Form, refused: Refused | None = None) -> HttpResponse:
    found = queries.facts_of(enquiry, door=Door.OFFICE)
    offers = guard.offers(enquiries.law_of(enquiry), found, request.actor, request.now)
    offer = next(offer for offer in offers if offer.step.name == name)
    if isinstance(form, forms.Crossing) and not form.is_bound:
        form.hide_tick_unless_warned()
    shown = {
        "enquiry": enquiry,
        "form": form,
        "seen": len(found.history),
        "is_possible": offer.is_open,
        "refusals": refused.refusals if refused else offer.refusals,
    }
    return pages.page(request, "concerns/exchange/step.html", shown, status=409 if refused else 200)


def _found(request: Any, reference: str) -> Enquiry:
    enquiry = queries.found_for(request.actor, reference)
    if enquiry is None:
        raise Http404
    return enquiry


def _shown(request: Any, enquiry: Enquiry, states: dict[str, Any]) -> dict[str, Any]:
    on = localdate(request.now)
    told = queries.told(enquiry)
    return {
        "enquiry": enquiry,
        "told": told,
        "state": states[enquiry.state],
        "colour": COLOUR[enquiry.state],
        "due": due.words(enquiry.next_due_on, on),
        "is_late": due.is_late(enquiry.next_due_on, on),
        "seen": len(told.steps),
        "step_words": STEP,
        "printed_at": request.now,
    }


def _seen(request: Any) -> int | None:
    given = request.POST.get("seen", "")
    return int(given) if given.isdecimal() and len(given) < 7 else None
