"""Police-led cases: beginning one, reviewing it, giving it another owner, ending it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway.models import PoliceLedCase, PoliceLedStep, Referral
from candour.contexts.pathway.operations.kinds import LED
from candour.contexts.pathway.queries import people
from candour.kernel.people.actor import Actor
from candour.kernel.procedures.acts import given
from candour.kernel.procedures.facts import Refusal, Refused


def begin(*, referral: Referral, owner_id: UUID, reason: str, actor: Actor, at: datetime) -> PoliceLedCase:
    """Begin a police-led case with its owner and its review clock, in the caller's transaction.

    ``reason`` says why the panel could not manage it. Raises Refused without one.
    """
    led = PoliceLedCase(
        referral=referral,
        individual_id=referral.individual_id,
        force_id=referral.force_id,
        nation=referral.nation,
        reason=reason,
        opened_on=localdate(at),
        owner_id=owner_id,
        is_synthetic=referral.is_synthetic,
    )
    LED.begin(
        led,
        "begin",
        doer=actor,
        door=actor.door,
        at=at,
        given=given(reason=reason.strip()),
        codes={"referral": str(referral.id), "owner": str(owner_id)},
    )
    return led


@transaction.atomic
def review(*, led_id: UUID, rationale: str, actor: Actor, at: datetime, seen: int | None = None) -> PoliceLedStep:
    """Look at it again as a supervisor; the next review falls due from today."""
    return _simple("review", led_id, rationale, actor, at, seen)


@transaction.atomic
def reassign(
    *, led_id: UUID, person_id: UUID | None, rationale: str, actor: Actor, at: datetime, seen: int | None = None
) -> PoliceLedStep:
    """Give it to another officer of the force, with the reason."""
    led = LED.lock(led_id)
    is_officer = person_id in {officer for officer, _name in people.officers(led.force_id)}
    supplied = given(assignee=is_officer, rationale=rationale.strip())
    facts = LED.judged(led, "reassign", doer=actor, at=at, seen=seen, given=supplied)
    if person_id in people.barred(led.individual_id):
        said = _("This person cannot be given this case.")
        raise Refused((Refusal("assignee.excluded", said, _("Choose another officer.")),))
    assert person_id is not None  # the procedure refuses without
    led.owner_id = person_id
    return LED.take(
        led,
        "reassign",
        facts=facts,
        doer=actor,
        door=actor.door,
        at=at,
        rationale=rationale,
        codes={"to": str(person_id)},
        changed=["owner"],
    )


@transaction.atomic
def end(*, led_id: UUID, rationale: str, actor: Actor, at: datetime, seen: int | None = None) -> PoliceLedStep:
    """The police do nothing more (the step ``exit``). To go back to the panel, open the referral again and refer it."""
    return _simple("exit", led_id, rationale, actor, at, seen)


def _simple(step: str, led_id: UUID, rationale: str, actor: Actor, at: datetime, seen: int | None) -> PoliceLedStep:
    led = LED.lock(led_id)
    facts = LED.judged(led, step, doer=actor, at=at, seen=seen, given=given(rationale=rationale.strip()))
    return LED.take(led, step, facts=facts, doer=actor, door=actor.door, at=at, rationale=rationale)
