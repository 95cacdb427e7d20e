"""Recording that a step of a concern was refused."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from candour.kernel.people.actor import Actor
from candour.kernel.procedures import refusals
from candour.kernel.procedures.facts import Refused


def record(*, concern_id: UUID, step: str, refused: Refused, actor: Actor | None, at: datetime) -> UUID:
    """Leave an entry with the step and the code of every reason. ``actor`` None is the reporter: the day alone is kept."""
    return refusals.record(
        context="concerns", subject=concern_id, step=step, refused=refused, actor=actor, at=at, day_only=actor is None
    )
