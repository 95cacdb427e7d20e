"""The box for a receipt."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from candour.kernel.visitors import receipts
from candour.kernel.visitors.receipts import Receipt
from candour.web.forms import Text


class ReceiptField(Text):
    """A receipt as people type it: any case, with or without dashes and spaces. Its value is a ``Receipt``.

    What is said of a wrong one depends on its characters alone, never on whether it opens anything.
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
            **{
                "label": _("Your receipt"),
                "help_text": _("22 letters and digits. Dashes, spaces and capitals do not matter."),
                **options,
            },
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
