"""Requests to partners and police-led cases: their lists, their pages, and a page for each step of theirs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from candour.contexts.pathway.forms import work as forms
from candour.contexts.pathway.models import InformationStep, PoliceLedStep
from candour.contexts.pathway.operations import information, kinds, police_led
from candour.contexts.pathway.queries import facts, people, visible, work
from candour.contexts.pathway.views import police, words
from candour.kernel.procedures import guard, registry
from candour.kernel.procedures import queries as procedures
from candour.kernel.procedures.facts import Refused
from candour.web import due, pages

PAGE = 50
Given = dict[str, Any]


@dataclass(frozen=True)
class Act:
    """A step: its form, the one operation it calls, and what is said afterwards."""

    form: Callable[..., forms.WorkForm]
    operation: Callable[..., object]
    done: Any


REQUEST_ACTS: dict[str, Act] = {
    "answer": Act(forms.Answer, information.answer, _("Your answer is with the police. Thank you.")),
    "decline": Act(forms.Words, information.decline, _("Recorded. The police see why it is not shared.")),
    "ask_again": Act(forms.Words, information.ask_again, _("Asked again. The partner’s time has started again.")),
    "take_back": Act(forms.Words, information.take_back, _("Taken back.")),
}


def _handover(person: str, rationale: str, **call: Any) -> object:
    return police_led.reassign(person_id=UUID(person), rationale=rationale, **call)


LED_ACTS: dict[str, Act] = {
    "review": Act(forms.Words, police_led.review, _("Reviewed. The next review falls due from today.")),
    "reassign": Act(forms.Handover, _handover, _("It has another owner now.")),
    "exit": Act(forms.Words, police_led.end, _("Ended. To go back to the panel, open the referral again.")),
}


@police.for_partners
@require_safe
def request_list(request: Any) -> HttpResponse:
    """What the police asked the bodies for which this person answers."""
    on = localdate(request.now)
    page = Paginator(work.requests_listed(request.actor), PAGE).get_page(request.GET.get("page"))
    rows = [(one, due.words(one.next_due_on, on), due.is_late(one.next_due_on, on)) for one in page]
    shown = {"rows": rows, "page": page, "words": words, "spoken": words.spoken, "wide": True}
    return pages.page(request, "pathway/police/requests.html", shown)


@police.for_police
@require_safe
def led_list(request: Any) -> HttpResponse:
    """The police-led cases of the force, by their next review."""
    on = localdate(request.now)
    page = Paginator(work.led_listed(request.actor), PAGE).get_page(request.GET.get("page"))
    rows = [(one, due.words(one.next_due_on, on), due.is_late(one.next_due_on, on)) for one in page]
    shown = {"rows": rows, "page": page, "words": words, "spoken": words.spoken, "wide": True}
    return pages.page(request, "pathway/police/led-list.html", shown)


@police.for_askers
@require_safe
def request_page(request: Any, reference: str) -> HttpResponse:
    """A request as either side sees it, and what this person may do with it now."""
    asked = police.found_request(request, reference)
    on = localdate(request.now)
    is_ours = asked.organisation_id in visible.organisations_as(request.actor, "panel_partner")
    shown = {
        "asked": asked,
        "is_ours": is_ours,
        "reference": "" if is_ours else asked.referral.reference,
        "replies": asked.replies.order_by("answered_at"),
        "timeline": list(procedures.timeline(InformationStep, asked.id)),
        "offers": open_offers(request, "pathway.information", asked, facts.of_request(asked, request.actor)),
        "due": due.words(asked.next_due_on, on),
        "is_late": due.is_late(asked.next_due_on, on),
        "words": words,
        "spoken": words.spoken,
    }
    return pages.page(request, "pathway/police/request.html", shown)


@police.for_police
@require_safe
def led_page(request: Any, reference: str) -> HttpResponse:
    """A police-led case."""
    led = police.found_led(request, reference)
    on = localdate(request.now)
    shown = {
        "led": led,
        "timeline": list(procedures.timeline(PoliceLedStep, led.id)),
        "offers": open_offers(request, "pathway.police_led", led, facts.of_led(led, request.actor)),
        "due": due.words(led.next_due_on, on),
        "is_late": due.is_late(led.next_due_on, on),
        "words": words,
        "spoken": words.spoken,
    }
    return pages.page(request, "pathway/police/led.html", shown)


def open_offers(request: Any, procedure: str, record: Any, found: Any) -> list[guard.Offer]:
    """The steps that this person may take now."""
    law = registry.get(procedure, record.procedure_version)
    return [offer for offer in guard.offers(law, found, request.actor, request.now) if offer.is_open]


@police.for_askers
@require_http_methods(["GET", "HEAD", "POST"])
def request_step(request: Any, reference: str, name: str) -> HttpResponse:
    """A step of a request: answering, declining, asking again, taking back."""
    asked = police.found_request(request, reference)
    act = REQUEST_ACTS.get(name)
    if act is None:
        raise Http404
    back = reverse("referrals:request", args=[asked.reference])
    return take_step(request, asked, name, act, "pathway.information", "request_id", facts.of_request, back, {})


@police.for_police
@require_http_methods(["GET", "HEAD", "POST"])
def led_step(request: Any, reference: str, name: str) -> HttpResponse:
    """A step of a police-led case: reviewing, handing over, ending."""
    led = police.found_led(request, reference)
    act = LED_ACTS.get(name)
    if act is None:
        raise Http404
    back = reverse("referrals:led", args=[led.reference])
    options: Given = {}
    if name == "reassign":
        options = {"officers": [one for one in people.officers(led.force_id) if one[0] != led.owner_id]}
    return take_step(request, led, name, act, "pathway.police_led", "led_id", facts.of_led, back, options)


def take_step(
    request: Any,
    record: Any,
    name: str,
    act: Act,
    procedure: str,
    key: str,
    gather: Callable[..., Any],
    back: str,
    options: Given,
) -> HttpResponse:
    """The page of a step of a request, a police-led case or a panel case (GET), and taking it (POST)."""
    form = act.form(request.POST if request.method == "POST" else None, **options)
    refused: Refused | None = None
    if form.is_bound and form.is_valid():
        call = {key: record.id, "actor": request.actor, "at": request.now, "seen": police.seen(request)}
        try:
            act.operation(**form.cleaned_data, **call)
        except Refused as caught:
            refused = caught
            kinds.record_refusal(subject=record.id, step=name, refused=refused, actor=request.actor, at=request.now)
        except ObjectDoesNotExist:
            raise Http404 from None
        else:
            messages.success(request, str(act.done))
            return HttpResponseRedirect(back)
    law = registry.get(procedure, record.procedure_version)
    found = gather(record, request.actor)
    offer = next(one for one in guard.offers(law, found, request.actor, request.now) if one.step.name == name)
    shown = {
        "record": record,
        "back": back,
        "name": name,
        "step": offer.step,
        "basis": offer.step.basis,
        "state": law.state(record.state),
        "form": form,
        "about": None,
        "latest": None,
        "news": (),
        "refusals": refused.refusals if refused else (() if form.is_bound else offer.refusals),
        "is_possible": offer.is_open,
        "seen": len(found.history),
        "words": words,
        "spoken": words.spoken,
        "explained": "",
    }
    return pages.page(request, "pathway/police/step.html", shown, status=409 if refused else 200)
