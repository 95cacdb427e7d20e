"""What is asked when a step of a transfer is taken."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import django.forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway.models import Transfer
from candour.contexts.pathway.models.referral import LONG_TEXT, TEXT
from candour.contexts.pathway.queries import transfers
from candour.web import forms


class StepForm(forms.Form):
    """The form of a step. ``prepare`` fills in what depends on the transfer."""

    def prepare(self, transfer: Transfer) -> None:
        """Nothing, unless the step says otherwise."""


class Accept(StepForm):
    """Who takes the person on, and what happens first."""

    title = _("Accept")
    intro = _(
        "From now on your service has this person. You say at dates how it goes; the first is a month from today unless"
        " the office set another time."
    )
    button = _("Accept")
    text = forms.LongText(
        label=_("Who in your service takes it on, and what happens first?"),
        max_length=TEXT,
        rows=6,
        help_text=_("For example: “Grace Mensah calls the family this week; the first session is on Tuesday.”"),
    )


class Decline(StepForm):
    """Why the service does not take it on."""

    title = _("Decline")
    intro = _("It goes back to its owner at once, who decides what follows for the person.")
    button = _("Decline")
    reason = forms.LongText(
        label=_("Why does your service not take it on?"),
        max_length=TEXT,
        rows=5,
        help_text=_("The owner reads this. If you know who could help instead, say so."),
    )


class Begin(StepForm):
    """That it has begun, and how it goes."""

    title = _("Say that it has begun")
    button = _("Send")
    text = forms.LongText(label=_("What has begun, and how does it go?"), max_length=TEXT, rows=6)


class Update(StepForm):
    """How it goes."""

    title = _("Say how it goes")
    button = _("Send")
    text = forms.LongText(
        label=_("How does it go?"),
        max_length=TEXT,
        rows=6,
        help_text=_(
            "Say also when nothing happened, and why. If you are worried about somebody’s safety now, call 999."
        ),
    )


class Complete(StepForm):
    """What was done, and what was reached."""

    title = _("Complete")
    intro = _("Your service has done what was asked. It cannot be opened again; the owner can offer a new transfer.")
    button = _("Complete")
    text = forms.LongText(label=_("What was done, and what was reached?"), max_length=TEXT, rows=6)


class Chase(StepForm):
    """No questions: the mail says nothing."""

    title = _("Chase")
    intro = _(
        "Everybody who receives transfers in the service gets an email that says only that something waits for them here."
        " That you chased stands in the history, which both sides see."
    )
    button = _("Chase now")


class Lapse(StepForm):
    """No questions: the day is over."""

    title = _("Let it lapse")
    intro = _("The service did not answer in time. It comes back to its owner, who decides what follows.")
    button = _("Let it lapse")


class OfferAgain(StepForm):
    """Why the same service is asked once more."""

    title = _("Offer it to the same service again")
    button = _("Offer again")
    reason = forms.LongText(
        label=_("Why is the same service asked again?"),
        max_length=TEXT,
        rows=5,
        help_text=_("The service reads this. Its time to accept starts again."),
    )


class OfferElsewhere(StepForm):
    """Which service instead, and why."""

    title = _("Offer it to another service")
    intro = _("This transfer ends here and a new one begins in the same act, with the same owner.")
    button = _("Offer it there")
    organisation_id = django.forms.TypedChoiceField(
        label=_("Which service is asked instead?"),
        coerce=UUID,
        help_text=_("Services in which somebody receives transfers today."),
    )
    requirement = forms.LongText(
        label=_("What is asked of the service?"),
        max_length=LONG_TEXT,
        rows=6,
        help_text=_("The new service reads this, and nothing of the referral."),
    )
    reason = forms.LongText(
        label=_("Why this service?"),
        max_length=TEXT,
        rows=4,
        help_text=_("The service that had it before reads this. Leave out what it need not know."),
    )

    def prepare(self, transfer: Transfer) -> None:
        others = transfers.services().exclude(id=transfer.organisation_id)
        chosen = [("", _("Choose a service")), *((str(body.id), body.name) for body in others)]
        self.fields["organisation_id"].choices = chosen  # type: ignore[attr-defined]
        self.fields["requirement"].initial = transfer.requirement


class TakeBack(StepForm):
    """What follows instead."""

    title = _("Take it back")
    intro = _(
        "No service is asked any more. You say what follows for the person instead: nobody is closed into nothing."
    )
    button = _("Take it back")
    reason = forms.LongText(
        label=_("What follows instead, and why?"),
        max_length=TEXT,
        rows=5,
        help_text=_("The service reads this. Leave out what it need not know."),
    )


class Reassign(StepForm):
    """Who owns it from now on."""

    title = _("Give it another owner")
    button = _("Give it to them")
    owner_id = django.forms.TypedChoiceField(label=_("Who owns it from now on?"), coerce=UUID)
    reason = forms.LongText(label=_("Why?"), max_length=TEXT, rows=3, help_text=_("Both sides read this."))

    def prepare(self, transfer: Transfer) -> None:
        rows = transfers.owners(
            force_id=transfer.force_id, authority_id=transfer.authority_id, individual_id=transfer.individual_id
        )
        able: list[Any] = [
            (str(row.person_id), format_lazy("{name} ({body})", name=row.name, body=row.organisation))
            for row in rows
            if row.person_id != transfer.owner_id
        ]
        self.fields["owner_id"].choices = [("", _("Choose a colleague")), *able]  # type: ignore[attr-defined]
