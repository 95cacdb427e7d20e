"""Figures that a journalist can quote: each with a permanent address, its day, and the entry of the public ledger."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from candour.kernel.doors import EVERY_ROW, Access, Door, may


class Figure(models.Model):
    """The counts of a day, as one canonical text whose digest stands in the public tree. Written once a day by the worker
    when something changed; never changed afterwards. ``scope`` is empty for all, ``report:<slug>``, or ``body:<id>``."""

    access: ClassVar[Access] = Access((may(Door.PUBLIC, select=EVERY_ROW), may(Door.OFFICE, select=EVERY_ROW)))

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    scope = models.CharField(max_length=120, blank=True)
    counted_on = models.DateField()
    counts = models.JSONField(help_text="by standing, with total, overdue and closed; whole numbers")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the canonical text, as the public ledger has it")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["scope", "counted_on"], name="figure_once_a_day"),)

    def __str__(self) -> str:
        return f"{self.scope or 'all'} {self.counted_on:%Y-%m-%d}"


class Drawn(models.Model):
    """A plot as it was drawn when what it shows changed last: served as a file."""

    access: ClassVar[Access] = Access((may(Door.PUBLIC, select=EVERY_ROW), may(Door.OFFICE, select=EVERY_ROW)))

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=160)
    language = models.CharField(max_length=2)
    svg = models.TextField()
    drawn_from = models.CharField(max_length=64, help_text="SHA-256 of the rows that it shows")
    drawn_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "drawn"
        constraints = (models.UniqueConstraint(fields=["name", "language"], name="drawn_once"),)

    def __str__(self) -> str:
        return self.name


class Changed(models.Model):
    """One row that gets another mark whenever something changes that the public may read (``sql/tracker.sql``): what a
    page's ETag is made of, and how the worker knows that there is something to count and to draw."""

    access: ClassVar[Access] = Access((may(Door.PUBLIC, select=EVERY_ROW), may(Door.OFFICE, select=EVERY_ROW)))

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    mark = models.UUIDField(help_text="random: it tells that something changed, and neither what nor how often")

    class Meta:
        verbose_name_plural = "changed"
        constraints = (models.CheckConstraint(condition=Q(id=1), name="changed_is_one_row"),)

    def __str__(self) -> str:
        return str(self.mark)
