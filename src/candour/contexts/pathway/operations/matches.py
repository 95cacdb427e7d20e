"""An officer's decision on an earlier referral: of the same person or not, and taking that decision back.

Where it is the same person, nothing is moved together. The two stay as they are and are read as one: the person's page, the
timeline of all their referrals, and a declared interest follow the decision for as long as it stands.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from candour.contexts.pathway.models import ReferralLink, ReferralStep
from candour.contexts.pathway.operations.kinds import REFERRAL, judged
from candour.contexts.pathway.queries import matching
from candour.kernel.people.actor import Actor
from candour.kernel.procedures.acts import given


@transaction.atomic
def decide_match(
    *,
    referral_id: UUID,
    earlier_id: UUID | None,
    is_same: bool,
    rationale: str,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> ReferralStep:
    """Accept or reject an earlier referral that was found for this one, with the reason.

    Only what is found and not decided yet counts as a match. What agreed is kept with the decision.
    """
    referral = REFERRAL.lock(referral_id)
    found = next((one for one in matching.waiting(referral.id) if one.earlier_id == earlier_id), None)
    supplied = given(match=found, rationale=rationale.strip())
    facts = judged(referral, "decide_match", actor=actor, at=at, seen=seen, given=supplied)
    assert found is not None  # the procedure refuses without
    ReferralLink(
        referral=referral,
        earlier_id=found.earlier_id,
        force_id=referral.force_id,
        is_same=is_same,
        explanation=found.codes,
        reason=rationale,
        decided_at=at,
        decided_by_id=actor.person_id,
    ).save(force_insert=True)
    return REFERRAL.take(
        referral,
        "decide_match",
        facts=facts,
        doer=actor,
        door=actor.door,
        at=at,
        rationale=rationale,
        codes={"earlier": str(found.earlier_id), "same": "yes" if is_same else "no"},
    )


@transaction.atomic
def end_match(
    *,
    referral_id: UUID,
    link_id: UUID | None,
    rationale: str,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> ReferralStep:
    """Take a decision on an earlier referral back. It stays with the day of its end, and the two are read apart again."""
    referral = REFERRAL.lock(referral_id)
    rows = ReferralLink.objects.filter(referral=referral, ended_at=None)
    found = rows.filter(id=link_id).first() if link_id else None
    supplied = given(match=found, rationale=rationale.strip())
    facts = judged(referral, "end_match", actor=actor, at=at, seen=seen, given=supplied)
    assert found is not None  # the procedure refuses without
    earlier_id = found.earlier_id
    row = REFERRAL.take(
        referral,
        "end_match",
        facts=facts,
        doer=actor,
        door=actor.door,
        at=at,
        rationale=rationale,
        codes={"earlier": str(earlier_id)},
    )
    found.ended_at, found.ended_by_id, found.end_reason = at, actor.person_id, rationale
    found.save(update_fields=["ended_at", "ended_by", "end_reason"])
    return row
