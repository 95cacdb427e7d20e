"""One thing that a body is asked, for its page: what was asked, what the body said, and what the office found and did.

Persons of the office are closed to bodies, and of their records only some columns are open: they are named here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.functional import Promise

from candour.contexts.recommendations.models import (
    Addressee,
    AddresseeDeadline,
    AddresseeStep,
    Claim,
    Closing,
    Correction,
    Escalation,
    ExtensionDecision,
    ExtensionRequest,
    PlannedTask,
    Recommendation,
    Response,
    ResponseDraft,
    TaskReport,
    Update,
    Verdict,
)
from candour.contexts.recommendations.procedure import answer
from candour.contexts.recommendations.queries import answering, evidence
from candour.contexts.recommendations.queries import facts as gathered
from candour.contexts.recommendations.queries.facts import Waited
from candour.kernel.deadlines import explanation
from candour.kernel.deadlines import queries as deadlines
from candour.kernel.people.actor import Actor
from candour.kernel.procedures.facts import Facts

_VERDICT = ("id", "addressee_id", "claim_id", "outcome", "looked_at", "method", "missing", "next_on", "found_on", "at")
_CLOSING = ("id", "addressee_id", "reason", "text", "superseded_by_id", "closed_on", "at")
_DECISION = ("id", "request_id", "is_granted", "until", "reasons", "decided_on", "at")
_ESCALATION = ("id", "addressee_id", "kind", "about", "text", "signed_as", "sent_on", "at")
"""What a body may read of the office's records: never who wrote them."""


@dataclass(frozen=True)
class Planned:
    """A task of the plan, with what the body reported on it, the latest last."""

    task: PlannedTask
    reports: list[TaskReport]

    @property
    def state(self) -> str:
        """Where it stands."""
        return self.reports[-1].state if self.reports else "planned"

    @property
    def is_finished(self) -> bool:
        """Done, or dropped."""
        return self.state in {"done", "dropped"}


@dataclass(frozen=True)
class Also:
    """Another body that is asked by the same recommendation."""

    name: str
    letter: str


@dataclass(frozen=True)
class Told:
    """Everything that the page shows. ``response`` is the last one; ``waited`` what the body owes next, and when."""

    addressee: Addressee
    facts: Facts
    steps: list[AddresseeStep]
    responses: list[Response]
    tasks: list[Planned]
    updates: list[Update]
    claims: list[Claim]
    verdicts: list[Verdict]
    escalations: list[Escalation]
    requests: list[ExtensionRequest]
    decisions: dict[UUID, ExtensionDecision]
    closings: list[Closing]
    corrections: list[Correction]
    draft: ResponseDraft | None
    owners: list[str]
    also: list[Also]
    names: dict[UUID, str]
    waited: Waited | None
    explained: list[str | Promise] = field(default_factory=list)
    superseded_by: str = ""
    files: evidence.Files = field(default_factory=dict)

    @property
    def response(self) -> Response | None:
        """The response that stands; None while a new one is asked for."""
        return self.responses[-1] if self.responses and self.addressee.state != answer.ASKED else None

    @property
    def plan(self) -> list[Planned]:
        """The tasks of the response that stands."""
        stands = self.response
        return [one for one in self.tasks if stands is not None and one.task.response_id == stands.id]

    @property
    def verdict(self) -> Verdict | None:
        """The last one."""
        return self.verdicts[-1] if self.verdicts else None

    @property
    def asks_for_time(self) -> ExtensionRequest | None:
        """The request for more time that waits for the office."""
        return self.requests[-1] if self.requests and self.facts.fields["extension_waits"] else None


def told(addressee: Addressee, actor: Actor, on: date) -> Told:
    """The whole of it for its page."""
    found = gathered.of_addressee(addressee, actor, on=on)
    waited = gathered.owed(addressee, dict(found.due), found.history)
    of: Any = {"addressee": addressee}
    requests = list(ExtensionRequest.objects.filter(**of).order_by("number"))
    closings = list(Closing.objects.filter(**of).only(*_CLOSING).order_by("at"))
    responses = list(Response.objects.filter(**of).order_by("number"))
    updates = list(Update.objects.filter(**of).order_by("at"))
    claims = list(Claim.objects.filter(**of).order_by("number"))
    tasks = planned(addressee) if responses else []
    draft = ResponseDraft.objects.filter(**of).first()
    people: set[UUID | None] = {fact.by for fact in found.history}
    written: list[Any] = [*responses, *updates, *claims, *requests]
    people.update(row.by_id for row in written)
    people.update(row.prepared_by_id for row in responses)
    people.update(report.by_id for task in tasks for report in task.reports)
    if draft is not None:
        people.add(draft.by_id)
    decisions = ExtensionDecision.objects.filter(request__in=requests).only(*_DECISION) if requests else ()
    return Told(
        addressee=addressee,
        facts=found,
        steps=list(AddresseeStep.objects.filter(**of).order_by("number")),
        responses=responses,
        tasks=tasks,
        updates=updates,
        claims=claims,
        verdicts=list(Verdict.objects.filter(**of).only(*_VERDICT).order_by("at")) if claims else [],
        escalations=list(Escalation.objects.filter(**of).only(*_ESCALATION).order_by("at")),
        requests=requests,
        decisions={one.request_id: one for one in decisions},
        closings=closings,
        corrections=[
            one
            for one in Correction.objects.filter(recommendation=addressee.recommendation_id).order_by("at")
            if one.addressee_id in {None, addressee.id}
        ],
        draft=draft,
        owners=[held.person.name for held in answering.owners_of([addressee.organisation_id], on)],
        also=also_asked(addressee),
        names=answering.names_of(people),
        waited=waited,
        explained=_explained(addressee) if addressee.state == answer.ASKED else [],
        superseded_by=_superseded_by(closings),
        files=evidence.of_addressees([addressee.id]) if updates or claims else {},
    )


@dataclass(frozen=True)
class Brief:
    """What the form of a step needs. ``missing`` is what the office last found missing."""

    addressee: Addressee
    facts: Facts
    waited: Waited | None
    missing: str


def brief(addressee: Addressee, actor: Actor, on: date) -> Brief:
    """What is owed, and what may be done. At most eight queries."""
    found = gathered.of_addressee(addressee, actor, on=on)
    missing = ""
    if addressee.state == answer.NOT_VERIFIED:
        missing = Verdict.objects.filter(addressee=addressee).order_by("-at").values_list("missing", flat=True)[0]
    return Brief(addressee, found, gathered.owed(addressee, dict(found.due), found.history), missing)


def planned(addressee: Addressee) -> list[Planned]:
    """The tasks of every plan, with what was reported on them. Two queries."""
    reports: dict[UUID, list[TaskReport]] = {}
    for report in TaskReport.objects.filter(task__addressee=addressee).order_by("number"):
        reports.setdefault(report.task_id, []).append(report)
    rows = PlannedTask.objects.filter(addressee=addressee).order_by("number")
    return [Planned(task, reports.get(task.id, [])) for task in rows]


def also_asked(addressee: Addressee) -> list[Also]:
    """The other bodies that are asked by the same recommendation: who they are, and never what they answered."""
    with connection.cursor() as cursor:
        cursor.execute("select name, letter from recommendations_also_asked(%s)", [addressee.recommendation_id])
        return [Also(*row) for row in cursor.fetchall()]


def _superseded_by(closings: list[Closing]) -> str:
    """The reference of the later recommendation, where this body may see it."""
    later = closings[-1].superseded_by_id if closings else None
    rows = Recommendation.objects.filter(id=later).values_list("reference", flat=True) if later else ()
    return next(iter(rows), "")


def _explained(addressee: Addressee) -> list[str | Promise]:
    clocks = deadlines.running(AddresseeDeadline).filter(addressee=addressee, code=answer.RESPOND)
    clock = clocks.first()
    if clock is None:
        return []
    added = deadlines.holidays_added(clock.nation)
    return list(explanation.explain(clock.started_on, clock.term, clock.nation, (), added))
