"""Who, besides the force and the panel's authority, sees a case: partners and guests by a dated row, and the area to
which somebody moved, while it has not answered."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q

from candour.contexts.pathway.models import rules
from candour.contexts.pathway.models.choices import Admitted, Moved
from candour.contexts.pathway.models.individual import TEXT
from candour.contexts.pathway.models.outcome import PanelCase
from candour.kernel.doors import Access, Door, Rule, actor_is, may
from candour.kernel.people.models import Organisation


class CaseAdmission(models.Model):
    """Somebody is let in to one case, from a day to a day. ``until_on`` is the first day on which they no longer see it."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.DELIVERY,
                select=rules.hangs_from_case(),
                insert=rules.worked_on_by_own_panel()
                & actor_is("admitted_by_id")
                & Rule("person_id <> (select access_actor())"),
                update=rules.worked_on_by_own_panel(),
                update_columns=("until_on", "ended_by_id", "end_reason"),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(PanelCase, on_delete=models.CASCADE, related_name="admissions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Admitted.choices)
    item = models.ForeignKey("pathway.AgendaItem", null=True, on_delete=models.SET_NULL, related_name="admissions")
    reason = models.CharField(max_length=300)
    from_on = models.DateField()
    until_on = models.DateField()
    admitted_at = models.DateTimeField()
    admitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    end_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="admission_ends_after_start"),
        )
        indexes = (models.Index(fields=["person", "until_on"], name="admission_person"),)

    def __str__(self) -> str:
        return f"{self.kind} until {self.until_on:%Y-%m-%d}"


class CaseInformation(models.Model):
    """A question of the panel to a partner about a case, and what they know. The partner sees it with the case."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.DELIVERY,
                select=rules.hangs_from_case(),
                insert=rules.worked_on_by_own_panel() & actor_is("asked_by_id") & Rule("answered_at is null"),
                update=rules.hangs_from_case()
                & Rule("answered_at is null")
                & (
                    Rule("organisation_id = any((select access_organisations())::uuid[])")
                    | rules.worked_on_by_own_panel()
                ),
                update_check=rules.hangs_from_case() & actor_is("answered_by_id"),
                update_columns=("answer", "answered_at", "answered_by_id"),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(PanelCase, on_delete=models.CASCADE, related_name="information")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    question = models.TextField(validators=[MaxLengthValidator(TEXT)])
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answer = models.TextField(blank=True, validators=[MaxLengthValidator(TEXT)])
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = (models.Index(fields=["case", "asked_at"], name="case_information"),)

    def __str__(self) -> str:
        return f"asked {self.asked_at:%Y-%m-%d}"


_TO_OWN_AREA = rules.of_own_authority("to_authority_id") & rules.NO_INTEREST_IN_CASE
"""Offered to an authority whose panel the person signed in runs, and no interest of theirs lies against the person."""


class CaseMove(models.Model):
    """A case is offered to the panel of another area. The old area keeps it until the new one has taken it on."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.DELIVERY,
                select=rules.hangs_from_case() | _TO_OWN_AREA,
                insert=rules.worked_on_by_own_panel() & actor_is("offered_by_id") & Rule("answer = 'waits'"),
                update=_TO_OWN_AREA & Rule("answer = 'waits'"),
                update_check=_TO_OWN_AREA & actor_is("answered_by_id"),
                update_columns=("answer", "answered_on", "answered_by_id", "answer_reason", "new_case_id"),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(PanelCase, on_delete=models.CASCADE, related_name="moves")
    to_authority = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(validators=[MaxLengthValidator(TEXT)])
    offered_on = models.DateField()
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=10, choices=Moved.choices, default=Moved.WAITS)
    answered_on = models.DateField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answer_reason = models.TextField(blank=True, validators=[MaxLengthValidator(TEXT)])
    new_case = models.ForeignKey(PanelCase, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["case"], condition=Q(answer="waits"), name="one_offer_of_a_case"),
            models.CheckConstraint(
                condition=~Q(answer="accepted") | Q(new_case__isnull=False), name="accepted_move_names_the_new_case"
            ),
        )
        indexes = (models.Index(fields=["to_authority", "offered_on"], condition=Q(answer="waits"), name="move_waits"),)

    def __str__(self) -> str:
        return self.answer
