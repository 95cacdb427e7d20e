"""Making a referral for a body under the duty: saving what is written so far, deleting it, sending it.

A draft is nobody's act yet and leaves nothing in the ledger. Sending locks it, takes the referral in and deletes it, all in one
transaction: whoever sends the same draft twice finds it gone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway import codes
from candour.contexts.pathway.models import ReferralDraft
from candour.contexts.pathway.operations import intake
from candour.contexts.pathway.queries import making
from candour.contexts.pathway.submission import Submission
from candour.kernel.people.actor import Actor
from candour.kernel.people.models import Organisation
from candour.kernel.people.roles import OrganisationKind
from candour.kernel.procedures.facts import Refusal, Refused

KEPT_FOR = timedelta(days=28)
"""How long a draft is kept after it was last saved: it holds names, and somebody who forgot it does not need it."""

SECTORS: dict[str, str] = {
    OrganisationKind.EDUCATION: codes.Sector.EDUCATION,
    OrganisationKind.POLICE_FORCE: codes.Sector.POLICE,
    OrganisationKind.LOCAL_AUTHORITY: codes.Sector.LOCAL_AUTHORITY,
    OrganisationKind.SOCIAL_CARE: codes.Sector.LOCAL_AUTHORITY,
    OrganisationKind.HEALTH: codes.Sector.HEALTH,
    OrganisationKind.PRISON: codes.Sector.PRISON_PROBATION,
    OrganisationKind.PROBATION: codes.Sector.PRISON_PROBATION,
}
"""From which sector a referral of such a body comes; of the others, "other"."""


class DraftGone(LookupError):
    """There is no such draft any more: it was sent, or deleted."""


def sweep() -> int:
    """Delete every draft that was left alone too long, whoever began it; how many. The database judges by its own clock."""
    with connection.cursor() as cursor:
        cursor.execute("select pathway_sweep_drafts()")
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def begin(*, organisation_id: UUID, actor: Actor, at: datetime, answers: Mapping[str, str] | None = None) -> UUID:
    """Begin a draft for this body and return its id."""
    kept = {"referrer_name": actor.name, **(answers or {}), "organisation": str(organisation_id)}
    draft = ReferralDraft(person_id=actor.person_id, answers=kept, begun_at=at, saved_at=at)
    draft.save(force_insert=True)
    return draft.id


@transaction.atomic
def keep(*, draft_id: UUID, answers: Mapping[str, str], actor: Actor, at: datetime) -> None:
    """Save these answers in the draft; empty ones are taken out. Raises DraftGone."""
    draft = _locked(draft_id, actor)
    merged = {**draft.answers, **answers}
    draft.answers = {name: value for name, value in merged.items() if value}
    draft.saved_at = at
    draft.save(update_fields=["answers", "saved_at"])


def forget(*, draft_id: UUID, actor: Actor) -> None:
    """Delete a draft, if it is there."""
    making.drafts_of(actor).filter(id=draft_id).delete()


@transaction.atomic
def send(*, draft_id: UUID, submission: Submission, actor: Actor, at: datetime) -> intake.Received:
    """Make the referral of this draft, and delete the draft. Raises DraftGone; Refused with every reason."""
    draft = _locked(draft_id, actor)
    organisation_id, _name = making.body_of(draft, actor)
    if organisation_id is None:
        raise Refused(
            (
                Refusal(
                    "organisation",
                    _("You do not refer for this organisation any more."),
                    _("Begin a referral for the organisation in which you work now."),
                ),
            )
        )
    kind = Organisation.objects.values_list("kind", flat=True).get(id=organisation_id)
    said = replace(submission, organisation_id=organisation_id, sector=SECTORS.get(kind, codes.Sector.OTHER))
    received = intake.receive(submission=said, channel=codes.Channel.PROFESSIONAL, actor=actor, at=at)
    draft.delete()
    return received


def _locked(draft_id: UUID, actor: Actor) -> ReferralDraft:
    draft = making.draft_of(actor, draft_id, lock=True)
    if draft is None:
        raise DraftGone
    return draft
