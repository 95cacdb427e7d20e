"""A referral becomes a case of a panel."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.timezone import localdate

from candour.contexts.pathway.models import PanelCase, PanelCaseDeadline, PanelCaseStep, Referral
from candour.contexts.pathway.operations.acts import Kind
from candour.contexts.pathway.procedure import CASE
from candour.contexts.pathway.queries import limits
from candour.kernel.people.actor import Actor
from candour.kernel.procedures.facts import Doer, Facts

HOLD_PANEL = "pathway.hold_panel"


def _before(case: PanelCase, doer: Doer) -> Facts:
    """A case that begins has no facts yet."""
    return Facts(subject=case.id, state="")


_BEGINNING = Kind(CASE.name, PanelCase, PanelCaseStep, PanelCaseDeadline, _before)


def begin_case(
    *, referral: Referral, authority_id: UUID, owner_id: UUID, nation: str, actor: Actor, at: datetime
) -> PanelCase:
    """Begin a case of this authority's panel, owned by ``owner_id``, in the caller's transaction.

    ``nation`` is the authority's: law, names and forms follow it. The force may not change a case once it is the panel's, so
    the day of the first time limit is written with it.
    """
    on = localdate(at)
    found = limits.of(HOLD_PANEL, nation, on)
    case = PanelCase(
        referral=referral,
        individual_id=referral.individual_id,
        force_id=referral.force_id,
        authority_id=authority_id,
        nation=nation,
        referred_on=on,
        owner_id=owner_id,
        next_due_on=found[1] if found else None,
        is_synthetic=referral.is_synthetic,
    )
    _BEGINNING.begin(case, "receive", doer=actor, door=actor.door, at=at, codes={"referral": str(referral.id)})
    return case
