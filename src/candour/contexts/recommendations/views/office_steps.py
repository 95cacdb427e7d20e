"""A step of the office on what a body was asked: its form, the operation behind it, and what is said afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from candour.contexts.recommendations.forms import office_steps as forms
from candour.contexts.recommendations.models import Addressee
from candour.contexts.recommendations.operations import closing, escalating, extending, judging, kinds, verifying
from candour.contexts.recommendations.queries import issued, step_page
from candour.contexts.recommendations.queries.standing import standing_of
from candour.kernel.doors import Door
from candour.kernel.procedures import guard
from candour.kernel.procedures.facts import Refused
from candour.web import pages
from candour.web.entrance import entrance, roles


@dataclass(frozen=True)
class Act:
    """A step: its form, its operation, and what is said afterwards."""

    form: type[forms.StepForm]
    operation: Callable[..., object]
    done: Any


ACTS: dict[str, Act] = {
    "verify": Act(forms.Verify, verifying.verify, _("Found verified. Close it now, or ask for more.")),
    "find_not_verified": Act(forms.FindNotVerified, verifying.find_not_verified, _("Found not verified. The body reads what is missing.")),
    "reconsider": Act(forms.Reconsider, verifying.reconsider, _("The claim waits to be looked at again.")),
    "close_as_done": Act(forms.CloseAsDone, closing.close_as_done, _("Closed as done.")),
    "close_as_exceeded": Act(forms.CloseAsExceeded, closing.close_as_exceeded, _("Closed as exceeded.")),
    "close_as_superseded": Act(forms.CloseAsSuperseded, closing.close_as_superseded, _("Closed as superseded.")),
    "close_as_not_applicable": Act(forms.CloseAsNotApplicable, closing.close_as_not_applicable, _("Closed as no longer applicable.")),
    "close_as_refused": Act(forms.CloseAsRefused, closing.close_as_refused, _("Closed as refused.")),
    "ask_again": Act(forms.AskAgain, closing.ask_again, _("Asked again. The body’s time to respond has started.")),
    "reopen": Act(forms.Reopen, closing.reopen, _("Opened again. The body’s time to respond has started.")),
    "extend": Act(forms.Extend, extending.extend, _("More time given. The new day counts from now on.")),
    "refuse_extension": Act(forms.RefuseExtension, extending.refuse_extension, _("No more time given. The day that counted stays.")),
    "remind": Act(forms.Remind, escalating.remind, _("Reminded. The reminder stands on the body’s page.")),
    "write_letter": Act(forms.WriteLetter, escalating.write_letter, _("Sent. The letter stands on the body’s page, with your signature.")),
    "give_notice": Act(forms.GiveNotice, escalating.give_notice, _("Public notice given. Everybody can read it.")),
}  # fmt: skip


@entrance(doors=Door.OFFICE, to=roles(*issued.WORKERS))
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: Any, reference: str, name: str) -> HttpResponse:
    """One step."""
    found, act = issued.asked_for(request.actor, reference), ACTS.get(name)
    if found is None or act is None:
        raise Http404
    if request.method != "POST":
        return _page(request, found, name, act.form())
    form = act.form(request.POST)
    form.prepare(step_page.about(found, on=localdate(request.now)))
    if not form.is_valid():
        return _page(request, found, name, form)
    try:
        act.operation(
            addressee_id=found.id, actor=request.actor, at=request.now, seen=_seen(request), **form.cleaned_data
        )
    except Refused as refused:
        judging.record_refusal(addressee_id=found.id, step=name, refused=refused, actor=request.actor, at=request.now)
        found.refresh_from_db()
        return _page(request, found, name, form, refused)
    messages.success(request, str(act.done))
    address = reverse("issued:recommendation", args=[found.recommendation.reference])
    return HttpResponseRedirect(f"{address}?of={found.reference}#{found.reference}")


def _page(
    request: Any, found: Addressee, name: str, form: forms.StepForm, refused: Refused | None = None
) -> HttpResponse:
    kind = kinds.answers(request.now)
    facts = kind.facts(found, request.actor)
    offer = next(
        one for one in guard.offers(kind.law_of(found), facts, request.actor, request.now) if one.step.name == name
    )
    about = step_page.about(found, on=localdate(request.now), facts=facts)
    if not form.is_bound:
        form.prepare(about)
    shown = {
        "addressee": found,
        "recommendation": found.recommendation,
        "standing": standing_of(found.state, found.response),
        "form": form,
        "about": about,
        "name": name,
        "signed": step_page.signature(request.actor),
        "seen": _seen(request) if form.is_bound and not refused else len(facts.history),
        "is_possible": offer.is_open,
        "refusals": refused.refusals if refused else offer.refusals,
        "step": offer.step,
    }
    return pages.page(request, "recommendations/office/step.html", shown, status=409 if refused else 200)


def _seen(request: Any) -> int | None:
    given = request.POST.get("seen", "")
    return int(given) if given.isdecimal() and len(given) < 7 else None
