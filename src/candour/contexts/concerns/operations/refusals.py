"""Recording that a step was refused, where the act itself leaves nothing behind."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from candour.kernel.doors import Door
from candour.kernel.ledger import operations as ledger
from candour.kernel.people.actor import Actor
from candour.kernel.procedures.facts import Refused


def record(*, concern_id: UUID, step: str, refused: Refused, actor: Actor | None, at: datetime) -> UUID:
    """Leave an entry with the step and the code of every reason, on the second connection.

    ``actor`` None is the reporter, of whom only the day is kept.
    """
    codes: dict[str, str | int] = {f"why_{number}": code for number, code in enumerate(refused.codes, start=1)}
    return ledger.record_refusal(
        verb="concerns.step.refused",
        subject=concern_id,
        actor=actor,
        door=actor.door if actor else Door.PUBLIC,
        at=at,
        codes={"step": step, **codes},
        day_only=actor is None,
    )
