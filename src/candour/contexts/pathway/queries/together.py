"""Referrals that are read together: of one person, as the own force decided, and one timeline of all of them."""

from __future__ import annotations

from uuid import UUID

from django.db import connection

from candour.contexts.pathway.models import Individual, Referral, ReferralLink, ReferralStep
from candour.kernel.procedures import queries as procedures

# Links have a row rule of their own: each force follows its own decisions.
_SAME = """
with recursive same(id) as (
    select %s::uuid
    union
    select case when l.referral_id = same.id then l.earlier_id else l.referral_id end
      from same join pathway_referrallink l on same.id in (l.referral_id, l.earlier_id) and l.is_same and l.ended_at is null)
select array_agg(id) from same
"""


def referrals_of(referral: Referral) -> list[Referral]:
    """The referral with all that are read together with it, the first received first. Two queries."""
    return list(
        Referral.objects.filter(id__in=_ids(referral.id))
        .select_related("force", "individual", "type_of_concern")
        .order_by("received_on", "entered_at")
    )


def individuals_of(referrals: list[Referral]) -> list[Individual]:
    """The individuals of these referrals, each once, in their order."""
    return list({referral.individual_id: referral.individual for referral in referrals}.values())


def timeline_of(referrals: list[Referral]) -> list[ReferralStep]:
    """The steps of all of these referrals, the earliest first. One query."""
    return list(procedures.of_subjects(ReferralStep, [referral.id for referral in referrals]))


def links_of(referral: Referral) -> list[ReferralLink]:
    """The decisions of the own force that stand, about earlier referrals of this one."""
    rows = ReferralLink.objects.filter(referral=referral, ended_at=None)
    return list(rows.order_by("decided_at"))


def _ids(referral_id: UUID) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(_SAME, [referral_id])
        row = cursor.fetchone()
    return list(row[0]) if row else []
