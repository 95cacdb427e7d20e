"""What changed: everything that the public may read, by the day on which it happened, newest first."""

from __future__ import annotations

import re
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


# kind: table, the day, what it adds, the column of the addressee or of the recommendation
_KINDS: dict[str, tuple[str, str, str]] = {
    "response": ("recommendations_response e", "e.sent_on", "e.kind"),
    "update": ("recommendations_update e", "e.written_on", "''"),
    "claim": ("recommendations_claim e", "e.claimed_on", "''"),
    "verdict": ("recommendations_verdict e", "e.found_on", "e.outcome"),
    "closing": ("recommendations_closing e", "e.closed_on", "e.reason"),
    "escalation": ("recommendations_escalation e", "e.sent_on", "e.kind"),
    "extension": ("recommendations_extensionrequest e", "e.asked_on", "e.what"),
}
_DECISION = "recommendations_extensionrequest x join recommendations_extensiondecision e on e.request_id = x.id"


def _branch(kind: str, table: str, day: str, code: str, addressee: str, narrowed: str) -> str:
    return f"""(
select {day}, '{kind}', e.id, {code}, r.reference, r.number, left(r.text, 160), p.slug, p.title, o.name, p.is_earlier, 0
  from {table} join recommendations_addressee a on a.id = {addressee}
  join recommendations_recommendation r on r.id = a.recommendation_id
  join recommendations_report p on p.id = r.report_id join people_organisation o on o.id = a.organisation_id
 where {day} >= %(start)s and {day} <= %(day)s and ({day}, '{kind}', e.id) < (%(day)s, %(kind)s, %(near)s) {narrowed}
 order by {day} desc, e.id desc limit %(most)s)"""


_CORRECTION = """(
select e.made_on, 'correction', e.id, '', r.reference, r.number, left(r.text, 160), p.slug, p.title, '', p.is_earlier, 0
  from recommendations_correction e join recommendations_recommendation r on r.id = e.recommendation_id
  join recommendations_report p on p.id = r.report_id
 where e.made_on >= %(start)s and e.made_on <= %(day)s
   and (e.made_on, 'correction', e.id) < (%(day)s, %(kind)s, %(near)s) {narrowed}
 order by e.made_on desc, e.id desc limit %(most)s)"""

# Recommendations come into the register a report at a time: one line for each report and day.
_PUBLISHED = """(
select g.day, 'published', p.id, '', '', '', '', p.slug, p.title, '', p.is_earlier, g.count from (
    select r.report_id, (r.published_at at time zone 'Europe/London')::date as day, count(*)::integer as count
      from recommendations_recommendation r
     where r.published_at >= %(start)s::date - 1 and r.published_at < %(day)s::date + 2 {narrowed} group by 1, 2
  ) g join recommendations_report p on p.id = g.report_id
 where g.day >= %(start)s and g.day <= %(day)s and (g.day, 'published', p.id) < (%(day)s, %(kind)s, %(near)s)
 order by g.day desc, p.id desc limit %(most)s)"""


def between(
    start: date, last: date, *, after: str = "", report: UUID | None = None, body: UUID | None = None, most: int = PAGE
) -> list[Change]:
    """At most so many changes of these days, newest first, from where a page ended. One query."""
    found = _AFTER.match(after)
    given: dict[str, Any] = {"start": start, "most": most, "report": report, "body": body}
    # "~" comes after every kind: without a place, everything of the last day is before it.
    given |= {"day": last, "kind": "~", "near": UUID(int=0)}
    if found:
        try:
            day, near = date.fromisoformat(found[1]), UUID(found[3])
        except ValueError:
            pass
        else:
            given |= {"day": min(day, last), "kind": found[2], "near": near}
    of_ask = ("and r.report_id = %(report)s " if report else "") + ("and a.organisation_id = %(body)s" if body else "")
    has_ask = (
        " and exists (select 1 from recommendations_addressee a where a.recommendation_id = r.id"
        " and a.organisation_id = %(body)s)"
        if body
        else ""
    )
    of_recommendation = ("and r.report_id = %(report)s" if report else "") + has_ask
    branches = [
        _branch(kind, table, day, code, "e.addressee_id", of_ask) for kind, (table, day, code) in _KINDS.items()
    ]
    branches.append(_branch("decision", _DECISION, "e.decided_on", "e.is_granted::text", "x.addressee_id", of_ask))
    branches += [_CORRECTION.format(narrowed=of_recommendation), _PUBLISHED.format(narrowed=of_recommendation)]
    sql = "\nunion all\n".join(branches) + "\norder by 1 desc, 2 desc, 3 desc limit %(most)s"
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
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
