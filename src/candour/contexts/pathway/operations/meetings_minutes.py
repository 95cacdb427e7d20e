"""The minutes: drafted from what was recorded, changed, signed by the chair, corrected later.

Each part belongs to a case or to the meeting as a whole. Whoever may not see a case does not see its part, cannot write it
and cannot sign it: the deputy chair signs what the chair may not see.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway.models import AgendaItem, Meeting, MeetingStep, MinutesPart, MinutesSignature
from candour.contexts.pathway.operations.meetings import judged, lock, no_item, standing
from candour.contexts.pathway.queries import minutes
from candour.kernel.people.actor import Actor
from candour.kernel.procedures.acts import given
from candour.kernel.procedures.facts import Refusal


@transaction.atomic
def draft_minutes(*, meeting_id: UUID, actor: Actor, at: datetime, seen: int | None = None) -> MeetingStep:
    """Draft the general part and the part of each case that the actor may see. What was drafted before and taken back by a
    correction is followed by a new version."""
    meeting = lock(meeting_id, actor)
    sitting = judged(meeting, "draft_minutes", actor=actor, at=at, seen=seen)
    versions = minutes.latest(meeting)
    items = AgendaItem.objects.filter(meeting=meeting, taken_off_on=None).select_related("case").order_by("number")
    parts: list[tuple[AgendaItem | None, str]] = [(None, minutes.general(meeting))]
    parts += [(item, minutes.of_item(item)) for item in items]
    for item, text in parts:
        _write(meeting, item, versions.get(item.id if item else None, 0) + 1, text, actor, at)
    return sitting.take(codes={"parts": len(parts)})


@transaction.atomic
def change_minutes(
    *, meeting_id: UUID, item: UUID | None, text: str, actor: Actor, at: datetime, seen: int | None = None
) -> MeetingStep:
    """A later version of one part, or the first of a part that whoever drafted them may not see. What was signed before
    has to be signed again."""
    return _change(meeting_id, "change_minutes", item, text, actor, at, seen)


@transaction.atomic
def correct_minutes(
    *, meeting_id: UUID, item: UUID | None, text: str, actor: Actor, at: datetime, seen: int | None = None
) -> MeetingStep:
    """Say what in signed minutes is wrong and how it should read. What was signed stays as it was."""
    return _change(meeting_id, "correct_minutes", item, text, actor, at, seen)


def _change(
    meeting_id: UUID, step: str, item: UUID | None, text: str, actor: Actor, at: datetime, seen: int | None
) -> MeetingStep:
    meeting = lock(meeting_id, actor)
    row = standing(meeting, item)
    also = [no_item()] if item is not None and row is None else []
    sitting = judged(meeting, step, actor=actor, at=at, seen=seen, given=given(text=text.strip()), also=also)
    version = minutes.latest(meeting).get(item, 0) + 1
    _write(meeting, row, version, text.strip(), actor, at, is_correction=step == "correct_minutes")
    return sitting.take(codes={"version": version, **({"item": str(item)} if item else {})})


@transaction.atomic
def sign_part(
    *, meeting_id: UUID, item: UUID | None, actor: Actor, at: datetime, seen: int | None = None
) -> MeetingStep:
    """The deputy chair signs the part of a case that the chair may not see."""
    meeting = lock(meeting_id, actor)
    row = standing(meeting, item)
    version = minutes.latest(meeting).get(row.id, 0) if row else 0
    also = [no_item()] if row is None else []
    if version and MinutesSignature.objects.filter(meeting=meeting, item=row, version=version).exists():
        also.append(Refusal("signed", _("This version was signed already.")))
    sitting = judged(meeting, "sign_part", actor=actor, at=at, seen=seen, given=given(part=version), also=also)
    _sign(meeting, item, version, actor, at)
    return sitting.take(codes={"version": version, "item": str(item)})


@transaction.atomic
def sign_off(*, meeting_id: UUID, actor: Actor, at: datetime, seen: int | None = None) -> MeetingStep:
    """The chair signs every part that they may see, and with it the minutes."""
    meeting = lock(meeting_id, actor)
    sitting = judged(meeting, "sign_off", actor=actor, at=at, seen=seen)
    versions = minutes.latest(meeting)
    on_it = set(AgendaItem.objects.filter(meeting=meeting, taken_off_on=None).values_list("id", flat=True))
    signed = set(MinutesSignature.objects.filter(meeting=meeting).values_list("item_id", "version"))
    for item, version in versions.items():
        if (item is None or item in on_it) and (item, version) not in signed:
            _sign(meeting, item, version, actor, at)
    return sitting.take(codes={"parts": len(versions)})


def _write(
    meeting: Meeting,
    item: AgendaItem | None,
    version: int,
    text: str,
    actor: Actor,
    at: datetime,
    *,
    is_correction: bool = False,
) -> None:
    MinutesPart(
        meeting=meeting,
        item=item,
        version=version,
        text=text,
        is_correction=is_correction,
        written_at=at,
        written_by_id=actor.person_id,
    ).save(force_insert=True)


def _sign(meeting: Meeting, item: UUID | None, version: int, actor: Actor, at: datetime) -> None:
    MinutesSignature(meeting=meeting, item_id=item, version=version, signed_at=at, signed_by_id=actor.person_id).save(
        force_insert=True
    )
