"""Transfers: a person is passed to another service, and somebody sees to it that the service takes them on.

``offer`` is called by a decision, in its transaction. Each other act belongs to one side: the service's own people
accept, decline, tell how it goes and complete; the owner's side chases, offers again, offers elsewhere, takes back and
names another owner. Nothing ends while nobody has the person: what comes back waits for its owner's decision.

All raise Refused with every reason, and Transfer.DoesNotExist for absent and forbidden alike. ``seen`` is the number of
the last entry of the history that the page showed; None skips that check.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway import codes
from candour.contexts.pathway.models import (
    Individual,
    Referral,
    Transfer,
    TransferDeadline,
    TransferStep,
)
from candour.contexts.pathway.operations import acts
from candour.contexts.pathway.procedure import TRANSFER
from candour.contexts.pathway.queries import transfers as queries
from candour.kernel.people.actor import Actor
from candour.kernel.people.models import Organisation, Person
from candour.kernel.procedures import guard, registry
from candour.kernel.procedures.facts import Facts, Refusal, Refused

NAME = TRANSFER.name
Kind = acts.Kind[Transfer, TransferStep]


def kind(at: datetime) -> Kind:
    """Transfers under their procedure, as they stand at this moment."""
    gather = partial(queries.facts_of, on=localdate(at))
    return acts.Kind(NAME, Transfer, TransferStep, TransferDeadline, gather)


@transaction.atomic
def offer(
    *,
    referral: Referral,
    individual: Individual,
    force: Organisation | None,
    authority: Organisation | None,
    organisation_id: UUID | None,
    requirement: str,
    about: str,
    contact: str,
    agreed_with_person: bool,
    arm: str,
    actor: Actor,
    at: datetime,
    owner: Person | None = None,
) -> Transfer:
    """Offer the person of a referral to a service: the record that the service sees, with its owner and its clock.

    Without ``owner`` whoever acts owns it. Refuses a service in which nobody would see it, an owner who could not act on
    it, and one without a requirement, a name or an approach.
    """
    return _offer(
        Transfer(
            referral=referral,
            individual=individual,
            force=force,
            authority=authority,
            nation=referral.nation,
            about=about.strip(),
            contact=contact.strip(),
            requirement=requirement.strip(),
            agreed_with_person=agreed_with_person,
            arm=arm,
            owner_id=owner.id if owner is not None else actor.person_id,
            is_synthetic=referral.is_synthetic,
        ),
        organisation_id,
        actor=actor,
        at=at,
    )


def _offer(new: Transfer, organisation_id: UUID | None, *, actor: Actor, at: datetime) -> Transfer:
    """Insert a transfer that is filled in but for its service, or refuse with every reason."""
    on = new.offered_on = localdate(at)
    service = queries.services().filter(id=organisation_id).first() if organisation_id else None
    found = [] if service is not None else [_no_service()]
    if not new.about:
        found.append(Refusal("about", _("Say whom the service is asked to help, as it needs to know them.")))
    if new.arm not in codes.PilotArm.values:
        found.append(Refusal("arm", _("Say under which approach this transfer is: usual practice, or the pilot.")))
    if not _can_own(new, new.owner_id, on):
        found.append(_no_owner())
    given = acts.given(requirement=new.requirement)
    found.extend(guard.refusals(registry.in_force(NAME, on), "offer", Facts(new.id, "", given), actor, at))
    if service is None or found:  # the first is among the second; the type checker needs both
        raise Refused(tuple(found))
    new.organisation = service
    kind(at).begin(
        new,
        "offer",
        doer=actor,
        door=actor.door,
        at=at,
        given=given,
        codes={"organisation": str(service.id), "owner": str(new.owner_id)},
    )
    return new


def _can_own(transfer: Transfer, person_id: UUID, on: date) -> bool:
    rows = queries.owners(
        force_id=transfer.force_id, authority_id=transfer.authority_id, individual_id=transfer.individual_id, on=on
    )
    return rows.filter(id=person_id).exists()


def _no_service() -> Refusal:
    return Refusal(
        "no_service",
        _("Choose a service in which somebody receives transfers."),
        _("If it is not in the list, ask the Commissioner’s office to invite somebody there."),
    )


def _no_owner() -> Refusal:
    return Refusal(
        "no_owner",
        _(
            "The owner has to be somebody who works with Prevent referrals or cases in the force or authority that has it."
        ),
        _("Choose a colleague from the list: from now on they see to it that somebody takes the person on."),
    )
