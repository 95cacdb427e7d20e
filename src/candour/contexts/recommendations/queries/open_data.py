"""What the open API reads, as rows that are ready to be written as JSON.

Each list is one statement, with its filters put together from the fragments below and every value a parameter. Pages go on
from the last row of the page before (a cursor), never from a number of rows. The database's row rules decide what is public;
no person's name is among what the public door may read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from candour.contexts.recommendations import codes
from candour.contexts.recommendations.procedure import ANSWER, answer
from candour.contexts.recommendations.queries.standing import standing_of

PAGE = 100
Row = dict[str, Any]

_STANDINGS = {
    (state.name, response): standing_of(state.name, response).value
    for state in ANSWER.states
    for response in (codes.ACCEPTING if state.name == answer.ACCEPTED else ("", *codes.ResponseKind.values))
}
"""Every state and last response that a record can have, and where it then stands."""

_RESPOND_BY = f"""(select d.due_on from recommendations_addresseedeadline d where d.addressee_id = a.id
    and d.code = '{answer.RESPOND}' and d.met_on is null and d.cancelled_on is null order by d.due_on limit 1)"""

_OVERDUE = f"""((a.state = '{answer.ASKED}' and {_RESPOND_BY} < %(on)s)
    or (a.state in ('{answer.ACCEPTED}', '{answer.NOT_VERIFIED}') and a.deliver_by < %(on)s))"""

_ASKED = """exists (select 1 from recommendations_addressee a where a.recommendation_id = r.id and {})"""

_RECOMMENDATIONS = f"""
    select r.reference, p.slug, r.number, r.text, r.measure, r.issued_on, r.certainty, r.is_synthetic, r.report_id, r.place, r.id,
        (select json_agg(json_build_array(a.reference, o.id, o.name, t.letter, a.asked_on, {_RESPOND_BY}, a.deliver_by,
                a.state, a.response, a.id) order by o.name, t.letter nulls first, a.reference)
            from recommendations_addressee a join people_organisation o on o.id = a.organisation_id
            left join recommendations_part t on t.id = a.part_id where a.recommendation_id = r.id)::text,
        (select json_agg(m.list || ':' || m.code order by m.list, m.code)
            from recommendations_tag g join recommendations_tagterm m on m.id = g.term_id where g.recommendation_id = r.id)::text,
        (select json_build_object('addressee', e.addressee, 'response', e.response, 'status', e.status, 'as_of', e.as_of,
                'precision', e.precision, 'source', e.source)
            from recommendations_reported e where e.recommendation_id = r.id)::text
    from recommendations_recommendation r join recommendations_report p on p.id = r.report_id
    where r.published_at is not null"""
_ORDER = " order by r.issued_on desc, r.report_id, r.place"


@dataclass(frozen=True)
class Place:
    """Where a page of recommendations goes on: behind this row."""

    issued_on: date
    report_id: UUID
    place: int


@dataclass(frozen=True)
class Asked:
    """What somebody wants to see of the recommendations. Empty: all of them."""

    report: str = ""
    body: UUID | None = None
    standing: str = ""
    overdue: bool | None = None
    tag: str = ""
    since: date | None = None
    text: str = ""
    after: Place | None = None


@dataclass
class Found:
    """One page: its rows, and the last one's place where there are more."""

    rows: list[Row]
    after: tuple[Any, ...] | None = None


@dataclass
class _Where:
    """Conditions with their parameters."""

    parameters: dict[str, Any]
    conditions: list[str] = field(default_factory=list)

    def add(self, condition: str, **parameters: Any) -> None:
        self.conditions.append(condition)
        self.parameters.update(parameters)

    def __str__(self) -> str:
        return "".join(f" and {condition}" for condition in self.conditions)


def recommendations(asked: Asked, *, on: date) -> Found:
    """A page of recommendations, the newest first. One query."""
    where = _Where({"on": on})
    if asked.report:
        where.add("p.slug = %(report)s", report=asked.report)
    if asked.since:
        where.add("r.issued_on >= %(since)s", since=asked.since)
    if asked.text:
        where.add("r.search @@ websearch_to_tsquery('english', %(text)s)", text=asked.text)
    if asked.tag:
        where.add(
            "exists (select 1 from recommendations_tag g join recommendations_tagterm m on m.id = g.term_id"
            " where g.recommendation_id = r.id and (m.code = %(tag)s or m.list || ':' || m.code = %(tag)s))",
            tag=asked.tag,
        )
    _add_of_bodies(where, asked)
    if asked.after:
        where.add(
            "r.issued_on <= %(after_on)s and (r.issued_on < %(after_on)s or (r.report_id, r.place) > (%(after_report)s, %(after_place)s))",
            after_on=asked.after.issued_on,
            after_report=asked.after.report_id,
            after_place=asked.after.place,
        )
    rows = _fetched(f"{_RECOMMENDATIONS}{where}{_ORDER} limit {PAGE + 1}", where.parameters)
    page = rows[:PAGE]
    last = page[-1] if len(rows) > PAGE else None
    return Found([_recommendation(row, on) for row in page], (last[5], last[8], last[9]) if last else None)


def _add_of_bodies(where: _Where, asked: Asked) -> None:
    """What is asked about bodies is asked about one and the same: who asks what a body has not done does not mean another."""
    of_one: list[str] = []
    if asked.body:
        of_one.append("a.organisation_id = %(body)s")
        where.parameters["body"] = asked.body
    if asked.standing:
        fitting = [pair for pair, standing in _STANDINGS.items() if standing == asked.standing]
        of_one.append("(a.state, a.response) in (select * from unnest(%(states)s::text[], %(responses)s::text[]))")
        where.parameters["states"], where.parameters["responses"] = [
            list(column) for column in zip(*fitting, strict=True)
        ]
    if asked.overdue:
        of_one.append(_OVERDUE)
    if of_one:
        where.add(_ASKED.format(" and ".join(of_one)))
    if asked.overdue is False:
        own = [*(of_one[:1] if asked.body else []), _OVERDUE]
        where.add("not " + _ASKED.format(" and ".join(own)))


@dataclass(frozen=True)
class Single:
    """One recommendation, with the ids by which its story is found."""

    id: UUID
    addressees: list[UUID]
    row: Row


def recommendation(reference: str, *, on: date) -> Single | None:
    """One recommendation with its parts and links; None where the public may see none. Three queries."""
    rows = _fetched(f"{_RECOMMENDATIONS} and r.reference = %(reference)s", {"on": on, "reference": reference})
    if not rows:
        return None
    found, row_id = _recommendation(rows[0], on), rows[0][10]
    found["parts"] = [
        {"letter": letter, "text": text}
        for letter, text in _fetched(
            "select letter, text from recommendations_part where recommendation_id = %(id)s order by letter",
            {"id": row_id},
        )
    ]
    found["links"] = [
        {
            "direction": direction,
            "kind": kind,
            "recommendation": other,
            "reason": reason,
            "made_on": made_on.isoformat(),
        }
        for direction, kind, other, reason, made_on in _fetched(
            """select case when l.recommendation_id = %(id)s then 'from_this' else 'to_this' end, l.kind, r.reference, l.reason,
                l.made_on
            from recommendations_link l join recommendations_recommendation r
                on r.id = case when l.recommendation_id = %(id)s then l.to_id else l.recommendation_id end
            where l.recommendation_id = %(id)s or l.to_id = %(id)s order by l.made_on, r.reference, l.kind""",
            {"id": row_id},
        )
    ]
    asked = json.loads(rows[0][11]) if rows[0][11] else []
    return Single(row_id, [UUID(one[-1]) for one in asked], found)


def _recommendation(row: Sequence[Any], on: date) -> Row:
    reference, report, number, text, measure, issued_on, certainty, is_synthetic = row[:8]
    addressees, tags, reported = row[11:]
    today = on.isoformat()
    return {
        "reference": reference,
        "report": report,
        "number": number or None,
        "text": text,
        "measure": measure,
        "issued_on": issued_on.isoformat(),
        "certainty": certainty or None,
        "is_synthetic": is_synthetic,
        "tags": json.loads(tags) if tags else [],
        "reported": json.loads(reported) if reported else None,
        "addressees": [_addressee(one, today) for one in json.loads(addressees)] if addressees else [],
    }


def _addressee(one: Sequence[Any], today: str) -> Row:
    reference, body_id, body, part, asked_on, respond_by, deliver_by, state, response = one[:-1]
    due = respond_by if state == answer.ASKED else deliver_by if state in answer.BEING_DELIVERED else None
    return {
        "reference": reference,
        "body": {"id": body_id, "name": body},
        "part": part,
        "asked_on": asked_on,
        "respond_by": respond_by if state == answer.ASKED else None,
        "deliver_by": deliver_by,
        "standing": _STANDINGS[state, response],
        "response": response or None,
        "is_overdue": due is not None and due < today,
    }


_REPORTS = """
    select p.slug, p.title, p.author, p.paper, p.summary, p.published_on, p.precision, p.source, p.is_earlier, p.is_synthetic,
        (select count(*) from recommendations_recommendation r where r.report_id = p.id),
        (select json_agg(json_build_object('text', n.text, 'addressee', n.addressee, 'response', n.response, 'status', n.status,
                'recommendations', n.recommendations, 'recommendations_done', n.recommendations_done, 'tasks', n.tasks,
                'tasks_done', n.tasks_done, 'as_of', n.as_of, 'precision', n.precision, 'source', n.source) order by n.as_of, n.text)
            from recommendations_reportnote n where n.report_id = p.id)::text
    from recommendations_report p where p.published_at is not null"""


def reports(*, after: str = "", slug: str = "") -> Found:
    """A page of reports by their short address, or the one of this address. One query."""
    where = _Where({})
    if after:
        where.add("p.slug > %(after)s", after=after)
    if slug:
        where.add("p.slug = %(slug)s", slug=slug)
    rows = _fetched(f"{_REPORTS}{where} order by p.slug limit {PAGE + 1}", where.parameters)
    names = ("slug", "title", "author", "paper", "summary", "published_on", "precision", "source", "is_earlier",
             "is_synthetic", "recommendations", "notes")  # fmt: skip
    made = [dict(zip(names, row, strict=True)) for row in rows[:PAGE]]
    for report in made:
        report["published_on"] = report["published_on"].isoformat() if report["published_on"] else None
        report["notes"] = json.loads(report["notes"]) if report["notes"] else []
    return Found(made, (made[-1]["slug"],) if len(rows) > PAGE else None)


def withheld() -> list[Row]:
    """What of earlier reviews is not shown, counted: by report and why. One query."""
    rows = _fetched(
        "select report_title, published, certainty, rows from recommendations_withheld order by report_title, certainty",
        {},
    )
    return [dict(zip(("report", "published", "certainty", "rows"), row, strict=True)) for row in rows]


def bodies(*, on: date, after: tuple[str, UUID] | None = None) -> Found:
    """A page of the bodies that were asked, by name, with where what they were asked stands. Two queries."""
    where = _Where({})
    if after:
        where.add("(o.name, o.id) > (%(name)s, %(id)s)", name=after[0], id=after[1])
    rows = _fetched(
        f"""select o.id, o.name, o.kind, o.nation, o.region, o.ended_on from people_organisation o
            where exists (select 1 from recommendations_addressee a where a.organisation_id = o.id){where}
            order by o.name, o.id limit {PAGE + 1}""",
        where.parameters,
    )
    page = rows[:PAGE]
    counted = _fetched(
        f"""select a.organisation_id, a.state, a.response, count(*), count(*) filter (where {_OVERDUE})
            from recommendations_addressee a where a.organisation_id = any(%(ids)s) group by 1, 2, 3""",
        {"ids": [row[0] for row in page], "on": on},
    )
    made: dict[UUID, Row] = {
        body_id: {
            "id": str(body_id),
            "name": name,
            "kind": kind,
            "nation": nation or None,
            "region": region or None,
            "ended_on": ended_on.isoformat() if ended_on else None,
            "asked": 0,
            "overdue": 0,
            "standings": {},
        }
        for body_id, name, kind, nation, region, ended_on in page
    }
    for body_id, state, response, number, late in counted:
        body, standing = made[body_id], _STANDINGS[state, response]
        body["asked"] += number
        body["overdue"] += late
        body["standings"][standing] = body["standings"].get(standing, 0) + number
    return Found(list(made.values()), (page[-1][1], page[-1][0]) if len(rows) > PAGE else None)


def figures(*, scope: str | None = None, since: date | None = None, after: tuple[date, str] | None = None) -> Found:
    """A page of figures that can be quoted, the newest first. One query."""
    where = _Where({})
    if scope is not None:
        where.add("f.scope = %(scope)s", scope=scope)
    if since:
        where.add("f.counted_on >= %(since)s", since=since)
    if after:
        where.add(
            "(f.counted_on < %(after_on)s or (f.counted_on = %(after_on)s and f.scope > %(after_scope)s))",
            after_on=after[0],
            after_scope=after[1],
        )
    rows = _fetched(
        f"""select f.scope, f.counted_on, f.counts::text, f.digest from recommendations_figure f where true{where}
            order by f.counted_on desc, f.scope limit {PAGE + 1}""",
        where.parameters,
    )
    made = [
        {"scope": scope, "counted_on": on.isoformat(), "counts": json.loads(counts), "digest": digest}
        for scope, on, counts, digest in rows[:PAGE]
    ]
    return Found(made, (rows[PAGE - 1][1], rows[PAGE - 1][0]) if len(rows) > PAGE else None)


def _fetched(statement: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
