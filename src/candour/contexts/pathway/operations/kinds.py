"""The nouns on which the police act: their tables, and how a step of one is judged."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from candour.contexts.pathway.models import (
    InformationDeadline,
    InformationRequest,
    InformationStep,
    PoliceLedCase,
    PoliceLedDeadline,
    PoliceLedStep,
    Referral,
    ReferralDeadline,
    ReferralStep,
)
from candour.contexts.pathway.procedure import INFORMATION as INFORMATION_LAW
from candour.contexts.pathway.procedure import POLICE_LED as LED_LAW
from candour.contexts.pathway.procedure import REFERRAL as REFERRAL_LAW
from candour.contexts.pathway.queries import facts
from candour.kernel.people.actor import Actor
from candour.kernel.procedures import refusals
from candour.kernel.procedures.acts import Kind
from candour.kernel.procedures.facts import Facts, Refusal, Refused

REFERRAL = Kind(REFERRAL_LAW.name, Referral, ReferralStep, ReferralDeadline, facts.of_referral)
INFORMATION = Kind(INFORMATION_LAW.name, InformationRequest, InformationStep, InformationDeadline, facts.of_request)
LED = Kind(LED_LAW.name, PoliceLedCase, PoliceLedStep, PoliceLedDeadline, facts.of_led)


def judged(
    referral: Referral,
    step: str,
    *,
    actor: Actor,
    at: datetime,
    seen: int | None,
    given: Collection[str] = (),
    fields: Mapping[str, object] | None = None,
    also: Sequence[Refusal] = (),
) -> Facts:
    """The facts of a referral, once procedure, freshness and the form's own checks (``also``) let the step pass.

    Raises Refused with the reasons of all of them together, so that nobody finds them one after another.
    """
    try:
        found = REFERRAL.judged(referral, step, doer=actor, at=at, seen=seen, given=given, fields=fields)
    except Refused as refused:
        raise Refused((*refused.refusals, *also)) from None
    if also:
        raise Refused(tuple(also))
    return found


def record_refusal(*, subject: UUID, step: str, refused: Refused, actor: Actor, at: datetime) -> UUID:
    """Leave an entry with the step and the code of every reason, outside the transaction that was rolled back."""
    return refusals.record(context="pathway", subject=subject, step=step, refused=refused, actor=actor, at=at)
