"""Asking partners, and their answers: the referral never crosses."""

from __future__ import annotations

import pytest

from candour.contexts.pathway.models import InformationRequest, Referral
from candour.contexts.pathway.operations import information, referrals
from candour.contexts.pathway.tests import factories as make
from candour.contexts.pathway.tests.desk import Desk
from candour.kernel.people.roles import OrganisationKind
from candour.kernel.procedures.facts import Refused
from tests.database import AsDoor

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner(as_door: AsDoor) -> Desk:
    """Somebody in a health body who answers requests."""
    return Desk(
        as_door, make.holder("Hana Frost", "panel_partner", make.body("Westmoor Health", OrganisationKind.HEALTH))
    )


class TestRequests:
    def _ask(self, officer: Desk, referral: Referral) -> InformationRequest:
        officer.does(referrals.take, referral)
        health = make.body("Westmoor Health", OrganisationKind.HEALTH)
        given = {"organisation_id": health.id, "about": "Jordan Ellery", "question": "Is he known to you?"}
        officer.does(information.request_information, referral, **given)
        return InformationRequest.objects.get()

    def test_reaches_the_partner_and_the_referral_does_not(
        self, officer: Desk, partner: Desk, referral: Referral
    ) -> None:
        request = self._ask(officer, referral)
        assert request.next_due_on == request.deadlines.get().due_on
        assert request.force == make.force()
        assert partner.asks(InformationRequest.objects.get).about == "Jordan Ellery"
        assert not partner.asks(Referral.objects.exists)

    def test_needs_a_partner_that_can_answer(self, officer: Desk, referral: Referral) -> None:
        officer.does(referrals.take, referral)
        for body, question in ((make.authority(), "Known?"), (None, "Known?")):
            given = {"organisation_id": body and body.id, "about": "Jordan", "question": question}
            with pytest.raises(Refused) as refused:
                officer.does(information.request_information, referral, **given)
            assert refused.value.codes == ("record.request",)

    def test_is_answered_asked_again_declined_and_taken_back(
        self, officer: Desk, partner: Desk, referral: Referral
    ) -> None:
        request = self._ask(officer, referral)
        with pytest.raises(Refused) as refused:
            partner.acts(information.answer, request_id=request.id, text=" ", has_nothing=False)
        assert refused.value.codes == ("record.reply",)
        partner.acts(information.answer, request_id=request.id, text="", has_nothing=True, seen=1)
        request.refresh_from_db()
        assert (request.state, request.is_open, request.next_due_on) == ("answered", False, None)
        officer.acts(information.ask_again, request_id=request.id, rationale="And the clinic?")
        partner.acts(information.decline, request_id=request.id, rationale="The clinic does not share.")
        officer.acts(information.ask_again, request_id=request.id, rationale="With consent now.")
        officer.acts(information.take_back, request_id=request.id, rationale="No longer needed.")
        request.refresh_from_db()
        assert (request.state, request.replies.get().has_nothing) == ("taken_back", True)

    def test_the_police_do_not_answer_for_the_partner(self, officer: Desk, partner: Desk, referral: Referral) -> None:
        request = self._ask(officer, referral)
        with pytest.raises(Refused) as refused:
            officer.acts(information.answer, request_id=request.id, text="Yes.", has_nothing=False)
        assert refused.value.codes == ("role",)
