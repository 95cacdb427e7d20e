"""The vocabulary: what each requirement says, and its code."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.utils.translation import override

from candour.kernel.deadlines.tests.rehearsal import person
from candour.kernel.ledger.canonical import CODE
from candour.kernel.people.roles import Role
from candour.kernel.procedures.facts import Doer, Facts
from candour.kernel.procedures.requirements import (
    Assigned,
    ByRole,
    CameBefore,
    DifferentPerson,
    Equals,
    Named,
    OneOf,
    RecordExists,
    Requirement,
    WithinTerm,
    role_words,
)
from candour.kernel.procedures.tests.rehearsal import HEAD, NOON


def moon_is_full(facts: Facts, doer: Doer, at: object) -> bool:
    return False


EVERY: list[tuple[Requirement, str, str]] = [
    (RecordExists("support_plan"), "record.support_plan", "There has to be a record of this kind first: support plan."),
    (CameBefore("tell_referrer"), "before.tell_referrer", "This step has to come first: tell referrer."),
    (WithinTerm("concerns.answer"), "term.concerns.answer", "It has to be done within its time limit (answer)."),
    (ByRole(HEAD), f"role.{HEAD}", "It has to be done by somebody who is also: Head of office."),
    (Equals("told_on", "first_day"), "equals.told_on", "“told on” has to be “first day”."),
    (
        OneOf("level", ("named", "sealed_for_good")),
        "one_of.level",
        "“level” has to be one of: “named”, “sealed for good”.",
    ),
    (DifferentPerson("open"), "other_person.open", "It has to be done by another person than this step: open."),
    (Assigned(), "assigned", "It has to be done by the person to whom this is assigned."),
    (Named(moon_is_full, says="The moon is full"), "named.moon_is_full", "The moon is full"),
]


@pytest.mark.parametrize(("requirement", "code", "sentence"), EVERY, ids=lambda value: type(value).__name__)
def test_says_in_plain_words_what_it_asks(requirement: Requirement, code: str, sentence: str) -> None:
    assert requirement.code == code
    assert CODE.match(code)
    with override("en-gb"):
        assert str(requirement.rule) == str(requirement.sentence) == sentence


def test_words_of_the_procedure_come_first() -> None:
    requirement = RecordExists("message", says="A message to the person", mend="Write one below.")
    refusal = requirement.unmet(Facts(uuid4(), "open"), person(HEAD), NOON)
    assert refusal is not None
    assert (refusal.message, refusal.mend) == ("Needed first: A message to the person", "Write one below.")


def test_only_a_named_function_cannot_be_asked_of_an_extract() -> None:
    assert [type(need) for need, _, _ in EVERY if not need.checkable_from_extract] == [Named]


def test_a_named_function_has_to_say_what_it_asks() -> None:
    with pytest.raises(ValueError, match="moon_is_full has to say in words"):
        Named(moon_is_full)


def test_every_role_has_words() -> None:
    with override("en-gb"):
        assert str(role_words(Role.ANALYST)) == "Analyst"
        assert str(role_words("reporter")) == "The person who told us"
        assert str(role_words("night_watch")) == "night watch"


def test_a_missing_value_never_equals_nothing() -> None:
    facts = Facts(uuid4(), "open")
    assert not Equals("assigned_to", None).is_met(facts, person(HEAD), NOON)
    assert not OneOf("assigned_to", (None,)).is_met(facts, person(HEAD), NOON)
    assert not Assigned().is_met(Facts(uuid4(), "open", fields={"assigned_to": None}), person(HEAD), NOON)
