"""The pages of panel cases: for the panel, the force, partners and guests, and the panel of another area."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from candour.contexts.pathway.models import PanelCase, PanelCaseDeadline, Referral, RightsAccess
from candour.contexts.pathway.operations import cases_moving, cases_partners, deciding, sessions
from candour.contexts.pathway.queries import visible
from candour.contexts.pathway.tests import factories as make
from candour.contexts.pathway.tests.board import Board, Somebody, authority, somebody, term, today
from candour.contexts.pathway.tests.desk import REASONS, Desk, ledger_verbs
from candour.contexts.pathway.tests.panelling import CHILD, closed, ordered, planned, supported, text, with_need
from candour.contexts.pathway.views.case_steps import PAGES
from candour.kernel.people.roles import Role

pytestmark = pytest.mark.django_db

CONSENT = {
    "giver": "person", "name": "Alex Rowan", "how_asked": "At home.", "language": "English", "capacity": "has",
}  # fmt: skip


def day(name: str, on: Any) -> dict[str, str]:
    return {f"{name}_day": str(on.day), f"{name}_month": str(on.month), f"{name}_year": str(on.year)}


def last(case: PanelCase) -> dict[str, str]:
    return {"seen": str(case.steps.count())}


def path(case: PanelCase, name: str = "") -> str:
    return f"/cases/{case.reference}/{name}/" if name else f"/cases/{case.reference}/"


def test_a_referral_to_the_panel_becomes_a_case_with_an_owner(
    officer: Desk, coordinator: Desk, elsewhere: Desk, referral: Referral, delivery: Settings
) -> None:
    officer.does(
        deciding.refer_to_panel, officer.assesses(referral), authority_id=make.authority().id,
        reasons=[REASONS["refer_to_panel"]], rationale="Support would help.",
    )  # fmt: skip
    case = PanelCase.objects.get()
    assert (case.state, case.owner) == ("referred", coordinator.person)
    assert coordinator.asks(visible.address_for, case.reference, coordinator.actor()) == path(case)
    assert officer.asks(visible.address_for, case.reference, officer.actor()) == path(case)
    assert elsewhere.asks(visible.address_for, case.reference, elsewhere.actor()) is None


class TestCasePage:
    def test_says_who_is_responsible_what_is_next_and_by_when(self, board: Board) -> None:
        case = board.case()
        page = text(board.coordinator.get(path(case)))
        for said in (
            "Responsible now: you, Northshire Council",
            "Next: Ask the partners what they know",
            "By: ",
            "Channel case",
        ):
            assert said in page, said
        assert "Carys Coordinator, Northshire Council" in text(board.officer.get(path(case)))
        assert ledger_verbs().count("pathway.case.read") == 2

    def test_asks_at_most_thirty_questions_of_the_database(self, board: Board) -> None:
        case = supported(board)
        order = ordered(board, case)
        board.provider.does(sessions.plan, commission_id=order.id, planned_on=today())
        board.coordinator.does(
            cases_partners.ask_information, case_id=case.id, person=board.partner.person.id, question="Known?",
            until_on=today() + timedelta(days=9),
        )  # fmt: skip
        board.decided(case, "review_plan")
        south = authority("Southshire Council")
        somebody(board.as_door, "Siân South", south, Role.PANEL_COORDINATOR.value)
        board.coordinator.does(cases_moving.offer_move, case_id=case.id, new_area=south.id, rationale="They moved.")
        with CaptureQueriesContext(connection) as asked:
            page = text(board.coordinator.get(path(case)))
        assert len(asked) <= 30, len(asked)
        for said in (
            "6 sessions commissioned, 0 held", "1 planned", "There is consent to support.", "1 need is open",
            "Mentoring, Steps Ltd", "Offered to Southshire Council", "The panel decided on", "Known?", "No answer yet",
            "Petra Partner, Northshire NHS (Partner of the panel)",
        ):  # fmt: skip
            assert said in page, said

    def test_a_long_case_costs_no_more(self, board: Board) -> None:
        case = supported(board)
        with CaptureQueriesContext(connection) as before:
            board.coordinator.get(path(case))
        for _ in range(3):
            planned(board, case)
        with CaptureQueriesContext(connection) as after:
            board.coordinator.get(path(case))
        assert len(after) == len(before)

    def test_draws_the_way_it_went_and_what_may_follow(self, board: Board) -> None:
        case = closed(board, supported(board))
        page = text(board.coordinator.get(path(case)))
        assert "Closed here since" in page
        assert "After closure may follow" in page
        assert "Risk reduced" in page
        assert "They have a GP." in page

    def test_a_review_that_was_never_held_is_said_to_be_late(self, board: Board) -> None:
        case = closed(board, supported(board))
        PanelCaseDeadline.objects.filter(case=case, code="pathway.post_closure_6").update(
            due_on=today() - timedelta(days=40)
        )
        page = text(board.coordinator.get(path(case)))
        assert "Six-month review after closure was due on" in page
        assert "40 days late" in page

    def test_shows_the_offices_steps_to_nobody_else(self, board: Board) -> None:
        case = board.case()
        page = text(board.officer.get(path(case)))
        assert "Declare an interest" in page
        assert "Give it another owner" not in page
        assert board.officer.get(path(case, "reassign")).status_code == 404
        assert board.officer.get(path(case, "declare_interest")).status_code == 200

    def test_is_not_there_for_strangers_and_providers(self, board: Board) -> None:
        case = board.case()
        south = somebody(board.as_door, "Siân", authority("Southshire Council"), Role.PANEL_COORDINATOR.value)
        assert south.get(path(case)).status_code == 404
        assert board.partner.get(path(case)).status_code == 404
        assert board.provider.get(path(case)).status_code == 404
        assert board.coordinator.get("/cases/K-0000-0000/").status_code == 404
        assert board.coordinator.get(path(case, "nothing")).status_code == 404

    def test_in_scotland_speaks_of_the_pmap_and_of_scots_law(self, board: Board) -> None:
        case = planned(board, board.stands(board.case(nation="scotland"), "awaiting_consent"))
        page = text(board.coordinator.get(path(case)))
        assert "PMAP case" in page
        assert "Channel" not in page
        form = text(board.coordinator.get(path(case, "record_consent")))
        assert "Adults with Incapacity (Scotland) Act 2000" in form
        assert "A welfare attorney or welfare guardian" in form
        assert "Mental Capacity Act" not in form
        assert "best interests" not in form
        told = {**CONSENT, "capacity": "lacks", **day("answered_on", today())}
        refused = text(board.coordinator.post(path(case, "record_consent"), **told, **last(case)))
        assert "a note says how the support would benefit them" in refused
        assert "best interests" not in refused


class TestEveryStep:
    @pytest.mark.parametrize("name", sorted(PAGES))
    def test_has_a_page_that_asks_or_says_why_not(self, board: Board, name: str) -> None:
        case = supported(board)
        ordered(board, case)
        for state in ("referred", "before_panel", "supported", "consent_withdrawn", "closed", "post_closure"):
            board.stands(case, state)
            response = board.coordinator.get(path(case, name))
            assert response.status_code == 200, state
            page = response.content.decode()
            assert ("This is not possible now" in page) != ('<form method="post" novalidate' in page), state
            assert "The rule behind this step" in page

    @pytest.mark.parametrize("name", sorted(PAGES))
    def test_in_scotland_never_names_the_other_programme(self, board: Board, name: str) -> None:
        assert "Channel" not in text(board.coordinator.get(path(board.case(nation="scotland"), name)))

    def test_without_answers_says_what_is_missing_and_changes_nothing(self, board: Board) -> None:
        case = supported(board)
        ordered(board, case)
        before = case.steps.count()
        for name in sorted(set(PAGES) - {"gather"}):
            response = board.coordinator.post(path(case, name), **last(case))
            assert response.status_code in (200, 409), name
            assert "There is a problem" in text(response) or "This was not done" in text(response), name
        assert case.steps.count() == before


class TestConsentForm:
    def test_records_who_answered_and_support_begins(self, board: Board) -> None:
        case = planned(board, board.stands(board.case(), "awaiting_consent"))
        response = board.coordinator.post(
            path(case, "record_consent"), **CONSENT, **day("answered_on", today()), paper="Cabinet 3", **last(case)
        )
        assert response.status_code == 302
        page = text(board.coordinator.get(path(case)))
        assert "Consent given" in page
        assert "Cabinet 3" in page
        assert "Alex Rowan" in page

    def test_refuses_the_one_who_cannot_give_it_with_every_reason_and_keeps_what_was_typed(self, board: Board) -> None:
        case = board.stands(board.case(born_on=CHILD), "awaiting_consent")
        told = {**CONSENT, "how_asked": "On the telephone, twice.", **day("answered_on", today())}
        response = board.coordinator.post(path(case, "record_consent"), **told, **last(case))
        page = text(response)
        assert response.status_code == 409
        for said in (
            "a parent or guardian has to consent", "The young person’s own view is not recorded",
            "A support plan that says what, by whom, how and when", "On the telephone, twice.",
        ):  # fmt: skip
            assert said in page, said
        assert not case.consents.exists()

    def test_asks_whether_they_are_under_18_where_nobody_knows(self, board: Board) -> None:
        case = planned(board, board.stands(board.case(born_on=None), "awaiting_consent"))
        page = text(board.coordinator.get(path(case, "record_consent")))
        assert "Was the person under 18 on that day?" in page
        told = {**CONSENT, "is_under_18": "no", **day("answered_on", today())}
        assert board.coordinator.post(path(case, "record_consent"), **told, **last(case)).status_code == 302

    def test_of_a_day_that_has_not_come_is_refused(self, board: Board) -> None:
        case = planned(board, board.stands(board.case(), "awaiting_consent"))
        told = {**CONSENT, **day("answered_on", today() + timedelta(days=1))}
        page = text(board.coordinator.post(path(case, "record_consent"), **told, **last(case)))
        assert "There is a problem" in page
        assert not case.consents.exists()

    def test_withdrawn_stops_what_was_commissioned(self, board: Board) -> None:
        case = supported(board)
        order = ordered(board, case)
        told = {**CONSENT, **day("answered_on", today())}
        assert board.coordinator.post(path(case, "withdraw_consent"), **told, **last(case)).status_code == 302
        order.refresh_from_db()
        assert order.stopped_on == today()
        page = text(board.coordinator.get(path(case)))
        assert "There is no consent now: no support is given." in page


class TestTwoAtOnce:
    def test_the_second_to_decide_reads_what_the_first_did(self, board: Board) -> None:
        case = board.stands(board.case(), "before_panel")
        board.decided(case, "adopt")
        seen = last(case)
        board.chair.post(path(case, "adopt"), rationale="As decided.", **seen)
        response = board.coordinator.post(path(case, "adopt"), rationale="Decided by us too.", **seen)
        page = text(response)
        assert response.status_code == 409
        assert "Charles Chair already did “Adopt it”" in page
        assert "What happened since you opened this page" in page
        assert "Decided by us too." in page
        assert case.steps.filter(step="adopt").count() == 1

    def test_a_stale_page_changes_nothing(self, board: Board) -> None:
        case = supported(board)
        seen = last(case)
        with_need(board, case)
        told = {"what": "A flat", "owner_name": "Ann", "owner_body": str(board.authority.id), **day("due_on", today())}
        response = board.chair.post(path(case, "add_need"), **told, **seen)
        assert response.status_code == 409
        assert "A flat" in response.content.decode()
        assert case.plan_needs.count() == 1


class TestTheWayThrough:
    def test_from_referral_to_closure_on_the_pages_alone(self, board: Board) -> None:
        case, desk = board.case(), board.coordinator
        term("intervention", "mentoring", "Mentoring")
        term("exit", "reduced", "Risk reduced")

        def take(step: str, **told: Any) -> None:
            response = desk.post(path(case, step), **told, **last(case))
            assert response.status_code == 302, (step, text(response))

        take("gather")
        take(
            "ask_information", person=str(board.partner.person.id), question="Is a GP involved?",
            **day("until_on", today() + timedelta(days=20)),
        )  # fmt: skip
        answer = board.partner.post(
            path(case, "give_information"), question=str(case.information.get().id), answer="Yes.", **last(case)
        )
        assert answer.status_code == 302
        take("put_before_panel", meeting=str(board.meeting("planned").id))
        board.decided(case, "adopt")
        assert "As discussed." in desk.get(path(case, "adopt")).content.decode()
        take("adopt", rationale="As discussed.")
        plan = dict.fromkeys(("consent_how", "consent_by", "nature", "providers", "how_and_when"), "So it is.")
        take("write_plan", **plan)
        take("record_consent", **CONSENT, **day("answered_on", today()))
        take(
            "add_need", what="Somebody to talk to", owner_name="Carys", owner_body=str(board.authority.id),
            **day("due_on", today() + timedelta(days=30)),
        )  # fmt: skip
        need = str(case.plan_needs.get().id)
        take(
            "commission", need=need, intervention=str(term("intervention", "mentoring", "Mentoring").id),
            organisation=str(board.provider.at_body.id), sessions_wanted="7", about_whom="Alex, 30", contact="By me",
            brief="Likes football.", **day("from_on", today()), **day("until_on", today() + timedelta(days=60)),
        )  # fmt: skip
        assert "7 sessions commissioned, 0 held" in text(desk.get(path(case)))
        board.decided(case, "review_plan")
        take("review_plan", rationale="Go on.")
        take("stop_commission", commission=str(case.commissions.get().id), rationale="They are well.")
        board.decided(case, "close")
        close = {
            "exit_reason": str(term("exit", "reduced", "Risk reduced").id), "other_help": "not_needed",
            "other_words": "They have a GP.", "rationale": "Done.",
        }  # fmt: skip
        refused = desk.post(path(case, "close"), **close, **last(case))
        assert refused.status_code == 409
        assert "Account for these first" in text(refused)
        take("settle_need", need=need, settled="met", rationale="They joined a club.")
        take("close", **close)
        look = {"concern_found": "no", "rationale": "All is well.", **day("held_on", today())}
        take("review_after_six", **look)
        take("review_after_twelve", **look)
        desk = board.chair
        take("extend_reviews", rationale="Once more.")
        take("review_further", **look)
        take("end", rationale="Enough.")
        case.refresh_from_db()
        assert case.state == "ended"
        take("reopen", rationale="A new concern.")
        take("correct", entry=str(case.steps.latest("number").id), rationale="The wrong case.")
        case.refresh_from_db()
        assert (case.state, case.closed_on) == ("ended", today())

    def test_another_owner_and_an_interest(self, board: Board) -> None:
        case = board.case()
        told = {"assignee": str(board.chair.person.id), "rationale": "On leave."}
        assert board.coordinator.post(path(case, "reassign"), **told, **last(case)).status_code == 302
        gone = board.coordinator.post(path(case, "declare_interest"), rationale="My nephew.", **last(case))
        assert gone.status_code == 302
        assert gone["Location"] == "/"
        assert board.coordinator.get(path(case)).status_code == 404
        assert board.coordinator.post(path(case, "gather"), **last(case)).status_code == 404


class TestAnotherArea:
    @pytest.fixture
    def south(self, board: Board) -> Somebody:
        return somebody(board.as_door, "Siân South", authority("Southshire Council"), Role.PANEL_COORDINATOR.value)

    def test_sees_what_is_offered_takes_it_on_and_reads_the_new_case(self, board: Board, south: Somebody) -> None:
        case = supported(board)
        with_need(board, case)
        told = {"new_area": str(south.at_body.id), "rationale": "They moved in with an aunt."}
        assert board.coordinator.post(path(case, "offer_move"), **told, **last(case)).status_code == 302
        assert "Another area asks you to take on" in text(south.get("/cases/"))
        page = text(south.get(path(case)))
        assert "Take it on from another area" in page
        assert "They moved in with an aunt." in page
        assert "Commission support" not in page
        assert south.get(path(case, "gather")).status_code == 404
        done = south.post(path(case, "accept_move"), assignee=str(south.person.id), **last(case))
        assert done.status_code == 302
        new = PanelCase.objects.get(continues=case)
        assert done["Location"] == path(new)
        page = text(south.get(path(new)))
        assert "Taken on from another area" in page
        assert "Somebody to talk to" in page
        assert south.get(path(case)).status_code == 404
        assert "Moved to another area" in text(board.coordinator.get(path(case)))

    def test_gives_a_code_of_the_case_whose_referral_it_never_saw(self, board: Board, south: Somebody) -> None:
        case = supported(board)
        board.coordinator.does(cases_moving.offer_move, case_id=case.id, new_area=south.at_body.id, rationale="Moved.")
        new = south.does(cases_moving.accept_move, case_id=case.id, assignee=south.person.id)
        address, until = f"/rights/give/{new.reference}/", today() + timedelta(days=90)
        assert "Give a code" in text(south.get(address))
        assert board.coordinator.get(address).status_code == 404
        told = {
            "capacity": "person", "released": ["state"], "note": "",
            "until_day": str(until.day), "until_month": str(until.month), "until_year": str(until.year),
        }  # fmt: skip
        assert south.post(address, **told).status_code == 200
        given = RightsAccess.objects.get()
        assert (given.authority, given.case, given.referral) == (new.authority, new, case.referral)
        assert new.reference in text(south.get("/rights/"))

    def test_that_declines_no_longer_sees_it(self, board: Board, south: Somebody) -> None:
        case = board.case()
        told = {"new_area": str(south.at_body.id), "rationale": "Moved."}
        board.coordinator.post(path(case, "offer_move"), **told, **last(case))
        gone = south.post(path(case, "decline_move"), rationale="They live in Eastshire.", **last(case))
        assert (gone.status_code, gone["Location"]) == (302, "/")
        assert south.get(path(case)).status_code == 404
        assert "They live in Eastshire." in text(board.coordinator.get(path(case)))


class TestPartners:
    def test_see_the_case_they_are_asked_about_and_answer(self, board: Board) -> None:
        case = board.case()
        board.coordinator.does(
            cases_partners.ask_information, case_id=case.id, person=board.partner.person.id, question="Known?",
            until_on=today() + timedelta(days=9),
        )  # fmt: skip
        assert case.reference in text(board.partner.get("/cases/"))
        page = text(board.partner.get(path(case)))
        assert "Answer it" in page
        assert "The referral" not in page
        assert "Known?" in board.partner.get(path(case, "give_information")).content.decode()
        assert board.partner.get(path(case, "admit")).status_code == 404

    def test_are_let_in_and_out(self, board: Board) -> None:
        case = board.case()
        told = {"person": str(board.partner.person.id), "kind": "guest", "rationale": "Knows them.",
                **day("until_on", today() + timedelta(days=9))}  # fmt: skip
        assert board.coordinator.post(path(case, "admit"), **told, **last(case)).status_code == 302
        assert board.partner.get(path(case)).status_code == 200
        told = {"admission": str(case.admissions.get().id), "rationale": "Done."}
        assert board.coordinator.post(path(case, "end_admission"), **told, **last(case)).status_code == 302
        assert board.partner.get(path(case)).status_code == 404

    def test_an_empty_list_says_what_will_stand_there(self, board: Board) -> None:
        assert "No case is shared with you now" in text(board.partner.get("/cases/"))
        assert "No case is in this list" in text(board.coordinator.get("/cases/"))


class TestList:
    def test_has_the_case_in_the_lists_it_belongs_to(self, board: Board) -> None:
        case = board.case()
        done = board.stands(board.case(name="Robin Ash"), "closed")
        for which, sees in (("open", True), ("mine", True), ("after", False), ("ended", False), ("admitted", False)):
            page = text(board.coordinator.get(f"/cases/?list={which}"))
            assert (case.reference in page) is sees, which
            assert (done.reference in page) is (which in {"mine", "after"}), which
        with CaptureQueriesContext(connection) as asked:
            board.coordinator.get("/cases/")
        assert len(asked) <= 10

    def test_has_pages(self, board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("candour.contexts.pathway.queries.worklist.PAGE", 1)
        for _ in range(3):
            board.case(at=timezone.now())
        page = board.coordinator.get("/cases/?page=2").content.decode()
        assert 'rel="prev"' in page
        assert 'rel="next"' in page
        last = board.coordinator.get("/cases/?page=3").content.decode()
        assert 'rel="next"' not in last
        for beyond in ("4", "99999", "-1", "x", "0"):
            page = board.coordinator.get(f"/cases/?page={beyond}").content.decode()
            assert 'rel="prev"' not in page, beyond
            assert 'rel="next"' in page, beyond
