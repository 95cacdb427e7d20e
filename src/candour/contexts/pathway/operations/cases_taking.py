"""What every act on a panel case shares: locking it, letting the procedure judge, taking the step.

All operations on cases raise Refused with every reason; PanelCase.DoesNotExist for what is absent and for what may not
be known. ``seen`` is the number of the last entry that the page showed; None skips that check.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.timezone import localdate

from candour.contexts.pathway.models import PanelCase, PanelCaseDeadline, PanelCaseStep
from candour.contexts.pathway.operations.acts import Kind
from candour.contexts.pathway.queries import case_facts
from candour.kernel.people.actor import Actor
from candour.kernel.procedures.facts import Facts, Refusal, Refused, Words

CASE: Kind[PanelCase, PanelCaseStep] = Kind("pathway.case", PanelCase, PanelCaseStep, PanelCaseDeadline, case_facts.of)
"""A panel case, for the operations that take its steps."""


@dataclass(frozen=True)
class Taking:
    """A case that is locked and on which the procedure lets the step pass."""

    case: PanelCase
    facts: Facts
    step: str
    actor: Actor
    at: datetime

    def take(
        self,
        *,
        rationale: str = "",
        codes: Mapping[str, str | int] | None = None,
        changed: Sequence[str] = (),
    ) -> PanelCaseStep:
        """Take it; the history entry."""
        return CASE.take(
            self.case,
            self.step,
            facts=self.facts,
            doer=self.actor,
            door=self.actor.door,
            at=self.at,
            rationale=rationale.strip(),
            codes=codes,
            changed=changed,
        )


def judged(
    case_id: UUID,
    step: str,
    *,
    actor: Actor,
    at: datetime,
    seen: int | None,
    given: Collection[str] = (),
    fields: Mapping[str, object] | None = None,
) -> Taking:
    """Lock the case and let the procedure judge the step."""
    case = CASE.lock(case_id)
    facts = Kind(
        CASE.procedure,
        CASE.model,
        CASE.history,
        CASE.deadline,
        lambda record, doer: case_facts.of(record, doer, on=localdate(at)),
    ).judged(case, step, doer=actor, at=at, seen=seen, given=given, fields=fields)
    return Taking(case, facts, step, actor, at)


def refuse(code: str, says: Words, mend: Words = "") -> Refused:
    """A refusal with one reason, for what only the operation can know."""
    return Refused((Refusal(code, says, mend),))
