"""Forms of the person's or parent's own page: the code, a request, a withdrawal."""

from __future__ import annotations

import django.forms
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway.models.referral import LONG_TEXT
from candour.contexts.pathway.models.rights import RightsRequest
from candour.web.forms import Form, LongText
from candour.web.receipts import ReceiptField


class CodeField(ReceiptField):
    """The code as people type it. It has the shape of a receipt, and other words."""

    default_error_messages = {
        "required": _("Enter your code"),
        "character": _("A code has only letters and digits, in groups of four. The letter U is never in one"),
    }

    def __init__(self, **options: object) -> None:
        super().__init__(**{"label": _("Your code"), **options})


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
