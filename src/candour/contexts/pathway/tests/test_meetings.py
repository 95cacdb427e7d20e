"""A meeting from its agenda to the signature, in the role of the delivery door: every row rule applies."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from candour.contexts.pathway.models import (
    AgendaItem,
    CaseAdmission,
    ItemDecision,
    Meeting,
    MeetingAction,
    MeetingStep,
    PanelCase,
    Paper,
)
from candour.contexts.pathway.operations import (
    cases_panel,
    meetings,
    meetings_agenda,
    meetings_room,
    panels,
)
from candour.contexts.pathway.queries.meeting_choices import Comer
from candour.contexts.pathway.tests import sitting
from candour.contexts.pathway.tests.board import Board, authority, force, now, somebody, today
from candour.contexts.pathway.tests.desk import ledger_verbs
from candour.contexts.pathway.tests.sitting import (
    comer,
    decides,
    drafted,
    interest,
    item_of,
    opened,
    place_of,
    planned,
    refused,
    say,
    stands,
)
from candour.kernel.people.roles import Role

pytestmark = pytest.mark.django_db
LATER = timedelta(days=7)


class TestTheAgenda:
    def test_a_case_comes_before_the_panel_with_its_item(self, board: Board) -> None:
        first, again = board.case(), board.stands(board.case(), "consent_refused")
        supported = board.stands(board.case(), "supported")
        ready = board.stands(board.case(), "before_panel")
        closed = board.stands(board.case(), "closed")
        meeting = planned(board, first, again, supported, ready, closed)
        found = AgendaItem.objects.filter(meeting=meeting).order_by("number").values_list("number", "why")
        assert list(found) == [(1, "first"), (2, "again"), (3, "review"), (4, "first"), (5, "other")]
        states = [PanelCase.objects.get(id=one.id).state for one in (first, again, supported)]
        assert states == ["before_panel", "before_panel", "supported"]
        verbs = ledger_verbs()
        assert {"pathway.meeting.add_item", "pathway.case.put_before_panel", "pathway.case.reassess"} <= set(verbs)

    def test_what_was_refused_and_is_to_be_closed_stays_where_it_stands(self, board: Board) -> None:
        case = board.stands(board.case(), "consent_refused")
        meeting = planned(board)
        assert say(board, meetings_agenda.add_items, meeting, cases=[case.id], why="closure") == ()
        assert PanelCase.objects.get(id=case.id).state == "consent_refused"

    def test_refuses_what_cannot_be_on_it_and_adds_nothing(self, board: Board) -> None:
        case, over, other = board.case(), board.stands(board.case(), "ended"), board.case()
        meeting = planned(board, case)
        for cases, why, codes in (
            ([], "", ("record.case",)),
            ([case.id], "", ("on_it",)),
            ([over.id, other.id, uuid4()], "", ("no_such_case", "over")),
            ([other.id], "because", ("no_such_case",)),
        ):
            assert say(board, meetings_agenda.add_items, meeting, cases=cases, why=why) == codes
        assert AgendaItem.objects.filter(meeting=meeting).count() == 1

    def test_two_people_who_add_at_once_are_told(self, board: Board) -> None:
        one, two = board.case(), board.case()
        meeting = planned(board)
        assert say(board, meetings_agenda.add_items, meeting, cases=[one.id], why="", seen=1) == ()
        assert say(board, meetings_agenda.add_items, meeting, cases=[two.id], why="", seen=1) == ("done_already",)
        assert say(board, meetings_agenda.add_items, meeting, board.chair, cases=[two.id], why="", seen=1) == (
            "moved_on",
        )

    def test_an_item_is_taken_off_with_a_reason_that_only_its_readers_see(self, board: Board) -> None:
        case, other = board.case(), board.case()
        meeting = opened(board, case, other)
        item = item_of(meeting, case).id
        assert say(board, meetings_agenda.take_off, meeting, item=uuid4(), rationale=" ") == (
            "record.rationale", "no_such_item",
        )  # fmt: skip
        assert say(board, meetings_agenda.take_off, meeting, item=item, rationale="The school is closed.") == ()
        assert AgendaItem.objects.get(id=item).off_words == "The school is closed."
        assert not MeetingStep.objects.filter(rationale__contains="school").exists()
        decides(board, meeting, other)
        last = item_of(meeting, other).id
        assert say(board, meetings_agenda.take_off, meeting, item=last, rationale="x") == ("record.item", "decided")

    def test_nobody_else_changes_it(self, board: Board) -> None:
        meeting = planned(board, board.case())
        stranger = somebody(board.as_door, "Sam", authority("Southshire Council"), Role.PANEL_COORDINATOR.value)
        for who in (board.partner, board.officer, stranger):
            with pytest.raises(Meeting.DoesNotExist):
                who.does(meetings.call, meeting_id=meeting.id)


class TestPapers:
    def test_what_comes_after_the_call_is_late_and_a_later_version_keeps_the_earlier(self, board: Board) -> None:
        case = board.case()
        meeting = planned(board, case, days=3)
        item = item_of(meeting, case).id
        paper: dict[str, Any] = {"item": item, "title": "Chronology", "text": "First.", "replaces": None}
        assert say(board, meetings_agenda.add_paper, meeting, **paper) == ()
        board.coordinator.does(meetings.call, meeting_id=meeting.id)
        first = Paper.objects.get()
        assert say(board, meetings_agenda.add_paper, meeting, **{**paper, "replaces": first.id}) == ()
        assert list(Paper.objects.order_by("added_at").values_list("is_late", flat=True)) == [False, True]
        for changed, codes in (
            ({"replaces": first.id}, ("replaced",)),
            ({"replaces": first.id, "item": None}, ("no_such_paper", "replaced")),
            ({"replaces": uuid4()}, ("no_such_paper",)),
            ({"item": uuid4(), "title": " "}, ("record.paper", "no_such_item")),
        ):
            assert say(board, meetings_agenda.add_paper, meeting, **{**paper, **changed}) == codes

    def test_none_comes_after_the_minutes_are_drafted(self, board: Board) -> None:
        meeting = drafted(board)
        paper = {"item": None, "title": "Late", "text": "Words.", "replaces": None}
        assert say(board, meetings_agenda.add_paper, meeting, **paper) == ("state",)


class TestGuests:
    def test_a_guest_sees_the_one_case_until_the_meeting_is_over(self, board: Board) -> None:
        case, other = board.case(), board.case()
        meeting = planned(board, case, other, days=5)
        guest = somebody(board.as_door, "Gwen Guest", board.partner.at_body, Role.PANEL_PARTNER.value)
        given = {"item": item_of(meeting, case).id, "person": guest.person.id, "reason": "Teaches them."}
        assert say(board, meetings_agenda.invite_guest, meeting, **given) == ()
        assert CaseAdmission.objects.get().until_on == meeting.held_on + timedelta(days=1)
        with guest.open():
            assert list(PanelCase.objects.all()) == [case]
            assert not Meeting.objects.exists()

    def test_refuses_strangers_and_whoever_declared_an_interest(self, board: Board) -> None:
        case = board.case()
        meeting = opened(board, case)
        item = item_of(meeting, case).id
        interest(board, meeting, case, board.partner)
        for changed, codes in (
            ({"person": uuid4()}, ("no_such_partner",)),
            ({"person": board.coordinator.person.id}, ("no_such_partner",)),
            ({"person": board.partner.person.id}, ("interest",)),
            ({"person": None, "item": None}, ("record.guest", "no_such_item")),
        ):
            given = {"item": item, "person": board.partner.person.id, "reason": "Knows them.", **changed}
            assert say(board, meetings_agenda.invite_guest, meeting, **given) == codes


class TestCallAndOpen:
    def test_a_meeting_is_called_with_an_agenda_and_opens_on_its_day(self, board: Board) -> None:
        meeting = planned(board, days=2)
        assert say(board, meetings.call, meeting) == ("record.item",)
        board.coordinator.does(meetings_agenda.add_items, meeting_id=meeting.id, cases=[board.case().id], why="")
        assert say(board, meetings.call, meeting) == ()
        assert Meeting.objects.get(id=meeting.id).called_on == today()
        assert say(board, meetings.open_meeting, meeting) == ("equals.has_come",)
        assert say(board, meetings.open_meeting, meeting, at=now() + timedelta(days=2)) == ()

    def test_one_that_is_called_off_leaves_its_cases_due(self, board: Board) -> None:
        meeting = planned(board, board.case(), days=2)
        assert say(board, meetings.call_off, meeting, rationale=" ") == ("record.rationale",)
        assert say(board, meetings.call_off, meeting, rationale="Snow.") == ()
        assert (stands(meeting), Meeting.objects.get(id=meeting.id).is_open) == ("cancelled", False)

    def test_a_step_taken_too_early_is_corrected(self, board: Board) -> None:
        meeting = planned(board, board.case())
        board.coordinator.does(meetings.open_meeting, meeting_id=meeting.id)
        entry = MeetingStep.objects.get(meeting=meeting, step="open_meeting").id
        assert say(board, meetings.correct, meeting, entry=None, rationale="Too early.") == ("not_last",)
        assert say(board, meetings.correct, meeting, entry=entry, rationale="Too early.") == ()
        assert stands(meeting) == "planned"


class TestAttendance:
    def test_refuses_who_cannot_be_there_as_that(self, board: Board) -> None:
        meeting = opened(board, board.case())
        nhs = board.partner.at_body.id
        comers = [
            Comer(" ", nhs, "partner"), Comer("Ann", uuid4(), "partner"), Comer("Ann", nhs, "chair"),
            Comer("Ann", nhs, "police"), Comer("Ann", nhs, "king"), comer(board.chair, "chair"),
        ]  # fmt: skip
        assert say(board, meetings_room.enter_attendance, meeting, comers=comers) == (
            "comer", "comer", "chair_of_authority", "police_part", "comer", "is_here",
        )  # fmt: skip
        assert say(board, meetings_room.enter_attendance, meeting, comers=[]) == ("record.attendance",)
        assert say(board, meetings_room.enter_attendance, meeting, comers=[Comer("Ann", nhs, "guest")]) == ()

    def test_nobody_leaves_who_is_not_there(self, board: Board) -> None:
        meeting = opened(board, board.case())
        gone = place_of(meeting, board.partner)
        assert say(board, meetings_room.enter_leaving, meeting, attendances=[]) == ("not_here",)
        assert say(board, meetings_room.enter_leaving, meeting, attendances=[gone, uuid4()]) == ("not_here",)
        assert say(board, meetings_room.enter_leaving, meeting, attendances=[gone]) == ()
        assert say(board, meetings_room.enter_leaving, meeting, attendances=[gone]) == ("not_here",)


class TestQuorum:
    @pytest.mark.parametrize(
        ("here", "codes"),
        [
            ("", ("equals.chaired", "equals.police_here")),
            ("chair partner", ("equals.police_here",)),
            ("police partner", ("equals.chaired",)),
            ("chair police", ()),
        ],
    )
    def test_the_authority_chairs_and_the_police_are_there(
        self, board: Board, here: str, codes: tuple[str, ...]
    ) -> None:
        case = board.case()
        meeting = opened(board, case, here=here)
        assert refused(lambda: decides(board, meeting, case)) == codes

    def test_the_police_of_another_area_do_not_count(self, board: Board) -> None:
        case = board.case()
        PanelCase.objects.filter(id=case.id).update(force=force("Southshire Police"))
        meeting = opened(board, case)
        assert refused(lambda: decides(board, meeting, case)) == ("equals.police_here",)

    def test_the_panel_may_ask_for_more(self, board: Board) -> None:
        case = board.case()
        meeting = opened(board, case, here="chair police")
        rule = {"least_present": 2, "kinds": ["health"], "source": "Terms of reference", "in_force_from": today()}
        board.coordinator.does(panels.set_quorum, panel_id=meeting.panel_id, **rule)
        assert refused(lambda: decides(board, meeting, case)) == ("equals.rule_met",)
        sitting.arrive(board, meeting, "partner")
        decides(board, meeting, case)

    def test_it_is_lost_when_somebody_leaves(self, board: Board) -> None:
        first, second = board.case(), board.case()
        meeting = opened(board, first, second)
        decides(board, meeting, first)
        gone = [place_of(meeting, board.officer)]
        board.coordinator.does(meetings_room.enter_leaving, meeting_id=meeting.id, attendances=gone)
        assert refused(lambda: decides(board, meeting, second)) == ("equals.police_here",)
        sitting.arrive(board, meeting, "police")
        decides(board, meeting, second)

    def test_an_interest_of_an_earlier_meeting_counts(self, board: Board) -> None:
        case = board.case()
        first = opened(board, case)
        interest(board, first, case, board.officer)
        board.coordinator.does(
            meetings_agenda.take_off, meeting_id=first.id, item=item_of(first, case).id, rationale="Next time."
        )
        second = planned(board, case, of=first.panel)
        board.coordinator.does(meetings.open_meeting, meeting_id=second.id)
        sitting.arrive(board, second, "chair police")
        assert refused(lambda: decides(board, second, case)) == ("equals.police_here",)
        with pytest.raises(IntegrityError), transaction.atomic():
            ItemDecision.objects.create(
                meeting=second, item=item_of(second, case), case=case, decided="adopt", rationale="x",
                reached="unanimous", present=[], decided_at=now(), recorded_by=board.coordinator.person,
            )  # fmt: skip


class TestDeclare:
    def test_an_interest_hides_the_case_at_once(self, board: Board) -> None:
        case, other = board.case(), board.case()
        meeting = opened(board, case, other)
        given = {"title": "Note", "text": "Words.", "replaces": None}
        board.coordinator.does(
            meetings_agenda.add_paper, meeting_id=meeting.id, item=item_of(meeting, case).id, **given
        )
        decides(board, meeting, case)
        interest(board, meeting, case, board.chair)
        with board.chair.open():
            assert list(AgendaItem.objects.values_list("case_id", flat=True)) == [other.id]
            assert not Paper.objects.exists()
            assert not ItemDecision.objects.exists()
            assert not PanelCase.objects.filter(id=case.id).exists()

    def test_refuses_the_owner_and_what_is_not_said(self, board: Board) -> None:
        case = board.case()
        meeting = opened(board, case)
        sitting.arrive(board, meeting, "")
        board.coordinator.does(
            meetings_room.enter_attendance, meeting_id=meeting.id, comers=[comer(board.coordinator, "secretary")]
        )
        item, own = item_of(meeting, case).id, place_of(meeting, board.coordinator)
        for kind, who, about, words, codes in (
            ("interest", own, item, "Nephew.", ("owner",)),
            ("interest", own, None, " ", ("record.declaration", "no_such_item")),
            ("interest", uuid4(), item, "Nephew.", ("not_here",)),
            ("oath", own, item, "", ("record.declaration",)),
            ("confidentiality", own, None, "", ()),
            ("confidentiality", own, None, "", ("declared",)),
        ):
            given = {"kind": kind, "attendances": [who], "item": about, "words": words}
            assert say(board, meetings_room.declare, meeting, **given) == codes
        assert say(
            board, meetings_room.declare, meeting, kind="confidentiality", attendances=[], item=None, words=""
        ) == ("not_here",)


class TestDecide:
    def test_it_keeps_who_counted_and_the_case_takes_it_up(self, board: Board) -> None:
        case = board.case()
        meeting = opened(board, case)
        decides(board, meeting, case)
        made = ItemDecision.objects.get()
        assert len(made.present) == 3
        board.coordinator.does(cases_panel.adopt, case_id=case.id, rationale="As decided.")
        assert PanelCase.objects.get(id=case.id).state == "awaiting_consent"
        assert not MeetingStep.objects.filter(rationale__contains="School").exists()

    def test_refuses_what_does_not_fit(self, board: Board) -> None:
        case, other = board.case(), board.case()
        meeting = opened(board, case, other)
        item = item_of(meeting, case).id
        given = {"item": item, "decided": "adopt", "reached": "unanimous", "rationale": "Because."}
        for changed, codes in (
            ({"decided": "review_plan"}, ("equals.fits",)),
            ({"reached": "by lot", "rationale": " "}, ("record.decision", "record.rationale")),
            ({"item": uuid4()}, ("no_such_item",)),
            ({}, ()),
            ({}, ("decided",)),
        ):
            assert say(board, meetings_room.decide, meeting, **{**given, **changed}) == codes, changed

    def test_a_mistake_is_taken_back_before_anything_follows(self, board: Board) -> None:
        case = board.case()
        meeting = opened(board, case)
        decides(board, meeting, case, "defer")
        made = ItemDecision.objects.get()
        back = {"decision": made.id, "rationale": "Wrong case."}
        assert say(board, meetings_room.take_back_decision, meeting, decision=None, rationale="x") == (
            "no_such_decision",
        )
        assert say(board, meetings_room.take_back_decision, meeting, **back) == ()
        assert refused(lambda: board.coordinator.does(cases_panel.defer, case_id=case.id, rationale="x"))
        decides(board, meeting, case)
        board.coordinator.does(cases_panel.adopt, case_id=case.id, rationale="As decided.")
        again = {"decision": ItemDecision.objects.get(taken_back_on=None).id, "rationale": "Wrong."}
        assert say(board, meetings_room.take_back_decision, meeting, **again) == ("equals.followed",)

    def test_dissent_stands_beside_it(self, board: Board) -> None:
        case, other = board.case(), board.case()
        meeting = opened(board, case, other)
        decides(board, meeting, case, reached="majority")
        decides(board, meeting, other)
        made = ItemDecision.objects.get(case=case)
        agreed = ItemDecision.objects.get(case=other)
        them = place_of(meeting, board.partner)
        for decision, who, words, codes in (
            (None, them, "No.", ("no_such_decision",)),
            (agreed.id, them, "No.", ("equals.was_unanimous",)),
            (made.id, uuid4(), "No.", ("not_present",)),
            (made.id, them, " ", ("record.dissent",)),
            (made.id, them, "Too soon.", ()),
            (made.id, them, "Too soon.", ("dissented",)),
        ):
            given = {"decision": decision, "attendance": who, "words": words}
            assert say(board, meetings_room.enter_dissent, meeting, **given) == codes


class TestActions:
    def test_somebody_does_something_by_a_day(self, board: Board) -> None:
        case = board.case()
        meeting = opened(board, case)
        owner = place_of(meeting, board.partner)
        for item, what, who, due_on, codes in (
            (uuid4(), " ", None, today(), ("record.action", "no_such_item")),
            (None, "Call the school", uuid4(), today() - LATER, ("no_such_owner", "due_on")),
            (item_of(meeting, case).id, "Call the school", owner, today() + LATER, ()),
        ):
            given = {"item": item, "what": what, "owner": who, "due_on": due_on}
            assert say(board, meetings_room.add_action, meeting, **given) == codes
        action = MeetingAction.objects.get()
        assert say(board, meetings_room.finish_action, meeting, action=None, rationale="x") == ("no_such_action",)
        assert say(board, meetings_room.finish_action, meeting, action=action.id, rationale="Called.") == ()
        assert say(board, meetings_room.finish_action, meeting, action=action.id, rationale="Called.") == (
            "record.open_action", "no_such_action",
        )  # fmt: skip
