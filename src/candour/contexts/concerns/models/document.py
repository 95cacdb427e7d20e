"""Files of a concern, both ways: what the reporter sends, and what the office sends to the reporter; and what opens them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from candour.contexts.concerns import codes
from candour.contexts.concerns.models import rules
from candour.contexts.concerns.models.concern import Concern
from candour.contexts.concerns.models.handling import Message
from candour.kernel.documents.models import UNTOUCHED, DocumentBase
from candour.kernel.doors import Access, Door, Rule, may

SEEN_BY_REPORTER = (
    "id", "concern_id", "message_id", "direction", "series", "version", "state", "reason", "kind", "address", "details",
    "copy", "taken_in_on", "is_sealed",
)  # fmt: skip
"""What the public door may read of a file: nothing of who sent it, and not the safe copy, which is for staff."""


_SEALED_AND_MINE_TO_READ = Rule("is_sealed and concern_id = any((select concerns_identities_to_read())::uuid[])")
"""The named reader of an opened identity, who need not be a caseworker of the concern."""


class ConcernDocument(DocumentBase):
    """One file. A reporter sees what they sent, and what the office sent once it is released. Of one that is sealed with an
    identity the office sees that there is one; what opens it lies in the identity."""

    RECORD_FIELD = "concern"
    access: ClassVar[Access] = Access(
        (
            may(
                Door.PUBLIC,
                select=rules.own_mailbox() & Rule("direction = 'from_reporter' or state = 'released'"),
                select_columns=SEEN_BY_REPORTER,
                insert=rules.own_mailbox()
                & UNTOUCHED
                & Rule("direction = 'from_reporter' and author_id is null and not wants_copy"),
            ),
            may(
                Door.OFFICE,
                select=rules.narrative() | _SEALED_AND_MINE_TO_READ,
                insert=rules.narrative()
                & UNTOUCHED
                & Rule(
                    "direction = 'to_reporter' and author_id = (select access_actor()) and wants_copy and not is_sealed"
                ),
                update=rules.narrative() & Rule("state = 'refused' and not is_sealed"),
                update_check=rules.narrative() & UNTOUCHED,
                update_columns=("state", "reason", "kind", "settled_on"),
            ),
        )
    )

    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="documents")
    message = models.ForeignKey(
        Message,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="empty: sent with the form",
    )
    direction = models.CharField(max_length=15, choices=codes.Direction.choices)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    is_sealed = models.BooleanField(default=False, help_text="what opens it lies in the sealed identity")

    class Meta(DocumentBase.Meta):
        constraints = (
            *DocumentBase.Meta.constraints,
            models.CheckConstraint(
                condition=Q(direction="from_reporter", author__isnull=True)
                | Q(direction="to_reporter", author__isnull=False, message__isnull=False),
                name="document_of_office_has_author",
            ),
            models.CheckConstraint(
                condition=Q(is_sealed=False) | Q(direction="from_reporter"), name="document_of_office_is_not_sealed"
            ),
        )
        indexes = (
            # The worker looks every minute for what is not settled, which is little of all there is.
            models.Index(
                fields=["taken_in_on"],
                condition=Q(state__in=["taken_in", "checked", "scanned"]),
                name="document_waiting",
            ),
            # The sweep asks of every blob whether a row names it.
            models.Index(fields=["address"], name="document_address"),
            models.Index(fields=["copy"], condition=~Q(copy=""), name="document_copy"),
            GinIndex(fields=["pages"], name="document_pages"),
        )


class DocumentKey(models.Model):
    """The key of one file that a reporter sent, wrapped. For the office under the concern's key, unless the file is sealed;
    then for its worker alone until there is a safe copy, and afterwards for nobody of the office. For the reporter always.

    No door changes a row: the worker's functions and the one that seals a file do (sql/files.sql).
    """

    BACKED_UP_APART: ClassVar[bool] = True

    access: ClassVar[Access] = Access(
        (
            may(
                Door.PUBLIC,
                select=rules.own_mailbox(),
                select_columns=("document_id", "concern_id", "for_reporter"),
                insert=rules.own_mailbox()
                & Rule(
                    "(document_id, concern_id, for_concern is null) in"
                    " (select d.id, d.concern_id, d.is_sealed from concerns_concerndocument d"
                    " where d.direction = 'from_reporter')"
                ),
            ),
            may(
                Door.OFFICE,
                select=rules.narrative(),
                select_columns=("document_id", "concern_id", "for_concern"),
            ),
        )
    )

    document = models.OneToOneField(ConcernDocument, primary_key=True, on_delete=models.CASCADE, related_name="key")
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="+")
    for_concern = models.BinaryField(null=True, blank=True, help_text="under the concern's key")
    for_worker = models.BinaryField(null=True, blank=True, help_text="sealed to the office's key, while it waits")
    office_key = models.CharField(max_length=16, blank=True, help_text="fingerprint of that key")
    for_reporter = models.BinaryField(help_text="under what the receipt yields")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(for_concern__isnull=True) | Q(for_worker__isnull=True), name="file_key_wrapped_for_one"
            ),
            models.CheckConstraint(
                condition=Q(for_worker__isnull=True, office_key="") | (Q(for_worker__isnull=False) & ~Q(office_key="")),
                name="file_key_names_its_office_key",
            ),
        )
        indexes = (
            models.Index(fields=["office_key"], condition=Q(for_worker__isnull=False), name="file_keys_by_office_key"),
        )

    def __str__(self) -> str:
        return "key of a file"
