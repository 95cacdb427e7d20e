"""A meeting of a panel: planning it, moving it, calling it, opening it, calling it off; and what every act at one shares.

All operations on meetings raise Refused with every reason; Meeting.DoesNotExist for what is absent and for what may not
be known. ``seen`` is the number of the last entry that the page showed; None skips that check. The history of a meeting is
read by everybody on the panel: no words about a case go into it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway.models import (
    AgendaItem,
    Meeting,
    MeetingDeadline,
    MeetingMove,
    MeetingRead,
    MeetingStep,
    Panel,
)
from candour.contexts.pathway.models.choices import Sitting
from candour.contexts.pathway.operations.reading import ONE_SITTING
from candour.contexts.pathway.procedure.basis import PANEL
from candour.contexts.pathway.queries import meeting_facts, visible
from candour.kernel.ledger import operations as ledger
from candour.kernel.people.actor import Actor
from candour.kernel.procedures import freshness, guard
from candour.kernel.procedures import refusals as refused_acts
from candour.kernel.procedures.acts import Kind, Passed, given
from candour.kernel.procedures.facts import Refusal, Refused

FURTHEST = timedelta(days=366)


class Held(Passed[Meeting, MeetingStep]):
    """A meeting that is locked and at which the procedure lets the step pass."""

    @property
    def meeting(self) -> Meeting:
        """The meeting."""
        return self.record


def kind(at: datetime, present: meeting_facts.Present | None = None) -> Kind[Meeting, MeetingStep]:
    """A meeting, for the operations that take its steps; ``present`` says for which case the panel must be quorate."""
    on = localdate(at)
    return Kind(
        "pathway.meeting",
        Meeting,
        MeetingStep,
        MeetingDeadline,
        lambda meeting, doer: meeting_facts.of(meeting, doer, on=on, present=present),
    )


def lock(meeting_id: UUID, actor: Actor) -> Meeting:
    """The meeting, locked, where the actor runs its panel; for all others it is not there to be changed."""
    rows = Meeting.objects.select_for_update().filter(authority_id__in=visible.organisations_as(actor, *PANEL))
    return rows.get(id=meeting_id)


def judged(
    meeting: Meeting,
    step: str,
    *,
    actor: Actor,
    at: datetime,
    seen: int | None,
    given: Collection[str] = (),
    fields: Mapping[str, object] | None = None,
    present: meeting_facts.Present | None = None,
    also: Sequence[Refusal] = (),
) -> Held:
    """Let the procedure judge a step of a meeting that is locked. Raises Refused with its reasons, whether the page was stale,
    and what only the operation knows (``also``), all together. What the same person sent a second time, because no answer
    reached them, is told as done and as nothing else."""
    noun = kind(at, present)
    facts = noun.facts(meeting, actor)
    facts = replace(facts, records=facts.records | frozenset(given), fields={**facts.fields, **(fields or {})})
    stale: tuple[Refusal, ...] = ()
    try:
        freshness.check(facts, step, actor, seen)
    except Refused as refused:
        if refused.codes == ("done_already",):
            raise
        stale = refused.refusals
    found = (*guard.refusals(noun.law_of(meeting), step, facts, actor, at), *stale, *also)
    if found:
        raise Refused(found)
    return Held(kind(at), meeting, facts, step, actor, at)


def standing(meeting: Meeting, item: UUID | None) -> AgendaItem | None:
    """An item on the agenda that the actor may see; None for one that was taken off, or is not theirs to see."""
    if item is None:
        return None
    rows = AgendaItem.objects.filter(meeting=meeting, id=item, taken_off_on=None)
    return rows.select_related("case").first()


def no_item() -> Refusal:
    """The refusal for an item that is not on the agenda, or not for this person."""
    return Refusal("no_such_item", _("This case is not on the agenda."), _("Choose one from the agenda."))


@transaction.atomic
def plan(
    *, panel_id: UUID, kind_of: str, held_on: date, starts_at: time, place: str, actor: Actor, at: datetime
) -> Meeting:
    """Set the day of a meeting. ``kind_of`` is ordinary or extraordinary."""
    panel = Panel.objects.get(id=panel_id, authority_id__in=visible.organisations_as(actor, *PANEL))
    on = localdate(at)
    refusals = []
    if panel.ended_on is not None:
        refusals.append(Refusal("ended", _("This panel meets no more.")))
    if kind_of not in Sitting.values:
        refusals.append(Refusal("kind", _("Choose whether it is an ordinary meeting.")))
    if not on <= held_on <= on + FURTHEST:
        refusals.append(
            Refusal("held_on", _("A meeting is planned for today or a day in the year ahead."), _("Check the date."))
        )
    if not place.strip():
        refusals.append(_no_place())
    if refusals:
        raise Refused(tuple(refusals))
    meeting = Meeting(
        panel=panel,
        authority_id=panel.authority_id,
        nation=panel.nation,
        kind=kind_of,
        held_on=held_on,
        starts_at=starts_at,
        place=place.strip(),
        is_synthetic=panel.is_synthetic,
    )
    kind(at).begin(meeting, "plan", doer=actor, door=actor.door, at=at, codes={"panel": str(panel.id)})
    return meeting


def _no_place() -> Refusal:
    return Refusal("place", _("A meeting has a place."), _("Write where, or by which link, people meet."))


@transaction.atomic
def move(
    *,
    meeting_id: UUID,
    held_on: date,
    starts_at: time,
    place: str,
    rationale: str,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> MeetingStep:
    """Hold it at another time or place. Where it was before stays as a row of its own, with the day on which it was moved.

    The database lets the guests of the meeting see their case until the new day is over, whoever moves it: also the guests
    of a case that the mover may not see.
    """
    meeting = lock(meeting_id, actor)
    to = (held_on, starts_at, place.strip())
    before = (meeting.held_on, meeting.starts_at, meeting.place)
    also = [] if place.strip() else [_no_place()]
    answers = given(another_time=to != before, rationale=rationale.strip())
    ahead = {"lies_ahead": _lies_ahead(held_on, starts_at, at)}
    sitting = judged(meeting, "move", actor=actor, at=at, seen=seen, given=answers, fields=ahead, also=also)
    row = MeetingMove(
        meeting=meeting,
        was_held_on=meeting.held_on,
        was_starts_at=meeting.starts_at,
        was_place=meeting.place,
        moved_at=at,
        moved_by_id=actor.person_id,
    )
    row.save(force_insert=True)
    meeting.held_on, meeting.starts_at, meeting.place = to
    return sitting.take(rationale=rationale, codes={"move": str(row.id)}, changed=["held_on", "starts_at", "place"])


def _lies_ahead(held_on: date, starts_at: time, at: datetime) -> bool:
    return make_aware(datetime.combine(held_on, starts_at)) > at and held_on <= localdate(at) + FURTHEST


@transaction.atomic
def call(*, meeting_id: UUID, actor: Actor, at: datetime, seen: int | None = None) -> MeetingStep:
    """The members have agenda and papers: what comes from now on is late."""
    sitting = judged(lock(meeting_id, actor), "call", actor=actor, at=at, seen=seen)
    sitting.meeting.called_on = localdate(at)
    return sitting.take(changed=["called_on"])


@transaction.atomic
def open_meeting(*, meeting_id: UUID, actor: Actor, at: datetime, seen: int | None = None) -> MeetingStep:
    """The panel sits."""
    return judged(lock(meeting_id, actor), "open_meeting", actor=actor, at=at, seen=seen).take()


@transaction.atomic
def call_off(*, meeting_id: UUID, rationale: str, actor: Actor, at: datetime, seen: int | None = None) -> MeetingStep:
    """It is not held. Its cases stand on no agenda then, and are listed again as due."""
    answers = given(rationale=rationale.strip())
    sitting = judged(lock(meeting_id, actor), "call_off", actor=actor, at=at, seen=seen, given=answers)
    return sitting.take(rationale=rationale)


@transaction.atomic
def correct(
    *, meeting_id: UUID, entry: UUID | None, rationale: str, actor: Actor, at: datetime, seen: int | None = None
) -> MeetingStep:
    """Take back the last step that changed where the meeting stands: opened or drafted too early."""
    answers = given(rationale=rationale.strip())
    sitting = judged(lock(meeting_id, actor), "correct", actor=actor, at=at, seen=seen, given=answers)
    if entry is None:
        raise Refused((Refusal("not_last", _("Choose the step that was mistaken."), _("Open the page again.")),))
    return kind(at).correct(
        sitting.meeting, facts=sitting.facts, actor=actor, at=at, entry=entry, reason=rationale.strip()
    )


@transaction.atomic(savepoint=False)
def record_read(*, meeting: Meeting, what: str, items: int, actor: Actor, at: datetime) -> MeetingRead | None:
    """Record that somebody opened the page of a meeting or took its pack (``what``: page, pack), and how many cases stood in
    it. None where they opened the page a moment ago; a pack is recorded each time, because it leaves Candour."""
    if what == "page":
        recent = MeetingRead.objects.filter(meeting=meeting, person_id=actor.person_id, read_at__gt=at - ONE_SITTING)
        if recent.exists():
            return None
    entry = ledger.append(
        verb=f"pathway.meeting.read_{what}",
        subject=meeting.id,
        actor=actor,
        door=actor.door,
        at=at,
        codes={"items": items},
    )
    row = MeetingRead(meeting=meeting, person_id=actor.person_id, read_at=at, ledger_entry=entry)
    row.save(force_insert=True)
    return row


def record_refusal(*, subject: UUID, step: str, refused: Refused, actor: Actor, at: datetime) -> UUID:
    """Leave an entry with the step and the code of every reason, outside the transaction that was rolled back."""
    return refused_acts.record(context="pathway", subject=subject, step=step, refused=refused, actor=actor, at=at)
