"""Which concerns belong together: those of a campaign, and those that tell the same matter again."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q

from candour.contexts.concerns.models import rules
from candour.contexts.concerns.models.concern import MEDIUM_TEXT, Concern
from candour.kernel.doors import Access, Door, Rule, actor_is, may

_KNOWN = rules.coded() & Rule("duplicate_of_id is null or duplicate_of_id <> all((select concerns_excluded())::uuid[])")
"""A link says something of both of its ends: whoever is barred from either does not see it."""


class Campaign(models.Model):
    """Many people who write about the same thing: a name for it, and somebody who looks after it."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.OFFICE,
                select=rules.HANDLES_CONCERNS,
                insert=rules.HANDLES_CONCERNS & actor_is("started_by_id"),
                update=rules.HANDLES_CONCERNS,
                update_columns=("name", "owner_id", "ended_on"),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["name"], condition=Q(ended_on__isnull=True), name="campaign_named_once"),
        )

    def __str__(self) -> str:
        return self.name


class ConcernLink(models.Model):
    """A concern is part of a campaign, or tells again what another one tells. Taken back by a dated end with a reason."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.OFFICE,
                select=_KNOWN,
                insert=_KNOWN & actor_is("linked_by_id"),
                update=_KNOWN,
                update_columns=("ended_by_id", "ended_on", "end_reason"),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="links")
    campaign = models.ForeignKey(Campaign, null=True, blank=True, on_delete=models.PROTECT, related_name="links")
    duplicate_of = models.ForeignKey(Concern, null=True, blank=True, on_delete=models.CASCADE, related_name="repeats")
    linked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    linked_on = models.DateField()
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.TextField(blank=True, validators=[MaxLengthValidator(MEDIUM_TEXT)])

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(campaign__isnull=True) ^ Q(duplicate_of__isnull=True), name="link_is_one_of_two"
            ),
            models.CheckConstraint(
                condition=Q(duplicate_of__isnull=True) | ~Q(duplicate_of=F("concern")), name="link_not_to_itself"
            ),
            models.UniqueConstraint(
                fields=["concern"],
                condition=Q(ended_on__isnull=True, campaign__isnull=False),
                name="in_one_campaign_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["concern"],
                condition=Q(ended_on__isnull=True, duplicate_of__isnull=False),
                name="duplicate_of_one_at_a_time",
            ),
        )

    def __str__(self) -> str:
        return "link"
