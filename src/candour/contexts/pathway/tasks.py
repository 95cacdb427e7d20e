"""Once a minute: transfers that nobody answered in time lapse, who has to know is told that something waits or that a
panel meets, and drafts of
referrals that were left alone go.
"""

from __future__ import annotations

from django.utils import timezone

from candour.contexts.pathway.operations import (
    lapsing,
    making,
    meeting_notices,
    rights_notices,
    transfer_notices,
)
from candour.kernel.doors import Door
from candour.kernel.notifications import registry


def lapse() -> int:
    """Let lapse what was not accepted in time."""
    return lapsing.lapse_all(at=timezone.now())


def register() -> None:
    """Make the kinds of notice known, and the work to the delivery door's worker. In the order of their names: what
    lapses in this minute is told in this minute."""
    transfer_notices.register()
    registry.add_sweep(Door.DELIVERY, "pathway.transfers.1", lapse)
    registry.add_sweep(Door.DELIVERY, "pathway.transfers.2", transfer_notices.sweep)
    rights_notices.register()
    registry.add_sweep(Door.DELIVERY, "pathway.rights", rights_notices.sweep)
    meeting_notices.register()
    registry.add_sweep(Door.DELIVERY, "pathway.meetings", meeting_notices.sweep)
    registry.add_sweep(Door.DELIVERY, "pathway.drafts", making.sweep)
