"""In the room: who is here, what they declare, what is decided and who did not agree, and who does what by when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway.models import (
    Attendance,
    Declaration,
    Dissent,
    ItemDecision,
    Meeting,
    MeetingAction,
    MeetingStep,
)
from candour.contexts.pathway.models.choices import Declared, Part, Reached
from candour.contexts.pathway.operations.meetings import judged, lock, no_item, standing
from candour.contexts.pathway.queries import meeting_actions, meeting_facts
from candour.contexts.pathway.queries.meeting_choices import Comer
from candour.kernel.people.actor import Actor
from candour.kernel.people.models import Organisation
from candour.kernel.people.roles import OrganisationKind
from candour.kernel.procedures.acts import given
from candour.kernel.procedures.facts import Refusal

FURTHEST = timedelta(days=366 * 2)


@transaction.atomic
def enter_attendance(
    *, meeting_id: UUID, comers: Sequence[Comer], actor: Actor, at: datetime, seen: int | None = None
) -> MeetingStep:
    """They are here from now on. The chair and the deputy are of the authority (s.37), the police of a force."""
    meeting = lock(meeting_id, actor)
    known = Organisation.objects.in_bulk({one.organisation for one in comers})
    here = set(
        Attendance.objects.filter(meeting=meeting, left_at=None, person__isnull=False).values_list(
            "person_id", flat=True
        )
    )
    also = []
    for one in comers:
        body = known.get(one.organisation)
        if body is None or one.part not in Part.values or not one.name.strip():
            also.append(Refusal("comer", _("Say who they are, for which body they come, and as what.")))
        elif one.part in {Part.CHAIR, Part.DEPUTY} and body.id != meeting.authority_id:
            also.append(Refusal("chair_of_authority", _("The local authority chairs its panel (CTSA 2015 s.37).")))
        elif one.part == Part.POLICE and body.kind != OrganisationKind.POLICE_FORCE:
            also.append(Refusal("police_part", _("Only somebody of a police force is here as the police.")))
        if one.person is not None and one.person in here:
            also.append(Refusal("is_here", _("Somebody is entered twice: they are here already.")))
    sitting = judged(
        meeting, "enter_attendance", actor=actor, at=at, seen=seen, given=given(attendance=comers), also=also
    )
    Attendance.objects.bulk_create(
        Attendance(
            meeting=meeting,
            person_id=one.person,
            name=one.name.strip(),
            organisation_id=one.organisation,
            part=one.part,
            came_at=at,
            entered_by_id=actor.person_id,
        )
        for one in comers
    )
    return sitting.take(codes={"people": len(comers)})


@transaction.atomic
def enter_leaving(
    *, meeting_id: UUID, attendances: Sequence[UUID], actor: Actor, at: datetime, seen: int | None = None
) -> MeetingStep:
    """They are no longer here, and count for nothing that is decided from now on."""
    meeting = lock(meeting_id, actor)
    rows = Attendance.objects.filter(meeting=meeting, left_at=None, id__in=list(attendances))
    also = [] if rows and len(rows) == len(set(attendances)) else [_not_here()]
    sitting = judged(meeting, "enter_leaving", actor=actor, at=at, seen=seen, also=also)
    rows.update(left_at=at)
    return sitting.take(codes={"people": len(attendances)})


@transaction.atomic
def declare(
    *,
    meeting_id: UUID,
    kind: str,
    attendances: Sequence[UUID],
    item: UUID | None,
    words: str,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> MeetingStep:
    """What people in the room declare. An interest takes effect at once: for whoever has an account everything about the
    person is gone, and they count for nothing that is decided on the case."""
    meeting = lock(meeting_id, actor)
    row = standing(meeting, item)
    rows = list(Attendance.objects.filter(meeting=meeting, left_at=None, id__in=list(attendances)))
    also = []
    if not rows or len(rows) != len(set(attendances)):
        also.append(_not_here())
    if kind == Declared.INTEREST:
        if row is None:
            also.append(no_item())
        elif row.case.owner_id in {one.person_id for one in rows}:
            also.append(
                Refusal(
                    "owner",
                    _("They own this case, and it must not be without an owner."),
                    _("Give it to a colleague first, on the page of the case."),
                )
            )
    elif Declaration.objects.filter(attendance__in=rows, kind=kind).exists():
        also.append(Refusal("declared", _("One of them declared this already.")))
    is_said = kind == Declared.CONFIDENTIALITY or (kind == Declared.INTEREST and words.strip())
    answers = given(declaration=is_said)
    sitting = judged(meeting, "declare", actor=actor, at=at, seen=seen, given=answers, also=also)
    entry = sitting.take(codes={"people": len(rows), "kind": kind})
    for one in rows:
        Declaration(
            meeting=meeting,
            attendance=one,
            item=row if kind == Declared.INTEREST else None,
            kind=kind,
            words=words.strip() if kind == Declared.INTEREST else "",
            declared_at=at,
            entered_by_id=actor.person_id,
        ).save(force_insert=True)
    return entry


@transaction.atomic
def decide(
    *,
    meeting_id: UUID,
    item: UUID | None,
    decided: str,
    reached: str,
    rationale: str,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> MeetingStep:
    """What the panel decides on a case, why, and how that was reached, with who counted when it was. Refused while the panel
    is not quorate for this case; the database refuses it too."""
    meeting = lock(meeting_id, actor)
    row = standing(meeting, item)
    also = [no_item()] if row is None else []
    if row is not None and row.decisions.filter(taken_back_on=None).exists():
        also.append(Refusal("decided", _("This case has a decision already."), _("Take it back if it was a mistake.")))
    rule = meeting_facts.rule_of(meeting.panel_id, meeting.held_on)
    present = meeting_facts.present_for(meeting, row.id if row else None, rule)
    fits = row is not None and decided in meeting_facts.can_follow(row.case.state)
    sitting = judged(
        meeting,
        "decide",
        actor=actor,
        at=at,
        seen=seen,
        given=given(rationale=rationale.strip(), decision=decided and reached in Reached.values),
        fields={"fits": fits or row is None},
        present=present,
        also=also,
    )
    assert row is not None  # or it was refused
    made = ItemDecision(
        meeting=meeting,
        item=row,
        case_id=row.case_id,
        decided=decided,
        rationale=rationale.strip(),
        reached=reached,
        present=list(present.attendances),
        decided_at=at,
        recorded_by_id=actor.person_id,
    )
    made.save(force_insert=True)
    return sitting.take(codes={"decision": str(made.id)})


@transaction.atomic
def take_back_decision(
    *, meeting_id: UUID, decision: UUID | None, rationale: str, actor: Actor, at: datetime, seen: int | None = None
) -> MeetingStep:
    """A decision was recorded by mistake, and nothing has followed from it: it stays, taken back, with the reason."""
    meeting = lock(meeting_id, actor)
    made = _decision(meeting, decision)
    also = [_no_decision()] if made is None else []
    followed = made is not None and made.taken_up_id is not None and not _is_corrected(made)
    sitting = judged(
        meeting,
        "take_back_decision",
        actor=actor,
        at=at,
        seen=seen,
        given=given(rationale=rationale.strip()),
        fields={"followed": followed},
        also=also,
    )
    assert made is not None  # or it was refused
    made.taken_back_on, made.taken_back_words = localdate(at), rationale.strip()
    made.save(update_fields=["taken_back_on", "taken_back_words"])
    return sitting.take(codes={"decision": str(made.id)})


@transaction.atomic
def enter_dissent(
    *,
    meeting_id: UUID,
    decision: UUID | None,
    attendance: UUID | None,
    words: str,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> MeetingStep:
    """Somebody who counted did not agree, and why. It stands beside the decision."""
    meeting = lock(meeting_id, actor)
    made = _decision(meeting, decision)
    also = [_no_decision()] if made is None else []
    if made is not None and attendance not in made.present:
        also.append(
            Refusal("not_present", _("They did not take part in this decision."), _("Choose somebody who did."))
        )
    if made is not None and attendance in {one.attendance_id for one in made.dissents.all()}:
        also.append(Refusal("dissented", _("Their dissent is recorded already.")))
    sitting = judged(
        meeting,
        "enter_dissent",
        actor=actor,
        at=at,
        seen=seen,
        given=given(dissent=attendance and words.strip()),
        fields={"was_unanimous": made is not None and made.reached == Reached.UNANIMOUS},
        also=also,
    )
    assert attendance is not None  # or it was refused
    dissent = Dissent(
        decision=made, attendance_id=attendance, words=words.strip(), entered_at=at, entered_by_id=actor.person_id
    )
    dissent.save(force_insert=True)
    return sitting.take(codes={"dissent": str(dissent.id)})


@transaction.atomic
def add_action(
    *,
    meeting_id: UUID,
    item: UUID | None,
    what: str,
    owner: UUID | None,
    due_on: date,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> MeetingStep:
    """Somebody who was in the room does something by a day, about one case or about none."""
    meeting = lock(meeting_id, actor)
    row = standing(meeting, item)
    also = [no_item()] if item is not None and row is None else []
    if owner is not None and not Attendance.objects.filter(meeting=meeting, id=owner).exists():
        also.append(Refusal("no_such_owner", _("Choose somebody who was here.")))
    if not localdate(at) <= due_on <= localdate(at) + FURTHEST:
        also.append(Refusal("due_on", _("An action is due today or later."), _("Check the date.")))
    sitting = judged(
        meeting, "add_action", actor=actor, at=at, seen=seen, given=given(action=owner and what.strip()), also=also
    )
    assert owner is not None  # or it was refused
    action = MeetingAction(
        meeting=meeting,
        item=row,
        what=what.strip(),
        owner_id=owner,
        due_on=due_on,
        entered_at=at,
        entered_by_id=actor.person_id,
    )
    action.save(force_insert=True)
    return sitting.take(codes={"action": str(action.id)})


@transaction.atomic
def finish_action(
    *, meeting_id: UUID, action: UUID | None, rationale: str, actor: Actor, at: datetime, seen: int | None = None
) -> MeetingStep:
    """It is done, and what was done; or what follows instead, where its owner said that it cannot be done."""
    meeting = lock(meeting_id, actor)
    rows = MeetingAction.objects.filter(meeting_actions.OPEN, meeting=meeting)
    row = rows.filter(id=action).first() if action else None
    also = [] if row is not None else [Refusal("no_such_action", _("Choose an action that is not done yet."))]
    sitting = judged(
        meeting, "finish_action", actor=actor, at=at, seen=seen, given=given(rationale=rationale.strip()), also=also
    )
    assert row is not None  # or it was refused
    row.done_on, row.done_words = localdate(at), rationale.strip()
    row.save(update_fields=["done_on", "done_words"])
    return sitting.take(codes={"action": str(row.id)})


def _decision(meeting: Meeting, decision: UUID | None) -> ItemDecision | None:
    rows = ItemDecision.objects.filter(meeting=meeting, taken_back_on=None)
    return rows.filter(id=decision).first() if decision else None


def _is_corrected(made: ItemDecision) -> bool:
    """Whether the step that took the decision up was itself taken back."""
    return made.case.steps.filter(corrects_id=made.taken_up_id).exists()


def _not_here() -> Refusal:
    return Refusal("not_here", _("Choose people who are here."), _("Look at who is here now."))


def _no_decision() -> Refusal:
    return Refusal("no_such_decision", _("Choose a decision of this meeting."), _("Look at the page again."))
