"""Who has a referral and who works on it: taking, assigning, sending on, deconfliction, interests, corrections.

Each operation locks the referral, lets the procedure judge, writes its rows and takes the step, or does nothing at all.
All raise Refused with every reason, and Referral.DoesNotExist for what is absent or not the own force's. ``seen`` is the
number of the last entry of the history that the page showed; None skips the check.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway import codes
from candour.contexts.pathway.models import Decision, Deconfliction, Interest, Referral, ReferralStep
from candour.contexts.pathway.operations.kinds import REFERRAL, judged
from candour.contexts.pathway.procedure.referral import DECIDED, RECEIVED
from candour.contexts.pathway.queries import people
from candour.kernel.people.actor import Actor
from candour.kernel.procedures.acts import given
from candour.kernel.procedures.facts import Refusal


@transaction.atomic
def take(*, referral_id: UUID, actor: Actor, at: datetime, seen: int | None = None) -> ReferralStep:
    """Take on a referral that nobody works on."""
    referral = REFERRAL.lock(referral_id)
    facts = judged(referral, "take", actor=actor, at=at, seen=seen)
    referral.assigned_to_id = actor.person_id
    return REFERRAL.take(referral, "take", facts=facts, doer=actor, door=actor.door, at=at, changed=["assigned_to"])


@transaction.atomic
def assign(
    *, referral_id: UUID, person_id: UUID | None, actor: Actor, at: datetime, seen: int | None = None
) -> ReferralStep:
    """Give a referral that came to an officer of the force."""
    return _assign("assign", referral_id, person_id, "", actor, at, seen)


@transaction.atomic
def reassign(
    *,
    referral_id: UUID,
    person_id: UUID | None,
    rationale: str,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> ReferralStep:
    """Give it to another officer of the force, whoever had it before, with the reason."""
    return _assign("reassign", referral_id, person_id, rationale, actor, at, seen)


def _assign(
    step: str, referral_id: UUID, person_id: UUID | None, rationale: str, actor: Actor, at: datetime, seen: int | None
) -> ReferralStep:
    referral = REFERRAL.lock(referral_id)
    is_officer = person_id in {officer for officer, _name in people.officers(referral.force_id)}
    also = []
    if is_officer and person_id in people.barred(referral.individual_id):
        also.append(
            Refusal("assignee.excluded", _("This person cannot be given this referral."), _("Choose another officer."))
        )
    if person_id is not None and person_id == referral.assigned_to_id:
        also.append(
            Refusal(
                "assignee.same", _("This person is working on it already."), _("Choose another officer, or go back.")
            )
        )
    supplied = given(assignee=is_officer, rationale=rationale.strip())
    facts = judged(referral, step, actor=actor, at=at, seen=seen, given=supplied, also=also)
    referral.assigned_to_id = person_id
    return REFERRAL.take(
        referral,
        step,
        facts=facts,
        doer=actor,
        door=actor.door,
        at=at,
        rationale=rationale,
        codes={"to": str(person_id)},
        changed=["assigned_to"],
    )


@transaction.atomic
def route(
    *,
    referral_id: UUID,
    force_id: UUID | None,
    authority_id: UUID | None = None,
    rationale: str,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> ReferralStep:
    """Send it to the force of the person's area. The force that sends it still sees where it went.

    ``authority_id`` puts the area right at the same time, where it is known now.
    """
    referral = REFERRAL.lock(referral_id)
    known = people.forces().filter(id=force_id).exclude(id=referral.force_id).exists() if force_id else False
    supplied = given(other_force=known, rationale=rationale.strip())
    facts = judged(referral, "route", actor=actor, at=at, seen=seen, given=supplied)
    assert force_id is not None  # the procedure refuses without
    before = referral.force_id
    referral.from_force_id, referral.force_id = before, force_id
    changed = ["from_force", "force"]
    if authority_id is not None:
        referral.authority_id = authority_id
        changed.append("authority")
    return REFERRAL.take(
        referral,
        "route",
        facts=facts,
        doer=actor,
        door=actor.door,
        at=at,
        rationale=rationale,
        codes={"from_force": str(before), "to_force": str(force_id)},
        changed=changed,
    )


@transaction.atomic
def deconflict(
    *, referral_id: UUID, result: str, checked_on: date | None, actor: Actor, at: datetime, seen: int | None = None
) -> ReferralStep:
    """Record a check against live investigations: its day and whether anything stands in the way, and no detail."""
    referral = REFERRAL.lock(referral_id)
    also = [] if checked_on is None else list(_impossible_day(referral, checked_on, localdate(at)))
    supplied = given(check=result in codes.Deconflicted.values and checked_on)
    facts = judged(referral, "deconflict", actor=actor, at=at, seen=seen, given=supplied, also=also)
    assert checked_on is not None  # the procedure refuses without
    Deconfliction(
        referral=referral, result=result, checked_on=checked_on, entered_at=at, checked_by_id=actor.person_id
    ).save(force_insert=True)
    referral.deconflicted, referral.deconflicted_on = result, checked_on
    return REFERRAL.take(
        referral,
        "deconflict",
        facts=facts,
        doer=actor,
        door=actor.door,
        at=at,
        codes={"result": result, "on": checked_on.isoformat()},
        changed=["deconflicted", "deconflicted_on"],
    )


def _impossible_day(referral: Referral, checked_on: date, on: date) -> list[Refusal]:
    mend = _("Enter the day on which it was made.")
    if checked_on > on:
        return [Refusal("checked_in_future", _("The day of the check is in the future."), mend)]
    if checked_on < referral.received_on:
        return [Refusal("checked_before", _("The check cannot be older than the referral."), mend)]
    if referral.deconflicted_on is not None and checked_on < referral.deconflicted_on:
        return [Refusal("checked_earlier", _("A later check is recorded already."), mend)]
    return []


@transaction.atomic
def declare_interest(*, referral_id: UUID, rationale: str, actor: Actor, at: datetime) -> ReferralStep:
    """Declare an interest in the person: from this moment nothing about them exists for whoever declares it."""
    referral = REFERRAL.lock(referral_id)
    supplied = given(rationale=rationale.strip())
    facts = judged(referral, "declare_interest", actor=actor, at=at, seen=None, given=supplied)
    changed = []
    if referral.assigned_to_id == actor.person_id:
        referral.assigned_to = None
        changed = ["assigned_to"]
    # The reason is kept with the declaration alone.
    row = REFERRAL.take(referral, "declare_interest", facts=facts, doer=actor, door=actor.door, at=at, changed=changed)
    Interest(individual_id=referral.individual_id, person_id=actor.person_id, reason=rationale, declared_at=at).save(
        force_insert=True
    )  # last: after it the database shows this person no row of the referral
    return row


@transaction.atomic
def end_interest(
    *,
    referral_id: UUID,
    declaration_id: UUID | None,
    rationale: str,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> ReferralStep:
    """End an interest that somebody else declared. It stays, with the day of its end; nothing is given back by itself."""
    referral = REFERRAL.lock(referral_id)
    rows = Interest.objects.filter(individual_id=referral.individual_id, ended_at=None)
    rows = rows.exclude(person_id=actor.person_id)
    found = rows.filter(id=declaration_id).first() if declaration_id else None
    supplied = given(declaration=found, rationale=rationale.strip())
    facts = judged(referral, "end_interest", actor=actor, at=at, seen=seen, given=supplied)
    assert found is not None  # the procedure refuses without
    found.ended_at, found.ended_by_id, found.end_reason = at, actor.person_id, rationale
    found.save(update_fields=["ended_at", "ended_by", "end_reason"])
    return REFERRAL.take(
        referral,
        "end_interest",
        facts=facts,
        doer=actor,
        door=actor.door,
        at=at,
        rationale=rationale,
        codes={"person": str(found.person_id)},
    )


@transaction.atomic
def correct(
    *, referral_id: UUID, entry: UUID, rationale: str, actor: Actor, at: datetime, seen: int | None = None
) -> ReferralStep:
    """Take back the last step that changed where it stands. ``entry`` is that step's id, as the page showed it.

    A referral that nobody had taken is nobody's again; one that was opened again stands at its decision again.
    """
    referral = REFERRAL.lock(referral_id)
    supplied = given(rationale=rationale.strip())
    facts = judged(referral, "correct", actor=actor, at=at, seen=seen, given=supplied)
    row = REFERRAL.correct(referral, facts=facts, actor=actor, at=at, entry=entry, reason=rationale)
    if referral.state == RECEIVED and referral.assigned_to_id is not None:
        referral.assigned_to = None
        referral.save(update_fields=["assigned_to"])
    if referral.state in DECIDED:
        referral.outcome = Decision.objects.filter(referral=referral).latest("decided_at").outcome
        referral.save(update_fields=["outcome"])
    return row
