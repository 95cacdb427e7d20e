"""Receiving a referral: from the public form, from a professional, or written down by the police for a caller.

One operation and one transaction for all three: the person with names, contact, ties and needs; the coded fields; what
was written; who made it; the first entry of the history; the first time limit; the ledger entry. A force has it from
this moment, and the referral stays with it until somebody decides or sends it on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Model
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway import codes
from candour.contexts.pathway.models import (
    Affiliation,
    Individual,
    IndividualContact,
    IndividualName,
    Need,
    Referral,
    ReferralContent,
    ReferralDeadline,
    ReferralStep,
    Referrer,
)
from candour.contexts.pathway.procedure import REFERRAL, basis
from candour.contexts.pathway.queries import limits, matching, routing
from candour.contexts.pathway.queries.age import OLDEST
from candour.contexts.pathway.submission import WRITTEN, Submission
from candour.kernel.access import context
from candour.kernel.doors import Door
from candour.kernel.people.actor import Actor
from candour.kernel.procedures import operations as procedures
from candour.kernel.procedures import registry
from candour.kernel.procedures.facts import Doer, Facts, Outsider, Refusal, Refused

ASSISTED = frozenset({codes.Channel.TELEPHONE, codes.Channel.EMAIL, codes.Channel.OTHER})
"""The channels of what the police write down for somebody else."""


@dataclass(frozen=True)
class Received:
    """What became of it. ``is_repeat``: the same code had brought it before, and nothing was stored again."""

    reference: str
    is_repeat: bool = False
    referral_id: UUID | None = None
    force_id: UUID | None = None
    """None at a repeat, as the id: the public door learns no more than the reference."""


@transaction.atomic
def receive(
    *, submission: Submission, channel: str, actor: Actor | None, at: datetime, finding_secret: bytes | None = None
) -> Received:
    """Take in a referral. ``actor`` None is a member of the public, through the public door.

    ``finding_secret`` is derived from the code that the referrer keeps; the database holds its hash, by which the code
    finds the referral again. The same secret again at the public door stores nothing. Raises Refused with every reason.
    """
    said = _checked(submission, channel, actor, localdate(at))
    if finding_secret is not None and actor is None:
        context.tell(context.MAILBOX, finding_secret.hex())
        if before := _received_before(finding_secret):
            return before
    individual = _person(said, actor, at)
    referral = _referral(said, individual, channel, actor, at)
    clock = _first_clock(referral, localdate(at))
    referral.next_due_on = clock.due_on if clock else None
    row = _begin(referral, actor, at)
    if clock:
        clock.started_by = row.id
    by = actor.person_id if actor else None
    written = {name: getattr(said, name) for name in WRITTEN}
    rows: list[Model | None] = [clock, ReferralContent(referral=referral, written_by_id=by, **written)]
    rows.append(_referrer(said, referral, channel, actor, finding_secret))
    for new in rows:
        if new is not None:
            new.save(force_insert=True)
    return Received(referral.reference, referral_id=referral.id, force_id=referral.force_id)


def _received_before(finding_secret: bytes) -> Received | None:
    """What the same code brought before. Waits for whoever is sending it at this moment."""
    with connection.cursor() as cursor:
        digest = hashlib.sha256(finding_secret).digest()
        cursor.execute("select pg_advisory_xact_lock(%s)", [int.from_bytes(digest[:8], "big", signed=True)])
    before = Referral.objects.values_list("reference", flat=True).first()  # the door sees the one row of this code
    return Received(before, is_repeat=True) if before else None


def _checked(said: Submission, channel: str, actor: Actor | None, on: date) -> Submission:
    """The submission, once nothing stands against it."""
    refusals = list(_refused_days(said, on))
    if not said.why_concerned.strip():
        refusals.append(
            Refusal("record.concern", _("There are no words about the concern."), _("Write what raised it."))
        )
    if not _may_use(channel, actor):
        refusals.append(
            Refusal(
                "channel",
                _("Your role does not take referrals in this way."),
                _("Ask somebody whose role it is to enter it. Nothing was stored."),
            )
        )
    if refusals:
        raise Refused(tuple(refusals))
    return said


def _may_use(channel: str, actor: Actor | None) -> bool:
    if actor is None:
        return channel == codes.Channel.PUBLIC
    if channel == codes.Channel.PROFESSIONAL:
        return actor.has(basis.REFERRER)
    return channel in ASSISTED and actor.has(*basis.POLICE)


def _refused_days(said: Submission, on: date) -> Sequence[Refusal]:
    found = refused_births(said.born_on, on)
    if said.received_on is not None and said.received_on > on:
        found.append(
            Refusal(
                "received_in_future",
                _("The day on which it was received is in the future."),
                _("Enter the day on which it reached somebody."),
            )
        )
    return found


def refused_births(born_on: date | None, on: date) -> list[Refusal]:
    """Why nobody who is referred on this day can have been born on that one; empty where they can."""
    mend = _("Correct it, or leave it empty if it is not known.")
    if born_on is not None and born_on > on:
        return [Refusal("born_in_future", _("The date of birth is in the future."), mend)]
    if born_on is not None and on.year - born_on.year > OLDEST:
        return [Refusal("born_too_early", _("The date of birth is more than 120 years ago."), mend)]
    return []


def is_child(*, born_on: date | None, age_about: int | None, on: date) -> bool | None:
    """Whether somebody is under 18 on the day; None where nobody knows."""
    if born_on is not None:
        age = on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
        return age < 18
    return age_about < 18 if age_about is not None else None


def _person(said: Submission, actor: Actor | None, at: datetime) -> Individual:
    """The person with all that was said about them, before any referral names them: after it the door may add no more."""
    on = localdate(at)
    names = [name for name in said.names if name.name.strip()]
    individual = Individual(
        display_name=names[0].name.strip() if names else "",
        born_on=said.born_on,
        age_about=None if said.born_on else said.age_about,
        age_on=None if said.born_on or said.age_about is None else said.received_on or on,
        languages=said.languages,
        interpreter=said.interpreter,
        communication_needs=said.communication_needs,
        is_synthetic=said.is_synthetic,
    )
    individual.save(force_insert=True)
    own = {"individual": individual, "added_on": on, "added_by_id": actor.person_id if actor else None}
    IndividualName.objects.bulk_create(
        IndividualName(name=name.name.strip(), kind=name.kind, keys=matching.keys_of(name.name), **own)
        for name in names
    )
    IndividualContact.objects.bulk_create(
        IndividualContact(kind=way.kind, value=way.value, is_safe=way.is_safe, **own)
        for way in said.reached_at
        if way.value.strip()
    )
    Affiliation.objects.bulk_create(
        Affiliation(kind=tie.kind, name=tie.name, from_on=tie.from_on, **own) for tie in said.ties if tie.name.strip()
    )
    Need.objects.bulk_create(
        Need(kind=need.kind, known=need.known, adjustments=need.adjustments, **own) for need in said.needs_said
    )
    return individual


def _referral(said: Submission, individual: Individual, channel: str, actor: Actor | None, at: datetime) -> Referral:
    received_on = said.received_on or localdate(at)
    return Referral(
        individual=individual,
        channel=channel,
        sector=said.sector,
        urgency=said.urgency,
        nation=said.nation or routing.nation_of(said.establishment_id, said.authority_id),
        force_id=routing.force_for(authority_id=said.authority_id, establishment_id=said.establishment_id),
        authority_id=said.authority_id,
        establishment_id=said.establishment_id,
        received_on=received_on,
        entered_at=at,
        entered_by_id=actor.person_id if actor else None,
        is_child=is_child(born_on=said.born_on, age_about=said.age_about, on=received_on),
        is_synthetic=said.is_synthetic,
    )


def _begin(referral: Referral, actor: Actor | None, at: datetime) -> ReferralStep:
    """The first entry. Its clock is a row of its own: whoever makes a referral may not read the clocks of one."""
    doer: Doer = actor or Outsider.REFERRER
    return procedures.begin(
        procedure=registry.in_force(REFERRAL.name, localdate(at)),
        step="receive",
        record=referral,
        facts=Facts(subject=referral.id, state=""),
        actor=doer,
        door=_door_of(doer),
        at=at,
        history=ReferralStep,
    )


def _first_clock(referral: Referral, on: date) -> ReferralDeadline | None:
    """The time to assess it. Where the office has set none, it is taken in all the same."""
    (code,) = registry.in_force(REFERRAL.name, on).step("receive").starts
    found = limits.of(code, referral.nation, on)
    if found is None:
        return None
    term, due_on = found
    return ReferralDeadline(
        referral=referral,
        code=code,
        started_on=on,
        term_value=term.value,
        term_unit=term.unit,
        nation=referral.nation,
        due_on=due_on,
    )


def _referrer(
    said: Submission, referral: Referral, channel: str, actor: Actor | None, finding_secret: bytes | None
) -> Referrer:
    is_own = actor is not None and channel == codes.Channel.PROFESSIONAL
    return Referrer(
        referral=referral,
        name=said.referrer_name,
        relationship=said.relationship,
        contact=said.referrer_contact,
        person_id=actor.person_id if actor is not None and is_own else None,
        organisation_id=said.organisation_id,
        wants_feedback=said.wants_feedback,
        code_digest=hashlib.sha256(finding_secret).digest() if finding_secret else None,
    )


def _door_of(doer: Doer) -> Door:
    """At which door somebody acts: the public one for those without an account, delivery's for Candour itself."""
    if isinstance(doer, Actor):
        return doer.door
    return Door.DELIVERY if doer is Outsider.SYSTEM else Door.PUBLIC
