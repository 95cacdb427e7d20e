"""A professional's referral that is not yet made: theirs alone, to save and return to."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from candour.contexts.pathway.models import rules
from candour.kernel.doors import Access, Door, actor_is, may

_OWN = actor_is("person_id") & rules.REFERS


class ReferralDraft(models.Model):
    """Answers given so far. Gone when the referral is made, when its author deletes it, or after a while."""

    access: ClassVar[Access] = Access((may(Door.DELIVERY, select=_OWN, insert=_OWN, update=_OWN, delete=_OWN),))

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    answers = models.JSONField(default=dict)
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["person", "-saved_at"], name="referral_draft_own"),)

    def __str__(self) -> str:
        return f"draft of {self.begun_at:%Y-%m-%d}"
