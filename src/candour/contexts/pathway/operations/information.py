"""Asking a partner for information, and the partner's answer.

What the partner needs in order to answer is copied into the request; the referral does not cross. All raise Refused with
every reason, DoesNotExist for what is absent or not for this person.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from candour.contexts.pathway.models import InformationReply, InformationRequest, InformationStep, ReferralStep
from candour.contexts.pathway.operations.kinds import INFORMATION, REFERRAL, judged
from candour.contexts.pathway.queries import people
from candour.kernel.people.actor import Actor
from candour.kernel.procedures.acts import given


@transaction.atomic
def request_information(
    *,
    referral_id: UUID,
    organisation_id: UUID | None,
    about: str,
    question: str,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> ReferralStep:
    """Ask a partner: a request begins, with the day to answer by, and stands in the partner's own list."""
    referral = REFERRAL.lock(referral_id)
    partner = people.partners().filter(id=organisation_id).first() if organisation_id else None
    is_asked = partner if about.strip() and question.strip() else None
    facts = judged(referral, "request_information", actor=actor, at=at, seen=seen, given=given(request=is_asked))
    assert partner is not None  # the procedure refuses without
    request = InformationRequest(
        referral=referral,
        force_id=referral.force_id,
        organisation=partner,
        about=about,
        question=question,
        asked_at=at,
        asked_by_id=actor.person_id,
        nation=referral.nation,
        is_synthetic=referral.is_synthetic,
    )
    INFORMATION.begin(request, "ask", doer=actor, door=actor.door, at=at, codes={"referral": str(referral.id)})
    return REFERRAL.take(
        referral,
        "request_information",
        facts=facts,
        doer=actor,
        door=actor.door,
        at=at,
        codes={"request": str(request.id)},
    )


@transaction.atomic
def answer(
    *, request_id: UUID, text: str, has_nothing: bool, actor: Actor, at: datetime, seen: int | None = None
) -> InformationStep:
    """Answer as the partner: in words, or that you looked and hold nothing."""
    request = INFORMATION.lock(request_id)
    supplied = given(reply=text.strip() or has_nothing)
    facts = INFORMATION.judged(request, "answer", doer=actor, at=at, seen=seen, given=supplied)
    InformationReply(
        request=request, text=text, has_nothing=has_nothing, answered_at=at, answered_by_id=actor.person_id
    ).save(force_insert=True)
    return INFORMATION.take(request, "answer", facts=facts, doer=actor, door=actor.door, at=at)


@transaction.atomic
def decline(
    *, request_id: UUID, rationale: str, actor: Actor, at: datetime, seen: int | None = None
) -> InformationStep:
    """Say as the partner that it cannot be shared, and why."""
    return _simple("decline", request_id, rationale, actor, at, seen)


@transaction.atomic
def ask_again(
    *, request_id: UUID, rationale: str, actor: Actor, at: datetime, seen: int | None = None
) -> InformationStep:
    """Ask for what is still missing. The partner reads the reason, and its time starts again."""
    return _simple("ask_again", request_id, rationale, actor, at, seen)


@transaction.atomic
def take_back(
    *, request_id: UUID, rationale: str, actor: Actor, at: datetime, seen: int | None = None
) -> InformationStep:
    """Say that no answer is needed any more."""
    return _simple("take_back", request_id, rationale, actor, at, seen)


def _simple(
    step: str, request_id: UUID, rationale: str, actor: Actor, at: datetime, seen: int | None
) -> InformationStep:
    request = INFORMATION.lock(request_id)
    supplied = given(rationale=rationale.strip())
    facts = INFORMATION.judged(request, step, doer=actor, at=at, seen=seen, given=supplied)
    return INFORMATION.take(request, step, facts=facts, doer=actor, door=actor.door, at=at, rationale=rationale)
