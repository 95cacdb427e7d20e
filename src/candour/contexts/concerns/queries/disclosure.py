"""What in a text to a body could show who told the office. Looked for before anything crosses.

A machine finds the obvious: the concern's reference, the reporter's name and contact, sentences taken over word by
word. What a reader could still guess from the matter itself, only the caseworker can judge; the form says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from candour.contexts.concerns.models import Concern
from candour.contexts.concerns.queries import opening
from candour.contexts.concerns.sealed import Teller, Told

RUN = 7
"""So many words in a row, the same as the reporter's, are not chance."""

_SHORTEST_NAME = 3
_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")


@dataclass(frozen=True)
class Disclosure:
    """Something in the text that points at the reporter. ``is_certain`` means that it may never cross."""

    code: str
    says: str | Promise
    is_certain: bool = False


def of(concern: Concern, *texts: str) -> tuple[Disclosure, ...]:
    """Everything found in these texts. Asks only for what the person signed in may read of the concern."""
    together = "\n".join(texts)
    found: list[Disclosure] = []
    if _squeezed(concern.reference) in _squeezed(together):
        found.append(
            Disclosure("shows.reference", _("It contains the reference of the concern. Take it out."), is_certain=True)
        )
    pair = opening.pair_for_office(concern)
    if pair is None:
        return tuple(found)
    if (teller := opening.teller(concern, pair)) is not None:
        found.extend(_of_reporter(teller, together))
    if (told := opening.told(concern, pair)) is not None:
        found.extend(_of_words(told, together))
    return tuple(found)


def _of_reporter(reporter: Teller, text: str) -> list[Disclosure]:
    found = []
    words = {word.casefold() for word in _WORD.findall(text)}
    names = [word for word in _WORD.findall(reporter.name) if len(word) >= _SHORTEST_NAME]
    shown = [name for name in names if name.casefold() in words]
    if shown:
        said = _("It contains “{name}”, which is part of the name of the person who told us.")
        found.append(Disclosure("shows.name", format_lazy(said, name=" ".join(shown))))
    contacts = [reporter.contact, reporter.nudge_email]
    if any(contact and _squeezed(contact) in _squeezed(text) for contact in contacts):
        says = _("It contains how to reach the person who told us. Take it out.")
        found.append(Disclosure("shows.contact", says, is_certain=True))
    return found


def _of_words(narrative: Told, text: str) -> list[Disclosure]:
    theirs = f"{narrative.what_happened}\n{narrative.effect}\n{narrative.change_wanted}"
    common = _runs(theirs) & _runs(text)
    if not common:
        return []
    said = _("It takes over the person’s own words: “{words}”. The body may know who writes so.")
    return [Disclosure("shows.words", format_lazy(said, words=" ".join(min(common))))]


def _runs(text: str) -> set[tuple[str, ...]]:
    words = [word.casefold() for word in _WORD.findall(text)]
    return {tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1)}


def _squeezed(text: str) -> str:
    return re.sub(r"[\s\-\u2010-\u2015]", "", text).casefold()
