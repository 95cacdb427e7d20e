"""Telling a body without agreement: two people, a reason each, and the reporter told where that is safe."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from candour.contexts.concerns.models import Concern, HarmOverride, Message
from candour.contexts.concerns.operations import overrides
from candour.contexts.concerns.queries import facts
from candour.contexts.concerns.tests import factories as make
from candour.contexts.concerns.tests.desk import Desk
from candour.kernel.procedures.facts import Refused

pytestmark = pytest.mark.django_db


def ask(
    desk: Desk,
    concern: Concern,
    *,
    ground: str = "child_at_risk",
    rationale: str = "A child may be hurt tonight.",
    is_safe_to_tell: bool = True,
) -> None:
    desk.does(overrides.request_override, concern, ground=ground, rationale=rationale, is_safe_to_tell=is_safe_to_tell)


def decide(
    desk: Desk,
    concern: Concern,
    *,
    authorise: bool = True,
    rationale: str = "I agree.",
    text: str = "We told the school.",
    stepped_up: bool = True,
) -> None:
    desk.does(
        overrides.decide_override, concern, authorise=authorise, rationale=rationale, text=text, stepped_up=stepped_up
    )


@pytest.fixture
def concern(desk: Desk) -> Concern:
    return desk.brings(make.concern(), "taken")


class TestRequest:
    def test_waits_for_a_second_person(self, desk: Desk, concern: Concern) -> None:
        ask(desk, concern)
        row = HarmOverride.objects.get(concern=concern)
        assert (row.ground, row.requested_by_id, row.authorised_by_id) == ("child_at_risk", desk.person.id, None)

    def test_is_refused_while_another_waits(self, desk: Desk, concern: Concern) -> None:
        ask(desk, concern)
        with pytest.raises(Refused) as refused:
            ask(desk, concern)
        assert refused.value.codes == ("equals.override_waiting",)

    def test_knows_two_grounds_only(self, desk: Desk, concern: Concern) -> None:
        with pytest.raises(Refused) as refused:
            ask(desk, concern, ground="convenience")
        assert refused.value.codes == ("ground",)

    def test_needs_words(self, desk: Desk, concern: Concern) -> None:
        with pytest.raises(Refused) as refused:
            ask(desk, concern, rationale=" ")
        assert refused.value.codes == ("record.rationale",)


class TestDecide:
    def test_authorises_and_tells_the_person(self, desk: Desk, colleague: Desk, concern: Concern) -> None:
        ask(desk, concern)
        decide(colleague, concern)
        row = HarmOverride.objects.get(concern=concern)
        assert (row.authorised_by_id, row.is_refused, row.decision_reason) == (colleague.person.id, False, "I agree.")
        assert Message.objects.filter(concern=concern, kind="told_without").count() == 1
        assert make.texts(concern)[-1] == "We told the school."
        concern.refresh_from_db()
        assert facts.of(concern, desk.actor()).fields["may_tell"] == "override"

    def test_refuses_the_request(self, desk: Desk, colleague: Desk, concern: Concern) -> None:
        ask(desk, concern)
        decide(colleague, concern, authorise=False, text="")
        assert HarmOverride.objects.get(concern=concern).is_refused
        assert not Message.objects.filter(concern=concern, kind="told_without").exists()
        concern.refresh_from_db()
        assert facts.of(concern, desk.actor()).fields["may_tell"] == "not_asked"

    def test_tells_nobody_where_that_is_not_safe(self, desk: Desk, colleague: Desk, concern: Concern) -> None:
        ask(desk, concern, is_safe_to_tell=False)
        decide(colleague, concern, text="")
        assert not Message.objects.filter(concern=concern, kind="told_without").exists()

    def test_needs_words_for_the_person_where_it_is_safe(self, desk: Desk, colleague: Desk, concern: Concern) -> None:
        ask(desk, concern)
        with pytest.raises(Refused) as refused:
            decide(colleague, concern, text=" ")
        assert refused.value.codes == ("record.message",)

    def test_is_never_by_whoever_asked(self, desk: Desk, concern: Concern) -> None:
        ask(desk, concern)
        with pytest.raises(Refused) as refused:
            decide(desk, concern)
        assert refused.value.codes == ("other_person.request_override",)

    def test_needs_a_fresh_proof_and_a_reason(self, desk: Desk, colleague: Desk, concern: Concern) -> None:
        ask(desk, concern)
        with pytest.raises(Refused) as refused:
            decide(colleague, concern, rationale="", stepped_up=False)
        assert refused.value.codes == ("step_up", "record.rationale")

    def test_needs_something_to_decide(self, colleague: Desk, concern: Concern) -> None:
        with pytest.raises(Refused) as refused:
            decide(colleague, concern)
        assert refused.value.codes == ("before.request_override", "record.override_waiting")

    def test_is_not_believed_in_another_s_name(self, desk: Desk, colleague: Desk, concern: Concern) -> None:
        """The database itself refuses a decision in somebody else's name."""
        ask(desk, concern)
        with desk.open(), pytest.raises(DatabaseError), transaction.atomic():
            HarmOverride.objects.filter(concern=concern).update(authorised_by_id=colleague.person.id)
