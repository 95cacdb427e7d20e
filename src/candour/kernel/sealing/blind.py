"""A blind index: what stands in for the words of a sealed text, so that a database finds a word without knowing it.

A word becomes 64 bits of HMAC-SHA256 under a key that is not in the database. The same word gives the same number, so
the database can compare; whoever has only the database learns how often some number occurs, and which texts share one.
What that reveals is set out in docs/decisions/0015-search.md. A number can stand for two words (once in 10⁷ offices
of a million different words): whoever searches opens what was found and looks.

Words are compared without case, accents and the ends of English words. Nothing here keeps a word for longer than the
object that was asked about it.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from snowballstemmer.english_stemmer import EnglishStemmer

SHORTEST, LONGEST = 2, 64
"""Letters of a word. One letter finds half of everything, and what is longer than any word is none."""

_TOKEN_BITS = 64
# Letters and digits of any script, with the marks that Arabic, Hebrew, Indic and Thai words hold inside.
_WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0dff\u0e31-\u0e4e])+")
_ENGLISH = re.compile(r"[a-z]+")

_IN_ALMOST_EVERY_TEXT = """
    about after again against all also am an and any are as at be because been before being below between both but by
    can cannot could did do does doing don down during each few for from further get got had has have having he her here
    hers herself him himself his how if in into is it its itself just ll me more most my myself no nor not now of off on
    once only or other our ours ourselves out over own re same she should so some such than that the their theirs them
    themselves then there these they this those through to too under until up ve very was we were what when where which
    while who whom why will with would you your yours yourself yourselves
    ac ai ar ei eu fe fel fy gan ger gyda hefyd heb hi hon hwn hwnnw hynny hyn ie mae maent mewn mi ni na nad neu nid
    oedd oes ond os pan roedd rydym rwy sy sydd trwy tua wedi wrth wyf ych ydw ydy ydyn yn yna yr ynghylch
"""
_STOP = frozenset(_IN_ALMOST_EVERY_TEXT.split())
"""English and Welsh words that are in almost every text, and say nothing of one."""


@dataclass(frozen=True)
class Word:
    """A word of a text: where it stands, and its one form, without case and accents."""

    start: int
    end: int
    form: str

    @property
    def is_indexed(self) -> bool:
        """Whether it can be searched for."""
        return SHORTEST <= len(self.form) <= LONGEST and self.form not in _STOP


def words(text: str) -> Iterator[Word]:
    """The words of a text, in their order. Apostrophes and hyphens part words: ``son's`` is ``son`` and ``s``."""
    for found in _WORD.finditer(text):
        form = _form(found[0])
        if form:
            yield Word(found.start(), found.end(), form)


def _form(word: str) -> str:
    if word.isascii():
        return word.lower()
    taken_apart = unicodedata.normalize("NFKD", word).casefold()
    return "".join(sign for sign in taken_apart if not unicodedata.combining(sign) and sign.isalnum())


class Stems:
    """English words without their ends, each worked out once for as long as this object lives. Other words stay."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._stemmer = EnglishStemmer()

    def of(self, form: str) -> str:
        """The stem of a word's one form."""
        stem = self._known.get(form)
        if stem is None:
            stem = self._known[form] = self._worked_out(form)
        return stem

    def _worked_out(self, form: str) -> str:
        if not _ENGLISH.fullmatch(form):
            return form
        stem: str = self._stemmer.stemWord(form)
        # The algorithm gives "referr" for a referral and "refer" for whoever was referred: the word of this office.
        return stem[:-1] if stem.endswith("rr") else stem

    def may_be(self, form: str, stems: Iterable[str]) -> bool:
        """False only if the word surely has none of these stems: a stem keeps the first letter of its word."""
        return any(form[0] == stem[0] for stem in stems)


def token(key: bytes, stem: str) -> int:
    """What stands in for a word: 64 bits, as the signed number that a database's bigint holds."""
    digest = hmac.new(key, stem.encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[: _TOKEN_BITS // 8], "big", signed=True)


def stems_in(texts: Iterable[str], stems: Stems) -> set[str]:
    """The stems of all words in these texts that can be searched for."""
    forms = {word.form for text in texts for word in words(text) if word.is_indexed}
    return {stems.of(form) for form in forms}


def tokens(key: bytes, texts: Iterable[str], stems: Stems) -> list[int]:
    """What stands in for these texts, in the order of the numbers, which says nothing of the order of the words."""
    return sorted({token(key, stem) for stem in stems_in(texts, stems)})
