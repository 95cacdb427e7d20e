"""One recommendation for its page in the office: its text, its links, and each body with its whole story."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.timezone import localdate

from candour.contexts.recommendations import codes
from candour.contexts.recommendations.models import (
    Addressee,
    AddresseeDeadline,
    AddresseeStep,
    Claim,
    Correction,
    Escalation,
    Link,
    Recommendation,
    Reported,
    Tag,
)
from candour.contexts.recommendations.procedure import answer
from candour.contexts.recommendations.queries import evidence, next_up, timeline
from candour.contexts.recommendations.queries import facts as gathered
from candour.contexts.recommendations.queries.standing import standing_of
from candour.kernel.deadlines import explanation
from candour.kernel.deadlines import queries as deadlines
from candour.kernel.people.actor import Actor
from candour.kernel.procedures import guard, registry
from candour.kernel.procedures.facts import Facts, StepFact

STEPS = (
    "verify", "find_not_verified", "extend", "refuse_extension", "remind", "write_letter", "give_notice",
    "close_as_done", "close_as_exceeded", "close_as_refused", "ask_again", "reconsider", "close_as_superseded",
    "close_as_not_applicable", "reopen",
)  # fmt: skip
"""The office's steps, in the order of their buttons."""
WHOLE = 6
"""So many bodies are told of one below the other; of more, only those that are chosen."""


@dataclass(frozen=True)
class Asked:
    """One body with everything that its part of the page shows; ``entries`` is empty where only the line is shown."""

    addressee: Addressee
    standing: codes.Standing
    next: list[next_up.Next]
    is_late: bool
    explained: list[str | Promise] = field(default_factory=list)
    entries: list[timeline.Entry] = field(default_factory=list)
    offers: list[guard.Offer] = field(default_factory=list)
    claim: Claim | None = None

    @property
    def first(self) -> next_up.Next | None:
        """What falls due first."""
        return self.next[0] if self.next else None


@dataclass(frozen=True)
class Told:
    """A recommendation with everything that its page shows. ``lines`` has every body, ``asked`` those told in full."""

    recommendation: Recommendation
    tags: list[Tag]
    links: list[Link]
    linked_from: list[Link]
    corrections: list[Correction]
    reported: Reported | None
    lines: list[Asked]
    asked: list[Asked]


def told(recommendation: Recommendation, actor: Actor, *, at: datetime, only: str = "") -> Told:
    """The whole page. At most 25 queries, however many bodies were asked."""
    on = localdate(at)
    rows = list(
        Addressee.objects.filter(recommendation=recommendation)
        .select_related("organisation", "part")
        .order_by("part__letter", "organisation__name")
    )
    clocks = _clocks(rows)
    lines = [_line(row, clocks[row.id], on) for row in rows]
    chosen = [row for row in rows if row.reference == only] or (rows if len(rows) <= WHOLE else [])
    full = _in_full(chosen, clocks, actor, at)
    links = list(
        Link.objects.filter(Q(recommendation=recommendation) | Q(to=recommendation))
        .select_related("recommendation__report", "to__report")
        .defer("recommendation__search", "to__search")
    )
    return Told(
        recommendation=recommendation,
        tags=list(Tag.objects.filter(recommendation=recommendation).select_related("term").order_by("term__label")),
        links=[link for link in links if link.recommendation_id == recommendation.id],
        linked_from=[link for link in links if link.to_id == recommendation.id],
        corrections=list(Correction.objects.filter(recommendation=recommendation, addressee=None).order_by("-at")),
        reported=Reported.objects.filter(recommendation=recommendation).first(),
        lines=lines,
        asked=full,
    )


def _clocks(rows: Sequence[Addressee]) -> dict[UUID, list[AddresseeDeadline]]:
    found: dict[UUID, list[AddresseeDeadline]] = defaultdict(list)
    for clock in deadlines.running(AddresseeDeadline).filter(addressee__in=[row.id for row in rows]):
        found[clock.addressee_id].append(clock)
    return found


def _line(row: Addressee, clocks: Sequence[AddresseeDeadline], on: date, **more: Any) -> Asked:
    due = {clock.code: clock.due_on for clock in clocks}
    return Asked(
        addressee=row,
        standing=standing_of(row.state, row.response),
        next=next_up.next_of(row, due),
        is_late=next_up.is_body_late(row, due, on),
        **more,
    )


def _in_full(
    rows: Sequence[Addressee], clocks: dict[UUID, list[AddresseeDeadline]], actor: Actor, at: datetime
) -> list[Asked]:
    if not rows:
        return []
    on, ids = localdate(at), [row.id for row in rows]
    steps: dict[UUID, list[AddresseeStep]] = defaultdict(list)
    for step in AddresseeStep.objects.filter(addressee__in=ids).order_by("number"):
        steps[step.addressee_id].append(step)
    names = names_of(ids)
    records, files = timeline.rows_of(ids), evidence.of_addressees(ids)
    known = _Known(_independent(ids, actor), gathered.soon_days(on, {row.nation for row in rows}))
    added = {nation: deadlines.holidays_added(nation) for nation in {row.nation for row in rows}}
    found = []
    for row in rows:
        facts = _facts(row, clocks[row.id], steps[row.id], records[row.id], known, on, names)
        law = registry.get(answer.ANSWER.name, row.procedure_version)
        open_to = {offer.step.name: offer for offer in guard.offers(law, facts, actor, at) if offer.is_from_here}
        found.append(
            _line(
                row,
                clocks[row.id],
                on,
                explained=_explained(clocks[row.id], added[row.nation]),
                entries=timeline.entries(steps[row.id], records[row.id], names, files),
                offers=[open_to[name] for name in STEPS if name in open_to],
                claim=next(iter(sorted(_of(records[row.id], Claim), key=lambda claim: -claim.number)), None),
            )
        )
    return found


@dataclass(frozen=True)
class _Known:
    """What is asked once for all bodies of the page: of which the actor is independent, and what comes soon."""

    independent: frozenset[UUID]
    soon: dict[str, date]


def _facts(
    row: Addressee,
    clocks: Sequence[AddresseeDeadline],
    steps: Sequence[AddresseeStep],
    records: Sequence[Any],
    known: _Known,
    on: date,
    names: dict[UUID, str],
) -> Facts:
    """The same facts as ``facts.of_addressee`` gathers for one, from what the page has read anyway."""
    due = {clock.code: clock.due_on for clock in clocks}
    history = tuple(
        StepFact(
            step.step, step.by_id, step.taken_at or step.taken_on, by_name=names.get(step.by_id, "") if step.by_id else "",
            moved=step.from_state not in ("", step.to_state),
        )
        for step in steps
    )  # fmt: skip
    wanted = gathered.owed(row, due, history)
    waits = answer.DECIDE_EXTENSION in due
    sent = {
        one.kind for one in _of(records, Escalation)
        if wanted is not None and one.about == wanted.what and one.sent_on >= wanted.since
    }  # fmt: skip
    return Facts(
        subject=row.id,
        state=row.state,
        records=frozenset({"extension"} if waits else ()),
        history=history,
        fields={
            "is_published": row.published_at is not None,
            "is_late": wanted is not None and wanted.due_on < on,
            "is_late_or_soon": wanted is not None and wanted.due_on <= known.soon[row.nation],
            "extension_waits": waits,
            "was_reminded": codes.EscalationKind.REMINDER.value in sent,
            "was_written_to": codes.EscalationKind.LETTER.value in sent,
            "is_independent": row.id in known.independent,
        },
        due=due,
    )


def _of(records: Sequence[Any], model: Any) -> list[Any]:
    return [row for row in records if isinstance(row, model)]


def _explained(clocks: Sequence[AddresseeDeadline], added: dict[date, str]) -> list[str | Promise]:
    """How the first day that counts was counted, and that it was moved."""
    clock = deadlines.next_due(clocks)
    if clock is None:
        return []
    said = list(explanation.explain(clock.started_on, clock.term, clock.nation, (), added))
    if clock.moved_to is not None:
        said.append(explanation.moved(clock.moved_to, clock.moved_because))
    return said


def _independent(ids: Sequence[UUID], actor: Actor) -> frozenset[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select a from unnest(%s::uuid[]) a where recommendations_is_independent(a, %s)",
            [list(ids), actor.person_id],
        )
        return frozenset(row[0] for row in cursor.fetchall())


def names_of(ids: Sequence[UUID]) -> dict[UUID, str]:
    """The names of those who acted on what these bodies are asked, of the office and of the bodies. One query."""
    with connection.cursor() as cursor:
        cursor.execute("select person_id, name from recommendations_names(%s)", [list(ids)])
        return dict(cursor.fetchall())
