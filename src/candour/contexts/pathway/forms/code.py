"""The box for a code: what somebody without an account keeps of the pathway."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from candour.web.receipts import ReceiptField


class CodeField(ReceiptField):
    """The code as people type it. It has the shape of a receipt, and other words."""

    default_error_messages = {
        "required": _("Enter your code"),
        "length": ngettext_lazy(
            "A code has 22 letters and digits. This has %(count)d",
            "A code has 22 letters and digits. This has %(count)d",
            "count",
        ),
        "character": _("A code has only letters and digits, in groups of four. The letter U is never in one"),
    }

    def __init__(self, **options: object) -> None:
        super().__init__(**{"label": _("Your code"), **options})
