"""The records that a person may know of, asked for here as well as by the row rules, so that the planner can use it and no
page depends on the net alone (docs/decisions/0001-doors.md)."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from candour.contexts.pathway import references
from candour.contexts.pathway.models import (
    CaseAdmission,
    CaseMove,
    Individual,
    InformationRequest,
    PanelCase,
    PoliceLedCase,
    Referral,
)
from candour.contexts.pathway.models.choices import Moved
from candour.contexts.pathway.procedure import basis
from candour.kernel.people.actor import Actor


def organisations_as(actor: Actor, *roles: str) -> list[UUID]:
    """The organisations in which this person holds one of these roles today, each once."""
    return list(dict.fromkeys(held.organisation_id for held in actor.holdings if held.role in roles))


def forces_of(actor: Actor) -> list[UUID]:
    """The forces in which this person is a Prevent officer or supervisor."""
    return organisations_as(actor, *basis.POLICE)


def supervised_by(actor: Actor) -> list[UUID]:
    """The forces in which this person is a supervisor."""
    return organisations_as(actor, basis.SUPERVISOR)


def is_worked_on(actor: Actor, referral: Referral) -> bool:
    """Whether the referral is one of a force of this person."""
    return referral.force_id in forces_of(actor)


def of_own_force(actor: Actor) -> QuerySet[Referral]:
    """The referrals that a force of this person has."""
    return Referral.objects.filter(force_id__in=forces_of(actor))


def requests_to(actor: Actor) -> QuerySet[InformationRequest]:
    """The requests put to bodies for which this person answers."""
    return InformationRequest.objects.filter(organisation_id__in=organisations_as(actor, basis.PARTNER))


def led_by(actor: Actor) -> QuerySet[PoliceLedCase]:
    """The police-led cases of a force of this person."""
    return PoliceLedCase.objects.filter(force_id__in=forces_of(actor))


def offered_to(actor: Actor) -> QuerySet[CaseMove]:
    """What other areas offer to a panel that this person runs, and waits for an answer."""
    return CaseMove.objects.filter(to_authority_id__in=organisations_as(actor, *basis.PANEL), answer=Moved.WAITS)


def case_for(actor: Actor, typed: str) -> PanelCase | None:
    """The panel case of this reference: for its panel, for the force that referred it, for partners and guests who are
    admitted to it, and for the panel to which it is offered; None for all else alike. Neither the referral nor the owner is
    joined: not everybody who sees the case sees those."""
    known = references.read(typed)
    if known is None or known != typed:
        return None
    runs = organisations_as(actor, *basis.PANEL)
    admitted = CaseAdmission.objects.filter(case=OuterRef("pk"), person_id=actor.person_id)
    offered = CaseMove.objects.filter(case=OuterRef("pk"), to_authority_id__in=runs, answer=Moved.WAITS)
    theirs = Q(authority_id__in=runs) | Q(force_id__in=forces_of(actor)) | Exists(admitted) | Exists(offered)
    rows = PanelCase.objects.filter(theirs, reference=known)
    return rows.select_related("individual", "authority", "force", "exit_reason").first()


def request_for(actor: Actor, typed: str) -> InformationRequest | None:
    """The request of this reference, for either side; None for absent, misspelt and somebody else's alike."""
    known = references.read(typed)
    asked = Q(organisation_id__in=organisations_as(actor, basis.PARTNER)) | Q(force_id__in=forces_of(actor))
    rows = InformationRequest.objects.filter(asked, reference=known).select_related("organisation", "force")
    return rows.first() if known == typed else None


def led_for(actor: Actor, typed: str) -> PoliceLedCase | None:
    """The police-led case of this reference, likewise."""
    known = references.read(typed)
    rows = led_by(actor).filter(reference=known).select_related("owner", "referral", "individual", "force")
    return rows.first() if known == typed else None


def individual_for(typed: str) -> Individual | None:
    """The individual of this reference, as the row rules show them; None for all else."""
    known = references.read(typed)
    return Individual.objects.filter(reference=known).first() if known == typed else None


def address_for(typed: str, actor: Actor) -> str | None:
    """Where a reference that somebody typed leads, or None: absent and forbidden are not told apart."""
    known = references.read(typed)
    if known is None:
        return None
    letter = known[0]
    if letter == references.REFERRAL and Referral.objects.filter(reference=known).exists():
        return reverse("referrals:case", args=[known])
    if letter == references.REQUEST and request_for(actor, known):
        return reverse("referrals:request", args=[known])
    if letter == references.CASE and case_for(actor, known):
        return reverse("cases:case", args=[known])
    if letter == references.POLICE_LED and led_for(actor, known):
        return reverse("referrals:led", args=[known])
    if letter == references.INDIVIDUAL and individual_for(known):
        return reverse("referrals:person", args=[known])
    return None
