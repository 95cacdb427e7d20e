"""Forms of the steps that say who works on a concern, who must not, and that a body is told without agreement."""

from __future__ import annotations

from typing import Any

import django.forms
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from candour.contexts.concerns.forms import letters, steps
from candour.contexts.concerns.models import HarmOverride
from candour.contexts.concerns.queries import caseworkers


class Assign(steps.StepForm):
    """To whom, and why."""

    button = _("Assign")
    person = django.forms.ChoiceField(label=_("Who works on it?"), widget=django.forms.RadioSelect)
    rationale = steps.reason(
        _("Why (optional)"), _("Shown in the timeline, for example “on leave until May”."), required=False, rows=3
    )

    def prepare(self, about: steps.About) -> None:
        said = translated("%(count)s open")
        self.choose_from(
            "person",
            [
                (str(one.id), one.name, said % {"count": one.open_words})
                for one in caseworkers.everyone(on=about.on)
                if one.id != about.concern.assigned_to_id
            ],
        )


class DeclareInterest(steps.StepForm):
    """What the interest is."""

    button = _("Declare it and leave this concern")
    rationale = steps.reason(
        _("What is your interest?"),
        _(
            "For example, you know the person or worked for the body. Only the head of office and the Commissioner read this."
        ),
    )


class EndInterest(steps.StepForm):
    """Whose, and why. ``About.declared`` lists them."""

    button = _("End it")
    declaration = django.forms.ChoiceField(label=_("Whose declared interest?"), widget=django.forms.RadioSelect)
    rationale = steps.reason(
        _("Why does it no longer stand?"), _("Shown in the timeline. From then on the concern is there for them again.")
    )

    def prepare(self, about: steps.About) -> None:
        if not about.declared:
            self.fields["declaration"].help_text = _("Nobody has declared an interest in this concern.")
        self.choose_from("declaration", [(str(one.id), one.person.name, one.reason) for one in about.declared])


class OpenInEmergency(steps.StepForm):
    """Why it cannot wait."""

    button = _("Open it until midnight")
    rationale = steps.reason(
        _("Why must you read it now?"),
        _("Say what would happen if it waited for the caseworker. Shown in the timeline, and reviewed."),
    )


class RequestOverride(steps.StepForm):
    """On which ground, why, and whether the person can safely be told."""

    button = _("Ask a second person to decide")
    ground = django.forms.ChoiceField(
        label=_("On which ground?"),
        choices=[
            (HarmOverride.Ground.IMMINENT_HARM.value, _("Imminent serious harm to somebody")),
            (HarmOverride.Ground.CHILD_AT_RISK.value, _("A child at risk")),
        ],
        widget=django.forms.RadioSelect,
    )
    rationale = steps.reason(_("What is the harm, and why can it not wait for agreement?"))
    safe = django.forms.ChoiceField(
        label=_("Can the person who told us safely be told about this?"),
        choices=[
            ("yes", _("Yes: they are told when it is authorised")),
            ("no", _("No: telling them could put somebody at risk")),
        ],
        widget=django.forms.RadioSelect,
    )


class DecideOverride(steps.StepForm):
    """The second person's decision."""

    button = _("Record the decision")
    decision = django.forms.ChoiceField(
        label=_("What do you decide?"),
        choices=[
            ("authorise", _("Authorise: the body may be told without agreement")),
            ("refuse", _("Refuse: the body may not be told")),
        ],
        widget=django.forms.RadioSelect,
    )
    rationale = steps.reason(_("The reason for your decision"), steps.TIMELINE)
    text = steps.message(
        _("Message to the person"),
        _("Sent only if you authorise it. Replace what stands in brackets."),
        required=False,
        rows=12,
    )

    def first_draft(self, about: steps.About) -> dict[str, Any]:
        return {"text": letters.told_without(about.override)} if about.override else {}

    def sends(self, given: dict[str, Any]) -> bool:
        return given.get("decision") == "authorise"

    def prepare(self, about: steps.About) -> None:
        if about.override is not None and not about.override.is_safe_to_tell:
            del self.fields["text"]
