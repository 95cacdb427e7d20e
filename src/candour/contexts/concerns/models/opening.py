"""Opening a sealed identity: who asked, who agreed, and what was released to one reader for a quarter of an hour."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q

from candour.contexts.concerns import codes
from candour.contexts.concerns.models import rules
from candour.contexts.concerns.models.concern import MEDIUM_TEXT, Concern
from candour.kernel.doors import Access, Door, Rule, actor_is, may
from candour.kernel.procedures.models import StepTaken

_KNOWN = rules.coded() | (rules.OPENS_IDENTITIES & rules.not_excluded())
"""Those who may know of the concern, and those who may be asked; nobody with a declared interest in it."""

_SEEN = Rule("opening_id in (select o.id from concerns_opening o)")
"""Hangs on a request that may be seen: its own row rule decides."""

_MINE_TO_READ = Rule(
    "decision_id in (select d.id from concerns_openingdecision d"
    " where d.opening_id = any((select concerns_openings_to_read())::uuid[]))"
)


class Opening(models.Model):
    """A written request to open a sealed identity for one named reader, and where it stands."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.PUBLIC,
                select=rules.own_mailbox() & Rule("opened_on is not null"),
                select_columns=("id", "concern_id", "opened_on"),
            ),
            may(
                Door.OFFICE,
                select=_KNOWN,
                insert=rules.coded()
                & actor_is("requested_by_id")
                & Rule("state = 'asked' and opened_on is null and expires_at <= now() + interval '73 hours'"),
                update=_KNOWN,
                update_columns=("state", "is_open", "opened_on"),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="openings")
    reference = models.CharField(max_length=11, help_text="of the concern: those who are asked may not look it up")
    ground = models.CharField(max_length=10, choices=codes.OpeningGround.choices)
    reason = models.TextField(validators=[MaxLengthValidator(MEDIUM_TEXT)])
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField(help_text="until then both sides have to agree")
    state = models.CharField(max_length=20)
    procedure_version = models.PositiveSmallIntegerField()
    is_open = models.BooleanField(default=True)
    opened_on = models.DateField(null=True, blank=True, help_text="shown to the reporter")
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["concern"], condition=Q(is_open=True), name="one_opening_of_a_concern_at_a_time"
            ),
            # What a decision names is held to this by a foreign key over all three (migration 0006).
            models.UniqueConstraint(fields=["id", "requested_by", "reader"], name="opening_with_its_people"),
        )
        indexes = (models.Index(fields=["-requested_at"]), models.Index(fields=["is_open", "expires_at"]))

    def __str__(self) -> str:
        return "request to open"


class OpeningStep(StepTaken):
    """The history of a request, seen by all who may know of it."""

    access: ClassVar[Access] = Access((may(Door.OFFICE, select=_SEEN, insert=_SEEN & actor_is("by_id")),))
    SUBJECT_FIELD = "opening"

    opening = models.ForeignKey(Opening, on_delete=models.CASCADE, related_name="steps")


class ReaderKey(models.Model):
    """The public half of a key whose private half lies in the named reader's browser, and nowhere else. The last counts."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.OFFICE,
                select=_SEEN,
                insert=Rule(
                    "opening_id in (select o.id from concerns_opening o"
                    " where o.reader_id = (select access_actor()) and o.state = 'asked')"
                )
                & rules.HANDLES_CONCERNS,
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    opening = models.ForeignKey(Opening, on_delete=models.CASCADE, related_name="reader_keys")
    number = models.PositiveSmallIntegerField(help_text="the highest counts")
    public = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["opening", "number"], name="reader_key_number_once"),)

    def __str__(self) -> str:
        return "key of a reader"


class OpeningDecision(models.Model):
    """That one side agreed, by one person, who neither asked nor reads. Never changed; two of them open."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.OFFICE,
                select=_SEEN,
                insert=actor_is("by_id")
                & rules.acts_for_side()
                & Rule(
                    "opening_id = any((select concerns_openings_to_decide())::uuid[])"
                    " and decided_at between now() - interval '2 minutes' and now() + interval '1 minute'"
                ),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    opening = models.ForeignKey(Opening, on_delete=models.CASCADE, related_name="decisions")
    side = models.CharField(max_length=10, choices=codes.Side.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["opening", "side"], name="one_decision_for_each_side"),
            models.UniqueConstraint(fields=["opening", "by"], name="two_different_people_open"),
            models.CheckConstraint(condition=~Q(by=F("asked_by")), name="who_asks_does_not_open"),
            models.CheckConstraint(condition=~Q(by=F("reader")), name="who_reads_does_not_open"),
        )

    def __str__(self) -> str:
        return self.side


class ReleasedPart(models.Model):
    """A half of the key, sealed to the reader's browser. Destroyed when the reader has finished, or the time is over."""

    BACKED_UP_APART: ClassVar[bool] = True

    access: ClassVar[Access] = Access(
        (
            may(
                Door.OFFICE,
                select=_MINE_TO_READ,
                insert=Rule(
                    "decision_id in (select d.id from concerns_openingdecision d where d.by_id = (select access_actor()))"
                ),
                delete=_MINE_TO_READ,
            ),
        )
    )

    decision = models.OneToOneField(OpeningDecision, primary_key=True, on_delete=models.CASCADE, related_name="part")
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return "released half"
