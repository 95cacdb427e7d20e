"""Saving a view, watching it, and saying what follows when its number was passed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import django.forms
from django.utils.translation import gettext_lazy as _

from candour.contexts.concerns.models.concern import MEDIUM_TEXT
from candour.web import forms

_NAME_HELP = _("As it will stand in the list, for example “Schools in Wales, late”. Name no person.")
_NUMBER = {"inputmode": "numeric", "classes": "govuk-input--width-4"}


class SaveView(forms.Form):
    """A name; and, for the head of office, for whom."""

    title = _("Save these filters as a view")
    button = _("Save the view")
    name = forms.Text(label=_("Name"), help_text=_NAME_HELP, max_length=60)
    shared = django.forms.BooleanField(label=_("Show it to everybody who handles concerns"), required=False)

    def __init__(self, *args: Any, may_share: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not may_share:
            del self.fields["shared"]


class RenameView(forms.Form):
    """Another name."""

    title = _("Rename a view")
    button = _("Rename it")
    name = forms.Text(label=_("Name"), help_text=_NAME_HELP, max_length=60)


class StartWatch(forms.Form):
    """The number, the window, whom to call and why."""

    title = _("Watch this view")
    intro = _(
        "When more concerns of this view come than you expect, it stands on the home page of whoever you name, and in"
        " their notices. It is counted every minute, and calls once until the number has been under it again."
    )
    button = _("Watch it")
    more_than = django.forms.IntegerField(
        label=_("More than how many concerns?"),
        min_value=1,
        max_value=10_000,
        widget=django.forms.TextInput(attrs=_NUMBER),
    )
    within_days = django.forms.IntegerField(
        label=_("Within how many days?"),
        help_text=_("Counted from the day on which they came, today included."),
        min_value=1,
        max_value=366,
        widget=django.forms.TextInput(attrs=_NUMBER),
    )
    owner = django.forms.ChoiceField(label=_("Who is called?"))
    reason = forms.Text(
        label=_("Why does it matter?"),
        help_text=_("Whoever is called reads this. For example: more than chance would bring; look for a pattern."),
        max_length=300,
    )

    def __init__(self, *args: Any, people: Sequence[tuple[UUID, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["owner"].choices = [(str(person), name) for person, name in people]  # type: ignore[attr-defined]


class AcknowledgeAlarm(forms.Form):
    """What follows from it."""

    title = _("More came than expected")
    button = _("Acknowledge it")
    reason = forms.LongText(
        label=_("What follows from it?"),
        help_text=_(
            "For example: chance, three letters from one meeting; or: looked at together, put to the Commissioner."
        ),
        max_length=MEDIUM_TEXT,
        rows=5,
    )
