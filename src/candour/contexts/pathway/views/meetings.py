"""One meeting, for the table in the room and for its minutes, and a page for each step of it."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from candour.contexts.accounts import api as accounts
from candour.contexts.pathway.forms import meetings as forms
from candour.contexts.pathway.models import Meeting
from candour.contexts.pathway.operations import meetings as operations
from candour.contexts.pathway.operations import meetings_agenda as agenda
from candour.contexts.pathway.operations import meetings_minutes as written
from candour.contexts.pathway.operations import meetings_room as room
from candour.contexts.pathway.procedure import MEETING, nations
from candour.contexts.pathway.procedure import meeting as law
from candour.contexts.pathway.queries import meeting_facts, meeting_page, panel_page
from candour.contexts.pathway.views import panel_words, police
from candour.contexts.pathway.views.panels import COLOUR, STATE, for_members, for_those_who_run, runs
from candour.kernel.people.roles import OrganisationKind
from candour.kernel.procedures import guard, registry
from candour.kernel.procedures.facts import Refused
from candour.web import due, pages


@dataclass(frozen=True)
class Act:
    """A step: its form, its operation, and what is said afterwards. ``of_item``: it is offered beside each case."""

    form: type[forms.MeetingForm]
    operation: Callable[..., object]
    done: Any
    of_item: bool = False


ACTS: dict[str, Act] = {
    "add_item": Act(forms.AddItems, agenda.add_items, _("On the agenda.")),
    "call": Act(forms.Call, operations.call, _("Called.")),
    "open_meeting": Act(forms.OpenMeeting, operations.open_meeting, _("Open. Enter who is here.")),
    "enter_attendance": Act(forms.EnterAttendance, room.enter_attendance, _("Entered.")),
    "enter_leaving": Act(forms.EnterLeaving, room.enter_leaving, _("Entered.")),
    "declare": Act(forms.Declare, room.declare, _("Entered. An interest holds from this moment."), of_item=True),
    "decide": Act(
        forms.Decide, room.decide, _("Recorded. The step on the case that follows is beside it."), of_item=True
    ),
    "enter_dissent": Act(forms.EnterDissent, room.enter_dissent, _("Recorded.")),
    "add_action": Act(forms.AddAction, room.add_action, _("Entered."), of_item=True),
    "finish_action": Act(forms.FinishAction, room.finish_action, _("Done.")),
    "draft_minutes": Act(forms.DraftMinutes, written.draft_minutes, _("Drafted. Read each part, and change it.")),
    "change_minutes": Act(forms.ChangeMinutes, written.change_minutes, _("Saved."), of_item=True),
    "sign_part": Act(forms.SignPart, written.sign_part, _("Signed."), of_item=True),
    "sign_off": Act(
        forms.SignOff, written.sign_off, _("Signed. What is wrong in them later is corrected beside them.")
    ),
    "correct_minutes": Act(forms.CorrectMinutes, written.correct_minutes, _("The correction stands beside it.")),
    "add_paper": Act(forms.AddPaper, agenda.add_paper, _("Added."), of_item=True),
    "invite_guest": Act(forms.InviteGuest, agenda.invite_guest, _("They see the case from now on."), of_item=True),
    "take_off": Act(forms.TakeOff, agenda.take_off, _("Taken off."), of_item=True),
    "take_back_decision": Act(forms.TakeBackDecision, room.take_back_decision, _("Taken back.")),
    "move": Act(forms.Move, operations.move, _("Moved. Whoever was called or invited is told.")),
    "call_off": Act(forms.CallOff, operations.call_off, _("Called off. Its cases are due for another meeting.")),
    "correct": Act(forms.Correct, operations.correct, _("Taken back. The entry stays in the history.")),
}
"""The steps, in the order in which the page offers them."""

MAIN = ("open_meeting", "call", "draft_minutes", "sign_off")
"""What leads on: the first of these that is open is the button of the page."""


@for_members
@require_safe
def meeting(request: Any, reference: str) -> HttpResponse:
    """Everything of a meeting that this person may see, and what they may do."""
    found = _found(request, reference)
    on = localdate(request.now)
    page = meeting_page.page_of(found, request.actor, on)
    operations.record_read(meeting=found, what="page", items=len(page.cases), actor=request.actor, at=request.now)
    offers = _offers(request, found, page.facts) if page.is_run else []
    open_now = {offer.step.name: offer for offer in offers if offer.is_open or offer.needs_only_step_up}
    main = _main(page, open_now)
    shown = {
        "page": page,
        "meeting": found,
        "kind": panel_words.kind(found.nation),
        "state": STATE[found.state],
        "means": MEETING.state(found.state).plain,
        "colour": COLOUR[found.state],
        "main": main,
        "open": open_now,
        "closed": [
            offer
            for offer in offers
            if offer.is_from_here and offer.step.name in MAIN and offer.step.name not in open_now
        ],
        "on_case": [name for name, act in ACTS.items() if act.of_item and name in open_now],
        "due": due.words(page.clock.due_on, on) if page.clock else "",
        "is_late": due.is_late(page.clock.due_on, on) if page.clock else False,
        "on": on,
        "me": request.actor.person_id,
        "is_held": found.state == law.HELD,
        "has_minutes": found.state in {law.MINUTED, law.SIGNED},
        "bodies": dict(OrganisationKind.choices),
        "words": panel_words,
        "wide": True,
    }
    return pages.page(request, "pathway/panels/meeting.html", shown)


@for_those_who_run
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: Any, reference: str, name: str) -> HttpResponse:
    """One step of a meeting."""
    found, act = _found(request, reference), ACTS.get(name)
    if act is None or not runs(request.actor, found):
        raise Http404
    item = _item(request)
    form = act.form(request.POST if request.method == "POST" else None)
    form.prepare(found, request.actor, localdate(request.now), item)
    if not form.is_bound or not form.is_valid():
        return _step_page(request, found, name, form)
    given = dict(form.cleaned_data)
    try:
        act.operation(meeting_id=found.id, actor=request.actor, at=request.now, seen=police.seen(request), **given)
    except Refused as refused:
        if refused.codes == ("step_up",):
            return accounts.ask_to_step_up(request)
        operations.record_refusal(subject=found.id, step=name, refused=refused, actor=request.actor, at=request.now)
        return _step_page(request, _found(request, reference), name, form, refused)
    except ObjectDoesNotExist:
        raise Http404 from None
    messages.success(request, str(act.done))
    chosen = given.get("item") or item
    anchor = f"#item-{chosen}" if chosen and act.of_item else ""
    return HttpResponseRedirect(reverse("panels:meeting", args=[found.reference]) + anchor)


def _step_page(
    request: Any, found: Meeting, name: str, form: forms.MeetingForm, refused: Refused | None = None
) -> HttpResponse:
    on, item = localdate(request.now), _item(request)
    present = None
    if name == "decide":
        rule = meeting_facts.rule_of(found.panel_id, found.held_on)
        present = meeting_facts.present_for(found, item, rule)
    facts = meeting_facts.of(found, request.actor, on=on, present=present)
    offer = next(one for one in _offers(request, found, facts) if one.step.name == name)
    back = reverse("panels:meeting", args=[found.reference])
    standing = [one for one in offer.refusals if one.code != "step_up"]
    shown = {
        "form": form,
        "title": offer.step.label,
        "caption": f"{found.reference} · {found.panel.name}",
        "back": back,
        "back_text": found.reference,
        "refusals": refused.refusals if refused else (() if form.is_bound else standing),
        "is_possible": not standing or form.is_bound,
        "seen": len(facts.history),
        "step": offer.step,
        "basis": nations.basis_of(offer.step, found.nation),
        "is_room": form.is_room,
    }
    return pages.page(request, "pathway/panels/form.html", shown, status=409 if refused else 200)


def _main(page: meeting_page.MeetingPage, open_now: Container[str]) -> str:
    """The step that leads on from here; empty where none is open."""
    first = ["add_item"] if page.meeting.state == law.PLANNED and not page.cases else []
    if page.meeting.state == law.HELD and not page.here:
        first = ["enter_attendance"]
    return next((name for name in (*first, *MAIN) if name in open_now), "")


def _offers(request: Any, found: Meeting, facts: Any) -> list[guard.Offer]:
    law_now = registry.get(MEETING.name, found.procedure_version)
    return list(guard.offers(law_now, facts, request.actor, request.now))


def _item(request: Any) -> UUID | None:
    """The case that a link of the meeting's page chose, or that the form names."""
    typed = request.POST.get("item") or request.GET.get("item", "")
    try:
        return UUID(typed)
    except ValueError:
        return None


def _found(request: Any, reference: str) -> Meeting:
    found = panel_page.meeting_for(request.actor, reference)
    if found is None:
        raise Http404
    return found
