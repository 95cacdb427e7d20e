"""What an officer writes down for a caller or from an email: one page, nearly every answer optional."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import django.forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway import codes
from candour.contexts.pathway.forms.steps import NO_INTELLIGENCE, words
from candour.contexts.pathway.models.referral import LONG_TEXT
from candour.contexts.pathway.queries import people
from candour.contexts.pathway.submission import WRITTEN, Contact, Name, Submission, Tie
from candour.web import forms

_CHANNELS = [(value, label) for value, label in codes.Channel.choices if value in {"telephone", "email", "other"}]


def _optional(label: Any, choices: Any = ()) -> django.forms.ChoiceField:
    given = [("", _("Not said")), *choices]
    return django.forms.ChoiceField(label=label, choices=given, required=False, widget=django.forms.Select)


class AssistedEntry(forms.Form):
    """A referral as it was told to an officer."""

    button = _("Record the referral")
    channel = django.forms.ChoiceField(
        label=_("How did it reach you?"), choices=_CHANNELS, widget=django.forms.RadioSelect
    )
    received_on = forms.DateAnswer(label=_("On which day?"), latest=localdate)
    urgency = django.forms.ChoiceField(
        label=_("How soon must somebody look?"),
        choices=codes.Urgency.choices,
        initial=codes.Urgency.ROUTINE,
        widget=django.forms.RadioSelect,
    )
    why_concerned = words(_("What raised the concern?"), NO_INTELLIGENCE, most=LONG_TEXT, rows=8)
    event = words(_("What happened?"), required=False, rows=3)
    first_noticed = words(_("Who noticed it first?"), required=False, rows=2)
    interests = words(
        _("Interest in hate crime, extremism, terrorism, school shootings or massacres"), required=False, rows=2
    )
    online = words(_("Online"), required=False, rows=2)
    contacts = words(_("Contacts"), required=False, rows=2)
    threats = words(_("Threats: who, when, in which words"), required=False, rows=2)
    needs = words(_("Needs, known or suspected"), required=False, rows=2)
    safeguarding = words(_("Other safeguarding"), required=False, rows=2)
    told_person = words(_("What was the person told?"), required=False, rows=2)
    told_parents = words(_("What were the parents told?"), required=False, rows=2)
    feared_outcome = words(_("What is feared?"), required=False, rows=2)
    name = forms.Text(label=_("Name of the person"), required=False)
    other_names = forms.LongText(
        label=_("Other names and spellings"), help_text=_("One a line."), max_length=1_000, rows=2, required=False
    )
    born_on = forms.DateAnswer(label=_("Date of birth"), latest=localdate, required=False)
    age_about = django.forms.IntegerField(
        label=_("Or about how old?"), min_value=0, max_value=120, required=False,
        widget=django.forms.TextInput(attrs={"classes": "govuk-input--width-3", "inputmode": "numeric"}),
    )  # fmt: skip
    reached_at = forms.Text(label=_("Address of the person"), max_length=300, required=False)
    school = forms.Text(label=_("School, college or university"), required=False)
    authority = _optional(_("Authority of the area"))
    establishment = _optional(_("Prison, if they are in one"))
    languages = forms.Text(label=_("Languages"), required=False)
    interpreter = forms.Text(label=_("Needs an interpreter for"), max_length=100, required=False)
    sector = _optional(_("Where does the referral come from?"), codes.Sector.choices)
    referrer_name = forms.Text(label=_("Name of the referrer"), required=False)
    relationship = forms.Text(label=_("Relationship to the person"), required=False)
    referrer_contact = forms.Text(label=_("How to reach the referrer"), max_length=300, required=False)
    wants_feedback = django.forms.BooleanField(
        label=_("They wish to hear what becomes of it"), initial=True, required=False
    )

    PARTS = (
        (_("How it came"), ("channel", "received_on", "urgency")),
        (_("What was said"), WRITTEN),
        (
            _("The person"),
            (
                "name", "other_names", "born_on", "age_about", "reached_at", "school", "authority", "establishment",
                "languages", "interpreter",
            ),
        ),
        (_("Who refers"), ("sector", "referrer_name", "relationship", "referrer_contact", "wants_feedback")),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, on: date, **options: Any) -> None:
        super().__init__(data, initial={"received_on": on}, **options)
        for name, rows in (("authority", people.authorities()), ("establishment", people.prisons())):
            listed = [("", str(_("Not known"))), *((str(row.id), row.name) for row in rows.only("id", "name"))]
            self.fields[name].choices = listed  # type: ignore[attr-defined]

    @property
    def submission(self) -> Submission:
        """What the operation takes in."""
        given = self.cleaned_data
        kept = (
            *WRITTEN, "born_on", "age_about", "languages", "interpreter", "sector", "urgency", "received_on",
            "referrer_name", "relationship", "referrer_contact", "wants_feedback",
        )  # fmt: skip
        others = [Name(line.strip(), codes.NameKind.SPELLING) for line in given["other_names"].splitlines()]
        return Submission(
            **{name: given[name] for name in kept},
            names=(Name(given["name"]), *others),
            reached_at=(Contact(codes.ContactKind.ADDRESS, given["reached_at"]),),
            ties=(Tie(codes.AffiliationKind.SCHOOL, given["school"]),),
            authority_id=UUID(given["authority"]) if given["authority"] else None,
            establishment_id=UUID(given["establishment"]) if given["establishment"] else None,
        )
