"""Who hears that a meeting is called or called off, in the role of the delivery door."""

from __future__ import annotations

from datetime import timedelta

import pytest

from candour.contexts.pathway.models import Meeting, PanelMember
from candour.contexts.pathway.operations import cases_after, meeting_notices, meetings, meetings_agenda
from candour.contexts.pathway.tests.board import Board, Somebody, authority, now, somebody, today
from candour.contexts.pathway.tests.sitting import item_of, planned
from candour.contexts.pathway.tests.test_invitations import guest_of
from candour.contexts.pathway.tests.test_meeting_pages import page, text
from candour.kernel.doors import Door
from candour.kernel.notifications.models import DeliveryNotice
from candour.kernel.people.models import RoleHolding
from candour.kernel.people.roles import Role

pytestmark = pytest.mark.django_db


def told(board: Board) -> int:
    """What the worker does every minute; how many notices it made."""
    with board.as_door(Door.DELIVERY):
        return meeting_notices.sweep()


def who(code: str) -> set[str]:
    """Who has a notice of this kind."""
    return set(DeliveryNotice.objects.filter(code=code).values_list("person__name", flat=True))


def notices(one: Somebody) -> str:
    return text(one.get("/notifications/"))


class TestCalled:
    def test_members_and_guests_are_told_once_and_not_whoever_called_it(self, board: Board) -> None:
        case = board.case(name="Alex Rowan")
        meeting = planned(board, case, days=9)
        guest = guest_of(board, meeting, case)
        assert told(board) == 0
        board.chair.does(meetings.call, meeting_id=meeting.id)
        assert [told(board), told(board)] == [3, 0]
        assert who("meetings.called") == {board.officer.person.name, board.partner.person.name, "Gwen Guest"}
        assert not DeliveryNotice.objects.filter(is_urgent=True).exists()
        for one, address in ((board.partner, page(meeting)), (guest, "/panels/")):
            shown = notices(one)
            assert "A panel meets, and you are expected" in shown
            assert f'href="{address}"' in shown
            assert "10:00, Room 1" in shown
            for hidden in ("Rowan", case.reference):
                assert hidden not in shown

    def test_one_of_tomorrow_is_urgent(self, board: Board) -> None:
        meeting = planned(board, board.case(), days=1)
        board.coordinator.does(meetings.call, meeting_id=meeting.id)
        told(board)
        assert set(DeliveryNotice.objects.values_list("is_urgent", flat=True)) == {True}

    def test_nobody_else_is_told(self, board: Board) -> None:
        case, other = board.case(), board.case()
        meeting = planned(board, case, other, days=9)
        PanelMember.objects.filter(panel=meeting.panel, person=board.officer.person).update(until_on=meeting.held_on)
        RoleHolding.objects.filter(person=board.partner.person).update(ends_on=today())
        guest = guest_of(board, meeting, case)
        off = {"item": item_of(meeting, case).id, "rationale": "Not yet."}
        board.coordinator.does(meetings_agenda.take_off, meeting_id=meeting.id, **off)
        board.coordinator.does(meetings.call, meeting_id=meeting.id)
        assert told(board) == 1
        assert who("meetings.called") == {board.chair.person.name}
        stranger = somebody(board.as_door, "Sam", authority("Southshire Council"), Role.PANEL_COORDINATOR.value)
        for one in (stranger, guest):
            actor = one.actor()
            with one.open():
                assert meeting_notices.places(actor, [meeting.id]) == {}

    def test_nobody_is_told_of_what_is_over_or_of_a_case_against_which_they_have_an_interest(
        self, board: Board
    ) -> None:
        case = board.case()
        meeting = planned(board, case, days=9)
        guest = guest_of(board, meeting, case)
        guest.does(cases_after.declare_interest, case_id=case.id, rationale="My neighbour.")
        board.coordinator.does(meetings.call, meeting_id=meeting.id)
        assert told(board) == 3
        assert "Gwen Guest" not in who("meetings.called")
        DeliveryNotice.objects.all().delete()
        Meeting.objects.update(held_on=today() - timedelta(days=1))
        assert told(board) == 0


class TestCalledOff:
    def test_the_same_people_are_told_and_not_why(self, board: Board) -> None:
        case = board.case(name="Alex Rowan")
        meeting = planned(board, case, days=9)
        guest = guest_of(board, meeting, case)
        board.coordinator.does(meetings.call, meeting_id=meeting.id)
        told(board)
        board.coordinator.does(meetings.call_off, meeting_id=meeting.id, rationale="Snow.", at=now())
        assert told(board) == 4
        assert who("meetings.off") == who("meetings.called")
        for one in (board.partner, guest):
            shown = notices(one)
            assert "A meeting is called off" in shown
            for hidden in ("Snow", "Rowan"):
                assert hidden not in shown
