"""Earlier reviews, as public sources tell of them: nothing is shown that the source does not hold.

Loaded from ``reference/earlier_reviews.csv`` by the owner. No step of a procedure stands behind these rows, and nobody of the
office has verified them: the tracker says so.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.core.validators import MaxLengthValidator
from django.db import models

from candour.contexts.recommendations.models import rules
from candour.contexts.recommendations.models.issued import TEXT, Recommendation, Report
from candour.kernel.doors import EVERY_ROW, Access, Door, may


class Reported(models.Model):
    """What a source says of one recommendation of an earlier review: to whom, the response and status, as of a day."""

    access: ClassVar[Access] = Access(
        (may(Door.PUBLIC, select=rules.of_recommendation()), may(Door.OFFICE, select=rules.READS))
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recommendation = models.OneToOneField(Recommendation, on_delete=models.PROTECT, related_name="reported")
    addressee = models.CharField(max_length=300)
    response = models.CharField(max_length=300)
    status = models.CharField(max_length=300)
    as_of = models.DateField(help_text="the day for which the source says so")
    precision = models.CharField(max_length=10, default="day")
    source = models.CharField(max_length=500)

    def __str__(self) -> str:
        return f"as of {self.as_of:%Y-%m-%d}"


class ReportNote(models.Model):
    """What a source says of a whole report on a day: how many there are, and how many are done."""

    access: ClassVar[Access] = Access(
        (may(Door.PUBLIC, select=rules.of_report()), may(Door.OFFICE, select=rules.READS))
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField(validators=[MaxLengthValidator(TEXT)])
    addressee = models.CharField(max_length=300)
    response = models.CharField(max_length=300)
    status = models.CharField(max_length=300)
    recommendations = models.PositiveSmallIntegerField(null=True, blank=True, help_text="how many there are")
    recommendations_done = models.PositiveSmallIntegerField(null=True, blank=True)
    tasks = models.PositiveSmallIntegerField(null=True, blank=True)
    tasks_done = models.PositiveSmallIntegerField(null=True, blank=True)
    as_of = models.DateField()
    precision = models.CharField(max_length=10, default="day")
    source = models.CharField(max_length=500)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["report", "as_of", "text"], name="report_note_once"),)

    def __str__(self) -> str:
        return f"as of {self.as_of:%Y-%m-%d}"


class Withheld(models.Model):
    """Rows of the history that are not shown, because what supports them is not good enough: counted, by report and why."""

    access: ClassVar[Access] = Access((may(Door.PUBLIC, select=EVERY_ROW), may(Door.OFFICE, select=rules.READS)))

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report_title = models.CharField(max_length=300)
    published = models.CharField(max_length=20, help_text="as the file has it")
    certainty = models.CharField(max_length=40, help_text="as the file has it")
    rows = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["report_title", "certainty"], name="withheld_once"),)

    def __str__(self) -> str:
        return f"{self.rows} {self.certainty}"
