"""Texts that the office sends often, kept by the head of office in versions."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q

from candour.contexts.concerns import codes
from candour.contexts.concerns.models import rules
from candour.contexts.concerns.models.concern import LONG_TEXT
from candour.kernel.doors import Access, Door, actor_has, actor_is, may


class MessageTemplate(models.Model):
    """One version of a text. A change is a new version of the same ``family``; what was in force is ended, not deleted."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.OFFICE,
                select=rules.HANDLES_CONCERNS,
                insert=actor_has("head_of_office") & actor_is("created_by_id"),
                update=actor_has("head_of_office"),
                update_columns=("ended_on",),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    family = models.UUIDField(default=uuid.uuid4, editable=False)
    version = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(max_length=80)
    purpose = models.CharField(max_length=20, choices=codes.Purpose.choices)
    language = models.CharField(max_length=10, choices=codes.WrittenLanguage.choices)
    text = models.TextField(validators=[MaxLengthValidator(LONG_TEXT)])
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["family", "version"], name="template_version_once"),
            models.UniqueConstraint(fields=["family"], condition=Q(ended_on__isnull=True), name="one_version_in_force"),
        )

    def __str__(self) -> str:
        return self.name
