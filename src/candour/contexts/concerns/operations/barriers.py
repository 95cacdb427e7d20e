"""Who works on a concern, who must not, and reading one in an emergency."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.concerns.models import (
    Assignment,
    Concern,
    ConcernExclusion,
    ConcernStep,
    EmergencyAccess,
    NarrativeRead,
)
from candour.contexts.concerns.operations import steps
from candour.contexts.concerns.operations.handling import judged
from candour.contexts.concerns.queries import caseworkers
from candour.kernel.ledger import operations as ledger
from candour.kernel.people.actor import Actor
from candour.kernel.procedures.facts import Refusal, Refused

ONE_SITTING = timedelta(minutes=15)
"""Readings of the same narrative by the same person within this time count as one. It is as long as a session lives
without being used: after it, whoever reads has come back."""


@transaction.atomic
def take(*, concern_id: UUID, actor: Actor, at: datetime, seen: int | None = None) -> ConcernStep:
    """Take on a concern that nobody works on."""
    concern = steps.lock(concern_id, actor=actor)
    facts = judged("take", concern, actor=actor, at=at, seen=seen)
    _hand_over(concern, to=actor.person_id, actor=actor, at=at)
    return steps.take(
        concern, "take", facts=facts, actor=actor, door=actor.door, at=at, changed=["assigned_to", "unread_for_office"]
    )


@transaction.atomic
def assign(
    *, concern_id: UUID, person_id: UUID | None, rationale: str, actor: Actor, at: datetime, seen: int | None = None
) -> ConcernStep:
    """Give it to a caseworker, whoever had it before; ``rationale`` may say why.

    Refuses a person who is not a caseworker today, one who declared an interest in it, and the one who has it.
    """
    concern = steps.lock(concern_id, actor=actor)
    given = {"assignee"} if person_id is not None and caseworkers.is_caseworker(person_id, on=localdate(at)) else set()
    facts = judged("assign", concern, actor=actor, at=at, seen=seen, given=given)
    assert person_id is not None  # the procedure refuses without
    if person_id in caseworkers.barred(concern.id):
        raise Refused((_barred(),))
    if person_id == concern.assigned_to_id:
        raise Refused((_has_it_already(),))
    _hand_over(concern, to=person_id, actor=actor, at=at)
    return steps.take(
        concern,
        "assign",
        facts=facts,
        actor=actor,
        door=actor.door,
        at=at,
        rationale=rationale,
        codes={"to": str(person_id)},
        changed=["assigned_to", "unread_for_office"],
    )


def _hand_over(concern: Concern, *, to: UUID | None, actor: Actor, at: datetime) -> None:
    """End the present assignment and begin the next; the concern's own field is set, not saved."""
    Assignment.objects.filter(concern=concern, ended_on=None).update(ended_on=localdate(at))
    if to is not None:
        Assignment(concern=concern, person_id=to, assigned_by_id=actor.person_id, started_on=localdate(at)).save(
            force_insert=True
        )
    concern.assigned_to_id = to
    concern.unread_for_office = True


def _barred() -> Refusal:
    return Refusal(
        "assignee.excluded",
        _("This person cannot be given this concern."),
        _("Choose another caseworker."),
    )


def _has_it_already() -> Refusal:
    return Refusal(
        "assignee.same", _("This person is working on it already."), _("Choose another caseworker, or go back.")
    )


@transaction.atomic
def declare_interest(*, concern_id: UUID, rationale: str, actor: Actor, at: datetime) -> ConcernStep:
    """Declare an interest: from this moment the concern does not exist for the person who declares it.

    Whoever worked on it no longer does. Any emergency access of theirs ends with it, because exclusions defeat it.
    """
    concern = steps.lock(concern_id, actor=actor)
    given = {"rationale"} if rationale.strip() else set()
    facts = judged("declare_interest", concern, actor=actor, at=at, seen=None, given=given)
    changed = []
    if concern.assigned_to_id == actor.person_id:
        _hand_over(concern, to=None, actor=actor, at=at)
        changed = ["assigned_to", "unread_for_office"]
    # The reason is kept with the declaration alone, which fewer people may read than the timeline.
    row = steps.take(concern, "declare_interest", facts=facts, actor=actor, door=actor.door, at=at, changed=changed)
    ConcernExclusion(
        concern=concern,
        person_id=actor.person_id,
        reason=rationale,
        declared_by_id=actor.person_id,
        declared_on=localdate(at),
    ).save(force_insert=True)  # last: after it the database shows this person no row of the concern
    return row


@transaction.atomic
def end_interest(
    *,
    concern_id: UUID,
    declaration_id: UUID,
    rationale: str,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> ConcernStep:
    """End an interest that somebody else declared: it no longer stands, or was declared on the wrong concern.

    The declaration stays, with the day on which it ended; the reason is in the timeline. Nothing is given back: who
    worked on the concern before has to be assigned again.
    """
    concern = steps.lock(concern_id, actor=actor)
    declared = ConcernExclusion.objects.filter(id=declaration_id, concern=concern, ended_on=None)
    found = declared.exclude(person_id=actor.person_id).first()
    given = {kind for kind, is_there in (("declaration", found), ("rationale", rationale.strip())) if is_there}
    facts = judged("end_interest", concern, actor=actor, at=at, seen=seen, given=given)
    assert found is not None  # the procedure refuses without
    found.ended_on = localdate(at)
    found.save(update_fields=["ended_on"])
    return steps.take(
        concern,
        "end_interest",
        facts=facts,
        actor=actor,
        door=actor.door,
        at=at,
        rationale=rationale,
        codes={"person": str(found.person_id)},
    )


@transaction.atomic
def open_in_emergency(*, concern_id: UUID, rationale: str, actor: Actor, at: datetime) -> EmergencyAccess:
    """Let the person read what was written until the next midnight in London, with a reason, listed for review."""
    concern = steps.lock(concern_id, actor=actor)
    given = {"rationale"} if rationale.strip() else set()
    facts = judged("open_in_emergency", concern, actor=actor, at=at, seen=None, given=given)
    row = EmergencyAccess(
        concern=concern, person_id=actor.person_id, reason=rationale, taken_at=at, until_at=next_midnight(at)
    )
    row.save(force_insert=True)
    steps.take(concern, "open_in_emergency", facts=facts, actor=actor, door=actor.door, at=at, rationale=rationale)
    return row


def next_midnight(at: datetime) -> datetime:
    """The midnight in London that follows, as an aware datetime."""
    london = timezone.localtime(at)
    return timezone.make_aware(datetime.combine(london.date() + timedelta(days=1), time.min), london.tzinfo)


@transaction.atomic
def review_emergency(*, access_id: UUID, note: str, end_now: bool, actor: Actor, at: datetime) -> EmergencyAccess:
    """Look at an emergency access as head of office or Commissioner, with a note; end it at once if it still runs.

    Raises EmergencyAccess.DoesNotExist for what is absent or may not be reviewed by this person, their own included;
    Refused for one that was reviewed before, or without a note.
    """
    rows = EmergencyAccess.objects.select_for_update(of=("self",)).exclude(person_id=actor.person_id)
    access = rows.get(id=access_id)
    refusals = []
    if access.reviewed_by_id is not None:
        refusals.append(Refusal("reviewed_already", _("This was reviewed already."), _("Nothing more is needed.")))
    if not note.strip():
        refusals.append(Refusal("record.note", _("A review says what was found."), _("Write what you found.")))
    if refusals:
        raise Refused(tuple(refusals))
    access.reviewed_by_id = actor.person_id
    access.reviewed_on = localdate(at)
    access.review_note = note
    changed = ["reviewed_by", "reviewed_on", "review_note"]
    if end_now and access.ended_at is None and access.until_at > at:
        access.ended_at = at
        changed.append("ended_at")
    access.save(update_fields=changed)
    ledger.append(
        verb="concerns.emergency.review",
        subject=access.concern_id,
        actor=actor,
        door=actor.door,
        at=at,
        codes={"access": str(access.id), "ended": "yes" if "ended_at" in changed else "no"},
    )
    return access


@transaction.atomic(savepoint=False)
def record_read(*, concern: Concern, actor: Actor, at: datetime) -> NarrativeRead | None:
    """Record that a person read what was written; None when they did so a moment ago (``ONE_SITTING``).

    When the caseworker reads, nothing is unread any more.
    """
    if concern.unread_for_office and concern.assigned_to_id == actor.person_id:
        Concern.objects.filter(id=concern.id).update(unread_for_office=False)
    recent = NarrativeRead.objects.filter(
        concern_id=concern.id, person_id=actor.person_id, read_at__gt=at - ONE_SITTING
    )
    if recent.exists():
        return None
    entry = ledger.append(verb="concerns.narrative.read", subject=concern.id, actor=actor, door=actor.door, at=at)
    row = NarrativeRead(concern_id=concern.id, person_id=actor.person_id, read_at=at, ledger_entry=entry)
    row.save(force_insert=True)
    return row
