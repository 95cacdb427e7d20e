"""One meeting for its page and its pack: everything that the person who asks may see of it, case by case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import F

from candour.contexts.pathway.models import (
    AgendaItem,
    Attendance,
    CaseAdmission,
    Declaration,
    Dissent,
    ItemDecision,
    Meeting,
    MeetingAction,
    MeetingDeadline,
    MeetingMove,
    MeetingStep,
    MinutesPart,
    MinutesSignature,
    Paper,
    QuorumRule,
)
from candour.contexts.pathway.models.choices import Decided, Declared
from candour.contexts.pathway.procedure import meeting as law
from candour.contexts.pathway.queries import meeting_facts, minutes, panel_page, panel_people
from candour.contexts.pathway.queries.meeting_facts import Present
from candour.kernel.people.actor import Actor
from candour.kernel.procedures import queries as procedures
from candour.kernel.procedures.facts import Facts

Row = TypeVar("Row")


@dataclass
class Part:
    """One part of the minutes: its latest text before any correction, what was corrected since, and who signed which version."""

    text: MinutesPart | None = None
    corrections: list[MinutesPart] = field(default_factory=list)
    signature: MinutesSignature | None = None
    versions: int = 0

    @property
    def is_signed(self) -> bool:
        """Whether the text that is shown is the one that was signed."""
        return self.signature is not None and self.text is not None and self.signature.version == self.text.version


@dataclass
class Case:
    """One case on the agenda, with all that hangs from its item."""

    item: AgendaItem
    papers: list[Paper] = field(default_factory=list)
    interests: list[Declaration] = field(default_factory=list)
    decision: ItemDecision | None = None
    taken_back: list[ItemDecision] = field(default_factory=list)
    dissents: list[Dissent] = field(default_factory=list)
    actions: list[MeetingAction] = field(default_factory=list)
    guests: list[CaseAdmission] = field(default_factory=list)
    minutes: Part = field(default_factory=Part)
    present: Present | None = None

    @property
    def follows(self) -> str:
        """The step on the case that follows from the decision and has not been taken; empty where nothing follows."""
        made = self.decision
        if made is None or made.decided == Decided.NOTE or made.taken_up_id is not None:
            return ""
        return made.decided


@dataclass
class MeetingPage:
    """A meeting as one person may see it."""

    meeting: Meeting
    facts: Facts
    timeline: list[MeetingStep]
    cases: list[Case]
    taken_off: list[AgendaItem]
    people: list[Attendance]
    sworn: set[UUID]
    """The attendances of those who declared confidentiality."""
    papers: list[Paper]
    actions: list[MeetingAction]
    minutes: Part
    rule: QuorumRule | None
    clock: MeetingDeadline | None
    present: Present
    is_run: bool
    names: dict[UUID, str]
    expected: list[panel_page.Member] = field(default_factory=list)
    moves: list[MeetingMove] = field(default_factory=list)
    """Where it was before, each time that it was moved, in order."""

    def is_late(self, paper: Paper) -> bool:
        """Whether a paper came after the members had heard of the day for which it is meant: after the call, or after the last
        move to a later day, which gave them the time that they had lacked."""
        days = [*(one.was_held_on for one in self.moves), self.meeting.held_on]
        later = [move.moved_at for move, after in zip(self.moves, days[1:], strict=True) if after > move.was_held_on]
        return paper.is_late and (not later or paper.added_at > later[-1])

    def move_of(self, step: MeetingStep) -> MeetingMove | None:
        """Where the meeting was before this entry of its history; None for one that moved nothing."""
        return next((one for one in self.moves if step.step == "move" and one.moved_at == step.taken_at), None)

    @property
    def here(self) -> list[Attendance]:
        """Who is in the room now."""
        return [one for one in self.people if one.left_at is None]

    @property
    def seen(self) -> int:
        """The number of the last entry of the history, which the page's forms send back."""
        return len(self.timeline)


def page_of(meeting: Meeting, actor: Actor, on: date) -> MeetingPage:
    """The whole meeting. At most 25 queries, however many cases stand on its agenda."""
    timeline = list(procedures.timeline(MeetingStep, meeting.id))
    rule = meeting_facts.rule_of(meeting.panel_id, meeting.held_on)
    present = meeting_facts.present_for(meeting, None, rule)
    items = list(
        AgendaItem.objects.filter(meeting=meeting).select_related("case__individual").order_by("number", "added_at")
    )
    found = MeetingPage(
        meeting=meeting,
        facts=meeting_facts.of(meeting, actor, on=on, timeline=timeline, present=present),
        timeline=timeline,
        cases=[Case(item) for item in items if item.taken_off_on is None],
        taken_off=[item for item in items if item.taken_off_on is not None],
        people=list(
            Attendance.objects.filter(meeting=meeting).select_related("organisation").order_by("came_at", "id")
        ),
        sworn=set(),
        papers=[],
        actions=[],
        minutes=Part(),
        rule=rule,
        clock=MeetingDeadline.objects.filter(meeting=meeting, met_on=None, cancelled_on=None).first(),
        present=present,
        is_run=panel_page.runs(actor, meeting.authority_id),
        moves=list(MeetingMove.objects.filter(meeting=meeting).order_by("moved_at", "id")),
        names={},
    )
    _add_what_hangs(found)
    _add_minutes(found)
    members = minutes.panel_members(meeting.panel_id, meeting.held_on)
    found.names = panel_people.names_of(_who(found, members))
    found.expected = [panel_page.Member(one, found.names.get(one.person_id, "")) for one in members]
    return found


def _add_what_hangs(found: MeetingPage) -> None:
    of: Any = {"meeting": found.meeting}
    papers = _by_item(Paper.objects.filter(**of).select_related("replaced_by").order_by("added_at", "id"))
    actions = _by_item(MeetingAction.objects.filter(**of).select_related("owner", "answer").order_by("due_on", "id"))
    declared = list(Declaration.objects.filter(**of).select_related("attendance").order_by("declared_at", "id"))
    decisions = _by_item(
        ItemDecision.objects.filter(**of).order_by(F("taken_back_on").asc(nulls_first=True), "decided_at")
    )
    dissents = Dissent.objects.filter(decision__meeting=found.meeting, decision__taken_back_on=None)
    dissenting = defaultdict(list)
    for dissent in dissents.select_related("attendance").order_by("entered_at", "id"):
        dissenting[dissent.decision_id].append(dissent)
    guests = _by_item(CaseAdmission.objects.filter(item__meeting=found.meeting).select_related("organisation"))
    waiting = [
        case.item.id for case in found.cases if not any(one.taken_back_on is None for one in decisions[case.item.id])
    ]
    counted: dict[UUID | None, Present] = {}
    if waiting and found.meeting.state == law.HELD:
        counted = meeting_facts.present_by_item(found.meeting, waiting, found.rule)
    found.papers, found.actions = papers[None], actions[None]
    found.sworn = {one.attendance_id for one in declared if one.kind == Declared.CONFIDENTIALITY}
    for case in found.cases:
        key = case.item.id
        case.papers, case.actions, case.guests = papers[key], actions[key], guests[key]
        case.interests = [one for one in declared if one.item_id == key]
        case.decision = next((one for one in decisions[key] if one.taken_back_on is None), None)
        case.taken_back = [one for one in decisions[key] if one.taken_back_on is not None]
        case.dissents = dissenting[case.decision.id] if case.decision else []
        case.present = counted.get(key)


def _add_minutes(found: MeetingPage) -> None:
    parts = _by_item(MinutesPart.objects.filter(meeting=found.meeting).order_by("version"))
    signed = _by_item(MinutesSignature.objects.filter(meeting=found.meeting).order_by("version"))
    for key, part in [(None, found.minutes), *((case.item.id, case.minutes) for case in found.cases)]:
        texts = [one for one in parts[key] if not one.is_correction]
        part.text = texts[-1] if texts else None
        part.versions = len(texts)
        part.corrections = [one for one in parts[key] if one.is_correction]
        part.signature = signed[key][-1] if signed[key] else None


def _by_item(rows: Iterable[Any]) -> defaultdict[UUID | None, list[Any]]:
    grouped: defaultdict[UUID | None, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[row.item_id].append(row)
    return grouped


def _who(found: MeetingPage, members: Iterable[Any]) -> set[UUID | None]:
    """Everybody whose name the page shows."""
    wanted: set[UUID | None] = {row.by_id for row in found.timeline} | {one.person_id for one in members}
    for case in found.cases:
        wanted |= {one.person_id for one in case.guests}
        if case.minutes.signature is not None:
            wanted.add(case.minutes.signature.signed_by_id)
    if found.minutes.signature is not None:
        wanted.add(found.minutes.signature.signed_by_id)
    return wanted
