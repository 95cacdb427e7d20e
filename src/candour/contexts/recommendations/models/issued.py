"""What left the office: reports, recommendations as they were issued, and the bodies that were asked.

Rows are inserted when a recommendation is issued or an earlier review is loaded; the text is never changed. A correction
is a dated notice beside it.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import TruncDate

from candour.contexts.recommendations import codes, references
from candour.contexts.recommendations.models import rules
from candour.contexts.recommendations.models.lists import TagTerm
from candour.kernel.deadlines.models import MovableBase
from candour.kernel.doors import Access, Door, Rule, may
from candour.kernel.people.models import Organisation
from candour.kernel.procedures.models import StepTaken

TEXT, LONG_TEXT = 4_000, 20_000
"""Characters."""

_ADDRESSED = Rule(
    "exists (select 1 from recommendations_addressee a where a.recommendation_id = recommendations_recommendation.id)"
)
_REPORTED = Rule(
    "exists (select 1 from recommendations_recommendation r where r.report_id = recommendations_report.id)"
)

_UNPUBLISHED = Rule("published_at is null")
_NOT_BEFORE_ITS_REPORT = _UNPUBLISHED | Rule(
    "exists (select 1 from recommendations_report r where r.id = report_id and r.published_at is not null)"
)
_NOT_BEFORE_WHAT_IS_ASKED = _UNPUBLISHED | Rule(
    "exists (select 1 from recommendations_recommendation r where r.id = recommendation_id"
    " and r.published_at is not null)"
)
"""What hangs from something is published with it or after it, never before: else its text would be read too early."""
_NEW = Rule("state = 'asked' and is_open and response = ''")
_OF_ITS_OWN_PART = Rule(
    "part_id is null or exists (select 1 from recommendations_part p where p.id = part_id"
    " and p.recommendation_id = recommendations_addressee.recommendation_id)"
)
_OF_THE_SAME = Rule(
    "addressee_id is null or exists (select 1 from recommendations_addressee a where a.id = addressee_id"
    " and a.recommendation_id = recommendations_correction.recommendation_id)"
)
"""Seen by whoever sees the record that it is about, which belongs to this recommendation: the notice quotes that record."""


class Report(models.Model):
    """The report from which recommendations come. ``published_at`` is empty until the public may see it."""

    access: ClassVar[Access] = Access(
        (
            may(Door.PUBLIC, select=rules.PUBLISHED),
            may(Door.DELIVERY, select=_REPORTED),
            may(
                Door.OFFICE,
                select=rules.READS,
                insert=rules.SIGNS & _UNPUBLISHED,
                update=rules.WORKS & _UNPUBLISHED,
                update_check=rules.SIGNS & rules.PUBLISHED,
                update_columns=("published_on", "published_at"),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=300)
    author = models.CharField(max_length=300, blank=True, help_text="whose report it is")
    paper = models.CharField(max_length=120, blank=True)
    summary = models.TextField(blank=True, validators=[MaxLengthValidator(TEXT)])
    published_on = models.DateField(
        null=True, blank=True, help_text="the day of the report; the first of a month or year"
    )
    precision = models.CharField(max_length=10, choices=codes.Precision.choices, default=codes.Precision.DAY)
    source = models.CharField(max_length=500, blank=True, help_text="where it says so, for reports of others")
    is_earlier = models.BooleanField(default=False, help_text="a review before Candour, loaded from public sources")
    issued_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        indexes = (models.Index(fields=["-published_on", "slug"], name="report_by_day"),)

    def __str__(self) -> str:
        return self.slug


class Recommendation(models.Model):
    """One recommendation as it was issued, or as the history of an earlier review has it."""

    access: ClassVar[Access] = Access(
        (
            may(Door.PUBLIC, select=rules.PUBLISHED),
            may(Door.DELIVERY, select=_ADDRESSED),
            may(
                Door.OFFICE,
                select=rules.READS,
                insert=rules.SIGNS & _NOT_BEFORE_ITS_REPORT & Rule("certainty = ''"),
                update=rules.WORKS & _UNPUBLISHED,
                update_check=rules.SIGNS & rules.PUBLISHED & _NOT_BEFORE_ITS_REPORT,
                update_columns=("published_at",),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=11, unique=True, default=references.new_recommendation, editable=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="recommendations")
    number = models.CharField(max_length=20, blank=True, help_text="empty for a theme whose number is not known")
    place = models.PositiveIntegerField(help_text="order within the report, from 1")
    text = models.TextField(validators=[MaxLengthValidator(LONG_TEXT)])
    measure = models.TextField(blank=True, validators=[MaxLengthValidator(TEXT)])
    certainty = models.CharField(max_length=20, choices=codes.Certainty.choices, blank=True)
    issued_on = models.DateField()
    published_at = models.DateTimeField(null=True, blank=True)
    is_synthetic = models.BooleanField(default=False)
    search: models.GeneratedField = models.GeneratedField(
        expression=SearchVector("text", "measure", config="english"), output_field=SearchVectorField(), db_persist=True
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["report", "number"], condition=~Q(number=""), name="recommendation_number_once_in_a_report"
            ),
            models.UniqueConstraint(fields=["report", "place"], name="recommendation_place_once_in_a_report"),
        )
        indexes = (
            models.Index(fields=["-issued_on", "report", "place"], name="recommendation_by_day"),
            models.Index(  # what became public on a day, in London
                TruncDate("published_at").desc(),
                F("id").desc(),
                name="recommendation_published_day",
                condition=Q(published_at__isnull=False),
                include=["report"],
            ),
            GinIndex(fields=["search"], name="recommendation_words"),
        )

    def __str__(self) -> str:
        return self.reference


class Part(models.Model):
    """A part of a recommendation, where bodies were asked for different things."""

    access: ClassVar[Access] = Access(
        (
            may(Door.PUBLIC, select=rules.of_recommendation()),
            may(Door.DELIVERY, select=rules.of_recommendation()),
            may(Door.OFFICE, select=rules.READS, insert=rules.SIGNS),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="parts")
    letter = models.CharField(max_length=2)
    text = models.TextField(validators=[MaxLengthValidator(TEXT)])

    class Meta:
        constraints = (models.UniqueConstraint(fields=["recommendation", "letter"], name="part_once"),)
        ordering = ("letter",)

    def __str__(self) -> str:
        return self.letter


class Tag(models.Model):
    """A term of a list that a recommendation carries."""

    access: ClassVar[Access] = Access(
        (
            may(Door.PUBLIC, select=rules.of_recommendation()),
            may(Door.DELIVERY, select=rules.of_recommendation()),
            may(Door.OFFICE, select=rules.READS, insert=rules.SIGNS),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="tags")
    term = models.ForeignKey(TagTerm, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["recommendation", "term"], name="tag_once"),)

    def __str__(self) -> str:
        return str(self.term_id)


class Link(models.Model):
    """How one recommendation stands to another: ``recommendation`` *kind* ``to``."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.PUBLIC,
                select=rules.of_recommendation() & rules.of_recommendation("to_id"),
                select_columns=("id", "recommendation_id", "to_id", "kind", "reason", "made_on"),
            ),
            may(Door.DELIVERY, select=rules.of_recommendation() & rules.of_recommendation("to_id")),
            may(Door.OFFICE, select=rules.READS, insert=rules.WORKS & rules.BY_ACTOR),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="links")
    kind = models.CharField(max_length=20, choices=codes.LinkKind.choices)
    to = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="linked_from")
    reason = models.TextField(validators=[MaxLengthValidator(TEXT)])
    made_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["recommendation", "kind", "to"], name="link_once"),
            models.CheckConstraint(condition=~Q(recommendation=models.F("to")), name="link_to_another"),
        )

    def __str__(self) -> str:
        return self.kind


class Addressee(models.Model):
    """What one body is asked to do: the whole of a recommendation, or a part. Responses, claims, verdicts hang from it.

    ``state``, ``response``, ``is_open`` and ``next_due_on`` are computed from those, by the steps that write them. Which
    door may move it from which state to which is held by a trigger (``sql/moves.sql``).
    """

    access: ClassVar[Access] = Access(
        (
            may(Door.PUBLIC, select=rules.PUBLISHED),
            may(
                Door.DELIVERY,
                select=rules.OF_OWN_BODY,
                update=rules.OF_OWN_BODY,
                update_columns=("state", "next_due_on", "response"),
            ),
            may(
                Door.OFFICE,
                select=rules.READS,
                insert=rules.SIGNS & _NEW & _NOT_BEFORE_WHAT_IS_ASKED & _OF_ITS_OWN_PART,
                update=rules.WORKS,
                update_check=rules.WORKS & _NOT_BEFORE_WHAT_IS_ASKED,
                update_columns=("state", "is_open", "next_due_on", "deliver_by", "published_at"),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=11, unique=True, default=references.new_addressee, editable=False)
    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="addressees")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    part = models.ForeignKey(Part, null=True, blank=True, on_delete=models.PROTECT, related_name="addressees")
    asked_on = models.DateField()
    deliver_by = models.DateField(null=True, blank=True, help_text="the last day on which delivery is in time")
    response = models.CharField(max_length=20, choices=codes.ResponseKind.choices, blank=True, help_text="the last one")
    state = models.CharField(max_length=20)
    procedure_version = models.PositiveSmallIntegerField()
    nation = models.CharField(max_length=20, blank=True)
    is_open = models.BooleanField(default=True)
    next_due_on = models.DateField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["recommendation", "organisation", "part"], name="addressee_once", nulls_distinct=False
            ),
        )
        indexes = (
            models.Index(fields=["organisation", "-is_open", "next_due_on", "id"], name="addressee_body_due"),
            models.Index(fields=["is_open", "next_due_on", "id"], name="addressee_due"),
            models.Index(fields=["state", "next_due_on", "id"], name="addressee_state"),
            models.Index(fields=["-asked_on", "-id"], name="asked_by_day"),
        )

    def __str__(self) -> str:
        return self.reference


_OFFICE_STEP = (
    (rules.WORKS & rules.step_is(*rules.OF_OFFICE))
    | (rules.WORKS & rules.step_is(*rules.OF_JUDGES) & rules.INDEPENDENT)
    | (rules.SIGNS & rules.step_is(*rules.OF_SIGNERS))
)


class AddresseeStep(StepTaken):
    """The history of what a body was asked, seen by both sides."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.DELIVERY,
                select=rules.of_addressee(),
                insert=rules.of_addressee() & rules.BY_ACTOR & rules.step_is(*rules.OF_BODY),
            ),
            may(Door.OFFICE, select=rules.READS, insert=rules.BY_ACTOR & _OFFICE_STEP),
        )
    )
    SUBJECT_FIELD = "addressee"

    addressee = models.ForeignKey(Addressee, on_delete=models.PROTECT, related_name="steps")


_STARTED_BY_BODY = Rule(
    "code in ('recommendations.verify', 'recommendations.extension', 'recommendations.decide')"
    " and met_on is null and cancelled_on is null"
)
_ENDED_BY_BODY = Rule("code in ('recommendations.response', 'recommendations.extension')")
"""A body answers in time and withdraws what it asked; it moves no day, and ends no time limit of the office."""


class AddresseeDeadline(MovableBase):
    """A time limit: the body's to respond, the office's to look at a claim and to decide on an extension."""

    access: ClassVar[Access] = Access(
        (
            may(Door.PUBLIC, select=rules.of_addressee()),
            may(
                Door.DELIVERY,
                select=rules.of_addressee(),
                insert=rules.of_addressee() & _STARTED_BY_BODY,
                update=rules.of_addressee() & _ENDED_BY_BODY,
                update_columns=("met_on", "met_by", "cancelled_on", "cancelled_by"),
            ),
            may(Door.OFFICE, select=rules.READS, insert=rules.WORKS, update=rules.WORKS),
        )
    )
    SUBJECT_FIELD = "addressee"

    addressee = models.ForeignKey(Addressee, on_delete=models.PROTECT, related_name="deadlines")


class Correction(models.Model):
    """A dated notice that something published was wrong: what stood there, what is right, and why. Nothing is overwritten."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.PUBLIC,
                select=rules.of_recommendation() & _OF_THE_SAME,
                select_columns=(
                    "id",
                    "recommendation_id",
                    "addressee_id",
                    "about",
                    "was",
                    "instead",
                    "reason",
                    "made_on",
                ),
            ),
            may(Door.DELIVERY, select=rules.of_recommendation() & _OF_THE_SAME),
            may(Door.OFFICE, select=rules.READS, insert=rules.WORKS & rules.BY_ACTOR & _OF_THE_SAME),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="corrections")
    addressee = models.ForeignKey(
        Addressee, null=True, blank=True, on_delete=models.PROTECT, related_name="corrections", help_text="whose record"
    )
    about = models.CharField(max_length=200, help_text="what was wrong, as a reader finds it on the page")
    was = models.TextField(validators=[MaxLengthValidator(LONG_TEXT)])
    instead = models.TextField(validators=[MaxLengthValidator(LONG_TEXT)])
    reason = models.TextField(validators=[MaxLengthValidator(TEXT)])
    made_on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = (models.Index(fields=["-made_on", "-id"], name="correction_by_day"),)

    def __str__(self) -> str:
        return f"correction of {self.made_on:%Y-%m-%d}"
