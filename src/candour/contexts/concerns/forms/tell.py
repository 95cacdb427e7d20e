"""The public form, one thing to a page. Only what happened is asked for; even there a few words do.

A page is data: its address, its form, its template. The order of ``_PAGES`` is the order of the pages and of the list
at the end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from django import forms
from django.utils.translation import gettext_lazy as _

from candour.contexts.concerns import codes
from candour.contexts.concerns.models.concern import LONG_TEXT, MEDIUM_TEXT
from candour.contexts.concerns.queries import identities
from candour.contexts.concerns.submission import Submission
from candour.kernel.people.roles import Nation
from candour.kernel.procedures.facts import Words
from candour.web import languages
from candour.web.forms import LongText, Text
from candour.web.paged import Answers, Choice, Page, Paged

ENGLISH_REGIONS = [
    (code, label) for code, label in codes.Region.choices if code not in {"wales", "scotland", "northern_ireland"}
]


class Kind(Answers):
    """What somebody comes with."""

    title = _("What do you want to tell the Commissioner?")
    kind = Choice(choices=list(codes.Kind.choices), label=title)


class Connection(Answers):
    """How they know."""

    title = _("What is your connection with it?")
    connection = Choice(choices=list(codes.Connection.choices), label=title)


class Where(Answers):
    """Nation, and the region of England."""

    title = _("Where did it happen?")
    nation = Choice(
        choices=list(Nation.choices),
        label=title,
        help_text=_("Working days and parts of the law differ between nations. It also helps us to see patterns."),
    )
    region = forms.ChoiceField(
        choices=[("", _("I do not know, or prefer not to say")), *ENGLISH_REGIONS],
        label=_("Which region of England?"),
        required=False,
    )

    def clean(self) -> dict[str, str]:
        """The other nations are their own region."""
        cleaned = super().clean() or {}
        nation = cleaned.get("nation")
        if nation == Nation.ENGLAND:
            return cleaned
        cleaned["region"] = nation if nation in codes.Region.values else ""
        return cleaned


class Body(Answers):
    """Which body."""

    title = _("Which body is it about?")
    sector = Choice(choices=list(codes.Sector.choices), label=_("What kind of body is it?"))
    body_name = Text(label=_("Its name, if you know it"), max_length=300, required=False)
    place = Text(
        label=_("Town or area"),
        help_text=_("For example Leeds, or the name of a school’s village. Leave it out if it could point to you."),
        max_length=300,
        required=False,
    )


class Stage(Answers):
    """Which part of the pathway."""

    title = _("Which part of Prevent is it about?")
    stage = Choice(choices=list(codes.Stage.choices), label=title, help_text=_("Leave this empty if you are not sure."))


class WhatHappened(Answers):
    """The one thing that is asked for."""

    title = _("What happened?")
    what_happened = LongText(label=_("Tell us in your own words"), max_length=LONG_TEXT, rows=12)
    when_it_happened = Text(
        label=_("When was it?"),
        help_text=_(
            "A rough idea is enough: “last spring”, “since 2024”. Leave it empty if a date could point to you."
        ),
        max_length=300,
        required=False,
    )

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        self.fields["what_happened"].error_messages["required"] = _(
            "Tell us what happened. A few words are enough; you can add more later"
        )
        self.fields["what_happened"].widget.attrs["spellcheck"] = "true"


class Effect(Answers):
    """What it did, and what should change."""

    title = _("What it meant, and what should change")
    effect = LongText(
        label=_("What effect did it have, on you or on others?"), max_length=MEDIUM_TEXT, rows=6, required=False
    )
    change_wanted = LongText(
        label=_("What should be different?"),
        help_text=_(
            "For example an apology, a correction of what is held about you, or a change of how things are done."
        ),
        max_length=MEDIUM_TEXT,
        rows=6,
        required=False,
    )


def levels() -> list[tuple[str, Words]]:
    """Three; without the middle one where nothing can be sealed yet: what cannot be kept is not promised."""
    sealed = [(codes.Level.CONFIDENTIAL.value, _("Yes, but locked away"))] if identities.can_seal() else []
    return [
        (codes.Level.ANONYMOUS.value, _("No, I stay anonymous")),
        *sealed,
        (codes.Level.NAMED.value, _("Yes, the caseworkers may know who I am")),
    ]


class AboutYou(Answers):
    """Anonymous, locked away, or with a name."""

    title = _("Do you want to give your name?")
    level = Choice(choices=levels, label=title)
    name = Text(label=_("Your name"), max_length=200, required=False)
    contact = Text(
        label=_("How we may reach you"),
        help_text=_("A telephone number, address or email, and when it is safe to use it."),
        max_length=300,
        required=False,
    )
    identifying = LongText(
        label=_("Anything else that shows who you are"),
        help_text=_(
            "For example what only you could know. It is locked away with your name, and not shown to the caseworker."
        ),
        max_length=MEDIUM_TEXT,
        rows=3,
        required=False,
    )

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        self.fields["identifying"].widget.attrs["autocomplete"] = "off"
        self.fields["name"].widget.attrs["autocomplete"] = "off"
        self.fields["contact"].widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, str]:
        """Somebody who chose to stay anonymous is: a name typed before is thrown away. A name without a choice is asked
        about: neither kept against their wish nor dropped without a word."""
        cleaned = super().clean() or {}
        level = cleaned.get("level")
        if not level and "level" not in self.errors and any(cleaned.get(name) for name in self.ABOUT_ME):
            said = _("You typed a name or how to reach you. Choose whether the office may know it")
            self.add_error("level", said)
            return cleaned
        if level not in {codes.Level.NAMED, codes.Level.CONFIDENTIAL}:
            cleaned["name"] = cleaned["contact"] = ""
        if level == codes.Level.NAMED and cleaned.get("identifying"):
            said = _("This would not be locked away. Choose “Yes, but locked away”, or leave it empty")
            self.add_error("identifying", said)
        elif level != codes.Level.CONFIDENTIAL:
            cleaned["identifying"] = ""
        return cleaned

    ABOUT_ME = ("name", "contact", "identifying")


class Nudge(Answers):
    """An email that says nothing."""

    title = _("Do you want an email when there is something to read?")
    nudge_email = forms.EmailField(
        label=_("Email address"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "classes": "govuk-!-width-two-thirds"}
        ),
    )


class Agreement(Answers):
    """Whether the body may be told."""

    title = _("May we tell the body that you wrote about it?")
    agreement = Choice(
        choices=[
            (codes.Agreement.AGREED.value, _("Yes, you may put it to the body")),
            (codes.Agreement.REFUSED.value, _("No, do not tell the body")),
            (codes.Agreement.NOT_ASKED.value, _("I am not sure: ask me later")),
        ],
        label=title,
    )


class Needs(Answers):
    """Language and access."""

    title = _("How can we make it easier for you?")
    language = Text(
        label=_("In which language do you want to read our answer?"),
        help_text=_("Leave it empty for English."),
        max_length=40,
        required=False,
    )
    access_needs = LongText(
        label=_("Is there something you need?"),
        help_text=_(
            "For example large print, an interpreter, British Sign Language, a conversation instead of writing."
        ),
        max_length=MEDIUM_TEXT,
        rows=4,
        required=False,
    )

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        self.fields["language"].widget.attrs["classes"] = "govuk-input--width-20"


_PAGES: tuple[tuple[str, type[Answers]], ...] = (
    ("kind", Kind),
    ("connection", Connection),
    ("where", Where),
    ("body", Body),
    ("stage", Stage),
    ("what-happened", WhatHappened),
    ("effect", Effect),
    ("about-you", AboutYou),
    ("nudge", Nudge),
    ("agreement", Agreement),
    ("needs", Needs),
)


def _arises(name: str, answers: Mapping[str, str]) -> bool:
    if name == "region":
        return answers.get("nation") == Nation.ENGLAND
    if name in {"name", "contact"}:
        return answers.get("level") in {codes.Level.NAMED, codes.Level.CONFIDENTIAL}
    if name == "identifying":
        return answers.get("level") == codes.Level.CONFIDENTIAL
    return True


FORM = Paged(tuple(Page(slug, form, f"concerns/public/tell/{slug}.html") for slug, form in _PAGES), _arises)


def submission(answers: Mapping[str, str]) -> Submission:
    """What the operation is told. Answers of an older version of the form that are no longer asked are left out.
    Somebody who sends the Welsh form and asks for no language wants Welsh: its page says so."""
    known = {one.name for one in fields(Submission)}
    told = {name: value for name, value in answers.items() if name in known}
    if languages.current() == languages.WELSH:
        told.setdefault("language", languages.NAMES[languages.WELSH])
    return Submission(**{"what_happened": "", **told})
