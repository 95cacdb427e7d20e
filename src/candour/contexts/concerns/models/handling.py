"""What the office does with a concern: messages, agreement, signposting, and telling a body without agreement."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q

from candour.contexts.concerns import codes
from candour.contexts.concerns.models import rules
from candour.contexts.concerns.models.coding import SignpostBody
from candour.contexts.concerns.models.concern import MEDIUM_TEXT, Concern
from candour.contexts.concerns.models.exchange import Enquiry
from candour.kernel.doors import Access, Door, Rule, may


class Message(models.Model):
    """One message of the mailbox. A reporter's carries its day and a number, never a time. No door changes one;
    ``concerns_move_words`` takes out what shows who somebody is."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.PUBLIC,
                select=rules.own_mailbox(),
                select_columns=(
                    "id",
                    "concern_id",
                    "number",
                    "direction",
                    "kind",
                    "sealed",
                    "sent_on",
                ),
                insert=rules.own_mailbox() & Rule("direction = 'from_reporter' and author_id is null"),
            ),
            may(
                Door.OFFICE,
                select=rules.narrative(),
                insert=rules.coded() & Rule("author_id = (select access_actor())"),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="messages")
    number = models.PositiveIntegerField(help_text="position in this mailbox, from 1")
    direction = models.CharField(max_length=15, choices=codes.Direction.choices)
    kind = models.CharField(
        max_length=20,
        choices=codes.MessageKind.choices,
        default=codes.MessageKind.MESSAGE,
    )
    sealed = models.BinaryField(help_text="the text, to the concern's key")
    in_index = models.BooleanField(default=False, help_text="its words can be searched for")
    sent_on = models.DateField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["concern", "number"], name="message_number_once"),
            models.CheckConstraint(
                condition=Q(direction="from_reporter") | Q(author__isnull=False),
                name="office_message_has_author",
            ),
        )
        indexes = (models.Index(fields=["id"], condition=Q(in_index=False), name="message_not_in_index"),)

    text: str
    """The words, once ``queries.opening.messages`` has opened them; before, there is no such attribute."""

    def __str__(self) -> str:
        return f"message {self.number}"


class BodyAgreement(models.Model):
    """Whether the reporter agrees that the body be told. Each answer is a row; the last one counts."""

    access: ClassVar[Access] = Access(
        (
            may(Door.PUBLIC, select=rules.own_mailbox(), insert=rules.own_mailbox()),
            may(Door.OFFICE, select=rules.coded(), insert=rules.coded()),
        )
    )

    class How(models.TextChoices):
        """Where the answer was given."""

        FORM = "form"
        MAILBOX = "mailbox"
        ASSISTED = "assisted"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="agreements")
    number = models.PositiveIntegerField(help_text="position among the answers, from 1")
    answer = models.CharField(max_length=10, choices=codes.Agreement.choices)
    how = models.CharField(max_length=10, choices=How.choices)
    answered_on = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["concern", "number"], name="agreement_number_once"),)

    def __str__(self) -> str:
        return self.answer


class Signposting(models.Model):
    """Where a reporter was pointed to, and why."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.PUBLIC,
                select=rules.own_mailbox(),
                select_columns=("id", "concern_id", "body_id"),
            ),
            may(
                Door.OFFICE,
                select=rules.coded(),
                insert=rules.coded() & Rule("given_by_id = (select access_actor())"),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="signpostings")
    body = models.ForeignKey(SignpostBody, on_delete=models.PROTECT, related_name="+")
    given_on = models.DateField()
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return "signposting"


class HarmOverride(models.Model):
    """Telling a body without agreement, because of imminent serious harm or a child at risk. Two people, always."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.OFFICE,
                select=rules.coded(),
                insert=rules.coded() & Rule("requested_by_id = (select access_actor()) and authorised_by_id is null"),
                update=rules.coded() & Rule("authorised_by_id is null"),
                update_check=rules.coded() & Rule("authorised_by_id = (select access_actor())"),
                update_columns=(
                    "authorised_by_id",
                    "authorised_at",
                    "is_refused",
                    "decision_reason",
                ),
            ),
        )
    )

    class Ground(models.TextChoices):
        """The two grounds there are."""

        IMMINENT_HARM = "imminent_harm"
        CHILD_AT_RISK = "child_at_risk"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="overrides")
    ground = models.CharField(max_length=20, choices=Ground.choices)
    reason = models.TextField(validators=[MaxLengthValidator(MEDIUM_TEXT)])
    is_safe_to_tell = models.BooleanField(help_text="whether the reporter can safely be told")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    authorised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    authorised_at = models.DateTimeField(null=True, blank=True)
    is_refused = models.BooleanField(default=False)
    decision_reason = models.TextField(blank=True, validators=[MaxLengthValidator(MEDIUM_TEXT)])

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(authorised_by__isnull=True) | ~Q(authorised_by=F("requested_by")),
                name="override_needs_a_second_person",
            ),
            models.UniqueConstraint(
                fields=["concern"],
                condition=Q(authorised_by__isnull=True),
                name="one_override_waits_at_a_time",
            ),
        )

    def __str__(self) -> str:
        return self.ground


class ConcernEnquiry(models.Model):
    """Which enquiry was written for which concern. Only the office knows; the enquiry itself does not."""

    access: ClassVar[Access] = Access((may(Door.OFFICE, select=rules.coded(), insert=rules.coded()),))

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="enquiries")
    enquiry = models.OneToOneField(Enquiry, on_delete=models.PROTECT, related_name="+")
    override = models.ForeignKey(HarmOverride, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return "concern's enquiry"
