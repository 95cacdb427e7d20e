"""Where a meeting was to be before somebody moved it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from candour.contexts.pathway.models.panel import Meeting
from candour.kernel.doors import Access, Door, Rule, actor_is, may

_SEEN = Rule("exists (select 1 from pathway_meeting m where m.id = meeting_id)")
_STANDS_SO = Rule(
    "exists (select 1 from pathway_meeting m where m.id = meeting_id"
    " and m.authority_id = any((select pathway_authorities())::uuid[])"
    " and m.held_on = was_held_on and m.starts_at = was_starts_at and m.place = was_place)"
)
"""Of a panel that one runs; and what is said of the meeting is what stands there now. So the row is written first, and the
meeting is changed after it."""


class MeetingMove(models.Model):
    """A meeting was moved: the day, the hour and the place that were told before. Why it was stands in the history. Only
    ever added to: a calendar that somebody kept can be held against it."""

    access: ClassVar[Access] = Access((may(Door.DELIVERY, select=_SEEN, insert=_STANDS_SO & actor_is("moved_by_id")),))

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="moves")
    was_held_on = models.DateField()
    was_starts_at = models.TimeField()
    was_place = models.CharField(max_length=300)
    moved_at = models.DateTimeField()
    moved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["meeting", "moved_at"], name="meeting_moved_once_at_a_time"),)

    def __str__(self) -> str:
        return f"from {self.was_held_on:%Y-%m-%d}"
