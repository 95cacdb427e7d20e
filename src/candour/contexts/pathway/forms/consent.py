"""The form of an answer about support: given, refused or withdrawn. Who can give consent, and what the law on capacity
asks, differs by age and nation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway.forms import papers
from candour.contexts.pathway.forms.cases import AboutCase, CaseForm
from candour.contexts.pathway.forms.steps import choice, words
from candour.contexts.pathway.models.choices import Capacity, Giver, YoungView
from candour.contexts.pathway.procedure import nations
from candour.contexts.pathway.queries import age
from candour.web import forms

YEAR = timedelta(days=366)
"""An answer may be recorded later than it was given, and a birthday may lie between."""


class Answer(CaseForm):
    """Who answered, for whom, how they were asked."""

    giver = choice(_("Who answered?"), Giver.choices)
    name = forms.Text(label=_("The name of whoever answered"))
    relationship = forms.Text(label=_("How are they related to the person, if it is somebody else?"), required=False)
    is_under_18 = choice(
        _("Was the person under 18 on that day?"),
        [("yes", _("Yes")), ("no", _("No"))],
        _("Their date of birth is not recorded, and who can consent depends on it."),
    )
    young_view = choice(_("If the person is under 18: what do they say themself?"), YoungView.choices)
    young_words = words(_("In their own words, or why they could not be asked"), required=False, rows=3)
    capacity = choice(_("Can the person decide this for themself?"), Capacity.choices)
    best_interests = words(_("Why for them"), required=False, rows=3)
    answered_on = forms.DateAnswer(label=_("On which day did they answer?"), latest=localdate)
    how_asked = words(
        _("How were they asked, by whom, and what were they told?"),
        _("For example: at home, by the coordinator; what the support is, that it is voluntary, who sees what."),
        rows=4,
    )
    language = forms.Text(label=_("In which language?"), max_length=100)
    interpreter = forms.Text(label=_("Who interpreted, if anybody did?"), required=False)
    attached = papers.scan(_("The signed paper, if you have it here"))
    paper = forms.Text(label=_("Where is the signed paper kept, if there is one?"), max_length=300, required=False)

    def first_draft(self, about: AboutCase) -> dict[str, Any]:
        draft = {
            "answered_on": about.on,
            "language": translated("English"),
            "capacity": Capacity.HAS,
            "interpreter": "",
        }
        if about.asked is not None:
            capacity, reference, asked_on = about.asked
            draft |= {
                "giver": Giver.PARENT if capacity == "parent" else Giver.PERSON,
                "name": about.case.individual.display_name if capacity == "person" else "",
                "answered_on": asked_on,
                "how_asked": translated("They wrote it themself, with the code that was given to them (%(reference)s).")
                % {"reference": reference},
            }
        return draft

    def prepare(self, about: AboutCase) -> None:
        person, programme = about.case.individual, nations.programme(about.case.nation)
        is_child, was_child = age.is_under_18(person, about.on), age.is_under_18(person, about.on - YEAR)
        if is_child is not None and was_child is not None:
            del self.fields["is_under_18"]
        if was_child is False:
            del self.fields["young_view"], self.fields["young_words"]
        else:
            self.fields["young_view"].required = False
        if is_child:
            del self.fields["capacity"], self.fields["best_interests"]
        else:
            self.fields["capacity"].help_text = str(programme.capacity)
            self.fields["best_interests"].label = str(programme.why_for_them)
            self.fields["best_interests"].help_text = str(programme.why_hint)
        labels = {
            **dict(Giver.choices), Giver.ATTORNEY: programme.in_their_place, Giver.BEST_INTERESTS: programme.nobody_can,
        }  # fmt: skip
        self.fields["giver"].choices = [(code, labels[code]) for code in Giver]  # type: ignore[attr-defined]
        self.fields["language"].help_text = _known(
            translated("Known of them: %(what)s"),
            ", ".join(filter(None, [person.languages, person.communication_needs])),
        )
        self.fields["interpreter"].help_text = _known(translated("They need: %(what)s"), person.interpreter)


def answered_in(given: Mapping[str, Any]) -> dict[str, Any]:
    """The answers of the form in the names of the operation's own; what the form did not ask for is left out."""
    told = {name: value for name, value in given.items() if name != "is_under_18"}
    if given.get("is_under_18"):
        told["is_under_18"] = given["is_under_18"] == "yes"
    return told


def _known(sentence: str, what: str) -> str:
    return sentence % {"what": what} if what else ""
