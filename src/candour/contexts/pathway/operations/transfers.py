"""A person is passed to another service: the offer."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.timezone import localdate

from candour.contexts.pathway.models import Referral, Transfer, TransferDeadline, TransferStep
from candour.contexts.pathway.operations.acts import Kind, given
from candour.contexts.pathway.procedure import TRANSFER
from candour.kernel.people.actor import Actor
from candour.kernel.procedures.facts import Doer, Facts


def _before(transfer: Transfer, doer: Doer) -> Facts:
    """A transfer that begins has no facts yet."""
    return Facts(subject=transfer.id, state="")


_BEGINNING = Kind(TRANSFER.name, Transfer, TransferStep, TransferDeadline, _before)


def offer(
    *,
    referral: Referral,
    service_id: UUID,
    nation: str,
    about: str,
    contact: str,
    requirement: str,
    is_agreed: bool,
    arm: str,
    actor: Actor,
    at: datetime,
) -> Transfer:
    """Offer a person to a service, in the caller's transaction. Whoever offers owns it, until somebody else does.

    The service reads this record and never the referral. Raises Refused where nothing is asked of it.
    """
    transfer = Transfer(
        referral=referral,
        individual_id=referral.individual_id,
        force_id=referral.force_id,
        organisation_id=service_id,
        nation=nation,
        about=about,
        contact=contact,
        requirement=requirement,
        agreed_with_person=is_agreed,
        arm=arm,
        offered_on=localdate(at),
        owner_id=actor.person_id,
        is_synthetic=referral.is_synthetic,
    )
    _BEGINNING.begin(
        transfer,
        "offer",
        doer=actor,
        door=actor.door,
        at=at,
        given=given(requirement=requirement.strip()),
        codes={"referral": str(referral.id), "arm": arm},
    )
    return transfer
