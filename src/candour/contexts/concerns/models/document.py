"""Files of a concern, both ways: what the reporter sends, and what the office sends to the reporter."""

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
    "copy", "taken_in_on",
)  # fmt: skip
"""What the public door may read of a file: nothing of who sent it, and not the safe copy, which is for staff."""


class ConcernDocument(DocumentBase):
    """One file. A reporter sees what they sent, and what the office sent once it is released."""

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
                select=rules.narrative(),
                insert=rules.narrative()
                & UNTOUCHED
                & Rule("direction = 'to_reporter' and author_id = (select access_actor()) and wants_copy"),
                update=rules.narrative() & Rule("state = 'refused'"),
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

    class Meta(DocumentBase.Meta):
        constraints = (
            *DocumentBase.Meta.constraints,
            models.CheckConstraint(
                condition=Q(direction="from_reporter", author__isnull=True)
                | Q(direction="to_reporter", author__isnull=False, message__isnull=False),
                name="document_of_office_has_author",
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
