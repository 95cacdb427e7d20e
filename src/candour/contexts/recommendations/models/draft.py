"""What has not left the office: reports and recommendations in the making, and the quality gate before they are issued.

No other door has any privilege on these tables.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models

from candour.contexts.recommendations import codes, references
from candour.contexts.recommendations.models import rules
from candour.contexts.recommendations.models.issued import LONG_TEXT, TEXT, Recommendation, Report
from candour.kernel.doors import Access, Door, Rule, may
from candour.kernel.people.models import Organisation
from candour.kernel.procedures.models import StepTaken

_BEING_DRAFTED = rules.WORKS & Rule(
    "exists (select 1 from recommendations_draft d where d.id = draft_id and d.state = 'drafting')"
)
"""What passed the gate is what was checked: it is changed only after it was sent back. The draft's own words are held by a
trigger (``sql/moves.sql``)."""
_OFFICE = Access(
    (may(Door.OFFICE, select=rules.READS, insert=_BEING_DRAFTED, update=_BEING_DRAFTED, delete=_BEING_DRAFTED),)
)
"""Rows that are written and rewritten until they are proposed."""

_KEPT = Access((may(Door.OFFICE, select=rules.READS, insert=rules.WORKS & rules.BY_ACTOR),))
"""Rows that only follow one another."""

_CONSIDERED = Access((may(Door.OFFICE, select=rules.READS, insert=_BEING_DRAFTED & rules.BY_ACTOR),))


class ReportDraft(models.Model):
    """A report as the office prepares it: as much of it as its recommendations need."""

    access: ClassVar[Access] = Access((may(Door.OFFICE, select=rules.READS, insert=rules.WORKS, update=rules.WORKS),))

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=80, unique=True, help_text="its part of the public address")
    title = models.CharField(max_length=300)
    author = models.CharField(max_length=300, help_text="whose report it is")
    paper = models.CharField(max_length=120, blank=True, help_text="number of the paper, where it has one")
    summary = models.TextField(blank=True, validators=[MaxLengthValidator(TEXT)])
    issued_as = models.OneToOneField(
        Report, null=True, blank=True, on_delete=models.PROTECT, related_name="drafted_as", help_text="what left"
    )
    is_synthetic = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.slug


class Draft(models.Model):
    """A recommendation in the making."""

    access: ClassVar[Access] = Access((may(Door.OFFICE, select=rules.READS, insert=rules.WORKS, update=rules.WORKS),))

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=11, unique=True, default=references.new_draft, editable=False)
    report = models.ForeignKey(ReportDraft, on_delete=models.PROTECT, related_name="drafts")
    number = models.CharField(max_length=20, help_text="its number in the report")
    text = models.TextField(validators=[MaxLengthValidator(LONG_TEXT)])
    measure = models.TextField(
        blank=True, validators=[MaxLengthValidator(TEXT)], help_text="how one will see that it is done"
    )
    deliver_by = models.DateField(null=True, blank=True)
    tags = models.JSONField(default=list, blank=True, help_text="ids of terms (TagTerm), as strings")
    state = models.CharField(max_length=20)
    procedure_version = models.PositiveSmallIntegerField()
    nation = models.CharField(max_length=20, blank=True)
    is_open = models.BooleanField(default=True)
    next_due_on = models.DateField(null=True, blank=True)
    issued_as = models.OneToOneField(
        Recommendation, null=True, blank=True, on_delete=models.PROTECT, related_name="drafted_as"
    )
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["report", "number"], name="draft_number_once_in_a_report"),)
        indexes = (models.Index(fields=["is_open", "report", "id"], name="draft_open"),)

    def __str__(self) -> str:
        return self.reference


class DraftPart(models.Model):
    """A part of a draft, where bodies are asked for different things."""

    access: ClassVar[Access] = _OFFICE

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="parts")
    letter = models.CharField(max_length=2)
    text = models.TextField(validators=[MaxLengthValidator(TEXT)])

    class Meta:
        constraints = (models.UniqueConstraint(fields=["draft", "letter"], name="draft_part_once"),)
        ordering = ("letter",)

    def __str__(self) -> str:
        return self.letter


class DraftAddressee(models.Model):
    """A body that is to be asked, for the whole or for a part."""

    access: ClassVar[Access] = _OFFICE

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="addressees")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    part = models.ForeignKey(DraftPart, null=True, blank=True, on_delete=models.CASCADE, related_name="addressees")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["draft", "organisation", "part"], name="draft_addressee_once", nulls_distinct=False
            ),
        )

    def __str__(self) -> str:
        return str(self.organisation_id)


class Consideration(models.Model):
    """One aspect of the quality gate, with its reasons by a named person. The last one of an aspect counts."""

    access: ClassVar[Access] = _CONSIDERED

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="considerations")
    aspect = models.CharField(max_length=20, choices=codes.Aspect.choices)
    number = models.PositiveSmallIntegerField(help_text="from 1 within the aspect")
    reasons = models.TextField(validators=[MaxLengthValidator(TEXT)])
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["draft", "aspect", "number"], name="consideration_once"),)

    def __str__(self) -> str:
        return f"{self.aspect} {self.number}"


class DraftLink(models.Model):
    """How a draft stands to a recommendation that was issued. Becomes a link of its own when the draft is issued."""

    access: ClassVar[Access] = _OFFICE

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="links")
    kind = models.CharField(max_length=20, choices=codes.LinkKind.choices)
    to = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(validators=[MaxLengthValidator(TEXT)])

    class Meta:
        constraints = (models.UniqueConstraint(fields=["draft", "kind", "to"], name="draft_link_once"),)

    def __str__(self) -> str:
        return self.kind


class DraftStep(StepTaken):
    """The history of a draft."""

    access: ClassVar[Access] = _KEPT
    SUBJECT_FIELD = "draft"

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="steps")
