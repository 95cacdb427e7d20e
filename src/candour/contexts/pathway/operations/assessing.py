"""Assessing a referral, and agreeing with an assessment as a second person. Words and a conclusion, never a number."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from candour.contexts.pathway import codes
from candour.contexts.pathway.models import Assessment, CodeTerm, Countersignature, ReferralStep
from candour.contexts.pathway.operations.kinds import REFERRAL, judged
from candour.contexts.pathway.queries import lists
from candour.kernel.people.actor import Actor
from candour.kernel.procedures.acts import given


@transaction.atomic
def record_assessment(
    *,
    referral_id: UUID,
    framework: str,
    narrative: str,
    conclusion: str,
    type_of_concern: str,
    proposes: str,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> ReferralStep:
    """Record the first assessment since the referral was taken on, or opened again.

    ``framework`` and ``type_of_concern`` are codes of lists; a code that is not valid on this day counts as none.
    """
    said = (framework, narrative, conclusion, type_of_concern, proposes)
    return _assess("record_assessment", referral_id, *said, actor=actor, at=at, seen=seen)


@transaction.atomic
def assess_again(
    *,
    referral_id: UUID,
    framework: str,
    narrative: str,
    conclusion: str,
    type_of_concern: str,
    proposes: str,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> ReferralStep:
    """Record a new assessment, which replaces the one before; that one stays. It needs its own countersignature."""
    said = (framework, narrative, conclusion, type_of_concern, proposes)
    return _assess("assess_again", referral_id, *said, actor=actor, at=at, seen=seen)


def _assess(
    step: str,
    referral_id: UUID,
    framework: str,
    narrative: str,
    conclusion: str,
    type_of_concern: str,
    proposes: str,
    *,
    actor: Actor,
    at: datetime,
    seen: int | None,
) -> ReferralStep:
    referral = REFERRAL.lock(referral_id)
    on = localdate(at)
    tool = lists.one(CodeTerm.List.FRAMEWORK, framework, on)
    concern = lists.one(CodeTerm.List.CONCERN, type_of_concern, on)
    is_whole = all((tool, concern, narrative.strip(), conclusion.strip(), proposes in codes.Outcome.values))
    facts = judged(referral, step, actor=actor, at=at, seen=seen, given=given(framework=is_whole))
    assert tool is not None  # the procedure refuses without
    number = Assessment.objects.filter(referral=referral).count() + 1
    Assessment(
        referral=referral,
        number=number,
        framework=tool,
        framework_version=tool.code.partition("-")[2],
        narrative=narrative,
        conclusion=conclusion,
        type_of_concern=concern,
        proposes=proposes,
        assessed_at=at,
        assessed_by_id=actor.person_id,
    ).save(force_insert=True)
    referral.type_of_concern = concern
    return REFERRAL.take(
        referral,
        step,
        facts=facts,
        doer=actor,
        door=actor.door,
        at=at,
        codes={"number": number, "proposes": proposes},
        changed=["type_of_concern"],
    )


@transaction.atomic
def countersign(*, referral_id: UUID, actor: Actor, at: datetime, seen: int | None = None) -> ReferralStep:
    """Agree with the latest assessment and what it proposes, as a supervisor who did not make it."""
    referral = REFERRAL.lock(referral_id)
    facts = judged(referral, "countersign", actor=actor, at=at, seen=seen)
    latest = Assessment.objects.filter(referral=referral).latest("number")
    Countersignature(assessment=latest, assessed_by_id=latest.assessed_by_id, by_id=actor.person_id, at=at).save(
        force_insert=True
    )
    return REFERRAL.take(
        referral,
        "countersign",
        facts=facts,
        doer=actor,
        door=actor.door,
        at=at,
        codes={"assessment": str(latest.id), "proposes": latest.proposes},
    )
