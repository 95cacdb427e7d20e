"""What was published, exactly as it left: the texts whose digests stand in the public ledger.

A body may take another name later, and a term another wording. What was published keeps the words that it had: these are
the bytes that a reader downloads and looks up.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from candour.contexts.recommendations.models import rules
from candour.contexts.recommendations.models.issued import Recommendation, Report
from candour.kernel.doors import Access, Door, actor_has, may

_SIGNS = actor_has(rules.HEAD, rules.COMMISSIONER)
"""Who publishes: the same who may put something into the public tree."""


class PublishedText(models.Model):
    """The text of a report as it was published, or of one recommendation that was added to a published report."""

    access: ClassVar[Access] = Access(
        (
            may(Door.PUBLIC, select=rules.of_report()),
            may(Door.OFFICE, select=rules.READS, insert=_SIGNS),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="published_texts")
    recommendation = models.OneToOneField(
        Recommendation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="published_text",
        help_text="empty: the whole report with what was issued by then",
    )
    text = models.TextField()
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the text in UTF-8, in hexadecimal")
    published_on = models.DateField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["report"], condition=Q(recommendation__isnull=True), name="report_published_once"
            ),
            models.CheckConstraint(condition=Q(digest__regex="^[0-9a-f]{64}$"), name="published_text_has_its_digest"),
        )

    def __str__(self) -> str:
        return self.digest
