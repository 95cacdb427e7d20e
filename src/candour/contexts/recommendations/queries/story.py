"""One recommendation with its whole story, as the public reads it: what was asked of whom, answered, claimed, found, closed.

Days, not times: the public door has no column that says the hour. Nothing names a person. What happened on one day stands in
the order in which it can have happened.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from candour.contexts.recommendations import codes
from candour.contexts.recommendations.models import Recommendation
from candour.contexts.recommendations.procedure import answer
from candour.contexts.recommendations.queries.progress import OVERDUE
from candour.contexts.recommendations.queries.standing import standing_of

# In the order in which they come on one day.
_RANK = {
    "asked": 0, "extension": 1, "decision": 2, "response": 3, "update": 4, "escalation": 5, "claim": 6, "verdict": 7, "closing": 8,
}  # fmt: skip


@dataclass(frozen=True)
class Event:
    """One thing that happened, on a day. ``said`` holds what its kind has (see ``_EVENTS``)."""

    kind: str
    on: date
    number: int
    said: dict[str, Any]
    tasks: tuple[dict[str, Any], ...] = ()

    @property
    def label(self) -> str:
        """What it is, by name: a kind of response, of escalation, of closing; the outcome of a verdict."""
        lists: dict[str, Any] = {
            "response": codes.ResponseKind,
            "escalation": codes.EscalationKind,
            "closing": codes.ClosingReason,
            "verdict": codes.Outcome,
        }
        return str(lists[self.kind](self.said["code"]).label) if self.kind in lists else ""


@dataclass
class Told:
    """What one body was asked, and its timeline."""

    id: UUID
    reference: str
    body: UUID
    name: str
    part: str
    part_text: str
    asked_on: date
    deliver_by: date | None
    standing: codes.Standing
    is_open: bool
    is_overdue: bool
    events: list[Event] = field(default_factory=list)
    waits: list[tuple[str, date]] = field(default_factory=list)
    """What is waited for, and by which day: response, verify, extension, decide, or delivery."""


@dataclass(frozen=True)
class Linked:
    """Another recommendation to which this one stands in some way. ``is_from`` where the other says so of this one."""

    kind: str
    is_from: bool
    reason: str
    made_on: date
    reference: str
    number: str
    text: str
    title: str

    @property
    def label(self) -> str:
        """How this one stands to the other."""
        return str(codes.LinkKind(self.kind).label)


@dataclass(frozen=True)
class Notice:
    """A dated correction."""

    made_on: date
    about: str
    was: str
    instead: str
    reason: str
    addressee: UUID | None


@dataclass(frozen=True)
class Story:
    """Everything that a page shows of one recommendation."""

    recommendation: Recommendation
    tags: tuple[tuple[str, str, str], ...]
    """List, code and name of each tag."""
    links: tuple[Linked, ...]
    told: tuple[Told, ...]
    corrections: tuple[Notice, ...]


def of(reference: str, on: date, *, is_welsh: bool) -> Story | None:
    """The story of the recommendation of this reference; None where there is none to be seen. At most five queries."""
    found = (
        Recommendation.objects.filter(reference=reference, published_at__isnull=False)
        .select_related("report", "reported")
        .defer("search")
        .first()
    )
    if found is None:
        return None
    told = _told(found.id, on)
    corrections = _events({one.id: one for one in told}, found.id)
    return Story(found, _tags(found.id, is_welsh=is_welsh), _links(found.id), tuple(told), tuple(corrections))


_TOLD = f"""
select a.id, a.reference, o.id, o.name, coalesce(t.letter, ''), coalesce(t.text, ''), a.asked_on, a.deliver_by,
       a.state, a.response, a.is_open, {OVERDUE}
  from recommendations_addressee a join people_organisation o on o.id = a.organisation_id
  left join recommendations_part t on t.id = a.part_id
 where a.recommendation_id = %(recommendation)s order by t.letter nulls first, o.name, a.id
"""


def _told(recommendation: UUID, on: date) -> list[Told]:
    found = []
    for row in _asked(_TOLD, {"recommendation": recommendation, "today": on}):
        state, response, is_open, is_overdue = row[8:]
        one = Told(*[*row[:8], standing_of(state, response), is_open, bool(is_overdue)])
        if state in answer.BEING_DELIVERED and one.deliver_by is not None:
            one.waits.append(("delivery", one.deliver_by))
        found.append(one)
    return found


_TAGS = """
select m.list, m.code, m.label, coalesce(nullif(m.label_cy, ''), m.label)
  from recommendations_tag t join recommendations_tagterm m on m.id = t.term_id
 where t.recommendation_id = %(recommendation)s order by m.list, m.code
"""


def _tags(recommendation: UUID, *, is_welsh: bool) -> tuple[tuple[str, str, str], ...]:
    rows = _asked(_TAGS, {"recommendation": recommendation})
    return tuple((kind, code, in_welsh if is_welsh else label) for kind, code, label, in_welsh in rows)


_LINKS = """
select l.kind, l.to_id = %(recommendation)s, l.reason, l.made_on, r.reference, r.number, left(r.text, 200), p.title
  from recommendations_link l
  join recommendations_recommendation r
    on r.id = case when l.to_id = %(recommendation)s then l.recommendation_id else l.to_id end
  join recommendations_report p on p.id = r.report_id
 where l.recommendation_id = %(recommendation)s or l.to_id = %(recommendation)s
 order by l.made_on, l.id limit 200
"""


def _links(recommendation: UUID) -> tuple[Linked, ...]:
    return tuple(Linked(*row) for row in _asked(_LINKS, {"recommendation": recommendation}))


# One statement for all that happened: each kind gives its day, its number and what it says.
_EVENTS = f"""
select e.addressee_id, 'response', e.sent_on, e.number::integer, jsonb_build_object(
       'id', e.id, 'code', e.kind, 'reasons', e.reasons, 'plan', e.plan, 'for_body', e.for_body)
  from recommendations_response e where e.addressee_id = any(%(asked)s)
union all
select e.addressee_id, 'task', e.due_on, e.number, jsonb_build_object(
       'response', e.response_id, 'text', e.text, 'owner', e.owner, 'due_on', e.due_on, 'number', e.number,
       'state', coalesce(l.state, 'planned'), 'said', coalesce(l.text, ''), 'reported_on', l.reported_on)
  from recommendations_plannedtask e
  left join lateral (select t.state, t.text, t.reported_on from recommendations_taskreport t
                      where t.task_id = e.id order by t.number desc limit 1) l on true
 where e.addressee_id = any(%(asked)s)
union all
select e.addressee_id, 'update', e.written_on, 0, jsonb_build_object('text', e.text)
  from recommendations_update e where e.addressee_id = any(%(asked)s)
union all
select e.addressee_id, 'claim', e.claimed_on, e.number, jsonb_build_object(
       'against_measure', e.against_measure, 'evidence', e.evidence)
  from recommendations_claim e where e.addressee_id = any(%(asked)s)
union all
select e.addressee_id, 'verdict', e.found_on, c.number, jsonb_build_object(
       'code', e.outcome, 'looked_at', e.looked_at, 'method', e.method, 'missing', e.missing, 'next_on', e.next_on)
  from recommendations_verdict e join recommendations_claim c on c.id = e.claim_id where e.addressee_id = any(%(asked)s)
union all
select e.addressee_id, 'closing', e.closed_on, 0, jsonb_build_object(
       'code', e.reason, 'text', e.text, 'by', s.reference)
  from recommendations_closing e left join recommendations_recommendation s on s.id = e.superseded_by_id
 where e.addressee_id = any(%(asked)s)
union all
select e.addressee_id, 'extension', e.asked_on, e.number, jsonb_build_object(
       'what', e.what, 'until', e.until, 'reasons', e.reasons)
  from recommendations_extensionrequest e where e.addressee_id = any(%(asked)s)
union all
select e.addressee_id, 'decision', d.decided_on, e.number, jsonb_build_object(
       'what', e.what, 'is_granted', d.is_granted, 'until', d.until, 'reasons', d.reasons)
  from recommendations_extensionrequest e join recommendations_extensiondecision d on d.request_id = e.id
 where e.addressee_id = any(%(asked)s)
union all
select e.addressee_id, 'escalation', e.sent_on,
       case e.kind when 'remind' then 1 when 'write_letter' then 2 else 3 end, jsonb_build_object(
       'code', e.kind, 'about', e.about, 'text', e.text, 'signed_as', e.signed_as)
  from recommendations_escalation e where e.addressee_id = any(%(asked)s)
union all
select d.addressee_id, case when d.code = '{answer.RESPOND}' then 'asked' else 'clock' end, d.started_on, 0,
       jsonb_build_object('code', d.code, 'due_on', d.due_on,
                          'runs', d.met_on is null and d.cancelled_on is null and d.paused_on is null)
  from recommendations_addresseedeadline d where d.addressee_id = any(%(asked)s)
union all
select c.addressee_id, 'correction', c.made_on, 0, jsonb_build_object(
       'about', c.about, 'was', c.was, 'instead', c.instead, 'reason', c.reason)
  from recommendations_correction c where c.recommendation_id = %(recommendation)s
"""


def _events(told: dict[UUID, Told], recommendation: UUID) -> list[Notice]:
    """Fill the timelines; the corrections, which are of the recommendation."""
    tasks: dict[str, list[dict[str, Any]]] = {}
    found: list[tuple[UUID, Event]] = []
    corrections: list[Notice] = []
    for addressee, kind, on, number, written in _asked(
        _EVENTS, {"asked": list(told), "recommendation": recommendation}
    ):
        said = json.loads(written)
        if kind == "correction":
            corrections.append(Notice(on, said["about"], said["was"], said["instead"], said["reason"], addressee))
        elif kind == "task":
            said |= {"label": str(codes.TaskState(said["state"]).label)}
            tasks.setdefault(said["response"], []).append(_dated(said, "due_on", "reported_on"))
        else:
            if kind in {"asked", "clock"} and said["runs"]:
                told[addressee].waits.append((said["code"].rpartition(".")[2], date.fromisoformat(said["due_on"])))
            if kind != "clock":
                found.append((addressee, Event(kind, on, number, _dated(said, "due_on", "until", "next_on"))))
    for addressee, event in found:
        own = tasks.get(str(event.said.get("id")), [])
        told[addressee].events.append(replace(event, tasks=tuple(sorted(own, key=lambda task: int(task["number"])))))
    for one in told.values():
        one.events.sort(key=_in_order)
        one.waits.sort(key=lambda waited: waited[1])
    return sorted(corrections, key=lambda notice: notice.made_on)


def _in_order(event: Event) -> tuple[date, int, int, int]:
    # Claims and verdicts of one day go in pairs: the first claim, what was found, the second.
    pair = event.number if event.kind in {"claim", "verdict"} else 0
    return (event.on, min(_RANK[event.kind], 6) if pair else _RANK[event.kind], pair, _RANK[event.kind])


def _dated(said: dict[str, Any], *names: str) -> dict[str, Any]:
    return said | {name: date.fromisoformat(said[name]) for name in names if said.get(name)}


def _asked(sql: str, given: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
