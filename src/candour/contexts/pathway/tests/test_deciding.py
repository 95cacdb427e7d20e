"""Decisions: what they need, what they create and who owns it, and what is owed afterwards."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from candour.contexts.pathway.models import Decision, PanelCase, PoliceLedCase, Referral, Referrer, Transfer
from candour.contexts.pathway.operations import assessing, deciding, police_led, reference, referrals
from candour.contexts.pathway.tests import factories as make
from candour.contexts.pathway.tests.desk import REASONS, Desk
from candour.kernel.people.models import Organisation, RoleHolding
from candour.kernel.people.roles import OrganisationKind
from candour.kernel.procedures.facts import Refused

pytestmark = pytest.mark.django_db


def service() -> Organisation:
    """A service in which somebody receives transfers."""
    found = make.body("Westmoor Youth Service", OrganisationKind.RECEIVING_SERVICE)
    make.holder("Ivo Ward", "receiving_service", found)
    return found


def _running(referral: Referral) -> set[str]:
    return set(referral.deadlines.filter(met_on=None, cancelled_on=None).values_list("code", flat=True))


class TestReferToPanel:
    def _refer(self, desk: Desk, referral: Referral, **given: Any) -> deciding.Decided:
        asked = {
            "authority_id": make.authority().id,
            "reasons": [REASONS["refer_to_panel"]],
            "rationale": "He is susceptible, and support would help.",
            **given,
        }
        return desk.does(deciding.refer_to_panel, referral, **asked)

    def test_creates_a_case_with_an_owner(self, officer: Desk, coordinator: Desk, referral: Referral) -> None:
        decided = self._refer(officer, officer.assesses(referral))
        referral.refresh_from_db()
        case = PanelCase.objects.get(reference=decided.follows)
        assert (case.owner, case.authority, case.state) == (coordinator.person, make.authority(), "referred")
        assert case.next_due_on == case.deadlines.get().due_on
        assert [row.step for row in case.steps.all()] == ["receive"]
        assert (referral.state, referral.outcome, referral.is_open) == ("referred_to_panel", "refer_to_panel", False)
        assert _running(referral) == {"pathway.tell_referrer"}
        assert Decision.objects.get().reasons == [REASONS["refer_to_panel"]]
        assert coordinator.asks(Referral.objects.filter(id=referral.id).exists)

    def test_the_chair_owns_it_where_there_is_no_coordinator(self, officer: Desk, referral: Referral) -> None:
        chair = make.holder("Cora Hale", "panel_chair", make.authority())
        self._refer(officer, officer.assesses(referral))
        assert PanelCase.objects.get().owner == chair

    def test_is_refused_where_nobody_could_own_it_and_says_whom_to_ask(self, officer: Desk, referral: Referral) -> None:
        officer.assesses(referral)
        with pytest.raises(Refused) as refused:
            self._refer(officer, referral)
        assert refused.value.codes == ("record.panel_owner",)
        assert "administrator" in str(refused.value.refusals[0].mend)
        referral.refresh_from_db()
        assert (referral.state, PanelCase.objects.count()) == ("assessment", 0)

    def test_nobody_with_an_interest_owns_it(self, officer: Desk, coordinator: Desk, referral: Referral) -> None:
        officer.assesses(referral)
        referral.individual.interests.create(person=coordinator.person, reason="Kin", declared_at=make.now())
        with pytest.raises(Refused):
            self._refer(officer, referral)

    def test_that_there_is_no_ideology_is_not_a_ground(
        self, officer: Desk, coordinator: Desk, referral: Referral
    ) -> None:
        officer.assesses(referral)
        with pytest.raises(Refused) as refused:
            self._refer(officer, referral, reasons=["panel.no_ideology"])
        assert refused.value.codes == ("record.ground",)
        self._refer(officer, referral, reasons=["panel.no_ideology", REASONS["refer_to_panel"]])

    def test_says_everything_at_once(self, officer: Desk, supervisor: Desk, referral: Referral) -> None:
        reference.load()
        with pytest.raises(Refused) as refused:
            self._refer(supervisor, referral, authority_id=None, reasons=[], rationale=" ")
        assert refused.value.codes == (
            "state",
            "assigned",
            "record.assessment",
            "one_of.deconfliction",
            "record.ground",
            "record.rationale",
            "record.panel_owner",
        )


class TestTransfer:
    def _pass(self, desk: Desk, referral: Referral, **given: Any) -> deciding.Decided:
        asked = {
            "about": "Jordan, 15",
            "contact": "through the school",
            "requirement": "Somebody to talk to, weekly.",
            "is_agreed": True,
            "arm": "usual",
            "reasons": [REASONS["transfer"]],
            "rationale": "There is a need, and none of ours.",
            **given,
        }
        return desk.does(deciding.transfer, referral, **asked)

    def test_offers_it_to_a_service(self, officer: Desk, supervisor: Desk, referral: Referral) -> None:
        officer.assesses(referral, "transfer")
        supervisor.does(assessing.countersign, referral)
        decided = self._pass(officer, referral, service_id=service().id)
        offered = Transfer.objects.get(reference=decided.follows)
        assert (offered.owner, offered.state, offered.force) == (officer.person, "offered", make.force())
        assert offered.next_due_on == offered.deadlines.get().due_on

    def test_needs_a_service_and_what_is_asked(self, officer: Desk, supervisor: Desk, referral: Referral) -> None:
        officer.assesses(referral, "transfer")
        with pytest.raises(Refused) as refused:
            self._pass(officer, referral, service_id=make.authority().id, requirement="")
        assert refused.value.codes == ("one_of.countersigned_transfer", "record.service")

    def test_a_signature_for_something_else_does_not_count(
        self, officer: Desk, supervisor: Desk, referral: Referral
    ) -> None:
        officer.assesses(referral, "close")
        supervisor.does(assessing.countersign, referral)
        with pytest.raises(Refused) as refused:
            self._pass(officer, referral, service_id=service().id)
        assert refused.value.codes == ("one_of.countersigned_transfer",)


class TestPoliceLed:
    def _open(self, desk: Desk, referral: Referral, **given: Any) -> deciding.Decided:
        asked = {
            "person_id": desk.person.id,
            "reason": "He refused support, and the concern remains.",
            "reasons": [REASONS["open_police_led"]],
            "rationale": "The panel cannot manage it.",
            **given,
        }
        return desk.does(deciding.open_police_led, referral, **asked)

    def _opened(self, officer: Desk, supervisor: Desk, referral: Referral) -> PoliceLedCase:
        officer.assesses(referral, "open_police_led")
        supervisor.does(assessing.countersign, referral)
        return PoliceLedCase.objects.get(reference=self._open(officer, referral).follows)

    def test_begins_with_owner_and_review(self, officer: Desk, supervisor: Desk, referral: Referral) -> None:
        led = self._opened(officer, supervisor, referral)
        assert (led.owner, led.state) == (officer.person, "open")
        assert led.next_due_on == led.deadlines.get().due_on

    def test_the_supervisor_reviews_hands_over_and_ends_it(
        self, officer: Desk, supervisor: Desk, referral: Referral
    ) -> None:
        led = self._opened(officer, supervisor, referral)
        with pytest.raises(Refused) as refused:
            officer.acts(police_led.review, led_id=led.id, rationale="")
        assert refused.value.codes == ("role", "record.rationale")
        at = make.now() + timedelta(days=5)
        supervisor.acts(police_led.review, led_id=led.id, rationale="Still needed.", at=at)
        assert led.deadlines.filter(met_on=None).count() == 1
        given: dict[str, Any] = {"led_id": led.id, "person_id": supervisor.person.id, "rationale": "On leave."}
        supervisor.acts(police_led.reassign, **given)
        supervisor.acts(police_led.end, led_id=led.id, rationale="Nothing is left.")
        led.refresh_from_db()
        assert (led.owner, led.state, led.is_open, led.next_due_on) == (supervisor.person, "exited", False, None)

    def test_not_to_somebody_with_an_interest_or_of_another_force(
        self, officer: Desk, supervisor: Desk, elsewhere: Desk, referral: Referral
    ) -> None:
        led = self._opened(officer, supervisor, referral)
        referral.individual.interests.create(person=officer.person, reason="Kin", declared_at=make.now())
        for desk, code in ((officer, "assignee.excluded"), (elsewhere, "record.assignee")):
            with pytest.raises(Refused) as refused:
                supervisor.acts(police_led.reassign, led_id=led.id, person_id=desk.person.id, rationale="Leave.")
            assert refused.value.codes == (code,)

    def test_opening_one_refuses_an_owner_who_may_not_have_it(
        self, officer: Desk, supervisor: Desk, referral: Referral
    ) -> None:
        officer.assesses(referral, "open_police_led")
        supervisor.does(assessing.countersign, referral)
        referral.individual.interests.create(person=supervisor.person, reason="Kin", declared_at=make.now())
        with pytest.raises(Refused) as refused:
            self._open(officer, referral, person_id=supervisor.person.id, reason="")
        assert refused.value.codes == ("record.led_owner", "assignee.excluded")


class TestClose:
    def test_leaves_somebody_to_tell_and_a_day_to_look_again(
        self, officer: Desk, supervisor: Desk, referral: Referral
    ) -> None:
        officer.closes(referral, with_=supervisor)
        assert referral.state == "no_further_action"
        assert _running(referral) == {"pathway.tell_referrer", "pathway.necessity_review_child"}
        assert referral.next_due_on == min(clock.due_on for clock in referral.deadlines.filter(met_on=None))

    def test_an_adults_record_is_looked_at_later(self, officer: Desk, supervisor: Desk) -> None:
        referral = make.referral(age_about=40)
        officer.closes(referral, with_=supervisor)
        assert "pathway.necessity_review" in _running(referral)

    def test_the_same_press_twice_acts_once(self, officer: Desk, supervisor: Desk, referral: Referral) -> None:
        officer.closes(referral, with_=supervisor)
        with pytest.raises(Refused) as refused:
            officer.does(deciding.close, referral, reasons=[REASONS["close"]], rationale="Again.")
        assert refused.value.codes == ("state",)
        assert Decision.objects.count() == 1

    def test_a_role_that_ended_decides_nothing(self, officer: Desk, supervisor: Desk, referral: Referral) -> None:
        officer.assesses(referral, "close")
        supervisor.does(assessing.countersign, referral)
        RoleHolding.objects.filter(person=officer.person).update(ends_on=make.today())
        with pytest.raises(Referral.DoesNotExist):
            officer.does(deciding.close, referral, reasons=[REASONS["close"]], rationale="Done.")


class TestAfterwards:
    def test_the_referrer_is_told_once_for_each_decision(
        self, officer: Desk, supervisor: Desk, referral: Referral
    ) -> None:
        officer.closes(referral, with_=supervisor)
        with pytest.raises(Refused) as refused:
            officer.does(deciding.tell_referrer, referral, feedback=" ")
        assert refused.value.codes == ("record.feedback",)
        officer.does(deciding.tell_referrer, referral, feedback="We looked into it with the school.")
        assert Referrer.objects.get(referral=referral).feedback_by == officer.person
        with pytest.raises(Refused) as refused:
            officer.does(deciding.tell_referrer, referral, feedback="Again.")
        assert refused.value.codes == ("equals.referrer_told",)
        officer.does(deciding.reopen, referral, rationale="There is more.")
        referral.refresh_from_db()
        assert (referral.state, referral.outcome, referral.is_open) == ("screening", "", True)
        assert _running(referral) == {"pathway.assess"}
        officer.closes(referral, with_=supervisor)
        officer.does(deciding.tell_referrer, referral, feedback="We looked again.")

    def test_why_the_referrer_cannot_be_told_stays_with_the_police(
        self, officer: Desk, supervisor: Desk, referral: Referral
    ) -> None:
        officer.closes(referral, with_=supervisor)
        with pytest.raises(Refused) as refused:
            officer.does(deciding.tell_referrer, referral, feedback=" ", rationale=" ")
        assert refused.value.codes == ("record.feedback",)
        why = "The caller is part of what the child fears."
        officer.does(deciding.tell_referrer, referral, feedback=" ", rationale=why)
        referrer = Referrer.objects.get(referral=referral)
        assert (referrer.feedback, referrer.feedback_on, referrer.feedback_by) == ("", make.today(), officer.person)
        assert referral.steps.get(step="tell_referrer").rationale == why
        assert "pathway.tell_referrer" not in _running(referral)

    def test_what_was_told_before_stands_where_nothing_more_can_be(
        self, officer: Desk, supervisor: Desk, referral: Referral
    ) -> None:
        officer.closes(referral, with_=supervisor)
        officer.does(deciding.tell_referrer, referral, feedback=" Thank you. ", rationale="He asked for names.")
        officer.does(deciding.reopen, referral, rationale="There is more.")
        officer.closes(referral, with_=supervisor)
        officer.does(deciding.tell_referrer, referral, feedback="", rationale="A trial begins.")
        assert Referrer.objects.get(referral=referral).feedback == "Thank you."

    def test_is_not_opened_again_while_what_follows_runs(
        self, officer: Desk, coordinator: Desk, referral: Referral
    ) -> None:
        officer.assesses(referral)
        given: dict[str, Any] = {
            "authority_id": make.authority().id,
            "reasons": [REASONS["refer_to_panel"]],
            "rationale": "Yes.",
        }
        officer.does(deciding.refer_to_panel, referral, **given)
        with pytest.raises(Refused) as refused:
            officer.does(deciding.reopen, referral, rationale="There is more.")
        assert refused.value.codes == ("equals.outcome_runs",)

    def test_keeping_it_is_argued_again_and_again(self, officer: Desk, supervisor: Desk, referral: Referral) -> None:
        officer.closes(referral, with_=supervisor)
        at = make.now() + timedelta(days=90)
        officer.does(deciding.review_necessity, referral, rationale="A second referral is open.", at=at)
        running = referral.deadlines.get(code="pathway.necessity_review_child", met_on=None)
        assert running.started_on == make.today() + timedelta(days=90)

    def test_an_interest_declared_after_the_decision(self, officer: Desk, supervisor: Desk, referral: Referral) -> None:
        officer.closes(referral, with_=supervisor)
        officer.does(referrals.declare_interest, referral, rationale="I know him now.")
        with pytest.raises(Referral.DoesNotExist):
            officer.does(deciding.tell_referrer, referral, feedback="Thank you.")
