"""What is asked when a step of a draft is taken."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import django.forms
from django.utils.translation import gettext_lazy as _

from candour.contexts.recommendations import codes
from candour.contexts.recommendations.forms.rows import RowsForm
from candour.contexts.recommendations.models.issued import TEXT
from candour.contexts.recommendations.queries.drafts import Considered
from candour.web import forms


class StepForm(RowsForm):
    """The form of a step."""


class Propose(StepForm):
    """No questions."""

    title = _("Ask a second person to check it")
    intro = _(
        "Somebody who neither proposed it nor wrote what was considered reads it, and lets it pass or sends it back."
        " Until then it cannot be changed. It appears on the home page of everybody who may check it."
    )
    button = _("Ask for a second person")


class PassGate(StepForm):
    """Why it passes."""

    title = _("Let it pass the quality gate")
    intro = _(
        "You say as the second person that it is meaningful, proportionate and actionable, and that its implications"
        " were considered. Then the head of office or the Commissioner may issue it."
    )
    button = _("Let it pass")
    rationale = forms.LongText(
        label=_("Why does it pass?"),
        max_length=TEXT,
        rows=6,
        help_text=_("What you looked at, and what convinced you. It stays in the history, within the office."),
    )


class SendBack(StepForm):
    """What is to be written anew."""

    title = _("Send it back")
    button = _("Send it back")
    rationale = forms.LongText(
        label=_("What has to change?"), max_length=TEXT, rows=6, help_text=_("Whoever wrote it reads this.")
    )


class Withdraw(StepForm):
    """Why it is given up."""

    title = _("Give it up")
    intro = _("It is not issued. It stays in the office with its reasons, and keeps its number in the report.")
    button = _("Give it up")
    rationale = forms.LongText(label=_("Why?"), max_length=TEXT, rows=5)


class Issue(StepForm):
    """No questions: the page says what leaves."""

    title = _("Issue it")
    button = _("Issue it now")


class Correct(StepForm):
    """Which step was mistaken, and why."""

    title = _("Take back the last step")
    intro = _("It stands again where it stood before. The step that is taken back stays in the history, marked so.")
    button = _("Take it back")
    entry = django.forms.CharField(widget=django.forms.HiddenInput, required=False, max_length=40)
    rationale = forms.LongText(label=_("What was mistaken, and why?"), max_length=TEXT, rows=4)

    def of(self, entry: UUID | None) -> None:
        """The step that the page showed as the last."""
        self.fields["entry"].initial = entry

    def clean_entry(self) -> UUID | None:
        """The step's id, or None where it is none."""
        try:
            return UUID(self.cleaned_data["entry"])
        except ValueError:
            return None


class Consider(StepForm):
    """Every aspect of the quality gate, each with the reasons that it has now. What is not sent stays as it is."""

    title = _("Write down what was considered")
    intro = _(
        "Say for each aspect what was considered and what follows; “none, because …” is an answer. An aspect that you"
        " leave empty or as it is stays as it is. Your name and the day stand beside what you write, and whoever"
        " writes here cannot be the second person."
    )
    button = _("Save what was considered")

    def __init__(self, *args: Any, aspects: list[Considered] | None = None, **options: Any) -> None:
        last = {one.code: one.last.reasons for one in aspects or [] if one.last}
        boxes = {
            code: forms.LongText(
                label=label, max_length=TEXT, rows=4, required=False, initial=last.get(code, ""), help_text=HINTS[code]
            )
            for code, label in _ASPECTS
        }
        super().__init__(*args, more=boxes, **options)


_ASPECTS = [(aspect.value, aspect.label) for aspect in codes.Aspect]
HINTS: dict[str, Any] = {
    codes.Aspect.MEANINGFUL.value: _("What changes for people if it is done?"),
    codes.Aspect.PROPORTIONATE.value: _("Is it no more than the finding calls for?"),
    codes.Aspect.ACTIONABLE.value: _("Can those who are asked do it, and by the day that is set?"),
    codes.Aspect.COST.value: _("What does it cost, whom, and what does it save?"),
    codes.Aspect.LAW.value: _("Which law allows it, limits it, or would have to change?"),
    codes.Aspect.EQUALITY.value: _("Whom does it affect otherwise than others, by a protected characteristic?"),
    codes.Aspect.BURDEN.value: _("What more has whom to do, and what can be left?"),
    codes.Aspect.RISK.value: _("What could go wrong if it is done, and if it is not?"),
    codes.Aspect.INTEGRATION.value: _("What does it do to how people live together?"),
    codes.Aspect.PUBLIC_HEALTH.value: _("What does it do to people’s health, and to those who look after it?"),
    codes.Aspect.FAITH.value: _("What does it mean for people of a faith, and for their institutions?"),
    codes.Aspect.COMMUNITIES.value: _("What does it mean for the communities that it touches, and were they asked?"),
}
