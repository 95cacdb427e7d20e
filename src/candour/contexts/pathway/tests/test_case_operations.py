"""Panel cases: consent, plan, support, closure, what follows, and moving area, in the role of the delivery door."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from candour.contexts.pathway.models import (
    CaseMove,
    Commission,
    Consent,
    PanelCase,
    PanelCaseDeadline,
    PlanNeed,
    Session,
    SupportPlan,
)
from candour.contexts.pathway.operations import (
    cases_after,
    cases_consent,
    cases_moving,
    cases_panel,
    cases_partners,
    cases_plan,
    sessions,
)
from candour.contexts.pathway.queries import case_facts
from candour.contexts.pathway.tests.board import Board, Somebody, authority, now, somebody, term, today
from candour.contexts.pathway.tests.panelling import CHILD, answered, ordered, planned, supported, with_need
from candour.kernel.people.roles import Role
from candour.kernel.procedures.facts import Refused

pytestmark = pytest.mark.django_db


class TestWhoSeesACase:
    def test_the_panel_and_the_force_do_and_nobody_else(self, board: Board) -> None:
        case = board.case()
        stranger = somebody(board.as_door, "Sam", authority("Southshire Council"), Role.PANEL_COORDINATOR.value)
        for one, sees in (
            (board.coordinator, True), (board.officer, True), (board.partner, False), (board.provider, False),
            (stranger, False),
        ):  # fmt: skip
            with one.open():
                assert PanelCase.objects.filter(id=case.id).exists() is sees, one.person.name

    def test_a_partner_sees_the_one_case_they_are_let_in_to_and_until_that_day(self, board: Board) -> None:
        case, other = board.case(), board.case(name="Somebody else")
        admit = {"case_id": case.id, "person": board.partner.person.id, "kind": "partner", "rationale": "Knows them."}
        board.coordinator.does(cases_partners.admit, until_on=today() + timedelta(days=30), **admit)
        with board.partner.open():
            assert list(PanelCase.objects.all()) == [case]
        admission = case.admissions.get()
        board.coordinator.does(
            cases_partners.end_admission, case_id=case.id, admission=admission.id, rationale="Not needed any more."
        )
        with board.partner.open():
            assert not PanelCase.objects.exists()
        assert other.state == "referred"

    def test_nobody_is_let_in_by_themself(self, board: Board) -> None:
        case = board.case()
        with pytest.raises(DatabaseError), transaction.atomic(), board.partner.open():
            case.admissions.create(
                person=board.partner.person, organisation=board.partner.at_body, kind="partner", reason="",
                from_on=today(), until_on=today() + timedelta(days=9), admitted_at=now(),
                admitted_by=board.partner.person,
            )  # fmt: skip

    def test_an_interest_removes_every_way_in(self, board: Board) -> None:
        case = board.case()
        with pytest.raises(Refused) as refused:
            board.coordinator.does(cases_after.declare_interest, case_id=case.id, rationale="My nephew.")
        assert refused.value.codes == ("owner",)
        board.chair.does(cases_after.declare_interest, case_id=case.id, rationale="My neighbour.")
        with board.chair.open():
            assert not PanelCase.objects.exists()
        with board.coordinator.open():
            assert PanelCase.objects.exists()

    def test_who_may_lock_a_case_may_not_change_it(self, board: Board) -> None:
        case = board.case()
        with pytest.raises(DatabaseError), transaction.atomic(), board.officer.open():
            PanelCase.objects.filter(id=case.id).update(owner=board.officer.person)
        board.officer.does(cases_after.declare_interest, case_id=case.id, rationale="My neighbour.")
        with board.officer.open():
            assert not PanelCase.objects.exists()


class TestConsent:
    def test_support_begins_with_it_and_with_a_plan(self, board: Board) -> None:
        case = board.stands(board.case(), "awaiting_consent")
        with pytest.raises(Refused) as refused:
            board.coordinator.does(cases_consent.record_consent, case_id=case.id, answered=answered())
        assert refused.value.codes == ("record.plan",)
        planned(board, case)
        board.coordinator.does(cases_consent.record_consent, case_id=case.id, answered=answered())
        case.refresh_from_db()
        assert case.state == "supported"
        assert PanelCaseDeadline.objects.get(case=case, code="pathway.plan_review").is_running
        assert case.next_due_on is not None

    @pytest.mark.parametrize(
        ("born_on", "told", "codes"),
        [
            (date(1990, 5, 1), {"giver": "parent"}, ("parent_of_an_adult",)),
            (CHILD, {}, ("child_alone", "young_view")),
            (CHILD, {"giver": "parent"}, ("young_view",)),
            (CHILD, {"giver": "parent", "young_view": "unable"}, ("young_words",)),
            (date(1990, 5, 1), {"capacity": "lacks"}, ("capacity", "best_interests")),
            (date(1990, 5, 1), {"capacity": "lacks", "giver": "attorney"}, ("best_interests",)),
            (date(1990, 5, 1), {"giver": "best_interests", "best_interests": "Yes."}, ("can_decide",)),
            (date(1990, 5, 1), {"answered_on": today() + timedelta(days=1)}, ("answered_on",)),
            (None, {}, ("age_unknown",)),
        ],
    )
    def test_is_refused_from_somebody_who_cannot_give_it(
        self, board: Board, born_on: date | None, told: dict[str, Any], codes: tuple[str, ...]
    ) -> None:
        case = planned(board, board.stands(board.case(born_on=born_on), "awaiting_consent"))
        with pytest.raises(Refused) as refused:
            board.coordinator.does(cases_consent.record_consent, case_id=case.id, answered=answered(**told))
        assert refused.value.codes == codes
        assert not Consent.objects.exists()

    @pytest.mark.parametrize(
        ("born_on", "told"),
        [
            (CHILD, {"giver": "parent", "young_view": "unsure"}),
            (CHILD, {"giver": "guardian", "young_view": "unable", "young_words": "In hospital."}),
            (date(1990, 5, 1), {"giver": "attorney", "capacity": "lacks", "best_interests": "Their sister was asked."}),
            (None, {"is_under_18": False}),
        ],
    )
    def test_is_taken_from_somebody_who_can(self, board: Board, born_on: date | None, told: dict[str, Any]) -> None:
        case = planned(board, board.stands(board.case(born_on=born_on), "awaiting_consent"))
        board.coordinator.does(cases_consent.record_consent, case_id=case.id, answered=answered(**told))
        case.refresh_from_db()
        assert case.state == "supported"

    def test_cannot_be_changed_or_removed(self, board: Board) -> None:
        case = supported(board)
        for act in (lambda: Consent.objects.update(answer="refused"), lambda: Consent.objects.all().delete()):
            with pytest.raises(DatabaseError), transaction.atomic(), board.coordinator.open():
                act()
        assert case.consents.get().answer == "given"

    def test_the_database_knows_who_can_give_it(self, board: Board) -> None:
        case = board.case()
        for wrong in ({"giver": "parent"}, {"is_under_18": True}, {"capacity": "lacks"}):
            row = Consent(
                **{
                    "case": case, "number": 9, "answer": "given", "giver": "person", "name": "A", "is_under_18": False,
                    "capacity": "has", "answered_on": today(), "how_asked": "x", "language": "x",
                    "recorded_at": now(), "recorded_by": board.coordinator.person, **wrong,
                }
            )  # fmt: skip
            with pytest.raises(IntegrityError), transaction.atomic():
                row.save(force_insert=True)

    def test_a_refusal_is_looked_at_again(self, board: Board) -> None:
        case = board.stands(board.case(), "awaiting_consent")
        board.coordinator.does(cases_consent.record_refusal, case_id=case.id, answered=answered())
        case.refresh_from_db()
        assert case.state == "consent_refused"
        assert PanelCaseDeadline.objects.get(case=case, code="pathway.reassess").is_running
        board.coordinator.does(cases_panel.reassess, case_id=case.id, meeting=board.meeting("planned").id)
        case.refresh_from_db()
        assert case.state == "before_panel"
        board.decided(case, "not_adopt")
        asked = {"case_id": case.id, "rationale": "No risk is left.", "other_help": "asked"}
        with pytest.raises(Refused) as refused:
            board.coordinator.does(cases_panel.not_adopt, other_words=" ", **asked)
        assert refused.value.codes == ("record.other_help",)
        board.coordinator.does(cases_panel.not_adopt, other_words="The GP was asked.", **asked)
        case.refresh_from_db()
        assert case.state == "not_adopted"


class TestSessions:
    def test_the_provider_sees_theirs_and_nothing_else(self, board: Board) -> None:
        case = supported(board)
        order = ordered(board, case)
        with board.provider.open():
            assert list(Commission.objects.all()) == [order]
            assert not PanelCase.objects.exists()
            assert not PlanNeed.objects.exists()
            assert not Consent.objects.exists()
            assert not SupportPlan.objects.exists()
        rival = somebody(board.as_door, "Rival", board.partner.at_body, Role.INTERVENTION_PROVIDER.value)
        with rival.open():
            assert not Commission.objects.exists()

    def test_one_is_planned_and_reported(self, board: Board) -> None:
        order = ordered(board, supported(board))
        session = board.provider.does(sessions.plan, commission_id=order.id, planned_on=today())
        board.provider.does(
            sessions.report, session_id=session.id, outcome="delivered", held_on=today(), text="They came."
        )
        session.refresh_from_db()
        assert (session.outcome, session.held_on) == ("delivered", today())
        with pytest.raises(Refused) as refused:
            board.provider.does(
                sessions.report, session_id=session.id, outcome="delivered", held_on=today(), text="Again."
            )
        assert "reported" in refused.value.codes

    def test_none_is_delivered_before_consent_or_after_it_was_withdrawn(self, board: Board) -> None:
        case = supported(board)
        order = ordered(board, case)
        first = board.provider.does(sessions.plan, commission_id=order.id, planned_on=today())
        for on in (today() - timedelta(days=6),):
            with pytest.raises(Refused) as refused:
                board.provider.does(sessions.report, session_id=first.id, outcome="delivered", held_on=on, text="x")
            assert refused.value.codes == ("no_consent",)
        board.coordinator.does(
            cases_consent.withdraw_consent, case_id=case.id, answered=answered(answered_on=today() - timedelta(days=2))
        )
        case.refresh_from_db()
        order.refresh_from_db()
        assert case.state == "consent_withdrawn"
        assert order.stopped_on == today()
        with pytest.raises(Refused) as refused:
            board.provider.does(sessions.report, session_id=first.id, outcome="delivered", held_on=today(), text="x")
        assert refused.value.codes == ("no_consent",)
        with pytest.raises(Refused) as refused:
            board.provider.does(sessions.plan, commission_id=order.id, planned_on=today())
        assert refused.value.codes == ("stopped",)
        board.provider.does(
            sessions.report, session_id=first.id, outcome="delivered", held_on=today() - timedelta(days=3), text="Was."
        )
        with pytest.raises(IntegrityError), transaction.atomic():
            Session.objects.create(
                commission=order, planned_on=today(), outcome="delivered", held_on=today(), report="x",
                reported_at=now(), reported_by=board.provider.person,
            )  # fmt: skip


class TestClosing:
    def test_accounts_for_every_need_and_sets_the_reviews(self, board: Board) -> None:
        case = supported(board)
        need = with_need(board, case)
        board.decided(case, "close")
        asked = {
            "case_id": case.id, "exit_reason": term("exit", "reduced", "Risk reduced").id, "other_help": "not_needed",
            "other_words": "They have a GP.", "rationale": "The work is done.",
        }  # fmt: skip
        with pytest.raises(Refused) as refused:
            board.coordinator.does(cases_panel.close, **asked)
        assert refused.value.codes == ("equals.needs_open",)
        board.coordinator.does(
            cases_plan.settle_need, case_id=case.id, need=need.id, settled="met", rationale="They joined a club."
        )
        board.coordinator.does(cases_panel.close, **asked)
        case.refresh_from_db()
        assert (case.state, case.closed_on, case.is_open) == ("closed", today(), True)
        running = PanelCaseDeadline.objects.filter(case=case, met_on=None, cancelled_on=None)
        assert set(running.values_list("code", flat=True)) == {"pathway.post_closure_6", "pathway.post_closure_12"}

    def test_a_decision_is_taken_up_once(self, board: Board) -> None:
        case = board.stands(board.case(), "before_panel")
        board.decided(case, "adopt")
        board.coordinator.does(cases_panel.adopt, case_id=case.id, rationale="As decided.")
        board.stands(case, "before_panel")
        with pytest.raises(Refused) as refused:
            board.coordinator.does(cases_panel.adopt, case_id=case.id, rationale="Again.")
        assert refused.value.codes == ("record.decided_adopt",)

    def test_the_reviews_follow_until_two_years(self, board: Board) -> None:
        case = supported(board)
        board.decided(case, "close")
        board.coordinator.does(
            cases_panel.close, case_id=case.id, exit_reason=term("exit", "reduced", "Reduced").id,
            other_help="not_needed", other_words="No.", rationale="Done.",
        )  # fmt: skip
        look = {"case_id": case.id, "held_on": today(), "rationale": "All is well."}
        with pytest.raises(Refused) as refused:
            board.coordinator.does(cases_after.review_after, step="review_after_six", concern_found=True, **look)
        assert refused.value.codes == ("one_of.concern_found",)
        board.coordinator.does(cases_after.review_after, step="review_after_six", concern_found=False, **look)
        with pytest.raises(Refused) as refused:
            board.chair.does(cases_after.end, case_id=case.id, rationale="Enough.")
        assert refused.value.codes == ("equals.reviews_open",)
        with pytest.raises(Refused):
            board.chair.does(cases_after.extend_reviews, case_id=case.id, rationale="Too early.")
        board.coordinator.does(cases_after.review_after, step="review_after_twelve", concern_found=False, **look)
        board.chair.does(cases_after.extend_reviews, case_id=case.id, rationale="One more.")
        with pytest.raises(Refused):
            board.chair.does(cases_after.extend_reviews, case_id=case.id, rationale="And one more.")
        board.coordinator.does(cases_after.review_after, step="review_further", concern_found=False, **look)
        board.chair.does(cases_after.end, case_id=case.id, rationale="Enough.")
        case.refresh_from_db()
        assert (case.state, case.is_open) == ("ended", False)
        board.coordinator.does(cases_after.reopen, case_id=case.id, rationale="A new concern.")
        case.refresh_from_db()
        assert (case.state, case.closed_on) == ("information_gathering", None)


class TestMovingArea:
    @pytest.fixture
    def south(self, board: Board) -> Somebody:
        council = authority("Southshire Council")
        return somebody(board.as_door, "Siân South", council, Role.PANEL_COORDINATOR.value)

    def test_the_old_area_keeps_it_until_the_new_one_accepts(self, board: Board, south: Somebody) -> None:
        case = supported(board)
        with_need(board, case)
        board.coordinator.does(
            cases_moving.offer_move, case_id=case.id, new_area=south.at_body.id, rationale="They moved."
        )
        case.refresh_from_db()
        assert (case.state, case.owner) == ("supported", board.coordinator.person)
        with pytest.raises(Refused):
            board.coordinator.does(cases_moving.accept_move, case_id=case.id, assignee=board.chair.person.id)
        with pytest.raises(Refused) as refused:
            south.does(cases_moving.accept_move, case_id=case.id, assignee=board.coordinator.person.id)
        assert refused.value.codes == ("no_owner",)
        new = south.does(cases_moving.accept_move, case_id=case.id, assignee=south.person.id)
        case.refresh_from_db()
        new.refresh_from_db()
        assert (case.state, case.is_open) == ("moved_area", False)
        assert (new.state, new.owner, new.continues, new.authority) == ("referred", south.person, case, south.at_body)
        assert new.plan_needs.get().what == "Somebody to talk to"
        assert new.plans.get().nature == "Mentoring"
        with south.open():
            assert list(PanelCase.objects.all()) == [new]
        with board.coordinator.open():
            assert list(PanelCase.objects.all()) == [case]

    def test_declined_it_stays(self, board: Board, south: Somebody) -> None:
        case = board.case()
        board.coordinator.does(cases_moving.offer_move, case_id=case.id, new_area=south.at_body.id, rationale="Moved.")
        south.does(cases_moving.decline_move, case_id=case.id, rationale="They live elsewhere.")
        assert CaseMove.objects.get().answer == "declined"
        with south.open():
            assert not PanelCase.objects.exists()
        with board.coordinator.open():
            facts = case_facts.of(PanelCase.objects.get(), board.coordinator.actor())
        assert facts.fields["move_waits"] is False


class TestPartnersInformation:
    def test_is_asked_for_and_given_on_the_page_of_the_case(self, board: Board) -> None:
        case = board.case()
        board.coordinator.does(
            cases_partners.ask_information, case_id=case.id, person=board.partner.person.id,
            question="Is a doctor involved?", until_on=today() + timedelta(days=14),
        )  # fmt: skip
        asked = case.information.get()
        board.partner.does(cases_partners.give_information, case_id=case.id, question=asked.id, answer="Yes, a GP.")
        asked.refresh_from_db()
        assert (asked.answer, asked.answered_by) == ("Yes, a GP.", board.partner.person)
        with pytest.raises(Refused):
            board.partner.does(cases_partners.give_information, case_id=case.id, question=asked.id, answer="No.")
