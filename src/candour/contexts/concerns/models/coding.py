"""The versioned taxonomy in which concerns are coded, and the directory of bodies people are pointed to."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from candour.contexts.concerns.models import rules
from candour.contexts.concerns.models.concern import Concern
from candour.kernel.doors import EVERY_ROW, Access, Door, Rule, actor_has, may


class TaxonomyTerm(models.Model):
    """One term of the taxonomy, valid from a day to a day. Old concerns keep the terms of their time."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.OFFICE,
                select=EVERY_ROW,
                insert=actor_has("head_of_office"),
                update=actor_has("head_of_office"),
            ),
        )
    )

    class Axis(models.TextChoices):
        """What a term says something about."""

        ISSUE = "issue"
        HARM = "harm"
        OBJECTIVE = "objective"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.PositiveSmallIntegerField()
    axis = models.CharField(max_length=10, choices=Axis.choices)
    code = models.CharField(max_length=40)
    label = models.CharField(max_length=200)
    meaning = models.CharField(max_length=400, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["version", "axis", "code"], name="term_once_per_version"),)

    def __str__(self) -> str:
        return self.label


class ConcernCode(models.Model):
    """A term given to a concern by a caseworker. Taken back by a dated end, not by removal."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.OFFICE,
                select=rules.coded(),
                insert=rules.coded() & Rule("coded_by_id = (select access_actor())"),
                update=rules.coded(),
                update_columns=("removed_on",),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="codes")
    term = models.ForeignKey(TaxonomyTerm, on_delete=models.PROTECT, related_name="+")
    coded_on = models.DateField()
    coded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    removed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["concern", "term"],
                condition=Q(removed_on__isnull=True),
                name="term_once_per_concern",
            ),
        )

    def __str__(self) -> str:
        return "code"


class SignpostBody(models.Model):
    """A body that people are pointed to when the office is not the right one."""

    access: ClassVar[Access] = Access(
        (
            may(Door.PUBLIC, select=EVERY_ROW),
            may(
                Door.OFFICE,
                select=EVERY_ROW,
                insert=actor_has("head_of_office"),
                update=actor_has("head_of_office"),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    looks_at = models.CharField(max_length=400, help_text="what it looks at, in plain words")
    nations = models.CharField(
        max_length=60,
        blank=True,
        help_text="nation codes, comma-separated; empty means all",
    )
    website = models.URLField(blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "signpost bodies"

    def __str__(self) -> str:
        return self.name
