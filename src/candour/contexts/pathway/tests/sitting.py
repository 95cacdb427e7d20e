"""A panel with its members and a meeting on its way, for tests. Every text is invented."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any
from uuid import UUID

from candour.contexts.pathway.models import (
    AgendaItem,
    Attendance,
    ItemDecision,
    Meeting,
    Panel,
    PanelCase,
    PanelMember,
)
from candour.contexts.pathway.operations import meetings, meetings_agenda, meetings_minutes, meetings_room, panels
from candour.contexts.pathway.queries.meeting_choices import Comer
from candour.contexts.pathway.tests.board import Board, Somebody, somebody, today
from candour.kernel.people.roles import Role
from candour.kernel.procedures.facts import Refused


def panel(board: Board, name: str = "Channel panel") -> Panel:
    """A panel with chair, police and a partner."""
    made = board.coordinator.does(
        panels.found, authority_id=board.authority.id, name=name, begun_on=today() - timedelta(days=90)
    )
    for one, part in ((board.chair, "chair"), (board.officer, "police"), (board.partner, "partner")):
        board.coordinator.does(
            panels.add_member, panel_id=made.id, person=one.person.id, part=part,
            from_on=today() - timedelta(days=60),
        )  # fmt: skip
    return made


def planned(board: Board, *cases: PanelCase, of: Panel | None = None, days: int = 0) -> Meeting:
    """A meeting of the panel with these cases on its agenda."""
    made = board.coordinator.does(
        meetings.plan, panel_id=(of or panel(board)).id, kind_of="ordinary", held_on=today() + timedelta(days=days),
        starts_at=time(10), place="Room 1",
    )  # fmt: skip
    if cases:
        board.coordinator.does(meetings_agenda.add_items, meeting_id=made.id, cases=[one.id for one in cases], why="")
    return made


def comer(one: Somebody, part: str) -> Comer:
    """Somebody with an account comes."""
    return Comer(one.person.name, one.at_body.id, part, one.person.id)


def opened(board: Board, *cases: PanelCase, here: str = "chair police partner") -> Meeting:
    """A meeting that is being held, with these people in the room."""
    made = planned(board, *cases)
    board.coordinator.does(meetings.open_meeting, meeting_id=made.id)
    arrive(board, made, here)
    made.refresh_from_db()
    return made


def arrive(board: Board, meeting: Meeting, here: str) -> None:
    """They come into the room."""
    who = {"chair": board.chair, "police": board.officer, "partner": board.partner}
    comers = [comer(who[part], part) for part in here.split()]
    if comers:
        board.coordinator.does(meetings_room.enter_attendance, meeting_id=meeting.id, comers=comers)


def item_of(meeting: Meeting, case: PanelCase) -> AgendaItem:
    """Its place on the agenda."""
    return AgendaItem.objects.get(meeting=meeting, case=case, taken_off_on=None)


def place_of(meeting: Meeting, one: Somebody) -> UUID:
    """Their attendance."""
    return Attendance.objects.get(meeting=meeting, person=one.person, left_at=None).id


def decides(board: Board, meeting: Meeting, case: PanelCase, what: str = "adopt", **said: Any) -> None:
    """The panel decides."""
    board.coordinator.does(
        meetings_room.decide,
        **{
            "meeting_id": meeting.id, "item": item_of(meeting, case).id, "decided": what, "reached": "unanimous",
            "rationale": "School and family ask for help, and he wants it.", **said,
        },
    )  # fmt: skip


def refused(run: Any) -> tuple[str, ...]:
    """With which codes it is refused."""
    try:
        run()
    except Refused as caught:
        return caught.codes
    return ()


def say(board: Board, operation: Any, meeting: Meeting, by: Somebody | None = None, /, **given: Any) -> tuple[str, ...]:
    """Run it; with which codes it is refused."""
    who = by or board.coordinator
    return refused(lambda: who.does(operation, meeting_id=meeting.id, **given))


def stands(meeting: Meeting) -> str:
    """Where it stands now."""
    return Meeting.objects.get(id=meeting.id).state


def interest(board: Board, meeting: Meeting, case: PanelCase, who: Somebody) -> None:
    """They declare an interest, and the coordinator enters it."""
    given = {"kind": "interest", "attendances": [place_of(meeting, who)], "item": item_of(meeting, case).id}
    board.coordinator.does(meetings_room.declare, meeting_id=meeting.id, words="My neighbour.", **given)


def drafted(board: Board) -> Meeting:
    """A meeting with a decision, a dissent, an action and a draft of its minutes."""
    case = board.case()
    meeting = opened(board, case)
    absent = somebody(board.as_door, "Nia Absent", board.partner.at_body, Role.PANEL_PARTNER.value)
    PanelMember.objects.create(
        panel=meeting.panel, person=absent.person, organisation=absent.at_body, part="partner",
        from_on=today() - timedelta(days=7), added_by=board.chair.person,
    )  # fmt: skip
    at_meeting = {"meeting_id": meeting.id}
    them = place_of(meeting, board.partner)
    board.coordinator.does(
        meetings_room.declare, **at_meeting, kind="confidentiality", attendances=[place_of(meeting, board.chair)],
        item=None, words="",
    )  # fmt: skip
    decides(board, meeting, case, reached="majority")
    made = ItemDecision.objects.get(meeting=meeting)
    board.coordinator.does(
        meetings_room.enter_dissent, **at_meeting, decision=made.id, attendance=them, words="Too soon."
    )
    action = {"what": "Call the school", "owner": them, "due_on": today() + timedelta(days=7)}
    board.coordinator.does(meetings_room.add_action, **at_meeting, item=item_of(meeting, case).id, **action)
    board.coordinator.does(meetings_room.enter_leaving, **at_meeting, attendances=[them])
    board.coordinator.does(meetings_minutes.draft_minutes, **at_meeting)
    return meeting
