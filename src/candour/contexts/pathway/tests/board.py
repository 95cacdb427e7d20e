"""People and cases for tests of panels and cases, made as the owner. Every text is invented."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.test import Client, override_settings
from django.utils import timezone

from candour.contexts.pathway.models import (
    AgendaItem,
    CodeTerm,
    Consent,
    Individual,
    ItemDecision,
    Meeting,
    Panel,
    PanelCase,
    Referral,
)
from candour.contexts.pathway.operations.cases_taking import CASE
from candour.kernel.deadlines import terms
from candour.kernel.doors import Door
from candour.kernel.people.actor import Actor, HoldingFact
from candour.kernel.people.models import Organisation, Person, RoleHolding, Session
from candour.kernel.people.roles import OrganisationKind, Role

AsDoor = Callable[..., AbstractContextManager[None]]
Done = TypeVar("Done")
WHEN = "2019-04-12"


def now() -> datetime:
    """A moment at which a session is alive: the database's own clock judges it."""
    return timezone.now()


def today() -> date:
    """The day in London."""
    return timezone.localdate(now())


def body(name: str, kind: str, **fields: Any) -> Organisation:
    """A body of this kind; the same for the same name."""
    made, _ = Organisation.objects.get_or_create(name=name, kind=kind, defaults={"nation": "england", **fields})
    return made


def force(name: str = "Northshire Police") -> Organisation:
    """A police force."""
    return body(name, OrganisationKind.POLICE_FORCE)


def authority(name: str = "Northshire Council", **fields: Any) -> Organisation:
    """A local authority in the area of the force."""
    return body(name, OrganisationKind.LOCAL_AUTHORITY, **{"police_force": force(), **fields})


@dataclass
class Somebody:
    """A person at work at the delivery door. ``does`` runs an operation in the door's role: every row rule applies."""

    person: Person
    at_body: Organisation
    roles: tuple[str, ...]
    as_door: AsDoor
    token: str = field(default="")

    def __post_init__(self) -> None:
        self.token = secrets.token_urlsafe(24)
        Session.objects.create(
            door=Door.DELIVERY.value,
            token_digest=hashlib.sha256(self.token.encode()).digest(),
            person=self.person,
            created_at=now(),
            last_seen_at=now(),
            expires_at=now() + timedelta(hours=8),
            stepped_up_at=now(),
        )

    def actor(self) -> Actor:
        """As the door knows them."""
        held = tuple(HoldingFact(role, self.at_body.id, self.at_body.name) for role in self.roles)
        return Actor(self.person.id, self.person.name, Door.DELIVERY, held, stepped_up_at=now())

    def open(self) -> AbstractContextManager[None]:
        """Stand at the door."""
        return self.as_door(Door.DELIVERY, session=self.token)

    def does(self, operation: Callable[..., Done], **given: Any) -> Done:
        """Run an operation."""
        with self.open():
            return operation(actor=self.actor(), at=given.pop("at", now()), **given)

    def get(self, path: str) -> Any:
        """A page."""
        return self._ask("get", path)

    def post(self, path: str, **data: Any) -> Any:
        """Send a form."""
        return self._ask("post", path, data)

    def _ask(self, how: str, *given: Any) -> Any:
        client = Client()
        client.cookies["candour_delivery_session"] = self.token
        settings = {
            "DOOR": Door.DELIVERY,
            "ROOT_URLCONF": "candour.config.urls.delivery",
            "SESSION_COOKIE_NAME": "candour_delivery_session",
        }
        with override_settings(**settings), self.as_door(Door.DELIVERY):
            return getattr(client, how)(*given)


def somebody(as_door: AsDoor, name: str, at_body: Organisation, *roles: str) -> Somebody:
    """Somebody who has held these roles since last year."""
    person = Person.objects.create(email=f"{secrets.token_hex(6)}@delivery.example", name=name)
    for role in roles:
        RoleHolding.objects.create(
            person=person, organisation=at_body, role=role, starts_on=today() - timedelta(days=400)
        )
    return Somebody(person, at_body, roles, as_door)


@dataclass
class Board:
    """A panel at work: its coordinator and chair, the police of its area, a partner, a provider."""

    as_door: AsDoor
    coordinator: Somebody
    chair: Somebody
    officer: Somebody
    partner: Somebody
    provider: Somebody
    authority: Organisation
    force: Organisation

    def case(self, **fields: Any) -> PanelCase:
        """A case that was referred to the panel; ``born_on`` is the person's."""
        born_on = fields.pop("born_on", date(1990, 5, 1))
        person = Individual.objects.create(
            display_name=fields.pop("name", "Alex Rowan"), born_on=born_on, is_synthetic=True
        )
        referral = Referral.objects.create(
            individual=person, channel="professional", sector="education", nation="england", force=self.force,
            authority=self.authority, received_on=today(), entered_at=now(), entered_by=self.officer.person,
            state="referred_to_panel", procedure_version=1, is_synthetic=True,
        )  # fmt: skip
        at = fields.pop("at", now())
        made = PanelCase(
            **{
                "referral": referral, "individual": person, "force": self.force, "authority": self.authority,
                "nation": "england", "referred_on": timezone.localdate(at), "owner": self.coordinator.person,
                "is_synthetic": True, **fields,
            }
        )  # fmt: skip
        CASE.begin(made, "receive", doer=self.officer.actor(), door=Door.DELIVERY, at=at)
        return made

    def meeting(self, state: str = "held") -> Meeting:
        """A meeting that is being held today."""
        panel, _ = Panel.objects.get_or_create(
            authority=self.authority, name="Channel panel", defaults={"nation": "england", "begun_on": today()}
        )
        return Meeting.objects.create(
            panel=panel, authority=self.authority, nation="england", held_on=today(), starts_at="10:00",
            place="Room 1", state=state, procedure_version=1,
        )  # fmt: skip

    def decided(self, case: PanelCase, what: str) -> ItemDecision:
        """The panel decided this, at a quorate meeting."""
        meeting = self.meeting()
        item = AgendaItem.objects.create(
            meeting=meeting, case=case, number=1, why="first", added_at=now(), added_by=self.chair.person
        )
        present = [
            meeting.attendances.create(
                person=one.person, name=one.person.name, organisation=one.at_body, part=part, came_at=now(),
                entered_by=self.coordinator.person,
            ).id
            for one, part in ((self.chair, "chair"), (self.officer, "police"))
        ]  # fmt: skip
        made = ItemDecision.objects.create(
            meeting=meeting, item=item, case=case, decided=what, rationale="As discussed.", reached="unanimous",
            present=present, decided_at=now(), recorded_by=self.coordinator.person,
        )  # fmt: skip
        Meeting.objects.filter(id=meeting.id).update(state="signed_off", is_open=False)
        return made

    def stands(self, case: PanelCase, state: str) -> PanelCase:
        """The case stands there, without the way to it."""
        PanelCase.objects.filter(id=case.id).update(state=state)
        case.refresh_from_db()
        return case

    def consented(self, case: PanelCase, on: date | None = None) -> Consent:
        """Consent of an adult."""
        return Consent.objects.create(
            case=case, number=case.consents.count() + 1, answer="given", giver="person", name="Alex Rowan",
            is_under_18=False, capacity="has", answered_on=on or today(), how_asked="At home, in person.",
            language="English", recorded_at=now(), recorded_by=self.coordinator.person,
        )  # fmt: skip


def board(as_door: AsDoor) -> Board:
    """A panel at work."""
    terms.load_defaults()
    council, police = authority(), force()
    return Board(
        as_door,
        coordinator=somebody(as_door, "Carys Coordinator", council, Role.PANEL_COORDINATOR.value),
        chair=somebody(as_door, "Charles Chair", council, Role.PANEL_CHAIR.value),
        officer=somebody(as_door, "Olu Officer", police, Role.POLICE_CASE_OFFICER.value),
        partner=somebody(
            as_door, "Petra Partner", body("Northshire NHS", OrganisationKind.HEALTH), Role.PANEL_PARTNER.value
        ),
        provider=somebody(
            as_door, "Ivor Provider", body("Steps Ltd", OrganisationKind.PROVIDER), Role.INTERVENTION_PROVIDER.value
        ),
        authority=council,
        force=police,
    )


def term(kind: str, code: str, label: str) -> CodeTerm:
    """A term of a list."""
    made, _ = CodeTerm.objects.get_or_create(list=kind, code=code, valid_from=WHEN, defaults={"label": label})
    return made
