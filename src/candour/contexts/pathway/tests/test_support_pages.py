"""The provider's own pages: their commissions, what they have to know, their reports; and never the case."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from candour.contexts.pathway.models import Commission, PanelCase, Session
from candour.contexts.pathway.operations import cases_plan, sessions
from candour.contexts.pathway.queries.support import Order
from candour.contexts.pathway.tests.board import Board, body, somebody, today
from candour.contexts.pathway.tests.panelling import ordered, supported, text
from candour.kernel.people.roles import OrganisationKind, Role
from candour.kernel.procedures.facts import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(board: Board) -> PanelCase:
    return supported(board)


@pytest.fixture
def order(board: Board, case: PanelCase) -> Commission:
    return ordered(board, case)


def day(name: str, on: Any) -> dict[str, str]:
    return {f"{name}_day": str(on.day), f"{name}_month": str(on.month), f"{name}_year": str(on.year)}


def path(order: Commission, rest: str = "") -> str:
    return f"/support/{order.id}/{rest}"


class TestSupportPages:
    def test_show_what_the_provider_has_to_know_and_nothing_of_the_case(
        self, board: Board, case: PanelCase, order: Commission
    ) -> None:
        listed = text(board.provider.get("/support/"))
        assert "Alex, 30" in listed
        assert "6 sessions commissioned, 0 held" in listed
        assert "Plan 6 sessions" in listed
        with CaptureQueriesContext(connection) as asked:
            page = text(board.provider.get(path(order)))
        assert len(asked) <= 15
        for said in ("Lives alone; likes football.", "Through the coordinator", "Northshire Council"):
            assert said in page, said
        for kept in (case.reference, "Alex Rowan", "Somebody to talk to", case.referral.reference):
            assert kept not in page + listed, kept

    def test_are_not_there_for_another_provider_the_police_or_a_partner(self, board: Board, order: Commission) -> None:
        rival = somebody(
            board.as_door, "Rival", body("Others Ltd", OrganisationKind.PROVIDER), Role.INTERVENTION_PROVIDER.value
        )
        for one in (rival, board.officer, board.partner):
            assert one.get(path(order)).status_code == 404
            assert one.get(path(order, "plan/")).status_code == 404
        assert board.provider.get(f"/support/{uuid4()}/").status_code == 404
        assert board.provider.get(path(order, f"sessions/{uuid4()}/")).status_code == 404
        assert "Nothing was commissioned from you yet" in text(rival.get("/support/"))

    def test_plan_a_session_and_report_it(self, board: Board, case: PanelCase, order: Commission) -> None:
        assert board.provider.get(path(order, "plan/")).status_code == 200
        assert board.provider.post(path(order, "plan/"), **day("planned_on", today())).status_code == 302
        session = order.sessions.get()
        assert "Report 1 session" in text(board.provider.get("/support/"))
        where = path(order, f"sessions/{session.id}/")
        assert board.provider.get(where).status_code == 200
        told = {"outcome": "delivered", "text": "They came, and talked.", **day("held_on", today())}
        assert board.provider.post(where, **told).status_code == 302
        page = text(board.provider.get(path(order)))
        assert "6 sessions commissioned, 1 held" in page
        assert "They came, and talked." in page
        assert "said already" in text(board.provider.get(where))
        again = board.provider.post(where, **told)
        assert again.status_code == 409
        assert "said already" in text(again)
        assert "They came, and talked." in text(board.coordinator.get(f"/cases/{case.reference}/"))

    def test_say_every_reason_and_keep_what_was_typed(self, board: Board, order: Commission) -> None:
        late = board.provider.post(path(order, "plan/"), **day("planned_on", today() + timedelta(days=400)))
        assert late.status_code == 409
        assert "outside what was commissioned" in text(late)
        assert "There is a problem" in text(board.provider.post(path(order, "plan/")))
        session = board.provider.does(sessions.plan, commission_id=order.id, planned_on=today())
        where = path(order, f"sessions/{session.id}/")
        wrong = board.provider.post(where, outcome="delivered", text="", **day("held_on", today()))
        assert wrong.status_code == 409
        assert "has its day and a report" in text(wrong)
        before = today() - timedelta(days=6)
        early = board.provider.post(where, outcome="delivered", text="He came early.", **day("held_on", before))
        assert early.status_code == 409
        assert "There was no consent on that day" in text(early)
        assert "He came early." in text(early)
        future = board.provider.post(
            where, outcome="delivered", text="x", **day("held_on", today() + timedelta(days=1))
        )
        assert "There is a problem" in text(future)
        assert Session.objects.get().outcome == "planned"

    def test_let_the_panel_enter_a_session_for_a_provider_who_rings(self, board: Board, order: Commission) -> None:
        page = text(board.coordinator.get(path(order)))
        assert "You can enter a session for them" in page
        assert board.coordinator.post(path(order, "plan/"), **day("planned_on", today())).status_code == 302

    def test_say_that_it_was_stopped_and_why(self, board: Board, case: PanelCase, order: Commission) -> None:
        board.coordinator.does(
            cases_plan.stop_commission, case_id=case.id, commission=order.id, rationale="They moved away."
        )
        page = text(board.provider.get(path(order)))
        assert "hold no further session. They moved away." in page
        assert "Plan a session" not in page
        assert "Stopped: hold no further session" in text(board.provider.get("/support/"))
        refused = board.provider.post(path(order, "plan/"), **day("planned_on", today()))
        assert refused.status_code == 409


class TestSessions:
    def test_no_more_are_planned_than_were_commissioned(self, board: Board, case: PanelCase) -> None:
        order = ordered(board, case, sessions_wanted=1)
        board.provider.does(sessions.plan, commission_id=order.id, planned_on=today())
        with pytest.raises(Refused) as refused:
            board.provider.does(sessions.plan, commission_id=order.id, planned_on=today() + timedelta(days=400))
        assert refused.value.codes == ("outside", "all_planned")

    def test_one_to_which_nobody_came_is_planned_anew(self, board: Board, case: PanelCase) -> None:
        order = ordered(board, case, sessions_wanted=1)
        first = board.provider.does(sessions.plan, commission_id=order.id, planned_on=today())
        board.provider.does(sessions.report, session_id=first.id, outcome="missed", held_on=None, text="")
        board.provider.does(sessions.plan, commission_id=order.id, planned_on=today())
        found = Order(order, list(order.sessions.all()))
        assert (found.held, found.planned, found.lost, found.to_plan) == (0, 1, 1, 0)

    def test_of_a_future_day_are_not_reported(self, board: Board, order: Commission) -> None:
        session = board.provider.does(sessions.plan, commission_id=order.id, planned_on=today())
        with pytest.raises(Refused) as refused:
            board.provider.does(
                sessions.report,
                session_id=session.id,
                outcome="delivered",
                held_on=today() + timedelta(days=1),
                text=" ",
            )
        assert refused.value.codes == ("report", "held_on")


class TestBehind:
    @pytest.mark.parametrize(
        ("days_ago", "held", "expected", "behind"),
        [(0, 0, 0, False), (8, 0, 0, False), (9, 0, 1, True), (9, 1, 1, False), (45, 1, 4, True), (200, 9, 10, True)],
    )
    def test_is_what_an_even_spread_would_have_brought(
        self, board: Board, case: PanelCase, days_ago: int, held: int, expected: int, behind: bool
    ) -> None:
        made = Commission(
            sessions_wanted=10,
            from_on=today() - timedelta(days=days_ago),
            until_on=today() - timedelta(days=days_ago - 99),
        )
        order = Order(made, [Session(outcome="delivered") for _ in range(held)])
        assert order.expected(today()) == expected
        assert order.is_behind(today()) is behind
        assert order.behind_since() == made.from_on + timedelta(days=10 * (held + 1) - 1)

    def test_is_not_what_was_stopped(self) -> None:
        made = Commission(
            sessions_wanted=10, from_on=today() - timedelta(days=50), until_on=today(), stopped_on=today()
        )
        assert not Order(made, []).is_behind(today())
