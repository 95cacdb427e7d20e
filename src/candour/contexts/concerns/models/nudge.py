"""That a reporter who asked for it was told by email that something new waits. No door reads or writes it: see
``concerns_nudges_pending`` in ``sql/functions.sql``."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from candour.contexts.concerns.models.concern import Concern
from candour.kernel.doors import NO_DOOR, Access


class Nudge(models.Model):
    """One such email: on which day, and up to which message of the mailbox."""

    access: ClassVar[Access] = NO_DOOR

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="nudges")
    up_to = models.PositiveIntegerField(help_text="number of the last message it told about")
    sent_on = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["concern", "sent_on"], name="one_nudge_a_day"),)

    def __str__(self) -> str:
        return f"nudge of {self.sent_on:%Y-%m-%d}"
