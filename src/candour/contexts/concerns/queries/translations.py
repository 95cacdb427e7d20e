"""The translations of one mailbox, opened, by the message that they are of; None is what was told at first."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from candour.contexts.concerns import sealed
from candour.contexts.concerns.models import Concern, Message, MessageTranslation
from candour.contexts.concerns.queries import opening
from candour.contexts.concerns.sealed import Pair

_SEEN_BY_REPORTER = (
    "id", "concern_id", "message_id", "language_from", "language", "made_by", "is_machine", "sealed", "added_on",
)  # fmt: skip


def of(concern: Concern, pair: Pair, *, for_reporter: bool = False) -> dict[UUID | None, list[MessageTranslation]]:
    """Those that stand, as far as the database shows them. One query."""
    rows = MessageTranslation.objects.filter(concern_id=concern.id, ended_on=None).order_by("added_on", "id")
    if for_reporter:
        rows = rows.filter(is_sent=True).only(*_SEEN_BY_REPORTER)
    found: dict[UUID | None, list[MessageTranslation]] = {}
    for row in rows:
        row.text = sealed.open_translation(pair, row.id, bytes(row.sealed))
        found.setdefault(row.message_id, []).append(row)
    return found


TOLD = "told"
"""Stands for what was told at first, where a message would have its id."""


@dataclass(frozen=True)
class Original:
    """Something that can be translated: its id or ``TOLD``, what it is in words, its text, and whether we wrote it."""

    of: str
    label: str
    text: str
    is_ours: bool = False


def originals(concern: Concern) -> list[Original]:
    """What was told at first, then every message, as far as the database shows them; nothing for whoever may not read."""
    pair = opening.pair_for_office(concern)
    if pair is None:
        return []
    found = []
    if (told := opening.told(concern, pair)) is not None:
        parts = (told.body_name, told.place, told.when_it_happened, told.what_happened, told.effect, told.change_wanted)
        found.append(Original(TOLD, _("What was told at first"), "\n\n".join(part for part in parts if part)))
    rows = opening.messages(Message.objects.filter(concern=concern).order_by("number"), pair)
    return found + [Original(str(row.id), label_of(row), row.text, is_ours=row.author_id is not None) for row in rows]


def label_of(message: Message) -> str:
    """A message in words: whose it is, and its day."""
    says = _("Message of the person, %(day)s") if message.author_id is None else _("Our message of %(day)s")
    return says % {"day": date_format(message.sent_on, "j F Y")}
