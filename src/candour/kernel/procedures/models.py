"""The history that every record under a procedure keeps. Each context makes its own table from this."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models


class StepTaken(models.Model):
    """One step: a dated fact that is never changed. A correction is another one that names it.

    A subclass adds the foreign key to its record and names it in ``SUBJECT_FIELD``.
    """

    SUBJECT_FIELD: ClassVar[str]
    by_id: uuid.UUID | None
    corrects_id: uuid.UUID | None

    class Kind(models.TextChoices):
        """Who took it, without saying who."""

        STAFF = "staff"
        REPORTER = "reporter"
        REFERRER = "referrer"
        PERSON = "person"
        SYSTEM = "system"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.PositiveIntegerField(help_text="position in the record's own history, from 1")
    step = models.CharField(max_length=40)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    by_kind = models.CharField(max_length=10, choices=Kind.choices)
    taken_on = models.DateField()
    taken_at = models.DateTimeField(null=True, help_text="empty for a reporter: the exact time could point to them")
    rationale = models.TextField(blank=True, validators=[MaxLengthValidator(4_000)])
    corrects = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    ledger_entry = models.UUIDField(unique=True)

    class Meta:
        abstract = True
        ordering = ("number",)

    def __str__(self) -> str:
        return f"{self.number}. {self.step}"

    @property
    def subject_id(self) -> uuid.UUID:
        """The id of the record whose history this is."""
        return uuid.UUID(str(getattr(self, f"{self.SUBJECT_FIELD}_id")))
