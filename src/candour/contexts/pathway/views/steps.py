"""One page for every step of a referral: what it asks, or every reason why it is not possible.

The page's form calls exactly one operation. When the step is refused, the page comes back with all reasons and all that was
typed, and the refusal is in the ledger.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from candour.contexts.pathway.forms import steps as forms
from candour.contexts.pathway.models import Referral
from candour.contexts.pathway.operations import assessing, deciding, information, kinds, matches, reading, referrals
from candour.contexts.pathway.queries import case, facts, matching, together
from candour.contexts.pathway.queries.matching import Found
from candour.contexts.pathway.views import police, words
from candour.kernel.procedures import guard, registry
from candour.kernel.procedures.facts import Refused
from candour.web import pages

Given = dict[str, Any]
Call = dict[str, Any]


@dataclass(frozen=True)
class StepPage:
    """How a step is asked for: its form, the one operation it calls, what is said afterwards, and what the page explains."""

    form: type[forms.StepForm]
    act: Callable[[Given, Call], object]
    done: Any
    explained: Any = ""
    leaves: bool = False
    """Whether the person cannot return to the referral afterwards."""


def _with(operation: Callable[..., object], *names: str) -> Callable[[Given, Call], object]:
    """The operation with these answers of the form, under the same names."""
    return lambda given, call: operation(**{name: given[name] for name in names}, **call)


def _id(value: str) -> UUID | None:
    return UUID(value) if value else None


def _decide_match(given: Given, call: Call) -> object:
    found = {one.reference: one.earlier_id for one in matching.waiting(call["referral_id"])}
    return matches.decide_match(
        earlier_id=found.get(given["earlier"]), is_same=given["same"] == "yes", rationale=given["rationale"], **call
    )


def _transfer(given: Given, call: Call) -> object:
    return deciding.transfer(
        service_id=_id(given["service"]),
        about=given["about_whom"],
        contact=given["contact"],
        requirement=given["requirement"],
        is_agreed=given["agreed"] == "yes",
        arm=given["arm"],
        reasons=given["reasons"],
        rationale=given["rationale"],
        **call,
    )


_ASSESSED = ("framework", "narrative", "conclusion", "type_of_concern", "proposes")

PAGES: dict[str, StepPage] = {
    "take": StepPage(forms.Confirm, _with(referrals.take), _("It is yours.")),
    "assign": StepPage(
        forms.Assign,
        lambda given, call: referrals.assign(person_id=_id(given["person"]), **call),
        _("Assigned."),
    ),
    "reassign": StepPage(
        forms.Reassign,
        lambda given, call: referrals.reassign(person_id=_id(given["person"]), rationale=given["rationale"], **call),
        _("Assigned."),
    ),
    "route": StepPage(
        forms.Route,
        lambda given, call: referrals.route(
            force_id=_id(given["force"]), authority_id=_id(given["authority"]), rationale=given["rationale"], **call
        ),
        _("Sent. You still see where it went."),
        _(
            "Only forces are listed in which somebody can open it. From then on that force works on it, and yours reads it."
        ),
    ),
    "deconflict": StepPage(
        forms.Deconflict,
        _with(referrals.deconflict, "result", "checked_on"),
        _("Recorded."),
        _("The day and the result, and no operational detail: there is no place for it here."),
    ),
    "decide_match": StepPage(
        forms.DecideMatch,
        _decide_match,
        _("Recorded."),
        _(
            "Where it is the same person, the referrals are read together, with one timeline. Nothing is moved: the decision"
            " can be taken back, and then they are apart again."
        ),
    ),
    "end_match": StepPage(
        forms.EndMatch,
        lambda given, call: matches.end_match(link_id=_id(given["link"]), rationale=given["rationale"], **call),
        _("Taken back."),
    ),
    "request_information": StepPage(
        forms.RequestInformation,
        lambda given, call: information.request_information(
            organisation_id=_id(given["organisation"]),
            about=given["about_whom"],
            question=given["question"],
            **call,
        ),
        _("Asked. The partner sees it in its own page and answers there."),
    ),
    "record_assessment": StepPage(
        forms.Assess, _with(assessing.record_assessment, *_ASSESSED), _("The assessment is recorded.")
    ),
    "assess_again": StepPage(
        forms.Assess,
        _with(assessing.assess_again, *_ASSESSED),
        _("The new assessment is recorded. The one before stays."),
        _("It takes the place of the one before, and needs its own countersignature where policy asks for one."),
    ),
    "countersign": StepPage(
        forms.Confirm,
        _with(assessing.countersign),
        _("Countersigned."),
        _("You agree with the latest assessment and with what it proposes. It stands for that and for nothing else."),
    ),
    "refer_to_panel": StepPage(
        forms.ReferToPanel,
        lambda given, call: deciding.refer_to_panel(
            authority_id=_id(given["authority"]), reasons=given["reasons"], rationale=given["rationale"], **call
        ),
        _("Referred. The panel’s coordinator has it from now on."),
    ),
    "transfer": StepPage(
        forms.PassOn, _transfer, _("Offered to the service. It is yours to follow until the service has taken it on.")
    ),
    "open_police_led": StepPage(
        forms.OpenPoliceLed,
        lambda given, call: deciding.open_police_led(
            person_id=_id(given["person"]),
            reason=given["reason"],
            reasons=given["reasons"],
            rationale=given["rationale"],
            **call,
        ),
        _("The police-led case has begun, with the day of its first review."),
    ),
    "close": StepPage(
        forms.Close,
        _with(deciding.close, "reasons", "rationale"),
        _("Decided. The referrer is still to be told."),
        _("The referrer is still to be told, and a day is set to look whether the record must still be kept."),
    ),
    "tell_referrer": StepPage(
        forms.TellReferrer, _with(deciding.tell_referrer, "feedback", "rationale"), _("Recorded.")
    ),
    "review_necessity": StepPage(
        forms.ReviewNecessity,
        _with(deciding.review_necessity, "rationale"),
        _("Recorded. The next review falls due from today."),
        _(
            "What is kept must still be necessary. If it is not, say so to your records manager: it is not for this page."
        ),
    ),
    "reopen": StepPage(
        forms.Reopen, _with(deciding.reopen, "rationale"), _("Open again."), _("It needs a new assessment.")
    ),
    "declare_interest": StepPage(
        forms.DeclareInterest,
        lambda given, call: referrals.declare_interest(
            rationale=given["rationale"], **{name: value for name, value in call.items() if name != "seen"}
        ),
        _("Your interest is declared. From now on nothing about this person is there for you."),
        _(
            "This takes effect at once and follows the person into every record of theirs. If you work on it, it will have"
            " nobody until your supervisor assigns it."
        ),
        leaves=True,
    ),
    "end_interest": StepPage(
        forms.EndInterest,
        lambda given, call: referrals.end_interest(
            declaration_id=_id(given["declaration"]), rationale=given["rationale"], **call
        ),
        _("Ended. What is about this person is there for them again."),
    ),
    "correct": StepPage(
        forms.Correct,
        _with(referrals.correct, "entry", "rationale"),
        _("Taken back. The earlier entry stays in the timeline."),
    ),
}


@police.for_police
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: Any, reference: str, name: str) -> HttpResponse:
    """The page of one step (GET), and taking it (POST)."""
    page = PAGES.get(name)
    referral = police.worked_on(request, reference)
    if page is None:
        raise Http404
    if request.method != "POST":
        return _shown(request, referral, name, page, None)
    form = page.form(request.POST, about=_about(referral, name, request))
    if not form.is_valid():
        return _shown(request, referral, name, page, form)
    call = {"referral_id": referral.id, "actor": request.actor, "at": request.now, "seen": police.seen(request)}
    try:
        page.act(form.cleaned_data, call)
    except Refused as refused:
        kinds.record_refusal(subject=referral.id, step=name, refused=refused, actor=request.actor, at=request.now)
        return _shown(request, referral, name, page, form, refused)
    except Referral.DoesNotExist:  # an interest was declared, or it was sent on, a moment ago
        raise Http404 from None
    messages.success(request, str(page.done))
    return HttpResponseRedirect("/referrals/" if page.leaves else reverse("referrals:case", args=[referral.reference]))


def _shown(
    request: Any,
    referral: Referral,
    name: str,
    page: StepPage,
    form: forms.StepForm | None,
    refused: Refused | None = None,
) -> HttpResponse:
    found = facts.of_referral(referral, request.actor, on=localdate(request.now))
    law = registry.get("pathway.referral", referral.procedure_version)
    offer = next(offer for offer in guard.offers(law, found, request.actor, request.now) if offer.step.name == name)
    about = form.about if form else _about(referral, name, request)
    seen = police.seen(request)
    is_bound = form is not None and form.is_bound
    reading.record_read(referral=referral, actor=request.actor, at=request.now)
    shown = {
        "record": referral,
        "back": reverse("referrals:case", args=[referral.reference]),
        "name": name,
        "step": offer.step,
        "state": law.state(referral.state),
        "form": form or page.form(about=about),
        "about": about,
        "refusals": refused.refusals if refused else (() if is_bound else offer.refusals),
        "is_possible": offer.is_open,
        "seen": seen if is_bound and not refused and seen is not None else len(found.history),
        "news": case.since(referral.id, seen) if refused and seen is not None and seen < len(found.history) else [],
        "latest": referral.assessments.order_by("-number").select_related("framework").first()
        if name in {"countersign", *DECISIONS}
        else None,
        "words": words,
        "spoken": words.spoken,
        "explained": page.explained,
    }
    return pages.page(request, "pathway/police/step.html", shown, status=409 if refused else 200)


DECISIONS = frozenset({"refer_to_panel", "transfer", "open_police_led", "close"})


def _about(referral: Referral, name: str, request: Any) -> forms.About:
    return forms.About(
        referral=referral,
        on=localdate(request.now),
        waiting=tuple((one, found_words(one)) for one in matching.waiting(referral.id))
        if name == "decide_match"
        else (),
        links=tuple(together.links_of(referral)) if name == "end_match" else (),
        declared=tuple(case.interests_in(referral)) if name == "end_interest" else (),
        entry=case.correctable(referral.id) if name == "correct" else None,
        of=request.GET.get("of", "")[:11],
    )


def found_words(found: Found) -> str:
    """An earlier referral in one line: which force, when, where it stands, and what agreed."""
    agreed = "; ".join(str(words.AGREED[code]) for code in found.codes)
    named = ", ".join(found.names)
    said = translated("%(force)s, received %(day)s, %(state)s. Agrees: %(agreed)s") % {
        "force": found.force_name,
        "day": date_format(found.received_on, "j F Y"),
        "state": words.spoken(found.state, words.STATE),
        "agreed": agreed,
    }
    return f"{said} ({named})." if named else f"{said}."
