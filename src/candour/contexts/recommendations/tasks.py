"""Work of the workers. The office's: figures counted and plots drawn for the public tracker, and bodies reminded. The delivery
door's: the evidence files of bodies are examined. The clock is read here.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils import timezone

from candour.contexts.recommendations.operations import evidence, publishing, reminding
from candour.contexts.recommendations.queries import tracker_mark
from candour.kernel.documents import operations as documents
from candour.kernel.documents import registry as files
from candour.kernel.documents import scanner
from candour.kernel.doors import Door
from candour.kernel.notifications import registry

_done: list[tuple[date, UUID | None]] = []


def publish() -> int:
    """Count and draw when something changed, or a day began, since this worker did so last; how much was written."""
    now = (timezone.localdate(), tracker_mark.mark())
    if _done == [now]:
        return 0
    written = publishing.count(at=timezone.now()) + publishing.draw()
    _done[:] = [now]
    return written


def register_tracker() -> None:
    """Put it among what the office's worker does every minute."""
    registry.add_sweep(Door.OFFICE, "recommendations.tracker", publish)


def remind() -> int:
    """Remind whoever is late, or will be soon, and was not reminded of that."""
    return reminding.remind_all(at=timezone.now())


def register_following() -> None:
    """Make the work known to the office door's worker."""
    registry.add_sweep(Door.OFFICE, "recommendations.remind", remind)


def evidence_to_examine() -> list[UUID]:
    """What waits. What waits for a scanner alone is listed while there is one."""
    return evidence.EVIDENCE.pending(has_scanner=scanner.answers())


def examine_evidence(file: UUID) -> str:
    """One file, as far as it goes now."""
    return documents.process(holder_name=evidence.EVIDENCE.name, document=file, at=timezone.now())


def register_evidence() -> None:
    """Make the files known, and the work to the delivery door's worker: the record is that door's, and the office must not be
    able to release what nothing looked at."""
    files.add(evidence.EVIDENCE.holder)
    registry.add_work(registry.Work(evidence.EVIDENCE.name, Door.DELIVERY, evidence_to_examine, examine_evidence))
