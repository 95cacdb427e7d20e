"""Once a minute: bodies that are late with what they were asked, or will be soon, are reminded."""

from __future__ import annotations

from django.utils import timezone

from candour.contexts.recommendations.operations import reminding
from candour.kernel.doors import Door
from candour.kernel.notifications import registry


def remind() -> int:
    """Remind whoever is late, or will be soon, and was not reminded of that."""
    return reminding.remind_all(at=timezone.now())


def register_following() -> None:
    """Make the work known to the office door's worker."""
    registry.add_sweep(Door.OFFICE, "recommendations.remind", remind)
