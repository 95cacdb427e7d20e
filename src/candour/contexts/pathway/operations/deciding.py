"""Deciding on a referral, and what is owed after it: telling the referrer, looking again whether it must be kept.

A decision creates the record that follows, with a named owner, in its own transaction: where nobody can own it, nothing
is decided.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway import codes
from candour.contexts.pathway.models import Assessment, Decision, Referral, ReferralDeadline, ReferralStep, Referrer
from candour.contexts.pathway.operations import cases, police_led, transfers
from candour.contexts.pathway.operations.kinds import REFERRAL, judged
from candour.contexts.pathway.queries import lists, people
from candour.kernel.deadlines import operations as deadlines
from candour.kernel.people.actor import Actor
from candour.kernel.procedures.acts import given
from candour.kernel.procedures.facts import Facts, Refusal


@dataclass(frozen=True)
class Decided:
    """What was decided: the entry of the history, and the reference of the record that follows, if one does."""

    step: ReferralStep
    follows: str = ""


@dataclass(frozen=True)
class _Reasons:
    """The reasons that were chosen: their codes, and whether one of them is a ground by itself."""

    codes: tuple[str, ...]
    has_ground: bool


def _reasons(outcome: str, chosen: Collection[str], at: datetime) -> _Reasons:
    terms = [term for term in lists.reasons(outcome, localdate(at)) if term.code in chosen]
    return _Reasons(tuple(term.code for term in terms), any(term.is_ground for term in terms))


@transaction.atomic
def refer_to_panel(
    *,
    referral_id: UUID,
    authority_id: UUID | None,
    reasons: Collection[str],
    rationale: str,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> Decided:
    """Refer the person to the panel of an authority (s.36(3)): its case begins with an owner there."""
    referral = REFERRAL.lock(referral_id)
    known = people.panels().filter(id=authority_id).first() if authority_id else None
    owner_id = people.panel_owner(known.id, referral.individual_id) if known else None
    chosen = _reasons(codes.Outcome.PANEL, reasons, at)
    facts = _judged(referral, codes.Outcome.PANEL, chosen, rationale, actor, at, seen, panel_owner=owner_id)
    assert known is not None  # the procedure refuses without an owner, who is found in an authority alone
    assert owner_id is not None
    case = cases.begin_case(
        referral=referral, authority_id=known.id, owner_id=owner_id, nation=known.nation, actor=actor, at=at
    )
    referral.authority = known
    row = _take(
        referral, codes.Outcome.PANEL, facts, chosen, rationale, actor, at, follows=case.id, changed=["authority"]
    )
    return Decided(row, case.reference)


@transaction.atomic
def transfer(
    *,
    referral_id: UUID,
    service_id: UUID | None,
    about: str,
    contact: str,
    requirement: str,
    is_agreed: bool,
    arm: str,
    reasons: Collection[str],
    rationale: str,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> Decided:
    """Pass the person to another service: the offer begins, owned by whoever decides, with the day to accept it by."""
    referral = REFERRAL.lock(referral_id)
    service = people.services().filter(id=service_id).first() if service_id else None
    chosen = _reasons(codes.Outcome.TRANSFER, reasons, at)
    is_asked = service if about.strip() and requirement.strip() and arm in codes.PilotArm.values else None
    facts = _judged(referral, codes.Outcome.TRANSFER, chosen, rationale, actor, at, seen, service=is_asked)
    assert service is not None  # the procedure refuses without
    offered = transfers.offer(
        referral=referral,
        individual=referral.individual,
        force=referral.force,
        authority=referral.authority,
        organisation_id=service.id,
        requirement=requirement,
        about=about,
        contact=contact,
        agreed_with_person=is_agreed,
        arm=arm,
        actor=actor,
        at=at,
    )
    row = _take(referral, codes.Outcome.TRANSFER, facts, chosen, rationale, actor, at, follows=offered.id)
    return Decided(row, offered.reference)


@transaction.atomic
def open_police_led(
    *,
    referral_id: UUID,
    person_id: UUID | None,
    reason: str,
    reasons: Collection[str],
    rationale: str,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> Decided:
    """Keep the person under police-led partnership, with an officer who owns it and a review clock."""
    referral = REFERRAL.lock(referral_id)
    is_officer = person_id in {officer for officer, _name in people.officers(referral.force_id)}
    also = []
    if is_officer and person_id in people.barred(referral.individual_id):
        said = _("This person cannot be given this case.")
        also.append(Refusal("assignee.excluded", said, _("Choose another officer.")))
    chosen = _reasons(codes.Outcome.POLICE_LED, reasons, at)
    owner = person_id if is_officer and reason.strip() else None
    facts = _judged(referral, codes.Outcome.POLICE_LED, chosen, rationale, actor, at, seen, also=also, led_owner=owner)
    assert owner is not None  # the procedure refuses without
    led = police_led.begin(referral=referral, owner_id=owner, reason=reason, actor=actor, at=at)
    row = _take(referral, codes.Outcome.POLICE_LED, facts, chosen, rationale, actor, at, follows=led.id)
    return Decided(row, led.reference)


@transaction.atomic
def close(
    *,
    referral_id: UUID,
    reasons: Collection[str],
    rationale: str,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> Decided:
    """Take no further action. The referrer is still to be told, and a day is set to look whether it must be kept."""
    referral = REFERRAL.lock(referral_id)
    chosen = _reasons(codes.Outcome.CLOSE, reasons, at)
    facts = _judged(referral, codes.Outcome.CLOSE, chosen, rationale, actor, at, seen)
    row = _take(referral, codes.Outcome.CLOSE, facts, chosen, rationale, actor, at)
    _start_necessity_review(referral, row)
    return Decided(row)


def _judged(
    referral: Referral,
    outcome: codes.Outcome,
    chosen: _Reasons,
    rationale: str,
    actor: Actor,
    at: datetime,
    seen: int | None,
    also: Sequence[Refusal] = (),
    **follows: object,
) -> Facts:
    supplied = given(ground=chosen.has_ground, rationale=rationale.strip(), **follows)
    return judged(referral, outcome.value, actor=actor, at=at, seen=seen, given=supplied, also=also)


def _take(
    referral: Referral,
    outcome: codes.Outcome,
    facts: Facts,
    chosen: _Reasons,
    rationale: str,
    actor: Actor,
    at: datetime,
    *,
    follows: UUID | None = None,
    changed: Sequence[str] = (),
) -> ReferralStep:
    referral.outcome = outcome.value
    row = REFERRAL.take(
        referral,
        outcome.value,
        facts=facts,
        doer=actor,
        door=actor.door,
        at=at,
        rationale=rationale,
        codes={"follows": str(follows)} if follows else {},
        changed=["outcome", *changed],
    )
    Decision(
        referral=referral,
        assessment=Assessment.objects.filter(referral=referral).latest("number"),
        step=row,
        outcome=outcome.value,
        reasons=list(chosen.codes),
        decided_at=at,
        decided_by_id=actor.person_id,
    ).save(force_insert=True)
    return row


def _start_necessity_review(referral: Referral, row: ReferralStep) -> None:
    """A record of a child is looked at earlier; so is one of somebody whose age nobody knows."""
    code = "pathway.necessity_review" if referral.is_child is False else "pathway.necessity_review_child"
    on, nation = row.taken_on, referral.nation
    deadlines.start(model=ReferralDeadline, subject=referral, codes=[code], on=on, nation=nation, started_by=row.id)
    REFERRAL.refresh(referral)


@transaction.atomic
def tell_referrer(
    *, referral_id: UUID, feedback: str, actor: Actor, at: datetime, rationale: str = "", seen: int | None = None
) -> ReferralStep:
    """Record what the referrer is told of what became of it (their page shows it), or why they cannot be told.

    The ``rationale`` stays in the timeline and never reaches them: it can be about the person, or about the referrer. Where there
    are no words for them, their page says that they cannot be told more, and words of an earlier decision stand.
    """
    referral = REFERRAL.lock(referral_id)
    told, why = feedback.strip(), rationale.strip()
    supplied = given(feedback=told or why)
    facts = judged(referral, "tell_referrer", actor=actor, at=at, seen=seen, given=supplied)
    referrer = Referrer.objects.get(referral=referral)
    if told or not referrer.feedback:
        referrer.feedback, referrer.feedback_on, referrer.feedback_by_id = told, localdate(at), actor.person_id
        referrer.save(update_fields=["feedback", "feedback_on", "feedback_by"])
    return REFERRAL.take(referral, "tell_referrer", facts=facts, doer=actor, door=actor.door, at=at, rationale=why)


@transaction.atomic
def review_necessity(
    *, referral_id: UUID, rationale: str, actor: Actor, at: datetime, seen: int | None = None
) -> ReferralStep:
    """Say why it must still be kept. The next review falls due from today, as long as it is kept."""
    referral = REFERRAL.lock(referral_id)
    supplied = given(rationale=rationale.strip())
    facts = judged(referral, "review_necessity", actor=actor, at=at, seen=seen, given=supplied)
    row = REFERRAL.take(
        referral, "review_necessity", facts=facts, doer=actor, door=actor.door, at=at, rationale=rationale
    )
    _start_necessity_review(referral, row)
    return row


@transaction.atomic
def reopen(*, referral_id: UUID, rationale: str, actor: Actor, at: datetime, seen: int | None = None) -> ReferralStep:
    """Open it again. Refused while what its decision created is still running. It needs a new assessment."""
    referral = REFERRAL.lock(referral_id)
    supplied = given(rationale=rationale.strip())
    facts = judged(referral, "reopen", actor=actor, at=at, seen=seen, given=supplied)
    referral.outcome = ""
    return REFERRAL.take(
        referral,
        "reopen",
        facts=facts,
        doer=actor,
        door=actor.door,
        at=at,
        rationale=rationale,
        changed=["outcome"],
    )
