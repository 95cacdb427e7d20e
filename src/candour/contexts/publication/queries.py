"""What the public site shows of the procedures: the steps and states of the version in force today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from candour.kernel.procedures import drawing, registry
from candour.kernel.procedures.requirements import role_words
from candour.kernel.procedures.table import Procedure, Step


@dataclass(frozen=True)
class ShownStep:
    """One step as the page prints it: who, from where to where, under which conditions, on what basis."""

    label: str
    by: tuple[str, ...]
    source: tuple[str, ...]
    target: str
    needs: tuple[str, ...]
    basis: str


@dataclass(frozen=True)
class ShownProcedure:
    """One procedure as the page prints it. ``slug`` names it in addresses."""

    slug: str
    label: str
    version: int
    in_force_from: date
    states: tuple[tuple[str, str, bool], ...]
    """Label, what it means to the person outside, whether it is an end."""
    steps: tuple[ShownStep, ...]
    picture_in_words: str


def procedures_in_force(on: date) -> tuple[ShownProcedure, ...]:
    """Every procedure in force on a day, each in its newest version, in the order of their names."""
    newest = {known.name: known for known in registry.every() if known.in_force.covers(on)}
    return tuple(_shown(procedure) for procedure in newest.values())


def procedure_by_slug(slug: str, on: date) -> Procedure | None:
    """The procedure of this address in force on a day, or None."""
    for procedure in registry.every():
        if _slug(procedure) == slug:
            return registry.in_force(procedure.name, on)
    return None


def _shown(procedure: Procedure) -> ShownProcedure:
    return ShownProcedure(
        slug=_slug(procedure),
        label=str(procedure.label or procedure.name),
        version=procedure.version,
        in_force_from=procedure.in_force.start,
        states=tuple((str(state.label), str(state.plain), state.is_end) for state in procedure.states),
        steps=tuple(_step(procedure, step) for step in procedure.steps),
        picture_in_words=drawing.description(procedure),
    )


def _step(procedure: Procedure, step: Step) -> ShownStep:
    return ShownStep(
        label=str(step.label),
        by=tuple(str(role_words(code)) for code in step.by),
        source=_labels(procedure, step.source),
        target=str(procedure.state(step.target).label) if step.target else "",
        needs=tuple(str(requirement.sentence) for requirement in step.requires),
        basis=str(step.basis),
    )


def _labels(procedure: Procedure, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(str(procedure.state(name).label) for name in names)


def _slug(procedure: Procedure) -> str:
    return procedure.name.replace(".", "-").replace("_", "-")
