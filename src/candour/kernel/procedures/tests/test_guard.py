"""What the guard says: every refusal at once, in words, with how to mend it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils.translation import override

from candour.kernel.deadlines.tests.rehearsal import person
from candour.kernel.procedures import guard
from candour.kernel.procedures.facts import Facts, Outsider, Refusal, StepFact
from candour.kernel.procedures.requirements import RecordExists
from candour.kernel.procedures.table import Period, Procedure, Step
from candour.kernel.procedures.tests.rehearsal import CASEWORKER, HEAD, NOON, PROCEDURE, SHOWCASE


def _message(found: tuple[Refusal, ...], code: str) -> str:
    with override("en-gb"):
        return next(str(refusal.message) for refusal in found if refusal.code == code)


class TestRefusals:
    def test_gathers_every_reason_at_once(self) -> None:
        facts = Facts(uuid4(), "received", excluded=True)
        found = guard.refusals(PROCEDURE, "close", facts, person(CASEWORKER), NOON - timedelta(days=400))
        assert [refusal.code for refusal in found] == [
            "state",
            "in_force",
            "role",
            "excluded",
            "step_up",
            "second_person",
            "before.open",
            "record.reason",
        ]
        with override("en-gb"):
            assert all(str(refusal.message).endswith((".", "!")) for refusal in found)

    def test_says_from_where_a_step_can_be_taken(self) -> None:
        found = guard.refusals(PROCEDURE, "close", Facts(uuid4(), "received"), person(HEAD), NOON)
        assert _message(found, "state") == "“Close” can be done from: Open. This now stands at: Received."

    def test_says_that_it_was_done_already(self) -> None:
        done = StepFact("close", uuid4(), NOON, by_name="Bronwen Hughes")
        facts = Facts(uuid4(), "closed", history=(done,))
        found = guard.refusals(PROCEDURE, "close", facts, person(HEAD), NOON)
        assert _message(found, "state") == (
            "Bronwen Hughes already did “Close” on 30 March 2026. This now stands at: Closed."
        )

    def test_says_that_it_was_done_already_without_a_name(self) -> None:
        facts = Facts(uuid4(), "closed", history=(StepFact("withdraw", None, date(2026, 3, 30)),))
        found = guard.refusals(PROCEDURE, "withdraw", facts, Outsider.REPORTER, NOON)
        assert _message(found, "state") == "“Withdraw” was already done on 30 March 2026. This now stands at: Closed."

    def test_does_not_speak_of_what_was_corrected(self) -> None:
        facts = Facts(uuid4(), "received", history=(StepFact("close", None, NOON, corrected=True),))
        assert "can be done from" in _message(guard.refusals(PROCEDURE, "close", facts, person(HEAD), NOON), "state")

    def test_says_that_nothing_has_begun(self) -> None:
        found = guard.refusals(PROCEDURE, "open", Facts(uuid4(), ""), person(CASEWORKER), NOON)
        assert _message(found, "state") == "“Open” can be done from: Received. This now stands at: not begun."

    def test_says_from_when_and_until_when_it_is_in_force(self) -> None:
        facts = Facts(uuid4(), "drafted")
        early = guard.refusals(SHOWCASE, "send", facts, person(HEAD), datetime(2025, 12, 31, tzinfo=UTC))
        assert _message(early, "in_force").endswith("is in force from 1 January 2026; today is 31 December 2025.")
        late = guard.refusals(SHOWCASE, "send", facts, person(HEAD), datetime(2026, 12, 1, tzinfo=UTC))
        assert _message(late, "in_force").endswith(
            "has not been in force since 1 December 2026; today is 1 December 2026."
        )

    def test_judges_the_day_in_london(self) -> None:
        facts = Facts(uuid4(), "drafted")
        last_hour = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)  # 1 July in London
        step = replace(SHOWCASE.step("send"), in_force=Period(date(2026, 7, 1)))
        table = replace(SHOWCASE, steps=(step, *SHOWCASE.steps[1:]))
        codes = [refusal.code for refusal in guard.refusals(table, "send", facts, person(HEAD), last_hour)]
        assert "in_force" not in codes

    def test_names_the_roles_in_words(self) -> None:
        found = guard.refusals(SHOWCASE, "take_back", Facts(uuid4(), "drafted"), person(HEAD), NOON)
        assert _message(found, "role") == "“Take back” is for: Candour itself, The person who told us."

    def test_refuses_a_step_that_does_not_exist(self) -> None:
        with pytest.raises(KeyError):
            guard.refusals(PROCEDURE, "vanish", Facts(uuid4(), "open"), person(HEAD), NOON)


class TestCheck:
    def test_hands_back_the_step(self) -> None:
        actor = person(CASEWORKER)
        facts = Facts(uuid4(), "received", fields={"assigned_to": actor.person_id})
        assert guard.check(PROCEDURE, "open", facts, actor, NOON) is PROCEDURE.step("open")

    def test_raises_with_every_reason(self) -> None:
        with pytest.raises(guard.Refused) as refused:
            guard.check(PROCEDURE, "open", Facts(uuid4(), "closed"), person(HEAD), NOON)
        assert refused.value.codes == ("state", "role", "assigned")
        assert str(refused.value) == "state, role, assigned"


class TestOffers:
    def test_shows_staff_what_is_meant_for_staff(self) -> None:
        found = guard.offers(PROCEDURE, Facts(uuid4(), "received"), person(HEAD), NOON)
        assert [offer.step.name for offer in found] == ["open", "note", "close", "correct"]
        assert [offer.step.name for offer in found if offer.is_open] == ["note"]

    def test_shows_the_reporter_what_is_theirs(self) -> None:
        found = guard.offers(PROCEDURE, Facts(uuid4(), "received"), Outsider.REPORTER, NOON)
        assert [(offer.step.name, offer.is_open) for offer in found] == [("withdraw", True)]

    def test_knows_when_a_proof_of_identity_is_all_that_is_missing(self) -> None:
        head = person(HEAD)
        opened = StepFact("open", uuid4(), NOON)
        facts = Facts(uuid4(), "open", records=frozenset({"reason"}), history=(opened,))
        by_name = {offer.step.name: offer for offer in guard.offers(PROCEDURE, facts, head, NOON)}
        assert by_name["close"].needs_only_step_up
        assert not by_name["open"].needs_only_step_up

    def test_does_not_hold_against_a_button_what_its_form_will_give(self) -> None:
        close = replace(
            PROCEDURE.step("close"), gives=("reason",), grave=False, second_person_from=None, requires=_REASON
        )
        table = _with(close)
        facts = Facts(uuid4(), "open")
        offer = next(each for each in guard.offers(table, facts, person(HEAD), NOON) if each.step.name == "close")
        assert offer.is_open
        assert [refusal.code for refusal in guard.refusals(table, "close", facts, person(HEAD), NOON)] == [
            "record.reason"
        ]


_REASON = (RecordExists("reason"),)


def _with(step: Step) -> Procedure:
    steps = tuple(step if each.name == "close" else each for each in PROCEDURE.steps)
    return replace(PROCEDURE, steps=steps)
