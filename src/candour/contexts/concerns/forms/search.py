"""What somebody typed to search for, made into words and phrases, or refused in words that say what to type instead."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from candour.contexts.concerns.queries.search import Sought
from candour.kernel.sealing import blind
from candour.web import forms

MOST_CHARACTERS, MOST_WORDS = 200, 10
_QUOTED = re.compile(r"[\"“”„«»]([^\"“”„«»]*)[\"“”„«»]")


class Words(forms.Form):
    """Words, all of which have to stand in a concern; in quotation marks, word for word."""

    words = forms.Text(
        label=_("Words that were written"),
        help_text=_(
            "All of them have to be there, in any form: “refer” finds “referred”. For a phrase use “quotation marks”."
        ),
        max_length=MOST_CHARACTERS,
        error_messages={"required": _("Type at least one word")},
    )

    def clean_words(self) -> str:
        """As it was typed. Refuses what would find everything, or nothing."""
        typed: str = self.cleaned_data["words"]
        self.sought = _read(typed)
        return typed


def _read(typed: str) -> Sought:
    all_words = list(blind.words(typed))
    words = tuple(dict.fromkeys(word.form for word in all_words if word.is_indexed))
    if not words:
        raise ValidationError(_refusal(all_words), code="nothing")
    if len(words) > MOST_WORDS:
        raise ValidationError(
            ngettext_lazy("Search for at most %(most)s word", "Search for at most %(most)s words", MOST_WORDS),
            code="many",
            params={"most": MOST_WORDS},
        )
    phrases = (tuple(word.form for word in blind.words(quoted)) for quoted in _QUOTED.findall(typed))
    return Sought(words, tuple(dict.fromkeys(phrase for phrase in phrases if len(phrase) > 1)))


def _refusal(all_words: list[blind.Word]) -> Any:
    if not all_words:
        return _("Type at least one word: letters or digits")
    if any(len(word.form) > blind.LONGEST for word in all_words):
        return _("This is longer than any word. Type a shorter one")
    if all(len(word.form) < blind.SHORTEST for word in all_words):
        return _("A word needs at least two letters")
    return _("These words are in almost every text. Add one that is not")
