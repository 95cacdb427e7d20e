"""One form for each step of the office. Which steps there are and who may take them stands in the procedure alone.

A form knows the concern and the day (``About``), because its lists and first drafts depend on them. What the person
typed is kept by the page whenever the step is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import django.forms
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from candour.contexts.concerns import codes
from candour.contexts.concerns.forms import letters
from candour.contexts.concerns.models import (
    Campaign,
    Concern,
    ConcernExclusion,
    ConcernStep,
    Erasure,
    HarmOverride,
    TaxonomyTerm,
)
from candour.contexts.concerns.models.concern import LONG_TEXT, MEDIUM_TEXT
from candour.contexts.concerns.queries import coding
from candour.contexts.concerns.queries.files import Shown
from candour.contexts.concerns.queries.links import Suggestion
from candour.contexts.concerns.queries.templates import Kept
from candour.contexts.concerns.queries.translations import Original
from candour.web import forms
from candour.web.uploads import Files


@dataclass(frozen=True)
class About:
    """What a form is drawn for: the concern and the day; the day by which the next decision would fall due; the
    request to tell a body without agreement that waits; the step that a correction would take back; the declared interests
    that run; the kept texts that fit the step; the campaigns that run, concerns that may
    tell the same, and the concern's own links in words; what can be translated or words moved out of, and which of it the page is about;
    the request to erase that waits; the files that could be moved into the sealed identity."""

    concern: Concern
    on: date
    decide_by: date | None = None
    override: HarmOverride | None = None
    entry: ConcernStep | None = None
    declared: tuple[ConcernExclusion, ...] = ()
    kept: tuple[Kept, ...] = ()
    campaigns: tuple[Campaign, ...] = ()
    suggested: tuple[Suggestion, ...] = ()
    links: tuple[tuple[UUID, str], ...] = ()
    originals: tuple[Original, ...] = ()
    of: str = ""
    erasure: Erasure | None = None
    movable: tuple[Shown, ...] = ()

    @property
    def original(self) -> Original | None:
        """What the page was opened for: to translate it, or to move words out of it."""
        return next((one for one in self.originals if one.of == self.of), None)


class StepForm(forms.Form):
    """A form of one step. ``hints`` holds what stands under each choice, by field and value.

    ``typed`` is a form as it was sent to have a kept text put in: it is shown again with that text, and not judged.
    """

    button = _("Continue")

    def __init__(self, data: Any = None, files: Any = None, *, about: About, typed: Any = None) -> None:
        self.about = about
        self.hints: dict[str, dict[str, str]] = {}
        super().__init__(data, files, initial=self.first_draft(about))
        self.gaps = set(_GAP.findall(str(self.initial.get("text", ""))))
        self.prepare(about)
        if typed is not None:
            shown = {name: known.widget.value_from_datadict(typed, {}, name) for name, known in self.fields.items()}
            self.initial = {**self.initial, **shown, "text": self.put_in(shown)}

    def first_draft(self, about: About) -> dict[str, Any]:
        """What stands in the fields before anybody typed."""
        return {}

    def prepare(self, about: About) -> None:
        """Fill the lists that depend on the concern."""

    def clean(self) -> dict[str, Any]:
        """Refuses a message in which a gap of a draft is still open."""
        given = super().clean() or {}
        left = [gap for gap in _GAP.findall(given.get("text", "")) if gap in self.gaps]
        if left and self.sends(given):
            said = translated("Replace what stands in brackets: %(gaps)s")
            self.add_error("text", said % {"gaps": " ".join(left)})
        return given

    def sends(self, given: dict[str, Any]) -> bool:
        """Whether what was answered means that the message is sent."""
        return True

    def put_in(self, shown: dict[str, Any]) -> str:
        """The message with the chosen text in it, for a form that has one."""
        return str(shown.get("text") or "")

    def choose_from(self, name: str, choices: list[tuple[str, str, str]]) -> None:
        """Set the choices of a field, each with its hint."""
        self.fields[name].choices = [(value, label) for value, label, _hint in choices]  # type: ignore[attr-defined]
        self.hints[name] = {value: hint for value, _label, hint in choices if hint}


_GAP = re.compile(r"\[[^\]\n]+\]")


def reason(
    label: Any, hint: Any = "", *, required: bool = True, most: int = MEDIUM_TEXT, rows: int = 5
) -> forms.LongText:
    """A field for a reason: as long as the timeline keeps."""
    return forms.LongText(label=label, help_text=hint, required=required, max_length=most, rows=rows)


def message(label: Any, hint: Any, *, required: bool = True, rows: int = 16) -> forms.LongText:
    """A field for what the person will read."""
    return forms.LongText(label=label, help_text=hint, required=required, max_length=LONG_TEXT, rows=rows)


READ_BY_PERSON = _("The person reads this in their mailbox. Use plain words, and name nobody else.")
BRACKETS = _("The person reads this in their mailbox. Replace what stands in brackets.")
FILES = _("Files for the person, if any")
TIMELINE = _("Shown in the timeline, not to the person.")


class Letter(StepForm):
    """A step that sends the person a text, with the office's kept texts to begin from."""

    template = django.forms.ChoiceField(label=_("Begin from a kept text"), required=False)

    def prepare(self, about: About) -> None:
        if not about.kept:
            del self.fields["template"]
            return
        self.choose_from(
            "template", [("", translated("Choose a text"), ""), *((str(one.id), one.label, "") for one in about.kept)]
        )
        names = [name for name in self.fields if name != "template"]
        names.insert(names.index("text"), "template")
        self.order_fields(names)
        for one in about.kept:
            self.gaps |= set(_GAP.findall(one.text))

    def put_in(self, shown: dict[str, Any]) -> str:
        """In place of a draft that nobody touched; behind what somebody wrote, so that nothing is lost."""
        chosen = next((one.text for one in self.about.kept if str(one.id) == shown.get("template")), "")
        typed = str(shown.get("text") or "").replace("\r\n", "\n").strip()
        drafts = {one.text.strip() for one in self.about.kept} | {str(self.initial.get("text", "")).strip(), ""}
        if not chosen or typed in drafts:
            return chosen or typed
        return f"{typed}\n\n{chosen}"


class Confirm(StepForm):
    """A step without questions."""

    button = _("Confirm")


class Acknowledge(Letter):
    """A first message."""

    button = _("Send and acknowledge")
    text = message(_("Message to the person"), READ_BY_PERSON)

    def first_draft(self, about: About) -> dict[str, Any]:
        return {"text": letters.acknowledgement(about.concern, decide_by=about.decide_by)}


class Code(StepForm):
    """Terms of the taxonomy, and the coded fields."""

    button = _("Save the coding")
    issues = django.forms.MultipleChoiceField(
        label=_("Issues"),
        widget=django.forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one issue")},
    )
    harms = django.forms.MultipleChoiceField(
        label=_("Harm described"), widget=django.forms.CheckboxSelectMultiple, required=False
    )
    objectives = django.forms.MultipleChoiceField(
        label=_("Objective of Prevent it touches"), widget=django.forms.CheckboxSelectMultiple, required=False
    )
    sector = django.forms.ChoiceField(label=_("Sector"), required=False)
    stage = django.forms.ChoiceField(label=_("Stage of the pathway"), required=False)
    region = django.forms.ChoiceField(label=_("Region"), required=False)

    AXES = {
        "issues": TaxonomyTerm.Axis.ISSUE,
        "harms": TaxonomyTerm.Axis.HARM,
        "objectives": TaxonomyTerm.Axis.OBJECTIVE,
    }

    def first_draft(self, about: About) -> dict[str, Any]:
        held = coding.held(about.concern.id)
        given = {name: [str(term.id) for term in held if term.axis == axis] for name, axis in self.AXES.items()}
        concern = about.concern
        return {**given, "sector": concern.sector, "stage": concern.stage, "region": concern.region}

    def prepare(self, about: About) -> None:
        valid = coding.terms_in_force(about.on)
        for name, axis in self.AXES.items():
            self.choose_from(name, [(str(term.id), term.label, term.meaning) for term in valid if term.axis == axis])
        for name, choices in (("sector", codes.Sector), ("stage", codes.Stage), ("region", codes.Region)):
            self.fields[name].choices = [("", _("Not known")), *choices.choices]  # type: ignore[attr-defined]

    @property
    def terms(self) -> list[str]:
        """The ids of every term chosen."""
        return [term for name in self.AXES for term in self.cleaned_data[name]]


class TriageInScope(StepForm):
    """Why the office can look at it."""

    button = _("Decide: we can look at it")
    rationale = reason(_("What brings it within what the office looks at?"), TIMELINE)


class Signpost(Letter):
    """Where to, in words that the person reads, and why."""

    button = _("Send and point them there")
    bodies = django.forms.MultipleChoiceField(
        label=_("Which bodies are right for this?"),
        widget=django.forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one body")},
    )
    text = message(_("Message to the person"), BRACKETS)
    rationale = reason(_("The reason for the decision"), TIMELINE)

    def first_draft(self, about: About) -> dict[str, Any]:
        return {"text": letters.signposting(about.concern)}

    def prepare(self, about: About) -> None:
        super().prepare(about)
        found = coding.bodies_for(about.concern.nation)
        self.choose_from("bodies", [(str(body.id), body.name, body.looks_at) for body in found])


class Write(Letter):
    """A message."""

    button = _("Send")
    text = message(_("Message to the person"), READ_BY_PERSON)
    attached = Files(label=FILES, clean_only=True)


class AskAgreement(Letter):
    """Who would be told what."""

    button = _("Send and ask")
    text = message(_("Message to the person"), BRACKETS)

    def first_draft(self, about: About) -> dict[str, Any]:
        return {"text": letters.agreement_request(about.concern)}


class RecordAgreement(StepForm):
    """What the person said, and how."""

    button = _("Record it")
    agreement = django.forms.ChoiceField(
        label=_("May the body be told?"),
        choices=[(codes.Agreement.AGREED.value, _("They agreed")), (codes.Agreement.REFUSED.value, _("They refused"))],
        widget=django.forms.RadioSelect,
    )
    rationale = reason(
        _("How and when did they say so?"), _("For example: on the telephone on 3 April, read back to them.")
    )


class Answer(Letter):
    """The office's answer."""

    button = _("Send the answer")
    text = message(_("Answer to the person"), BRACKETS)
    attached = Files(label=FILES, clean_only=True)

    def first_draft(self, about: About) -> dict[str, Any]:
        return {"text": letters.answer(about.concern)}


class Close(StepForm):
    """Why, from the list and in words."""

    button = _("Close it")
    close_reason = django.forms.ChoiceField(
        label=_("Why is it closed?"), choices=codes.CloseReason.choices, widget=django.forms.RadioSelect
    )
    rationale = reason(_("The reason in words"), TIMELINE)


class Reopen(StepForm):
    """Why it is taken up again."""

    button = _("Open it again")
    rationale = reason(_("Why is it opened again?"), TIMELINE)


class Withdraw(StepForm):
    """How the person asked."""

    button = _("Record that it is withdrawn")
    rationale = reason(
        _("How and when did the person ask?"),
        _("Nothing more is done after this. The person can open it again by writing."),
    )


class PauseClock(StepForm):
    """Why the clock stands still, in words for the person."""

    button = _("Pause the clock")
    rationale = reason(
        _("Why is the clock paused?"),
        _("The person reads this beside the date. Go on after “because”, for example: we wait for your answer."),
        most=500,
        rows=3,
    )


class Correct(StepForm):
    """What was mistaken. ``entry`` is the step that the page showed."""

    button = _("Take the step back")
    entry = django.forms.UUIDField(widget=django.forms.HiddenInput)
    rationale = reason(_("What was mistaken?"), _("The earlier entry stays in the timeline, with this beside it."))

    def first_draft(self, about: About) -> dict[str, Any]:
        return {"entry": about.entry.id if about.entry else None}
