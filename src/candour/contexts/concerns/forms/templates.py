"""Keeping a text."""

from __future__ import annotations

from typing import Any

import django.forms
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from candour.contexts.concerns import codes
from candour.contexts.concerns.models.concern import LONG_TEXT
from candour.contexts.concerns.queries import placeholders
from candour.web import forms

_TEXT_HELP = _(
    "The caseworker reads and changes it before it is sent. Put in square brackets what they have to write themselves:"
    " nothing is sent while a bracket is left."
)


class ChangeTemplate(forms.Form):
    """Name and text. Refuses placeholders that there are none of."""

    title = _("Change a text")
    intro = _("The present version is ended and kept; letters that were sent stay as they were.")
    button = _("Put this version in force")
    name = forms.Text(
        label=_("Name"),
        help_text=_("As caseworkers see it in the list, for example “Not for us: police”."),
        max_length=80,
    )
    text = forms.LongText(label=_("Text"), help_text=_TEXT_HELP, max_length=LONG_TEXT, rows=16)

    def clean_text(self) -> str:
        """Says which placeholder is none."""
        text: str = self.cleaned_data["text"]
        if strange := placeholders.unknown(text):
            raise django.forms.ValidationError(
                translated("There is no placeholder %(strange)s. Use one of those listed, or take the braces away")
                % {"strange": " ".join(strange)}
            )
        return text


class AddTemplate(ChangeTemplate):
    """A new text: for which letter, in which language."""

    title = _("Keep a new text")
    intro = _("Whoever handles concerns can begin a letter from it.")
    button = _("Keep it")
    purpose = django.forms.ChoiceField(
        label=_("For which letter?"), choices=codes.Purpose.choices, widget=django.forms.RadioSelect
    )
    language = django.forms.ChoiceField(label=_("In which language is it?"), choices=codes.WrittenLanguage.choices)
    field_order = ("purpose", "language", "name", "text")


def draft_of(row: Any) -> dict[str, str]:
    """What stands in the form before anybody typed."""
    return {"name": row.name, "text": row.text}
