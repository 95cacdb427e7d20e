"""The support plan of a case: what s.36(5) asks for, the needs with their owners, and the reviews.

A plan is never changed: a later version replaces an earlier one, which stays. A need is never removed: it is settled.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q

from candour.contexts.pathway.models import rules
from candour.contexts.pathway.models.choices import Looked, Other, Settled
from candour.contexts.pathway.models.individual import TEXT
from candour.contexts.pathway.models.outcome import PanelCase
from candour.kernel.doors import Access, Door, actor_is, may
from candour.kernel.people.models import Organisation

_WORDS = [MaxLengthValidator(TEXT)]


class SupportPlan(models.Model):
    """One version of the plan: how, when and by whom consent is asked; what the support is; who gives it, how and when."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.DELIVERY,
                select=rules.hangs_from_case(),
                insert=rules.worked_on_by_own_panel() & actor_is("written_by_id"),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(PanelCase, on_delete=models.CASCADE, related_name="plans")
    version = models.PositiveSmallIntegerField()
    consent_how = models.TextField(validators=_WORDS, help_text="how and when consent is asked for")
    consent_by = models.CharField(max_length=300, help_text="by whom")
    nature = models.TextField(validators=_WORDS)
    providers = models.TextField(validators=_WORDS)
    how_and_when = models.TextField(validators=_WORDS)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "version"], name="plan_version_once"),)

    def __str__(self) -> str:
        return f"version {self.version}"


class PlanNeed(models.Model):
    """One need: whose it is to see to, by when, and what became of it."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.DELIVERY,
                select=rules.hangs_from_case(),
                insert=rules.worked_on_by_own_panel() & actor_is("added_by_id"),
                update=rules.worked_on_by_own_panel(),
                update_columns=("settled", "settled_on", "settled_by_id", "settled_words"),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(PanelCase, on_delete=models.CASCADE, related_name="plan_needs")
    number = models.PositiveSmallIntegerField()
    what = models.TextField(validators=_WORDS)
    owner_name = models.CharField(max_length=200)
    owner_body = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    copied_from = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    settled = models.CharField(max_length=10, choices=Settled.choices, blank=True)
    settled_on = models.DateField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    settled_words = models.TextField(blank=True, validators=_WORDS)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["case", "number"], name="plan_need_number_once"),
            models.CheckConstraint(
                condition=Q(settled="", settled_on__isnull=True)
                | (~Q(settled="") & Q(settled_on__isnull=False) & ~Q(settled_words="")),
                name="settled_need_says_how",
            ),
        )

    def __str__(self) -> str:
        return f"need {self.number}"


class OtherHelp(models.Model):
    """The answer to s.36(6): where support is not offered, or ends, was health or social care considered?"""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.DELIVERY,
                select=rules.hangs_from_case(),
                insert=rules.worked_on_by_own_panel() & actor_is("decided_by_id"),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(PanelCase, on_delete=models.CASCADE, related_name="other_help")
    answer = models.CharField(max_length=12, choices=Other.choices)
    words = models.TextField(validators=_WORDS, help_text="who was asked for what, or why it is not needed")
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.answer


class CaseReview(models.Model):
    """A look at a case after it began: of the support, or after it was closed."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.DELIVERY,
                select=rules.hangs_from_case(),
                insert=rules.worked_on_by_own_panel() & actor_is("entered_by_id"),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(PanelCase, on_delete=models.CASCADE, related_name="reviews")
    kind = models.CharField(max_length=10, choices=Looked.choices)
    held_on = models.DateField(help_text="the event")
    found = models.TextField(validators=_WORDS)
    concern_found = models.BooleanField(help_text="whether a new concern about radicalisation was found")
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.kind} on {self.held_on:%Y-%m-%d}"
