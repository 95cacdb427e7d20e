"""Codes given to persons and parents, and what they asked, for the body that has the record. Row rules stand behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise

from candour.contexts.pathway import codes, references
from candour.contexts.pathway.models import (
    PanelCase,
    Referral,
    RightsAccess,
    RightsDeadline,
    RightsRequest,
    RightsStep,
)
from candour.contexts.pathway.procedure import basis, nations
from candour.contexts.pathway.procedure import rights as law
from candour.contexts.pathway.queries.transfers import bodies
from candour.kernel.deadlines import explanation
from candour.kernel.deadlines import queries as deadlines
from candour.kernel.doors import Door
from candour.kernel.people.actor import Actor
from candour.kernel.procedures import queries as procedures
from candour.kernel.procedures.facts import Doer, Facts


@dataclass(frozen=True)
class Record:
    """A referral, or the case of a panel, of which a code can be given: whose it is, and what stands with it."""

    reference: str
    individual_id: UUID
    referral_id: UUID
    nation: str
    regime: str
    is_synthetic: bool
    case: PanelCase | None = None
    force_id: UUID | None = None
    authority_id: UUID | None = None


def record_for(actor: Actor, reference: str) -> Record | None:
    """The record of this reference, if it is this person's body that has it: the police have a referral, the authority the
    case of its panel. None for anything else."""
    known = references.read(reference)
    if known is None or known != reference:
        return None
    if known.startswith(references.REFERRAL):
        referral = Referral.objects.filter(force_id__in=bodies(actor, *basis.POLICE), reference=known).first()
        return _of_referral(referral) if referral else None
    case = PanelCase.objects.filter(authority_id__in=bodies(actor, *basis.PANEL), reference=known).first()
    return _of_case(case) if case else None


def _of_referral(referral: Referral) -> Record:
    return Record(
        referral.reference, referral.individual_id, referral.id, referral.nation, referral.regime, referral.is_synthetic,
        force_id=referral.force_id,
    )  # fmt: skip


def _of_case(case: PanelCase) -> Record:
    """The referral behind it is not asked for: a panel that took the case on from another area does not see it."""
    return Record(
        case.reference, case.individual_id, case.referral_id, case.nation, codes.Regime.UK_GDPR, case.is_synthetic,
        case=case, authority_id=case.authority_id,
    )  # fmt: skip


def given_by_body(actor: Actor) -> QuerySet[RightsAccess]:
    """The codes that this person's force or authority gave."""
    rows = RightsAccess.objects.filter(
        Q(force_id__in=bodies(actor, *basis.POLICE)) | Q(authority_id__in=bodies(actor, *basis.PANEL))
    )
    return rows.select_related("case").prefetch_related("referral")  # joined, a case without its referral would be gone


def requests_for(actor: Actor) -> QuerySet[RightsRequest]:
    """What was asked of this person's force or authority."""
    rows = RightsRequest.objects.filter(access_given__in=given_by_body(actor))
    return rows.select_related("access_given__case").prefetch_related("access_given__referral")


def listed(actor: Actor) -> QuerySet[RightsRequest]:
    """What waits for an answer, by due date; then what was answered, the newest first."""
    return requests_for(actor).order_by(
        F("is_open").desc(), F("next_due_on").asc(nulls_last=True), F("asked_on").desc(), "id"
    )


def found_for(actor: Actor, reference: str) -> RightsRequest | None:
    """The request of this reference; None for absent, misspelt and somebody else's alike."""
    known = references.read(reference)
    return requests_for(actor).filter(reference=known).first() if known is not None and known == reference else None


def withdrawal_of(actor: Actor, case: PanelCase, typed: str) -> tuple[str, str, date] | None:
    """The withdrawal of consent that the holder of a code sent for this case and nobody has answered: for whom the holder
    speaks, its reference, its day. The latest where none is named; None where there is none."""
    rows = requests_for(actor).filter(kind=RightsRequest.Kind.WITHDRAWAL, is_open=True, access_given__case=case)
    found = (rows.filter(reference=typed) if typed else rows).order_by("-asked_on", "id").first()
    return (found.access_given.capacity, found.reference, found.asked_on) if found else None


def access_for(actor: Actor, access_id: UUID) -> RightsAccess | None:
    """The code of this id, given by this person's body."""
    return given_by_body(actor).filter(id=access_id).first()


def address_for(typed: str, actor: Actor) -> str | None:
    """Where a reference that somebody typed leads, or None: absent and forbidden are not told apart."""
    known = references.read(typed)
    found = found_for(actor, known) if known else None
    return reverse("rights:request", args=[found.reference]) if found else None


def reference_of(access: RightsAccess) -> str:
    """The reference of the record of which the code was given."""
    return access.case.reference if access.case else access.referral.reference


def facts_of(asked: RightsRequest, doer: Doer, *, on: date) -> Facts:
    """The facts that the procedure judges on this day. Two queries."""
    due = dict(deadlines.running(RightsDeadline).filter(request=asked).values_list("code", "due_on"))
    return Facts(
        subject=asked.id,
        state=asked.state,
        history=procedures.history_facts(RightsStep, asked.id, door=Door.DELIVERY),
        fields={"may_extend": law.UK_GDPR in due and due[law.UK_GDPR] >= on},
        due=due,
    )


@dataclass(frozen=True)
class Told:
    """A request with everything that its page shows."""

    asked: RightsRequest
    steps: list[Any]
    clock: RightsDeadline | None
    explained: list[str | Promise]
    basis: Any


def told(asked: RightsRequest) -> Told:
    """The whole request for its page. At most four queries."""
    clock = next((row for row in deadlines.of_subject(RightsDeadline, asked.id) if row.is_running), None)
    return Told(
        asked=asked,
        steps=list(procedures.timeline(RightsStep, asked.id)),
        clock=clock,
        explained=explained(clock) if clock else [],
        basis=nations.basis_of(
            law.RIGHTS.step(begun_by(asked.kind, asked.access_given.regime)), asked.access_given.nation
        ),
    )


def explained(clock: RightsDeadline) -> list[str | Promise]:
    """How the last day was counted."""
    added = deadlines.holidays_added(clock.nation)
    return list(explanation.explain(clock.started_on, clock.term, clock.nation, (), added))


def begun_by(kind: str, regime: str) -> str:
    """The step that begins a request of this kind under this regime, and with it the clock that runs."""
    if kind == RightsRequest.Kind.WITHDRAWAL:
        return "withdraw"
    return "ask_police" if regime == codes.Regime.PART_3 else "ask"
