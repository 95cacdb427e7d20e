"""Saying that concerns belong together, keeping campaigns, and writing to everybody at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import django.forms
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from candour.contexts.concerns import codes
from candour.contexts.concerns.forms import steps
from candour.contexts.concerns.models import Campaign
from candour.contexts.concerns.models.concern import LONG_TEXT
from candour.contexts.concerns.queries import placeholders
from candour.web import forms

CAMPAIGN, NEW, DUPLICATE = "campaign", "new", "duplicate"
_HOW = [
    (CAMPAIGN, _("Part of a campaign that runs")),
    (NEW, _("Part of a campaign that nobody has named yet")),
    (DUPLICATE, _("The same matter, told again")),
]
_NAME_HELP = _(
    "Only for a new campaign. Say what people write about, for example “Petition on the college’s form”. Name no person."
)
_GAP = re.compile(r"\[[^\]\n]+\]")


def _how(campaigns: Sequence[Campaign]) -> list[tuple[str, Any]]:
    return [choice for choice in _HOW if choice[0] != CAMPAIGN or campaigns]


def _listed(campaigns: Sequence[Campaign]) -> list[tuple[str, str]]:
    return [("", translated("Choose a campaign")), *((str(one.id), one.name) for one in campaigns)]


def _complete(form: django.forms.Form, given: dict[str, Any], needs: dict[str, tuple[str, str]]) -> None:
    """Ask for what the chosen way needs, at its own field."""
    name, says = needs.get(given.get("how", ""), ("", ""))
    if name and not given.get(name) and name not in form.errors:
        form.add_error(name, says)


class Link(steps.StepForm):
    """To a campaign or to another concern. ``About.campaigns`` and ``About.suggested`` are what there is to choose from."""

    button = _("Link it")
    how = django.forms.ChoiceField(label=_("What is it?"), choices=_HOW, widget=django.forms.RadioSelect)
    campaign = django.forms.ChoiceField(label=_("Which campaign?"), required=False)
    name = forms.Text(label=_("Name of the campaign"), help_text=_NAME_HELP, max_length=120, required=False)
    reference = forms.Text(
        label=_("Reference of the concern that it repeats"),
        help_text=_("Only for the same matter told again. The one that came first stands for the matter."),
        max_length=40,
        required=False,
    )

    def prepare(self, about: steps.About) -> None:
        self.fields["how"].choices = _how(about.campaigns)  # type: ignore[attr-defined]
        self.fields["campaign"].choices = _listed(about.campaigns)  # type: ignore[attr-defined]
        self.fields["reference"].widget.attrs |= {"classes": "govuk-input--width-10", "autocomplete": "off"}

    def clean(self) -> dict[str, Any]:
        """Asks for what the chosen way needs."""
        given = super().clean()
        _complete(
            self,
            given,
            {
                CAMPAIGN: ("campaign", translated("Choose a campaign")),
                NEW: ("name", translated("Enter a name for the campaign")),
                DUPLICATE: ("reference", translated("Enter the reference of the other concern")),
            },
        )
        return given


class Unlink(steps.StepForm):
    """Which link, and why."""

    button = _("Take it away")
    link = django.forms.ChoiceField(label=_("Which link is wrong?"), widget=django.forms.RadioSelect)
    rationale = steps.reason(_("Why does it not belong there?"), steps.TIMELINE)

    def prepare(self, about: steps.About) -> None:
        self.choose_from("link", [(str(link), label, "") for link, label in about.links])


class LinkSeveral(forms.Form):
    """The ticked concerns: to a campaign, or to the one of them that stands for the matter."""

    title = _("Link several concerns")
    button = _("Link them")
    how = django.forms.ChoiceField(label=_("What are they?"), choices=_HOW, widget=django.forms.RadioSelect)
    campaign = django.forms.ChoiceField(label=_("Which campaign?"), required=False)
    name = forms.Text(label=_("Name of the campaign"), help_text=_NAME_HELP, max_length=120, required=False)
    reference = django.forms.ChoiceField(
        label=_("Which one stands for the matter?"),
        help_text=_(
            "Only for the same matter told again. The others are linked to it; usually it is the one that came first."
        ),
        required=False,
    )

    def __init__(
        self, *args: Any, campaigns: Sequence[Campaign], references: Sequence[tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["how"].choices = _how(campaigns)  # type: ignore[attr-defined]
        self.fields["campaign"].choices = _listed(campaigns)  # type: ignore[attr-defined]
        self.fields["reference"].choices = list(references)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Asks for what the chosen way needs."""
        given = super().clean() or {}
        _complete(
            self,
            given,
            {
                CAMPAIGN: ("campaign", translated("Choose a campaign")),
                NEW: ("name", translated("Enter a name for the campaign")),
                DUPLICATE: ("reference", translated("Choose which one stands for the matter")),
            },
        )
        return given


class ChangeCampaign(forms.Form):
    """Another name, or somebody else who looks after it."""

    title = _("Change a campaign")
    button = _("Save")
    name = forms.Text(label=_("Name"), help_text=_("Say what people write about. Name no person."), max_length=120)
    owner = django.forms.ChoiceField(label=_("Who looks after it?"))

    def __init__(self, *args: Any, people: Sequence[tuple[UUID, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["owner"].choices = [(str(person), name) for person, name in people]  # type: ignore[attr-defined]


class Together(forms.Form):
    """One text for everybody. ``kept`` are texts to begin from: id, label, language and text, placeholders unfilled."""

    title = _("Write to everybody")
    button = _("See who would get it")
    step = django.forms.ChoiceField(
        label=_("What is it?"),
        choices=[
            ("acknowledge", _("Acknowledge: we have it")),
            ("write", _("A message")),
            ("answer", _("The answer")),
        ],
        widget=django.forms.RadioSelect,
    )
    language = django.forms.ChoiceField(
        label=_("In which language is it?"),
        help_text=_("Dates are written as it writes them."),
        choices=codes.WrittenLanguage.choices,
        initial=codes.WrittenLanguage.ENGLISH.value,
    )
    template = django.forms.ChoiceField(label=_("Begin from a kept text"), required=False)
    text = forms.LongText(
        label=_("Text"),
        help_text=_(
            "Each person reads it in their own mailbox, with {reference}, {received_on} and {due_on} filled in."
        ),
        max_length=LONG_TEXT,
        rows=16,
    )

    def __init__(self, *args: Any, kept: Sequence[tuple[str, str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.kept = kept
        self.fields["template"].choices = [("", ""), *((key, label) for key, label, _text in kept)]  # type: ignore[attr-defined]
        if not kept:
            del self.fields["template"]

    def clean_text(self) -> str:
        """Refuses unknown placeholders and open gaps."""
        text: str = self.cleaned_data["text"]
        if strange := placeholders.unknown(text):
            said = translated("There is no placeholder %(strange)s") % {"strange": " ".join(strange)}
            raise django.forms.ValidationError(said)
        if gaps := _GAP.findall(text):
            said = translated("Replace what stands in brackets: %(gaps)s") % {"gaps": " ".join(gaps)}
            raise django.forms.ValidationError(said)
        return text
