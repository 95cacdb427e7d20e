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
