"""What the police do with a referral: deconfliction, information from partners, assessment, decision."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q

from candour.contexts.pathway import codes, references
from candour.contexts.pathway.models import rules
from candour.contexts.pathway.models.lists import CodeTerm
from candour.contexts.pathway.models.referral import LONG_TEXT, TEXT, Referral
from candour.kernel.deadlines.models import DeadlineBase
from candour.kernel.doors import Access, Door, Rule, actor_is, may
from candour.kernel.people.models import Organisation
from candour.kernel.procedures.models import StepTaken

_POLICE_WRITE = rules.worked_on_by_own_force()
_SEEN = rules.hangs_from_referral()


class Deconfliction(models.Model):
    """A check against live investigations: that it was made, when, by whom, and whether it stands in the way. Made again
    at any time. There is no field for operational detail."""

    access: ClassVar[Access] = Access(
        (may(Door.DELIVERY, select=_SEEN, insert=_POLICE_WRITE & actor_is("checked_by_id")),)
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="deconflictions")
    result = models.CharField(max_length=10, choices=codes.Deconflicted.choices)
    checked_on = models.DateField(help_text="the day on which it was made")
    entered_at = models.DateTimeField()
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.result} on {self.checked_on:%Y-%m-%d}"


class Assessment(models.Model):
    """Structured professional judgement: framework, version, narrative, conclusion, author. Never a number. A later one
    replaces an earlier one; the earlier one stays."""

    access: ClassVar[Access] = Access(
        (may(Door.DELIVERY, select=_SEEN, insert=_POLICE_WRITE & actor_is("assessed_by_id")),)
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="assessments")
    number = models.PositiveSmallIntegerField(help_text="position among the assessments of this referral, from 1")
    framework = models.ForeignKey(CodeTerm, on_delete=models.PROTECT, related_name="+")
    framework_version = models.CharField(max_length=40)
    narrative = models.TextField(validators=[MaxLengthValidator(LONG_TEXT)])
    conclusion = models.TextField(validators=[MaxLengthValidator(TEXT)])
    type_of_concern = models.ForeignKey(CodeTerm, on_delete=models.PROTECT, related_name="+")
    proposes = models.CharField(max_length=20, choices=codes.Outcome.choices)
    assessed_at = models.DateTimeField()
    assessed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["referral", "number"], name="assessment_number_once"),
            models.UniqueConstraint(fields=["id", "assessed_by"], name="assessment_by"),
        )

    def __str__(self) -> str:
        return f"assessment {self.number}"


class Countersignature(models.Model):
    """A supervisor agreed with an assessment and what it proposes. Never the assessor: the database holds the two apart
    (a foreign key over assessment and assessor, in the migration, holds ``assessed_by`` to what the assessment says)."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.DELIVERY,
                select=Rule("exists (select 1 from pathway_assessment a where a.id = assessment_id)"),
                insert=Rule(
                    "exists (select 1 from pathway_assessment a join pathway_referral r on r.id = a.referral_id"
                    " where a.id = assessment_id"
                    " and r.force_id = any((select access_organisations_as('police_supervisor'))::uuid[]))"
                )
                & actor_is("by_id"),
            ),
        )
    )

    assessment = models.OneToOneField(
        Assessment, primary_key=True, on_delete=models.CASCADE, related_name="countersignature"
    )
    assessed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(by=F("assessed_by")), name="countersigned_by_a_second_person"),
        )

    def __str__(self) -> str:
        return "countersignature"


class Decision(models.Model):
    """What was decided on a referral. Its rationale stands with the step that took it; the grounds are coded."""

    access: ClassVar[Access] = Access(
        (may(Door.DELIVERY, select=_SEEN, insert=_POLICE_WRITE & actor_is("decided_by_id")),)
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="decisions")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="+")
    step = models.OneToOneField("pathway.ReferralStep", on_delete=models.CASCADE, related_name="decision")
    outcome = models.CharField(max_length=20, choices=codes.Outcome.choices)
    reasons = models.JSONField(help_text="codes of the list 'reason', at least one of them a ground")
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(reasons=[]), name="decision_has_reasons"),)

    def __str__(self) -> str:
        return self.outcome


TO_OWN_BODY = Rule("organisation_id = any((select access_organisations_as('panel_partner'))::uuid[])")
"""Asked of an organisation in which the person signed in is a panel partner."""

_REQUEST_SEEN = Rule("exists (select 1 from pathway_informationrequest q where q.id = request_id)")


class InformationRequest(models.Model):
    """A question to a partner, with what they need in order to answer, and by when. It says what is asked and of whom;
    the referral does not cross."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.DELIVERY,
                select=TO_OWN_BODY | rules.hangs_from_referral(),
                insert=_POLICE_WRITE & actor_is("asked_by_id") & Rule("state = 'asked'"),
                update=TO_OWN_BODY | _POLICE_WRITE,
                update_columns=("state", "is_open", "next_due_on"),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=11, unique=True, default=references.new_request, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="requests")
    force = models.ForeignKey(
        Organisation,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="that asks, as the partner reads it",
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=300, help_text="who it is about, as the partner knows them")
    question = models.TextField(validators=[MaxLengthValidator(LONG_TEXT)])
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    nation = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=20)
    procedure_version = models.PositiveSmallIntegerField()
    is_open = models.BooleanField(default=True)
    next_due_on = models.DateField(null=True, blank=True)
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        indexes = (
            models.Index(fields=["organisation", "is_open", "next_due_on", "id"], name="request_organisation_due"),
        )

    def __str__(self) -> str:
        return self.reference


class InformationReply(models.Model):
    """What the partner answered, or why they do not."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.DELIVERY,
                select=_REQUEST_SEEN,
                insert=Rule(
                    "exists (select 1 from pathway_informationrequest q where q.id = request_id and q.organisation_id"
                    " = any((select access_organisations_as('panel_partner'))::uuid[]))"
                )
                & actor_is("answered_by_id"),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(InformationRequest, on_delete=models.CASCADE, related_name="replies")
    text = models.TextField(validators=[MaxLengthValidator(LONG_TEXT)])
    has_nothing = models.BooleanField(default=False, help_text="they looked, and hold nothing")
    answered_at = models.DateTimeField()
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "information replies"

    def __str__(self) -> str:
        return f"reply of {self.answered_at:%Y-%m-%d}"


class InformationStep(StepTaken):
    """The history of a request, seen by both sides."""

    access: ClassVar[Access] = Access(
        (may(Door.DELIVERY, select=_REQUEST_SEEN, insert=_REQUEST_SEEN & actor_is("by_id")),)
    )
    SUBJECT_FIELD = "request"

    request = models.ForeignKey(InformationRequest, on_delete=models.CASCADE, related_name="steps")


class InformationDeadline(DeadlineBase):
    """The time a partner has to answer."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.DELIVERY,
                select=_REQUEST_SEEN,
                insert=_REQUEST_SEEN,
                update=_REQUEST_SEEN,
                update_columns=("met_on", "met_by", "cancelled_on", "cancelled_by"),
            ),
        )
    )
    SUBJECT_FIELD = "request"

    request = models.ForeignKey(InformationRequest, on_delete=models.CASCADE, related_name="deadlines")
