"""Searching in what people wrote, for whoever may read it, and in nothing else.

The index gives candidates: concerns that hold the numbers of all the words. They are opened, at most fifty at a time,
and only those in which the words really stand are shown, each with the lines around them. The index is asked through one
function of the database, which applies the barrier itself; what it names is read like everything else, under the
row rules, so a mistake there would show nothing (docs/decisions/0015-search.md).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from candour.contexts.concerns import codes, procedure, sealed
from candour.contexts.concerns.models import Concern, Message, MessageTranslation, Narrative, SearchKey
from candour.contexts.concerns.queries import opening, visible
from candour.contexts.concerns.queries.narrowing import FINISHED, Filters
from candour.kernel.people.actor import Actor
from candour.kernel.sealing import blind, ring
from candour.kernel.sealing.blind import Stems, Word
from candour.kernel.sealing.ring import CannotOpen, Wrapped

OPENED = 50
"""Candidates that one page opens at most."""
SHOWN = 20
AROUND = 90
"""Characters of a text to either side of what was found."""
PLACES = 2
"""Places of one concern that are shown."""

FIELDS: tuple[tuple[str, str | Promise], ...] = (
    ("what_happened", _("What happened")),
    ("body_name", _("Body")),
    ("place", _("Place")),
    ("when_it_happened", _("When")),
    ("effect", _("Its effect")),
    ("change_wanted", _("What should change")),
)


@dataclass(frozen=True)
class Sought:
    """What somebody looks for: all of these words, in any of their forms, and each phrase word for word."""

    words: tuple[str, ...] = field(repr=False)
    phrases: tuple[tuple[str, ...], ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Piece:
    """A piece of a line; ``is_found`` when it is what was looked for."""

    text: str = field(repr=False)
    is_found: bool


@dataclass(frozen=True)
class Place:
    """A line in which something was found, and of what it is a part. ``sent_on`` where that is a message."""

    of: str | Promise
    pieces: tuple[Piece, ...] = field(repr=False)
    sent_on: date | None = None


@dataclass(frozen=True)
class Found:
    """One concern in which all of it stands."""

    concern: Concern
    places: tuple[Place, ...] = field(repr=False)


@dataclass(frozen=True)
class Page:
    """What was found, and the mark behind which to look on; empty when there is nothing more. ``is_behind`` when
    something that this person may read is not in the index yet."""

    rows: Sequence[Found] = ()
    after: str = ""
    is_behind: bool = False


@dataclass(frozen=True)
class _Text:
    of: str | Promise
    text: str = field(repr=False)
    sent_on: date | None = None


def page(*, actor: Actor, sought: Sought, filters: Filters, after: str = "") -> Page:
    """One page, the newest concerns first. A mark that cannot be read counts as none.

    Of the filters those count that are about the concern itself: state, kind, sector, stage and region.
    """
    if not actor.has(*visible.HANDLES_CONCERNS):
        return Page()
    stems = Stems()
    wanted = {stems.of(word) for word in sought.words}
    key = _key()
    if key is None:
        return Page(is_behind=_is_behind())
    candidates = _candidates(sorted(blind.token(key, stem) for stem in wanted), filters, _read_mark(after))
    shown: list[Found] = []
    mark = ""
    for position, (concern, texts) in enumerate(_opened([concern for concern, _on in candidates[:OPENED]]), 1):
        found = _found(concern, texts, wanted, sought.phrases, stems)
        if found is not None:
            shown.append(found)
        if len(shown) == SHOWN and position < len(candidates):
            mark = f"{concern.received_on.isoformat()}_{concern.id.hex}"
            break
    else:
        if len(candidates) > OPENED:
            last, on = candidates[OPENED - 1]
            mark = f"{on.isoformat()}_{last.hex}"
    return Page(shown, mark, _is_behind())


def _is_behind() -> bool:
    """Asked under the row rules: of what others work on nothing is said, not even this."""
    waiting: tuple[QuerySet[Any], ...] = (
        Narrative.objects.filter(in_index=False),
        Message.objects.filter(in_index=False),
        MessageTranslation.objects.filter(in_index=False, ended_on=None),
    )
    return any(rows.exists() for rows in waiting)


def _key() -> bytes | None:
    row = SearchKey.objects.first()
    if row is None:
        return None
    return ring.unwrap(Wrapped(bytes(row.sealed), row.office_key), about=sealed.ABOUT_SEARCH)


_ASK = """
select concern_id, received_on from concerns_search(%s::bigint[], %s::text[], %s, %s, %s, %s, %s, %s)
 order by received_on desc, concern_id desc limit %s
"""


def _candidates(tokens: list[int], filters: Filters, before: tuple[date, UUID]) -> list[tuple[UUID, date]]:
    with connection.cursor() as cursor:
        cursor.execute(
            _ASK,
            [
                tokens, list(_states(filters)), filters.kind, filters.sector, filters.stage, filters.region, *before,
                OPENED + 1,
            ],
        )  # fmt: skip
        return [(concern, on) for concern, on in cursor.fetchall()]


def _states(filters: Filters) -> tuple[str, ...]:
    every = tuple(state.name for state in procedure.concern.CONCERN.states)
    if filters.state == "all":
        return every
    return (filters.state,) if filters.state else tuple(name for name in every if name not in FINISHED)


def _opened(ids: list[UUID]) -> Iterator[tuple[Concern, list[_Text]]]:
    """These concerns in their order with all that was written in them, one after another as they are asked for; those
    that the database does not show to the person signed in are passed over."""
    rows = Concern.objects.filter(id__in=ids).select_related("key", "narrative", "assigned_to")
    concerns = {row.id: row for row in rows}
    messages, translations = defaultdict(list), defaultdict(list)
    for message in Message.objects.filter(concern_id__in=ids).order_by("number"):
        messages[message.concern_id].append(message)
    for translation in MessageTranslation.objects.filter(concern_id__in=ids, ended_on=None).order_by("added_on", "id"):
        translations[translation.concern_id].append(translation)
    for concern in (concerns[one] for one in ids if one in concerns):
        try:
            pair = opening.pair_for_office(concern)
            if pair is not None:
                yield concern, list(_texts(concern, pair, messages[concern.id], translations[concern.id]))
        except CannotOpen:
            continue  # the case page says it, to whoever opens that concern


def _texts(
    concern: Concern, pair: sealed.Pair, messages: list[Message], translations: list[MessageTranslation]
) -> Iterator[_Text]:
    told = opening.told(concern, pair)
    if told is not None:
        yield from (_Text(label, text) for name, label in FIELDS if (text := getattr(told, name)))
    for message in opening.messages(messages, pair):
        is_theirs = message.direction == codes.Direction.FROM_REPORTER
        yield _Text(_("They wrote") if is_theirs else _("We wrote"), message.text, message.sent_on)
    for row in translations:
        yield _Text(_("Translation"), sealed.open_translation(pair, row.id, bytes(row.sealed)), row.added_on)


def _found(
    concern: Concern, texts: list[_Text], wanted: set[str], phrases: Sequence[tuple[str, ...]], stems: Stems
) -> Found | None:
    """What was found in it; None unless every word and every phrase stands in it."""
    missing, unsaid = set(wanted), set(phrases)
    places = []
    for text in texts:
        words = list(blind.words(text.text))
        hits = {word: stem for word in words if (stem := _stem_among(word, wanted, stems))}
        missing -= set(hits.values())
        said = {phrase: list(_said(phrase, words)) for phrase in phrases}
        unsaid -= {phrase for phrase, where in said.items() if where}
        marked = [word for where in said.values() for word in where] or ([] if phrases else list(hits))
        if marked or hits:
            places.append((bool(marked), Place(text.of, _line(text.text, marked or list(hits)), text.sent_on)))
    if missing or unsaid:
        return None
    places.sort(key=lambda place: not place[0])  # where the phrase stands comes first
    return Found(concern, tuple(place for _is_marked, place in places[:PLACES]))


def _stem_among(word: Word, wanted: set[str], stems: Stems) -> str:
    if not word.is_indexed or not stems.may_be(word.form, wanted):
        return ""
    stem = stems.of(word.form)
    return stem if stem in wanted else ""


def _said(phrase: tuple[str, ...], words: list[Word]) -> Iterator[Word]:
    """The words of a text in which a phrase stands, word for word."""
    forms = [word.form for word in words]
    for start in range(len(forms) - len(phrase) + 1):
        if tuple(forms[start : start + len(phrase)]) == phrase:
            yield from words[start : start + len(phrase)]


def _line(text: str, marked: list[Word]) -> tuple[Piece, ...]:
    """The line around the first of the marked words, cut between words."""
    ordered = sorted(marked, key=lambda word: word.start)
    first = ordered[0]
    start, end = _cut_before(text, first.start - AROUND), _cut_behind(text, first.end + AROUND)
    pieces, at = [Piece("… " if start else "", is_found=False)], start
    for word in ordered:
        if word.start >= at and word.end <= end:
            pieces += [
                Piece(text[at : word.start], is_found=False),
                Piece(text[word.start : word.end], is_found=True),
            ]
            at = word.end
    pieces += [Piece(text[at:end], is_found=False), Piece(" …" if end < len(text) else "", is_found=False)]
    return tuple(piece for piece in pieces if piece.text)


def _cut_before(text: str, at: int) -> int:
    if at <= 0:
        return 0
    space = text.find(" ", at, at + AROUND)
    return space + 1 if space >= 0 else at


def _cut_behind(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    space = text.rfind(" ", at - AROUND, at)
    return space if space >= 0 else at


_NEWEST = (date.max, UUID(int=2**128 - 1))


def _read_mark(after: str) -> tuple[date, UUID]:
    day, _between, concern = after.partition("_")
    try:
        return date.fromisoformat(day), UUID(concern)
    except ValueError:
        return _NEWEST
