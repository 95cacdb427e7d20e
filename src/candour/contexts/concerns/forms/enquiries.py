"""What is asked when an enquiry is written, answered, asked again, finished or taken back."""

from __future__ import annotations

from typing import Any

import django.forms
from django.utils.translation import gettext_lazy as _

from candour.contexts.concerns.forms.steps import About, StepForm
from candour.contexts.concerns.models.exchange import LONG_TEXT
from candour.contexts.concerns.queries import enquiries
from candour.web import forms

_REASON = 4_000


def _checked() -> django.forms.BooleanField:
    return django.forms.BooleanField(
        required=False,
        label=_("I checked what is listed above, and it has to be sent like this"),
        help_text=_("Tick this only if nobody can be recognised by it."),
    )


class Crossing(forms.Form):
    """A text that crosses to a body. The tick appears only after a warning, so that nobody ticks it in advance."""

    def hide_tick_unless_warned(self) -> None:
        """Called when the form is drawn first, and again when something else has to be mended first."""
        self.fields.pop("is_checked", None)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        given["is_checked"] = bool(given.get("is_checked")) and not self.errors
        if self.errors:
            self.hide_tick_unless_warned()
        return given


class PutToBody(Crossing, StepForm):
    """To which body, and what it is asked."""

    button = _("Send the enquiry")
    organisation = django.forms.ChoiceField(
        label=_("Which body do you ask?"),
        help_text=_("Bodies at which somebody answers the Commissioner’s enquiries."),
        error_messages={"invalid_choice": _("Choose a body from the list.")},
    )
    subject = forms.Text(
        label=_("In a few words, what is it about?"),
        max_length=200,
        help_text=_("The body sees this in its list, for example “How parents are told about a referral”."),
    )
    question = forms.LongText(
        label=_("What do you ask?"),
        max_length=LONG_TEXT,
        rows=14,
        help_text=_(
            "Ask about what the body does in general. Leave out that somebody told us, who, when, and in which words."
            " Say what you need and in which form."
        ),
    )
    is_checked = _checked()

    def prepare(self, about: About) -> None:
        bodies = [(str(body.id), body.name) for body in enquiries.askable()]
        self.fields["organisation"].choices = [("", _("Choose a body")), *bodies]  # type: ignore[attr-defined]
        if not self.is_bound:
            self.hide_tick_unless_warned()


class Reply(forms.Form):
    """The body's answer."""

    title = _("Answer")
    text = forms.LongText(
        label=_("Your answer"),
        max_length=LONG_TEXT,
        rows=14,
        help_text=_("Leave out names and dates of birth of pupils, patients or others unless you were asked for them."),
    )


class AskAgain(Crossing):
    """What is still needed, in words for the body."""

    title = _("Ask again")
    button = _("Ask again")
    text = forms.LongText(
        label=_("What do you still need?"),
        max_length=_REASON,
        rows=8,
        help_text=_("The body reads this. Leave out everything that could show who told us. Its time starts again."),
    )
    is_checked = _checked()


class TakeBack(Crossing):
    """Why no answer is needed, in words for the body."""

    title = _("Take the enquiry back")
    button = _("Take it back")
    text = forms.LongText(
        label=_("What do you tell the body?"),
        max_length=_REASON,
        rows=5,
        help_text=_("The body reads this. You need not give a reason; do not give one that shows who told us."),
    )
    is_checked = _checked()


class Accept(forms.Form):
    """No questions: the office has what it asked for."""

    title = _("Finish the enquiry")
    button = _("Finish")
    intro = _("The body sees that it has answered everything.")
