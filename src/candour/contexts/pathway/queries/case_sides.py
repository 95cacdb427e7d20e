"""On which side of a panel case somebody stands: its own panel, the panel of another area, the force, a partner or guest."""

from __future__ import annotations

from candour.contexts.pathway.models import PanelCase
from candour.contexts.pathway.procedure import basis
from candour.contexts.pathway.queries import visible
from candour.kernel.people.actor import Actor

OF_NEW_AREA = frozenset({"accept_move", "decline_move"})
"""For the panel that is asked to take it on."""

OF_ANYBODY = frozenset({"give_information", "declare_interest"})
"""For everybody who sees it: the police, partners and guests too."""


def is_panels(case: PanelCase, actor: Actor) -> bool:
    """Whether this person runs the panel that has the case."""
    return case.authority_id in visible.organisations_as(actor, *basis.PANEL)


def is_forces(case: PanelCase, actor: Actor) -> bool:
    """Whether this person is a Prevent officer of the force that referred it."""
    return case.force_id in visible.forces_of(actor)


def may_take(case: PanelCase, step: str, actor: Actor) -> bool:
    """Whether a step is for the side on which this person stands. Whether it is possible now is the procedure's to say."""
    return step in OF_ANYBODY | OF_NEW_AREA or is_panels(case, actor)
