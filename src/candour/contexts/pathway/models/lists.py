"""Lists that change over time: code lists valid from a day to a day with a map between them, and policy choices."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from candour.kernel.doors import EVERY_ROW, Access, Door, may
from candour.kernel.people.roles import Nation

_READ_BY_ALL = Access((may(Door.PUBLIC, select=EVERY_ROW), may(Door.DELIVERY, select=EVERY_ROW)))


class CodeTerm(models.Model):
    """One term of a list. Old records keep the terms of their time. Loaded from ``reference/code_terms.csv``."""

    access: ClassVar[Access] = _READ_BY_ALL

    class List(models.TextChoices):
        """The lists there are."""

        CONCERN = "concern"
        FRAMEWORK = "framework"
        REASON = "reason"
        NEED = "need"
        CHARACTERISTIC = "characteristic"
        INTERVENTION = "intervention"
        EXIT = "exit"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    list = models.CharField(max_length=20, choices=List.choices)
    code = models.CharField(max_length=60)
    label = models.CharField(max_length=200)
    label_cy = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=20, blank=True, help_text="for reasons: the outcome they can stand for")
    is_ground = models.BooleanField(default=True, help_text="for reasons: whether one may rest on it alone")
    source = models.CharField(max_length=300, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True, help_text="the first day on which it is no longer used")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["list", "code", "valid_from"], name="code_term_once_from_a_day"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                name="code_term_ends_after_start",
            ),
        )

    def __str__(self) -> str:
        return self.label


class CodeMapping(models.Model):
    """Which later term comes nearest to an earlier one, and how sure that is: a comparison over the years says so."""

    access: ClassVar[Access] = _READ_BY_ALL

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    earlier = models.ForeignKey(CodeTerm, on_delete=models.CASCADE, related_name="later_terms")
    later = models.ForeignKey(CodeTerm, on_delete=models.CASCADE, related_name="earlier_terms")
    is_exact = models.BooleanField(help_text="whether the two mean the same; else only the nearest")
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["earlier", "later"], name="mapping_once"),)

    def __str__(self) -> str:
        return "mapping"


class PolicyChoice(models.Model):
    """A choice of policy that is not a length of time: its value, where it comes from, from when. A change is a new row."""

    access: ClassVar[Access] = _READ_BY_ALL

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=60)
    value = models.CharField(max_length=60)
    nation = models.CharField(max_length=20, choices=Nation.choices, blank=True, help_text="empty means every nation")
    source = models.CharField(max_length=300)
    in_force_from = models.DateField()
    in_force_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["code", "nation", "in_force_from"], name="one_choice_from_a_day"),
        )

    def __str__(self) -> str:
        return f"{self.code}: {self.value}"
