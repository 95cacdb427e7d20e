"""Two sides at work on a transfer, for tests: made as the owner, acting in the role of the delivery door."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.utils import timezone

from candour.contexts.pathway.models import (
    Individual,
    IndividualName,
    Referral,
    ReferralContent,
    Referrer,
    Transfer,
    TransferDeadline,
)
from candour.contexts.pathway.operations import transfers
from candour.contexts.pathway.procedure import REFERRAL
from candour.kernel.doors import Door
from candour.kernel.people.actor import Actor, HoldingFact
from candour.kernel.people.models import Organisation, Person, RoleHolding, Session

AsDoor = Callable[..., AbstractContextManager[None]]
Done = TypeVar("Done")


def now() -> datetime:
    """A moment at which a session is alive: the database's own clock judges it."""
    return timezone.now()


def body(name: str, kind: str) -> Organisation:
    """An organisation of this name; one for all tests."""
    made, _ = Organisation.objects.get_or_create(name=name, kind=kind, defaults={"nation": "england"})
    return made


def person(name: str, organisation: Organisation, *roles: str) -> Person:
    """Somebody who holds these roles there since last year."""
    made = Person.objects.create(email=f"{secrets.token_hex(6)}@delivery.example", name=name)
    for role in roles:
        since = (now() - timedelta(days=400)).date()
        RoleHolding.objects.create(person=made, organisation=organisation, role=role, starts_on=since)
    return made


class Worker:
    """``worker.does(operation, ...)`` runs it as this person at the delivery door: every grant and row rule applies."""

    def __init__(self, as_door: AsDoor, who: Person) -> None:
        self.person, self._as_door = who, as_door
        self.token = secrets.token_urlsafe(24)
        Session.objects.create(
            door=Door.DELIVERY.value,
            token_digest=hashlib.sha256(self.token.encode()).digest(),
            person=who,
            created_at=now(),
            last_seen_at=now(),
            expires_at=now() + timedelta(hours=8),
        )

    def actor(self) -> Actor:
        """As the door knows them."""
        held = RoleHolding.objects.filter(person=self.person).select_related("organisation")
        facts = tuple(HoldingFact(one.role, one.organisation_id, one.organisation.name) for one in held)
        return Actor(self.person.id, self.person.name, Door.DELIVERY, facts)

    def open(self) -> AbstractContextManager[None]:
        """In the role of the door, with this person's session."""
        return self._as_door(Door.DELIVERY, session=self.token)

    def does(self, operation: Callable[..., Done], **given: Any) -> Done:
        """Run an operation now, unless another moment is given."""
        actor = self.actor()
        with self.open():
            return operation(actor=actor, **{"at": now(), **given})


class House:
    """A force with an officer and a supervisor, an authority with a chair and a coordinator, two services with staff."""

    def __init__(self, as_door: AsDoor) -> None:
        self.as_door = as_door
        self.force = body("Northmarch Police", "police_force")
        self.authority = body("Northmarch Council", "local_authority")
        self.service = body("Northmarch Youth Service", "receiving_service")
        self.other_service = body("Harbour Mental Health Trust", "health")
        self.officer = self.at(self.force, "Samuel Abara", "police_case_officer")
        self.supervisor = self.at(self.force, "Ruth Ellery", "police_supervisor")
        self.chair = self.at(self.authority, "Iris Okafor", "panel_chair")
        self.coordinator = self.at(self.authority, "Tomos Rhys", "panel_coordinator")
        self.youth_worker = self.at(self.service, "Grace Mensah", "receiving_service")
        self.nurse = self.at(self.other_service, "Alun Price", "receiving_service")

    def at(self, organisation: Organisation, name: str, *roles: str) -> Worker:
        """Somebody new there."""
        return Worker(self.as_door, person(name, organisation, *roles))

    def referral(self, name: str = "Daniel Whitmore", *, authority: bool = True, **fields: Any) -> Referral:
        """A referral that the force has, with a name and words that no service may see."""
        individual = Individual.objects.create(display_name=name)
        IndividualName.objects.create(individual=individual, name=name, added_on=now().date())
        made = Referral.objects.create(
            **{
                "individual": individual,
                "channel": "email",
                "force": self.force,
                "authority": self.authority if authority else None,
                "nation": "england",
                "received_on": timezone.localdate(now()),
                "entered_at": now(),
                "entered_by": self.officer.person,
                "state": "assessment",
                "procedure_version": REFERRAL.version,
                **fields,
            }
        )
        ReferralContent.objects.create(referral=made, why_concerned="Words of the referrer that stay with the police.")
        Referrer.objects.create(referral=made, name="Joan Pryce")
        return made

    def offer(self, referral: Referral | None = None, *, by: Worker | None = None, **given: Any) -> Transfer:
        """A transfer offered to the youth service by the officer, unless told otherwise."""
        referral = referral or self.referral()
        return (by or self.officer).does(
            transfers.offer,
            **{
                "referral": referral,
                "individual": referral.individual,
                "force": self.force,
                "authority": referral.authority,
                "organisation_id": self.service.id,
                "requirement": "Weekly sessions with a mentor for three months.",
                "about": "Daniel W., 15",
                "contact": "Through his mother, 01632 960 104",
                "agreed_with_person": True,
                "arm": "usual",
                **given,
            },
        )

    def passes(self, transfer: Transfer, days: int = 90) -> Transfer:
        """Let the time limits that run have ended so many days earlier: it is as if the days had gone by."""
        for clock in TransferDeadline.objects.filter(transfer=transfer, met_on=None, cancelled_on=None):
            clock.started_on -= timedelta(days=days)
            clock.due_on -= timedelta(days=days)
            clock.save()
        transfer.refresh_from_db()
        if transfer.next_due_on is not None:
            transfer.next_due_on -= timedelta(days=days)
            transfer.save()
        return transfer
