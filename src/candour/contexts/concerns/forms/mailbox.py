"""Forms of the mailbox: the receipt, a message, yes or no."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from candour.contexts.concerns import codes
from candour.contexts.concerns.forms import files
from candour.contexts.concerns.models.concern import LONG_TEXT
from candour.web.forms import Form, LongText
from candour.web.receipts import ReceiptField
from candour.web.uploads import Files


class Open(Form):
    """The receipt that opens a mailbox."""

    title = _("Come back with your receipt")
    receipt = ReceiptField()


class Confirm(Form):
    """The receipt typed back, to see that it was copied without a mistake. Nobody has to."""

    receipt = ReceiptField(required=False)


SHOWS_NOTHING = files.SHOWS_NOTHING


class Write(Form):
    """A message to the office, with files or without; files alone will do. ``receipt`` is asked for only when the mailbox
    closed while it was being written, ``shows`` only of somebody whose name is locked away."""

    text = LongText(label=_("Your message"), max_length=LONG_TEXT, rows=7, required=False)
    attached = Files(label=_("Files, if you want to send any"))
    shows = files.shows()
    receipt = ReceiptField(required=False)

    def clean(self) -> dict[str, Any]:
        """Refuses a message without words and without files."""
        given = super().clean() or {}
        if given.get("text") or "text" in self.errors or "attached" in self.errors:
            return given
        if given.get("attached"):
            given["text"] = gettext("I have sent files.")
        else:
            self.add_error("text", _("Write your message"))
        return given


class Agree(Form):
    """Whether the body may be told."""

    answer = forms.ChoiceField(
        choices=[
            (codes.Agreement.AGREED.value, _("Yes, you may tell the body")),
            (codes.Agreement.REFUSED.value, _("No, do not tell the body")),
        ],
        label=_("May we tell the body that this is about?"),
        widget=forms.RadioSelect,
    )
