"""What staff write down for a caller, a letter, an email or a visitor: the public questions on one page."""

from __future__ import annotations

from typing import Any

import django.forms
from django.utils.translation import gettext_lazy as _

from candour.contexts.concerns import codes
from candour.contexts.concerns.models.concern import LONG_TEXT, MEDIUM_TEXT
from candour.contexts.concerns.queries import identities
from candour.contexts.concerns.submission import Submission
from candour.kernel.people.roles import Nation
from candour.web import forms

_STAFF_CHANNELS = [(value, label) for value, label in codes.Channel.choices if value != codes.Channel.ONLINE]


_KINDS = [
    ("concern", _("A concern about how Prevent was carried out")),
    ("experience", _("Their own experience of Prevent")),
    ("feedback", _("Feedback, or an idea for doing it better")),
    ("good_practice", _("Something that was done well")),
]
_CONNECTIONS = [
    ("referred", _("They were referred to Prevent")),
    ("parent", _("A child or relative of theirs was referred")),
    ("practitioner", _("They work in a body that carries out the Prevent duty")),
    ("provider", _("They deliver support or training for Prevent")),
    ("community", _("They speak for a community or organisation")),
    ("public", _("A member of the public")),
    ("other", _("Something else")),
]
"""The public form's answers, told by somebody else."""


def _choice(label: Any, choices: Any) -> django.forms.ChoiceField:
    return django.forms.ChoiceField(label=label, choices=[("", _("Not said")), *choices], required=False)


class AssistedEntry(forms.Form):
    """One page. Only how it came and what happened are asked for; whatever was not said stays empty."""

    button = _("Check it and read it back")
    channel = django.forms.ChoiceField(
        label=_("How did it reach us?"), choices=_STAFF_CHANNELS, widget=django.forms.RadioSelect
    )
    what_happened = forms.LongText(
        label=_("What happened?"),
        help_text=_("In the person’s own words as far as you can. For a letter, type what it says."),
        max_length=LONG_TEXT,
        rows=12,
    )
    kind = django.forms.ChoiceField(
        label=_("What is it?"), choices=_KINDS, initial=codes.Kind.CONCERN, widget=django.forms.RadioSelect
    )
    connection = _choice(_("Their connection with what happened"), _CONNECTIONS)
    when_it_happened = forms.Text(label=_("When did it happen?"), max_length=300, required=False)
    body_name = forms.Text(label=_("Which body is it about?"), max_length=300, required=False)
    place = forms.Text(label=_("Where?"), max_length=300, required=False)
    nation = _choice(_("Nation"), Nation.choices)
    region = _choice(_("Region"), codes.Region.choices)
    sector = _choice(_("Sector"), codes.Sector.choices)
    stage = _choice(_("Stage of the pathway"), codes.Stage.choices)
    effect = forms.LongText(label=_("Its effect"), max_length=MEDIUM_TEXT, rows=4, required=False)
    change_wanted = forms.LongText(label=_("What should change?"), max_length=MEDIUM_TEXT, rows=4, required=False)
    name = forms.Text(
        label=_("Their name"),
        help_text=_("Leave it empty if they wish to stay anonymous."),
        max_length=200,
        required=False,
    )
    contact = forms.Text(
        label=_("How to reach them"),
        help_text=_("A telephone number or an address, if they want us to have it."),
        max_length=300,
        required=False,
    )
    level = django.forms.ChoiceField(
        label=_("Who may know their name?"),
        choices=lambda: [
            (codes.Level.NAMED.value, _("The caseworkers who work on it")),
            *(
                [(codes.Level.CONFIDENTIAL.value, _("Nobody, unless two people open it together: it is sealed"))]
                if identities.can_seal()
                else []
            ),
        ],
        initial=codes.Level.NAMED,
        widget=django.forms.RadioSelect,
        required=False,
    )
    identifying = forms.LongText(
        label=_("What else shows who they are"),
        help_text=_("Only if it is to be sealed: it goes with the name, and out of “What happened?”."),
        max_length=MEDIUM_TEXT,
        rows=3,
        required=False,
    )
    nudge_email = django.forms.EmailField(
        label=_("Email for notices"),
        help_text=_("Only to say that something is new in the mailbox. Says nothing of what."),
        required=False,
        widget=django.forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    agreement = django.forms.ChoiceField(
        label=_("May the body be told?"),
        choices=codes.Agreement.choices,
        initial=codes.Agreement.NOT_ASKED,
        widget=django.forms.RadioSelect,
        required=False,
    )
    language = forms.Text(label=_("Language they prefer"), max_length=40, required=False)
    access_needs = forms.LongText(label=_("Access needs"), max_length=MEDIUM_TEXT, rows=3, required=False)

    PARTS = (
        (
            _("What they told us"),
            ("channel", "what_happened", "kind", "connection", "when_it_happened", "effect", "change_wanted"),
        ),
        (_("Where, and about whom"), ("body_name", "place", "nation", "region", "sector", "stage")),
        (
            _("The person"),
            ("name", "contact", "level", "identifying", "nudge_email", "agreement", "language", "access_needs"),
        ),
    )

    @property
    def submission(self) -> Submission:
        """What the operation takes in."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in {"channel", "level"}}
        is_sealed = self.cleaned_data.get("level") == codes.Level.CONFIDENTIAL
        has_name = bool(given["name"] or given["contact"])
        named = codes.Level.NAMED if has_name else codes.Level.ANONYMOUS
        return Submission(**given, level=codes.Level.CONFIDENTIAL if is_sealed else named)

    def clean(self) -> dict[str, Any]:
        """What is to be sealed is not stored in the open because the level was forgotten."""
        given = super().clean() or {}
        if given.get("identifying") and given.get("level") != codes.Level.CONFIDENTIAL:
            self.add_error("level", _("You wrote what shows who they are. Choose that it is sealed, or take it out"))
        return given

    def answers(self) -> list[tuple[Any, str, str]]:
        """What was answered, in words and in the order of the page: label, answer, name of the field."""
        said = []
        for bound in self:
            value = self.cleaned_data.get(bound.name, "")
            choices = dict(getattr(bound.field, "choices", ()))
            said.append((bound.label, str(choices.get(value, value)) if value else "", bound.name))
        return said
