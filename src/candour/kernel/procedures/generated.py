"""Tests made from a table: for every state and step, what the guard must answer to everybody.

The expected answers are worked out here straight from the table, in the plainest possible way and without the guard
or the requirements' own code, so that a mistake in either shows as a difference.

``cases`` covers each state × step × (each allowed role, a stranger, each outsider who is not meant, an excluded
person, one without a fresh proof of identity, the same person twice, a day on which the step is not in force, each
requirement missing, and everything wrong at once).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from candour.kernel.doors import Door
from candour.kernel.people.actor import Actor, HoldingFact
from candour.kernel.people.roles import Role
from candour.kernel.procedures.facts import Doer, Facts, Outsider, StepFact
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
)
from candour.kernel.procedures.table import Procedure, Step

SUBJECT = UUID(int=1)
ACTOR = UUID(int=2)
COLLEAGUE = UUID(int=3)
_ANOTHER_VALUE = object()


@dataclass(frozen=True)
class Case:
    """One question to the guard and the answer that the table gives. ``name`` reads as a test's id."""

    name: str
    step: str
    facts: Facts
    doer: Doer
    at: datetime
    expected: frozenset[str]


def cases(procedure: Procedure) -> Iterator[Case]:
    """Every case of a procedure, always in the same order."""
    for step in procedure.steps:
        for state in ("", *(state.name for state in procedure.states)):
            yield from _cases_of(step, state)


def _cases_of(step: Step, state: str) -> Iterator[Case]:
    at = _moment_in_force(step)
    well = _facts_that_meet(step, state, at)
    doer = _doer(step, step.by[0], at)

    def case(name: str, facts: Facts, who: Doer, when: datetime = at) -> Case:
        expected = frozenset(_expected(step, facts, who, when))
        return Case(f"{state or 'not begun'}-{step.name}-{name}", step.name, facts, who, when, expected)

    for code in step.by:
        yield case(f"by {code}", well, _doer(step, code, at))
    yield case("stranger", well, _person(_roles_besides(step.by), at))
    for outsider in Outsider:
        if outsider.value not in step.by:
            yield case(f"by {outsider.value}", well, outsider)
    yield case("excluded", replace(well, excluded=True), doer)
    if isinstance(doer, Actor):
        yield case("no proof of identity", well, replace(doer, stepped_up_at=None))
        yield case("old proof of identity", well, replace(doer, stepped_up_at=at - timedelta(minutes=6)))
    yield case("same person", _history_by(well, ACTOR), doer)
    yield case("before it is in force", well, doer, at - timedelta(days=1))
    if step.in_force.until is not None:
        yield case("after it was in force", well, doer, _noon(step.in_force.until))
    for number, requirement in enumerate(step.requires):
        facts, who = _broken(requirement, well, doer, at)
        yield case(f"missing {number} {requirement.code}", facts, who)
    worst, who = replace(well, excluded=True), _person(_roles_besides(step.by), at)
    worst_doer: Doer = replace(who, stepped_up_at=None)
    for requirement in step.requires:
        worst, worst_doer = _broken(requirement, worst, worst_doer, at)
    yield case("everything wrong", worst, worst_doer, at - timedelta(days=1))


# --- a world in which a step may be taken -----------------------------------------------------------------------------


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def _moment_in_force(step: Step) -> datetime:
    """Noon of the first day on which the step is in force: the day before it is not."""
    return _noon(step.in_force.start)


def _doer(step: Step, code: str, at: datetime) -> Doer:
    if code in frozenset(Outsider):
        return Outsider(code)
    further = tuple(need.role for need in step.requires if isinstance(need, ByRole))
    return _person((code, *further), at)


def _person(roles: tuple[str, ...], at: datetime) -> Actor:
    holdings = tuple(HoldingFact(role, UUID(int=9), "An organisation") for role in roles)
    return Actor(ACTOR, "Somebody", Door.OFFICE, holdings, None, at - timedelta(minutes=1))


def _roles_besides(by: tuple[str, ...]) -> tuple[str, ...]:
    """A role that admits nobody to the step."""
    return (next(role for role in Role.values if role not in by),)


def _facts_that_meet(step: Step, state: str, at: datetime) -> Facts:
    facts = Facts(SUBJECT, state)
    if step.second_person_from is not None:
        facts = _with_step(facts, step.second_person_from, at)
    for need in step.requires:
        facts = _met(need, facts, at)
    return facts


def _met(need: Requirement, facts: Facts, at: datetime) -> Facts:
    match need:
        case RecordExists(kind=kind):
            return replace(facts, records=facts.records | {kind})
        case CameBefore(step=step) | DifferentPerson(step=step):
            return _with_step(facts, step, at)
        case WithinTerm(term=term):
            return replace(facts, due={**facts.due, term: at.date()})
        case Equals(field=field, value=value):
            return _with_fields(facts, {field: value})
        case OneOf(field=field, values=values):
            return _with_fields(facts, {field: values[0]})
        case Assigned():
            return _with_fields(facts, {"assigned_to": ACTOR})
        case Named(met_by=met_by):
            return _with_fields(facts, met_by)
    return facts


def _broken(need: Requirement, facts: Facts, doer: Doer, at: datetime) -> tuple[Facts, Doer]:
    match need:
        case RecordExists(kind=kind):
            facts = replace(facts, records=facts.records - {kind})
        case CameBefore(step=step):
            facts = replace(facts, history=tuple(fact for fact in facts.history if fact.step != step))
        case DifferentPerson():
            facts = _history_by(facts, ACTOR)
        case WithinTerm(term=term):
            facts = replace(facts, due={**facts.due, term: at.date() - timedelta(days=1)})
        case Equals(field=field) | OneOf(field=field):
            facts = _with_fields(facts, {field: _ANOTHER_VALUE})
        case Assigned():
            facts = _with_fields(facts, {"assigned_to": COLLEAGUE})
        case Named(unmet_by=unmet_by):
            facts = _with_fields(facts, unmet_by)
        case _:
            assert isinstance(need, ByRole)  # the vocabulary is closed
            assert isinstance(doer, Actor)  # a table that asks a role of an outsider does not start
            kept = tuple(holding for holding in doer.holdings if holding.role != need.role)
            doer = replace(doer, holdings=kept)
    return facts, doer


def _with_fields(facts: Facts, fields: Mapping[str, object]) -> Facts:
    return replace(facts, fields={**facts.fields, **fields})


def _with_step(facts: Facts, step: str, at: datetime) -> Facts:
    earlier = StepFact(step, COLLEAGUE, at - timedelta(days=2))
    mistaken = StepFact(step, ACTOR, at - timedelta(days=1), corrected=True)  # never counts
    return replace(facts, history=(*facts.history, earlier, mistaken))


def _history_by(facts: Facts, person: UUID) -> Facts:
    return replace(facts, history=tuple(replace(fact, by=person) for fact in facts.history))


# --- what the table says, read in the plainest way --------------------------------------------------------------------


def _expected(step: Step, facts: Facts, doer: Doer, at: datetime) -> Iterator[str]:
    roles = {holding.role for holding in doer.holdings} if isinstance(doer, Actor) else {doer.value}
    person = doer.person_id if isinstance(doer, Actor) else None
    proved = doer.stepped_up_at if isinstance(doer, Actor) else None
    taken = {fact.step: fact.by for fact in facts.history if not fact.corrected}
    if facts.state not in (step.source or ("",)):
        yield "state"
    if at.date() < step.in_force.start or (step.in_force.until is not None and at.date() >= step.in_force.until):
        yield "in_force"
    if not roles & set(step.by):
        yield "role"
    if facts.excluded:
        yield "excluded"
    if step.grave and (proved is None or at - proved > timedelta(minutes=5)):
        yield "step_up"
    first = step.second_person_from
    if first is not None and (first not in taken or taken[first] == person):
        yield "second_person"
    for need in step.requires:
        yield from _expected_of(need, facts, doer, at.date())


def _expected_of(need: Requirement, facts: Facts, doer: Doer, today: date) -> Iterator[str]:
    roles = {holding.role for holding in doer.holdings} if isinstance(doer, Actor) else {doer.value}
    person = doer.person_id if isinstance(doer, Actor) else None
    taken = {fact.step: fact.by for fact in facts.history if not fact.corrected}
    match need:
        case RecordExists(kind=kind) if kind not in facts.records:
            yield f"record.{kind}"
        case CameBefore(step=name) if name not in taken:
            yield f"before.{name}"
        case DifferentPerson(step=name) if name in taken and taken[name] == person:
            yield f"other_person.{name}"
        case WithinTerm(term=term) if term not in facts.due or facts.due[term] < today:
            yield f"term.{term}"
        case ByRole(role=role) if role not in roles:
            yield f"role.{role}"
        case Equals(field=field, value=value) if facts.fields.get(field, _ANOTHER_VALUE) != value:
            yield f"equals.{field}"
        case OneOf(field=field, values=values) if facts.fields.get(field, _ANOTHER_VALUE) not in values:
            yield f"one_of.{field}"
        case Assigned() if person is None or facts.fields.get("assigned_to") != person:
            yield "assigned"
        case Named(function=function) if any(facts.fields.get(k) != v for k, v in need.met_by.items()):
            yield f"named.{function.__name__}"
