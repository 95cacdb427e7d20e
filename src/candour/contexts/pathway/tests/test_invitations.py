"""What a guest of a meeting knows of it: day, hour and place, in the role of the delivery door."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from candour.contexts.pathway.models import (
    AgendaItem,
    Attendance,
    CaseAdmission,
    Declaration,
    Meeting,
    MeetingStep,
    PanelCase,
    PanelMember,
    Paper,
)
from candour.contexts.pathway.operations import meetings, meetings_agenda, meetings_room
from candour.contexts.pathway.queries import invitations
from candour.contexts.pathway.tests.board import Board, Somebody, somebody, today
from candour.contexts.pathway.tests.sitting import comer, interest, item_of, opened, planned
from candour.contexts.pathway.tests.test_meeting_pages import page, text
from candour.kernel.people.roles import Role

pytestmark = pytest.mark.django_db


def guest_of(board: Board, meeting: Meeting, *cases: PanelCase) -> Somebody:
    """Somebody on no panel, invited for these cases."""
    guest = somebody(board.as_door, "Gwen Guest", board.partner.at_body, Role.PANEL_PARTNER.value)
    invite(board, meeting, guest, *cases)
    return guest


def invite(board: Board, meeting: Meeting, guest: Somebody, *cases: PanelCase) -> None:
    for case in cases:
        given: dict[str, Any] = {
            "item": item_of(meeting, case).id,
            "person": guest.person.id,
            "reason": "Teaches them.",
        }
        board.coordinator.does(meetings_agenda.invite_guest, meeting_id=meeting.id, **given)


def known(who: Somebody) -> list[invitations.Invitation]:
    actor = who.actor()
    with who.open():
        return invitations.invitations_of(actor)


class TestAGuest:
    def test_sees_day_hour_and_place_of_that_meeting_alone(self, board: Board) -> None:
        case, other = board.case(name="Alex Rowan"), board.case(name="Robin Vale")
        meeting = planned(board, case, other, days=3)
        later = planned(board, board.case(), of=meeting.panel, days=9)
        guest = guest_of(board, meeting, case)
        (one,) = known(guest)
        assert (one.reference, one.held_on, one.place) == (meeting.reference, meeting.held_on, "Room 1")
        assert one.cases == [case]
        shown = text(guest.get("/panels/"))
        for words in ("Invited as a guest", meeting.reference, "10:00", "Room 1", "Alex Rowan"):
            assert words in shown
        for hidden in ("Robin Vale", other.reference, later.reference):
            assert hidden not in shown
        assert guest.get(page(meeting)).status_code == 404
        assert guest.get(page(meeting, "pack")).status_code == 404

    def test_has_it_in_the_calendar_without_the_case(self, board: Board) -> None:
        case = board.case(name="Alex Rowan")
        meeting = planned(board, case, days=3)
        guest = guest_of(board, meeting, case)
        given = guest.get("/panels/calendar/").content.decode()
        assert "SEQUENCE:0" in given
        assert given.count("BEGIN:VEVENT") == 1
        assert "LOCATION:Room 1" in given
        assert "STATUS:CONFIRMED" in given
        for hidden in ("Rowan", case.reference):
            assert hidden not in given
        board.coordinator.does(meetings.call_off, meeting_id=meeting.id, rationale="Snow.")
        given = guest.get("/panels/calendar/").content.decode()
        assert "STATUS:CANCELLED" in given
        assert "SEQUENCE:1" in given
        assert "Snow" not in given
        assert "Called off" in text(guest.get("/panels/"))

    def test_sees_no_row_of_the_meeting(self, board: Board) -> None:
        case, other = board.case(), board.case()
        meeting = opened(board, case, other)
        guest = guest_of(board, meeting, case)
        paper = {"item": None, "title": "For all", "text": "Words.", "replaces": None}
        board.coordinator.does(meetings_agenda.add_paper, meeting_id=meeting.id, **paper)
        interest(board, meeting, case, board.partner)
        assert len(known(guest)) == 1
        with guest.open():
            for table in (Meeting, MeetingStep, PanelMember, Attendance, Declaration, Paper):
                assert not table.objects.exists(), table
            assert [one.case_id for one in AgendaItem.objects.all()] == [case.id]

    def test_of_two_cases_is_told_of_one_meeting(self, board: Board) -> None:
        case, other = board.case(), board.case()
        meeting = planned(board, case, other, days=3)
        (one,) = known(guest_of(board, meeting, case, other))
        assert one.cases == [case, other]


class TestNobodyElse:
    def test_is_invited(self, board: Board) -> None:
        case = board.case()
        meeting = planned(board, case, days=3)
        guest = guest_of(board, meeting, case)
        for who in (board.coordinator, board.partner, board.officer):
            assert known(who) == []
            with who.open(), connection.cursor() as cursor:
                cursor.execute("select * from pathway_invitations_of(%s)", [guest.person.id])
                assert cursor.fetchall() == []

    def test_member_is_told_twice(self, board: Board) -> None:
        case = board.case()
        meeting = planned(board, case, days=3)
        invite(board, meeting, board.partner, case)
        assert known(board.partner) == []
        assert board.partner.get("/panels/calendar/").content.count(b"BEGIN:VEVENT") == 1

    def test_is_after_it_ended_the_case_was_taken_off_or_an_interest_lies(self, board: Board) -> None:
        case, other, third = board.case(), board.case(), board.case()
        meeting = opened(board, case, other, third)
        guest = guest_of(board, meeting, case, other)
        board.coordinator.does(
            meetings_agenda.take_off, meeting_id=meeting.id, item=item_of(meeting, other).id, rationale="Not yet."
        )
        assert [one.cases for one in known(guest)] == [[case]]
        board.coordinator.does(meetings_room.enter_attendance, meeting_id=meeting.id, comers=[comer(guest, "guest")])
        interest(board, meeting, case, guest)
        assert known(guest) == []
        late = somebody(board.as_door, "Lea Late", board.partner.at_body, Role.PANEL_PARTNER.value)
        invite(board, meeting, late, third)
        assert len(known(late)) == 1
        CaseAdmission.objects.filter(person=late.person).update(from_on=today() - timedelta(days=2), until_on=today())
        assert known(late) == []
