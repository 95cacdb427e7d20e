"""Recording that a step was refused, where the act itself leaves nothing behind."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from candour.kernel.doors import Door
from candour.kernel.ledger import operations as ledger
from candour.kernel.people.actor import Actor
from candour.kernel.procedures.facts import Refused


def record(
    *,
    context: str,
    subject: UUID,
    step: str,
    refused: Refused,
    actor: Actor | None,
    at: datetime,
    day_only: bool = False,
) -> UUID:
    """Leave an entry with the step and the code of every reason, on the second connection.

    ``context`` begins the verb; ``actor`` None is somebody without an account; ``day_only`` keeps no more than the day.
    """
    codes: dict[str, str | int] = {f"why_{number}": code for number, code in enumerate(refused.codes, start=1)}
    return ledger.record_refusal(
        verb=f"{context}.step.refused",
        subject=subject,
        actor=actor,
        door=actor.door if actor else Door.PUBLIC,
        at=at,
        codes={"step": step, **codes},
        day_only=day_only,
    )
