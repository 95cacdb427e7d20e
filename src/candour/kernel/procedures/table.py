"""Law as a table: the types of a procedure, and the checks that it makes sense.

One table guards the step, draws the buttons, starts the time limits, writes the diagram and the page that explains
it, and generates the tests. It is checked when its module is imported: a table with a fault does not start.

Two things that run in parallel are two records: a table has no loops of its own and no parallel branches.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from candour.kernel.people.roles import Role
from candour.kernel.procedures.facts import Outsider, Words
from candour.kernel.procedures.requirements import (
    Assigned,
    ByRole,
    CameBefore,
    DifferentPerson,
    RecordExists,
    Requirement,
    WithinTerm,
)

CORRECT = "correct"
"""The step by which a mistaken step is taken back. Where a table has none, nothing can be corrected."""

_WORD = re.compile(r"[a-z_]+\Z")
_NAME = re.compile(r"[a-z_]+\.[a-z_]+\Z")
_KNOWN = frozenset(Role.values) | frozenset(Outsider)


class ProcedureError(ValueError):
    """A table has faults. Names them all."""


@dataclass(frozen=True)
class Period:
    """From a day to a day; ``until`` is the first day on which it no longer holds, None while it is open."""

    start: date
    until: date | None = None

    def covers(self, on: date) -> bool:
        """Whether it holds on this day."""
        return self.start <= on and (self.until is None or on < self.until)


def from_(start: date) -> Period:
    """In force from this day on. Reads as a sentence: ``in_force=from_(date(2026, 1, 1))``."""
    return Period(start)


@dataclass(frozen=True)
class State:
    """Where a record can stand. ``plain`` tells the person outside what it means for them."""

    name: str
    label: Words
    plain: Words
    is_end: bool = False


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing that may be done, from which states, by whom, on what basis and under which conditions.

    ``source`` empty means that the step begins the record, in the procedure's first state; ``target`` None leaves the
    state as it is. ``gives`` names the kinds of record that come with the step's own form: a page offers the step
    without them, and the step is not taken without them. ``by`` holds role codes, "reporter" or "system". ``starts``,
    ``meets`` and ``cancels`` name time limits. ``grave`` asks for a proof of identity not older than five minutes.
    ``second_person_from`` names the step that somebody else must have taken.
    """

    name: str
    label: Words
    source: tuple[str, ...]
    target: str | None
    by: tuple[str, ...]
    basis: Words
    in_force: Period
    requires: tuple[Requirement, ...] = ()
    gives: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    meets: tuple[str, ...] = ()
    cancels: tuple[str, ...] = ()
    grave: bool = False
    second_person_from: str | None = None

    @property
    def for_staff(self) -> bool:
        """Whether anybody with an account may take it."""
        return any(code in Role.values for code in self.by)


@dataclass(frozen=True, kw_only=True)
class Procedure:
    """A whole table. ``name`` reads ``context.noun``; ``terms`` lists the time limits it uses.

    Raises ProcedureError, naming every fault, when it does not hold together.
    """

    name: str
    version: int
    in_force: Period
    initial: str
    states: tuple[State, ...]
    steps: tuple[Step, ...]
    terms: tuple[str, ...] = ()
    label: Words = ""
    _states: dict[str, State] = field(init=False, repr=False, compare=False)
    _steps: dict[str, Step] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_states", {state.name: state for state in self.states})
        object.__setattr__(self, "_steps", {step.name: step for step in self.steps})
        found = tuple(faults(self))
        if found:
            raise ProcedureError(f"the procedure {self.name} v{self.version} has faults: " + "; ".join(found))

    def state(self, name: str) -> State:
        """The state of this name. Raises KeyError for another."""
        return self._states[name]

    def step(self, name: str) -> Step:
        """The step of this name. Raises KeyError for another."""
        return self._steps[name]

    def has_step(self, name: str) -> bool:
        """Whether the table has a step of this name."""
        return name in self._steps

    def steps_from(self, state: str) -> tuple[Step, ...]:
        """The steps that start from this state, in the order of the table."""
        return tuple(step for step in self.steps if state in step.source)


def faults(procedure: Procedure) -> Iterator[str]:
    """Everything that is wrong with the table, in words."""
    states = [state.name for state in procedure.states]
    steps = [step.name for step in procedure.steps]
    if not _NAME.match(procedure.name):
        yield f"its name “{procedure.name}” does not read context.noun"
    yield from (f"the state “{name}” stands twice" for name in _twice(states))
    yield from (f"the step “{name}” stands twice" for name in _twice(steps))
    yield from (f"the state “{name}” is not a word in lower case" for name in states if not _WORD.match(name))
    if procedure.initial not in states:
        yield f"it begins in “{procedure.initial}”, which is not one of its states"
    for step in procedure.steps:
        yield from (f"the step “{step.name}” {fault}" for fault in _faults_of(step, procedure, frozenset(states)))
    reached = _reached(procedure)
    yield from (f"the state “{name}” cannot be reached" for name in states if name not in reached)
    for state in procedure.states:
        if not state.is_end and not any(step.target for step in procedure.steps_from(state.name)):
            yield f"nothing leads out of “{state.name}”, and it is not marked as an end"


def _faults_of(step: Step, procedure: Procedure, states: frozenset[str]) -> Iterator[str]:
    if not _WORD.match(step.name):
        yield "is not named by a word in lower case"
    if not step.source and step.target != procedure.initial:
        yield "starts from no state, so it has to lead to the first one"
    yield from (f"starts from “{name}”, which is not a state" for name in step.source if name not in states)
    if step.target is not None and step.target not in states:
        yield f"leads to “{step.target}”, which is not a state"
    if step.target in step.source:
        yield f"leads from “{step.target}” to itself: write target=None, and leave it out where it changes the state"
    if step.name == CORRECT and step.target is not None:
        yield "takes a record back to where it stood, so its target is None"
    if not str(step.basis).strip():
        yield "has no basis"
    if not step.by:
        yield "may be taken by nobody"
    yield from (f"is for “{code}”, which is not a role" for code in step.by if code not in _KNOWN)
    if step.grave and any(code in frozenset(Outsider) for code in step.by):
        yield "is grave, so only people who can prove their identity afresh may take it"
    for term in (*step.starts, *step.meets, *step.cancels):
        if term not in procedure.terms:
            yield f"uses the time limit “{term}”, which the procedure does not list"
    for name in _steps_named(step):
        if not procedure.has_step(name):
            yield f"refers to the step “{name}”, which does not exist"
    yield from _faults_of_requirements(step, procedure)


def _faults_of_requirements(step: Step, procedure: Procedure) -> Iterator[str]:
    asked = {requirement.kind for requirement in step.requires if isinstance(requirement, RecordExists)}
    yield from (f"gives “{kind}”, which it does not require" for kind in step.gives if kind not in asked)
    for requirement in step.requires:
        if isinstance(requirement, Assigned | ByRole) and any(code in frozenset(Outsider) for code in step.by):
            yield "is for somebody without an account, of whom it asks what only a person with one can meet"
        if isinstance(requirement, WithinTerm) and requirement.term not in procedure.terms:
            yield f"requires the time limit “{requirement.term}”, which the procedure does not list"


def _steps_named(step: Step) -> Iterator[str]:
    if step.second_person_from is not None:
        yield step.second_person_from
    for requirement in step.requires:
        if isinstance(requirement, CameBefore | DifferentPerson):
            yield requirement.step


def _twice(names: list[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})


def _reached(procedure: Procedure) -> frozenset[str]:
    reached = {procedure.initial}
    grew = True
    while grew:
        further = {step.target for step in procedure.steps if step.target and reached.intersection(step.source)}
        grew = not further <= reached
        reached |= further
    return frozenset(reached)
