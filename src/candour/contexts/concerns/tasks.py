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

_swept_on: list[date] = []


def files_to_examine() -> list[UUID]:
    """What waits. What waits for a scanner alone is listed while there is one."""
    return filework.pending(has_scanner=scanner.answers())


def examine(document: UUID) -> str:
    """One file, as far as it goes now."""
    return documents.process(holder_name=filework.NAME, document=document, at=timezone.now())


def sweep() -> int:
    """Remove what no row names any more: once a day, and after each start."""
    today = timezone.localdate()
    if _swept_on == [today]:
        return 0
    _swept_on[:] = [today]
    return documents.sweep(at=timezone.now())


def register() -> None:
    """Make the files of concerns known to the kernel, and their work to the office's worker."""
    registry.add(filework.HOLDER)
    work.add_work(work.Work("concerns.files", Door.OFFICE, files_to_examine, examine))
    work.add_sweep(Door.OFFICE, "documents", sweep)
