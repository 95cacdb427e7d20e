"""Lists of tags that change over time: CONTEST strands and Prevent objectives, each term valid from a day to a day."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from candour.contexts.recommendations import codes
from candour.kernel.doors import EVERY_ROW, Access, Door, may


class TagTerm(models.Model):
    """A term of a list of tags, valid from a day to a day. Loaded from ``reference/tag_terms.csv``."""

    access: ClassVar[Access] = Access(
        (
            may(Door.PUBLIC, select=EVERY_ROW),
            may(Door.DELIVERY, select=EVERY_ROW),
            may(Door.OFFICE, select=EVERY_ROW),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    list = models.CharField(max_length=20, choices=codes.TagList.choices)
    code = models.CharField(max_length=40)
    label = models.CharField(max_length=300)
    label_cy = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=300)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True, help_text="the first day on which it is no longer used")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["list", "code", "valid_from"], name="tag_term_once_from_a_day"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                name="tag_term_ends_after_start",
            ),
        )

    def __str__(self) -> str:
        return self.label
