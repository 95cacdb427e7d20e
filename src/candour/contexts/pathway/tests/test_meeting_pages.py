"""Pages of panels and meetings at the delivery door, for each side, with everything that may be sent to them."""

from __future__ import annotations

import html
import io
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pypdfium2
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from candour.contexts.pathway.models import (
    AgendaItem,
    Attendance,
    ItemDecision,
    Meeting,
    MeetingAction,
    MeetingRead,
    MinutesPart,
    Panel,
    PanelCase,
    PanelMember,
    Paper,
    QuorumRule,
)
from candour.contexts.pathway.operations import meetings, meetings_agenda, meetings_minutes, meetings_room, panels
from candour.contexts.pathway.tests import sitting
from candour.contexts.pathway.tests.board import Board, Somebody, authority, body, somebody, today
from candour.contexts.pathway.tests.sitting import decides, item_of, opened, place_of, planned
from candour.kernel.people.roles import OrganisationKind, Role

pytestmark = pytest.mark.django_db


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


def seen(response: Any) -> str:
    found = re.search(r'name="seen" value="(\d+)"', response.content.decode())
    assert found
    return found[1]


def day(on: Any, name: str) -> dict[str, int]:
    return {f"{name}_day": on.day, f"{name}_month": on.month, f"{name}_year": on.year}


def page(meeting: Meeting, name: str = "") -> str:
    return f"/panels/{meeting.reference}/" + (f"{name}/" if name else "")


def send(board: Board, meeting: Meeting, name: str, by: Somebody | None = None, /, **given: Any) -> Any:
    """Open the page of a step and send its form."""
    who = by or board.coordinator
    shown = who.get(page(meeting, name))
    assert shown.status_code == 200, name
    return who.post(page(meeting, name), seen=seen(shown), **given)


class TestPanels:
    def test_a_panel_is_founded_and_filled(self, board: Board) -> None:
        board.coordinator.get("/panels/")
        sent = board.coordinator.post(
            "/panels/new/", authority_id=board.authority.id, name="Channel panel", **day(today(), "begun_on")
        )
        panel = Panel.objects.get()
        assert sent.headers["Location"] == f"/panels/{panel.id}/"
        for name, given in (
            ("add_member", {"person": board.chair.person.id, "part": "chair", **day(today(), "from_on")}),
            ("add_member", {"person": board.partner.person.id, "part": "partner", **day(today(), "from_on")}),
            (
                "set_quorum",
                {"least_present": 3, "kinds": ["health"], "source": "Terms", **day(today(), "in_force_from")},
            ),
        ):
            address = f"/panels/{panel.id}/{name}/"
            assert board.coordinator.get(address).status_code == 200
            assert board.coordinator.post(address, **given).status_code == 302, name
        assert QuorumRule.objects.get().kinds == ["health"]
        shown = text(board.partner.get(f"/panels/{panel.id}/"))
        for words in (
            "Charles Chair",
            "Petra Partner",
            "at least 3",
            "health body",
            "Counter-Terrorism and Security Act",
        ):
            assert words in shown
        assert "Plan a meeting" not in shown
        member = PanelMember.objects.get(person=board.partner.person).id
        assert "Petra Partner (Partner)" in text(
            board.coordinator.get(f"/panels/{panel.id}/end_member/?member={member}")
        )
        sent = board.coordinator.post(f"/panels/{panel.id}/end_member/", member=member, **day(today(), "until_on"))
        assert sent.status_code == 302
        assert board.partner.get(f"/panels/{panel.id}/").status_code == 404

    def test_what_is_wrong_is_said_and_kept(self, board: Board) -> None:
        panel = sitting.panel(board)
        sent = board.coordinator.post(
            "/panels/new/", authority_id=board.authority.id, name="Channel panel", **day(today(), "begun_on")
        )
        assert (sent.status_code, "This authority has a panel of that name already." in text(sent)) == (409, True)
        assert board.coordinator.post("/panels/new/", name="").status_code == 200
        wrong = {"kind_of": "ordinary", "starts_at": "quarter past", "place": "Room 1", **day(today(), "held_on")}
        assert "Enter a time such as 10:00" in text(board.coordinator.post(f"/panels/{panel.id}/plan/", **wrong))
        past = {**wrong, "starts_at": "10.30", **day(today() - timedelta(days=2), "held_on")}
        assert board.coordinator.post(f"/panels/{panel.id}/plan/", **past).status_code == 409
        for address in (f"/panels/{panel.id}/nothing/", f"/panels/{uuid4()}/", f"/panels/{uuid4()}/plan/"):
            assert board.coordinator.get(address).status_code == 404
        assert board.partner.get(f"/panels/{panel.id}/plan/").status_code in {403, 404}

    def test_another_authority_finds_nothing(self, board: Board) -> None:
        panel = sitting.panel(board)
        meeting = planned(board, board.case(), of=panel)
        stranger = somebody(board.as_door, "Sam", authority("Southshire Council"), Role.PANEL_COORDINATOR.value)
        for address in (f"/panels/{panel.id}/", f"/panels/{panel.id}/plan/", page(meeting), page(meeting, "pack")):
            assert stranger.get(address).status_code == 404
        assert "Channel panel" not in text(stranger.get("/panels/"))

    def test_scotland_has_its_own_names(self, board: Board) -> None:
        council = authority("Strathmarr Council", nation="scotland")
        chair = somebody(board.as_door, "Morag", council, Role.PANEL_CHAIR.value)
        chair.post("/panels/new/", authority_id=council.id, name="Strathmarr PMAP", **day(today(), "begun_on"))
        panel = Panel.objects.get(authority=council)
        shown = text(chair.get(f"/panels/{panel.id}/"))
        assert "Prevent Multi-Agency Panel (PMAP)" in shown
        assert "PMAP duty guidance (2023" in shown
        assert "Channel panel" not in shown

    def test_the_list_says_what_is_due(self, board: Board) -> None:
        case = board.case(name="Robin Due")
        panel = sitting.panel(board)
        assert "Robin Due" in text(board.coordinator.get("/panels/"))
        planned(board, case, of=panel)
        assert "Robin Due" not in text(board.coordinator.get("/panels/"))
        assert "Robin Due" not in text(board.partner.get("/panels/"))

    def test_a_panel_ends_on_its_own_page(self, board: Board) -> None:
        panel = sitting.panel(board)
        assert board.chair.post(f"/panels/{panel.id}/end/").status_code == 302
        assert "This panel ended on" in text(board.chair.get(f"/panels/{panel.id}/"))


class TestAMeeting:
    def test_from_the_agenda_to_the_signature(self, board: Board) -> None:
        case, other = board.case(name="Alex Rowan"), board.case(name="Robin Vale")
        panel = sitting.panel(board)
        sent = board.coordinator.post(
            f"/panels/{panel.id}/plan/",
            kind_of="ordinary",
            starts_at="14:30",
            place="Room 1",
            **day(today(), "held_on"),
        )
        meeting = Meeting.objects.get()
        assert sent.headers["Location"] == page(meeting)
        assert "Alex Rowan" in text(board.coordinator.get(page(meeting, "add_item")))
        assert send(board, meeting, "add_item", cases=[case.id], other="", why="").status_code == 302
        assert send(board, meeting, "add_item", cases=[other.id], why="other").status_code == 302
        item = item_of(meeting, case).id
        paper = {"item": item, "heading": "Chronology", "text": "Since March.", "replaces": ""}
        assert send(board, meeting, "add_paper", **paper).status_code == 302
        assert send(board, meeting, "call").status_code == 302
        assert send(board, meeting, "add_paper", **{**paper, "replaces": Paper.objects.get().id}).status_code == 302
        guest = {"item": item, "person": board.partner.person.id, "reason": "Knows them."}
        assert send(board, meeting, "invite_guest", **guest).status_code == 302
        shown = text(board.coordinator.get(page(meeting)))
        for words in ("Chronology", "Late", "Replaced by a later version", "Petra Partner (Northshire NHS)"):
            assert words in shown
        assert send(board, meeting, "open_meeting").status_code == 302
        refused = board.coordinator.get(page(meeting, "decide") + f"?item={item}")
        assert "The local authority is in the chair" in text(refused)
        expected = re.findall(
            r'value="(m[-0-9a-f]{36})"', text(board.coordinator.get(page(meeting, "enter_attendance")))
        )
        assert len(expected) == 3
        empty = send(board, meeting, "enter_attendance", expected=[], name="", organisation="", part="partner")
        assert '<a href="#id_expected">Tick who is here' in empty.content.decode()
        came = send(
            board, meeting, "enter_attendance", expected=expected, name="Ann Visitor",
            organisation=board.partner.at_body.id, part="partner",
        )  # fmt: skip
        assert came.status_code == 302
        assert Attendance.objects.count() == 4
        sworn = {"kind": "confidentiality", "attendances": [place_of(meeting, board.chair)], "item": "", "words": ""}
        assert send(board, meeting, "declare", **sworn).status_code == 302
        asked = board.coordinator.get(page(meeting, "decide") + f"?item={item}")
        assert "Adopt it" in text(asked)
        assert "Go on with the support" not in text(asked)
        made = {"item": item, "decided": "adopt", "reached": "majority", "rationale": "He asks for help."}
        sent = board.coordinator.post(page(meeting, "decide"), seen=seen(asked), **made)
        assert sent.headers["Location"] == f"{page(meeting)}#item-{item}"
        shown = text(board.coordinator.get(page(meeting)))
        assert f"/cases/{case.reference}/adopt/" in shown
        decision = ItemDecision.objects.get()
        no = {"decision": decision.id, "attendance": place_of(meeting, board.partner), "words": "Too soon."}
        assert send(board, meeting, "enter_dissent", **no).status_code == 302
        act = {"item": item, "what": "Ring the school", "owner": place_of(meeting, board.chair)}
        assert send(board, meeting, "add_action", **act, **day(today(), "due_on")).status_code == 302
        gone = send(board, meeting, "enter_leaving", attendances=[place_of(meeting, board.partner)])
        assert gone.status_code == 302
        left = item_of(meeting, other).id
        assert send(board, meeting, "take_off", item=left, rationale="Next month.").status_code == 302
        assert send(board, meeting, "draft_minutes").status_code == 302
        draft = board.coordinator.get(page(meeting, "change_minutes") + f"?item={item}")
        assert "He asks for help." in text(draft)
        changed = {"item": item, "text": "The panel adopted the case."}
        assert board.coordinator.post(page(meeting, "change_minutes"), seen=seen(draft), **changed).status_code == 302
        assert send(board, meeting, "sign_off", board.chair).status_code == 302
        assert send(board, meeting, "correct_minutes", item="", text="Room 2.").status_code == 302
        done = {"action": MeetingAction.objects.get().id, "rationale": "Rang."}
        assert send(board, meeting, "finish_action", **done).status_code == 302
        shown = text(board.coordinator.get(page(meeting)))
        for words in (
            "The panel adopted the case.",
            "signed by Charles Chair",
            "Room 2.",
            "Rang.",
            "Too soon.",
            "Next month.",
        ):
            assert words in shown
        assert "He asks for help." in shown

    def test_a_mistake_is_taken_back_and_a_meeting_called_off(self, board: Board) -> None:
        case = board.case()
        meeting = opened(board, case)
        decides(board, meeting, case)
        back = {"decision": ItemDecision.objects.get().id, "rationale": "Wrong case."}
        assert send(board, meeting, "take_back_decision", **back).status_code == 302
        assert "Taken back on" in text(board.coordinator.get(page(meeting)))
        entry = re.search(r'name="entry" value="([^"]+)"', text(board.coordinator.get(page(meeting, "correct"))))
        assert entry
        assert send(board, meeting, "correct", entry=entry[1], rationale="Opened too early.").status_code == 302
        assert send(board, meeting, "call_off", rationale="Snow.").status_code == 302
        assert "Called off" in text(board.coordinator.get(page(meeting)))

    def test_a_stale_page_is_told_and_keeps_what_was_typed(self, board: Board) -> None:
        case = board.case()
        meeting = opened(board, case)
        asked = seen(board.coordinator.get(page(meeting, "decide")))
        same = seen(board.chair.get(page(meeting, "decide")))
        made = {"item": item_of(meeting, case).id, "decided": "adopt", "reached": "unanimous", "rationale": "A reason."}
        assert board.coordinator.post(page(meeting, "decide"), seen=asked, **made).status_code == 302
        for who in (board.chair, board.coordinator):
            sent = who.post(page(meeting, "decide"), seen=same, **{**made, "rationale": "Another reason."})
            assert (sent.status_code, "Another reason." in text(sent)) == (409, True)
        assert ItemDecision.objects.count() == 1

    def test_one_without_authority_in_the_chair_is_refused_in_words(self, board: Board) -> None:
        case = board.case()
        meeting = opened(board, case, here="police partner")
        shown = text(board.coordinator.get(page(meeting)))
        assert "Not quorate for this case" in shown
        made = {"item": item_of(meeting, case).id, "decided": "adopt", "reached": "unanimous", "rationale": "A reason."}
        sent = board.coordinator.post(page(meeting, "decide"), **made)
        assert (sent.status_code, "A reason." in text(sent)) == (409, True)
        assert "The local authority is in the chair" in text(sent)

    @pytest.mark.parametrize(
        ("name", "given"),
        [
            ("decide", {"item": "not-an-id", "decided": "adopt", "reached": "unanimous", "rationale": "x"}),
            ("decide", {"item": str(uuid4()), "decided": "maybe", "reached": "", "rationale": "\x00"}),
            ("declare", {"kind": "interest", "attendances": ["x"], "item": "x"}),
            ("add_item", {"cases": ["x"], "why": "because"}),
            ("add_action", {"what": "x" * 20_000, "owner": "x", "due_on_day": 31, "due_on_month": 2}),
            ("enter_attendance", {"expected": ["m1"], "name": "Ann"}),
            ("change_minutes", {"item": str(uuid4()), "text": ""}),
            ("correct", {"entry": "x", "rationale": ""}),
        ],
    )
    def test_what_nobody_would_type_is_answered(self, board: Board, name: str, given: dict[str, Any]) -> None:
        meeting = opened(board, board.case())
        if name == "change_minutes":
            Meeting.objects.filter(id=meeting.id).update(state="minuted")
        for sent in (given, {**given, "seen": "99999999"}, {"seen": "-1"}):
            assert board.coordinator.post(page(meeting, name), **sent).status_code in {200, 409}, name
        assert board.coordinator.get(page(meeting, name) + "?item=x").status_code == 200

    def test_what_is_not_there_is_not_found(self, board: Board) -> None:
        meeting = planned(board, board.case())
        for address in ("/panels/M-0000-0000/", f"/panels/{meeting.reference.lower()}/", page(meeting, "nothing")):
            assert board.coordinator.get(address).status_code == 404
        assert board.coordinator.get("/panels/M-0000-0000/pack/").status_code == 404
        assert board.partner.post(page(meeting, "call")).status_code in {403, 404}
        assert board.provider.get(page(meeting)).status_code in {403, 404}

    def test_a_member_sees_the_cases_to_which_they_are_let_in(self, board: Board) -> None:
        case, other = board.case(name="Alex Rowan"), board.case(name="Robin Vale")
        meeting = planned(board, case, other)
        given = {"meeting_id": meeting.id, "item": item_of(meeting, case).id, "person": board.partner.person.id}
        board.coordinator.does(meetings_agenda.invite_guest, reason="Knows them.", **given)
        shown = text(board.partner.get(page(meeting)))
        assert ("Alex Rowan" in shown, "Robin Vale" in shown) == (True, False)
        assert "Put a case on the agenda" not in shown
        assert MeetingRead.objects.filter(person=board.partner.person).count() == 1

    def test_an_interest_declared_in_the_room_hides_the_case(self, board: Board) -> None:
        case, other = board.case(name="Alex Rowan"), board.case(name="Robin Vale")
        meeting = opened(board, case, other)
        decides(board, meeting, case)
        item = item_of(meeting, case).id
        given = {"kind": "interest", "attendances": [place_of(meeting, board.chair)], "item": item, "words": "Nephew."}
        assert send(board, meeting, "declare", **given).status_code == 302
        shown = text(board.chair.get(page(meeting)))
        assert ("Alex Rowan" in shown, "Nephew" in shown, "Robin Vale" in shown) == (False, False, True)
        assert case.reference not in shown
        assert board.chair.get(f"/cases/{case.reference}/").status_code == 404
        assert "Alex Rowan" not in text(board.chair.get(page(meeting, "add_item")))

    def test_a_fresh_proof_is_asked_for_the_signature(self, board: Board) -> None:
        case = board.case()
        meeting = opened(board, case)
        decides(board, meeting, case)
        board.coordinator.does(meetings_minutes.draft_minutes, meeting_id=meeting.id)
        from candour.kernel.people.models import Session

        Session.objects.filter(person=board.chair.person).update(stepped_up_at=None)
        assert "Sign the minutes" in text(board.chair.get(page(meeting)))
        sent = send(board, meeting, "sign_off", board.chair)
        assert sent.status_code == 200
        assert Meeting.objects.get(id=meeting.id).state == "minuted"

    def test_thirty_cases_take_no_more_questions_than_one(self, board: Board) -> None:
        cases = [board.case(name=f"Person {number}") for number in range(30)]
        meeting = opened(board, *cases)
        for case in cases[:6]:
            decides(board, meeting, case)
        board.coordinator.get(page(meeting))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            shown = board.coordinator.get(page(meeting))
        assert "Person 29" in text(shown)
        assert len(asked) <= 30, "\n".join(one["sql"][:100] for one in asked)

    def test_lists_take_the_same_few_questions_however_long_they_are(self, board: Board) -> None:
        panel = sitting.panel(board)
        for number in range(12):
            board.case(name=f"Person {number}")
            planned(board, of=panel, days=number)
        for address, most in (("/panels/", 20), (f"/panels/{panel.id}/", 22)):
            with CaptureQueriesContext(connection) as asked:
                assert board.coordinator.get(address).status_code == 200
            assert len(asked) <= most, "\n".join(one["sql"][:100] for one in asked)


class TestFiles:
    def test_the_pack_holds_what_its_reader_may_see(self, board: Board) -> None:
        case, other = board.case(name="Alex Rowan"), board.case(name="Müslüm Yıldız (مسلم)")
        meeting = opened(board, case, other)
        paper = {"title": "Chronology", "text": "#let x = 1 *not* markup\n\nSecond.", "replaces": None}
        board.coordinator.does(
            meetings_agenda.add_paper, meeting_id=meeting.id, item=item_of(meeting, case).id, **paper
        )
        board.coordinator.does(meetings_agenda.add_paper, meeting_id=meeting.id, item=None, **paper)
        decides(board, meeting, case, reached="majority")
        made = ItemDecision.objects.get().id
        them = place_of(meeting, board.partner)
        board.coordinator.does(
            meetings_room.enter_dissent, meeting_id=meeting.id, decision=made, attendance=them, words="Too soon."
        )
        decides(board, meeting, other)
        act = {"item": item_of(meeting, other).id, "what": "Ring the school", "owner": them, "due_on": today()}
        board.coordinator.does(meetings_room.add_action, meeting_id=meeting.id, **act)
        board.coordinator.does(meetings_minutes.draft_minutes, meeting_id=meeting.id)
        board.chair.does(meetings_minutes.sign_off, meeting_id=meeting.id)
        board.chair.does(meetings_minutes.correct_minutes, meeting_id=meeting.id, item=None, text="Room 2.")
        rule = {"least_present": 3, "kinds": [], "source": "Terms", "in_force_from": today()}
        board.chair.does(panels.set_quorum, panel_id=meeting.panel_id, **rule)
        whole = words_of(board.coordinator.get(page(meeting, "pack")))
        for found in ("Alex Rowan", "#let x = 1 *not* markup", "Too soon.", "Ring the school", "Room 2.", "Carys"):
            assert found in whole
        assert "Alex Rowan" not in words_of(board.partner.get(page(meeting, "pack")))
        assert MeetingRead.objects.count() == 2

    def test_the_calendar_says_panel_time_and_place_and_nothing_of_a_case(self, board: Board) -> None:
        meeting = planned(board, board.case(name="Alex Rowan"), days=3)
        long = "Room 1, Civic Centre; ground floor, " + "ß" * 60
        Meeting.objects.filter(id=meeting.id).update(place=long)
        off = planned(board, of=meeting.panel, days=4)
        board.coordinator.does(meetings.call_off, meeting_id=off.id, rationale="Snow.")
        given = board.partner.get("/panels/calendar/")
        assert given.headers["Content-Type"] == "text/calendar; charset=utf-8"
        assert "no-store" in given.headers["Cache-Control"]
        raw = given.content
        assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
        whole = raw.replace(b"\r\n ", b"").decode()
        assert "LOCATION:Room 1\\, Civic Centre\\; ground floor" in whole
        assert whole.count("BEGIN:VEVENT") == 2
        assert "STATUS:CANCELLED" in whole
        assert "Rowan" not in whole
        assert "DESCRIPTION" not in whole
        assert all(case.reference not in whole for case in PanelCase.objects.all())


class TestHome:
    def test_it_says_what_a_meeting_waits_for(self, board: Board) -> None:
        case = board.case()
        panel = sitting.panel(board)
        meeting = planned(board, of=panel, days=3)
        assert "Fill the agenda of" in text(board.coordinator.get("/"))
        board.coordinator.does(meetings_agenda.add_items, meeting_id=meeting.id, cases=[case.id], why="")
        assert "Call the meeting" in text(board.coordinator.get("/"))
        board.coordinator.does(meetings.call, meeting_id=meeting.id)
        assert meeting.reference not in text(board.coordinator.get("/"))
        Meeting.objects.filter(id=meeting.id).update(held_on=today())
        assert "Open the meeting" in text(board.coordinator.get("/"))
        board.coordinator.does(meetings.open_meeting, meeting_id=meeting.id)
        assert "Draft the minutes of" in text(board.coordinator.get("/"))
        sitting.arrive(board, meeting, "chair police partner")
        owner = place_of(meeting, board.partner)
        act = {"item": None, "what": "Ring", "owner": owner, "due_on": today()}
        board.coordinator.does(meetings_room.add_action, meeting_id=meeting.id, **act)
        decides(board, meeting, case)
        board.coordinator.does(meetings_minutes.draft_minutes, meeting_id=meeting.id)
        assert "Have the minutes signed of" in text(board.coordinator.get("/"))
        assert "Sign the minutes of" in text(board.chair.get("/"))
        assert "Do what was agreed at a meeting on" in text(board.partner.get("/"))
        assert "Do what was agreed" not in text(board.coordinator.get("/"))
        MeetingAction.objects.update(due_on=today() - timedelta(days=1))
        assert "Petra Partner" in text(board.coordinator.get("/"))
        assert board.coordinator.get(f"/find/?reference={meeting.reference}").headers["Location"] == page(meeting)
        assert MinutesPart.objects.count() == 2
        assert AgendaItem.objects.count() == 1
        assert body("Northshire NHS", OrganisationKind.HEALTH) == board.partner.at_body


def words_of(response: Any) -> str:
    """The text of a PDF."""
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")
    document = pypdfium2.PdfDocument(io.BytesIO(response.content))
    return "\n".join(sheet.get_textpage().get_text_range() for sheet in document)
