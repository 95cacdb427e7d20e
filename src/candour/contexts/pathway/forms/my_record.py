"""Forms of the person's or parent's own page: the code, a request, a withdrawal."""

from __future__ import annotations

import django.forms
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway.forms.code import CodeField
from candour.contexts.pathway.models.referral import LONG_TEXT
from candour.contexts.pathway.models.rights import RightsRequest
from candour.web.forms import Form, LongText


class Open(Form):
    """The code that somebody was given."""

    code = CodeField()


class Ask(Form):
    """What is asked. ``code`` is asked for only when the page closed while it was being written."""

    what = django.forms.ChoiceField(
        label=_("What do you want?"),
        choices=[choice for choice in RightsRequest.Kind.choices if choice[0] != RightsRequest.Kind.WITHDRAWAL.value],
        widget=django.forms.RadioSelect,
    )
    text = LongText(
        label=_("Tell us more"),
        max_length=LONG_TEXT,
        rows=7,
        help_text=_("For example what is wrong and what would be right, or which decision you mean and why."),
    )
    code = CodeField(required=False)


class Withdraw(Form):
    """That consent is withdrawn; why, only if they want to say."""

    text = LongText(label=_("Do you want to tell us why? You need not"), max_length=LONG_TEXT, rows=4, required=False)
