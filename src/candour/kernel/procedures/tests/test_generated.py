"""Every state × step × person of every procedure, and a check that a guard with a fault would be noticed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candour.kernel import procedures
from candour.kernel.deadlines.tests.rehearsal import person
from candour.kernel.people.actor import Actor
from candour.kernel.people.roles import Role
from candour.kernel.procedures import generated, guard
from candour.kernel.procedures.facts import Doer, Facts, Outsider, StepFact
from candour.kernel.procedures.table import Period, Procedure, Step
from candour.kernel.procedures.tests import rehearsal
from candour.kernel.procedures.tests.rehearsal import NOON, SHOWCASE

TABLES = (*procedures.every(), rehearsal.PROCEDURE, SHOWCASE)


@cache
def _cases(table_name: str) -> tuple[generated.Case, ...]:
    return tuple(generated.cases(next(table for table in TABLES if table.name == table_name)))


def _differences(table: Procedure, cases: Iterable[generated.Case]) -> list[str]:
    return [
        f"{case.name}: {sorted(got)} instead of {sorted(case.expected)}"
        for case in cases
        if (got := {refusal.code for refusal in guard.refusals(table, case.step, case.facts, case.doer, case.at)})
        != case.expected
    ]


def test_there_are_procedures_to_test() -> None:
    assert len(TABLES) > 2


@pytest.mark.parametrize(
    ("table", "step"),
    [pytest.param(table, step.name, id=f"{table.name}-{step.name}") for table in TABLES for step in table.steps],
)
def test_every_state_and_person(table: Procedure, step: str) -> None:
    cases = [case for case in _cases(table.name) if case.step == step]
    assert len(cases) >= 6 * len(table.states)
    assert len({case.name for case in cases}) == len(cases)
    assert _differences(table, cases) == []


def test_every_step_can_be_taken_by_somebody_somewhere() -> None:
    for table in TABLES:
        possible = {case.step for case in _cases(table.name) if not case.expected}
        assert possible == {step.name for step in table.steps}


def test_every_requirement_is_missing_once() -> None:
    wanted = {need.code for step in SHOWCASE.steps for need in step.requires}
    found = {code for case in generated.cases(SHOWCASE) for code in case.expected}
    assert wanted | {"state", "role", "in_force", "excluded", "step_up", "second_person"} <= found


def _mutants(table: Procedure) -> Iterator[tuple[str, Procedure]]:
    """The table with one thing changed, as a guard would answer that forgot or garbled it."""

    def changed(step: Step, **fields: object) -> Procedure:
        other = replace(step, **fields)  # type: ignore[arg-type]
        return replace(table, steps=tuple(other if each is step else each for each in table.steps))

    further = next(role for role in Role.values if all(role not in step.by for step in table.steps))
    for step in table.steps:
        for number, need in enumerate(step.requires):
            rest = step.requires[:number] + step.requires[number + 1 :]
            yield f"{step.name} without {need.code}", changed(step, requires=rest)
        yield f"{step.name} for one role more", changed(step, by=(*step.by, further))
        yield f"{step.name} for one role less", changed(step, by=(*step.by[1:], further))
        yield f"{step.name} later", changed(step, in_force=Period(step.in_force.start + timedelta(days=1)))
        yield f"{step.name} earlier", changed(step, in_force=Period(step.in_force.start - timedelta(days=1)))
        if step.grave:
            yield f"{step.name} not grave", changed(step, grave=False)
        if step.second_person_from:
            yield f"{step.name} by one person", changed(step, second_person_from=None)


@pytest.mark.parametrize(
    ("name", "mutant"), [pytest.param(name, mutant, id=name) for name, mutant in _mutants(SHOWCASE)]
)
def test_notices_a_guard_with_a_fault(name: str, mutant: Procedure) -> None:
    assert _differences(mutant, _cases(SHOWCASE.name))


PEOPLE = st.sampled_from([generated.ACTOR, generated.COLLEAGUE])
MOMENTS = st.integers(-400, 400).map(lambda days: NOON + timedelta(days=days))
HISTORY = st.lists(
    st.builds(
        StepFact,
        step=st.sampled_from([step.name for step in SHOWCASE.steps]),
        by=PEOPLE,
        at=st.just(NOON),
        corrected=st.booleans(),
    ),
    max_size=4,
).map(tuple)
FACTS = st.builds(
    Facts,
    subject=st.just(generated.SUBJECT),
    state=st.sampled_from([state.name for state in SHOWCASE.states]),
    records=st.frozensets(st.sampled_from(["draft", "other"])),
    history=HISTORY,
    fields=st.fixed_dictionaries(
        {},
        optional={
            "kind": st.sampled_from(["short", "long", "none"]),
            "agreed": st.booleans(),
            "present": st.integers(2, 3),
            "assigned_to": PEOPLE,
        },
    ),
    excluded=st.booleans(),
    due=st.dictionaries(st.just("rehearsal.reply"), MOMENTS.map(lambda moment: moment.date())),
)


@st.composite
def doers(draw: st.DrawFn) -> Doer:
    if draw(st.booleans()):
        return draw(st.sampled_from(list(Outsider)))
    roles = draw(st.frozensets(st.sampled_from([rehearsal.CASEWORKER, rehearsal.HEAD, "analyst"])))
    proof = draw(st.none() | st.integers(0, 10).map(lambda minutes: NOON - timedelta(minutes=minutes)))
    return person(*sorted(roles), person_id=draw(PEOPLE), stepped_up_at=proof)


class TestAgreement:
    @given(FACTS, doers(), MOMENTS, st.sampled_from(SHOWCASE.steps))
    def test_guard_agrees_with_the_plain_reading_of_the_table(
        self, facts: Facts, doer: Doer, at: datetime, step: Step
    ) -> None:
        got = {refusal.code for refusal in guard.refusals(SHOWCASE, step.name, facts, doer, at)}
        assert got == set(generated._expected(step, facts, doer, at))

    @given(FACTS, doers(), MOMENTS)
    def test_a_button_and_the_guard_never_disagree(self, facts: Facts, doer: Doer, at: datetime) -> None:
        for offer in guard.offers(SHOWCASE, facts, doer, at):
            assert offer.refusals == guard.refusals(SHOWCASE, offer.step.name, facts, doer, at)
            assert offer.is_from_here == (facts.state in offer.step.source)

    @given(FACTS, doers(), MOMENTS)
    def test_an_excluded_person_is_never_offered_anything(self, facts: Facts, doer: Doer, at: datetime) -> None:
        assert not any(offer.is_open for offer in guard.offers(SHOWCASE, replace(facts, excluded=True), doer, at))


def test_names_nobody_real() -> None:
    people = {case.doer.person_id for case in generated.cases(SHOWCASE) if isinstance(case.doer, Actor)}
    assert people == {UUID(int=2)}
