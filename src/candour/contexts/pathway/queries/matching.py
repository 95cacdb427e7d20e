"""Finding earlier referrals of the same person: the simple variants of a name that are compared.

A key begins with a sign that says how close a name has to be for it to agree:

* ``=`` the same words, whatever their order, case, accents, hyphens and punctuation;
* ``~`` the same sounds: common ways to write one name in Latin letters;
* ``-`` the first and the last of the words sound the same, whatever stands between them;
* ``.`` one of the words sounds the same: never enough by itself, only with the same date of birth.

A name in another script is kept as it is written there. No key says how likely anything is: an officer decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

WHOLE, SOUND, ENDS, PART = "=", "~", "-", "."
MOST = 200
"""Characters of one key: as many as its column takes."""

_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i", "ħ": "h"})
_DASHES = re.compile(r"[\u2010-\u2015\u2212]")
_FOLDS = (
    (re.compile("ph"), "f"),
    (re.compile(r"c?k|que?\b|q"), "k"),
    (re.compile("dh|dd"), "d"),
    (re.compile("gh"), "g"),
    (re.compile("kh"), "k"),
    (re.compile("oo|ou|ow"), "u"),
    (re.compile("ee|ie|ei|ey|ay|ai|y"), "i"),
    (re.compile("o"), "u"),
    (re.compile(r"[ei]d\b"), "ad"),
    (re.compile(r"ef\b"), "uf"),
    (re.compile("e"), "a"),
    (re.compile("w"), "v"),
    (re.compile("z"), "s"),
    (re.compile(r"(.)\1+"), r"\1"),
    (re.compile(r"(?<=[aiu])h\b"), ""),
)
"""Ways of writing the same name in Latin letters that are frequent and simple: Mohammed and Muhammad, Yusuf and Yousef,
Khalid and Khaled, Siddiq and Siddique, Sara and Sarah."""


def keys_of(name: str) -> list[str]:
    """The keys under which a name is stored and found; none for a name without any letter."""
    words = _words(name)
    if not words:
        return []
    joined = _words(name.replace("-", ""))
    sounds = [_sound(word) for word in words]
    found = {
        WHOLE + _line(words),
        WHOLE + _line(joined),
        SOUND + _line(sounds),
        SOUND + _line(_sound(word) for word in joined),
    }
    if len(sounds) > 1:
        found.add(ENDS + _line((sounds[0], sounds[-1])))
    found |= {PART + sound for sound in sounds if len(sound) > 1}
    return sorted(key[:MOST] for key in found)


def _words(name: str) -> list[str]:
    """The words of a name in small letters, without accents on Latin letters; hyphens divide them."""
    text = _DASHES.sub("-", unicodedata.normalize("NFKC", name)).casefold().translate(_LETTERS)
    text = re.sub("['’ʼʻ`´]", "", text)
    shown = (" " if _divides(character) else character for character in _without_accents(text))
    return "".join(shown).split()


def _divides(character: str) -> bool:
    """Punctuation, signs and spaces. Marks and digits are part of a word in some script or other."""
    return unicodedata.category(character)[0] in "PSZC"


def _without_accents(text: str) -> str:
    """Accents are taken from Latin letters alone: in other scripts the marks are letters of the name."""
    kept = []
    latin = False
    for character in unicodedata.normalize("NFD", text):
        if not unicodedata.combining(character):
            latin = "a" <= character <= "z"
        elif latin:
            continue
        kept.append(character)
    return unicodedata.normalize("NFC", "".join(kept))


def _sound(word: str) -> str:
    if not word.isascii():
        return word
    for pattern, by in _FOLDS:
        word = pattern.sub(by, word)
    return word


def _line(words: Iterable[str]) -> str:
    return " ".join(sorted(words))


_EARLIER = """
select e.earlier_id, e.reference, e.force_name, e.received_on, e.state, e.agreed, e.is_birth,
       exists (select 1 from pathway_referrallink l
                where l.referral_id = %(id)s and l.earlier_id = e.earlier_id and l.ended_at is null)
  from pathway_earlier(%(id)s) e
"""


@dataclass(frozen=True)
class Found:
    """An earlier referral of possibly the same person, with what agreed, and no more than an officer needs to decide."""

    earlier_id: UUID
    reference: str
    force_name: str
    received_on: date
    state: str
    agreed: tuple[str, ...]
    is_birth: bool
    is_decided: bool

    @property
    def codes(self) -> list[str]:
        """What agreed, the closest first: ``name``, ``spelling``, ``ends``, ``birth``. A name that agrees by its words says
        nothing more by its sounds."""
        signs = {key[0] for key in self.agreed}
        closest = next((code for sign, code in _SIGNS if sign in signs), "")
        return [code for code in (closest, "birth" if self.is_birth else "") if code]

    @property
    def names(self) -> list[str]:
        """The names that agreed in their own words; sounds are for comparing, and are nobody's name."""
        return [key[1:] for key in self.agreed if key[0] == WHOLE]


_SIGNS = ((WHOLE, "name"), (SOUND, "spelling"), (ENDS, "ends"))


def earlier(referral_id: UUID) -> list[Found]:
    """Earlier referrals of possibly the same person, in every force, the latest first. None for whose force has not
    this referral."""
    with connection.cursor() as cursor:
        cursor.execute(_EARLIER, {"id": referral_id})
        rows = cursor.fetchall()
    return [
        Found(known, reference, force, received_on, state, tuple(agreed), is_birth, is_decided)
        for known, reference, force, received_on, state, agreed, is_birth, is_decided in rows
    ]


def waiting(referral_id: UUID) -> list[Found]:
    """Those on which nobody has decided."""
    return [found for found in earlier(referral_id) if not found.is_decided]
