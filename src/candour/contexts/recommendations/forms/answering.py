"""What a body is asked when it takes a step: how it goes, where a task stands, that it is delivered, more time."""

from __future__ import annotations

from typing import Any

import django.forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from candour.contexts.recommendations import codes
from candour.contexts.recommendations.forms import evidence as evidence_forms
from candour.contexts.recommendations.models.issued import TEXT
from candour.contexts.recommendations.queries.answer_page import Brief
from candour.web import forms


class StepForm(forms.Form):
    """The form of a step. ``prepare`` says what depends on the record."""

    def prepare(self, brief: Brief) -> None:
        """Nothing, unless the step says otherwise."""


class Update(StepForm):
    """How it goes."""

    title = _("Say how it goes")
    intro = _("The Commissioner reads it at once; the public reads it with a published recommendation.")
    button = _("Send")
    text = forms.LongText(
        label=_("How does it go?"),
        max_length=TEXT,
        rows=8,
        help_text=_("Say what is done, what is not, and what stands in the way. Name no person."),
    )
    attached = evidence_forms.attached()


class Claim(StepForm):
    """That it is delivered, against the measure, with what shows it."""

    title = _("Say that it is delivered")
    intro = _(
        "The Commissioner’s office looks at the evidence and says what it found: verified, or not verified with what is"
        " missing. Until then the public reads “said to be delivered, not yet verified”."
    )
    button = _("Say that it is delivered")
    against_measure = forms.LongText(label=_("How is the measure of success met?"), max_length=TEXT, rows=6)
    evidence = forms.LongText(
        label=_("What shows it, and where can it be seen?"),
        max_length=TEXT,
        rows=6,
        required=False,
        help_text=_(
            "Documents with their dates, figures with their source, whom to ask, what to visit. Name no person."
        ),
    )
    attached = evidence_forms.attached()

    def prepare(self, brief: Brief) -> None:
        measure = brief.addressee.recommendation.measure
        if measure:
            self.fields["against_measure"].help_text = format_lazy(_("The measure: {measure}"), measure=measure)


class AskExtension(StepForm):
    """Until when, and why."""

    title = _("Ask for more time")
    intro = _(
        "The Commissioner’s office grants it or not, with reasons. Until it has decided, the day that stands counts. The"
        " request and the decision are published with the recommendation."
    )
    button = _("Ask for more time")
    until = forms.DateAnswer(label=_("Until when?"), help_text=_("For example, 27 3 2027"))
    reasons = forms.LongText(label=_("Why is more time needed?"), max_length=TEXT, rows=6)

    def prepare(self, brief: Brief) -> None:
        if brief.waited is not None:
            what = _("the response") if brief.waited.what == "response" else _("delivery")
            says = _("For {what}. The day that stands is {day}. For example, 27 3 2027")
            day = forms.spoken(brief.waited.due_on)
            self.fields["until"].help_text = format_lazy(says, what=what, day=day)


class ReportTask(forms.Form):
    """Where a task stands."""

    title = _("Say where a task stands")
    button = _("Send")
    state = django.forms.ChoiceField(
        label=_("Where does the task stand?"), choices=codes.TaskState.choices, widget=django.forms.RadioSelect
    )
    text = forms.LongText(
        label=_("What is there to say about it?"),
        max_length=TEXT,
        rows=5,
        required=False,
        help_text=_("Where it was dropped: why, and what is done instead. Name no person."),
    )

    def cleaned(self) -> dict[str, Any]:
        """What the operation takes."""
        return {"state": self.cleaned_data["state"], "text": self.cleaned_data["text"]}
