"""Where words stand among all that was written to and by a reporter: what was told, the messages, translations of both.

A name that stays in one of them makes it vain to have moved it out of the others, so they are looked through together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from candour.contexts.concerns import sealed
from candour.contexts.concerns.identity import MARK
from candour.contexts.concerns.models import Concern, Message, MessageTranslation
from candour.contexts.concerns.queries import opening, translations
from candour.contexts.concerns.queries.translations import Original

NARRATIVE, MESSAGE, TRANSLATION = "narrative", "message", "translation"
"""Which table a text lies in, as ``concerns_move_words`` calls it."""

_AROUND = 60
_SHOWN = 4


@dataclass(frozen=True)
class Text:
    """One text that lies in one row. ``parts`` are its words by name: the answers of the form, or one alone. ``of`` is the
    row that a translation is of. A translation that another took the place of is a text like any other."""

    source: str
    row: UUID
    label: str
    parts: dict[str, str] = field(repr=False)
    sent_on: date | None = None
    of: UUID | None = None


class Passage:
    """Words as somebody copied them. Lines may be broken in another way; all else is compared letter by letter. A mark
    that an earlier move left is not looked into."""

    def __init__(self, typed: str) -> None:
        words = r"\s+".join(re.escape(word) for word in typed.split())
        self._wanted = re.compile(f"{re.escape(MARK)}|({words})") if words else None

    def found(self, text: str) -> list[re.Match[str]]:
        """Every place where they stand."""
        return [match for match in self._wanted.finditer(text) if match[1]] if self._wanted else []

    def left(self, text: str) -> str:
        """The text with a mark wherever they stood."""
        return self._wanted.sub(MARK, text) if self._wanted else text


@dataclass(frozen=True)
class Place:
    """A text in which the words stand: how often, and the first times with what is around them."""

    label: str
    times: int
    excerpts: list[tuple[str, str, str]] = field(repr=False)


@dataclass(frozen=True)
class Look:
    """Where the words stand; and the translations in which they do not although they stand in what is translated."""

    places: list[Place]
    absent: list[str]


def texts(concern: Concern) -> list[Text]:
    """Everything that was written, opened, as far as the database shows it; nothing for whoever may not read. Raises
    ring.NoOfficeKey and CannotOpen: what cannot be opened cannot be said to be without a name."""
    pair = opening.pair_for_office(concern)
    if pair is None:
        return []
    first = _("What was told at first")
    told = opening.told(concern, pair)
    found = [Text(NARRATIVE, concern.id, first, asdict(told))] if told else []
    rows = opening.messages(Message.objects.filter(concern_id=concern.id).order_by("number"), pair)
    found += [Text(MESSAGE, row.id, translations.label_of(row), {MESSAGE: row.text}, row.sent_on) for row in rows]
    originals = {text.row: text for text in found}
    for one in MessageTranslation.objects.filter(concern_id=concern.id).order_by("added_on", "id"):
        words = sealed.open_translation(pair, one.id, bytes(one.sealed))
        original = originals[one.message_id or concern.id]
        given = {"text": original.label, "language": one.get_language_display()}
        label = _("%(text)s: translation into %(language)s") % given
        found.append(Text(TRANSLATION, one.id, label, {TRANSLATION: words}, original.sent_on, original.row))
    return found


def holding(among: list[Text], passage: Passage) -> list[Text]:
    """Those in which the words stand."""
    return [text for text in among if any(passage.found(words) for words in text.parts.values())]


def look(concern: Concern, typed: str) -> Look:
    """Where the words stand, for whoever is about to move them."""
    passage, among = Passage(typed), texts(concern)
    found = holding(among, passage)
    rows = {text.row for text in found}
    absent = [text.label for text in among if text.of in rows and text.row not in rows]
    return Look([_place(text, passage) for text in found], absent)


def originals(concern: Concern) -> Iterator[Original]:
    """The same texts, as the page shows one of them to copy from."""
    for text in texts(concern):
        name = translations.TOLD if text.source == NARRATIVE else str(text.row)
        yield Original(name, text.label, "\n\n".join(part for part in text.parts.values() if part))


def _place(text: Text, passage: Passage) -> Place:
    shown, times = [], 0
    for words in text.parts.values():
        for match in passage.found(words):
            times += 1
            before, after = words[: match.start()], words[match.end() :]
            lead, trail = ("…" if len(side) > _AROUND else "" for side in (before, after))
            shown.append((lead + before[-_AROUND:], match[0], after[:_AROUND] + trail))
    return Place(text.label, times, shown[:_SHOWN])
