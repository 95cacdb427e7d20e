"""Erasing a concern: asked by one person, decided by another."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q

from candour.contexts.concerns import codes
from candour.contexts.concerns.models import rules
from candour.contexts.concerns.models.concern import MEDIUM_TEXT, Concern
from candour.kernel.doors import Access, Door, Rule, actor_is, may


class Erasure(models.Model):
    """A request to erase a concern and the decision. What it erases goes through ``concerns_erase`` alone."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.OFFICE,
                select=rules.coded(),
                insert=rules.coded() & actor_is("requested_by_id") & Rule("decided_by_id is null"),
                update=rules.coded() & Rule("decided_by_id is null"),
                update_check=rules.coded() & rules.OVERSEES & actor_is("decided_by_id"),
                update_columns=("decided_by_id", "decided_at", "is_refused", "decision_reason"),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="erasures")
    basis = models.CharField(max_length=10, choices=codes.ErasureBasis.choices)
    reason = models.TextField(validators=[MaxLengthValidator(MEDIUM_TEXT)])
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    is_refused = models.BooleanField(default=False)
    decision_reason = models.TextField(blank=True, validators=[MaxLengthValidator(MEDIUM_TEXT)])

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("requested_by")),
                name="erasure_needs_a_second_person",
            ),
            models.UniqueConstraint(
                fields=["concern"], condition=Q(decided_by__isnull=True), name="one_erasure_waits_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return self.basis
