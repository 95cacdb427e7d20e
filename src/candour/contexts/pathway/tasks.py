"""The work of the delivery door's worker. Once a minute: transfers that nobody answered in time lapse, who has to know is
told that something waits or that a panel meets, and drafts of referrals that were left alone go. As they come: signed papers
are examined. The clock is read here.
"""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from candour.contexts.pathway.operations import (
    lapsing,
    making,
    meeting_notices,
    papers,
    rights_notices,
    transfer_notices,
)
from candour.kernel.documents import operations as documents
from candour.kernel.documents import registry as files
from candour.kernel.documents import scanner
from candour.kernel.doors import Door
from candour.kernel.notifications import registry


def lapse() -> int:
    """Let lapse what was not accepted in time."""
    return lapsing.lapse_all(at=timezone.now())


def papers_to_examine() -> list[UUID]:
    """What waits. What waits for a scanner alone is listed while there is one."""
    return papers.PAPERS.pending(has_scanner=scanner.answers())


def examine(paper: UUID) -> str:
    """One file, as far as it goes now."""
    return documents.process(holder_name=papers.PAPERS.name, document=paper, at=timezone.now())


def register() -> None:
    """Make the kinds of notice and the files known, and the work to the delivery door's worker. In the order of their names:
    what lapses in this minute is told in this minute."""
    files.add(papers.PAPERS.holder)
    registry.add_work(registry.Work(papers.PAPERS.name, Door.DELIVERY, papers_to_examine, examine))
    transfer_notices.register()
    registry.add_sweep(Door.DELIVERY, "pathway.transfers.1", lapse)
    registry.add_sweep(Door.DELIVERY, "pathway.transfers.2", transfer_notices.sweep)
    rights_notices.register()
    registry.add_sweep(Door.DELIVERY, "pathway.rights", rights_notices.sweep)
    meeting_notices.register()
    registry.add_sweep(Door.DELIVERY, "pathway.meetings", meeting_notices.sweep)
    registry.add_sweep(Door.DELIVERY, "pathway.drafts", making.sweep)
