"""What a provider writes: when a session is, and what became of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway.forms.steps import NO_INTELLIGENCE, choice, words
from candour.contexts.pathway.models.choices import Held
from candour.web import forms


class Plan(forms.Form):
    """A day."""

    title = _("Plan a session")
    button = _("Plan it")
    planned_on = forms.DateAnswer(label=_("On which day?"))


class Report(forms.Form):
    """Whether it was held, and how it went."""

    title = _("Say what became of the session")
    button = _("Send the report")
    outcome = choice(
        _("What became of it?"),
        [(code, label) for code, label in Held.choices if code != Held.PLANNED],
    )
    held_on = forms.DateAnswer(label=_("If it was delivered: on which day?"), latest=localdate, required=False)
    text = words(
        _("What happened?"),
        _(
            "For a session that was delivered: what you did, and how they are. Otherwise why it was not held, if you know."
        ),
        required=False,
        rows=6,
    )

    def __init__(self, data: Any = None, *, planned_on: date | None = None) -> None:
        super().__init__(data, initial={"held_on": planned_on})
        self.fields["text"].help_text = f"{self.fields['text'].help_text} {NO_INTELLIGENCE}"
