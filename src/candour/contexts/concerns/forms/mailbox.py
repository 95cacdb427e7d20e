"""Forms of the mailbox: the receipt, a message, yes or no."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from candour.contexts.concerns import codes, receipts
from candour.contexts.concerns.forms import files
from candour.contexts.concerns.models.concern import LONG_TEXT
from candour.contexts.concerns.receipts import Receipt
from candour.web.forms import Form, LongText, Text
from candour.web.uploads import Files


class ReceiptField(Text):
    """A receipt as people type it: any case, with or without dashes and spaces. Its value is a ``Receipt``.

    What is said of a wrong one depends on its characters alone, never on whether a mailbox exists.
    """

    default_error_messages = {
        "required": _("Enter your receipt"),
        "length": ngettext_lazy(
            "A receipt has 22 letters and digits. This has %(count)d",
            "A receipt has 22 letters and digits. This has %(count)d",
            "count",
        ),
        "character": _("A receipt has only letters and digits, in groups of four. The letter U is never in one"),
        "check": _("The check characters do not fit. One of the characters is probably mistyped"),
    }

    def __init__(self, **options: object) -> None:
        super().__init__(
            max_length=200,
            label=_("Your receipt"),
            help_text=_("22 letters and digits. Dashes, spaces and capitals do not matter."),
            **options,
        )
        self.widget.attrs.update(
            autocomplete="off",
            spellcheck="false",
            autocapitalize="characters",
            classes="candour-code govuk-input--width-30",
        )

    def clean(self, value: object) -> Receipt | None:
        """The receipt, or None when it is empty and may be."""
        typed = super().clean(value)
        if not typed:
            return None
        try:
            return receipts.read(typed)
        except receipts.CheckCharactersDiffer:
            raise ValidationError(self.error_messages["check"], code="check") from None
        except receipts.NotAReceipt:
            found = receipts.count_of(typed)
            if found != receipts.LENGTH + 2:
                raise ValidationError(self.error_messages["length"], code="length", params={"count": found}) from None
            raise ValidationError(self.error_messages["character"], code="character") from None


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
