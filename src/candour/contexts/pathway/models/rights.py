"""The rights of the person, or of a parent for them: a code that shows what the owner released, and what is asked by it.

The public door knows an access by its code alone, and of the record behind it only what a function lets through
(``pathway_rights_shown``); nothing on this side names anybody.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway import codes, references
from candour.contexts.pathway.models import rules
from candour.contexts.pathway.models.individual import Individual
from candour.contexts.pathway.models.outcome import PanelCase
from candour.contexts.pathway.models.referral import LONG_TEXT, TEXT, Referral
from candour.kernel.deadlines.models import DeadlineBase
from candour.kernel.doors import Access, Door, Rule, actor_is, may
from candour.kernel.people.models import Organisation
from candour.kernel.procedures.models import StepTaken

_OWNS = (rules.of_own_force() | rules.of_own_authority()) & rules.not_excluded()
_OF_OWN_RECORD = Rule(
    "exists (select 1 from pathway_referral r where r.id = referral_id"
    " and r.individual_id = pathway_rightsaccess.individual_id and r.force_id = pathway_rightsaccess.force_id)"
) | Rule(
    "exists (select 1 from pathway_panelcase c where c.id = case_id"
    " and c.referral_id = pathway_rightsaccess.referral_id and c.individual_id = pathway_rightsaccess.individual_id"
    " and c.authority_id = pathway_rightsaccess.authority_id)"
)
"""Given for a referral by the force that has it; for a case by the authority whose panel has it, which may have taken it on
from another area and never seen the referral."""
_ACCESS_SEEN = Rule("exists (select 1 from pathway_rightsaccess a where a.id = access_id)")
_REQUEST_SEEN = Rule("exists (select 1 from pathway_rightsrequest q where q.id = request_id)")
_BY_CODE = "(select pathway_rights_by_code())"


class Capacity(models.TextChoices):
    """For whom the holder of a code speaks."""

    PERSON = "person", _("The person")
    PARENT = "parent", _("A parent or guardian")


class Released(models.TextChoices):
    """What of a record its owner can release."""

    STATE = "state", _("Where it stands")
    SINCE = "since", _("Since when")
    NEXT = "next", _("By when the next thing is to happen")
    BODY = "body", _("Which body has it")


class RightsAccess(models.Model):
    """A code that the owner of a referral or a case gave to the person or a parent: until when, and what it shows. Of the
    code its digest is kept, which opens nothing by itself."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.PUBLIC,
                select=Rule(f"id = {_BY_CODE}"),
                select_columns=("id", "capacity", "regime", "nation", "released", "note", "until_on", "case_id"),
            ),
            may(
                Door.DELIVERY,
                select=_OWNS,
                insert=_OWNS & _OF_OWN_RECORD & actor_is("given_by_id") & Rule("ended_on is null"),
                update=_OWNS,
                update_columns=("released", "note", "until_on", "owner_id", "ended_on", "ended_by_id", "end_reason"),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    individual = models.ForeignKey(Individual, on_delete=models.PROTECT, related_name="rights")
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="rights")
    case = models.ForeignKey(PanelCase, null=True, blank=True, on_delete=models.CASCADE, related_name="rights")
    force = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    authority = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    nation = models.CharField(max_length=20, blank=True)
    regime = models.CharField(max_length=12, choices=codes.Regime.choices)
    code_digest = models.BinaryField(unique=True, editable=False)
    capacity = models.CharField(max_length=10, choices=Capacity.choices)
    released = ArrayField(models.CharField(max_length=10, choices=Released.choices), default=list)
    note = models.TextField(blank=True, validators=[MaxLengthValidator(TEXT)], help_text="the owner's words to them")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    from_on = models.DateField()
    until_on = models.DateField(help_text="the last day on which the code opens anything")
    ended_on = models.DateField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    end_reason = models.TextField(blank=True, validators=[MaxLengthValidator(TEXT)])
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "rights accesses"
        constraints = (
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="rights_access_ends_after_start"),
            # The police hold a referral, an authority the case of its panel: whoever has it answers for it.
            models.CheckConstraint(
                condition=Q(case__isnull=True, force__isnull=False, authority__isnull=True)
                | Q(case__isnull=False, force__isnull=True, authority__isnull=False),
                name="rights_access_has_one_body",
            ),
        )
        indexes = (
            models.Index(fields=["force", "-given_at"], name="rights_access_force"),
            models.Index(fields=["authority", "-given_at"], name="rights_access_authority"),
        )

    def __str__(self) -> str:
        return f"given on {self.from_on:%Y-%m-%d}"


class RightsRequest(models.Model):
    """What somebody asks by their code, and the answer that the code shows them."""

    class Kind(models.TextChoices):
        """What is asked."""

        QUESTION = "question", _("Ask a question")
        ACCESS = "access", _("Get a copy of what is held about me")
        RECTIFICATION = "rectification", _("Have something corrected")
        OBJECTION = "objection", _("Object to what is held, or to how it is used")
        CHALLENGE = "challenge", _("Challenge a decision")
        WITHDRAWAL = "withdrawal", _("Withdraw consent to support")

    class Outcome(models.TextChoices):
        """What became of it."""

        DONE = "done", _("Done as asked")
        PARTLY = "partly", _("Done in part")
        REFUSED = "refused", _("Not done")

    access: ClassVar[Access] = Access(
        (
            may(
                Door.PUBLIC,
                select=Rule(f"access_id = {_BY_CODE}"),
                select_columns=(
                    "id", "reference", "access_id", "kind", "text", "asked_on", "state", "procedure_version",
                    "is_open", "next_due_on", "outcome", "answer", "answered_on",
                ),
                insert=Rule(f"access_id = {_BY_CODE} and state = 'received' and is_open and answer = ''"),
            ),
            may(
                Door.DELIVERY,
                select=_ACCESS_SEEN,
                update=_ACCESS_SEEN,
                update_columns=(
                    "state", "is_open", "next_due_on", "outcome", "answer", "answered_on", "answered_by_id",
                ),
            ),
        )
    )  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=11, unique=True, default=references.new_rights, editable=False)
    access_given = models.ForeignKey(
        RightsAccess, on_delete=models.CASCADE, related_name="requests", db_column="access_id"
    )
    kind = models.CharField(max_length=15, choices=Kind.choices)
    text = models.TextField(validators=[MaxLengthValidator(LONG_TEXT)])
    nation = models.CharField(max_length=20, blank=True)
    asked_on = models.DateField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    answer = models.TextField(blank=True, validators=[MaxLengthValidator(LONG_TEXT)])
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20)
    procedure_version = models.PositiveSmallIntegerField()
    is_open = models.BooleanField(default=True)
    next_due_on = models.DateField(null=True, blank=True)
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        indexes = (models.Index(fields=["access_given", "is_open", "next_due_on", "id"], name="rights_request_due"),)

    def __str__(self) -> str:
        return self.reference


class RightsStep(StepTaken):
    """The history of a request. Its first entry is the person's own."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.PUBLIC,
                insert=_REQUEST_SEEN & Rule("number = 1 and from_state = '' and by_kind = 'person' and by_id is null"),
            ),
            may(Door.DELIVERY, select=_REQUEST_SEEN, insert=_REQUEST_SEEN & actor_is("by_id")),
        )
    )
    SUBJECT_FIELD = "request"

    request = models.ForeignKey(RightsRequest, on_delete=models.CASCADE, related_name="steps")


class RightsDeadline(DeadlineBase):
    """The time that the law gives for an answer."""

    access: ClassVar[Access] = Access(
        (
            may(Door.PUBLIC, select=_REQUEST_SEEN, insert=_REQUEST_SEEN),
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

    request = models.ForeignKey(RightsRequest, on_delete=models.CASCADE, related_name="deadlines")
