"""Before a panel sits: its agenda, the papers, and guests for one case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.text import format_lazy
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway.models import AgendaItem, CaseAdmission, Meeting, MeetingStep, PanelCase, Paper
from candour.contexts.pathway.models.choices import Admitted, Why
from candour.contexts.pathway.operations import cases_panel
from candour.contexts.pathway.operations.meetings import judged, lock, no_item, standing
from candour.contexts.pathway.procedure import case as law
from candour.contexts.pathway.queries import panel_people, people
from candour.kernel.people.actor import Actor
from candour.kernel.procedures.acts import given
from candour.kernel.procedures.facts import Refusal

MOST_AT_ONCE = 60
FIRST_LOOK = frozenset({law.REFERRED, law.GATHERING})
LOOKED_AT_AGAIN = frozenset({law.REFUSED, law.WITHDRAWN, law.NOT_ADOPTED})
OVER = frozenset({law.MOVED, law.ENDED})


@transaction.atomic
def add_items(
    *,
    meeting_id: UUID,
    cases: Sequence[UUID],
    why: str,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> MeetingStep:
    """Put cases on the agenda, all or none of them. ``why`` empty says of each what its state says.

    A case that the panel has not looked at yet, or looks at once more, comes before the panel by this (its own step is
    taken with it, in the same transaction).
    """
    meeting = lock(meeting_id, actor)
    wanted = list(dict.fromkeys(cases))[:MOST_AT_ONCE]
    rows = PanelCase.objects.select_for_update().filter(id__in=wanted, authority_id=meeting.authority_id)
    found = {row.id: row for row in rows.order_by("id")}
    also = []
    if len(found) < len(wanted) or (why and why not in Why.values):
        also.append(Refusal("no_such_case", _("Choose cases from the list."), _("Look at the list again.")))
    if any(row.state in OVER for row in found.values()):
        also.append(Refusal("over", _("One of these cases is over.")))
    on_it = AgendaItem.objects.filter(meeting=meeting, taken_off_on=None, case_id__in=found)
    also.extend(
        Refusal("on_it", format_lazy(_("A case is on this agenda already: {case}."), case=reference))
        for reference in on_it.values_list("case__reference", flat=True)
    )
    sitting = judged(meeting, "add_item", actor=actor, at=at, seen=seen, given=given(case=len(wanted)), also=also)
    for case_id in wanted:
        _add(meeting, found[case_id], why, actor, at)
    return sitting.take(codes={"items": len(wanted)})


def _add(meeting: Meeting, case: PanelCase, why: str, actor: Actor, at: datetime) -> None:
    before = case.state
    last: int | None = AgendaItem.objects.filter(meeting=meeting).aggregate(last=Max("number"))["last"]
    row = AgendaItem(
        meeting=meeting,
        case=case,
        number=(last or 0) + 1,
        why=why or why_of(case),
        added_at=at,
        added_by_id=actor.person_id,
    )
    row.save(force_insert=True)
    if before in FIRST_LOOK:
        cases_panel.put_before_panel(case_id=case.id, meeting=meeting.id, actor=actor, at=at)
    elif before in LOOKED_AT_AGAIN and row.why != Why.CLOSURE:
        cases_panel.reassess(case_id=case.id, meeting=meeting.id, actor=actor, at=at)


def why_of(case: PanelCase) -> str:
    """Why a case comes onto an agenda, as its state says."""
    if case.state in FIRST_LOOK or case.state == law.BEFORE_PANEL:
        return Why.FIRST.value
    if case.state in LOOKED_AT_AGAIN:
        return Why.AGAIN.value
    return Why.REVIEW.value if case.state == law.SUPPORTED else Why.OTHER.value


@transaction.atomic
def take_off(
    *, meeting_id: UUID, item: UUID | None, rationale: str, actor: Actor, at: datetime, seen: int | None = None
) -> MeetingStep:
    """Take a case off the agenda. The reason is read by those who see the case."""
    meeting = lock(meeting_id, actor)
    row = standing(meeting, item)
    also = [no_item()] if row is None else []
    if row is not None and row.decisions.filter(taken_back_on=None).exists():
        also.append(Refusal("decided", _("This case has a decision already.")))
    sitting = judged(
        meeting, "take_off", actor=actor, at=at, seen=seen, given=given(rationale=rationale.strip()), also=also
    )
    assert row is not None  # or it was refused
    row.taken_off_on, row.off_words = localdate(at), rationale.strip()
    row.save(update_fields=["taken_off_on", "off_words"])
    return sitting.take(codes={"item": str(row.id)})


@transaction.atomic
def add_paper(
    *,
    meeting_id: UUID,
    item: UUID | None,
    title: str,
    text: str,
    replaces: UUID | None,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> MeetingStep:
    """Add a paper, for one case or for all. What comes after the meeting was called is marked as late; a later version of a
    paper stands beside the earlier one, which stays."""
    meeting = lock(meeting_id, actor)
    row = standing(meeting, item)
    also = [no_item()] if item is not None and row is None else []
    earlier = Paper.objects.filter(meeting=meeting, id=replaces).first() if replaces else None
    if replaces is not None and (earlier is None or earlier.item_id != item):
        also.append(Refusal("no_such_paper", _("Choose a paper of the same case."), _("Look at the papers again.")))
    if earlier is not None and Paper.objects.filter(replaces=earlier).exists():
        also.append(Refusal("replaced", _("That version was replaced already."), _("Choose the latest one.")))
    answers = given(paper=title.strip() and text.strip())
    sitting = judged(meeting, "add_paper", actor=actor, at=at, seen=seen, given=answers, also=also)
    paper = Paper(
        meeting=meeting,
        item=row,
        title=title.strip(),
        text=text.strip(),
        is_late=meeting.called_on is not None,
        replaces=earlier,
        added_at=at,
        added_by_id=actor.person_id,
    )
    paper.save(force_insert=True)
    return sitting.take(codes={"paper": str(paper.id)})


@transaction.atomic
def invite_guest(
    *,
    meeting_id: UUID,
    item: UUID | None,
    person: UUID | None,
    reason: str,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> MeetingStep:
    """Let somebody see one case, from today to the day of the meeting, to speak about it there."""
    meeting = lock(meeting_id, actor)
    row = standing(meeting, item)
    also = [] if row is not None else [no_item()]
    known = {one.person: one for one in panel_people.partners_of(meeting.authority_id)}
    if person is not None and (person not in known or person == actor.person_id):
        also.append(Refusal("no_such_partner", _("Choose somebody from the list of partners.")))
    if row is not None and person in people.barred(row.case.individual_id):
        also.append(Refusal("interest", _("They declared an interest in this case."), _("Invite somebody else.")))
    answers = given(guest=person and reason.strip())
    sitting = judged(meeting, "invite_guest", actor=actor, at=at, seen=seen, given=answers, also=also)
    assert row is not None  # or it was refused
    assert person is not None  # or it was refused
    on = localdate(at)
    admission = CaseAdmission(
        case=row.case,
        person_id=person,
        organisation_id=known[person].organisation,
        kind=Admitted.GUEST,
        item=row,
        reason=reason.strip()[:300],
        from_on=on,
        until_on=max(meeting.held_on, on) + timedelta(days=1),
        admitted_at=at,
        admitted_by_id=actor.person_id,
    )
    admission.save(force_insert=True)
    return sitting.take(codes={"admission": str(admission.id)})
