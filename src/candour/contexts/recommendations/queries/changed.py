"""What changed: everything that the public may read, by the day on which it happened, newest first."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from candour.contexts.recommendations import codes

PAGE = 100
LATEST = 50
"""Entries of a feed."""
KEPT = timedelta(days=400)
"""How far a feed looks back."""

FIRST_MONTH = date(2000, 1, 1)
_AFTER = re.compile(r"(\d{4}-\d{2}-\d{2})~([a-z]{1,12})~([0-9a-f-]{36})\Z")


@dataclass(frozen=True)
class Change:
    """One thing that changed. ``kind`` published: so many recommendations of a report came into the register."""

    on: date
    kind: str
    id: UUID
    code: str
    reference: str
    number: str
    text: str
    slug: str
    title: str
    body: str
    is_earlier: bool
    count: int = 0

    @property
    def label(self) -> str:
        """What it is, by name, where its kind alone does not say."""
        lists: dict[str, Any] = {
            "response": codes.ResponseKind,
            "escalation": codes.EscalationKind,
            "closing": codes.ClosingReason,
            "verdict": codes.Outcome,
        }
        return str(lists[self.kind](self.code).label) if self.kind in lists else ""

    @property
    def key(self) -> str:
        """By which the next page begins."""
        return f"{self.on}~{self.kind}~{self.id}"


# kind: how the database calls it, table, what it adds, the column of the addressee
_KINDS: dict[str, tuple[str, str, str, str]] = {
    "claim": ("claim", "recommendations_claim e", "''", "e.addressee_id"),
    "closing": ("closing", "recommendations_closing e", "e.reason", "e.addressee_id"),
    "correction": ("correction", "recommendations_correction e", "''", "null::uuid"),
    "decision": (
        "extension_decision",
        "recommendations_extensiondecision e join recommendations_extensionrequest x on x.id = e.request_id",
        "e.is_granted::text",
        "x.addressee_id",
    ),
    "escalation": ("escalation", "recommendations_escalation e", "e.kind", "e.addressee_id"),
    "extension": ("extension_request", "recommendations_extensionrequest e", "e.what", "e.addressee_id"),
    "response": ("response", "recommendations_response e", "e.kind", "e.addressee_id"),
    "update": ("update", "recommendations_update e", "''", "e.addressee_id"),
    "verdict": ("verdict", "recommendations_verdict e", "e.outcome", "e.addressee_id"),
}
"""In the order of their names, which is that of one day, the last first."""


def _acts(kind: str) -> str:
    called, table, code, addressee = _KINDS[kind]
    of = "e.recommendation_id" if kind == "correction" else "null::uuid"
    return (
        f"select l.happened_on, '{kind}' as kind, e.id, {code} as code, {addressee} as addressee, {of} as recommendation"
        f" from {table} join latest l on l.id = e.id and l.kind = '{called}'"
    )


# The database says which acts stand on the page; what they say is asked of these alone. "case" where "coalesce" would be shorter:
# PostgreSQL holds that for leaky, and asks the row rule of every recommendation. Recommendations come into the register a report
# at a time: one line for each report and day.
_CHANGES = f"""
with latest as materialized (
    select * from recommendations_latest(%(kinds)s::text[], %(start)s::date, %(last)s::date, %(day)s::date, %(rank)s, %(act)s::uuid,
                                         %(most)s, %(report)s::uuid, %(body)s::uuid)
)
(select e.happened_on, e.kind, e.id, e.code, r.reference, r.number, left(r.text, 160), p.slug, p.title, coalesce(o.name, ''),
        p.is_earlier, 0
   from ({" union all ".join(_acts(kind) for kind in _KINDS)}) e
   left join recommendations_addressee a on a.id = e.addressee
   join recommendations_recommendation r on r.id = case when e.addressee is null then e.recommendation else a.recommendation_id end
   join recommendations_report p on p.id = r.report_id
   left join people_organisation o on o.id = a.organisation_id)
union all
(select g.day, 'published', p.id, '', '', '', '', p.slug, p.title, '', p.is_earlier, g.many
   from recommendations_published(%(start)s::date, %(day)s::date, %(report)s::uuid, %(body)s::uuid) g
   join recommendations_report p on p.id = g.report_id
 where (g.day, 'published', p.id) < (%(day)s, %(kind)s, %(near)s)
 order by g.day desc, p.id desc limit %(most)s)
order by 1 desc, 2 desc, 3 desc limit %(most)s
"""


def between(
    start: date, last: date, *, after: str = "", report: UUID | None = None, body: UUID | None = None, most: int = PAGE
) -> list[Change]:
    """At most so many changes of these days, newest first, from where a page ended. One query."""
    # "~" comes after every kind: without a place, everything of the last day is before it.
    day, kind, near = last, "~", UUID(int=0)
    found = _AFTER.match(after)
    if found:
        try:
            day, kind, near = min(date.fromisoformat(found[1]), last), found[2], UUID(found[3])
        except ValueError:
            day, kind, near = last, "~", UUID(int=0)
    given: dict[str, Any] = {
        "start": start, "last": last, "day": day, "kind": kind, "near": near, "report": report, "body": body, "most": most,
        "kinds": [called for called, *_ in _KINDS.values()],
        "rank": bisect_left(list(_KINDS), kind) + 1,
        "act": near if kind in _KINDS else UUID(int=0),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_CHANGES, given)
        return [Change(*row) for row in cursor.fetchall()]


def month_of(written: str, today: date) -> tuple[date, date] | None:
    """The first and the last day of a month written ``2026-11``; None for what is none, and for one to come."""
    if not re.fullmatch(r"\d{4}-\d{2}", written):
        return None
    try:
        first = date.fromisoformat(f"{written}-01")
    except ValueError:
        return None
    return (first, _last_of(first)) if FIRST_MONTH <= first <= today else None


def month_before(first: date) -> date:
    """The first day of the month before."""
    return (first - timedelta(days=1)).replace(day=1)


def month_after(first: date) -> date:
    """The first day of the month after."""
    return _last_of(first) + timedelta(days=1)


def _last_of(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def by_day(changes: Sequence[Change]) -> list[tuple[date, list[Change]]]:
    """The same, a list for each day."""
    days: list[tuple[date, list[Change]]] = []
    for change in changes:
        if not days or days[-1][0] != change.on:
            days.append((change.on, []))
        days[-1][1].append(change)
    return days
