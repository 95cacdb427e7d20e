"""What the office found and did: verdicts, closing reasons, decisions on more time, and asking again, louder each time."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q

from candour.contexts.recommendations import codes
from candour.contexts.recommendations.models import rules
from candour.contexts.recommendations.models.answered import Claim, ExtensionRequest
from candour.contexts.recommendations.models.issued import LONG_TEXT, TEXT, Addressee, Recommendation
from candour.kernel.doors import Access, Door, Rule, may

_SIGNED_OR_DELIVERED = Rule("reason in ('close_as_done', 'close_as_exceeded')") | rules.SIGNS
_SUPERSEDED = Rule(
    "superseded_by_id is null or exists (select 1 from recommendations_link l"
    " join recommendations_addressee a on a.recommendation_id = l.to_id"
    " where a.id = addressee_id and l.kind = 'supersedes' and l.recommendation_id = superseded_by_id)"
)
_SIGNED_OR_REMINDER = Rule("kind = 'remind'") | rules.SIGNS
_BY_WHAT_IS_PUBLISHED = Rule(
    "superseded_by_id is null or exists (select 1 from recommendations_recommendation r"
    " where r.id = superseded_by_id and r.published_at is not null)"
)
"""Body and public read what supersedes it: before that is published neither may learn that there is such a thing."""
_AT_ITS_END = Rule(
    "exists (select 1 from recommendations_addressee a where a.id = addressee_id and a.is_open and case reason"
    " when 'close_as_done' then a.state = 'verified' when 'close_as_exceeded' then a.state = 'verified'"
    " when 'close_as_refused' then a.state in ('rejected', 'noted') else true end)"
)
_OF_CLAIM = Rule(
    "exists (select 1 from recommendations_claim c where c.id = claim_id"
    " and c.addressee_id = recommendations_verdict.addressee_id)"
)
"""Of this very body: independence is judged of the body that claims."""
_OWED = rules.of_addressee_in("asked", "accepted", "not_verified")
_ONCE_PUBLISHED = Rule(
    "kind <> 'give_notice' or exists (select 1 from recommendations_addressee a where a.id = addressee_id"
    " and a.published_at is not null)"
)
_REQUEST_WAITS = Rule(
    "exists (select 1 from recommendations_extensionrequest x join recommendations_addressee a on a.id = x.addressee_id"
    " where x.id = request_id and a.state in ('asked', 'accepted', 'not_verified'))"
)

_REQUEST_SEEN = Rule("exists (select 1 from recommendations_extensionrequest x where x.id = request_id)")


def _by_office(*columns: str, insert: Rule | None = None) -> Access:
    """Written by the office, read by the body to which it is addressed, and by the public without the author."""
    written = rules.WORKS & rules.BY_ACTOR
    return Access(
        (
            may(Door.PUBLIC, select=rules.of_addressee(), select_columns=("id", "addressee_id", *columns)),
            may(Door.DELIVERY, select=rules.of_addressee(), select_columns=("id", "addressee_id", "at", *columns)),
            may(Door.OFFICE, select=rules.READS, insert=written & insert if insert else written),
        )
    )


class Verdict(models.Model):
    """What the office found when it looked at a claim: on what evidence, how, and what is missing."""

    access: ClassVar[Access] = _by_office(
        "claim_id",
        "outcome",
        "looked_at",
        "method",
        "missing",
        "next_on",
        "found_on",
        insert=rules.INDEPENDENT & _OF_CLAIM & rules.of_addressee_in("claimed"),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    addressee = models.ForeignKey(Addressee, on_delete=models.PROTECT, related_name="verdicts")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="verdicts", help_text="the last one counts")
    outcome = models.CharField(max_length=20, choices=codes.Outcome.choices)
    looked_at = models.TextField(validators=[MaxLengthValidator(TEXT)], help_text="the evidence that was looked at")
    method = models.TextField(validators=[MaxLengthValidator(TEXT)])
    missing = models.TextField(blank=True, validators=[MaxLengthValidator(TEXT)])
    next_on = models.DateField(null=True, blank=True, help_text="by when a new claim is expected")
    found_on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(outcome="verified", missing="", next_on__isnull=True)
                | (Q(outcome="not_verified", next_on__isnull=False) & ~Q(missing="")),
                name="verdict_not_verified_says_what_is_missing",
            ),
        )
        indexes = (models.Index(fields=["-found_on", "-id"], name="verdict_by_day"),)

    def __str__(self) -> str:
        return self.outcome


class Closing(models.Model):
    """Why a recommendation to a body is followed no further."""

    access: ClassVar[Access] = _by_office(
        "reason",
        "text",
        "superseded_by_id",
        "closed_on",
        insert=_SIGNED_OR_DELIVERED & _SUPERSEDED & _BY_WHAT_IS_PUBLISHED & _AT_ITS_END,
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    addressee = models.ForeignKey(Addressee, on_delete=models.PROTECT, related_name="closings")
    reason = models.CharField(max_length=30, choices=codes.ClosingReason.choices)
    text = models.TextField(validators=[MaxLengthValidator(TEXT)])
    superseded_by = models.ForeignKey(
        Recommendation, null=True, blank=True, on_delete=models.PROTECT, related_name="supersedes_closings"
    )
    closed_on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(reason="close_as_superseded", superseded_by__isnull=False)
                | (~Q(reason="close_as_superseded") & Q(superseded_by__isnull=True)),
                name="closing_superseded_says_by_what",
            ),
        )
        indexes = (models.Index(fields=["-closed_on", "-id"], name="closing_by_day"),)

    def __str__(self) -> str:
        return self.reason


class ExtensionDecision(models.Model):
    """More time was granted or refused, and why."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.PUBLIC,
                select=_REQUEST_SEEN,
                select_columns=("id", "request_id", "is_granted", "until", "reasons", "decided_on"),
            ),
            may(
                Door.DELIVERY,
                select=_REQUEST_SEEN,
                select_columns=("id", "request_id", "is_granted", "until", "reasons", "decided_on", "at"),
            ),
            may(Door.OFFICE, select=rules.READS, insert=rules.WORKS & rules.BY_ACTOR & _REQUEST_WAITS),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.OneToOneField(ExtensionRequest, on_delete=models.PROTECT, related_name="decision")
    is_granted = models.BooleanField()
    until = models.DateField(null=True, blank=True, help_text="as granted; it may differ from what was asked")
    reasons = models.TextField(validators=[MaxLengthValidator(TEXT)])
    decided_on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(is_granted=True, until__isnull=False) | Q(is_granted=False, until__isnull=True),
                name="extension_granted_until_a_day",
            ),
        )
        indexes = (models.Index(fields=["-decided_on", "-id"], name="extension_decided_by_day"),)

    def __str__(self) -> str:
        return "granted" if self.is_granted else "refused"


class Escalation(models.Model):
    """A body was asked again: by a reminder, a signed letter, or in public. A reminder of Candour itself has no author."""

    access: ClassVar[Access] = _by_office(
        "kind",
        "about",
        "text",
        "signed_as",
        "sent_on",
        insert=_SIGNED_OR_REMINDER & _OWED & _ONCE_PUBLISHED,
    )

    class About(models.TextChoices):
        """What is late."""

        RESPONSE = "response"
        DELIVERY = "delivery"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    addressee = models.ForeignKey(Addressee, on_delete=models.PROTECT, related_name="escalations")
    kind = models.CharField(max_length=20, choices=codes.EscalationKind.choices)
    about = models.CharField(max_length=10, choices=About.choices)
    text = models.TextField(validators=[MaxLengthValidator(LONG_TEXT)])
    signed_as = models.CharField(max_length=200, help_text="the office that signs, as the body and the public read it")
    sent_on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = (
            models.Index(fields=["addressee", "-at"], name="escalation_latest"),
            models.Index(fields=["-sent_on", "-id"], name="escalation_by_day"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(by__isnull=False) | Q(kind="remind"), name="escalation_signed_by_somebody"
            ),
        )

    def __str__(self) -> str:
        return self.kind
