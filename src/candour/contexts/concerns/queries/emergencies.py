"""Emergency access, for those who review it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from candour.contexts.concerns.models import EmergencyAccess

SHOWN = 100
"""How many that were reviewed before are listed."""


def waiting() -> list[EmergencyAccess]:
    """What nobody has reviewed yet, the oldest first."""
    return list(_rows().filter(reviewed_by=None).order_by("taken_at"))


def reviewed() -> list[EmergencyAccess]:
    """What was reviewed, the last first; as many as fit a page."""
    return list(_rows().exclude(reviewed_by=None).order_by("-taken_at")[:SHOWN])


def one(access_id: UUID, *, not_of: UUID) -> EmergencyAccess | None:
    """One access that this person may review: somebody else's."""
    return _rows().exclude(person_id=not_of).filter(id=access_id).first()


def runs(access: EmergencyAccess, at: datetime) -> bool:
    """Whether it still lets the person in."""
    return access.ended_at is None and access.until_at > at


def _rows() -> QuerySet[EmergencyAccess]:
    return EmergencyAccess.objects.select_related("concern", "person", "reviewed_by")
