"""Before one text goes to many: who would get it, who would not and why, by the same guard that judges the act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from candour.contexts.concerns.models import Concern
from candour.contexts.concerns.queries import facts
from candour.kernel.people.actor import Actor
from candour.kernel.procedures import guard, registry
from candour.kernel.procedures.facts import Refusal


@dataclass(frozen=True)
class Foreseen:
    """One concern: the reasons against, none if it would be written to, and the number of its last entry."""

    concern: Concern
    refusals: tuple[Refusal, ...]
    seen: int


def foreseen(concerns: Sequence[Concern], step: str, *, actor: Actor, at: datetime) -> list[Foreseen]:
    """What the procedure says of the step for each concern. Three queries for each."""
    found = []
    for concern in concerns:
        law = registry.get("concerns.concern", concern.procedure_version)
        known = facts.of(concern, actor)
        offer = next(offer for offer in guard.offers(law, known, actor, at) if offer.step.name == step)
        found.append(Foreseen(concern, tuple(offer.refusals), len(known.history)))
    return found
