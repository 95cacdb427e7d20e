"""Words that a public page takes from Django, for translators: days, months, and what it says of a wrong answer.

Django brings a Welsh catalogue of its own; ours comes before it, because every text that a reporter can read has to be
in one place where it can be checked.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

WEEKDAYS = (
    _("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"),
)  # fmt: skip
MONTHS = (
    _("January"), _("February"), _("March"), _("April"), _("May"), _("June"), _("July"), _("August"), _("September"),
    _("October"), _("November"), _("December"),
)  # fmt: skip
ERRORS = (_("This field is required."), _("Enter a valid value."), _("Null characters are not allowed."))
