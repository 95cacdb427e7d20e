"""What is commissioned for a need, from whom, and what was delivered of it. The provider sees these rows and no case."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q

from candour.contexts.pathway.models import rules
from candour.contexts.pathway.models.choices import Held
from candour.contexts.pathway.models.individual import TEXT
from candour.contexts.pathway.models.lists import CodeTerm
from candour.contexts.pathway.models.outcome import PanelCase
from candour.contexts.pathway.models.plan import PlanNeed
from candour.kernel.doors import Access, Door, Rule, actor_is, may
from candour.kernel.people.models import Organisation

_TO_OWN_BODY = Rule("organisation_id = any((select access_organisations_as('intervention_provider'))::uuid[])")
"""Commissioned from an organisation for which the person signed in gives support."""

_COMMISSION_SEEN = Rule("exists (select 1 from pathway_commission k where k.id = commission_id)")
_REPORTED_BY_THEM = actor_is("reported_by_id")
_MAY_REPORT = Rule(
    "exists (select 1 from pathway_commission k where k.id = commission_id"
    " and (k.organisation_id = any((select access_organisations_as('intervention_provider'))::uuid[])"
    " or exists (select 1 from pathway_panelcase c where c.id = k.case_id"
    " and c.authority_id = any((select pathway_authorities())::uuid[]))))"
)
"""The provider, or the panel for a body that has no page of its own."""


class Commission(models.Model):
    """A number of sessions for one need, from one provider, between two days, with what the provider has to know."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.DELIVERY,
                select=(_TO_OWN_BODY & rules.NO_INTEREST_IN_CASE) | rules.hangs_from_case(),
                insert=rules.worked_on_by_own_panel() & actor_is("commissioned_by_id") & Rule("stopped_on is null"),
                update=rules.worked_on_by_own_panel(),
                update_columns=("stopped_on", "stop_reason"),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(PanelCase, on_delete=models.CASCADE, related_name="commissions")
    need = models.ForeignKey(PlanNeed, on_delete=models.PROTECT, related_name="commissions")
    intervention = models.ForeignKey(CodeTerm, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", help_text="the provider")
    authority = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", help_text="who commissions")
    about = models.CharField(max_length=300, help_text="the person, as the provider needs to know them")
    contact = models.CharField(max_length=300, help_text="how the provider may reach them")
    brief = models.TextField(validators=[MaxLengthValidator(TEXT)], help_text="what the provider needs to know")
    sessions_wanted = models.PositiveSmallIntegerField()
    from_on = models.DateField()
    until_on = models.DateField()
    commissioned_at = models.DateTimeField()
    commissioned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    stopped_on = models.DateField(null=True)
    stop_reason = models.CharField(max_length=500, blank=True, help_text="in words that the provider reads")
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(sessions_wanted__gt=0), name="commission_wants_sessions"),
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="commission_ends_after_start"),
        )
        indexes = (
            models.Index(fields=["organisation", "until_on", "id"], name="commission_provider"),
            models.Index(fields=["case"], name="commission_case"),
        )

    def __str__(self) -> str:
        return f"{self.sessions_wanted} sessions"


class Session(models.Model):
    """One session. It is delivered only while there is consent: the database holds that (``pathway_session_consented``)."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.DELIVERY,
                select=_COMMISSION_SEEN,
                insert=_MAY_REPORT & _REPORTED_BY_THEM,
                update=_MAY_REPORT & Rule("outcome = 'planned'"),
                update_check=_MAY_REPORT & _REPORTED_BY_THEM,
                update_columns=("outcome", "held_on", "report", "reported_at", "reported_by_id"),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    commission = models.ForeignKey(Commission, on_delete=models.CASCADE, related_name="sessions")
    planned_on = models.DateField()
    outcome = models.CharField(max_length=10, choices=Held.choices, default=Held.PLANNED)
    held_on = models.DateField(null=True, help_text="the day on which it was delivered")
    report = models.TextField(blank=True, validators=[MaxLengthValidator(TEXT)])
    reported_at = models.DateTimeField()
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=(Q(outcome="delivered") & Q(held_on__isnull=False) & ~Q(report=""))
                | (~Q(outcome="delivered") & Q(held_on__isnull=True)),
                name="delivered_session_has_day_and_report",
            ),
        )
        indexes = (models.Index(fields=["commission", "planned_on"], name="session_commission"),)

    def __str__(self) -> str:
        return f"{self.outcome}, {self.planned_on:%Y-%m-%d}"
