"""Work of the office's worker: files that wait to be examined, and files that nobody claims. The clock is read here."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils import timezone

from candour.contexts.concerns.operations import filework
from candour.kernel.documents import operations as documents
from candour.kernel.documents import registry, scanner
from candour.kernel.doors import Door
from candour.kernel.notifications import registry as work

SWEEP = UUID("5f1c6f6e-3b0d-4d7e-9b0a-4d5f4c6f2a11")
"""The one piece of work of the sweep."""

_swept_on: list[date] = []


def files_to_examine() -> list[UUID]:
    """What waits. What waits for a scanner alone is listed while there is one."""
    return filework.pending(has_scanner=scanner.answers())


def examine(document: UUID) -> str:
    """One file, as far as it goes now."""
    return documents.process(holder_name=filework.NAME, document=document, at=timezone.now())


def to_sweep() -> list[UUID]:
    """Once a day, and after each start."""
    today = timezone.localdate()
    if _swept_on == [today]:
        return []
    _swept_on[:] = [today]
    return [SWEEP]


def sweep(_key: UUID) -> int:
    """Remove what no row names any more."""
    return documents.sweep(at=timezone.now())


def register() -> None:
    """Make the files of concerns known to the kernel, and their work to the office's worker."""
    registry.add(filework.HOLDER)
    work.add_work(work.Work("concerns.files", Door.OFFICE, files_to_examine, examine))
    work.add_work(work.Work("documents.sweep", Door.OFFICE, to_sweep, sweep))
