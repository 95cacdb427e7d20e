"""What happened to recommendations, as the public may read it: one statement for a recommendation's story, and for what changed.

Only the day of an act is public; acts of one day stand in the order in which they follow one another. ``details`` are what was
said, without anybody's name.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from candour.contexts.recommendations.queries.open_data import PAGE, Found, Row, Single

_NO_RECOMMENDATION = "null::uuid"

# kind: its place in a day, the column of its day, where from (with ``x`` as the table), addressee, recommendation, what was said
_KINDS: Mapping[str, tuple[int, str, str, str, str, str]] = {
    "published": (
        1, "(x.published_at at time zone 'Europe/London')::date", "recommendations_recommendation x", "null::uuid", "x.id", "'{}'::json",
    ),
    "asked": (2, "x.asked_on", "recommendations_addressee x", "x.id", "x.recommendation_id", "'{}'::json"),
    "response": (
        3, "x.sent_on", "recommendations_response x", "x.addressee_id", "null::uuid",
        """json_build_object('response', x.kind, 'reasons', x.reasons, 'plan', x.plan, 'for_body', x.for_body, 'tasks',
            coalesce((select json_agg(json_build_object('number', t.number, 'text', t.text, 'due_on', t.due_on, 'owner', t.owner)
            order by t.number) from recommendations_plannedtask t where t.response_id = x.id), '[]'::json))""",
    ),
    "update": (
        4, "x.written_on", "recommendations_update x", "x.addressee_id", "null::uuid", "json_build_object('text', x.text)",
    ),
    "task_report": (
        5, "x.reported_on", "recommendations_taskreport x join recommendations_plannedtask t on t.id = x.task_id", "t.addressee_id",
        "null::uuid", "json_build_object('task', t.number, 'state', x.state, 'text', x.text)",
    ),
    "extension_request": (
        6, "x.asked_on", "recommendations_extensionrequest x", "x.addressee_id", "null::uuid",
        "json_build_object('what', x.what, 'until', x.until, 'reasons', x.reasons)",
    ),
    "extension_decision": (
        7, "x.decided_on", "recommendations_extensiondecision x join recommendations_extensionrequest q on q.id = x.request_id",
        "q.addressee_id", "null::uuid",
        "json_build_object('what', q.what, 'is_granted', x.is_granted, 'until', x.until, 'reasons', x.reasons)",
    ),
    "claim": (
        8, "x.claimed_on", "recommendations_claim x", "x.addressee_id", "null::uuid",
        "json_build_object('against_measure', x.against_measure, 'evidence', x.evidence)",
    ),
    "verdict": (
        9, "x.found_on", "recommendations_verdict x", "x.addressee_id", "null::uuid",
        """json_build_object('outcome', x.outcome, 'looked_at', x.looked_at, 'method', x.method, 'missing', x.missing,
            'next_on', x.next_on)""",
    ),
    "escalation": (
        10, "x.sent_on", "recommendations_escalation x", "x.addressee_id", "null::uuid",
        "json_build_object('escalation', x.kind, 'about', x.about, 'text', x.text, 'signed_as', x.signed_as)",
    ),
    "closing": (
        11, "x.closed_on", "recommendations_closing x", "x.addressee_id", "null::uuid",
        """json_build_object('reason', x.reason, 'text', x.text, 'superseded_by',
            (select s.reference from recommendations_recommendation s where s.id = x.superseded_by_id))""",
    ),
    "correction": (
        12, "x.made_on", "recommendations_correction x", "x.addressee_id", "x.recommendation_id",
        "json_build_object('about', x.about, 'was', x.was, 'instead', x.instead, 'reason', x.reason)",
    ),
}  # fmt: skip

KINDS = tuple(_KINDS)


def _arm(kind: str, condition: str) -> str:
    """The acts of one kind, narrowed where they are found. ``{addressee}``, ``{recommendation}`` stand for columns."""
    place, day, tables, addressee, recommendation, details = _KINDS[kind]
    narrowed = condition.format(addressee=addressee, recommendation=recommendation, kind=kind)
    return (
        f"(select x.id, {day} as happened_on, {place} as place, '{kind}' as kind, {addressee} as addressee_id,"
        f" {recommendation} as recommendation_id, {details} as details from {tables} where {narrowed})"
    )


def _statement(arms: Sequence[str]) -> str:
    # "case" where "coalesce" would be shorter: PostgreSQL holds that for leaky, and asks the row rule of every recommendation.
    return f"""select e.id, e.happened_on, e.place, e.kind, n.reference, a.reference, o.id, o.name, e.details::text
        from ({" union all ".join(arms)}) e
        left join recommendations_addressee a on a.id = e.addressee_id
        left join people_organisation o on o.id = a.organisation_id
        join recommendations_recommendation n
          on n.id = case when e.recommendation_id is null then a.recommendation_id else e.recommendation_id end"""


_OF_RECOMMENDATION = "{recommendation} = %(id)s"
_OF_ADDRESSEE = (
    "{addressee} = any(%(addressees)s::uuid[])"  # ids that are known: an index answers before the row rules are asked
)
_OF_ONE = _statement(
    [
        _arm(kind, _OF_ADDRESSEE if told[4] == _NO_RECOMMENDATION else _OF_RECOMMENDATION)
        for kind, told in _KINDS.items()
    ]
)
_OLDEST_FIRST = " order by e.happened_on, e.place, e.id"
# The database says which acts stand on the page; what they say is asked of these alone.
_CHANGES = f"""with latest as materialized (
    select * from recommendations_latest(%(kinds)s::text[], %(since)s::date, %(until)s::date, %(after_on)s::date, %(after_place)s,
                                         %(after_id)s::uuid, %(most)s, null, null))
{_statement([_arm(kind, "x.id in (select l.id from latest l where l.kind = '{kind}')") for kind in _KINDS])}
order by e.happened_on desc, e.place desc, e.id desc"""


def story(recommendation: Single) -> list[Row]:
    """Everything that happened to one recommendation, oldest first. One query."""
    parameters = {"id": recommendation.id, "addressees": recommendation.addressees}
    return [_event(row) for row in _fetched(_OF_ONE + _OLDEST_FIRST, parameters)]


def changes(*, since: date, until: date, after: tuple[date, int, UUID] | None = None) -> Found:
    """A page of what happened from one day to another, both included, newest first. One query.

    Each kind gives no more than a page, so that an index by day answers it however many there are.
    """
    behind = after or (until + timedelta(days=1), 0, UUID(int=0))
    parameters = {
        "kinds": list(KINDS), "since": since, "until": until, "most": PAGE + 1,
        "after_on": behind[0], "after_place": behind[1], "after_id": behind[2],
    }  # fmt: skip
    rows = _fetched(_CHANGES, parameters)
    page = rows[:PAGE]
    last = page[-1] if len(rows) > PAGE else None
    return Found([_event(row) for row in page], (last[1], last[2], last[0]) if last else None)


def _event(row: Sequence[Any]) -> Row:
    event_id, happened_on, _place, kind, recommendation, addressee, body_id, body, details = row
    return {
        "id": str(event_id),
        "on": happened_on.isoformat(),
        "kind": kind,
        "recommendation": recommendation,
        "addressee": addressee,
        "body": {"id": str(body_id), "name": body} if body_id else None,
        "details": json.loads(details),
    }


def _fetched(statement: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
