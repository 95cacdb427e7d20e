"""What is put beside an issued recommendation: a link to another, and a notice that corrects it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import django.forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from candour.contexts.recommendations import codes
from candour.contexts.recommendations.models import Addressee
from candour.contexts.recommendations.models.issued import LONG_TEXT, TEXT
from candour.contexts.recommendations.submission import Notice
from candour.web import forms


class LinkForm(forms.Form):
    """How it stands to another recommendation, and why."""

    title = _("Link it to another recommendation")
    button = _("Link them")
    kind = django.forms.ChoiceField(
        label=_("This recommendation …"), widget=django.forms.RadioSelect, choices=codes.LinkKind.choices
    )
    to = forms.Text(
        label=_("The other one’s reference"),
        max_length=40,
        help_text=_("Such as N-7K2M-9QXR."),
        widget=django.forms.TextInput(attrs={"classes": "govuk-input--width-10", "spellcheck": "false"}),
    )
    reason = forms.LongText(
        label=_("Why?"), max_length=TEXT, rows=4, help_text=_("Whoever may read both reads this: the public too, once both are published."),
    )  # fmt: skip


class CorrectionForm(forms.Form):
    """What was wrong, what is right, and why."""

    title = _("Correct what was issued")
    intro = _(
        "The text itself is never changed. A notice with today’s date stands beside it from now on, for everybody who may"
        " read the recommendation."
    )
    button = _("Put the notice beside it")
    addressee_id = django.forms.TypedChoiceField(
        label=_("What is it about?"), coerce=UUID, empty_value=None, required=False
    )
    about = forms.Text(
        label=_("What was wrong, as a reader finds it on the page?"),
        max_length=200,
        help_text=_("Such as: measure of success; number of the paper; day of the response."),
    )
    was = forms.LongText(label=_("What stood there?"), max_length=LONG_TEXT, rows=4)
    instead = forms.LongText(label=_("What is right?"), max_length=LONG_TEXT, rows=4)
    reason = forms.LongText(
        label=_("How did the mistake come about, and how was it found?"),
        max_length=TEXT,
        rows=4,
        help_text=_("Readers see this. Name nobody."),
    )

    def of(self, addressees: Sequence[Addressee]) -> None:
        """Offer the bodies that were asked."""
        bodies: list[Any] = [
            (
                str(one.id),
                format_lazy(_("{body}, part {letter}"), body=one.organisation.name, letter=one.part.letter)
                if one.part
                else one.organisation.name,
            )
            for one in addressees
        ]
        self.fields["addressee_id"].choices = [("", _("The recommendation itself")), *bodies]  # type: ignore[attr-defined]

    def said(self) -> Notice:
        """What was typed."""
        given = self.cleaned_data
        return Notice(given["about"], given["was"], given["instead"], given["reason"])
