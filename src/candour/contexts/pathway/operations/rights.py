"""The rights of the person, or of a parent for them: giving a code, what it shows, what is asked by it, the answer.

``ask`` is taken at the public door by whoever holds the code, and names it by its secret alone. All others raise Refused
with every reason, and DoesNotExist for absent and forbidden alike.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway.models import RightsAccess, RightsDeadline, RightsRequest, RightsStep
from candour.contexts.pathway.models.rights import Capacity, Released
from candour.contexts.pathway.procedure import RIGHTS
from candour.contexts.pathway.procedure.case import SUPPORTED
from candour.contexts.pathway.queries import my_record
from candour.contexts.pathway.queries import rights as queries
from candour.kernel.deadlines import calendar, terms
from candour.kernel.deadlines import queries as deadlines
from candour.kernel.doors import Door
from candour.kernel.ledger import operations as ledger
from candour.kernel.people.actor import Actor
from candour.kernel.procedures import acts, refusals
from candour.kernel.procedures.facts import Facts, Outsider, Refusal, Refused
from candour.kernel.visitors import receipts
from candour.kernel.visitors.receipts import Receipt

LONGEST = timedelta(days=732)
"""A code holds for two years at most; the owner can give another."""
REQUESTS_A_DAY = 10
"""More than anybody asks by hand."""

Kind = acts.Kind[RightsRequest, RightsStep]


class TooManyRequests(Exception):
    """So many were sent by this code today that the next has to wait until tomorrow."""


def kind(at: datetime) -> Kind:
    """Requests under their procedure, as they stand at this moment."""
    return acts.Kind(
        RIGHTS.name, RightsRequest, RightsStep, RightsDeadline, partial(queries.facts_of, on=localdate(at))
    )


@transaction.atomic
def give(
    *,
    reference: str,
    capacity: str,
    released: Collection[str],
    note: str,
    until: date,
    actor: Actor,
    at: datetime,
) -> tuple[RightsAccess, Receipt]:
    """Give a code for a referral or a case: the only moment in which the code exists here is its return value."""
    record = queries.record_for(actor, reference)
    if record is None:
        raise RightsAccess.DoesNotExist
    _check(capacity, released, until, on=localdate(at))
    receipt = receipts.new()
    given = RightsAccess(
        individual_id=record.individual_id,
        referral_id=record.referral_id,
        case=record.case,
        force_id=record.force_id,
        authority_id=record.authority_id,
        nation=record.nation,
        regime=record.regime,
        code_digest=receipt.mailbox_digest,
        capacity=capacity,
        released=sorted(released),
        note=note.strip(),
        owner_id=actor.person_id,
        given_by_id=actor.person_id,
        given_at=at,
        from_on=localdate(at),
        until_on=until,
        is_synthetic=record.is_synthetic,
    )
    given.save(force_insert=True)
    _record("give", given, actor, at, capacity=capacity, **_shows(given))
    return given, receipt


@transaction.atomic
def release(
    *, access_id: UUID, released: Collection[str], note: str, until: date, actor: Actor, at: datetime
) -> RightsAccess:
    """Change what a code shows, and until when."""
    held = _locked(access_id, actor)
    _check(held.capacity, released, until, on=localdate(at))
    held.released, held.note, held.until_on = sorted(released), note.strip(), until
    held.save(update_fields=["released", "note", "until_on"])
    _record("release", held, actor, at, **_shows(held))
    return held


@transaction.atomic
def end(*, access_id: UUID, reason: str, actor: Actor, at: datetime) -> RightsAccess:
    """End a code at once: it was lost, or the person no longer speaks for the other. What was asked by it is still
    answered, in another way."""
    held = _locked(access_id, actor)
    if not reason.strip():
        raise Refused((Refusal("record.rationale", _("Say why the code is ended."), ""),))
    held.ended_on, held.ended_by_id, held.end_reason = localdate(at), actor.person_id, reason.strip()
    held.save(update_fields=["ended_on", "ended_by_id", "end_reason"])
    _record("end", held, actor, at)
    return held


@transaction.atomic
def ask(*, secret: bytes, what: str, text: str, at: datetime) -> RightsRequest:
    """Something asked by a code. The same twice on one day is one request.

    Raises my_record.NoRecord, TooManyRequests, Refused; ValueError for a kind that does not exist, or a withdrawal where
    there is no case.
    """
    access = my_record.find(secret)
    on = localdate(at)
    if what not in RightsRequest.Kind.values or (what == RightsRequest.Kind.WITHDRAWAL and access.case_id is None):
        raise ValueError(what)
    today = list(RightsRequest.objects.filter(asked_on=on).only(*my_record.SEEN_OF_REQUEST))
    same = next((row for row in today if row.kind == what and row.text == text.strip()), None)
    if same is not None:
        return same
    if len(today) >= REQUESTS_A_DAY:
        raise TooManyRequests
    step = queries.begun_by(what, access.regime)
    asked = RightsRequest(
        access_given_id=access.id,
        kind=what,
        text=text.strip(),
        nation=access.nation,
        asked_on=on,
        next_due_on=_due_on(step, access.nation, on),
    )
    kind(at).begin(asked, step, doer=Outsider.PERSON, door=Door.PUBLIC, at=at, given=acts.given(request=asked.text))
    return asked


@transaction.atomic
def answer(
    *, request_id: UUID, text: str, outcome: str, actor: Actor, at: datetime, seen: int | None = None
) -> RightsStep:
    """The answer, which the code shows to whoever holds it. A withdrawal of consent is not answered while support goes on."""
    held = _locked_request(request_id, actor)
    is_known = outcome in RightsRequest.Outcome.values
    given = acts.given(answer=text.strip(), outcome=is_known)
    also = _still_supported(held)
    try:
        facts = kind(at).judged(held, "answer", doer=actor, at=at, seen=seen, given=given)
    except Refused as refused:
        raise Refused((*refused.refusals, *also)) from None
    if also:
        raise Refused(also)
    held.answer, held.outcome = text.strip(), outcome
    held.answered_on, held.answered_by_id = localdate(at), actor.person_id
    return _take(held, "answer", facts, actor, at, changed=("answer", "outcome", "answered_on", "answered_by_id"))


@transaction.atomic
def extend(*, request_id: UUID, reason: str, actor: Actor, at: datetime, seen: int | None = None) -> RightsStep:
    """Take more time, within the first month and with the reason, which the person reads."""
    held = _locked_request(request_id, actor)
    given = acts.given(rationale=reason.strip())
    facts = kind(at).judged(held, "extend", doer=actor, at=at, seen=seen, given=given)
    held.answer = reason.strip()
    return _take(held, "extend", facts, actor, at, rationale=reason.strip(), changed=("answer",))


def record_refusal(*, request_id: UUID, step: str, refused: Refused, actor: Actor, at: datetime) -> UUID:
    """Leave an entry with the step and the code of every reason."""
    return refusals.record(
        context="pathway", subject=request_id, step=f"rights.{step}", refused=refused, actor=actor, at=at
    )


def _take(
    held: RightsRequest,
    step: str,
    facts: Facts,
    actor: Actor,
    at: datetime,
    *,
    rationale: str = "",
    changed: tuple[str, ...],
) -> RightsStep:
    return kind(at).take(
        held, step, facts=facts, doer=actor, door=actor.door, at=at, rationale=rationale, changed=changed
    )


def _locked(access_id: UUID, actor: Actor) -> RightsAccess:
    rows = queries.given_by_body(actor).select_related(None).select_for_update()
    return rows.filter(ended_on=None).get(id=access_id)


def _locked_request(request_id: UUID, actor: Actor) -> RightsRequest:
    return queries.requests_for(actor).select_related(None).select_for_update().get(id=request_id)


def _still_supported(held: RightsRequest) -> tuple[Refusal, ...]:
    """An answer that said “done” while the support went on would not be true, and “not done” is no answer to a withdrawal."""
    case = held.access_given.case
    if held.kind != RightsRequest.Kind.WITHDRAWAL or case is None or case.state != SUPPORTED:
        return ()
    return (
        Refusal(
            "still_supported",
            _("The case still stands as supported: support goes on that was withdrawn from."),
            _("Record on the case that consent is withdrawn, which stops the support; then answer here."),
        ),
    )


def _due_on(step: str, nation: str, on: date) -> date:
    """The last day of the clock that the step starts: the public door writes the row once and may not change it."""
    (code,) = RIGHTS.step(step).starts
    term = terms.in_force(code, nation, on).term
    return calendar.due_on(on, term, nation, (), deadlines.holidays_added(nation))


def _check(capacity: str, released: Collection[str], until: date, *, on: date) -> None:
    found = []
    if capacity not in Capacity.values:
        found.append(Refusal("capacity", _("Say for whom the holder of the code speaks."), ""))
    if not set(released) <= set(Released.values):
        found.append(Refusal("released", _("Choose from the list what the code shows."), ""))
    if not on <= until <= on + LONGEST:
        found.append(
            Refusal("until", _("The code has to end between today and two years from now."), _("Choose another day."))
        )
    if found:
        raise Refused(tuple(found))


def _record(verb: str, access: RightsAccess, actor: Actor, at: datetime, **more: str) -> None:
    ledger.append(
        verb=f"pathway.rights_access.{verb}", subject=access.id, actor=actor, door=actor.door, at=at, codes=more
    )


def _shows(access: RightsAccess) -> dict[str, str]:
    """What a code shows, as codes of the ledger."""
    return {f"shows_{one}": "yes" for one in access.released}
