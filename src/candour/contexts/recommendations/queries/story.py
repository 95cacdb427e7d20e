"""One recommendation with its whole story, as the public reads it: what was asked of whom, answered, claimed, found, closed.

Days, not times: the public door has no column that says the hour. Nothing names a person. What happened on one day stands in
the order in which it can have happened.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from candour.contexts.recommendations import codes
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


class Report(NamedTuple):
    """The report in which it stands."""

    slug: str
    title: str
    author: str
    is_earlier: bool
    published_on: date | None
    precision: str


class Reported(NamedTuple):
    """What a public source says of a recommendation of an earlier review."""

    addressee: str
    response: str
    status: str
    as_of: date
    precision: str
    source: str


@dataclass(frozen=True)
class Recommendation:
    """The recommendation itself."""

    reference: str
    number: str
    text: str
    measure: str
    certainty: str
    issued_on: date
    report: Report
    reported: Reported | None

    @property
    def certainty_label(self) -> str:
        """How certain its number and text are, by name."""
        return str(codes.Certainty(self.certainty).label) if self.certainty else ""


@dataclass
class Told:
    """What one body was asked, and its timeline."""

    reference: str
    body: str
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


class Linked(NamedTuple):
    """Another recommendation to which this one stands in some way. ``is_from`` where the other says so of this one."""

    kind: str
    is_from: bool
    reason: str
    reference: str
    number: str
    text: str
    title: str

    @property
    def label(self) -> str:
        """How this one stands to the other."""
        return str(codes.LinkKind(self.kind).label)


class Notice(NamedTuple):
    """A dated correction."""

    made_on: date
    about: str
    was: str
    instead: str
    reason: str


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
    """The story of the recommendation of this reference; None where there is none to be seen. One query: the page is read by
    anybody, and asking for each part of it cost more than showing it."""
    with connection.cursor() as cursor:
        cursor.execute(_STORY, {"reference": reference, "today": on})
        row = cursor.fetchone()
    if row is None:
        return None
    report, reported = Report(*row[6:12]), Reported(*row[12:18]) if row[12] is not None else None
    asked, tags, links, events = (json.loads(part) for part in row[18:])
    told = {key: _told(*one) for key, *one in asked}
    corrections = _events(told, events)
    return Story(
        Recommendation(*[*row[:6], report, reported]),
        tuple((kind, code, in_welsh if is_welsh else label) for kind, code, label, in_welsh in tags),
        tuple(Linked(*link) for link in links),
        tuple(told.values()),
        tuple(corrections),
    )


def _told(
    reference: str, body: str, name: str, part: str, part_text: str, asked_on: str, deliver_by: str | None,
    state: str, response: str, is_open: bool, is_overdue: bool,  # noqa: FBT001  a row, in the order of ``_TOLD``
) -> Told:  # fmt: skip
    one = Told(
        reference, body, name, part, part_text, date.fromisoformat(asked_on),
        date.fromisoformat(deliver_by) if deliver_by else None, standing_of(state, response), is_open, is_overdue,
    )  # fmt: skip
    if state in answer.BEING_DELIVERED and one.deliver_by is not None:
        one.waits.append(("delivery", one.deliver_by))
    return one


_TOLD = f"""
select a.id, a.reference, o.id, o.name, coalesce(t.letter, ''), coalesce(t.text, ''), a.asked_on, a.deliver_by,
       a.state, a.response, a.is_open, coalesce({OVERDUE}, false)
  from recommendations_addressee a join people_organisation o on o.id = a.organisation_id
  left join recommendations_part t on t.id = a.part_id
 where a.recommendation_id = r.id order by t.letter nulls first, o.name, a.id
"""
_TAGS = """
select m.list, m.code, m.label, coalesce(nullif(m.label_cy, ''), m.label)
  from recommendations_tag t join recommendations_tagterm m on m.id = t.term_id
 where t.recommendation_id = r.id order by m.list, m.code
"""
_LINKS = """
select l.kind, l.to_id = r.id, l.reason, s.reference, s.number, left(s.text, 200), q.title
  from recommendations_link l
  join recommendations_recommendation s on s.id = case when l.to_id = r.id then l.recommendation_id else l.to_id end
  join recommendations_report q on q.id = s.report_id
 where l.recommendation_id = r.id or l.to_id = r.id
 order by l.made_on, l.id limit 200
"""

# All that happened: each kind gives its day, its number and what it says.
_EVENTS = f"""
select e.addressee_id, 'response', e.sent_on, e.number::integer, jsonb_build_object(
       'id', e.id, 'code', e.kind, 'reasons', e.reasons, 'plan', e.plan, 'for_body', e.for_body)
  from recommendations_response e where e.addressee_id = any(asked.ids)
union all
select e.addressee_id, 'task', e.due_on, e.number, jsonb_build_object(
       'response', e.response_id, 'text', e.text, 'owner', e.owner, 'due_on', e.due_on, 'number', e.number,
       'state', coalesce(l.state, 'planned'), 'said', coalesce(l.text, ''), 'reported_on', l.reported_on)
  from recommendations_plannedtask e
  left join lateral (select t.state, t.text, t.reported_on from recommendations_taskreport t
                      where t.task_id = e.id order by t.number desc limit 1) l on true
 where e.addressee_id = any(asked.ids)
union all
select e.addressee_id, 'update', e.written_on, 0, jsonb_build_object('text', e.text)
  from recommendations_update e where e.addressee_id = any(asked.ids)
union all
select e.addressee_id, 'claim', e.claimed_on, e.number, jsonb_build_object(
       'against_measure', e.against_measure, 'evidence', e.evidence)
  from recommendations_claim e where e.addressee_id = any(asked.ids)
union all
select e.addressee_id, 'verdict', e.found_on, c.number, jsonb_build_object(
       'code', e.outcome, 'looked_at', e.looked_at, 'method', e.method, 'missing', e.missing, 'next_on', e.next_on)
  from recommendations_verdict e join recommendations_claim c on c.id = e.claim_id where e.addressee_id = any(asked.ids)
union all
select e.addressee_id, 'closing', e.closed_on, 0, jsonb_build_object(
       'code', e.reason, 'text', e.text, 'by', s.reference)
  from recommendations_closing e left join recommendations_recommendation s on s.id = e.superseded_by_id
 where e.addressee_id = any(asked.ids)
union all
select e.addressee_id, 'extension', e.asked_on, e.number, jsonb_build_object(
       'what', e.what, 'until', e.until, 'reasons', e.reasons)
  from recommendations_extensionrequest e where e.addressee_id = any(asked.ids)
union all
select e.addressee_id, 'decision', d.decided_on, e.number, jsonb_build_object(
       'what', e.what, 'is_granted', d.is_granted, 'until', d.until, 'reasons', d.reasons)
  from recommendations_extensionrequest e join recommendations_extensiondecision d on d.request_id = e.id
 where e.addressee_id = any(asked.ids)
union all
select e.addressee_id, 'escalation', e.sent_on,
       case e.kind when 'remind' then 1 when 'write_letter' then 2 else 3 end, jsonb_build_object(
       'code', e.kind, 'about', e.about, 'text', e.text, 'signed_as', e.signed_as)
  from recommendations_escalation e where e.addressee_id = any(asked.ids)
union all
select d.addressee_id, case when d.code = '{answer.RESPOND}' then 'asked' else 'clock' end, d.started_on, 0,
       jsonb_build_object('code', d.code, 'due_on', d.due_on,
                          'runs', d.met_on is null and d.cancelled_on is null and d.paused_on is null)
  from recommendations_addresseedeadline d where d.addressee_id = any(asked.ids)
union all
select c.addressee_id, 'correction', c.made_on, 0, jsonb_build_object(
       'about', c.about, 'was', c.was, 'instead', c.instead, 'reason', c.reason)
  from recommendations_correction c where c.recommendation_id = r.id
"""


def _as_lists(columns: int, sql: str) -> str:
    """The rows of a query as one value: a list of lists, in their order."""
    names = [f"c{number}" for number in range(columns)]
    built = f"jsonb_build_array({', '.join(f'x.{name}' for name in names)})"
    return f"(select coalesce(jsonb_agg({built}), '[]') from ({sql}) x ({', '.join(names)}))"


_STORY = f"""
select r.reference, r.number, r.text, r.measure, r.certainty, r.issued_on,
       p.slug, p.title, p.author, p.is_earlier, p.published_on, p.precision,
       h.addressee, h.response, h.status, h.as_of, h.precision, h.source,
       {_as_lists(12, _TOLD)}, {_as_lists(4, _TAGS)}, {_as_lists(7, _LINKS)}, {_as_lists(5, _EVENTS)}
  from recommendations_recommendation r join recommendations_report p on p.id = r.report_id
  left join recommendations_reported h on h.recommendation_id = r.id,
  lateral (select array(select a.id from recommendations_addressee a where a.recommendation_id = r.id) as ids) asked
 where r.reference = %(reference)s and r.published_at is not null
"""


def _events(told: dict[str, Told], rows: list[list[Any]]) -> list[Notice]:
    """Fill the timelines; the corrections, which are of the recommendation."""
    tasks: dict[str, list[dict[str, Any]]] = {}
    found: list[tuple[Told, str, date, int, dict[str, Any]]] = []
    corrections: list[Notice] = []
    for addressee, kind, day, number, said in rows:
        on = date.fromisoformat(day)
        if kind == "correction":
            corrections.append(Notice(on, said["about"], said["was"], said["instead"], said["reason"]))
        elif kind == "task":
            said["label"] = str(codes.TaskState(said["state"]).label)
            tasks.setdefault(said["response"], []).append(_dated(said, "due_on", "reported_on"))
        else:
            if kind in {"asked", "clock"} and said["runs"]:
                told[addressee].waits.append((said["code"].rpartition(".")[2], date.fromisoformat(said["due_on"])))
            if kind != "clock":
                found.append((told[addressee], kind, on, number, _dated(said, "due_on", "until", "next_on")))
    for one, kind, on, number, said in found:
        own = sorted(tasks.get(said.get("id", ""), ()), key=lambda task: int(task["number"]))
        one.events.append(Event(kind, on, number, said, tuple(own)))
    for one in told.values():
        one.events.sort(key=_in_order)
        one.waits.sort(key=lambda waited: waited[1])
    return sorted(corrections, key=lambda notice: notice.made_on)


def _in_order(event: Event) -> tuple[date, int, int, int]:
    # Claims and verdicts of one day go in pairs: the first claim, what was found, the second.
    pair = event.number if event.kind in {"claim", "verdict"} else 0
    return (event.on, min(_RANK[event.kind], 6) if pair else _RANK[event.kind], pair, _RANK[event.kind])


def _dated(said: dict[str, Any], *names: str) -> dict[str, Any]:
    """The same, with these days as days."""
    for name in names:
        if said.get(name):
            said[name] = date.fromisoformat(said[name])
    return said
