"""When and where people meet, asked in the same words wherever a meeting is planned or moved."""

from __future__ import annotations

import re
from datetime import time
from typing import Any

import django.forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from candour.web import forms

_TIME = re.compile(r"([01]?\d|2[0-3])[:.h]?([0-5]\d)")


class TimeAnswer(forms.Text):
    """A time of the day, typed as 10:00, 10.00 or 1000."""

    def clean(self, value: Any) -> time:
        """The time. Refuses what is none."""
        found = _TIME.fullmatch(super().clean(value).strip())
        if found is None:
            raise ValidationError(_("Enter a time such as 10:00 or 14:30"), code="time")
        return time(int(found[1]), int(found[2]))


def meeting_time(initial: str = "") -> TimeAnswer:
    """The hour."""
    return TimeAnswer(
        label=_("Time"),
        max_length=20,
        initial=initial,
        help_text=_("For example 10:00 or 14:30."),
        widget=django.forms.TextInput(attrs={"classes": "govuk-input--width-5"}),
    )


def meeting_place() -> forms.Text:
    """The place."""
    return forms.Text(
        label=_("Place"),
        max_length=300,
        help_text=_("A room or a link. It stands in people’s calendars: nothing about a case."),
    )
