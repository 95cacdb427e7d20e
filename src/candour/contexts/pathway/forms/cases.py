"""One form for each step of a panel case. Which steps there are and who may take them stands in the procedure alone.

A form knows the case and the day (``AboutCase``), because its lists and first drafts depend on them. No form has a field
for intelligence material, and none for a number that rates a person.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import django.forms
from django.utils.timezone import localdate
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway.forms.steps import NO_INTELLIGENCE, ON_RECORD, choice, words
from candour.contexts.pathway.models import CodeTerm, PanelCase, PanelCaseStep
from candour.contexts.pathway.models.choices import Admitted, Other, Settled
from candour.contexts.pathway.queries import case_choices, lists, panel_people, people
from candour.kernel.people.actor import Actor
from candour.web import forms

QUARTER = timedelta(days=91)
MONTH = timedelta(days=30)


@dataclass(frozen=True)
class AboutCase:
    """What a form is drawn for: the case, the day, who asks, and which row of the case the page was opened for."""

    case: PanelCase
    on: date
    actor: Actor
    of: str = ""
    entry: PanelCaseStep | None = None
    asked: tuple[str, str, date] | None = None
    """A withdrawal that was sent by the person's own code: who holds it, its reference, its day."""


class CaseForm(forms.Form):
    """A form of one step. ``hints`` holds what stands under each choice, by field and value; ``revealed`` what opens."""

    button = _("Record it")

    def __init__(self, data: Any = None, files: Any = None, *, about: AboutCase) -> None:
        self.about = about
        self.hints: dict[str, dict[str, str]] = {}
        super().__init__(data, files, initial=self.first_draft(about))
        self.prepare(about)

    def first_draft(self, about: AboutCase) -> dict[str, Any]:
        """What stands in the fields before anybody typed."""
        return {}

    def prepare(self, about: AboutCase) -> None:
        """Fill the lists that depend on the case."""

    def offer(self, name: str, choices: Iterable[tuple[Any, Any]], *, empty: str = "") -> None:
        """Set the choices of a field; ``empty`` is said where there are none. The one that the page was opened for, or the
        only one, is chosen already."""
        listed = [(str(value), label) for value, label in choices]
        field = self.fields[name]
        is_list = isinstance(field.widget, django.forms.Select) and not isinstance(
            field.widget, django.forms.RadioSelect
        )
        field.choices = [("", translated("Choose")), *listed] if is_list else listed  # type: ignore[attr-defined]
        if not listed:
            field.help_text = empty
        elif self.about.of in {value for value, _label in listed}:
            self.initial[name] = self.about.of
        elif len(listed) == 1 and field.required:
            self.initial[name] = listed[0][0]


class Confirm(CaseForm):
    """A step without questions."""

    button = _("Confirm")


class Words(CaseForm):
    """A step with its reason."""

    rationale = words(_("The rationale, in words"), ON_RECORD)


class PutBefore(CaseForm):
    """At which meeting."""

    button = _("Put it on the agenda")
    meeting = choice(_("At which meeting?"))

    def prepare(self, about: AboutCase) -> None:
        found = case_choices.meetings(about.case)
        self.offer("meeting", found, empty=translated("No meeting is planned. Plan one first, then come back."))
        if case_choices.is_on_agenda(about.case):
            self.fields["meeting"].required = False
            self.fields["meeting"].help_text = translated(
                "It stands on the agenda of a meeting already: choose nothing to leave it there."
            )


class TakeUp(CaseForm):
    """What the panel decided, in its own words unless more is said."""

    button = _("Take up the decision")
    rationale = words(_("The rationale, in words"), _("As it stands in the decision, unless more needs to be said."))

    def first_draft(self, about: AboutCase) -> dict[str, Any]:
        return {"rationale": case_choices.decided_words(about.case)}


class NotAdopt(TakeUp):
    """The same, with the question of s.36(6)."""

    other_help = choice(
        _("Was it considered to ask health or social care for help? (s.36(6))"),
        Other.choices,
        _("Where the panel offers no support, the Act makes it consider this."),
    )
    other_words = words(_("Who was asked for what; or why it is not needed"), rows=3)
    field_order: tuple[str, ...] = ("other_help", "other_words", "rationale")


class Close(NotAdopt):
    """Why it ends."""

    button = _("Close it")
    exit_reason = choice(_("Why does it end?"), is_list=True)
    field_order = ("exit_reason", "other_help", "other_words", "rationale")

    def prepare(self, about: AboutCase) -> None:
        self.offer(
            "exit_reason", [(term.id, lists.label_of(term)) for term in lists.valid(CodeTerm.List.EXIT, about.on)]
        )


class WritePlan(CaseForm):
    """All that s.36(5) asks a plan to say."""

    button = _("Write this version")
    consent_how = words(_("How and when is consent asked for?"), rows=3)
    consent_by = forms.Text(label=_("By whom is it asked for?"), max_length=300)
    nature = words(_("What is the support?"))
    providers = words(_("Who gives it?"), rows=3)
    how_and_when = words(_("How and when is it given?"), rows=3)

    def first_draft(self, about: AboutCase) -> dict[str, Any]:
        return case_choices.plan_words(about.case)


class AddNeed(CaseForm):
    """What is needed, whose it is, by when."""

    button = _("Add it")
    what = words(_("What is needed?"), NO_INTELLIGENCE, rows=3)
    owner_name = forms.Text(label=_("Who sees to it?"), help_text=_("The name of one person."))
    owner_body = choice(_("At which body?"), is_list=True)
    due_on = forms.DateAnswer(label=_("By when?"), earliest=localdate)

    def first_draft(self, about: AboutCase) -> dict[str, Any]:
        return {"owner_name": about.actor.name, "owner_body": str(about.case.authority_id)}

    def prepare(self, about: AboutCase) -> None:
        self.offer("owner_body", [(body.id, body.name) for body in people.helpers_of(about.case.authority_id)])


class SettleNeed(CaseForm):
    """What became of a need."""

    need = choice(_("Which need?"))
    settled = choice(_("What became of it?"), Settled.choices)
    rationale = words(_("In words"), _("Who goes on with it, or why it is not met. It stays in the plan."), rows=3)

    def prepare(self, about: AboutCase) -> None:
        self.offer("need", case_choices.open_needs(about.case), empty=translated("No need is open."))


class Commission(CaseForm):
    """What is commissioned. The provider reads the three texts and nothing else."""

    button = _("Commission it")
    need = choice(_("For which need?"))
    intervention = choice(_("What kind of support?"), is_list=True)
    organisation = choice(
        _("From whom?"), hint=_("Bodies in which somebody can open a commission and report."), is_list=True
    )
    sessions_wanted = django.forms.IntegerField(
        label=_("How many sessions?"),
        min_value=1,
        max_value=500,
        widget=django.forms.TextInput(attrs={"inputmode": "numeric", "classes": "govuk-input--width-3"}),
    )
    from_on = forms.DateAnswer(label=_("From when?"))
    until_on = forms.DateAnswer(label=_("Until when, at the latest?"), earliest=localdate)
    about_whom = forms.Text(
        label=_("Who is it for, as the provider needs to know them?"),
        max_length=300,
        help_text=_("The provider reads this. A first name and an age are often enough."),
    )
    contact = forms.Text(
        label=_("How does the provider reach them?"), max_length=300, help_text=_("Also read by them.")
    )
    brief = words(
        _("What does the provider have to know?"),
        _("They read this, and never the case: leave out what they do not need. Say what could put them at risk."),
    )

    def first_draft(self, about: AboutCase) -> dict[str, Any]:
        return {"from_on": about.on}

    def prepare(self, about: AboutCase) -> None:
        self.offer("need", case_choices.open_needs(about.case), empty=translated("No need is open."))
        kinds = lists.valid(CodeTerm.List.INTERVENTION, about.on)
        self.offer("intervention", [(term.id, lists.label_of(term)) for term in kinds])
        self.offer("organisation", [(body.id, body.name) for body in people.providers()])


class StopCommission(CaseForm):
    """What stops, and why."""

    button = _("Stop it")
    commission = choice(_("What is stopped?"))
    rationale = words(_("Why?"), _("The provider reads this."), rows=3, most=500)

    def prepare(self, about: AboutCase) -> None:
        self.offer("commission", case_choices.running_commissions(about.case, about.on))


class ReviewAfter(CaseForm):
    """A look after closure."""

    held_on = forms.DateAnswer(label=_("When did the panel look again?"), latest=localdate)
    concern_found = choice(
        _("Was a new concern about radicalisation found?"),
        [("no", _("No")), ("yes", _("Yes"))],
        _("If so, open the case again instead: a review with a new concern is not where it ends."),
    )
    rationale = words(_("What was found?"), ON_RECORD)

    def first_draft(self, about: AboutCase) -> dict[str, Any]:
        return {"held_on": about.on}


class AskInformation(CaseForm):
    """Whom, what, until when they see the case."""

    button = _("Ask")
    person = choice(_("Who is asked?"), is_list=True)
    question = words(_("What do you ask?"), NO_INTELLIGENCE, rows=3)
    until_on = forms.DateAnswer(
        label=_("Until when do they see the case?"),
        help_text=_("They see it to answer, if they do not yet. The day is the first on which they no longer do."),
    )

    def first_draft(self, about: AboutCase) -> dict[str, Any]:
        return {"until_on": about.on + MONTH}

    def prepare(self, about: AboutCase) -> None:
        self.offer("person", _partners(about))


class GiveInformation(CaseForm):
    """What a body knows."""

    button = _("Send the answer")
    question = choice(_("Which question do you answer?"))
    answer = words(_("What does your body know?"), NO_INTELLIGENCE, rows=6)

    def prepare(self, about: AboutCase) -> None:
        self.offer(
            "question",
            case_choices.questions(about.case, about.actor),
            empty=translated("No question to your body waits."),
        )


class Admit(CaseForm):
    """Who, as what, until when."""

    button = _("Let them see it")
    person = choice(_("Who is let in?"), is_list=True)
    kind = choice(_("As what?"), Admitted.choices)
    until_on = forms.DateAnswer(
        label=_("Until when?"), help_text=_("The first day on which they no longer see it. They see all of the case.")
    )
    rationale = words(_("Why?"), ON_RECORD, rows=3)

    def first_draft(self, about: AboutCase) -> dict[str, Any]:
        return {"until_on": about.on + QUARTER, "kind": Admitted.PARTNER}

    def prepare(self, about: AboutCase) -> None:
        self.offer("person", [one for one in _partners(about) if one[0] != about.actor.person_id])


class EndAdmission(CaseForm):
    """Whose view ends."""

    button = _("End it today")
    admission = choice(_("Who no longer sees it?"))
    rationale = words(_("Why?"), ON_RECORD, rows=3)

    def prepare(self, about: AboutCase) -> None:
        self.offer("admission", case_choices.admissions(about.case, about.on))


class OfferMove(CaseForm):
    """Where the person moved."""

    button = _("Ask the other panel")
    new_area = choice(
        _("To which area did they move?"), hint=_("Authorities in which somebody runs the panel."), is_list=True
    )
    rationale = words(
        _("What does the other panel have to know?"), _("They read this, and the case, until they answer.")
    )

    def prepare(self, about: AboutCase) -> None:
        others = people.panels().exclude(id=about.case.authority_id)
        self.offer("new_area", [(body.id, body.name) for body in others])


class AcceptMove(CaseForm):
    """Who owns it from now on."""

    button = _("Take it on")
    assignee = choice(_("Who owns it from now on?"))

    def prepare(self, about: AboutCase) -> None:
        self.offer("assignee", case_choices.new_owners(about.case, on=about.on))


class Reassign(CaseForm):
    """To whom, and why."""

    button = _("Give it to them")
    assignee = choice(_("Who owns it from now on?"))
    rationale = words(_("Why?"), ON_RECORD, rows=3)

    def prepare(self, about: AboutCase) -> None:
        barred = people.barred(about.case.individual_id)
        others = people.who_run_the_panel(about.case.authority_id, on=about.on)
        self.offer(
            "assignee",
            [one for one in others if one[0] != about.case.owner_id and one[0] not in barred],
            empty=translated("Nobody else runs this panel."),
        )


class Declare(CaseForm):
    """What the interest is."""

    button = _("Declare it")
    rationale = words(_("What is your interest?"), _("Only whoever works on the case reads this."), rows=3)


class Correct(CaseForm):
    """What was mistaken."""

    button = _("Take it back")
    entry = django.forms.UUIDField(widget=django.forms.HiddenInput)
    rationale = words(_("What was mistaken, and why?"), ON_RECORD)

    def first_draft(self, about: AboutCase) -> dict[str, Any]:
        return {"entry": about.entry.id if about.entry else ""}


def _partners(about: AboutCase) -> list[tuple[Any, str]]:
    barred = people.barred(about.case.individual_id)
    return [
        (one.person, f"{one.name}, {one.body}")
        for one in panel_people.partners_of(about.case.authority_id)
        if one.person not in barred
    ]
