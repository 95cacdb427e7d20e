"""What a body is asked, as its recommendation owners work with it. Each page calls one query or one operation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from candour.contexts.recommendations import codes
from candour.contexts.recommendations.forms import answering as forms
from candour.contexts.recommendations.models import Addressee, ResponseDraft
from candour.contexts.recommendations.operations import body, delivering, kinds, reading
from candour.contexts.recommendations.procedure import answer, basis
from candour.contexts.recommendations.queries import answer_page
from candour.contexts.recommendations.queries import answering as queries
from candour.contexts.recommendations.queries.answer_page import Told
from candour.contexts.recommendations.views import answer_pack, answer_story, answer_words
from candour.kernel.doors import Door
from candour.kernel.procedures import guard
from candour.kernel.procedures.facts import Refused
from candour.web import downloads, due, pages, typeset
from candour.web.entrance import entrance, roles

for_owners = entrance(doors=Door.DELIVERY, to=roles(*basis.BODY))
for_owners_with_files = entrance(doors=Door.DELIVERY, to=roles(*basis.BODY), files=True)


@dataclass(frozen=True)
class Act:
    """A step of the body with a form of its own: its operation, and what is said afterwards."""

    form: type[forms.StepForm]
    operation: Callable[..., object]
    done: Any


ACTS: dict[str, Act] = {
    "claim": Act(forms.Claim, delivering.claim, _("Sent. The Commissioner’s office looks at the evidence next.")),
    "update": Act(forms.Update, delivering.update, _("Sent. The Commissioner reads how it goes.")),
    "ask_extension": Act(
        forms.AskExtension, delivering.ask_extension, _("Sent. Until it is decided, the day that stands counts.")
    ),
}


@for_owners
@require_GET
def listed(request: Any) -> HttpResponse:
    """What waits for the person's bodies, late first."""
    actor, on = request.actor, localdate(request.now)
    reports = queries.reports_of(actor)
    show, slug = request.GET.get("show", ""), request.GET.get("report", "")
    chosen = queries.Chosen(
        show if show in queries.SHOWS else "", slug if any(report.slug == slug for report in reports) else ""
    )
    every = queries.asked_of(actor)
    of_report = every.filter(recommendation__report__slug=chosen.report) if chosen.report else every
    counts = queries.counted(of_report)
    page = queries.page_of(chosen.narrowed(every), request.GET.get("page", ""))
    drafts = queries.drafts_of(page.rows)
    shown = {
        "rows": [_row(row, drafts.get(row.id), actor.person_id, on) for row in page.rows],
        "page": page,
        "query": urlencode(
            {name: value for name, value in (("show", chosen.show), ("report", chosen.report)) if value}
        ),
        "tabs": [
            {
                "text": text,
                "count": counts[part],
                "is_current": part == chosen.show,
                "href": _list_address(part, chosen.report),
            }
            for part, text in answer_words.SHOWS.items()
        ],
        "show": chosen.show,
        "reports": reports,
        "report": next((report for report in reports if report.slug == chosen.report), None),
        "to_answer": counts["respond"],
        "several": len(queries.bodies(actor)) > 1,
        "empty": answer_words.EMPTY[chosen.show],
        "wide": True,
    }
    return pages.page(request, "recommendations/answering/list.html", shown)


def _list_address(show: str, report: str) -> str:
    given = {name: value for name, value in (("show", show), ("report", report)) if value}
    return reverse("answering:list") + (f"?{urlencode(given)}" if given else "")


def _row(row: Addressee, draft: ResponseDraft | None, person: object, on: Any) -> dict[str, Any]:
    due_on = row.body_due  # type: ignore[attr-defined]  # the annotation of with_due
    view, act, note = _next_act(row, draft, person)
    return {
        "asked": row,
        "standing": answer_words.standing(row),
        "due_on": due_on,
        "due": due.words(due_on, on),
        "is_late": due.is_late(due_on, on),
        "act": act,
        "href": reverse(f"answering:{view}", args=[row.reference])
        if view in {"one", "respond", "sign"}
        else reverse("answering:step", args=[row.reference, view]),
        "note": note,
    }


def _next_act(row: Addressee, draft: ResponseDraft | None, person: object) -> tuple[str, Any, Any]:
    """What is one click away: the page, the word for it, and what is to be known."""
    if row.state == answer.ASKED:
        if draft is None:
            return "respond", _("Respond"), ""
        if draft.submitted_at is None:
            return "respond", _("Go on writing"), _("Draft begun")
        if draft.by_id == person:
            return "sign", _("Look at it"), _("Waits for a colleague’s signature")
        return "sign", _("Sign off"), _("Waits for your signature")
    if row.state == answer.ACCEPTED:
        return "update", _("Say how it goes"), ""
    if row.state == answer.NOT_VERIFIED:
        return "one", _("See what is missing"), ""
    if row.state == answer.CLAIMED:
        return "update", _("Say how it goes"), ""
    return "one", _("Look at it"), ""


@for_owners
@require_GET
def one(request: Any, reference: str) -> HttpResponse:
    """What is asked, what was answered, what became of it, and what may be done now."""
    found = found_or_404(request, reference)
    on = localdate(request.now)
    told = answer_page.told(found, request.actor, on)
    waited = told.waited.due_on if told.waited else None
    shown = {
        "asked": found,
        "told": told,
        "standing": answer_words.standing(found),
        "means": kinds.answers(request.now).law_of(found).state(found.state).plain,
        "next": answer_words.NEXT[found.state],
        "is_bodys_turn": answer_words.is_bodys_turn(found),
        "due": due.words(waited, on),
        "is_late": due.is_late(waited, on),
        "acts": _offered(request, told),
        "can_report": found.state in delivering.REPORTS_ON_TASKS,
        "plan": [
            {
                "planned": planned,
                "state": codes.TaskState(planned.state).label,
                "colour": answer_words.TASK_COLOUR[planned.state],
                "due": "" if planned.is_finished else due.words(planned.task.due_on, on),
                "is_late": not planned.is_finished and due.is_late(planned.task.due_on, on),
            }
            for planned in told.plan
        ],
        "entries": answer_story.entries(told),
        "draft_note": _next_act(found, told.draft, request.actor.person_id)[2],
        "public": _public_address(found),
    }
    return pages.page(request, "recommendations/answering/one.html", shown)


def _offered(request: Any, told: Told) -> list[dict[str, Any]]:
    """The buttons: from the procedure's offers; the answers, one button, because they are prepared on one page."""
    found = told.addressee
    law = kinds.answers(request.now).law_of(found)
    offers = {
        offer.step.name: offer
        for offer in guard.offers(law, told.facts, request.actor, request.now)
        if offer.is_from_here
    }
    acts: list[dict[str, Any]] = []
    if any(kind in offers for kind in codes.ResponseKind.values):
        view, text, _note = _next_act(found, told.draft, request.actor.person_id)
        acts.append({"text": text, "href": reverse(f"answering:{view}", args=[found.reference])})
    acts += [
        {"text": offers[name].step.label, "href": reverse("answering:step", args=[found.reference, name])}
        for name in ACTS
        if name in offers and offers[name].is_open
    ]
    return acts


def _public_address(found: Addressee) -> str:
    """Where the public reads the recommendation; empty until it does."""
    if found.recommendation.published_at is None:
        return ""
    return f"{settings.DOOR_ADDRESSES[Door.PUBLIC.value]}/recommendations/{found.recommendation.reference}/"


@for_owners
@require_safe
def pack(request: Any, reference: str) -> HttpResponse:
    """The same as one tagged PDF. That it was taken is recorded."""
    found = found_or_404(request, reference)
    told = answer_page.told(found, request.actor, localdate(request.now))
    reading.record_pack(addressee=found, actor=request.actor, at=request.now)
    made = answer_pack.pack_of(told, for_whom=request.actor.name, at=request.now)
    data = typeset.pdf(made, at=request.now)
    return downloads.given_out(data, name=f"{found.reference}.pdf", media="application/pdf")


@for_owners_with_files
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: Any, reference: str, name: str) -> HttpResponse:
    """One step of the body. The answers are prepared and signed on pages of their own."""
    found = found_or_404(request, reference)
    if name in codes.ResponseKind.values:
        return HttpResponseRedirect(reverse("answering:respond", args=[found.reference]))
    act = ACTS.get(name)
    if act is None:
        raise Http404
    if request.method != "POST":
        return _step_page(request, found, name, act.form())
    form = act.form(request.POST, request.FILES)
    if not form.is_valid():
        return _step_page(request, found, name, form)
    try:
        act.operation(
            addressee_id=found.id,
            actor=request.actor,
            at=request.now,
            seen=number_in(request, "seen"),
            **form.cleaned_data,
        )
    except Refused as refused:
        body.record_refusal(subject=found.id, step=name, refused=refused, actor=request.actor, at=request.now)
        return _step_page(request, found_or_404(request, reference), name, form, refused)
    except OSError:
        form.add_error(None, str(_("The file could not be stored: the disk is full. Nothing was sent.")))
        return _step_page(request, found_or_404(request, reference), name, form)
    messages.success(request, str(act.done))
    return HttpResponseRedirect(reverse("answering:one", args=[found.reference]))


def _step_page(
    request: Any, found: Addressee, name: str, form: forms.StepForm, refused: Refused | None = None
) -> HttpResponse:
    brief = answer_page.brief(found, request.actor, localdate(request.now))
    law = kinds.answers(request.now).law_of(found)
    offers = guard.offers(law, brief.facts, request.actor, request.now)
    offer = next(one for one in offers if one.step.name == name)
    form.prepare(brief)
    shown = {
        "asked": found,
        "form": form,
        "seen": len(brief.facts.history),
        "is_possible": offer.is_open,
        "refusals": refused.refusals if refused else offer.refusals,
        "missing": brief.missing if name == "claim" else "",
        "had_files": bool(request.FILES),
    }
    return pages.page(request, "recommendations/answering/step.html", shown, status=409 if refused else 200)


@for_owners
@require_http_methods(["GET", "HEAD", "POST"])
def task(request: Any, reference: str, number: int) -> HttpResponse:
    """Where a task of the plan stands."""
    found = found_or_404(request, reference)
    planned = next((one for one in answer_page.planned(found) if one.task.number == number), None)
    if planned is None:
        raise Http404
    refused: Refused | None = None
    form = (
        forms.ReportTask(request.POST)
        if request.method == "POST"
        else forms.ReportTask(initial={"state": planned.state})
    )
    if form.is_bound and form.is_valid():
        try:
            delivering.report_task(
                addressee_id=found.id,
                number=number,
                actor=request.actor,
                at=request.now,
                seen=number_in(request, "seen"),
                **form.cleaned(),
            )
        except Refused as why:
            body.record_refusal(subject=found.id, step="report_task", refused=why, actor=request.actor, at=request.now)
            refused = why
            planned = next(one for one in answer_page.planned(found) if one.task.number == number)
        else:
            messages.success(request, str(_("Sent. The Commissioner reads where the task stands.")))
            return HttpResponseRedirect(reverse("answering:one", args=[found.reference]))
    shown = {
        "asked": found,
        "planned": planned,
        "state": codes.TaskState(planned.state).label,
        "form": form,
        "seen": len(planned.reports),
        "refusals": refused.refusals if refused else (),
    }
    return pages.page(request, "recommendations/answering/task.html", shown, status=409 if refused else 200)


def found_or_404(request: Any, reference: str) -> Addressee:
    """What one of the person's bodies is asked."""
    found = queries.found_for(request.actor, reference)
    if found is None:
        raise Http404
    return found


def number_in(request: Any, name: str) -> int | None:
    """A number that came with the form; None for what is none."""
    given = request.POST.get(name, "")
    return int(given) if given.isdecimal() and len(given) < 7 else None
