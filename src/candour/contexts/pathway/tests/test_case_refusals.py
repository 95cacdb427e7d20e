"""What is refused in a panel's cases: wrong rows, wrong days, wrong people; every reason at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from candour.contexts.pathway.models import AgendaItem, PanelCase
from candour.contexts.pathway.operations import (
    cases_after,
    cases_consent,
    cases_moving,
    cases_panel,
    cases_partners,
    cases_plan,
)
from candour.contexts.pathway.operations.cases_partners import let_in
from candour.contexts.pathway.operations.cases_plan import Order
from candour.contexts.pathway.operations.cases_taking import judged
from candour.contexts.pathway.tests.board import Board, Somebody, authority, now, somebody, term, today
from candour.contexts.pathway.tests.panelling import answered, closed, ordered, supported, with_need
from candour.kernel.people.roles import Role
from candour.kernel.procedures.facts import Refused

pytestmark = pytest.mark.django_db
YESTERDAY, TOMORROW = today() - timedelta(days=1), today() + timedelta(days=1)


def refused(who: Somebody, operation: Any, case: PanelCase, **given: Any) -> tuple[str, ...]:
    """The codes of every reason."""
    before = case.steps.count()
    with pytest.raises(Refused) as caught:
        who.does(operation, case_id=case.id, **given)
    assert case.steps.count() == before
    return caught.value.codes


@pytest.fixture
def south(board: Board) -> Somebody:
    return somebody(board.as_door, "Siân South", authority("Southshire Council"), Role.PANEL_COORDINATOR.value)


class TestAnotherPanel:
    def test_may_answer_what_it_was_asked_and_do_nothing_else(self, board: Board, south: Somebody) -> None:
        case = board.case()
        board.coordinator.does(cases_moving.offer_move, case_id=case.id, new_area=south.at_body.id, rationale="Moved.")
        assert refused(south, cases_panel.gather, case) == ("not_yours",)
        assert refused(south, cases_after.reopen, case, rationale=" ") == ("state", "record.rationale", "not_yours")

    def test_of_nobody_is_asked(self, board: Board, south: Somebody) -> None:
        case = board.case()
        nobody = authority("Empty Council")
        for area in (nobody.id, board.authority.id, None):
            codes = refused(board.coordinator, cases_moving.offer_move, case, new_area=area, rationale="Moved.")
            assert codes[-1] == "no_such_area"

    def test_is_not_given_to_whoever_has_an_interest(self, board: Board, south: Somebody) -> None:
        case = board.case()
        other = somebody(board.as_door, "Sefton South", south.at_body, Role.PANEL_CHAIR.value)
        case.individual.interests.create(person=other.person, reason="Kin", declared_at=now())
        board.coordinator.does(cases_moving.offer_move, case_id=case.id, new_area=south.at_body.id, rationale="Moved.")
        assert refused(south, cases_moving.accept_move, case, assignee=other.person.id) == ("no_owner",)
        new = south.does(cases_moving.accept_move, case_id=case.id, assignee=south.person.id)
        assert not new.plans.exists()


class TestOwner:
    def test_is_somebody_who_runs_the_panel_and_has_no_interest(self, board: Board) -> None:
        case = board.case()
        case.individual.interests.create(person=board.chair.person, reason="Kin", declared_at=now())
        for who in (board.officer.person.id, board.chair.person.id):
            codes = refused(board.coordinator, cases_after.reassign, case, assignee=who, rationale="On leave.")
            assert codes == ("no_such_colleague",)

    def test_changes_with_the_reason(self, board: Board) -> None:
        case = board.case()
        board.coordinator.does(
            cases_after.reassign, case_id=case.id, assignee=board.chair.person.id, rationale="Leave."
        )
        case.refresh_from_db()
        assert case.owner == board.chair.person


class TestMeeting:
    def test_that_is_over_or_anothers_takes_no_case(self, board: Board) -> None:
        case = board.case()
        for meeting in (board.meeting("signed_off").id, uuid4()):
            assert refused(board.coordinator, cases_panel.put_before_panel, case, meeting=meeting) == (
                "no_such_meeting",
            )

    def test_on_whose_agenda_it_stands_takes_it_once(self, board: Board) -> None:
        case = board.case()
        meeting = board.meeting("planned")
        AgendaItem.objects.create(
            meeting=meeting, case=case, number=1, why="first", added_at=now(), added_by=board.coordinator.person
        )
        board.coordinator.does(cases_panel.put_before_panel, case_id=case.id, meeting=meeting.id)
        assert case.items.count() == 1
        again = board.stands(case, "consent_refused")
        board.coordinator.does(cases_panel.reassess, case_id=again.id, meeting=None)
        assert case.items.count() == 1

    def test_defers_it_to_know_more(self, board: Board) -> None:
        case = board.stands(board.case(), "before_panel")
        assert refused(board.coordinator, cases_panel.defer, case, rationale="More.") == ("record.decided_defer",)
        board.decided(case, "defer")
        board.coordinator.does(cases_panel.defer, case_id=case.id, rationale="Ask the school first.")
        case.refresh_from_db()
        assert case.state == "information_gathering"


class TestPartners:
    def test_are_chosen_from_the_list_and_until_a_day_ahead(self, board: Board) -> None:
        case = board.case()
        told = {"kind": "guest", "until_on": today(), "rationale": "Knows them."}
        for who in (board.provider.person.id, board.coordinator.person.id, None):
            codes = refused(board.coordinator, cases_partners.admit, case, person=who, **told)
            assert codes[-2:] == ("until_on", "no_such_partner")
        case.individual.interests.create(person=board.partner.person, reason="Kin", declared_at=now())
        told = {"person": board.partner.person.id, "question": "Known?", "until_on": today()}
        assert refused(board.coordinator, cases_partners.ask_information, case, **told) == (
            "until_on",
            "no_such_partner",
        )

    def test_nobody_is_let_in_to_a_case_past_the_list(self, board: Board) -> None:
        case = board.case()

        def admit_stranger(*, case_id: UUID, actor: Any, at: Any) -> None:
            taking = judged(case_id, "admit", actor=actor, at=at, seen=None, given={"somebody", "rationale"})
            let_in(taking, person=board.provider.person.id, kind="guest", until_on=TOMORROW, reason="x")

        assert refused(board.coordinator, admit_stranger, case) == ("no_such_partner",)

    def test_an_admission_ends_once(self, board: Board) -> None:
        case = board.case()
        board.coordinator.does(
            cases_partners.admit, case_id=case.id, person=board.partner.person.id, kind="partner",
            until_on=TOMORROW, rationale="x",
        )  # fmt: skip
        told = {"admission": uuid4(), "rationale": "Done."}
        assert refused(board.coordinator, cases_partners.end_admission, case, **told) == ("no_such_admission",)

    def test_are_asked_again_without_being_let_in_twice_and_answered_for(self, board: Board) -> None:
        case = board.case()
        told = {"person": board.partner.person.id, "question": "Known?", "until_on": TOMORROW}
        for _ in range(2):
            board.coordinator.does(cases_partners.ask_information, case_id=case.id, **told)
        assert case.admissions.count() == 1
        first, second = case.information.order_by("asked_at")
        board.coordinator.does(
            cases_partners.give_information, case_id=case.id, question=first.id, answer="They rang: no."
        )
        wrong = {"question": first.id, "answer": "Again."}
        assert refused(board.partner, cases_partners.give_information, case, **wrong) == ("no_such_question",)
        assert second.answered_at is None


class TestConsent:
    def test_is_not_withdrawn_before_it_was_given(self, board: Board) -> None:
        case = supported(board)
        early = answered(answered_on=today() - timedelta(days=6))
        codes = refused(board.coordinator, cases_consent.withdraw_consent, case, answered=early)
        assert codes == ("answered_on",)

    def test_is_not_withdrawn_where_none_was_recorded_on_any_day(self, board: Board) -> None:
        case = board.stands(board.case(), "supported")  # as a case that was brought in from another system may stand
        board.coordinator.does(cases_consent.withdraw_consent, case_id=case.id, answered=answered())
        case.refresh_from_db()
        assert case.state == "consent_withdrawn"

    def test_of_whoever_may_be_a_child_is_not_refused_without_their_age(self, board: Board) -> None:
        case = board.stands(board.case(born_on=None), "awaiting_consent")
        codes = refused(board.coordinator, cases_consent.record_refusal, case, answered=answered(answered_on=TOMORROW))
        assert codes == ("age_unknown", "answered_on")

    def test_is_not_corrected_but_followed_by_what_is_right(self, board: Board) -> None:
        case = supported(board)
        told = {"entry": case.steps.get(step="record_consent").id, "rationale": "The wrong case."}
        assert refused(board.coordinator, cases_after.correct, case, **told) == ("consent_stands",)


class TestPlan:
    def test_needs_a_day_ahead_and_rows_of_this_case(self, board: Board) -> None:
        case, other = supported(board), supported(board)
        need = with_need(board, other)
        told = {"what": "x", "owner_name": " ", "owner_body": board.authority.id, "due_on": YESTERDAY}
        assert refused(board.coordinator, cases_plan.add_need, case, **told) == ("record.need", "due_on")
        with_need(board, case)
        told = {"need": need.id, "settled": "met", "rationale": "Met."}
        assert refused(board.coordinator, cases_plan.settle_need, case, **told) == ("no_such_need",)
        ordered(board, case)
        told = {"commission": uuid4(), "rationale": "Enough."}
        assert refused(board.coordinator, cases_plan.stop_commission, case, **told) == ("no_such_commission",)
        order = Order(
            need.id, term("intervention", "mentoring", "Mentoring").id, board.provider.at_body.id, " ", "x", "x", 0,
            today(), YESTERDAY,
        )  # fmt: skip
        codes = refused(board.coordinator, cases_plan.commission, case, order=order)
        assert codes == ("record.order", "no_such_need", "until_on", "over")

    def test_what_runs_is_stopped_even_after_the_person_moved(self, board: Board, south: Somebody) -> None:
        case = supported(board)
        order = ordered(board, case)
        board.coordinator.does(cases_moving.offer_move, case_id=case.id, new_area=south.at_body.id, rationale="Moved.")
        south.does(cases_moving.accept_move, case_id=case.id, assignee=south.person.id)
        board.coordinator.does(
            cases_plan.stop_commission, case_id=case.id, commission=order.id, rationale="They moved."
        )
        order.refresh_from_db()
        assert order.stopped_on == today()


class TestAfterClosure:
    @pytest.mark.parametrize("held_on", [TOMORROW, YESTERDAY])
    def test_a_review_lies_between_the_closure_and_today(self, board: Board, held_on: Any) -> None:
        case = closed(board, supported(board))
        told = {"step": "review_after_six", "held_on": held_on, "concern_found": False, "rationale": "Well."}
        assert refused(board.coordinator, cases_after.review_after, case, **told) == ("held_on",)

    def test_a_closure_that_was_a_mistake_leaves_no_day_of_closure(self, board: Board) -> None:
        case = closed(board, supported(board))
        entry = case.steps.get(step="close").id
        board.coordinator.does(cases_after.correct, case_id=case.id, entry=entry, rationale="The wrong case.")
        case.refresh_from_db()
        assert (case.state, case.closed_on) == ("supported", None)

    def test_another_correction_touches_no_day(self, board: Board) -> None:
        case = board.case()
        board.coordinator.does(cases_panel.gather, case_id=case.id)
        entry = case.steps.get(step="gather").id
        board.coordinator.does(cases_after.correct, case_id=case.id, entry=entry, rationale="Too early.")
        case.refresh_from_db()
        assert (case.state, case.closed_on) == ("referred", None)
