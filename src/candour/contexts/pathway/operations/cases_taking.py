"""What every act on a panel case shares: locking it, letting the procedure judge, taking the step.

All operations on cases raise Refused with every reason; PanelCase.DoesNotExist for what is absent and for what may not
be known. ``seen`` is the number of the last entry that the page showed; None skips that check.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway.models import PanelCase, PanelCaseDeadline, PanelCaseStep
from candour.contexts.pathway.queries import case_facts, case_sides
from candour.kernel.people.actor import Actor
from candour.kernel.procedures.acts import Kind, Passed
from candour.kernel.procedures.facts import Refusal, Refused, Words

CASE: Kind[PanelCase, PanelCaseStep] = Kind("pathway.case", PanelCase, PanelCaseStep, PanelCaseDeadline, case_facts.of)
"""A panel case, for the operations that take its steps."""


class Taking(Passed[PanelCase, PanelCaseStep]):
    """A case that is locked and on which the procedure lets the step pass."""

    @property
    def case(self) -> PanelCase:
        """The case."""
        return self.record


def judged(
    case_id: UUID,
    step: str,
    *,
    actor: Actor,
    at: datetime,
    seen: int | None,
    given: Collection[str] = (),
    fields: Mapping[str, object] | None = None,
    also: Callable[[PanelCase], Sequence[Refusal]] | None = None,
) -> Taking:
    """Lock the case and let the procedure judge the step. ``also`` is what only the operation can know of the locked case:
    its reasons are given together with the procedure's, so that nobody finds them one after another."""
    case = CASE.lock(case_id)
    own = [*_not_theirs(case, step, actor), *(also(case) if also else ())]
    kind = Kind(
        CASE.procedure,
        CASE.model,
        CASE.history,
        CASE.deadline,
        lambda record, doer: case_facts.of(record, doer, on=localdate(at)),
    )
    try:
        facts = kind.judged(case, step, doer=actor, at=at, seen=seen, given=given, fields=fields)
    except Refused as refused:
        raise Refused((*refused.refusals, *own)) from None
    if own:
        raise Refused(tuple(own))
    return Taking(CASE, case, facts, step, actor, at)


def _not_theirs(case: PanelCase, step: str, actor: Actor) -> list[Refusal]:
    """The procedure knows roles, and no panel: whoever runs another one may see a case and not work on it."""
    if case_sides.may_take(case, step, actor):
        return []
    return [
        Refusal(
            "not_yours",
            _("This is the case of another panel, which keeps it until it is taken on."),
            _("Take it on first, or say that you do not."),
        )
    ]


def refuse(code: str, says: Words, mend: Words = "") -> Refused:
    """A refusal with one reason, for what only the operation can know."""
    return Refused((Refusal(code, says, mend),))
