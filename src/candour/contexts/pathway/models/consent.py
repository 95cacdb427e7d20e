"""Consent to support, append-only: who answered, in which capacity, for whom, how they were asked, in which language.

The necessary consent is the person's own; under 18 it is a parent's or guardian's (CTSA 2015 s.36(4); domain.md, 1.1).
The young person's own view stands beside it. Nothing here is changed: what is taken back is another row.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q

from candour.contexts.pathway.models import rules
from candour.contexts.pathway.models.choices import Answer, Capacity, Giver, YoungView
from candour.contexts.pathway.models.individual import TEXT
from candour.contexts.pathway.models.outcome import PanelCase
from candour.kernel.doors import Access, Door, actor_is, may

_GIVEN = Q(answer="given")


class Consent(models.Model):
    """One answer: given, refused, or withdrawn. ``number`` runs from 1 within the case; the last one counts."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.DELIVERY,
                select=rules.hangs_from_case(),
                insert=rules.worked_on_by_own_panel() & actor_is("recorded_by_id"),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(PanelCase, on_delete=models.CASCADE, related_name="consents")
    number = models.PositiveSmallIntegerField()
    answer = models.CharField(max_length=10, choices=Answer.choices)
    giver = models.CharField(max_length=20, choices=Giver.choices)
    name = models.CharField(max_length=200, help_text="of whoever answered")
    relationship = models.CharField(max_length=200, blank=True, help_text="to the person")
    is_under_18 = models.BooleanField(help_text="the person, on the day of the answer")
    capacity = models.CharField(max_length=10, choices=Capacity.choices, default=Capacity.HAS)
    best_interests = models.TextField(blank=True, validators=[MaxLengthValidator(TEXT)])
    young_view = models.CharField(max_length=10, choices=YoungView.choices, blank=True)
    young_words = models.TextField(blank=True, validators=[MaxLengthValidator(TEXT)])
    answered_on = models.DateField(help_text="the day of the answer: the event")
    how_asked = models.TextField(validators=[MaxLengthValidator(TEXT)])
    language = models.CharField(max_length=100, help_text="in which it was asked")
    interpreter = models.CharField(max_length=200, blank=True)
    paper = models.CharField(max_length=300, blank=True, help_text="where the signed paper is kept")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["case", "number"], name="consent_number_once"),
            models.CheckConstraint(
                condition=~_GIVEN | Q(is_under_18=False) | Q(giver__in=["parent", "guardian"]),
                name="consent_under_18_by_parent_or_guardian",
            ),
            models.CheckConstraint(
                condition=~_GIVEN | Q(is_under_18=True) | ~Q(giver__in=["parent", "guardian"]),
                name="consent_of_an_adult_not_by_a_parent",
            ),
            models.CheckConstraint(
                condition=~_GIVEN | Q(is_under_18=False) | ~Q(young_view=""), name="consent_has_the_young_persons_view"
            ),
            models.CheckConstraint(
                condition=~_GIVEN
                | Q(is_under_18=True)
                | (Q(capacity="has") & Q(giver="person"))
                | (Q(capacity="lacks") & Q(giver__in=["attorney", "best_interests"]) & ~Q(best_interests="")),
                name="consent_without_capacity_in_best_interests",
            ),
        )

    def __str__(self) -> str:
        return f"{self.answer} on {self.answered_on:%Y-%m-%d}"
