"""One page for every step of a panel case: what it asks, or every reason why it is not possible.

The page's form calls exactly one operation. When the step is refused, the page comes back with all reasons and all that was
typed, and the refusal is in the ledger.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from candour.contexts.pathway.forms import cases as forms
from candour.contexts.pathway.forms import consent, papers
from candour.contexts.pathway.models import PanelCase, PanelCaseStep
from candour.contexts.pathway.operations import (
    cases_after,
    cases_consent,
    cases_moving,
    cases_panel,
    cases_partners,
    cases_plan,
    kinds,
)
from candour.contexts.pathway.operations import papers as paper_operations
from candour.contexts.pathway.operations.cases_consent import Answered
from candour.contexts.pathway.operations.cases_plan import Order, PlanWords
from candour.contexts.pathway.procedure import nations
from candour.contexts.pathway.queries import case_choices, case_facts, case_page, case_sides, rights
from candour.contexts.pathway.views import case_words, cases, police, words
from candour.kernel.documents.arrivals import Arrival
from candour.kernel.procedures import guard, registry
from candour.kernel.procedures import queries as procedures
from candour.kernel.procedures.facts import Refused
from candour.web import pages

Given = dict[str, Any]
Act = Callable[..., object]


@dataclass(frozen=True)
class StepPage:
    """How a step is asked for: its form, the one operation it calls, what is said afterwards, and what the page explains."""

    form: type[forms.CaseForm]
    act: Act
    done: Any
    explained: Any = ""


def _id(value: str) -> UUID | None:
    return UUID(value) if value else None


def _rows(operation: Act, *names: str) -> Act:
    """The operation with these answers as ids of rows, and all others as they are."""

    def call(**given: Any) -> object:
        return operation(**{name: _id(value) if name in names else value for name, value in given.items()})

    return call


def _consent(operation: Act) -> Act:
    def call(*, case_id: UUID, actor: Any, at: Any, seen: int | None, attached: list[Arrival], **given: Any) -> object:
        answered = Answered(**consent.answered_in(given))
        return operation(case_id=case_id, answered=answered, attached=attached, actor=actor, at=at, seen=seen)

    return call


def _plan(*, case_id: UUID, actor: Any, at: Any, seen: int | None, **given: str) -> object:
    return cases_plan.write_plan(case_id=case_id, words=PlanWords(**given), actor=actor, at=at, seen=seen)


def _commission(*, case_id: UUID, actor: Any, at: Any, seen: int | None, about_whom: str, **given: Any) -> object:
    rows: Given = {name: UUID(given.pop(name)) for name in ("need", "intervention", "organisation")}
    order = Order(about=about_whom, **rows, **given)
    return cases_plan.commission(case_id=case_id, order=order, actor=actor, at=at, seen=seen)


def _review(step: str) -> Act:
    def call(*, concern_found: str, **given: Any) -> object:
        return cases_after.review_after(step=step, concern_found=concern_found == "yes", **given)

    return call


_TAKEN_UP = _("The decision was made at a meeting. Here it is taken up: the case goes on from it.")
_NOTHING_ELSE = _(
    "Support is voluntary. What was answered stays as it is recorded; a later answer is another entry after it."
)

PAGES: dict[str, StepPage] = {
    "gather": StepPage(
        forms.Confirm, cases_panel.gather, _("The partners can be asked now."),
        _("From here on you ask the partners, one by one, what they know."),
    ),
    "put_before_panel": StepPage(
        forms.PutBefore, _rows(cases_panel.put_before_panel, "meeting"), _("It stands on the agenda.")
    ),
    "reassess": StepPage(
        forms.PutBefore, _rows(cases_panel.reassess, "meeting"), _("It stands on the agenda again."),
        _("The panel may look again without consent (s.36(4)). Nothing is given without it."),
    ),
    "adopt": StepPage(forms.TakeUp, cases_panel.adopt, _("Adopted. Now consent is asked for."), _TAKEN_UP),
    "defer": StepPage(forms.TakeUp, cases_panel.defer, _("Back to gathering information."), _TAKEN_UP),
    "review_plan": StepPage(
        forms.TakeUp, cases_panel.review_plan, _("Reviewed. The next review falls due from today."), _TAKEN_UP
    ),
    "not_adopt": StepPage(forms.NotAdopt, cases_panel.not_adopt, _("Recorded: it is not adopted."), _TAKEN_UP),
    "close": StepPage(
        forms.Close, _rows(cases_panel.close, "exit_reason"),
        _("Closed. The panel looks again after six and twelve months."),
        _("What was commissioned and still runs stops in the same act, and the reviews after closure are set."),
    ),
    "record_consent": StepPage(
        consent.Answer, _consent(cases_consent.record_consent), _("Consent is recorded. Support can begin."), _NOTHING_ELSE
    ),
    "record_refusal": StepPage(
        consent.Answer, _consent(cases_consent.record_refusal), _("Recorded. The panel looks at it once more."),
        _NOTHING_ELSE,
    ),
    "withdraw_consent": StepPage(
        consent.Answer, _consent(cases_consent.withdraw_consent),
        _("Recorded. All that was commissioned has stopped, and the providers see it."),
        _("Consent can be withdrawn at any time, without a reason. Support stops in the same act."),
    ),
    "attach_paper": StepPage(
        papers.AttachPaper, _rows(paper_operations.attach_paper, "answer"), _("Attached. It is being checked."),
        _("Whoever sees the answer sees its paper too, except guests. What is attached stays."),
    ),
    "set_aside_paper": StepPage(
        papers.SetAside, _rows(paper_operations.set_aside_paper, "paper"), _("Set aside. Your panel alone sees it now."),
        _("For a file that is not the paper of its answer. It is not deleted: it stays, with your reason, for your panel alone."),
    ),
    "write_plan": StepPage(
        forms.WritePlan, _plan, _("The plan is written. The version before it stays."),
        _("What the Act asks a support plan to say (s.36(5)). Each version stays."),
    ),
    "add_need": StepPage(forms.AddNeed, _rows(cases_plan.add_need, "owner_body"), _("Added to the plan.")),
    "settle_need": StepPage(forms.SettleNeed, _rows(cases_plan.settle_need, "need"), _("Recorded. It stays in the plan.")),
    "commission": StepPage(
        forms.Commission, _commission, _("Commissioned. The provider has it on their page from now on.")
    ),
    "stop_commission": StepPage(
        forms.StopCommission, _rows(cases_plan.stop_commission, "commission"), _("Stopped. The provider reads why.")
    ),
    "review_after_six": StepPage(forms.ReviewAfter, _review("review_after_six"), _("The six-month review is recorded.")),
    "review_after_twelve": StepPage(
        forms.ReviewAfter, _review("review_after_twelve"), _("The twelve-month review is recorded.")
    ),
    "review_further": StepPage(forms.ReviewAfter, _review("review_further"), _("The further review is recorded.")),
    "extend_reviews": StepPage(
        forms.Words, cases_after.extend_reviews, _("One more review is set."),
        _("One more look, twelve months from now: two years after closure at the latest."),
    ),
    "end": StepPage(forms.Words, cases_after.end, _("The reviews after closure are ended.")),
    "reopen": StepPage(
        forms.Words, cases_after.reopen, _("Open again. The panel looks at it within its usual time."),
        _("Where a new concern was found. What was closed stays in the history."),
    ),
    "ask_information": StepPage(
        forms.AskInformation, _rows(cases_partners.ask_information, "person"),
        _("Asked. They find the question on their home page."),
    ),
    "give_information": StepPage(
        forms.GiveInformation, _rows(cases_partners.give_information, "question"), _("Thank you. The panel has your answer.")
    ),
    "admit": StepPage(forms.Admit, _rows(cases_partners.admit, "person"), _("They see the case from now on.")),
    "end_admission": StepPage(
        forms.EndAdmission, _rows(cases_partners.end_admission, "admission"), _("They no longer see the case.")
    ),
    "offer_move": StepPage(
        forms.OfferMove, _rows(cases_moving.offer_move, "new_area"),
        _("The other panel is asked. The case stays yours until it is taken on."),
        _("You keep the case, and go on with it, until the other panel has taken it on. They ask for consent anew."),
    ),
    "accept_move": StepPage(
        forms.AcceptMove, _rows(cases_moving.accept_move, "assignee"), _("It is your panel’s now, with an owner."),
        _(
            "A case of your own panel begins. The open needs and the last plan come with it; consent does not: your panel looks"
            " at it first, and asks."
        ),
    ),
    "decline_move": StepPage(
        forms.Words, cases_moving.decline_move, _("Declined. It stays with the panel that has it, which reads why.")
    ),
    "reassign": StepPage(forms.Reassign, _rows(cases_after.reassign, "assignee"), _("It has another owner now.")),
    "declare_interest": StepPage(
        forms.Declare, cases_after.declare_interest,
        _("Your interest is declared. From now on nothing about this person is there for you."),
        _("This takes effect at once and follows the person into every record of theirs."),
    ),
    "correct": StepPage(forms.Correct, cases_after.correct, _("Taken back. The earlier entry stays in the timeline.")),
}  # fmt: skip

DECISIONS = frozenset({"adopt", "not_adopt", "defer", "review_plan", "close"})
ABOUT_CONSENT = frozenset({"record_consent", "record_refusal", "withdraw_consent"})


@cases.for_everybody_with_files
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: Any, reference: str, name: str) -> HttpResponse:
    """The page of one step (GET), and taking it (POST)."""
    case = cases.found(request, reference)
    page = PAGES.get(name)
    if page is None or not case_sides.may_take(case, name, request.actor):
        raise Http404
    shown = partial(_shown, request, case, name, page)
    if request.method != "POST":
        return shown(page.form(about=_about(request, case, name)))
    form = page.form(request.POST, request.FILES, about=_about(request, case, name))
    if not form.is_valid():
        return shown(form)
    call = {"case_id": case.id, "actor": request.actor, "at": request.now, "seen": police.seen(request)}
    try:
        done = page.act(**form.cleaned_data, **call)
    except Refused as refused:
        kinds.record_refusal(subject=case.id, step=name, refused=refused, actor=request.actor, at=request.now)
        return shown(form, refused)
    except OSError:
        form.add_error(None, str(_("The file could not be stored: the disk is full. Nothing was recorded.")))
        return shown(form)
    except ObjectDoesNotExist:  # an interest was declared, or the admission ended, a moment ago
        raise Http404 from None
    messages.success(request, str(page.done))
    return HttpResponseRedirect(_leads_to(request, case, name, done))


def _leads_to(request: Any, case: PanelCase, name: str, done: object) -> str:
    """Back to the case; to the new one that was taken on; home, where it can no longer be seen."""
    if isinstance(done, PanelCase):
        return reverse("cases:case", args=[done.reference])
    if name in {"declare_interest", "decline_move"}:
        return "/"
    answered = request.POST.get("asked", "")[:11]
    if name == "withdraw_consent" and rights.found_for(request.actor, answered) is not None:
        return reverse("rights:step", args=[answered, "answer"])
    return reverse("cases:case", args=[case.reference])


def _about(request: Any, case: PanelCase, name: str) -> forms.AboutCase:
    entry = procedures.last_correctable(PanelCaseStep, case.id) if name == "correct" else None
    asked = (
        rights.withdrawal_of(request.actor, case, request.GET.get("asked", "")) if name == "withdraw_consent" else None
    )
    return forms.AboutCase(
        case=case,
        on=localdate(request.now),
        actor=request.actor,
        of=request.GET.get("of", "")[:36],
        entry=entry,
        asked=asked,
    )


def _shown(
    request: Any, case: PanelCase, name: str, page: StepPage, form: forms.CaseForm, refused: Refused | None = None
) -> HttpResponse:
    on, seen = localdate(request.now), police.seen(request)
    facts = case_facts.of(case, request.actor, on=on)
    law = registry.get("pathway.case", case.procedure_version)
    offer = next(one for one in guard.offers(law, facts, request.actor, request.now) if one.step.name == name)
    shown = {
        "case": case,
        "back": reverse("cases:case", args=[case.reference]),
        "name": name,
        "step": offer.step,
        "basis": nations.basis_of(offer.step, case.nation),
        "state": law.state(case.state),
        "form": form,
        "programme": nations.programme(case.nation),
        "refusals": refused.refusals if refused else offer.refusals,
        "is_refused": refused is not None,
        "is_possible": offer.is_open,
        "seen": len(facts.history) if seen is None or refused else seen,
        "news": case_page.since(case.id, seen) if refused and seen is not None and seen < len(facts.history) else [],
        "decision": case_choices.decision(case) if name in DECISIONS else None,
        "needs": case_choices.open_needs(case) if name == "close" else [],
        "is_about_consent": name in ABOUT_CONSENT,
        "had_files": bool(request.FILES),
        "about": form.about,
        "case_words": case_words,
        "spoken": words.spoken,
        "explained": page.explained,
    }
    return pages.page(request, "pathway/panel/step.html", shown, status=409 if refused else 200)
