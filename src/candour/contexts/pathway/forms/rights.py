"""What is asked when a code is given, changed or ended, and when a request is answered."""

from __future__ import annotations

import django.forms
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway.models.referral import LONG_TEXT, TEXT
from candour.contexts.pathway.models.rights import Capacity, Released, RightsRequest
from candour.web import forms


class Release(forms.Form):
    """What a code shows, and until when."""

    title = _("What the code shows")
    button = _("Save")
    released = django.forms.MultipleChoiceField(
        label=_("What do you release?"),
        choices=Released.choices,
        required=False,
        widget=django.forms.CheckboxSelectMultiple,
        help_text=_("Nothing else of the record is shown, whatever is in it."),
    )
    note = forms.LongText(
        label=_("What do you want to tell them?"),
        max_length=TEXT,
        rows=5,
        required=False,
        help_text=_("In plain words; they read exactly this. For example whom they can call, and when."),
    )
    until = forms.DateAnswer(label=_("The last day on which the code opens anything"))


class Give(Release):
    """For whom, what, until when."""

    title = _("Give a code")
    button = _("Make the code")
    capacity = django.forms.ChoiceField(
        label=_("For whom is it?"), choices=Capacity.choices, widget=django.forms.RadioSelect
    )
    field_order = ("capacity", "released", "note", "until")


class End(forms.Form):
    """Why it is ended."""

    title = _("End the code")
    button = _("End it now")
    reason = forms.LongText(label=_("Why is it ended?"), max_length=TEXT, rows=3)


class Answer(forms.Form):
    """What became of it, in words to the person."""

    title = _("Answer")
    button = _("Send the answer")
    intro = _(
        "The person reads it with their code. That they can complain to the Information Commissioner and go"
        " to court stands there in any case."
    )
    outcome = django.forms.ChoiceField(
        label=_("What became of it?"), choices=RightsRequest.Outcome.choices, widget=django.forms.RadioSelect
    )
    text = forms.LongText(
        label=_("Your answer"),
        max_length=LONG_TEXT,
        rows=10,
        help_text=_("In plain words. If something is not done, say why, and on which ground. Leave out other people."),
    )


class Extend(forms.Form):
    """Why it needs more time."""

    title = _("Take more time")
    button = _("Take more time")
    intro = _("Allowed once, in the first month, where a request is complex. The person reads the reason.")
    reason = forms.LongText(label=_("Why does it need more time?"), max_length=TEXT, rows=4)
