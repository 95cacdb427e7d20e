"""The register as a table: a row for each ask, and for each recommendation of an earlier review. For downloads.

Rows come from the database two thousand at a time and are forgotten as they are written: a download takes the same memory
for ten rows as for a hundred thousand. The columns are documented at ``/recommendations/data/``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from psycopg import ServerCursor

from candour.contexts.recommendations.queries import tracker
from candour.contexts.recommendations.queries.progress import OVERDUE
from candour.contexts.recommendations.queries.standing import standing_of

AT_ONCE = 2_000
Value = str | int | bool | date | None


@dataclass(frozen=True)
class Column:
    """A column: its name in a file, its heading for people, and what it holds. ``typed``: words that somebody wrote."""

    name: str
    heading: str | Promise
    holds: str | Promise
    typed: bool = False


COLUMNS: tuple[Column, ...] = (
    Column(
        "reference",
        _("Reference"),
        _("The recommendation’s permanent reference. Its page is at /recommendations/ followed by it."),
    ),
    Column("report", _("Report"), _("The title of the report from which it comes."), typed=True),
    Column("report_address", _("Report’s address"), _("The last part of the address of the report’s page.")),
    Column("number", _("Number"), _("Its number in the report; empty where it has none that is known."), typed=True),
    Column(
        "text",
        _("Recommendation"),
        _("Its text, as it was issued; of an earlier review, in our own words."),
        typed=True,
    ),
    Column("measure", _("Measure of success"), _("By what is judged whether it is done."), typed=True),
    Column("issued_on", _("Issued"), _("The day on which it was issued; of an earlier review, of its report.")),
    Column(
        "is_earlier_review",
        _("Earlier review"),
        _("yes: of a review before this office, told by public sources, with no verdict of ours."),
    ),
    Column(
        "request_reference",
        _("Reference of the request"),
        _("What one body was asked has a reference of its own. Empty for earlier reviews."),
    ),
    Column("body", _("Body"), _("Which body was asked."), typed=True),
    Column("part", _("Part"), _("The letter of the part that it was asked for; empty for the whole.")),
    Column("asked_on", _("Asked"), _("The day on which it was asked.")),
    Column(
        "standing",
        _("Where it stands"),
        _("One of the codes listed below. Computed from what the body and the office recorded."),
    ),
    Column("is_overdue", _("Overdue"), _("yes: the day by which the body was to answer or to deliver has passed.")),
    Column("deliver_by", _("To be delivered by"), _("The last day on which delivery is in time.")),
    Column("response", _("Last response"), _("accept, accept_in_part, accept_in_principle, reject, note or pass_on.")),
    Column("responded_on", _("Responded"), _("The day of the last response.")),
    Column("claimed_on", _("Said to be delivered"), _("The day of the body’s last claim that it delivered.")),
    Column(
        "verdict", _("Verdict"), _("What the office found when it looked at the last claim: verified or not_verified.")
    ),
    Column("found_on", _("Found"), _("The day of that verdict.")),
    Column("missing", _("What is missing"), _("Where it was not verified: what lacks."), typed=True),
    Column(
        "closing",
        _("Closed because"),
        _("close_as_done, close_as_exceeded, close_as_superseded, close_as_not_applicable or close_as_refused."),
    ),
    Column("closed_on", _("Closed"), _("The day on which it was closed.")),
    Column("certainty", _("Certainty"), _("Earlier reviews: found (with its number) or found_theme (a theme alone).")),
    Column(
        "reported_response",
        _("Response, as reported"),
        _("Earlier reviews: what the source says of the response."),
        typed=True,
    ),
    Column(
        "reported_status",
        _("Status, as reported"),
        _("Earlier reviews: what the source says of delivery. Nobody of this office verified it."),
        typed=True,
    ),
    Column("reported_as_of", _("As of"), _("Earlier reviews: the day for which the source says so.")),
    Column("source", _("Source"), _("Earlier reviews: where it says so."), typed=True),
)
"""Their order is the order in every file."""

_ROWS = f"""
select r.reference, p.title, p.slug, r.number, r.text, r.measure, r.issued_on, p.is_earlier,
       a.reference, coalesce(o.name, h.addressee), t.letter, a.asked_on, a.state, a.response, a.id is not null and {OVERDUE},
       a.deliver_by, l.kind, l.sent_on, c.claimed_on, v.outcome, v.found_on, v.missing, e.reason, e.closed_on,
       r.certainty, h.response, h.status, h.as_of, h.source
  from recommendations_recommendation r
  join recommendations_report p on p.id = r.report_id
  left join recommendations_reported h on h.recommendation_id = r.id
  left join recommendations_addressee a on a.recommendation_id = r.id
  left join people_organisation o on o.id = a.organisation_id
  left join recommendations_part t on t.id = a.part_id
  left join (select distinct on (x.addressee_id) x.addressee_id, x.kind, x.sent_on
               from recommendations_response x order by x.addressee_id, x.number desc) l on l.addressee_id = a.id
  left join (select distinct on (x.addressee_id) x.addressee_id, x.id, x.claimed_on
               from recommendations_claim x order by x.addressee_id, x.number desc) c on c.addressee_id = a.id
  left join (select distinct on (x.claim_id) x.claim_id, x.outcome, x.found_on, x.missing
               from recommendations_verdict x order by x.claim_id, x.found_on desc, x.outcome) v on v.claim_id = c.id
  left join (select distinct on (x.addressee_id) x.addressee_id, x.reason, x.closed_on
               from recommendations_closing x order by x.addressee_id, x.closed_on desc, x.id) e
         on e.addressee_id = a.id and a.state = 'closed'
 where {{conditions}}
 order by r.issued_on desc, r.report_id, r.place, o.name, t.letter
"""


def rows(asked: tracker.Wanted, on: date) -> Iterator[tuple[Value, ...]]:
    """The rows of the whole register, or of a filtered list, in the order of ``COLUMNS``. Inside a transaction.

    A filter that is about bodies gives the asks that fit it, and not the others of the same recommendation.
    """
    sql, given = statement(asked, on)
    connection.ensure_connection()
    with connection.cursor() as planned:
        planned.execute("set local cursor_tuple_fraction = 1")  # all rows are wanted, not the first of them soon
    with ServerCursor(connection.connection, "register") as cursor:
        cursor.itersize = AT_ONCE
        for row in cursor.execute(sql, given):
            yield _written(row)


def statement(asked: tracker.Wanted, on: date) -> tuple[str, dict[str, Any]]:
    """The one statement that gives the rows."""
    conditions, given = tracker.conditions(asked, on)
    return _ROWS.format(conditions=" and ".join(conditions)), given


def _written(row: tuple[Any, ...]) -> tuple[Value, ...]:
    standing = standing_of(row[12], row[13]).value if row[12] else ""
    return (*row[:12], standing, row[14] if row[12] else None, *row[15:])
