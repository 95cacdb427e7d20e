"""A professional's own drafts, the bodies for which they refer, and the feedback that came."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway.models import ReferralDraft
from candour.contexts.pathway.procedure import basis
from candour.contexts.pathway.queries import standing
from candour.kernel.people.actor import Actor
from candour.web.home import Needed, Waiting

SHOWN_FOR = timedelta(days=28)
"""How long feedback stands on the home page of whoever asked for it."""


def bodies(actor: Actor) -> dict[UUID, str]:
    """Each body for which this person refers today, with its name."""
    return {one.organisation_id: one.organisation_name for one in actor.holdings if one.role == basis.REFERRER}


def drafts_of(actor: Actor) -> QuerySet[ReferralDraft]:
    """Referrals that this person has begun, newest first."""
    return ReferralDraft.objects.filter(person_id=actor.person_id).order_by("-saved_at", "id")


def draft_of(actor: Actor, draft_id: UUID, *, lock: bool = False) -> ReferralDraft | None:
    """One of them, or None. ``lock`` holds the row until the transaction ends."""
    rows = drafts_of(actor).filter(id=draft_id)
    return (rows.select_for_update() if lock else rows).first()


def body_of(draft: ReferralDraft, actor: Actor) -> tuple[UUID | None, str]:
    """The body for which a draft was begun, and its name; None and "" when this person does not refer for it any more."""
    known = {str(body): (body, name) for body, name in bodies(actor).items()}
    return known.get(str(draft.answers.get("organisation", "")), (None, ""))


def feedback_came(_actor: Actor, on: date) -> Waiting:
    """For the home page: what the police wrote to this person in the last weeks."""
    told = [
        one
        for one in standing.made_by_actor()
        if one.feedback and one.feedback_on and one.feedback_on >= on - SHOWN_FOR
    ]
    items = [
        Needed(
            what=format_lazy(_("Feedback on the referral of {name}"), name=one.named)
            if one.named
            else _("Feedback on a referral that you made"),
            reference=one.reference,
            href=f"{reverse('making:mine')}#{one.reference}",
            flags=(_("new feedback"),),
        )
        for one in told[:25]
    ]
    more = (_("Everything that you referred"), reverse("making:mine"))
    return Waiting(items, more if len(told) > 25 else None)
