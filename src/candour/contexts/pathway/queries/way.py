"""The way of a record through its procedure: where it has been, where it is, what may follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from candour.kernel.procedures.models import StepTaken
from candour.kernel.procedures.table import Procedure


@dataclass(frozen=True)
class Place:
    """One state on the way: where it has been (``since``), where it is, or where a step from here may lead."""

    name: str
    label: object
    since: date | None = None


@dataclass(frozen=True)
class Way:
    """The pathway as it stands: where it has been, where it is, what may follow."""

    been: list[Place]
    here: Place
    may_follow: list[Place]


def way_of(law: Procedure, state: str, timeline: Sequence[StepTaken]) -> Way:
    """What was corrected counts as not been."""
    places: list[Place] = []
    for row in timeline:
        if row.from_state == row.to_state:
            continue
        if row.corrects_id and places:
            places.pop()
            continue
        places.append(Place(row.to_state, law.state(row.to_state).label, row.taken_on))
    here = places[-1] if places else Place(state, law.state(state).label)
    targets = dict.fromkeys(step.target for step in law.steps_from(state) if step.target)
    return Way(places[:-1], here, [Place(name, law.state(name).label) for name in targets if name])
