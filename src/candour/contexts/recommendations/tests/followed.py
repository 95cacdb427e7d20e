"""What bodies did with what they were asked, for tests of how the office follows it. Each act goes through the law."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from candour.contexts.recommendations import codes
from candour.contexts.recommendations.models import (
    Addressee,
    AddresseeDeadline,
    Claim,
    Escalation,
    ExtensionRequest,
    Link,
    PlannedTask,
    Recommendation,
    Update,
    Verdict,
)
from candour.contexts.recommendations.operations import escalating, extending, kinds, preparing, responding, verifying
from candour.contexts.recommendations.queries.written import Written
from candour.contexts.recommendations.tests.asked import Desk, today
from candour.kernel.people.actor import Actor
from candour.kernel.people.roles import Role
from candour.kernel.procedures import acts
from tests.somebody import Somebody

FOUND: dict[str, Any] = {"looked_at": "The register of the seven regions.", "method": "Read it, and asked two of them."}


class Followed(Desk):
    """The office and the bodies it asks, with what the bodies did since."""

    @property
    def reviewer(self) -> Somebody:
        """Somebody of the office who follows recommendations, and works for no body."""
        return self.of_office(Role.REVIEWER, "Reviewer")

    @property
    def head(self) -> Somebody:
        """Who signs for the office."""
        return self.of_office(Role.HEAD_OF_OFFICE, "Somebody")

    def as_body(self, held: Addressee, step: str, *given: str, row: Any = None, **fields: Any) -> Addressee:
        """The body takes a step, in the hands of its recommendation owner; whoever prepared it is somebody else.
        ``row`` is what it writes with it."""

        def act(*, actor: Actor, at: datetime) -> None:
            kind = kinds.answers(at)
            record = kind.lock(held.id)
            for name, value in fields.items():
                setattr(record, name, value)
            facts = kind.judged(
                record, step, doer=actor, at=at, given=acts.given(**dict.fromkeys(given, True)),
                fields={"prepared_by_me": False},
            )  # fmt: skip
            if row is not None:
                row.at, row.by_id = at, actor.person_id
                row.save(force_insert=True)
            kind.take(record, step, facts=facts, doer=actor, door=actor.door, at=at, changed=list(fields))

        self.owner(held.organisation.name).does(act)
        held.refresh_from_db()
        return held

    def respond(self, held: Addressee, how: codes.ResponseKind = codes.ResponseKind.ACCEPT) -> Addressee:
        """The body answers."""
        body = held.organisation.name
        written = Written(
            kind=how.value,
            reasons="Because it is right.",
            plan="We write a register." if how in codes.ACCEPTING else "",
            for_body="Another body" if how is codes.ResponseKind.PASS_ON else "",
        )
        drafter = self.owner(body, "Drafter")
        draft = drafter.does(preparing.write, addressee_id=held.id, version=0, written=written, submit=True)
        self.owner(body).does(responding.sign, addressee_id=held.id, version=draft.version)
        held.refresh_from_db()
        return held

    def task(self, held: Addressee, due_on: date, text: str = "Write the register.") -> PlannedTask:
        """A task of the plan of its last response."""
        response = held.responses.latest("number")
        owner = self.owner(held.organisation.name).person
        return PlannedTask.objects.create(
            addressee=held, response=response, number=held.tasks.count() + 1, text=text, due_on=due_on,
            owner="Homeland Security Group", by=owner,
        )  # fmt: skip

    def update(self, held: Addressee, text: str = "Five regions have it.") -> Addressee:
        """The body says how it goes."""
        return self.as_body(held, "update", "text", row=Update(addressee=held, text=text, written_on=today()))

    def claim(self, held: Addressee, on: date | None = None) -> Claim:
        """The body says that it is delivered."""
        made = Claim(
            addressee=held,
            number=held.claims.count() + 1,
            against_measure="It is done in every region.",
            evidence="The register, at example.org/register.",
            claimed_on=on or today(),
        )
        self.as_body(held, "claim", "against_measure", "evidence", row=made)
        return made

    def claimed(self, *bodies: str, **asked: Any) -> Addressee:
        """Asked, accepted, and said to be delivered."""
        held = self.respond(self.asked(*bodies, **asked))
        self.claim(held)
        return held

    def verified(self, *bodies: str, **asked: Any) -> Addressee:
        """The same, and found verified."""
        held = self.claimed(*bodies, **asked)
        self.judges(held)
        return held

    def judges(self, held: Addressee, by: Somebody | None = None, **given: Any) -> Verdict:
        """Somebody of the office looks at the last claim and finds it verified, unless told what is missing."""
        claim = held.claims.latest("number")
        act = verifying.find_not_verified if "missing" in given else verifying.verify
        made: Verdict = (by or self.reviewer).does(act, addressee_id=held.id, claim_id=claim.id, **{**FOUND, **given})
        held.refresh_from_db()
        return made

    def asks_for_time(self, held: Addressee, until: date, what: str = "response") -> ExtensionRequest:
        """The body asks for more time."""
        made = ExtensionRequest(
            addressee=held,
            number=held.extensions.count() + 1,
            what=what,
            until=until,
            reasons="The minister changed.",
            asked_on=today(),
        )
        self.as_body(held, "ask_extension", "reasons", "until", row=made)
        return made

    def passes(self, held: Addressee, days: int = 90) -> Addressee:
        """Let every day that counts, and every act so far, lie so many days earlier: it is as if the days had gone by."""
        back = timedelta(days=days)
        for clock in AddresseeDeadline.objects.filter(addressee=held):
            clock.started_on -= back
            clock.due_on -= back
            clock.moved_to = clock.moved_to and clock.due_on
            clock.save()
        for step in held.steps.all():
            step.taken_on -= back
            step.taken_at = step.taken_at and step.taken_at - back
            type(step).objects.filter(pk=step.pk).update(taken_on=step.taken_on, taken_at=step.taken_at)
        for made in Escalation.objects.filter(addressee=held):
            Escalation.objects.filter(pk=made.pk).update(sent_on=made.sent_on - back, at=made.at - back)
        for claim in held.claims.all():
            Claim.objects.filter(pk=claim.pk).update(claimed_on=claim.claimed_on - back, at=claim.at - back)
        held.refresh_from_db()
        for name in ("next_due_on", "deliver_by", "asked_on"):
            if (day := getattr(held, name)) is not None:
                setattr(held, name, day - back)
        held.save()
        return held

    def late(self, *bodies: str, **asked: Any) -> Addressee:
        """Asked, and the time to respond is over."""
        return self.passes(self.asked(*bodies, **asked))

    def reminded(self, held: Addressee) -> Escalation:
        """The office reminds the body."""
        made: Escalation = self.reviewer.does(escalating.remind, addressee_id=held.id, text="It is late.")
        return made

    def written_to(self, held: Addressee) -> Escalation:
        """The office reminds the body and writes a letter."""
        self.reminded(held)
        made: Escalation = self.head.does(escalating.write_letter, addressee_id=held.id, letter="Dear Home Office")
        return made

    def extended(self, held: Addressee, until: date) -> None:
        """More time is granted."""
        self.reviewer.does(extending.extend, addressee_id=held.id, until=until, reasons="The reason is good.")
        held.refresh_from_db()

    def supersedes(self, newer: Recommendation, older: Recommendation) -> Link:
        """Say of one that it supersedes another."""
        return Link.objects.create(
            recommendation=newer, kind=codes.LinkKind.SUPERSEDES, to=older, reason="It says it better.",
            made_on=today(), by=self.head.person,
        )  # fmt: skip
