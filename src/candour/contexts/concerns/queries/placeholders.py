"""Placeholders in kept texts: which there are, what stands for them in one concern, and what is no placeholder at all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from candour.contexts.concerns.models import Concern

MEANS: dict[str, Promise] = {
    "reference": _("the concern’s reference"),
    "received_on": _("the day on which it came"),
    "due_on": _("the day by which the next time limit ends"),
    "today": _("the day on which the text is used"),
    "office": _("the name of the office"),
}
"""Every placeholder, and what it stands for. What a reporter wrote is never one: it would be copied without being read."""

OFFICE = {"en": "The Commissioner’s office", "cy": "Swyddfa’r Comisiynydd"}
"""As the office signs, by language; in any other as in English, because it is a name."""

_PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")
_BRACE = re.compile(r"[{}]")


def unknown(text: str) -> list[str]:
    """What looks like a placeholder and is none, each once, as it was written; a brace that stands alone included."""
    strange = [found[0] for found in _PLACEHOLDER.finditer(text) if found[1] not in MEANS]
    strange += _BRACE.findall(_PLACEHOLDER.sub("", text))
    return list(dict.fromkeys(strange))


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with the values in it. One that is missing leaves a gap in brackets, which no letter is sent with."""

    def value(found: re.Match[str]) -> str:
        name = found[1]
        if name not in MEANS:
            return found[0]
        return values.get(name) or f"[{MEANS[name]}]"

    return _PLACEHOLDER.sub(value, text)


def values_for(concern: Concern, *, language: str, on: date, due_on: date | None = None) -> dict[str, str]:
    """What stands for each placeholder in this concern, with dates as the language writes them.

    ``due_on`` is the day to name where a step would start a new time limit; otherwise the next one that runs.
    """
    ends_on = due_on or (concern.next_due_on if concern.is_open else None)
    with override(language):
        return {
            "reference": concern.reference,
            "received_on": date_format(concern.received_on, "j F Y"),
            "due_on": date_format(ends_on, "j F Y") if ends_on else "",
            "today": date_format(on, "j F Y"),
            "office": OFFICE.get(language, OFFICE["en"]),
        }
