"""A referral becomes a case of a panel."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.timezone import localdate

from candour.contexts.pathway.models import PanelCase, Referral
from candour.contexts.pathway.operations.cases_taking import CASE
from candour.contexts.pathway.queries import limits
from candour.kernel.people.actor import Actor

HOLD_PANEL = "pathway.hold_panel"


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
    CASE.begin(case, "receive", doer=actor, door=actor.door, at=at, codes={"referral": str(referral.id)})
    return case
