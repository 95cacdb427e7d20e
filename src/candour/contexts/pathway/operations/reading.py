"""Recording that somebody opened the page of a referral, and with it what was found about the person elsewhere; or the page
of a case."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from candour.contexts.pathway.models import PanelCase, Referral, ReferralRead
from candour.kernel.ledger import operations as ledger
from candour.kernel.people.actor import Actor

ONE_SITTING = timedelta(minutes=15)
"""Openings by the same person within this time count as one: as long as a session lives without being used."""


@transaction.atomic(savepoint=False)
def record_read(*, referral: Referral, actor: Actor, at: datetime, found: int = 0) -> ReferralRead | None:
    """Record that a person read a referral; None when they did so a moment ago.

    ``found`` is how many earlier referrals of possibly the same person stood on the page, of other forces too.
    """
    rows = ReferralRead.objects.filter(referral=referral, person_id=actor.person_id, read_at__gt=at - ONE_SITTING)
    if rows.exists():
        return None
    entry = ledger.append(
        verb="pathway.referral.read",
        subject=referral.id,
        actor=actor,
        door=actor.door,
        at=at,
        codes={"earlier": found},
    )
    row = ReferralRead(referral=referral, person_id=actor.person_id, read_at=at, ledger_entry=entry)
    row.save(force_insert=True)
    return row


@transaction.atomic(savepoint=False)
def record_case_read(*, case: PanelCase, actor: Actor, at: datetime) -> UUID:
    """Record that a person opened the page of a panel case: the ledger's entry, each time."""
    return ledger.append(verb="pathway.case.read", subject=case.id, actor=actor, door=actor.door, at=at)
