"""The demonstration's people at work: each act is the operation that a page would call, on the day on which it was done.

No rule is repeated here. What the guards refuse raises, so that the demonstration never shows what Candour would not let
anybody do.
"""

from __future__ import annotations

import hashlib
import secrets
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar

from django.db.models.functions import Now

from candour.contexts.recommendations.models import Addressee, TagTerm
from candour.contexts.recommendations.operations import (
    closing,
    delivering,
    escalating,
    extending,
    preparing,
    responding,
    verifying,
)
from candour.contexts.recommendations.procedure import answer, basis
from candour.contexts.recommendations.queries import letters
from candour.contexts.recommendations.queries.written import Task, Written
from candour.kernel.access import context
from candour.kernel.deadlines import calendar
from candour.kernel.doors import Door
from candour.kernel.people.actor import Actor, HoldingFact
from candour.kernel.people.models import Cover, Organisation, Person, RoleHolding, Session
from candour.kernel.people.roles import Role, door_of

Done = TypeVar("Done")

NATION = "england"
REVIEWER, HEAD, COMMISSIONER = "james.okafor", "margaret.ashworth", "devinder.gill"
BODIES = {
    "home-office": "Home Office (demonstration)",
    "aldermoor": "Aldermoor City Council",
    "northmoor-police": "Northmoor Police",
}
"""The bodies that are asked: they have people who answer recommendations."""

_BEGINS = time(8)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


@dataclass(frozen=True)
class Plan:
    """A task of a plan: what is done, in how many days from today, and by which team."""

    text: str
    due_in: int
    team: str


@dataclass
class Stage:
    """The people, the bodies, and the day on which the demonstration is loaded."""

    today: date
    people: dict[str, Actor]
    bodies: dict[str, Organisation]
    owners: dict[str, list[str]]
    tags: dict[str, TagTerm]
    acts: Counter[date] = field(default_factory=Counter)
    signed_in: dict[str, str] = field(default_factory=dict)
    """Who of the office sits at a door while this is loaded: the database asks itself who judges a claim."""

    def day(self, ago: int) -> date:
        """The first working day from so many days ago on, and before today."""
        on = self.today - timedelta(days=ago)
        while not calendar.is_working_day(on, NATION):
            on += timedelta(days=1)
        while on >= self.today or not calendar.is_working_day(on, NATION):
            on -= timedelta(days=1)
        return on

    def ahead(self, days: int) -> date:
        """A day so many days from today."""
        return self.today + timedelta(days=days)

    def does(self, who: str, operation: Callable[..., Done], ago: int, **given: Any) -> Done:
        """Somebody acts; of several acts of one day each is a minute after the one before."""
        on = self.day(ago)
        self.acts[on] += 1
        at = datetime.combine(on, _BEGINS, UTC) + timedelta(minutes=self.acts[on])
        known = self.people[who]
        actor = Actor(known.person_id, known.name, known.door, known.holdings, stepped_up_at=at)
        context.tell(context.SESSION, self._session_of(who) if known.door is Door.OFFICE else "")
        return operation(actor=actor, at=at, **given)

    def _session_of(self, who: str) -> str:
        if who not in self.signed_in:
            self.signed_in[who] = secrets.token_urlsafe(32)
            Session.objects.create(
                door=Door.OFFICE.value,
                token_digest=_digest(self.signed_in[who]),
                person_id=self.people[who].person_id,
                created_at=Now(),
                last_seen_at=Now(),
                expires_at=Now() + timedelta(hours=1),
            )
        return self.signed_in[who]

    def leave(self) -> None:
        """Nobody sits at a door any more."""
        context.tell(context.SESSION, "")
        Session.objects.filter(token_digest__in=[_digest(token) for token in self.signed_in.values()]).delete()
        self.signed_in.clear()

    # -- what bodies do

    def prepares(
        self,
        held: Addressee,
        kind: str,
        ago: int,
        *,
        reasons: str,
        plan: str = "",
        for_body: str = "",
        tasks: Sequence[Plan] = (),
        submit: bool = True,
    ) -> int:
        """Somebody of the body writes a response; the number of what they wrote."""
        planned = tuple(Task(task.text, self.ahead(task.due_in), task.team) for task in tasks)
        written = Written(kind=kind, reasons=reasons, plan=plan, for_body=for_body, tasks=planned)
        first, _second = self._owners(held)
        draft = self.does(
            first, preparing.write, ago, addressee_id=held.id, version=0, written=written, submit=submit
        )  # fmt: skip
        return draft.version

    def answers(self, held: Addressee, kind: str, ago: int, **written: Any) -> None:
        """A response, prepared by one and sent by another three days later."""
        version = self.prepares(held, kind, ago + 3, **written)
        self.does(self._owners(held)[1], responding.sign, ago, addressee_id=held.id, version=version)

    def updates(self, held: Addressee, ago: int, text: str) -> None:
        """How it goes."""
        self._of_body(held, delivering.update, ago, text=text)

    def reports(self, held: Addressee, ago: int, number: int, state: str, text: str = "") -> None:
        """Where a task stands."""
        self._of_body(held, delivering.report_task, ago, number=number, state=state, text=text)

    def claims(self, held: Addressee, ago: int, against_measure: str, evidence: str) -> None:
        """The body says that it is done."""
        self._of_body(held, delivering.claim, ago, against_measure=against_measure, evidence=evidence)

    def wants_time(self, held: Addressee, ago: int, until: date, reasons: str) -> None:
        """The body asks for more time."""
        self._of_body(held, delivering.ask_extension, ago, until=until, reasons=reasons)

    # -- what the office does

    def gives_time(self, held: Addressee, ago: int, until: date, reasons: str) -> None:
        """More time is given."""
        self.does(REVIEWER, extending.extend, ago, addressee_id=held.id, until=until, reasons=reasons)

    def gives_no_time(self, held: Addressee, ago: int, reasons: str) -> None:
        """No more time is given."""
        self.does(HEAD, extending.refuse_extension, ago, addressee_id=held.id, reasons=reasons)

    def verifies(self, held: Addressee, ago: int, looked_at: str, method: str) -> None:
        """The office finds it done."""
        self.does(
            REVIEWER, verifying.verify, ago, addressee_id=held.id, claim_id=None, looked_at=looked_at, method=method
        )  # fmt: skip

    def does_not_verify(
        self, held: Addressee, ago: int, *, looked_at: str, method: str, missing: str, next_on: date
    ) -> None:
        """The office looks, and what was claimed cannot be seen."""
        self.does(
            REVIEWER, verifying.find_not_verified, ago, addressee_id=held.id, claim_id=None, looked_at=looked_at,
            method=method, missing=missing, next_on=next_on,
        )  # fmt: skip

    def closes(self, held: Addressee, ago: int, operation: Callable[..., Any], rationale: str, **given: Any) -> None:
        """The office follows it no further."""
        self.does(HEAD, operation, ago, addressee_id=held.id, rationale=rationale, **given)

    def asks_again(self, held: Addressee, ago: int, rationale: str) -> None:
        """The office asks for another response."""
        self.does(REVIEWER, closing.ask_again, ago, addressee_id=held.id, rationale=rationale)

    def reminds(self, held: Addressee, ago: int) -> None:
        """A reminder, in the words that Candour drafts."""
        about = self._about(held)
        words = letters.reminder(about, self.day(ago))
        self.does(REVIEWER, escalating.remind, ago, addressee_id=held.id, text=words)

    def writes(self, held: Addressee, ago: int) -> None:
        """A letter, signed by the head of office."""
        words = letters.letter(self._about(held), self.day(ago))
        self.does(HEAD, escalating.write_letter, ago, addressee_id=held.id, letter=words)

    def tells_the_public(self, held: Addressee, ago: int) -> None:
        """A public notice of the Commissioner."""
        words = letters.notice(self._about(held), self.day(ago))
        self.does(COMMISSIONER, escalating.give_notice, ago, addressee_id=held.id, notice=words)

    def _owners(self, held: Addressee) -> list[str]:
        body = next(key for key, one in self.bodies.items() if one.id == held.organisation_id)
        return self.owners[body]

    def _of_body(self, held: Addressee, operation: Callable[..., Any], ago: int, **given: Any) -> None:
        self.does(self._owners(held)[0], operation, ago, addressee_id=held.id, **given)

    def _about(self, held: Addressee) -> letters.About:
        """What is late, as the letters name it."""
        now = Addressee.objects.select_related("recommendation__report", "organisation", "part").get(pk=held.pk)
        asked, part = now.recommendation, now.part.letter if now.part else ""
        is_response = now.state == answer.ASKED
        clock = now.deadlines.filter(code=answer.RESPOND, met_on=None, cancelled_on=None).first()
        due_on = clock.due_on if is_response and clock is not None else now.deliver_by
        assert due_on is not None  # every draft that passed has its day
        sent = list(now.escalations.order_by("at").values_list("kind", "sent_on"))
        return letters.About(
            reference=asked.reference,
            place=f"{asked.number}{part}",
            report=asked.report.title,
            body=now.organisation.name,
            what="response" if is_response else "delivery",
            due_on=due_on,
            text=now.part.text if now.part else asked.text,
            reminded=[on for kind, on in sent if kind == "remind"],
            written=[on for kind, on in sent if kind == "write_letter"],
        )


def set_up(today: date) -> Stage:
    """The people as they stand on this day, with the roles that they hold or stand in for. Five queries."""
    people = {person.id: person for person in Person.objects.filter(is_synthetic=True)}
    bodies = {body.id: body for body in Organisation.objects.filter(is_synthetic=True)}
    held: dict[str, list[tuple[Role, HoldingFact]]] = defaultdict(list)
    for holding in RoleHolding.objects.filter(person__is_synthetic=True, role__in=(*basis.OFFICE, basis.OWNER)):
        held[_key(people[holding.person_id])].append(_held(holding, bodies, None))
    covers = Cover.objects.filter(holding__role=basis.OWNER, holding__person__is_synthetic=True)
    for cover in covers.select_related("holding"):
        held[_key(people[cover.covered_by_id])].append(_held(cover.holding, bodies, cover.holding.person))
    named = {_key(person): person for person in people.values()}
    found = {name: body for body in bodies.values() for name, title in BODIES.items() if body.name == title}
    return Stage(
        today=today,
        people={
            key: Actor(named[key].id, named[key].name, door_of(roles[0][0]), tuple(fact for _, fact in roles))
            for key, roles in held.items()
        },
        bodies=found,
        owners={name: sorted(_owners_of(body, held)) for name, body in found.items()},
        tags={term.code: term for term in TagTerm.objects.filter(valid_until=None)},
    )


def _key(person: Person) -> str:
    return person.email.partition("@")[0]


def _held(holding: RoleHolding, bodies: dict[Any, Organisation], covering: Person | None) -> tuple[Role, HoldingFact]:
    body = bodies[holding.organisation_id]
    fact = HoldingFact(holding.role, body.id, body.name, covering=covering.id if covering else None)
    return Role(holding.role), fact


def _owners_of(body: Organisation, held: dict[str, list[tuple[Role, HoldingFact]]]) -> Iterable[str]:
    """Who answers recommendations for a body, in their own right or as a deputy."""
    for key, roles in held.items():
        if any(role == basis.OWNER and fact.organisation_id == body.id for role, fact in roles):
            yield key
