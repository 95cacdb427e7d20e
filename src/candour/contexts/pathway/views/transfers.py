"""Transfers, as the service sees them and as the owner's side does. Each page calls one query or one operation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from candour.contexts.pathway.forms import transfer_filters
from candour.contexts.pathway.forms import transfers as forms
from candour.contexts.pathway.models import Transfer
from candour.contexts.pathway.operations import transfers as operations
from candour.contexts.pathway.procedure import TRANSFER, basis
from candour.contexts.pathway.procedure import transfer as law
from candour.contexts.pathway.queries import transfer_page
from candour.contexts.pathway.queries import transfers as queries
from candour.kernel.doors import Door
from candour.kernel.people.actor import Actor
from candour.kernel.procedures import guard
from candour.kernel.procedures.facts import Refused
from candour.web import due, navigation, pages
from candour.web.entrance import entrance, roles

for_both_sides = entrance(doors=Door.DELIVERY, to=roles(basis.SERVICE, *law.OWNERS))

COLOUR = {
    law.OFFERED: "yellow", law.ACCEPTED: "blue", law.MONITORED: "blue", law.COMPLETED: "green",
    law.DECLINED: "red", law.LAPSED: "red", law.SETTLED: "grey",
}  # fmt: skip
TOO_LATE = _("Too late to accept")
FOR_OWNER = {state.name: state.label for state in TRANSFER.states}
FOR_SERVICE = {
    **FOR_OWNER,
    law.OFFERED: _("Waiting for your answer"),
    law.ACCEPTED: _("You accepted"),
    law.MONITORED: _("You are helping"),
    law.COMPLETED: _("You completed it"),
    law.DECLINED: _("You declined"),
    law.LAPSED: _("Not answered in time"),
    law.SETTLED: _("Back with the owner"),
}
_WITH_THE_OWNER = (law.DECLINED, law.LAPSED)
"""States whose time limit is the owner's: a service that said no, or nothing, is not the one who is late."""
STEP = {
    "offer": _("Offered"),
    "accept": _("The service accepted"),
    "decline": _("The service declined"),
    "begin": _("The service began"),
    "update": _("The service said how it goes"),
    "complete": _("The service completed it"),
    "chase": _("The owner’s side asked for an answer"),
    "lapse": _("Lapsed: the service did not answer in time"),
    "offer_again": _("Offered to the same service again"),
    "offer_elsewhere": _("Ended here: another service was asked"),
    "take_back": _("Taken back by the owner’s side"),
    "reassign": _("Another owner"),
}


@dataclass(frozen=True)
class Act:
    """A step of one side: its form, its operation, and what is said afterwards."""

    form: type[forms.StepForm]
    operation: Callable[..., object]
    done: Any


OF_SERVICE: dict[str, Act] = {
    "accept": Act(forms.Accept, operations.accept, _("Accepted. Thank you: the owner sees that your service has this person.")),
    "begin": Act(forms.Begin, operations.begin, _("Sent. The owner sees that it has begun.")),
    "update": Act(forms.Update, operations.update, _("Sent. The owner sees how it goes.")),
    "complete": Act(forms.Complete, operations.complete, _("Completed. The owner sees what was reached.")),
    "decline": Act(forms.Decline, operations.decline, _("Declined. It is back with its owner.")),
}  # fmt: skip
OF_OWNER: dict[str, Act] = {
    "chase": Act(forms.Chase, operations.chase, _("Chased. The service gets an email that says only that something waits.")),
    "lapse": Act(forms.Lapse, operations.lapse, _("Lapsed. Decide now what follows for the person.")),
    "offer_elsewhere": Act(forms.OfferElsewhere, operations.offer_elsewhere, _("Offered to the other service. This is the new transfer.")),
    "offer_again": Act(forms.OfferAgain, operations.offer_again, _("Offered again. The service’s time to accept has started again.")),
    "take_back": Act(forms.TakeBack, operations.take_back, _("Taken back. What follows instead is recorded.")),
    "reassign": Act(forms.Reassign, operations.reassign, _("It has another owner now.")),
}  # fmt: skip


@for_both_sides
@require_GET
def listed(request: Any) -> HttpResponse:
    """Those offered to the services of whoever is signed in; those of their force or authority, their own first."""
    on, actor = localdate(request.now), request.actor
    owns = actor.has(*law.OWNERS)
    chosen = transfer_filters.chosen(request.GET)
    is_all = owns and (request.GET.get("whose") == "all" or chosen.is_narrowed)
    shown: dict[str, Any] = {"owns": owns, "is_all": is_all, "wide": True, "chosen": transfer_filters.words(chosen)}
    number = request.GET.get("page", "")
    if owns:
        rows = queries.owned_by(actor)
        rows = chosen.narrowed(rows, on) if is_all else rows.filter(owner_id=actor.person_id)
        page = queries.page_of(rows, number)
        if chosen.is_narrowed:
            shown["total"], shown["is_more"] = queries.counted(rows)
    else:
        page = queries.page_offered_to(actor, number)
    names = queries.names_in(page.rows) if is_all else {}
    words, due_words = FOR_OWNER if owns else FOR_SERVICE, due.teller(on)
    shown["rows"] = [
        {
            "transfer": transfer,
            "state": TOO_LATE if queries.has_lapsed(transfer, on) else words[transfer.state],
            "colour": "red" if queries.has_lapsed(transfer, on) else COLOUR[transfer.state],
            "due_on": None if not owns and transfer.state in _WITH_THE_OWNER else transfer.next_due_on,
            "due": due_words(transfer.next_due_on),
            "is_late": due.is_late(transfer.next_due_on, on),
            "owner": names.get(transfer.owner_id, ""),
        }
        for transfer in page.rows
    ]
    shown |= {"page": page, "query": transfer_filters.query(chosen, whose="all" if is_all else "")}
    return pages.page(request, "pathway/transfers/list.html", shown)


@for_both_sides
@require_GET
def transfer(request: Any, reference: str) -> HttpResponse:
    """What is asked, by when, what happened, and what this side may do now."""
    found = _found(request, reference)
    on, actor = localdate(request.now), request.actor
    told = transfer_page.told(found, actor)
    is_owner, is_service = queries.is_owner(found, actor), queries.is_service(found, actor)
    words = FOR_OWNER if is_owner else FOR_SERVICE
    lapsed = queries.has_lapsed(found, on)
    shown = {
        "transfer": found,
        "told": told,
        "state": TOO_LATE if lapsed else words[found.state],
        "means": operations.kind(request.now).law_of(found).state(found.state).plain,
        "colour": "red" if lapsed else COLOUR[found.state],
        "has_lapsed": lapsed,
        "due": due.words(found.next_due_on, on),
        "is_late": due.is_late(found.next_due_on, on),
        "offers": _offers(request, found),
        "is_owner": is_owner,
        "is_service": is_service,
        "step_words": STEP,
        "referral": _referral(found, actor) if is_owner else None,
    }
    return pages.page(request, "pathway/transfers/transfer.html", shown)


@for_both_sides
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: Any, reference: str, name: str) -> HttpResponse:
    """One step of one side."""
    found = _found(request, reference)
    act = _acts(request, found).get(name)
    if act is None:
        raise Http404
    if request.method != "POST":
        return _step_page(request, found, name, act.form())
    form = act.form(request.POST)
    form.prepare(found)
    if not form.is_valid():
        return _step_page(request, found, name, form)
    try:
        done = act.operation(
            transfer_id=found.id, actor=request.actor, at=request.now, seen=_seen(request), **form.cleaned_data
        )
    except Refused as refused:
        operations.record_refusal(transfer_id=found.id, step=name, refused=refused, actor=request.actor, at=request.now)
        return _step_page(request, _found(request, reference), name, form, refused)
    messages.success(request, str(act.done))
    leads_to = done.reference if isinstance(done, Transfer) else found.reference
    return HttpResponseRedirect(reverse("transfers:transfer", args=[leads_to]))


def _referral(found: Transfer, actor: Actor) -> tuple[str, str | None]:
    """The reference of the referral behind it and where it is read: the owner's side alone may know of it."""
    reference = found.referral.reference
    return reference, navigation.find(Door.DELIVERY, reference, actor)


def _step_page(
    request: Any, found: Transfer, name: str, form: forms.StepForm, refused: Refused | None = None
) -> HttpResponse:
    facts = queries.facts_of(found, request.actor, on=localdate(request.now))
    law_now = operations.kind(request.now).law_of(found)
    offer = next(one for one in guard.offers(law_now, facts, request.actor, request.now) if one.step.name == name)
    if not form.is_bound:
        form.prepare(found)
    shown = {
        "transfer": found,
        "form": form,
        "seen": len(facts.history),
        "is_possible": offer.is_open,
        "refusals": refused.refusals if refused else offer.refusals,
    }
    return pages.page(request, "pathway/transfers/step.html", shown, status=409 if refused else 200)


def _acts(request: Any, found: Transfer) -> dict[str, Act]:
    """The steps of the side, or of both, on which this person stands."""
    of_service = OF_SERVICE if queries.is_service(found, request.actor) else {}
    of_owner = OF_OWNER if queries.is_owner(found, request.actor) else {}
    return {**of_service, **of_owner}


def _offers(request: Any, found: Transfer) -> list[guard.Offer]:
    """What may be done from here, in the order of the buttons; a step with something in its way says what it is."""
    acts = list(_acts(request, found))
    facts = queries.facts_of(found, request.actor, on=localdate(request.now))
    law_now = operations.kind(request.now).law_of(found)
    offers = guard.offers(law_now, facts, request.actor, request.now)
    fitting = (offer for offer in offers if offer.is_from_here and offer.step.name in acts)
    return sorted(fitting, key=lambda offer: acts.index(offer.step.name))


def _found(request: Any, reference: str) -> Transfer:
    found = queries.found_for(request.actor, reference)
    if found is None:
        raise Http404
    return found


def _seen(request: Any) -> int | None:
    given = request.POST.get("seen", "")
    return int(given) if given.isdecimal() and len(given) < 7 else None
