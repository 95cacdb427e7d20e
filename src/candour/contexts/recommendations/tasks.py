"""Work of the office's worker: figures counted and plots drawn for the public tracker, and bodies reminded. The clock is read here."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils import timezone

from candour.contexts.recommendations.operations import publishing, reminding
from candour.contexts.recommendations.queries import tracker_mark
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
