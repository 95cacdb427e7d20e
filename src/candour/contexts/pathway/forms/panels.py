"""What is asked when a panel is founded, somebody is put on it, its quorum is set, or a meeting is planned."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import django.forms
from django.utils.text import format_lazy
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway.forms.times import meeting_place, meeting_time
from candour.contexts.pathway.models import Panel
from candour.contexts.pathway.models.choices import Part, Sitting
from candour.contexts.pathway.procedure import nations
from candour.contexts.pathway.queries import meeting_choices, panel_page
from candour.kernel.people.actor import Actor
from candour.kernel.people.roles import OrganisationKind
from candour.web import forms

ON_A_PANEL = (
    OrganisationKind.EDUCATION,
    OrganisationKind.HEALTH,
    OrganisationKind.SOCIAL_CARE,
    OrganisationKind.HOUSING,
    OrganisationKind.PRISON,
    OrganisationKind.PROBATION,
)
"""Kinds of body that sit on panels beside the authority and the police."""


class PanelForm(forms.Form):
    """A form about a panel. ``prepare`` fills in what depends on it and on who asks."""

    title: Any = ""
    intro: Any = ""
    button: Any = _("Save")

    def prepare(self, panel: Panel | None, actor: Actor, on: date) -> None:
        """Nothing, unless the form says otherwise."""


class Found(PanelForm):
    """Which authority, and how the panel is known."""

    title = _("Found a panel")
    intro: Any = _("In Scotland a panel is a Prevent Multi-Agency Panel (PMAP); in England and Wales, a Channel panel.")
    button = _("Found it")
    authority_id = django.forms.TypedChoiceField(label=_("Authority"), coerce=UUID)
    name = forms.Text(label=_("Name of the panel"), max_length=200)
    begun_on = forms.DateAnswer(label=_("Since when"), initial=localdate)

    def prepare(self, panel: Panel | None, actor: Actor, on: date) -> None:
        authorities = panel_page.authorities_of(actor)
        self.fields["authority_id"].choices = [  # type: ignore[attr-defined]
            (str(one.id), one.name) for one in authorities
        ]
        programmes = {nations.programme(one.nation) for one in authorities}
        if len(programmes) == 1:
            self.intro = format_lazy(_("In the nation of your authority it is a {name}."), name=programmes.pop().name)


class AddMember(PanelForm):
    """Who, as what, since when."""

    title = _("Put somebody on the panel")
    intro = _(
        "A member sees the panel’s meetings, and of a case only what they are let in to on the page of the case. Chair and"
        " deputy are of the authority."
    )
    button = _("Put them on the panel")
    person = django.forms.TypedChoiceField(label=_("Who"), coerce=UUID, help_text=_("Partners, police and your own."))
    part = django.forms.ChoiceField(
        label=_("As what"),
        choices=[(value, label) for value, label in Part.choices if value != Part.GUEST],
        widget=django.forms.RadioSelect,
    )
    from_on = forms.DateAnswer(label=_("From which day"), initial=localdate)

    def prepare(self, panel: Panel | None, actor: Actor, on: date) -> None:
        assert panel is not None
        found = [("", _("Choose somebody")), *meeting_choices.everybody(panel.authority_id)]
        self.fields["person"].choices = found  # type: ignore[attr-defined]


class EndMember(PanelForm):
    """Who leaves, and when."""

    title = _("End somebody’s time on the panel")
    button = _("End it")
    member = django.forms.TypedChoiceField(label=_("Who"), coerce=UUID)
    until_on = forms.DateAnswer(label=_("First day on which they are no longer on it"), initial=localdate)

    def prepare(self, panel: Panel | None, actor: Actor, on: date) -> None:
        assert panel is not None
        found = panel_page.page_of(panel, actor, on).members
        listed = [(str(one.row.id), f"{one.name} ({one.row.get_part_display()})") for one in found]
        self.fields["member"].choices = [("", _("Choose somebody")), *listed]  # type: ignore[attr-defined]


class SetQuorum(PanelForm):
    """What the panel asks for beyond the law, and where that is written."""

    title = _("Set the panel’s quorum")
    intro = _(
        "The law asks for the authority in the chair and the police of the person’s area, for each case. A panel can only"
        " ask for more."
    )
    button = _("Set it")
    least_present = django.forms.IntegerField(
        label=_("How many have to be here, at least"),
        min_value=2,
        max_value=30,
        initial=3,
        widget=django.forms.NumberInput(attrs={"classes": "govuk-input--width-3"}),
    )
    kinds = django.forms.MultipleChoiceField(
        label=_("Kinds of body of which somebody has to be here"),
        required=False,
        choices=[(kind.value, kind.label) for kind in ON_A_PANEL],
        widget=django.forms.CheckboxSelectMultiple,
    )
    source = forms.Text(
        label=_("Source of this rule"),
        max_length=300,
        help_text=_("For example “Terms of reference of the panel, 12 March 2026, section 4”."),
    )
    in_force_from = forms.DateAnswer(label=_("From which day"), initial=localdate)


class End(PanelForm):
    """No questions."""

    title = _("End the panel")
    intro = _("It meets no more. What it did stays on the record; its members no longer see its meetings.")
    button = _("End the panel")


class Plan(PanelForm):
    """When, where, and whether it is an ordinary meeting."""

    title = _("Plan a meeting")
    button = _("Plan it")
    kind_of = django.forms.ChoiceField(
        label=_("Which kind of meeting"),
        choices=Sitting.choices,
        initial=Sitting.ORDINARY.value,
        widget=django.forms.RadioSelect,
    )
    held_on = forms.DateAnswer(label=_("Day"))
    starts_at = meeting_time(initial="10:00")
    place = meeting_place()
