"""The concerns of the demonstration that a walk goes to, by the path that each has taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.timezone import localdate

from candour.contexts.concerns.demonstration.casefile import Casefile, Library
from candour.contexts.concerns.demonstration.paths import PATHS
from candour.kernel.procedures.invention import Rows


@dataclass(frozen=True)
class Case:
    """The first concern of one of the demonstration's paths."""

    reference: str
    owner: str
    other: str
    receipt: str
    address: str


def case(path: str, number: int = 1) -> Case:
    """The concern of this path, as every demonstration that was loaded today has it."""
    library = Library(localdate(datetime.now(UTC)), {}, [], [], [], {})
    way = next(one for one in PATHS if one.name == path)
    told = Casefile(path=way, number=number, library=library, rows=Rows())
    reference = told.concern.reference
    return Case(reference, told.owner.key, told.other.key, told.receipt.shown, f"/concerns/{reference}/")
