"""What is asked when the office takes a step on what a body was asked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import django.forms
from django.utils.text import format_lazy
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.recommendations.models.issued import LONG_TEXT, TEXT
from candour.contexts.recommendations.queries import letters
from candour.contexts.recommendations.queries.step_page import About
from candour.web import forms


class StepForm(forms.Form):
    """The form of a step. ``prepare`` fills in what depends on the record."""

    def prepare(self, about: About) -> None:
        """Nothing, unless the step says otherwise."""


class _Claimed(StepForm):
    claim_id = django.forms.UUIDField(widget=django.forms.HiddenInput, required=False)
    looked_at = forms.LongText(
        label=_("Which evidence did you look at?"),
        max_length=TEXT,
        rows=5,
        help_text=_("Name each document, place or person, and its date."),
    )
    method = forms.LongText(
        label=_("How did you look at it?"),
        max_length=TEXT,
        rows=4,
        help_text=_("For example: “Read the register, then asked two of the seven regions whether they use it.”"),
    )

    def prepare(self, about: About) -> None:
        if about.claim is not None:
            self.fields["claim_id"].initial = about.claim.id


class Verify(_Claimed):
    """On which evidence, and how."""

    title = _("Find it verified")
    intro = _("You looked at the evidence, and it shows that the measure of success is met.")
    button = _("Find it verified")


class FindNotVerified(_Claimed):
    """The same, what is missing, and by when."""

    title = _("Find it not verified")
    intro = _("You looked at the evidence, and it does not show that the measure of success is met.")
    button = _("Find it not verified")
    missing = forms.LongText(
        label=_("What is missing?"),
        max_length=TEXT,
        rows=5,
        help_text=_("So that the body knows what to do and to show."),
    )
    next_on = forms.DateAnswer(
        label=_("By which day is it expected?"),
        earliest=localdate,
        help_text=_("From then on the body is late."),
    )


class _Words(StepForm):
    rationale = forms.LongText(label=_("Why?"), max_length=TEXT, rows=5)


class Reconsider(_Words):
    """Why it is looked at again."""

    title = _("Look again")
    intro = _("The claim stands again as one that nobody has looked at. The earlier verdict stays in the timeline.")
    button = _("Look again")


class CloseAsDone(_Words):
    """The last word on it."""

    title = _("Close it: done")
    intro = _("It was verified, and is followed no further.")
    button = _("Close it")


class CloseAsExceeded(CloseAsDone):
    """More was done than was asked."""

    title = _("Close it: exceeded")
    intro = _("It was verified, and more was done than was asked. Say what.")


class CloseAsRefused(CloseAsDone):
    """The body said no."""

    title = _("Close it: refused")
    intro = _("The body did not accept it, and the office leaves it at that. It stays on record as refused.")


class CloseAsNotApplicable(CloseAsDone):
    """What it was about is no more."""

    title = _("Close it: no longer applicable")
    intro = _("What it was about is no more. Say what changed, and when.")


class CloseAsSuperseded(CloseAsDone):
    """By which later one."""

    title = _("Close it: superseded")
    intro = _("A later recommendation takes its place. It has to be linked to this one as “supersedes”.")
    successor_id = django.forms.TypedChoiceField(
        label=_("Which recommendation supersedes it?"), coerce=UUID, required=False, empty_value=None
    )

    field_order = ("successor_id", "rationale")

    def prepare(self, about: About) -> None:
        able: list[Any] = [
            (str(one.id), format_lazy("{reference}: {report} {number}", reference=one.reference,
                                      report=one.report.title, number=one.number))
            for one in about.successors
        ]  # fmt: skip
        first = _("Choose the later one") if able else _("None is linked as superseding this one")
        self.fields["successor_id"].choices = [("", first), *able]  # type: ignore[attr-defined]


class AskAgain(_Words):
    """Why, and by which day it should be delivered."""

    title = _("Ask for a new response")
    intro = _("The body is asked once more, and its time to respond starts again. What it answered before stays.")
    button = _("Ask again")
    deliver_by = forms.DateAnswer(label=_("By when should it be delivered?"), earliest=localdate, required=False)

    def prepare(self, about: About) -> None:
        day = about.addressee.deliver_by
        if day is not None and day >= about.on:
            self.fields["deliver_by"].initial = day


class Reopen(AskAgain):
    """The same, for what was closed."""

    title = _("Open it again")
    intro = _("The body is asked anew, and its time to respond starts. Why it was closed stays in the timeline.")
    button = _("Open it again")


class Extend(StepForm):
    """Until when, and why."""

    title = _("Give more time")
    button = _("Give more time")
    until = forms.DateAnswer(
        label=_("Until which day?"), earliest=localdate, help_text=_("It may be another day than the body asked for.")
    )
    reasons = forms.LongText(label=_("Why?"), max_length=TEXT, rows=4)

    def prepare(self, about: About) -> None:
        if about.request is not None and about.request.until >= about.on:
            self.fields["until"].initial = about.request.until


class RefuseExtension(StepForm):
    """Why not."""

    title = _("Give no more time")
    intro = _("The day that counts now stays.")
    button = _("Give no more time")
    reasons = forms.LongText(label=_("Why?"), max_length=TEXT, rows=4)


class Remind(StepForm):
    """The words of the reminder."""

    title = _("Remind")
    intro = _("Candour reminds by itself before the day and once it has passed. This is one more.")
    button = _("Send the reminder")
    text = forms.LongText(label=_("Reminder"), max_length=LONG_TEXT, rows=7)

    def prepare(self, about: About) -> None:
        if about.late is not None:
            self.fields["text"].initial = letters.reminder(about.late, about.on)


class WriteLetter(StepForm):
    """The letter, drafted."""

    title = _("Send a signed letter")
    button = _("Sign and send it")
    letter = forms.LongText(
        label=_("Letter"),
        max_length=LONG_TEXT,
        rows=18,
        help_text=_("Drafted from what is late. Change whatever you like; your signature is put under it."),
    )

    def prepare(self, about: About) -> None:
        if about.late is not None:
            self.fields["letter"].initial = letters.letter(about.late, about.on)


class GiveNotice(StepForm):
    """The notice, drafted."""

    title = _("Give public notice")
    intro = _("Everybody reads it on the page of this recommendation, from the moment you send it.")
    button = _("Give public notice")
    notice = forms.LongText(label=_("Notice"), max_length=LONG_TEXT, rows=8)

    def prepare(self, about: About) -> None:
        if about.late is not None:
            self.fields["notice"].initial = letters.notice(about.late, about.on)
