"""From the panel's first look to closure: putting a case before the panel, and taking up what the panel decided.

A decision is recorded at a meeting (``operations.meetings``); the step here takes it up, once.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway.models import (
    AgendaItem,
    CodeTerm,
    Commission,
    ItemDecision,
    Meeting,
    OtherHelp,
    PanelCaseStep,
)
from candour.contexts.pathway.models.choices import Why
from candour.contexts.pathway.operations.cases_taking import Taking, judged, refuse
from candour.contexts.pathway.procedure import meeting as sitting
from candour.contexts.pathway.queries import support
from candour.kernel.people.actor import Actor
from candour.kernel.procedures.acts import given


@transaction.atomic
def gather(*, case_id: UUID, actor: Actor, at: datetime, seen: int | None = None) -> PanelCaseStep:
    """The partners are asked what they know."""
    return judged(case_id, "gather", actor=actor, at=at, seen=seen).take()


@transaction.atomic
def put_before_panel(
    *, case_id: UUID, meeting: UUID | None, actor: Actor, at: datetime, seen: int | None = None
) -> PanelCaseStep:
    """Put it on the agenda of a meeting that is not yet over; ``meeting`` None is for one on which it stands already."""
    return _put(case_id, "put_before_panel", Why.FIRST, meeting, actor, at, seen)


@transaction.atomic
def reassess(
    *, case_id: UUID, meeting: UUID | None, actor: Actor, at: datetime, seen: int | None = None
) -> PanelCaseStep:
    """The panel looks once more: lawful where consent was refused or withdrawn (s.36(4))."""
    return _put(case_id, "reassess", Why.AGAIN, meeting, actor, at, seen)


def _put(
    case_id: UUID, step: str, why: Why, meeting: UUID | None, actor: Actor, at: datetime, seen: int | None
) -> PanelCaseStep:
    taking = judged(case_id, step, actor=actor, at=at, seen=seen, given=given(agenda_item=meeting))
    codes: dict[str, str | int] = {}
    if (
        meeting is not None
        and not AgendaItem.objects.filter(meeting_id=meeting, case=taking.case, taken_off_on=None).exists()
    ):
        codes["item"] = str(put_on_agenda(taking, meeting, why).id)
    return taking.take(codes=codes)


def put_on_agenda(taking: Taking, meeting_id: UUID, why: str) -> AgendaItem:
    """The row that puts the case on the agenda. Refuses a meeting of another authority, and one that is over."""
    meeting = Meeting.objects.filter(id=meeting_id, authority_id=taking.case.authority_id).first()
    if meeting is None or meeting.state not in {sitting.PLANNED, sitting.CALLED, sitting.HELD}:
        raise refuse(
            "no_such_meeting", _("This meeting takes no case any more."), _("Choose one that is still to come.")
        )
    last: int | None = AgendaItem.objects.filter(meeting=meeting).aggregate(last=Max("number"))["last"]
    row = AgendaItem(
        meeting=meeting,
        case=taking.case,
        number=(last or 0) + 1,
        why=why,
        added_at=taking.at,
        added_by_id=taking.actor.person_id,
    )
    row.save(force_insert=True)
    return row


@transaction.atomic
def defer(*, case_id: UUID, rationale: str, actor: Actor, at: datetime, seen: int | None = None) -> PanelCaseStep:
    """The panel wants to know more first."""
    return _decided(case_id, "defer", rationale, actor, at, seen)


@transaction.atomic
def adopt(*, case_id: UUID, rationale: str, actor: Actor, at: datetime, seen: int | None = None) -> PanelCaseStep:
    """The panel offers support. Nothing begins before it is agreed to."""
    return _decided(case_id, "adopt", rationale, actor, at, seen)


@transaction.atomic
def review_plan(*, case_id: UUID, rationale: str, actor: Actor, at: datetime, seen: int | None = None) -> PanelCaseStep:
    """The panel looked at the support and goes on with it; the next review is counted from today."""
    return _decided(case_id, "review_plan", rationale, actor, at, seen)


@transaction.atomic
def not_adopt(
    *,
    case_id: UUID,
    other_help: str,
    other_words: str,
    rationale: str,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> PanelCaseStep:
    """The panel offers no support of its own, and answers s.36(6): whether health or social care should be asked."""
    answers = given(rationale=rationale.strip(), other_help=other_help and other_words.strip())
    taking = judged(case_id, "not_adopt", actor=actor, at=at, seen=seen, given=answers)
    _keep_other_help(taking, other_help, other_words)
    return _take_up(taking, rationale)


@transaction.atomic
def close(
    *,
    case_id: UUID,
    exit_reason: UUID | None,
    other_help: str,
    other_words: str,
    rationale: str,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> PanelCaseStep:
    """The support ends, or there was none. Every need is accounted for, and the reviews after six and twelve months are
    set."""
    reason = CodeTerm.objects.filter(id=exit_reason, list=CodeTerm.List.EXIT).first() if exit_reason else None
    answers = given(rationale=rationale.strip(), other_help=other_help and other_words.strip(), exit_reason=reason)
    taking = judged(case_id, "close", actor=actor, at=at, seen=seen, given=answers)
    _keep_other_help(taking, other_help, other_words)
    on = localdate(at)
    Commission.objects.filter(support.unfinished(on), case=taking.case).update(
        stopped_on=on, stop_reason=str(_("The panel closed the case."))
    )
    taking.case.exit_reason, taking.case.closed_on = reason, on
    return _take_up(taking, rationale, changed=["exit_reason", "closed_on"])


def _decided(case_id: UUID, step: str, rationale: str, actor: Actor, at: datetime, seen: int | None) -> PanelCaseStep:
    taking = judged(case_id, step, actor=actor, at=at, seen=seen, given=given(rationale=rationale.strip()))
    return _take_up(taking, rationale)


def _take_up(taking: Taking, rationale: str, changed: list[str] | None = None) -> PanelCaseStep:
    """Take the step that follows from a decision, and mark the decision as taken up by it."""
    corrected = PanelCaseStep.objects.filter(corrects=OuterRef("taken_up"))
    decisions = ItemDecision.objects.filter(case=taking.case, decided=taking.step, taken_back_on=None)
    decision = decisions.filter(Q(taken_up=None) | Exists(corrected)).order_by("-decided_at").first()
    assert decision is not None  # the procedure asked for it
    row = taking.take(rationale=rationale, codes={"decision": str(decision.id)}, changed=changed or [])
    decision.taken_up = row
    decision.save(update_fields=["taken_up"])
    return row


def _keep_other_help(taking: Taking, answer: str, words: str) -> None:
    OtherHelp(
        case=taking.case,
        answer=answer,
        words=words.strip(),
        decided_at=taking.at,
        decided_by_id=taking.actor.person_id,
    ).save(force_insert=True)
