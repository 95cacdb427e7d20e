"""Requests to partners, police-led cases and the person's page, with all that their pages show."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, QuerySet

from candour.contexts.pathway.models import (
    Affiliation,
    CodeTerm,
    EqualityFact,
    Individual,
    IndividualContact,
    IndividualCorrection,
    IndividualName,
    InformationRequest,
    Need,
    PoliceLedCase,
    Referral,
)
from candour.contexts.pathway.queries import lists, together, visible
from candour.kernel.people.actor import Actor


def requests_listed(actor: Actor) -> QuerySet[InformationRequest]:
    """The requests put to the bodies for which this person answers: first what waits, by its day."""
    rows = visible.requests_to(actor).select_related("organisation", "force")
    return rows.order_by(F("is_open").desc(), F("next_due_on").asc(nulls_last=True), "-asked_at", "id")


def led_listed(actor: Actor) -> QuerySet[PoliceLedCase]:
    """The police-led cases of this person's forces: first those open, by their next review."""
    rows = visible.led_by(actor).select_related("individual", "owner")
    return rows.order_by(F("is_open").desc(), F("next_due_on").asc(nulls_last=True), "id")


@dataclass
class Known:
    """What is known about a person, and about those who are read as one with them."""

    individual: Individual
    others: list[Individual]
    referrals: list[Referral]
    names: list[IndividualName]
    contacts: list[IndividualContact]
    ties: list[Affiliation]
    needs: list[Need]
    facts: list[EqualityFact]
    corrections: list[IndividualCorrection]
    labels: dict[str, str] = field(default_factory=dict)


def known(individual: Individual) -> Known:
    """Everything on the person's page. At most twelve queries."""
    own = list(Referral.objects.filter(individual=individual).select_related("force", "individual"))
    read = together.referrals_of(own[0]) if own else []
    everybody = together.individuals_of(read) or [individual]
    found = Known(
        individual=individual,
        others=[one for one in everybody if one.id != individual.id],
        referrals=read,
        names=_of(IndividualName, everybody),
        contacts=_of(IndividualContact, everybody),
        ties=_of(Affiliation, everybody),
        needs=_of(Need, everybody),
        facts=_of(EqualityFact, everybody),
        corrections=list(IndividualCorrection.objects.filter(individual=individual).order_by("at")),
    )
    found.labels = lists.labels(CodeTerm.List.NEED, [one.kind for one in found.needs]) | lists.labels(
        CodeTerm.List.CHARACTERISTIC, [one.characteristic for one in found.facts]
    )
    return found


def _of(model: Any, individuals: list[Individual]) -> list[Any]:
    """The rows of these individuals, those that hold before those that ended."""
    rows = model.objects.filter(individual__in=[one.id for one in individuals])
    return list(rows.order_by(F("ended_on").asc(nulls_first=True), "added_on", "id"))
