"""The person: one identified individual across referrals, with names, contact, affiliations, needs and equality facts.

Names and dates of birth are not sealed: a referral that is not matched with an earlier one is the failure that the
learning reviews found. Row rules and disk encryption keep them (docs/decisions/0016-the-pathway.md).
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q

from candour.contexts.pathway import codes, references
from candour.contexts.pathway.models import rules
from candour.kernel.doors import EVERY_ROW, Access, Door, Rule, actor_is, may

TEXT = 4_000
"""Characters of a free answer about the person."""

_MADE_BY_REFERRER = rules.REFERS & rules.NEW_INDIVIDUAL & actor_is("added_by_id")
_WRITTEN_ABOUT = Access(
    (
        may(Door.PUBLIC, insert=rules.NEW_INDIVIDUAL & Rule("added_by_id is null")),
        may(
            Door.DELIVERY,
            select=rules.of_individual(),
            insert=((rules.of_individual() | rules.NEW_INDIVIDUAL) & rules.WORKS_ON_PATHWAY & actor_is("added_by_id"))
            | _MADE_BY_REFERRER,
            update=rules.of_individual() & rules.WORKS_ON_PATHWAY,
            update_columns=("ended_on",),
        ),
    )
)
"""What is written down about a person: by whoever refers them, before anybody reads it; then by those who work on it."""


class Individual(models.Model):
    """An identified individual (the statute's word for a person referred to a panel)."""

    access: ClassVar[Access] = Access(
        (
            may(Door.PUBLIC, insert=EVERY_ROW),
            may(
                Door.DELIVERY,
                select=rules.INDIVIDUAL,
                insert=rules.WORKS_ON_PATHWAY | rules.REFERS,
                update=rules.INDIVIDUAL & rules.WORKS_ON_PATHWAY,
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=11, unique=True, default=references.new_individual, editable=False)
    display_name = models.CharField(max_length=200, blank=True, help_text="the name as lists show it; may be unknown")
    born_on = models.DateField(null=True, blank=True)
    age_about = models.PositiveSmallIntegerField(null=True, blank=True, help_text="years, where the date is not known")
    age_on = models.DateField(null=True, blank=True, help_text="the day on which that age was given")
    languages = models.CharField(max_length=200, blank=True)
    interpreter = models.CharField(max_length=100, blank=True, help_text="the language in which one is needed")
    communication_needs = models.TextField(blank=True, validators=[MaxLengthValidator(TEXT)])
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(age_about__isnull=True, age_on__isnull=True)
                | Q(age_about__isnull=False, age_on__isnull=False),
                name="age_has_its_day",
            ),
        )
        indexes = (models.Index(fields=["born_on"], condition=Q(born_on__isnull=False), name="individual_born"),)

    def __str__(self) -> str:
        return self.reference


class IndividualCorrection(models.Model):
    """A detail of the person that was put right: what it was before stays, with the reason."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.DELIVERY,
                select=rules.of_individual(),
                insert=rules.of_individual() & rules.WORKS_ON_PATHWAY & actor_is("by_id"),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    individual = models.ForeignKey(Individual, on_delete=models.CASCADE, related_name="corrections")
    field = models.CharField(max_length=40)
    before = models.TextField(blank=True, validators=[MaxLengthValidator(TEXT)])
    after = models.TextField(blank=True, validators=[MaxLengthValidator(TEXT)])
    reason = models.TextField(validators=[MaxLengthValidator(TEXT)])
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.field


class IndividualName(models.Model):
    """A name: of one word or of four, in any script. ``keys`` are its simple variants, for finding earlier referrals."""

    access: ClassVar[Access] = _WRITTEN_ABOUT

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    individual = models.ForeignKey(Individual, on_delete=models.CASCADE, related_name="names")
    kind = models.CharField(max_length=10, choices=codes.NameKind.choices, default=codes.NameKind.NAME)
    name = models.CharField(max_length=200)
    keys = ArrayField(models.CharField(max_length=200), default=list, help_text="queries.matching.keys_of")
    added_on = models.DateField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True, blank=True, help_text="from when it is known not to be theirs")

    class Meta:
        indexes = (GinIndex(fields=["keys"], name="individual_name_keys"),)

    def __str__(self) -> str:
        return self.kind


class IndividualContact(models.Model):
    """A way to reach the person, from a day to a day."""

    access: ClassVar[Access] = _WRITTEN_ABOUT

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    individual = models.ForeignKey(Individual, on_delete=models.CASCADE, related_name="contacts")
    kind = models.CharField(max_length=10, choices=codes.ContactKind.choices)
    value = models.CharField(max_length=300)
    is_safe = models.BooleanField(default=True, help_text="whether writing or calling there puts nobody at risk")
    added_on = models.DateField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.kind


class Affiliation(models.Model):
    """A school, an employer, a prison: from when to when, as far as that is known."""

    access: ClassVar[Access] = _WRITTEN_ABOUT

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    individual = models.ForeignKey(Individual, on_delete=models.CASCADE, related_name="affiliations")
    kind = models.CharField(max_length=10, choices=codes.AffiliationKind.choices)
    name = models.CharField(max_length=200)
    from_on = models.DateField(null=True, blank=True)
    added_on = models.DateField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(from_on__isnull=True) | Q(ended_on__gte=F("from_on")),
                name="affiliation_ends_after_start",
            ),
        )

    def __str__(self) -> str:
        return self.kind


class EqualityFact(models.Model):
    """One protected characteristic as the person stated it; "not asked" is another thing than "not stated". Monitored,
    never an input to a decision."""

    access: ClassVar[Access] = _WRITTEN_ABOUT

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    individual = models.ForeignKey(Individual, on_delete=models.CASCADE, related_name="equality_facts")
    characteristic = models.CharField(max_length=40, help_text="a code of the list 'characteristic'")
    stated = models.CharField(max_length=10, choices=codes.Stated.choices)
    value = models.CharField(max_length=100, blank=True)
    added_on = models.DateField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(stated="stated") | Q(value=""), name="equality_value_only_where_stated"),
        )

    def __str__(self) -> str:
        return self.characteristic


class Need(models.Model):
    """Neurodivergence or mental ill-health as a five-valued fact, with the adjustments made. A later row replaces an
    earlier one of the same kind; the earlier one stays."""

    access: ClassVar[Access] = _WRITTEN_ABOUT

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    individual = models.ForeignKey(Individual, on_delete=models.CASCADE, related_name="needs")
    kind = models.CharField(max_length=40, help_text="a code of the list 'need'")
    known = models.CharField(max_length=10, choices=codes.Known.choices)
    adjustments = models.TextField(blank=True, validators=[MaxLengthValidator(TEXT)], help_text="what is done about it")
    added_on = models.DateField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.kind


class Interest(models.Model):
    """A declared interest in a person: it removes every other way in to everything about them."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.DELIVERY,
                select=actor_is("person_id") | (rules.of_individual() & rules.WORKS_ON_PATHWAY),
                insert=actor_is("person_id") & rules.of_individual(),
                update=rules.of_individual() & Rule("person_id <> (select access_actor())") & rules.WORKS_ON_PATHWAY,
                update_columns=("ended_at", "ended_by_id", "end_reason"),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    individual = models.ForeignKey(Individual, on_delete=models.CASCADE, related_name="interests")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(validators=[MaxLengthValidator(TEXT)])
    declared_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    end_reason = models.TextField(blank=True, validators=[MaxLengthValidator(TEXT)])

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["individual", "person"], condition=Q(ended_at__isnull=True), name="one_interest_in_a_person"
            ),
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True) | ~Q(ended_by=F("person")), name="interest_ended_by_another"
            ),
        )
        indexes = (models.Index(fields=["person"], condition=Q(ended_at__isnull=True), name="interest_running"),)

    def __str__(self) -> str:
        return f"declared {self.declared_at:%Y-%m-%d}"
