"""What a meeting gave somebody to do, answered by whoever was given it, in the role of the delivery door."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from candour.contexts.pathway.models import ActionAnswer, AgendaItem, Meeting, MeetingAction, PanelCase
from candour.contexts.pathway.operations import meetings_actions, meetings_room, panels
from candour.contexts.pathway.tests import sitting
from candour.contexts.pathway.tests.board import Board, Somebody, now, somebody, today
from candour.contexts.pathway.tests.desk import ledger_verbs
from candour.contexts.pathway.tests.sitting import interest, item_of, opened, place_of, refused, say
from candour.contexts.pathway.tests.test_meeting_pages import page, text
from candour.kernel.people.models import RoleHolding
from candour.kernel.people.roles import Role

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


def guest_of(board: Board, meeting: Meeting) -> Somebody:
    """Somebody who is in the room for a partner, and on no panel."""
    guest = somebody(board.as_door, "Gwen Guest", board.partner.at_body, Role.PANEL_PARTNER.value)
    comers = [sitting.comer(guest, "guest")]
    board.coordinator.does(meetings_room.enter_attendance, meeting_id=meeting.id, comers=comers)
    return guest


def given(board: Board, meeting: Meeting, owner: Somebody, case: PanelCase | None = None) -> MeetingAction:
    """The meeting gives somebody something to do."""
    item = item_of(meeting, case).id if case else None
    act = {"item": item, "what": "Ring the school", "owner": place_of(meeting, owner), "due_on": today() + WEEK}
    board.coordinator.does(meetings_room.add_action, meeting_id=meeting.id, **act)
    return MeetingAction.objects.get(owner__person=owner.person)


def answers(
    who: Somebody, action: MeetingAction, said: str = "done", words: str = "They will help."
) -> tuple[str, ...]:
    """They say so; with which codes it is refused."""
    return refused(lambda: who.does(meetings_actions.answer_action, action_id=action.id, said=said, words=words))


class TestAnswerAction:
    def test_the_owner_says_that_it_is_done_and_it_is_closed(self, board: Board) -> None:
        case = board.case()
        meeting = opened(board, case)
        action = given(board, meeting, board.partner, case)
        assert answers(board.partner, action, "perhaps", " ") == ("said", "words")
        assert answers(board.partner, action) == ()
        made = ActionAnswer.objects.get()
        assert (made.said, made.words, made.said_by) == ("done", "They will help.", board.partner.person)
        assert "pathway.meeting.answer_action" in ledger_verbs()
        assert answers(board.partner, action, "cannot") == ("answered",)
        assert say(board, meetings_room.finish_action, meeting, action=action.id, rationale="Called.") == (
            "record.open_action", "no_such_action",
        )  # fmt: skip

    def test_said_in_two_windows_at_once_counts_once(self, board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
        action = given(board, opened(board, board.case()), board.partner)
        assert answers(board.partner, action) == ()
        monkeypatch.setattr(meetings_actions, "closed", lambda action: ())  # what the other window saw
        assert answers(board.partner, action, "cannot") == ("answered",)
        assert ActionAnswer.objects.get().said == "done"

    def test_what_cannot_be_done_waits_for_the_panel(self, board: Board) -> None:
        meeting = opened(board, board.case())
        action = given(board, meeting, board.partner)
        assert answers(board.partner, action, "cannot", "The school is closed.") == ()
        finish = {"action": action.id, "rationale": "The police ask."}
        assert say(board, meetings_room.finish_action, meeting, **finish) == ()
        assert ActionAnswer.objects.get().words == "The school is closed."

    def test_nothing_is_said_of_what_the_panel_closed(self, board: Board) -> None:
        meeting = opened(board, board.case())
        action = given(board, meeting, board.partner)
        board.coordinator.does(
            meetings_room.finish_action, meeting_id=meeting.id, action=action.id, rationale="Called."
        )
        assert answers(board.partner, action) == ("closed",)
        with board.partner.open(), pytest.raises(DatabaseError), transaction.atomic():
            ActionAnswer.objects.create(
                action_id=action.id, said="done", words="Mine.", said_at=now(), said_by=board.partner.person
            )

    def test_nobody_else_can_and_nobody_in_another_name(self, board: Board) -> None:
        meeting = opened(board, board.case())
        action = given(board, meeting, board.partner)
        for who in (board.coordinator, board.chair, board.officer):
            with pytest.raises(MeetingAction.DoesNotExist):
                answers(who, action)
        for who, name in ((board.coordinator, board.coordinator), (board.coordinator, board.partner)):
            with who.open(), pytest.raises(DatabaseError), transaction.atomic():
                ActionAnswer.objects.create(
                    action_id=action.id, said="done", words="x", said_at=now(), said_by=name.person
                )
        assert not ActionAnswer.objects.exists()

    def test_a_guest_sees_what_they_were_given_and_nothing_else(self, board: Board) -> None:
        case = board.case()
        meeting = opened(board, case)
        guest = guest_of(board, meeting)
        given(board, meeting, board.partner, case)
        action = given(board, meeting, guest, case)
        with guest.open():
            assert [one.what for one in MeetingAction.objects.all()] == ["Ring the school"]
            assert not Meeting.objects.exists()
            assert not AgendaItem.objects.exists()
            assert not PanelCase.objects.exists()
            assert not MeetingAction.objects.filter(id=action.id).update(done_on=today())
        assert answers(guest, action) == ()

    def test_an_interest_takes_it_away(self, board: Board) -> None:
        case = board.case()
        meeting = opened(board, case)
        action = given(board, meeting, board.partner, case)
        interest(board, meeting, case, board.partner)
        with pytest.raises(MeetingAction.DoesNotExist):
            answers(board.partner, action)

    def test_whoever_left_their_body_has_it_no_more(self, board: Board) -> None:
        meeting = opened(board, board.case())
        guest = guest_of(board, meeting)
        action = given(board, meeting, guest)
        other = somebody(board.as_door, "Olga Other", board.authority, Role.PANEL_PARTNER.value)
        RoleHolding.objects.filter(person=guest.person).update(organisation=other.at_body)
        with pytest.raises(MeetingAction.DoesNotExist):
            answers(guest, action)


class TestThePage:
    def test_it_is_one_click_from_what_needs_you_and_the_panel_reads_who_said_it(self, board: Board) -> None:
        case = board.case(name="Alex Rowan")
        meeting = opened(board, case)
        guest = guest_of(board, meeting)
        action = given(board, meeting, guest, case)
        address = f"/panels/actions/{action.id}/"
        home = text(guest.get("/"))
        assert "Do what was agreed at a meeting on" in home
        assert f'href="{address}"' in home
        assert "Ring the school" not in home
        shown = text(guest.get(address))
        assert "Ring the school" in shown
        for hidden in ("Rowan", meeting.reference, "Room 1"):
            assert hidden not in shown
        assert guest.post(address, said="done", words=" ").status_code == 200
        assert guest.post(address, said="cannot", words="The school is closed.").headers["Location"] == "/"
        assert "The school is closed." in text(guest.get(address))
        assert guest.post(address, said="done", words="Later.").status_code == 409
        assert "agreed at a meeting on" not in text(guest.get("/"))
        told = text(board.coordinator.get("/"))
        assert "Say what follows, it cannot be done:" in told
        assert "Gwen Guest" in told
        on_page = text(board.coordinator.get(page(meeting)))
        assert "It cannot be done" in on_page
        assert "Gwen Guest said on" in on_page
        assert "The school is closed." in on_page
        board.coordinator.does(
            meetings_room.finish_action, meeting_id=meeting.id, action=action.id, rationale="The police ring."
        )
        assert "The police ring." in text(guest.get(address))
        assert "Say what follows" not in text(board.coordinator.get("/"))

    def test_a_member_finds_it_on_the_meeting_too(self, board: Board) -> None:
        meeting = opened(board, board.case())
        action = given(board, meeting, board.partner)
        address = f"/panels/actions/{action.id}/"
        assert address in text(board.partner.get(page(meeting)))
        assert address not in text(board.coordinator.get(page(meeting)))
        MeetingAction.objects.update(due_on=today() - WEEK)
        assert "See why it is not done, agreed at" in text(board.coordinator.get("/"))
        assert board.partner.post(address, said="done", words="They will help.").status_code == 302
        assert address not in text(board.partner.get(page(meeting)))
        assert "See why it is not done" not in text(board.coordinator.get("/"))

    def test_it_is_nobody_elses(self, board: Board) -> None:
        meeting = opened(board, board.case())
        action = given(board, meeting, board.partner)
        for who in (board.coordinator, board.officer):
            assert who.get(f"/panels/actions/{action.id}/").status_code == 404
            assert who.post(f"/panels/actions/{action.id}/", said="done", words="x").status_code == 404
        assert board.partner.get(f"/panels/actions/{uuid4()}/").status_code == 404

    def test_it_stays_after_the_seat_is_left(self, board: Board) -> None:
        meeting = opened(board, board.case())
        action = given(board, meeting, board.partner)
        member = meeting.panel.members.get(person=board.partner.person)
        board.coordinator.does(panels.end_member, panel_id=meeting.panel_id, member=member.id, until_on=today())
        assert board.partner.get(page(meeting)).status_code == 404
        assert answers(board.partner, action) == ()
