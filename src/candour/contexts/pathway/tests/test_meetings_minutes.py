"""The minutes of a meeting: drafted, changed, signed by whoever may see them, corrected; and who read it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from candour.contexts.pathway.models import (
    AgendaItem,
    MeetingDeadline,
    MeetingRead,
    MeetingStep,
    MinutesPart,
    MinutesSignature,
)
from candour.contexts.pathway.operations import (
    meetings,
    meetings_minutes,
    meetings_room,
    panels,
)
from candour.contexts.pathway.tests.board import Board, somebody, today
from candour.contexts.pathway.tests.desk import ledger_verbs
from candour.contexts.pathway.tests.sitting import (
    comer,
    decides,
    drafted,
    interest,
    item_of,
    opened,
    planned,
    refused,
    say,
    stands,
)
from candour.kernel.people.roles import Role
from candour.kernel.procedures.facts import Refused

pytestmark = pytest.mark.django_db
LATER = timedelta(days=7)


class TestMinutes:
    def test_they_are_drafted_from_what_was_recorded(self, board: Board) -> None:
        meeting = drafted(board)
        whole = MinutesPart.objects.get(meeting=meeting, item=None).text
        part = MinutesPart.objects.exclude(item=None).get().text
        assert "Charles Chair, Northshire Council (Chair)" in whole
        assert "Confidentiality was declared by Charles Chair" in whole
        assert "Nia Absent" in whole
        assert "left at" in whole
        for words in ("Adopt it", "By majority", "Petra Partner did not agree: Too soon.", "Call the school"):
            assert words in part
        assert MeetingDeadline.objects.get(meeting=meeting).is_running

    def test_none_are_drafted_while_a_case_waits(self, board: Board) -> None:
        meeting = opened(board, board.case())
        assert say(board, meetings_minutes.draft_minutes, meeting) == ("equals.undecided",)

    def test_what_one_may_not_see_still_waits(self, board: Board) -> None:
        case, other = board.case(owner=board.chair.person), board.case()
        meeting = opened(board, case, other)
        board.coordinator.does(
            meetings_room.enter_attendance, meeting_id=meeting.id, comers=[comer(board.coordinator, "secretary")]
        )
        interest(board, meeting, case, board.coordinator)
        decides(board, meeting, other)
        assert say(board, meetings_minutes.draft_minutes, meeting) == ("equals.undecided",)
        given = {"item": item_of(meeting, case).id, "decided": "adopt", "reached": "unanimous", "rationale": "Because."}
        assert say(board, meetings_room.decide, meeting, board.chair, **given) == ()
        assert say(board, meetings_minutes.draft_minutes, meeting) == ()
        assert not MinutesPart.objects.filter(item__case=case).exists()
        assert say(board, meetings_minutes.sign_off, meeting, board.chair) == ("equals.unminuted",)
        part = {"item": item_of(meeting, case).id, "text": "As decided."}
        assert say(board, meetings_minutes.change_minutes, meeting, **part) == ("no_such_item",)
        assert say(board, meetings_minutes.change_minutes, meeting, board.chair, **part) == ()
        assert say(board, meetings_minutes.sign_off, meeting, board.chair) == ()
        assert MinutesSignature.objects.filter(meeting=meeting).count() == 3

    def test_the_chair_signs_and_what_follows_is_a_correction(self, board: Board) -> None:
        meeting = drafted(board)
        assert say(board, meetings_minutes.change_minutes, meeting, item=None, text="Better words.") == ()
        assert say(board, meetings_minutes.sign_off, meeting) == ("role",)
        assert say(board, meetings_minutes.sign_off, meeting, board.chair) == ()
        assert stands(meeting) == "signed_off"
        assert MeetingDeadline.objects.get(meeting=meeting).met_on == today()
        assert say(board, meetings_minutes.change_minutes, meeting, item=None, text="No.") == ("state",)
        assert say(board, meetings_minutes.correct_minutes, meeting, item=None, text="Room 2, not 1.") == ()
        rows = MinutesPart.objects.filter(meeting=meeting, item=None).order_by("version")
        assert [row.is_correction for row in rows] == [False, False, True]
        assert MinutesSignature.objects.get(meeting=meeting, item=None).version == 2

    def test_the_deputy_signs_what_the_chair_may_not_see(self, board: Board) -> None:
        case, other = board.case(), board.case()
        meeting = opened(board, case, other)
        interest(board, meeting, case, board.chair)
        decides(board, meeting, other)
        assert refused(lambda: decides(board, meeting, case)) == ("equals.chaired",)
        deputy = somebody(board.as_door, "Dee Deputy", board.authority, Role.PANEL_COORDINATOR.value)
        board.coordinator.does(
            panels.add_member, panel_id=meeting.panel_id, person=deputy.person.id, part="deputy", from_on=today()
        )
        board.coordinator.does(meetings_room.enter_attendance, meeting_id=meeting.id, comers=[comer(deputy, "deputy")])
        decides(board, meeting, case)
        board.coordinator.does(meetings_minutes.draft_minutes, meeting_id=meeting.id)
        assert say(board, meetings_minutes.sign_off, meeting, board.chair) == ("equals.unsigned_unseen",)
        item = item_of(meeting, case).id
        assert say(board, meetings_minutes.sign_part, meeting, board.chair, item=item) == (
            "record.part",
            "no_such_item",
        )
        assert say(board, meetings_minutes.sign_part, meeting, item=item) == ("record.own_chair",)
        assert say(board, meetings_minutes.sign_part, meeting, deputy, item=item) == ()
        assert say(board, meetings_minutes.sign_part, meeting, deputy, item=item) == ("signed",)
        changed = {"item": item, "text": "Other words."}
        assert say(board, meetings_minutes.change_minutes, meeting, **changed) == ()
        assert say(board, meetings_minutes.sign_off, meeting, board.chair) == ("equals.unsigned_unseen",)
        assert say(board, meetings_minutes.sign_part, meeting, deputy, item=item) == ()
        assert say(board, meetings_minutes.sign_off, meeting, board.chair) == ()
        assert MinutesSignature.objects.filter(item=item, signed_by=board.chair.person).count() == 0
        with board.chair.open():
            assert not MinutesPart.objects.filter(item=item).exists()

    def test_what_the_deputy_signed_already_is_not_signed_twice(self, board: Board) -> None:
        meeting = drafted(board)
        deputy = somebody(board.as_door, "Dee Deputy", board.authority, Role.PANEL_COORDINATOR.value)
        board.coordinator.does(
            panels.add_member, panel_id=meeting.panel_id, person=deputy.person.id, part="deputy", from_on=today()
        )
        item = AgendaItem.objects.get(meeting=meeting).id
        assert say(board, meetings_minutes.sign_part, meeting, deputy, item=item) == ()
        assert say(board, meetings_minutes.sign_off, meeting, board.chair) == ()
        assert MinutesSignature.objects.get(item=item).signed_by == deputy.person

    def test_a_draft_taken_back_is_drafted_anew(self, board: Board) -> None:
        meeting = drafted(board)
        entry = MeetingStep.objects.get(meeting=meeting, step="draft_minutes").id
        assert say(board, meetings.correct, meeting, entry=entry, rationale="An action is missing.") == ()
        assert say(board, meetings_minutes.draft_minutes, meeting) == ()
        assert MinutesPart.objects.filter(meeting=meeting, item=None).count() == 2


class TestReading:
    def test_a_page_is_recorded_once_a_sitting_and_a_pack_each_time(self, board: Board) -> None:
        meeting = planned(board, board.case())
        for what in ("page", "page", "pack", "pack"):
            board.partner.does(meetings.record_read, meeting=meeting, what=what, items=0)
        assert MeetingRead.objects.count() == 3
        assert ledger_verbs().count("pathway.meeting.read_pack") == 2

    def test_a_refusal_names_its_codes(self, board: Board) -> None:
        meeting = planned(board)
        with pytest.raises(Refused) as caught:
            board.coordinator.does(meetings.call, meeting_id=meeting.id)
        board.coordinator.does(meetings.record_refusal, subject=meeting.id, step="call", refused=caught.value)
