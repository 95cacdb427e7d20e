"""What is asked before a list leaves the office."""

from __future__ import annotations

import django.forms
from django.utils.translation import gettext_lazy as _

from candour.contexts.concerns.models.concern import MEDIUM_TEXT
from candour.contexts.concerns.queries import export
from candour.web import forms


class Export(forms.Form):
    """Which columns, and what for."""

    title = _("Take this list out as a file")
    intro = _(
        "A file for a spreadsheet, with codes and days: never what somebody wrote, and nobody’s name. Even so it says where"
        " something happened and when. Keep it where only those can read it who need it, and delete it when it has served."
    )
    button = _("Download the file")
    columns = django.forms.MultipleChoiceField(
        label=_("Which columns?"),
        help_text=_("The reference always comes first. Leave out what you do not need."),
        choices=[(name, label) for name, (_sql, label) in export.COLUMNS.items() if name != "reference"],
        widget=django.forms.CheckboxSelectMultiple,
        required=False,
    )
    reason = forms.LongText(
        label=_("What is the file for?"),
        help_text=_(
            "The head of office and the Commissioner read this beside your name, the columns and the number of rows."
        ),
        max_length=MEDIUM_TEXT,
        rows=3,
    )
