"""What of panel cases and support stands on whose home page."""

from __future__ import annotations

from datetime import timedelta

import pytest

from candour.contexts.pathway.models import Commission, PanelCaseDeadline, PlanNeed
from candour.contexts.pathway.operations import cases_after, cases_moving, cases_partners, cases_plan, sessions
from candour.contexts.pathway.queries import case_needs
from candour.contexts.pathway.tests.board import Board, Somebody, authority, somebody, today
from candour.contexts.pathway.tests.panelling import closed, ordered, supported, text
from candour.contexts.pathway.tests.sitting import refused
from candour.kernel.people.roles import Role

pytestmark = pytest.mark.django_db


def home(who: Somebody) -> str:
    return text(who.get("/"))


@pytest.fixture
def south(board: Board) -> Somebody:
    return somebody(board.as_door, "Siân South", authority("Southshire Council"), Role.PANEL_COORDINATOR.value)


def test_the_owner_has_what_falls_due_and_colleagues_what_is_soon(board: Board, south: Somebody) -> None:
    case = board.case()
    assert f"Let the panel look at {case.reference}" in home(board.coordinator)
    assert case.reference not in home(board.chair)
    PanelCaseDeadline.objects.filter(case=case).update(due_on=today() + timedelta(days=3))
    assert case.reference in home(board.chair)
    assert case.reference not in home(south)


def test_consent_to_ask_and_a_decision_to_take_up(board: Board) -> None:
    case = board.stands(board.case(), "before_panel")
    board.decided(case, "adopt")
    board.decided(board.case(), "note")
    page = home(board.coordinator)
    assert f"Take up what the panel decided on {case.reference}" in page
    assert page.count("Take up what the panel decided") == 1


def test_a_review_that_nobody_held_is_late(board: Board) -> None:
    case = closed(board, supported(board))
    PanelCaseDeadline.objects.filter(case=case, code="pathway.post_closure_6").update(
        due_on=today() - timedelta(days=200)
    )
    page = home(board.chair)
    assert f"Six-month review of {case.reference}" in page
    assert "200 days late" in page
    assert "Twelve-month review" not in page


def test_the_chair_has_what_only_the_chair_can_end(board: Board) -> None:
    case = closed(board, supported(board))
    for step in ("review_after_six", "review_after_twelve"):
        assert "End, or extend, the reviews of" not in home(board.chair)
        board.coordinator.does(
            cases_after.review_after,
            case_id=case.id,
            step=step,
            held_on=today(),
            concern_found=False,
            rationale="Quiet.",
        )
    assert f"End, or extend, the reviews of {case.reference}" in home(board.chair)
    assert "End, or extend, the reviews of" not in home(board.coordinator)
    board.chair.does(cases_after.extend_reviews, case_id=case.id, rationale="Once more.")
    assert "End, or extend, the reviews of" not in home(board.chair)


def test_support_that_is_not_given_and_a_need_that_is_over(board: Board) -> None:
    case = supported(board)
    order = ordered(board, case, sessions_wanted=7)
    session = board.provider.does(sessions.plan, commission_id=order.id, planned_on=today())
    board.provider.does(sessions.report, session_id=session.id, outcome="delivered", held_on=today(), text="They came.")
    assert "Fewer sessions than commissioned" not in home(board.coordinator)
    Commission.objects.filter(id=order.id).update(
        from_on=today() - timedelta(days=80), until_on=today() + timedelta(days=10)
    )
    PlanNeed.objects.filter(case=case).update(due_on=today() - timedelta(days=2))
    page = home(board.coordinator)
    assert f"Fewer sessions than commissioned in {case.reference}" in page
    assert "7 sessions commissioned, 1 held (Steps Ltd)" in page
    assert f"See what became of a need in {case.reference}" in page
    assert "Need 1: Carys sees to it" in page


def test_support_that_ended_short_stays_until_somebody_says_why(board: Board) -> None:
    case = supported(board)
    order = ordered(board, case, sessions_wanted=7)
    Commission.objects.filter(id=order.id).update(
        from_on=today() - timedelta(days=80), until_on=today() - timedelta(days=1)
    )
    assert "7 sessions commissioned, 0 held" in home(board.coordinator)
    step = text(board.coordinator.get(f"/cases/{case.reference}/stop_commission/"))
    assert "its time was over on" in step
    board.coordinator.does(
        cases_plan.stop_commission, case_id=case.id, commission=order.id, rationale="The provider closed."
    )
    assert "sessions commissioned" not in home(board.coordinator)


def test_what_was_given_whole_is_nobodys_task(board: Board) -> None:
    case = supported(board)
    order = ordered(board, case, sessions_wanted=1)
    held = board.provider.does(sessions.plan, commission_id=order.id, planned_on=today())
    board.provider.does(sessions.report, session_id=held.id, outcome="delivered", held_on=today(), text="They came.")
    Commission.objects.filter(id=order.id).update(
        until_on=today() - timedelta(days=1), from_on=today() - timedelta(days=9)
    )
    assert "commissioned" not in home(board.coordinator)
    told = {"case_id": case.id, "commission": order.id, "rationale": "Over."}
    assert refused(lambda: board.coordinator.does(cases_plan.stop_commission, **told)) == ("record.running_commission",)


def test_what_ended_short_is_stopped_with_the_case(board: Board) -> None:
    case = supported(board)
    order = ordered(board, case)
    Commission.objects.filter(id=order.id).update(
        from_on=today() - timedelta(days=80), until_on=today() - timedelta(days=1)
    )
    need = PlanNeed.objects.get(case=case)
    board.coordinator.does(cases_plan.settle_need, case_id=case.id, need=need.id, settled="met", rationale="Met.")
    closed(board, case)
    order.refresh_from_db()
    assert order.stop_reason == "The panel closed the case."
    assert "sessions commissioned" not in home(board.coordinator)


def test_what_runs_in_a_case_that_moved_is_the_old_areas_to_stop(board: Board, south: Somebody) -> None:
    case = supported(board)
    order = ordered(board, case)
    board.coordinator.does(cases_moving.offer_move, case_id=case.id, new_area=south.at_body.id, rationale="Moved.")
    south.does(cases_moving.accept_move, case_id=case.id, assignee=south.person.id)
    said = f"Stop what still runs, or agree it with the new area, in {case.reference}"
    assert said in home(board.coordinator)
    assert said not in home(south)
    board.coordinator.does(cases_plan.stop_commission, case_id=case.id, commission=order.id, rationale="They moved.")
    assert said not in home(board.coordinator)


def test_another_area_has_what_is_offered_first(board: Board, south: Somebody) -> None:
    case = board.case()
    board.coordinator.does(cases_moving.offer_move, case_id=case.id, new_area=south.at_body.id, rationale="Moved.")
    page = home(south)
    assert "Needs somebody now" in page
    assert f"Answer another area: take on {case.reference}" in page
    assert "Northshire Council, since" in page


def test_a_partner_has_the_question_until_it_is_answered(board: Board) -> None:
    case = board.case()
    board.coordinator.does(
        cases_partners.ask_information, case_id=case.id, person=board.partner.person.id, question="Known?",
        until_on=today() + timedelta(days=9),
    )  # fmt: skip
    assert f"Say what your body knows, in {case.reference}" in home(board.partner)
    board.partner.does(
        cases_partners.give_information, case_id=case.id, question=case.information.get().id, answer="Yes."
    )
    assert case.reference not in home(board.partner)


def test_a_provider_has_sessions_to_plan_and_to_report(board: Board) -> None:
    order = ordered(board, supported(board))
    assert "Plan the next session with Alex, 30" in home(board.provider)
    board.provider.does(sessions.plan, commission_id=order.id, planned_on=today())
    page = home(board.provider)
    assert "Say what became of the session with Alex, 30" in page
    assert "Plan the next session" not in page


def test_the_rest_is_in_the_lists(board: Board, south: Somebody, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(case_needs, "MOST", 1)
    for _ in range(2):
        case = supported(board)
        ordered(board, case)
        board.decided(case, "review_plan")
        board.coordinator.does(cases_moving.offer_move, case_id=case.id, new_area=south.at_body.id, rationale="Moved.")
        board.coordinator.does(
            cases_partners.ask_information, case_id=case.id, person=board.partner.person.id, question="Known?",
            until_on=today() + timedelta(days=9),
        )  # fmt: skip
    for who, where in (
        (board.coordinator, "All panel cases"), (south, "All panel cases"), (board.partner, "The cases that are shared"),
        (board.provider, "All support you give"),
    ):  # fmt: skip
        assert where in home(who), who.person.name
