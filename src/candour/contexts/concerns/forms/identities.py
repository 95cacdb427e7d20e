"""Forms about sealed identities: moving a passage or a file, asking, agreeing, erasing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import django.forms
from django.utils.translation import gettext_lazy as _

from candour.contexts.concerns import codes
from candour.contexts.concerns.forms import steps
from candour.contexts.concerns.models.concern import LONG_TEXT, MEDIUM_TEXT
from candour.kernel.people.models import Person
from candour.web import forms


class SealPassage(steps.StepForm):
    """The words to move."""

    button = _("Look where they stand")
    passage = forms.LongText(
        label=_("Which words show who somebody is?"),
        help_text=_(
            "Copy them from the text, letter by letter, one passage at a time. They leave every text of this concern in "
            "which they stand. You see where before anything is moved."
        ),
        max_length=LONG_TEXT,
        rows=4,
    )


class SealFile(steps.StepForm):
    """The file to move."""

    button = _("Move it into the sealed identity")
    file = django.forms.TypedChoiceField(
        label=_("Which file shows who somebody is?"), coerce=UUID, widget=django.forms.RadioSelect
    )

    def first_draft(self, about: steps.About) -> dict[str, Any]:
        return {"file": about.of}

    def prepare(self, about: steps.About) -> None:
        self.fields["file"].choices = [  # type: ignore[attr-defined]
            (str(one.row.id), f"{one.details.name} ({one.size})") for one in about.movable
        ]
        self.fields["file"].error_messages["required"] = _("Choose the file")


class RequestErasure(steps.StepForm):
    """On which basis, and why."""

    button = _("Ask a second person to erase it")
    basis = django.forms.ChoiceField(
        label=_("On which basis?"), choices=codes.ErasureBasis.choices, widget=django.forms.RadioSelect
    )
    rationale = steps.reason(
        _("Why?"), _("It stays in the timeline after everything else is erased: write nothing about the person.")
    )


class DecideErasure(steps.StepForm):
    """Why it is erased."""

    button = _("Erase it for good")
    rationale = steps.reason(
        _("The reason for your decision"), _("It stays in the timeline. Write nothing about the person.")
    )


class RefuseErasure(steps.StepForm):
    """Why it is not."""

    button = _("Refuse")
    rationale = steps.reason(
        _(
            "Why is it not erased?"), _("It stays in the timeline. Tell the person in a message, and that "
            "they may complain to the Information Commissioner."
        )
    )  # fmt: skip


class Ask(forms.Form):
    """A written request to open an identity."""

    title = _("Ask to open a sealed identity")
    button = _("Ask two people to open it")
    ground = django.forms.ChoiceField(
        label=_("What makes it necessary?"), choices=codes.OpeningGround.choices, widget=django.forms.RadioSelect
    )
    reason = forms.LongText(
        label=_("The reason, in words"),
        help_text=_(
            "The two who decide read this and the reference, and nothing else of the concern. The person "
            "sees the day on which it was opened."
        ),
        max_length=MEDIUM_TEXT,
        rows=5,
    )  # fmt: skip
    reader = django.forms.ChoiceField(label=_("Who is to read it?"), widget=django.forms.RadioSelect)

    def __init__(self, data: Any = None, *, readers: list[Person], me: object) -> None:
        super().__init__(data, initial={"reader": str(me)})
        mine = [(str(one.id), _("I am")) for one in readers if one.id == me]
        self.fields["reader"].choices = [*mine, *((str(one.id), one.name) for one in readers if one.id != me)]  # type: ignore[attr-defined]


class Secret(forms.Form):
    """One's own secret. Never shown again by a page that comes back."""

    secret = forms.Text(
        label=_("Your own secret: eight words"),
        help_text=_("From your paper. The first four letters of each word are enough. It is stored nowhere."),
        max_length=400,
        widget=django.forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}),
    )


class Agree(Secret):
    """Agreeing for one's side."""

    title = _("Agree to open this identity")
    button = _("Agree")


class LetIn(Secret):
    """Letting a colleague in."""

    title = _("Let a colleague hold this key")
    button = _("Let them in")


class Refuse(forms.Form):
    """Saying no."""

    title = _("Refuse to open this identity")
    button = _("Refuse")
    rationale = forms.LongText(
        label=_("Why not?"), help_text=_("Those who asked read this."), max_length=MEDIUM_TEXT, rows=4
    )


class StepAside(forms.Form):
    """Declaring an interest."""

    title = _("Step aside")
    intro = _(
        "You may know the person, or have a stake in the matter. From now on this request is not there "
        "for you; a colleague decides."
    )
    button = _("Declare it and step aside")
    rationale = forms.LongText(
        label=_("What is your interest?"),
        help_text=_("Only the head of office and the Commissioner read this."),
        max_length=MEDIUM_TEXT,
        rows=4,
    )


class Withdraw(forms.Form):
    """Taking the request back."""

    title = _("Take the request back")
    intro = _("Nothing is opened. It stays in the timeline that you asked.")
    button = _("Take it back")


class GetReady(forms.Form):
    """Making this browser the one that reads."""

    title = _("Make ready to read")
    intro = _(
        "This browser makes a key for this one reading. Only it will be able to open what the two "
        "release, so read it here, on this computer, with the same browser."
    )
    button = _("Make ready in this browser")


class Finish(forms.Form):
    """Closing it before the time is over."""

    title = _("Close it again")
    intro = _("What was released to you is destroyed. To read it once more, it has to be asked for again.")
    button = _("I have finished: close it")


class AskForKey(forms.Form):
    """Drawing a secret."""

    title = _("Ask to hold your side’s key")
    intro = _(
        "You get a secret of eight words, shown once. Have paper and pen ready, and nobody looking over your shoulder."
    )
    button = _("Show me my secret")


class EndHolding(forms.Form):
    """Ending a holding."""

    title = _("End this holding")
    intro = _(
        "From now on this person’s secret opens nothing here. Do it when somebody leaves, or has lost their secret."
    )
    button = _("End it")
