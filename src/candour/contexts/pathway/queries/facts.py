"""The facts that the procedures of the police's side judge: gathered once, for the guard and for the buttons alike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection

from candour.contexts.pathway import codes
from candour.contexts.pathway.models import (
    InformationDeadline,
    InformationRequest,
    InformationStep,
    PoliceLedCase,
    PoliceLedDeadline,
    PoliceLedStep,
    Referral,
    ReferralStep,
)
from candour.contexts.pathway.procedure.referral import DECIDED
from candour.kernel.deadlines import queries as deadlines
from candour.kernel.deadlines.models import DeadlineBase
from candour.kernel.doors import Door
from candour.kernel.procedures import queries as procedures
from candour.kernel.procedures.facts import Doer, Facts, StepFact, person_of
from candour.kernel.procedures.models import StepTaken

GIVEN, NOT_REQUIRED, MISSING = "given", "not_required", "missing"
"""What there is to say about a countersignature for a step."""

_RECORDS = """
select latest.id, latest.assessed_by_id, latest.proposes,
  exists (select 1 from pathway_countersignature c where c.assessment_id = latest.id),
  exists (select 1 from pathway_panelcase p where p.referral_id = %(id)s and p.is_open)
    or exists (select 1 from pathway_transfer t where t.referral_id = %(id)s and t.is_open)
    or exists (select 1 from pathway_policeledcase l where l.referral_id = %(id)s and l.is_open),
  exists (select 1 from pathway_earlier(%(id)s) e where not exists (
    select 1 from pathway_referrallink l
     where l.referral_id = %(id)s and l.earlier_id = e.earlier_id and l.ended_at is null)),
  exists (select 1 from pathway_referrallink l where l.referral_id = %(id)s and l.ended_at is null),
  (select coalesce(json_object_agg(d.code, d.due_on), '{}') from pathway_referraldeadline d
    where d.referral_id = %(id)s and d.met_on is null and d.cancelled_on is null),
  (select coalesce(json_agg(json_build_array(c.code, c.value) order by c.nation, c.in_force_from), '[]')
     from pathway_policychoice c
    where c.code like 'countersign.%%' and c.nation in ('', %(nation)s) and c.in_force_from <= today.on_
      and (c.in_force_until is null or c.in_force_until > today.on_))
  from (select coalesce(%(on)s::date, (now() at time zone 'Europe/London')::date) as on_) today left join lateral (
    select a.id, a.assessed_by_id, a.proposes from pathway_assessment a
     where a.referral_id = %(id)s order by a.number desc limit 1) latest on true
"""


def of_referral(
    referral: Referral, doer: Doer, *, on: date | None = None, timeline: Sequence[ReferralStep] | None = None
) -> Facts:
    """Everything the guard asks of a referral for ``doer``. Two queries; one where the page has read the ``timeline``.

    ``on`` is the day whose policy holds; the database's today where it is not said. A person with a declared interest never gets
    here: the database shows them no referral.
    """
    latest, assessed_by, proposes, is_signed, runs, waits, is_linked, due, choices = _records(referral, on)
    if timeline is None:
        history = procedures.history_facts(ReferralStep, referral.id, door=Door.DELIVERY)
    else:
        history = tuple(procedures.fact_of(row) for row in timeline)
    present = {
        "assessment": latest is not None,
        "deconfliction": bool(referral.deconflicted),
        "linked": is_linked,
        "correctable": procedures.staff_may_correct(history),
    }
    policy = {code.removeprefix("countersign."): value for code, value in choices}
    signed = {
        f"countersigned_{step}": _countersigned(step, policy, proposes if is_signed else "")
        for step in codes.Outcome.values
    }
    return Facts(
        subject=referral.id,
        state=referral.state,
        records=frozenset(kind for kind, exists in present.items() if exists),
        history=history,
        fields={
            "assigned_to": referral.assigned_to_id,
            "deconfliction": referral.deconflicted,
            "countersigned": is_signed,
            "assessed_by_me": latest is not None and assessed_by == person_of(doer),
            "matches_waiting": waits,
            "referrer_told": _was_told(history),
            "outcome_runs": runs,
            **signed,
        },
        due={code: date.fromisoformat(day) for code, day in due.items()},
    )


def _countersigned(step: str, policy: dict[str, str], agreed_on: str) -> str:
    """A signature stands for what the assessment proposes and for nothing else. Where no policy is set, one is asked for."""
    if agreed_on == step:
        return GIVEN
    return NOT_REQUIRED if policy.get(step) == NOT_REQUIRED else MISSING


def _was_told(history: Sequence[StepFact]) -> bool:
    """Whether the referrer was told of the decision that stands: one that was opened again is told anew."""
    names = [fact.step for fact in history]
    decided = max((place for place, name in enumerate(names) if name in codes.Outcome.values), default=-1)
    return "tell_referrer" in names[decided + 1 :]


def is_decided(referral: Referral) -> bool:
    """Whether it stands at a decision."""
    return referral.state in DECIDED


def _records(referral: Referral, on: date | None) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(_RECORDS, {"id": referral.id, "nation": referral.nation, "on": on})
        return cursor.fetchone()


def of_request(request: InformationRequest, doer: Doer) -> Facts:
    """The facts of a request to a partner. Two queries."""
    return _plain(request, InformationStep, InformationDeadline)


def of_led(led: PoliceLedCase, doer: Doer) -> Facts:
    """The facts of a police-led case. Two queries."""
    return _plain(led, PoliceLedStep, PoliceLedDeadline)


def _plain(record: InformationRequest | PoliceLedCase, history: type[StepTaken], deadline: type[DeadlineBase]) -> Facts:
    clocks = deadlines.running(deadline).filter(**{deadline.SUBJECT_FIELD: record})
    return Facts(
        subject=record.id,
        state=record.state,
        history=procedures.history_facts(history, record.id, door=Door.DELIVERY),
        due=dict(clocks.values_list("code", "due_on")),
    )
