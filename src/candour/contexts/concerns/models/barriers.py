"""What takes access away, what gives it in an emergency, and the record that somebody read."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q

from candour.contexts.concerns.models import rules
from candour.contexts.concerns.models.concern import MEDIUM_TEXT, Concern
from candour.kernel.doors import Access, Door, Rule, actor_has, actor_is, may

_OVERSEES = actor_has("head_of_office", "commissioner")

_STEPS_ASIDE = (
    rules.OPENS_IDENTITIES
    & rules.not_excluded()
    & actor_is("person_id")
    & Rule("concern_id in (select o.concern_id from concerns_opening o)")
)
"""Asked to open an identity, and knows who it could be."""

_NEXT_MIDNIGHT = "((now() at time zone 'Europe/London')::date + 1)::timestamp at time zone 'Europe/London'"
"""When emergency access ends at the latest (product.md, "Who sees what")."""


class ConcernExclusion(models.Model):
    """A declared interest: it removes every other way in, for that person and that concern."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.OFFICE,
                select=actor_is("person_id") | (_OVERSEES & rules.not_excluded()),
                insert=(rules.coded() & actor_is("person_id") | (_OVERSEES & rules.not_excluded()) | _STEPS_ASIDE)
                & actor_is("declared_by_id"),
                update=_OVERSEES & rules.not_excluded() & Rule("person_id <> (select access_actor())"),
                update_columns=("ended_on",),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="exclusions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(validators=[MaxLengthValidator(MEDIUM_TEXT)])
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    declared_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["concern", "person"],
                condition=Q(ended_on__isnull=True),
                name="excluded_once",
            ),
        )
        indexes = (
            models.Index(
                fields=["person"],
                condition=Q(ended_on__isnull=True),
                name="exclusion_running",
            ),
        )

    def __str__(self) -> str:
        return "declared interest"


class EmergencyAccess(models.Model):
    """Reading a narrative without being assigned: with a written reason, until the next midnight, listed for review."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.OFFICE,
                select=rules.coded(),
                insert=rules.coded()
                & actor_is("person_id")
                & Rule(f"until_at <= {_NEXT_MIDNIGHT} and reviewed_by_id is null"),
                update=rules.coded() & _OVERSEES & Rule("person_id <> (select access_actor())"),
                update_columns=(
                    "ended_at",
                    "reviewed_by_id",
                    "reviewed_on",
                    "review_note",
                ),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="emergencies")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(validators=[MaxLengthValidator(MEDIUM_TEXT)])
    taken_at = models.DateTimeField()
    until_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    reviewed_on = models.DateField(null=True, blank=True)
    review_note = models.TextField(blank=True, validators=[MaxLengthValidator(MEDIUM_TEXT)])

    class Meta:
        indexes = (models.Index(fields=["person", "until_at"]),)

    def __str__(self) -> str:
        return "emergency access"


class NarrativeRead(models.Model):
    """Somebody read what a reporter wrote. Shown to those who oversee, and to whoever may read it: before they move a
    passage out of the text they see who has read it already."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.OFFICE,
                select=((_OVERSEES | actor_is("person_id")) & rules.not_excluded()) | rules.narrative(),
                insert=actor_is("person_id") & rules.narrative(),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="reads")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField()
    ledger_entry = models.UUIDField(unique=True)

    class Meta:
        indexes = (models.Index(fields=["concern", "-read_at"]),)

    def __str__(self) -> str:
        return "reading"
