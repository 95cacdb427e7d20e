"""The form by which somebody in a body under the Prevent duty refers a person: notice, check, share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway import codes
from candour.contexts.pathway.forms import answers
from candour.contexts.pathway.submission import Submission
from candour.web.forms import Form, Text
from candour.web.paged import Answers, Choice, Page, Paged

CHECKED = (
    ("talked", _("Yes, I talked to them")),
    ("lead", _("I am the lead")),
    ("not_yet", _("Not yet")),
    ("nobody", _("There is none, or I do not know who it is")),
)


class Check(Answers):
    """Notice, check, share: whether the lead was asked before sharing."""

    title = _("Have you talked to your safeguarding or Prevent lead?")
    checked = Choice(choices=list(CHECKED), label=title)
    what_was_said = answers.words(
        _("What did they say, and what does your organisation do already?"),
        help_text=_("The police read it together with what else you write about safeguarding."),
        rows=4,
    )


class Person(answers.Person):
    """Who it is about, as the body's own records have it."""

    title = _("Who is it about?")
    intro = _("The name as your records have it, and every other spelling you know: an earlier referral must be found.")


class Why(answers.Why):
    """The one thing that is asked for."""

    title = _("What raised your concern?")
    intro = _(
        "What changed, and why you think that they may be susceptible to being drawn into terrorism. A concern needs no"
        " ideology. Leave out anything that comes from an intelligence service."
    )

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        field = self.fields["why_concerned"]
        field.label = _("Your concern, in your own words")
        field.error_messages["required"] = _("Say what raised your concern. A few words are enough")


class You(Answers):
    """Who refers, and how soon."""

    title = _("About you, and how soon")
    referrer_name = Text(label=_("Your name"), max_length=200, required=False)
    relationship = Text(label=_("Your job, and how you know the person"), max_length=200, required=False)
    referrer_contact = Text(
        label=_("How the police reach you"),
        help_text=_("A telephone number and when you can be called, or an e-mail."),
        max_length=300,
        required=False,
    )
    urgency = Choice(choices=list(codes.Urgency.choices), label=_("How soon must somebody look?"))
    wants_feedback = Choice(
        choices=[(answers.YES, _("Yes")), (answers.NO, _("No"))],
        label=_("Do you want to hear what became of it?"),
        help_text=_("It stands on your list of referrals here. It may not say much."),
    )


_PAGE = "pathway/making/page.html"
_CHECK, _WHY = "pathway/making/check.html", "pathway/making/why.html"

FORM = Paged(
    (
        Page("check", Check, _CHECK),
        Page("who", Person, _PAGE),
        Page("finding", answers.Finding, _PAGE),
        Page("where", answers.Where, _PAGE),
        Page("why", Why, _WHY),
        Page("what-happened", answers.Event, _PAGE),
        Page("online", answers.Online, _PAGE),
        Page("contacts", answers.Contacts, _PAGE),
        Page("threats", answers.Threats, _PAGE),
        Page("needs", answers.Needs, _PAGE),
        Page("who-knows", answers.Safeguarding, _PAGE),
        Page("told", answers.TheyWereTold, _PAGE),
        Page("fear", answers.Fear, _PAGE),
        Page("you", You, _PAGE),
    )
)


class Begin(Form):
    """For which body: asked only of somebody who refers for several."""

    organisation = forms.ChoiceField(label=_("For which organisation?"), widget=forms.RadioSelect)

    def __init__(self, data: object = None, *, bodies: Mapping[UUID, str]) -> None:
        super().__init__(
            data if data is None or len(bodies) > 1 else {"organisation": next(iter(map(str, bodies)), "")}
        )
        choices = [(str(body), name) for body, name in bodies.items()]
        self.fields["organisation"].choices = choices  # type: ignore[attr-defined]


def submission(given: Mapping[str, str]) -> Submission:
    """What the operation is told; for which body, and from which sector, it finds out itself."""
    told = answers.submission(given)
    labels = dict(CHECKED)
    said = [
        gettext("Talked to the safeguarding or Prevent lead: %(answer)s.") % {"answer": labels[given["checked"]]}
        if given.get("checked") in labels
        else "",
        given.get("what_was_said", ""),
        told.safeguarding,
    ]
    urgency = given.get("urgency") or codes.Urgency.ROUTINE
    return replace(told, safeguarding="\n\n".join(part for part in said if part), urgency=urgency)
