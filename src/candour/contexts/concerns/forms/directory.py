"""What the directory says of a body."""

from __future__ import annotations

from typing import Any

import django.forms
from django.utils.translation import gettext_lazy as _

from candour.contexts.concerns.models import SignpostBody
from candour.kernel.people.roles import Nation
from candour.web import forms


class Body(forms.Form):
    """One body. ``body`` is the one that is changed; None adds one."""

    title = _("Add a body to the directory")
    button = _("Save")
    name = forms.Text(label=_("Name"), max_length=200)
    looks_at = forms.LongText(
        label=_("What does it look at?"),
        help_text=_("In plain words: the person reads this in their mailbox. Say what has to be tried first."),
        max_length=400,
        rows=4,
    )
    nations = django.forms.MultipleChoiceField(
        label=_("For which nations?"),
        help_text=_("None means every nation."),
        choices=Nation.choices,
        widget=django.forms.CheckboxSelectMultiple,
        required=False,
    )
    website = django.forms.URLField(
        label=_("Website"),
        help_text=_("It begins with https://"),
        assume_scheme="https",
        max_length=200,
        required=False,
        error_messages={"invalid": _("Enter an address that begins with https://")},
        widget=django.forms.URLInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    telephone = forms.Text(label=_("Telephone"), max_length=40, required=False)
    is_ended = django.forms.BooleanField(
        label=_("Take it out of the directory"),
        help_text=_("Concerns that were pointed to it keep it."),
        required=False,
    )

    def __init__(self, data: Any = None, *, body: SignpostBody | None = None) -> None:
        super().__init__(data, initial=_said(body) if body else {})
        if body is None:
            del self.fields["is_ended"]
        else:
            self.title = _("Change a body in the directory")


def _said(body: SignpostBody) -> dict[str, Any]:
    return {
        "name": body.name,
        "looks_at": body.looks_at,
        "nations": [code for code in body.nations.split(",") if code],
        "website": body.website,
        "telephone": body.telephone,
        "is_ended": body.ended_on is not None,
    }
