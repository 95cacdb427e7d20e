"""Holding a meeting at another time or place, in the role of the delivery door: every row rule applies."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils.timezone import localtime, make_aware

from candour.contexts.pathway.models import CaseAdmission, Meeting, MeetingMove, MeetingStep, PanelMember, Paper
from candour.contexts.pathway.operations import cases_after, cases_partners, meetings, meetings_agenda, meetings_minutes
from candour.contexts.pathway.tests import sitting
from candour.contexts.pathway.tests.board import Board, authority, now, somebody, today
from candour.contexts.pathway.tests.desk import ledger_verbs
from candour.contexts.pathway.tests.sitting import item_of, opened, planned, say, stands
from candour.contexts.pathway.tests.test_invitations import guest_of, invite, known
from candour.contexts.pathway.tests.test_meeting_notices import notices, told, who
from candour.contexts.pathway.tests.test_meeting_pages import day, page, send, text, words_of
from candour.kernel.notifications.models import DeliveryNotice
from candour.kernel.people.roles import Role

pytestmark = pytest.mark.django_db


def to(days: int = 20, **changed: Any) -> dict[str, Any]:
    """To so many days from today, at two, into the other room."""
    there = {"held_on": today() + timedelta(days=days), "starts_at": time(14), "place": "Room 2", "rationale": "Snow."}
    return {**there, **changed}


def moved(board: Board, meeting: Meeting, **changed: Any) -> None:
    """It is moved."""
    assert say(board, meetings.move, meeting, **to(**changed)) == ()
    meeting.refresh_from_db()


class TestMoving:
    @pytest.mark.parametrize("called", [False, True])
    def test_it_has_another_time_and_what_was_told_before_stays(self, board: Board, called: bool) -> None:
        meeting = planned(board, board.case(), days=9)
        if called:
            board.coordinator.does(meetings.call, meeting_id=meeting.id)
        before = stands(meeting)
        moved(board, meeting)
        assert (meeting.held_on, meeting.starts_at, meeting.place) == (today() + timedelta(days=20), time(14), "Room 2")
        assert stands(meeting) == before
        (row,) = MeetingMove.objects.all()
        assert (row.was_held_on, row.was_starts_at, row.was_place) == (today() + timedelta(days=9), time(10), "Room 1")
        assert row.moved_by == board.coordinator.person
        entry = MeetingStep.objects.get(step="move")
        assert (entry.rationale, entry.from_state, entry.taken_at) == ("Snow.", before, row.moved_at)
        assert "pathway.meeting.move" in ledger_verbs()

    def test_each_move_leaves_a_row_of_its_own(self, board: Board) -> None:
        meeting = planned(board, board.case(), days=9)
        moved(board, meeting)
        moved(board, meeting, days=2, place="Room 3")
        was = MeetingMove.objects.order_by("moved_at").values_list("was_place", flat=True)
        assert [*was, meeting.place] == ["Room 1", "Room 2", "Room 3"]

    def test_all_that_stands_against_it_is_said_at_once(self, board: Board) -> None:
        meeting = planned(board, board.case(), days=9)
        wrong = {"held_on": today() - timedelta(days=1), "starts_at": time(10), "place": " ", "rationale": " "}
        assert say(board, meetings.move, meeting, board.chair, **wrong, seen=1) == (
            "equals.lies_ahead", "record.rationale", "moved_on", "place",
        )  # fmt: skip
        same = {"held_on": meeting.held_on, "starts_at": meeting.starts_at, "place": "Room 1 "}
        assert say(board, meetings.move, meeting, **same, rationale="x") == ("record.another_time",)
        assert not MeetingMove.objects.exists()

    @pytest.mark.parametrize(
        ("minutes", "days", "codes"),
        [(-1, 0, ("equals.lies_ahead",)), (1, 0, ()), (0, 366, ()), (0, 367, ("equals.lies_ahead",))],
    )
    def test_the_new_time_lies_ahead_and_within_a_year(
        self, board: Board, minutes: int, days: int, codes: tuple[str, ...]
    ) -> None:
        meeting = planned(board, board.case(), days=9)
        noon = make_aware(datetime.combine(today(), time(12)))
        start = localtime(noon + timedelta(minutes=minutes, days=days))
        there = {"held_on": start.date(), "starts_at": start.time(), "place": "Room 1", "rationale": "x"}
        assert say(board, meetings.move, meeting, at=noon, **there) == codes

    def test_not_once_it_was_opened_or_is_called_off(self, board: Board) -> None:
        case = board.case()
        meeting = opened(board, case)
        assert say(board, meetings.move, meeting, **to()) == ("state",)
        off = planned(board, of=meeting.panel, days=4)
        board.coordinator.does(meetings.call_off, meeting_id=off.id, rationale="Snow.")
        assert say(board, meetings.move, off, **to()) == ("state",)
        sitting.decides(board, meeting, case)
        board.coordinator.does(meetings_minutes.draft_minutes, meeting_id=meeting.id)
        assert say(board, meetings.move, meeting, **to()) == ("state",)

    def test_the_same_form_sent_twice_is_told_as_done(self, board: Board) -> None:
        meeting = planned(board, board.case(), days=9)
        assert say(board, meetings.move, meeting, **to(), seen=2) == ()
        assert say(board, meetings.move, meeting, **to(), seen=2) == ("done_already",)
        assert MeetingMove.objects.count() == 1

    def test_nobody_else_moves_it(self, board: Board) -> None:
        meeting = planned(board, board.case(), days=9)
        stranger = somebody(board.as_door, "Sam", authority("Southshire Council"), Role.PANEL_COORDINATOR.value)
        for one in (board.partner, board.officer, stranger):
            with pytest.raises(Meeting.DoesNotExist):
                one.does(meetings.move, meeting_id=meeting.id, **to())


class TestTheDatabase:
    def test_lets_no_meeting_be_moved_that_was_opened(self, board: Board) -> None:
        meeting = opened(board, board.case())
        with board.coordinator.open(), transaction.atomic(), pytest.raises(IntegrityError, match="before it is opened"):
            Meeting.objects.filter(id=meeting.id).update(place="Room 9")

    @pytest.mark.parametrize(
        "lie",
        [
            {"was_place": "Room 9"},
            {"was_starts_at": time(9)},
            {"was_held_on": today() + timedelta(days=1)},
            {"moved_by": None},
        ],
    )
    def test_takes_no_untrue_word_of_where_it_was(self, board: Board, lie: dict[str, Any]) -> None:
        meeting = planned(board, board.case(), days=9)
        true = {
            "meeting": meeting, "was_held_on": meeting.held_on, "was_starts_at": meeting.starts_at,
            "was_place": meeting.place, "moved_at": now(), "moved_by": board.coordinator.person,
        }  # fmt: skip
        with board.coordinator.open():
            with transaction.atomic(), pytest.raises(DatabaseError, match="row-level security"):
                MeetingMove.objects.create(**true | ({"moved_by": board.chair.person} if "moved_by" in lie else lie))
            MeetingMove.objects.create(**true)
            with transaction.atomic(), pytest.raises(DatabaseError, match="permission denied"):
                MeetingMove.objects.update(was_place="Room 9")


class TestTheGuests:
    def test_see_their_case_until_the_new_day_is_over(self, board: Board) -> None:
        case, other = board.case(), board.case()
        meeting = planned(board, case, other, days=9)
        guest = guest_of(board, meeting, case)
        off = somebody(board.as_door, "Olga Off", board.partner.at_body, Role.PANEL_PARTNER.value)
        invite(board, meeting, off, other)
        board.coordinator.does(
            meetings_agenda.take_off, meeting_id=meeting.id, item=item_of(meeting, other).id, rationale="Not yet."
        )
        moved(board, meeting)
        ends = dict(CaseAdmission.objects.values_list("person__name", "until_on"))
        assert ends == {"Gwen Guest": today() + timedelta(days=21), "Olga Off": today() + timedelta(days=10)}
        (one,) = known(guest)
        assert (one.held_on, one.place, one.times_moved) == (meeting.held_on, "Room 2", 1)
        moved(board, meeting, days=3)
        assert CaseAdmission.objects.get(person=guest.person).until_on == today() + timedelta(days=4)

    def test_of_a_case_that_the_mover_may_not_see_too(self, board: Board) -> None:
        case = board.case()
        meeting = planned(board, case, days=9)
        guest = guest_of(board, meeting, case)
        board.chair.does(cases_after.declare_interest, case_id=case.id, rationale="My nephew.")
        assert say(board, meetings.move, meeting, board.chair, **to()) == ()
        assert CaseAdmission.objects.get(person=guest.person).until_on == today() + timedelta(days=21)

    def test_whose_time_was_ended_by_hand_stay_out(self, board: Board) -> None:
        case = board.case()
        meeting = planned(board, case, days=9)
        guest_of(board, meeting, case)
        row = CaseAdmission.objects.get()
        given = {"case_id": case.id, "admission": row.id, "rationale": "Changed schools."}
        board.coordinator.does(cases_partners.end_admission, **given)
        moved(board, meeting)
        assert CaseAdmission.objects.get().until_on == today()

    def test_keep_their_day_where_only_the_hour_moves(self, board: Board) -> None:
        case = board.case()
        meeting = planned(board, case, days=9)
        guest_of(board, meeting, case)
        CaseAdmission.objects.update(until_on=today() + timedelta(days=30))
        moved(board, meeting, days=9)
        assert CaseAdmission.objects.get().until_on == today() + timedelta(days=30)


class TestTheNotices:
    def test_tell_members_of_a_called_meeting_and_its_guests_once_for_each_move(self, board: Board) -> None:
        case = board.case(name="Alex Rowan")
        meeting = planned(board, case, days=9)
        guest = guest_of(board, meeting, case)
        board.coordinator.does(meetings.call, meeting_id=meeting.id)
        told(board)
        board.chair.does(meetings.move, meeting_id=meeting.id, **to())
        assert [told(board), told(board)] == [3, 0]
        assert who("meetings.moved") == {board.officer.person.name, board.partner.person.name, "Gwen Guest"}
        for one in (board.partner, guest):
            shown = notices(one)
            assert "A meeting is held at another time or place" in shown
            assert "14:00, Room 2" in shown
            for hidden in ("Snow", "Rowan", "Room 1"):
                assert hidden not in shown
        board.chair.does(meetings.move, meeting_id=meeting.id, **to(21))
        assert told(board) == 3

    def test_tell_the_guests_alone_while_nobody_was_called(self, board: Board) -> None:
        case = board.case()
        meeting = planned(board, case, days=9)
        guest_of(board, meeting, case)
        moved(board, meeting)
        assert told(board) == 1
        assert who("meetings.moved") == {"Gwen Guest"}

    def test_tell_a_call_that_follows_a_move_and_no_earlier_day_to_whoever_came_after_it(self, board: Board) -> None:
        case = board.case()
        meeting = planned(board, case, days=9)
        moved(board, meeting)
        guest_of(board, meeting, case)
        board.coordinator.does(meetings.call, meeting_id=meeting.id)
        assert told(board) == 4
        assert (len(who("meetings.called")), who("meetings.moved")) == (4, set())

    def test_tell_no_member_who_joined_after_it_that_it_was_moved(self, board: Board) -> None:
        meeting = planned(board, board.case(), days=9)
        board.coordinator.does(meetings.call, meeting_id=meeting.id)
        moved(board, meeting)
        MeetingStep.objects.filter(step="move").update(taken_at=now() - timedelta(days=2))
        PanelMember.objects.filter(person=board.partner.person).update(from_on=today())
        told(board)
        assert board.partner.person.name in who("meetings.called")
        assert board.partner.person.name not in who("meetings.moved")
        assert board.officer.person.name in who("meetings.moved")

    @pytest.mark.parametrize(("before", "after", "urgent"), [(1, 20, True), (20, 1, True), (9, 20, False)])
    def test_are_urgent_where_the_old_day_or_the_new_is_near(
        self, board: Board, before: int, after: int, urgent: bool
    ) -> None:
        meeting = planned(board, board.case(), days=before)
        board.coordinator.does(meetings.call, meeting_id=meeting.id)
        moved(board, meeting, days=after)
        told(board)
        found = DeliveryNotice.objects.filter(code="meetings.moved").values_list("is_urgent", flat=True)
        assert set(found) == {urgent}


def paper(board: Board, meeting: Meeting, title: str) -> None:
    """It is added, for the meeting as a whole."""
    given = {"item": None, "title": title, "text": "Words.", "replaces": None}
    board.coordinator.does(meetings_agenda.add_paper, meeting_id=meeting.id, **given)


class TestLatePapers:
    def test_what_came_late_for_one_day_is_in_time_for_a_later_one(self, board: Board) -> None:
        meeting = planned(board, board.case(), days=9)
        board.coordinator.does(meetings.call, meeting_id=meeting.id)
        paper(board, meeting, "After the call")
        late = '<strong class="govuk-tag govuk-tag--orange">Late</strong>'
        assert text(board.coordinator.get(page(meeting))).count(late) == 1
        moved(board, meeting, days=9)  # another hour and room: nobody has a day more
        assert text(board.coordinator.get(page(meeting))).count(late) == 1
        moved(board, meeting, days=20)
        shown = text(board.coordinator.get(page(meeting)))
        assert late not in shown
        assert "late" not in words_of(board.coordinator.get(page(meeting, "pack")))
        paper(board, meeting, "After the move")
        assert text(board.coordinator.get(page(meeting))).count(late) == 1
        moved(board, meeting, days=12)
        assert text(board.coordinator.get(page(meeting))).count(late) == 1
        assert list(Paper.objects.values_list("is_late", flat=True)) == [True, True]


class TestPages:
    def test_a_form_moves_it_and_the_page_says_where_it_was(self, board: Board) -> None:
        meeting = planned(board, board.case(), days=9)
        assert "Move it to another time or place" in text(board.coordinator.get(page(meeting)))
        form = text(board.coordinator.get(page(meeting, "move")))
        assert 'value="10:00"' in form
        assert 'value="Room 1"' in form
        new = today() + timedelta(days=20)
        given = {**day(new, "held_on"), "starts_at": "14.30", "place": "Room 2", "rationale": "The hall is closed."}
        assert send(board, meeting, "move", **given).status_code == 302
        shown = text(board.partner.get(page(meeting)))
        assert "14:30" in shown
        assert "Before, it was to be on" in shown
        assert "The hall is closed." in shown
        assert "at 10:00, Room 1" in shown

    def test_what_is_wrong_is_said_with_what_was_typed(self, board: Board) -> None:
        meeting = planned(board, board.case(), days=9)
        given = {
            **day(today() - timedelta(days=3), "held_on"),
            "starts_at": "10:00",
            "place": "Room 7",
            "rationale": "x",
        }
        sent = send(board, meeting, "move", **given)
        assert sent.status_code == 409
        assert "The time to which it is moved lies ahead" in text(sent)
        assert "Room 7" in text(sent)
        assert board.coordinator.post(page(meeting, "move"), starts_at="25:00").status_code == 200
        assert not MeetingMove.objects.exists()

    def test_the_calendar_file_follows(self, board: Board) -> None:
        case = board.case()
        meeting = planned(board, case, days=9)
        guest = guest_of(board, meeting, case)
        for sequence in (0, 1, 2):
            for one in (board.partner, guest):
                whole = one.get("/panels/calendar/").content.decode()
                assert f"SEQUENCE:{sequence}\r\n" in whole
                assert f"LOCATION:Room {sequence + 1}\r\n" in whole
            moved(board, meeting, place=f"Room {sequence + 2}")
        board.coordinator.does(meetings.call_off, meeting_id=meeting.id, rationale="Snow.")
        assert "SEQUENCE:4\r\n" in board.partner.get("/panels/calendar/").content.decode()
