"""What a body prepares before it sends it. Nobody outside the body sees it: neither the office nor the public."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q

from candour.contexts.recommendations import codes
from candour.contexts.recommendations.models import rules
from candour.contexts.recommendations.models.issued import LONG_TEXT, Addressee
from candour.kernel.doors import Access, Door, may


class ResponseDraft(models.Model):
    """A response in the making: one for each addressee, rewritten until a second person of the body signs it off.

    Sending copies it into ``Response`` and its tasks, and deletes it. ``tasks`` holds ``{"text", "due_on", "owner"}``.
    """

    access: ClassVar[Access] = Access(
        (
            may(
                Door.DELIVERY,
                select=rules.of_addressee(),
                insert=rules.of_addressee() & rules.BY_ACTOR,
                update=rules.of_addressee(),
                update_check=rules.of_addressee() & rules.BY_ACTOR,
                delete=rules.of_addressee(),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    addressee = models.OneToOneField(Addressee, on_delete=models.PROTECT, related_name="response_draft")
    kind = models.CharField(max_length=20, choices=codes.ResponseKind.choices, blank=True)
    reasons = models.TextField(blank=True, validators=[MaxLengthValidator(LONG_TEXT)])
    plan = models.TextField(blank=True, validators=[MaxLengthValidator(LONG_TEXT)])
    for_body = models.CharField(max_length=200, blank=True)
    tasks = models.JSONField(default=list, blank=True)
    version = models.PositiveIntegerField(default=1, help_text="rises with each saving: who saves an older one is told")
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True, help_text="given to a colleague to sign off")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", help_text="who wrote it last"
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True) | (~Q(kind="") & ~Q(reasons="")),
                name="draft_submitted_is_filled",
            ),
        )

    def __str__(self) -> str:
        return f"draft {self.version}"
