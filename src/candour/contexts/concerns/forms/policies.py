"""Setting a time limit, adding a bank holiday, reviewing an emergency access."""

from __future__ import annotations

from typing import Any

import django.forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.concerns.models.concern import MEDIUM_TEXT
from candour.kernel.deadlines.calendar import Term, Unit
from candour.kernel.deadlines.models import Unit as UnitWords
from candour.kernel.people.roles import Nation
from candour.web import forms

_NATIONS = [("", _("Every nation")), *Nation.choices]
_SOURCE = _("A decision, a policy or a law. Everybody in the office reads it beside the date.")


class SetTerm(forms.Form):
    """A time limit from a day on. The code comes from the address."""

    title = _("Change a time limit")
    button = _("Change it")
    value = django.forms.IntegerField(
        label=_("How long?"),
        min_value=1,
        max_value=999,
        widget=django.forms.TextInput(attrs={"inputmode": "numeric", "classes": "govuk-input--width-4"}),
    )
    unit = django.forms.ChoiceField(
        label=_("Counted in"),
        choices=UnitWords.choices,
        widget=django.forms.RadioSelect,
        error_messages={"required": _("Choose what it is counted in")},
    )
    nation = django.forms.ChoiceField(label=_("For"), choices=_NATIONS, required=False)
    in_force_from = forms.DateAnswer(
        label=_("In force from"),
        help_text=_("Today or later. Time limits that run already keep theirs."),
        earliest=localdate,
        error_messages={"required": _("Enter the day from which it is in force")},
    )
    source = forms.Text(label=_("Where does it come from?"), help_text=_SOURCE, max_length=300)

    @property
    def term(self) -> Term:
        """The length, as the calendar takes it."""
        return Term(self.cleaned_data["value"], Unit(self.cleaned_data["unit"]))


class AddHoliday(forms.Form):
    """A bank holiday that the published lists lack."""

    title = _("Add a bank holiday")
    intro = _(
        "For a day that was proclaimed after the published lists were made. Every time limit that runs is counted again."
    )
    button = _("Add it and count again")
    on = forms.DateAnswer(label=_("Day of the holiday"))
    name = forms.Text(label=_("Name"), max_length=120)
    nation = django.forms.ChoiceField(label=_("For"), choices=_NATIONS, required=False)
    source = forms.Text(label=_("Where was it proclaimed?"), help_text=_SOURCE, max_length=300)


class ReviewEmergency(forms.Form):
    """What the review found."""

    title = _("Review an emergency access")
    button = _("Record the review")
    note = forms.LongText(
        label=_("What did you find?"),
        help_text=_("Was it needed, was it enough to wait for, and what follows from it?"),
        max_length=MEDIUM_TEXT,
        rows=5,
    )
    end_now = django.forms.BooleanField(label=_("End the access now"), required=False)

    def __init__(self, *args: Any, still_runs: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not still_runs:
            del self.fields["end_now"]
