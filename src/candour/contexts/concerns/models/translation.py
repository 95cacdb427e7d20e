"""Translations of what stands in a mailbox, kept beside the originals and sealed like them."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from candour.contexts.concerns import codes
from candour.contexts.concerns.models import rules
from candour.contexts.concerns.models.concern import Concern
from candour.contexts.concerns.models.handling import Message
from candour.kernel.doors import Access, Door, Rule, actor_is, may

_OF_THIS_CONCERN = Rule(
    "message_id is null or exists (select 1 from concerns_message m"
    " where m.id = message_id and m.concern_id = concerns_messagetranslation.concern_id)"
)
"""Nothing is filed under a concern that translates another one's message."""


class MessageTranslation(models.Model):
    """A message in another language, or, without ``message``, what was told at first. A later one takes its place."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.PUBLIC,
                select=rules.own_mailbox() & Rule("is_sent and ended_on is null"),
                select_columns=(
                    "id",
                    "concern_id",
                    "message_id",
                    "language_from",
                    "language",
                    "made_by",
                    "is_machine",
                    "sealed",
                    "is_sent",
                    "added_on",
                    "ended_on",
                ),
            ),
            may(
                Door.OFFICE,
                select=rules.narrative(),
                insert=rules.narrative() & actor_is("added_by_id") & _OF_THIS_CONCERN,
                update=rules.narrative(),
                update_columns=("ended_on",),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="translations")
    message = models.ForeignKey(Message, null=True, blank=True, on_delete=models.CASCADE, related_name="translations")
    language_from = models.CharField(max_length=10, choices=codes.WrittenLanguage.choices)
    language = models.CharField(max_length=10, choices=codes.WrittenLanguage.choices)
    made_by = models.CharField(max_length=200, help_text="who translated, or which service, in words")
    is_machine = models.BooleanField()
    sealed = models.BinaryField(help_text="the text, to the concern's key")
    in_index = models.BooleanField(default=False, help_text="its words can be searched for")
    is_sent = models.BooleanField(
        help_text="whether the reporter reads it: of what the office wrote, never of their own"
    )
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["message", "language"],
                condition=Q(ended_on__isnull=True, message__isnull=False),
                name="message_translated_once",
            ),
            models.UniqueConstraint(
                fields=["concern", "language"],
                condition=Q(ended_on__isnull=True, message__isnull=True),
                name="narrative_translated_once",
            ),
            models.CheckConstraint(
                condition=Q(is_sent=False) | Q(message__isnull=False), name="only_messages_are_sent_translated"
            ),
        )
        indexes = (models.Index(fields=["id"], condition=Q(in_index=False), name="translation_not_in_index"),)

    text: str
    """Opened, for whoever may read it (``queries.translations``); no column."""

    def __str__(self) -> str:
        return f"translation into {self.language}"
