"""Keeping a translation: of what, from and into which language, made by whom."""

from __future__ import annotations

from typing import Any

import django.forms
from django.utils.translation import gettext_lazy as _

from candour.contexts.concerns import codes
from candour.contexts.concerns.forms import steps
from candour.contexts.concerns.models.concern import LONG_TEXT
from candour.contexts.concerns.queries import templates
from candour.web import forms

PERSON, MACHINE = "person", "machine"


class Translate(steps.StepForm):
    """``About.originals`` lists what there is; ``About.of`` is what the page was opened for."""

    button = _("Keep the translation")
    of = django.forms.ChoiceField(label=_("Of what is it?"), widget=django.forms.RadioSelect)
    language_from = django.forms.ChoiceField(label=_("Language of the original"), choices=codes.WrittenLanguage.choices)
    language = django.forms.ChoiceField(label=_("Language of the translation"), choices=codes.WrittenLanguage.choices)
    made = django.forms.ChoiceField(
        label=_("How was it made?"),
        choices=[(PERSON, _("By a person")), (MACHINE, _("By a machine"))],
        widget=django.forms.RadioSelect,
    )
    made_by = forms.Text(
        label=_("By whom, or by which service?"),
        help_text=_(
            "Read by everybody who reads the translation. For example: sworn translator, or the office’s own service."
        ),
        max_length=200,
    )
    text = forms.LongText(
        label=_("The translation"),
        help_text=_("Of what we wrote, the person reads it beside the original. Of what they wrote, only we do."),
        max_length=LONG_TEXT,
        rows=14,
    )

    def first_draft(self, about: steps.About) -> dict[str, Any]:
        theirs, ours = templates.language_of(about.concern), codes.WrittenLanguage.ENGLISH.value
        into = (ours, theirs) if about.original is not None and about.original.is_ours else (theirs, ours)
        return {"of": about.of, "language_from": into[0], "language": into[1]}

    def prepare(self, about: steps.About) -> None:
        self.fields["of"].choices = [(one.of, one.label) for one in about.originals]  # type: ignore[attr-defined]
