"""The questions of a referral, one thing to a page: what both forms ask, the public's and that of a body under the duty.

Only why somebody is worried needs an answer. The content is that of the National Referral Form (domain.md, section 3).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway import codes
from candour.contexts.pathway.models.referral import LONG_TEXT, TEXT
from candour.contexts.pathway.queries import people
from candour.contexts.pathway.queries.age import OLDEST
from candour.contexts.pathway.submission import WRITTEN, Contact, Name, Submission, Tie
from candour.kernel.people.models import Organisation
from candour.web.forms import DateAnswer, LongText, Text
from candour.web.paged import Answers, Choice


class BirthDay(DateAnswer):
    """A day of birth: not in the future, and of somebody who can be alive. May stay empty."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, latest=localdate, **options)

    def clean(self, value: Any) -> date | None:
        """The date, or None."""
        born_on = super().clean(value)
        if born_on is not None and self.latest().year - born_on.year > OLDEST:
            raise ValidationError(_("This is more than 120 years ago. Correct it, or leave it empty"), code="too_early")
        return born_on


def words(label: Any, *, help_text: Any = "", rows: int = 5, max_length: int = TEXT) -> LongText:
    """A free answer that may stay empty."""
    return LongText(label=label, help_text=help_text, rows=rows, max_length=max_length, required=False)


class Person(Answers):
    """Who it is about: a name of one word or of four, in any script, or what people call them."""

    title = _("Who are you worried about?")
    intro = _("Leave empty what you do not know or would rather not say.")
    person_name = Text(
        label=_("Their name, or what you call them"),
        help_text=_("As much as you know, in any script. If you do not know it: “my neighbour’s son” will do."),
        max_length=200,
        required=False,
    )
    other_names = Text(
        label=_("Other names or spellings"),
        help_text=_("For example a nickname, a name used online, an earlier name. Put a comma between two."),
        max_length=400,
        required=False,
    )
    born_on = BirthDay(
        label=_("Date of birth"), help_text=_("For example 27 3 2009. Leave it empty if you do not know it.")
    )
    age = forms.IntegerField(
        label=_("Or about how old are they?"),
        required=False,
        min_value=0,
        max_value=OLDEST,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "classes": "govuk-input--width-3"}),
        error_messages={
            "invalid": _("Enter the age as a number, for example 16"),
            "min_value": _("Enter the age as a number from 0 to 120"),
            "max_value": _("Enter the age as a number from 0 to 120"),
        },
    )

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        for name in ("person_name", "other_names"):
            self.fields[name].widget.attrs.update(autocomplete="off", spellcheck="false")


class Finding(Answers):
    """How the person can be found."""

    title = _("How can they be found?")
    address = Text(label=_("Address"), max_length=200, required=False)
    town = Text(label=_("Town or area"), max_length=90, required=False)
    telephone = Text(label=_("Telephone number"), max_length=60, required=False)
    accounts = Text(
        label=_("Accounts online"),
        help_text=_("For example a user name, and on which site or in which game."),
        max_length=300,
        required=False,
    )
    school = Text(label=_("School, college or university"), max_length=200, required=False)
    employer = Text(label=_("Where they work"), max_length=200, required=False)

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.widget.attrs.update(autocomplete="off", spellcheck="false")


class Place(forms.ChoiceField):
    """A place from a list, or none. Names of places are in no language of the page."""

    def __init__(self, listing: Callable[[], QuerySet[Organisation]], *, none: Any, **options: Any) -> None:
        def choices() -> list[tuple[str, Any]]:
            return [("", none), *((str(id_), name) for id_, name in listing().values_list("id", "name"))]

        super().__init__(choices=choices, required=False, widget=forms.Select({"names": True}), **options)


class Where(Answers):
    """Which authority, or which prison: the police of that area get the referral."""

    title = _("Where do they live?")
    authority = Place(
        people.authorities,
        none=_("I do not know"),
        label=_("Local authority"),
        help_text=_("The council of the place where they live. The police of that area get what you send."),
    )
    prison = Place(people.prisons, none=_("Not in prison, or I do not know"), label=_("If they are in prison, which?"))
    elsewhere = Text(
        label=_("If they live in another institution, its name"),
        help_text=_("For example a hospital, a children’s home, or a prison that is not in the list."),
        max_length=200,
        required=False,
    )

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        if len(list(self.fields["prison"].choices)) == 1:  # type: ignore[attr-defined]  # nobody entered a prison
            del self.fields["prison"]


class Why(Answers):
    """The one thing that is asked for."""

    title = _("Why are you worried?")
    why_concerned = LongText(label=_("Why you are worried, in your own words"), max_length=LONG_TEXT, rows=12)

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        self.fields["why_concerned"].error_messages["required"] = _("Say why you are worried. A few words are enough")
        self.fields["why_concerned"].widget.attrs["spellcheck"] = "true"


class Event(Answers):
    """What happened, and who noticed."""

    title = _("What happened?")
    event = words(
        _("What did you see, hear or read?"),
        help_text=_("When and where it was, and who was there, as far as you know."),
    )
    first_noticed = words(_("Who noticed it first, and when?"), rows=3)


class Online(Answers):
    """Interests, and what is done online."""

    title = _("What they are interested in, and what they do online")
    interests = words(
        _("Do they speak well of violence or hatred?"),
        help_text=_("For example of terrorism, extremism, hate crime, school shootings or other mass killings."),
    )
    online = words(
        _("What do they do online that worries you?"),
        help_text=_("Which sites, groups or games; what they share or say; and how you know."),
    )


class Contacts(Answers):
    """With whom they are in touch."""

    title = _("Who influences them?")
    contacts = words(
        _("People or groups that worry you"),
        help_text=_("Who they are, how the person knows them, and how often they are in touch."),
    )


class Threats(Answers):
    """Threats, in their words."""

    title = _("Have they made threats?")
    threats = words(
        _("What they said or wrote, in their own words if you can"),
        help_text=_("Against whom, when, and whether they could carry it out."),
    )


class Needs(Answers):
    """What they need, and what helps them to be understood."""

    title = _("Is there something they need?")
    needs = words(
        _("Health, disability, learning, or troubles at home"),
        help_text=_("Known or suspected: for example autism, mental ill-health, special educational needs, a loss."),
    )
    languages = Text(label=_("Languages they speak"), max_length=200, required=False)
    interpreter = Text(
        label=_("If they need an interpreter, for which language?"),
        help_text=_("British Sign Language is one too."),
        max_length=100,
        required=False,
    )


class Safeguarding(Answers):
    """Who else knows."""

    title = _("Who else knows?")
    safeguarding = words(
        _("Who else knows about it, and what is already being done?"),
        help_text=_(
            "For example a teacher, a doctor, a social worker, the police. Also other worries about their safety."
        ),
    )


class TheyWereTold(Answers):
    """What the person and their parents were told."""

    title = _("Have you talked about it with them?")
    told_person = words(_("What was the person told, and what did they say?"), rows=4)
    told_parents = words(_("What were their parents or carers told, and what did they say?"), rows=4)


class Fear(Answers):
    """What is feared."""

    title = _("What do you fear could happen?")
    feared_outcome = words(_("What could happen, to them or to others, if nobody does anything?"))


YES, NO = "yes", "no"


class You(Answers):
    """Who refers. All of it may stay empty."""

    title = _("About you")
    sector = Choice(
        choices=[
            (codes.Sector.FRIENDS_FAMILY.value, _("Family or friend")),
            (codes.Sector.COMMUNITY.value, _("Neighbour, or somebody in the community")),
            (codes.Sector.EDUCATION.value, _("I work or volunteer in education")),
            (codes.Sector.HEALTH.value, _("I work or volunteer in health")),
            (codes.Sector.OTHER.value, _("Something else")),
        ],
        label=_("What are you to the person?"),
    )
    relationship = Text(label=_("What you are to them, in your own words"), max_length=200, required=False)
    referrer_name = Text(label=_("Your name"), max_length=200, required=False)
    referrer_contact = Text(
        label=_("How the police may reach you"),
        help_text=_("A telephone number or e-mail, and when it is safe to use it."),
        max_length=300,
        required=False,
    )
    wants_feedback = Choice(
        choices=[(YES, _("Yes")), (NO, _("No"))],
        label=_("Do you want to hear what became of it?"),
        help_text=_("You read it on this site, with the code that you get at the end. It may not say much."),
    )

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        for name in ("relationship", "referrer_name", "referrer_contact"):
            self.fields[name].widget.attrs["autocomplete"] = "off"


_AS_THEY_ARE = (*WRITTEN, "languages", "interpreter", "sector", "relationship", "referrer_name", "referrer_contact")
"""Answers that the operation takes as they are."""


def submission(answers: Mapping[str, str]) -> Submission:
    """What the operation is told. Answers of an older version of the form that are no longer asked are left out."""
    told: dict[str, Any] = {name: answers[name] for name in _AS_THEY_ARE if answers.get(name)}
    return Submission(
        **{"why_concerned": "", **told},
        names=_names(answers),
        born_on=date.fromisoformat(answers["born_on"]) if answers.get("born_on") else None,
        age_about=int(answers["age"]) if answers.get("age") else None,
        reached_at=_reached_at(answers),
        ties=_ties(answers),
        authority_id=_id(answers.get("authority")),
        establishment_id=_id(answers.get("prison")),
        wants_feedback=answers.get("wants_feedback") != NO,
    )


def _id(kept: str | None) -> UUID | None:
    return UUID(kept) if kept else None


def _names(answers: Mapping[str, str]) -> tuple[Name, ...]:
    """The name, then the others. A name that holds a comma is one name all the same; only the others are told apart."""
    given = [Name(answers["person_name"])] if answers.get("person_name") else []
    others = [one.strip()[:200] for one in answers.get("other_names", "").replace("،", ",").split(",")]
    return (*given, *(Name(one, codes.NameKind.ALIAS) for one in others if one))


def _reached_at(answers: Mapping[str, str]) -> tuple[Contact, ...]:
    address = ", ".join(part for part in (answers.get("address"), answers.get("town")) if part)
    ways = (
        (codes.ContactKind.ADDRESS, address),
        (codes.ContactKind.TELEPHONE, answers.get("telephone", "")),
        (codes.ContactKind.ONLINE, answers.get("accounts", "")),
    )
    return tuple(Contact(kind, value) for kind, value in ways if value)


def _ties(answers: Mapping[str, str]) -> tuple[Tie, ...]:
    ties = (
        (codes.AffiliationKind.SCHOOL, answers.get("school", "")),
        (codes.AffiliationKind.EMPLOYER, answers.get("employer", "")),
        (codes.AffiliationKind.OTHER, answers.get("elsewhere", "")),
    )
    return tuple(Tie(kind, name) for kind, name in ties if name)
