"""Nothing that is open rests without a day: whichever steps are taken, some clock runs until it ends."""

from __future__ import annotations

import pytest

from candour.contexts.pathway import procedure
from candour.kernel.procedures.table import Procedure

Place = tuple[str, frozenset[str]]

LAWS = (
    procedure.REFERRAL, procedure.INFORMATION, procedure.CASE, procedure.MEETING, procedure.TRANSFER, procedure.POLICE_LED,
    procedure.RIGHTS,
)  # fmt: skip

RESTS = {
    ("pathway.case", "post_closure"): "Every review after closure was held: the chair ends it, or opens it again.",
    ("pathway.meeting", "planned"): "A meeting has a day of its own.",
    ("pathway.meeting", "called"): "The same.",
    ("pathway.meeting", "held"): "The same: its minutes are asked for from then on.",
}
"""Where no clock may run, and why."""


def places(law: Procedure) -> set[Place]:
    """Every state with the clocks that may run in it. A clock is met or cancelled, whatever else a step asks for."""
    found: set[Place] = set()
    todo = [
        (step.target or law.initial, frozenset(step.starts)) for step in law.steps if not step.source and step.target
    ]
    while todo:
        place = todo.pop()
        if place in found:
            continue
        found.add(place)
        state, running = place
        for step in law.steps:
            if state in step.source:
                left = running - set(step.meets) - set(step.cancels)
                todo.append((step.target or state, left | set(step.starts)))
    return found


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_nothing_open_is_without_a_clock(law: Procedure) -> None:
    reached = places(law)
    assert {state for state, _running in reached} == {state.name for state in law.states}
    ends = {state.name for state in law.states if state.is_end}
    still = {state for state, running in reached if not running and state not in ends}
    assert still == {state for name, state in RESTS if name == law.name}
