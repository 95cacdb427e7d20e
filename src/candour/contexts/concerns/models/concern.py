"""A concern: its coded fields, what was written, and who wrote it, in three tables because three circles may read them."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from candour.contexts.concerns import codes, references
from candour.contexts.concerns.models import rules
from candour.kernel.doors import Access, Door, Rule, may
from candour.kernel.people.roles import Nation

LONG_TEXT = 20_000
"""Characters of one long answer. Longer ones are asked to be shortened, with everything typed still there."""

MEDIUM_TEXT = 4_000
"""Characters of the other free answers."""

SEEN_BY_REPORTER = (
    "id",
    "reference",
    "mailbox_digest",
    "sealing_key",
    "level",
    "kind",
    "nation",
    "agreement",
    "language",
    "received_on",
    "state",
    "procedure_version",
    "next_due_on",
    "is_open",
    "close_reason",
    "unread_for_reporter",
)
"""The columns the public door may read of the mailbox that is open: nothing of who works on it."""


class Concern(models.Model):
    """The coded fields. Everybody in the office who works with concerns may read them; delivery has no privilege at all."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.PUBLIC,
                select=rules.IS_MAILBOX,
                select_columns=SEEN_BY_REPORTER,
                insert=rules.IS_MAILBOX
                & Rule(
                    "channel = 'online' and state = 'received' and assigned_to_id is null and entered_by_id is null"
                ),
                update=rules.IS_MAILBOX,
                update_columns=(
                    "state",
                    "agreement",
                    "next_due_on",
                    "is_open",
                    "unread_for_office",
                    "unread_for_reporter",
                    "unanswered_since",
                ),
            ),
            may(
                Door.OFFICE,
                select=rules.coded("id"),
                insert=rules.HANDLES_CONCERNS & Rule("entered_by_id = (select access_actor())"),
                update=rules.coded("id"),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=11, unique=True, default=references.new_concern, editable=False)
    mailbox_digest = models.BinaryField(unique=True, editable=False, help_text="opens nothing by itself")
    sealing_key = models.BinaryField(editable=False, help_text="public: whoever may write seals to it")
    level = models.CharField(max_length=12, choices=codes.Level.choices)
    kind = models.CharField(max_length=15, choices=codes.Kind.choices)
    connection = models.CharField(max_length=15, choices=codes.Connection.choices, blank=True)
    nation = models.CharField(max_length=20, choices=Nation.choices, blank=True)
    region = models.CharField(max_length=20, choices=codes.Region.choices, blank=True)
    sector = models.CharField(max_length=20, choices=codes.Sector.choices, blank=True)
    stage = models.CharField(max_length=12, choices=codes.Stage.choices, blank=True)
    agreement = models.CharField(
        max_length=10,
        choices=codes.Agreement.choices,
        default=codes.Agreement.NOT_ASKED,
    )
    language = models.CharField(max_length=40, blank=True)
    channel = models.CharField(max_length=8, choices=codes.Channel.choices, default=codes.Channel.ONLINE)
    received_on = models.DateField()
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    state = models.CharField(max_length=20)
    procedure_version = models.PositiveSmallIntegerField()
    is_open = models.BooleanField(default=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    next_due_on = models.DateField(
        null=True,
        blank=True,
        help_text="the earliest running time limit; late is computed",
    )
    close_reason = models.CharField(max_length=12, choices=codes.CloseReason.choices, blank=True)
    unread_for_office = models.BooleanField(default=True)
    unread_for_reporter = models.BooleanField(default=False)
    unanswered_since = models.DateField(
        null=True,
        blank=True,
        help_text="the day of the office's last message that the reporter has not answered",
    )
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        indexes = (
            # The inbox reads open concerns by due date, alone or narrowed by one of these.
            models.Index(
                fields=["next_due_on", "id"],
                condition=Q(is_open=True),
                name="concern_open_due",
            ),
            models.Index(
                fields=["state", "next_due_on", "id"],
                condition=Q(is_open=True),
                name="concern_state_due",
            ),
            models.Index(
                fields=["assigned_to", "next_due_on", "id"],
                condition=Q(is_open=True),
                name="concern_assigned_due",
            ),
            models.Index(
                fields=["sector", "next_due_on", "id"],
                condition=Q(is_open=True),
                name="concern_sector_due",
            ),
            models.Index(
                fields=["kind", "next_due_on", "id"],
                condition=Q(is_open=True),
                name="concern_kind_due",
            ),
            models.Index(
                fields=["stage", "next_due_on", "id"],
                condition=Q(is_open=True),
                name="concern_stage_due",
            ),
            models.Index(
                fields=["region", "next_due_on", "id"],
                condition=Q(is_open=True),
                name="concern_region_due",
            ),
            models.Index(
                fields=["next_due_on", "id"],
                condition=Q(is_open=True, unread_for_office=True),
                name="concern_unread_due",
            ),
            # The sweeps look every minute for what is unread, which is little of all there is.
            models.Index(
                fields=["assigned_to"],
                condition=Q(unread_for_office=True, assigned_to__isnull=False),
                name="concern_unread",
            ),
            models.Index(fields=["id"], condition=Q(unread_for_reporter=True), name="concern_unread_reporter"),
            models.Index(fields=["-received_on", "-id"], name="concern_received"),
            models.Index(fields=["received_on", "id"], condition=Q(is_open=True), name="concern_open_received"),
            models.Index(fields=["nation", "next_due_on", "id"], condition=Q(is_open=True), name="concern_nation_due"),
            models.Index(
                fields=["next_due_on", "id"],
                condition=Q(is_open=True, unanswered_since__isnull=False),
                name="concern_unanswered_due",
            ),
            # Few ask for another language, so that this one costs next to nothing to keep.
            models.Index(
                Lower("language"),
                "next_due_on",
                "id",
                condition=Q(is_open=True) & ~Q(language=""),
                name="concern_language_due",
            ),
            # A search looks through what somebody works on, the newest first (sql/functions.sql, concerns_search).
            models.Index(
                fields=["assigned_to", "-received_on", "-id"],
                condition=Q(assigned_to__isnull=False),
                name="concern_assigned_received",
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(channel="online", entered_by__isnull=True)
                | (~Q(channel="online") & Q(entered_by__isnull=False)),
                name="assisted_entry_names_who_entered",
            ),
        )

    def __str__(self) -> str:
        return self.reference


class Narrative(models.Model):
    """What was written. Read by the caseworkers assigned, each reading recorded; erased as one row. Changed in one way:
    ``concerns_move_words`` takes out what shows who somebody is."""

    access: ClassVar[Access] = Access(
        (
            may(Door.PUBLIC, insert=rules.own_mailbox()),
            may(
                Door.OFFICE,
                select=rules.narrative(),
                insert=rules.coded(),
            ),
        )
    )

    concern = models.OneToOneField(Concern, primary_key=True, on_delete=models.CASCADE, related_name="narrative")
    sealed = models.BinaryField(help_text="concerns.sealed.Told, to the concern's key")
    in_index = models.BooleanField(default=False, help_text="its words can be searched for")

    class Meta:
        indexes = (models.Index(fields=["concern"], condition=Q(in_index=False), name="narrative_not_in_index"),)

    def __str__(self) -> str:
        return "narrative"


class Reporter(models.Model):
    """What a reporter chose to say of themselves. No row for most who stay anonymous."""

    access: ClassVar[Access] = Access(
        (
            may(Door.PUBLIC, insert=rules.own_mailbox()),
            may(Door.OFFICE, select=rules.narrative(), insert=rules.coded()),
        )
    )

    concern = models.OneToOneField(Concern, primary_key=True, on_delete=models.CASCADE, related_name="reporter")
    sealed = models.BinaryField(help_text="concerns.sealed.Teller, to the concern's key")
    nudge_sealed = models.BinaryField(
        null=True, blank=True, help_text="their address for messages that say nothing, to the office's key"
    )
    nudge_key = models.CharField(max_length=16, blank=True, help_text="fingerprint of that key")

    def __str__(self) -> str:
        return "reporter"


class Assignment(models.Model):
    """Who works on a concern, from when to when. The one row without an end is the present owner."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.OFFICE,
                select=rules.coded(),
                insert=rules.coded()
                & Rule("assigned_by_id = (select access_actor())")
                & Rule("person_id <> all(concerns_barred(concern_id))"),
                update=rules.coded(),
                update_columns=("ended_on",),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="assignments")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["concern"],
                condition=Q(ended_on__isnull=True),
                name="one_owner_at_a_time",
            ),
        )
        indexes = (
            models.Index(
                fields=["person"],
                condition=Q(ended_on__isnull=True),
                name="assignment_running",
            ),
        )

    def __str__(self) -> str:
        return f"from {self.started_on}"
