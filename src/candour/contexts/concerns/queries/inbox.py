"""The inbox: one page of concerns, narrowed by filters that live in the address (``narrowing``).

Open concerns come by their next time limit, the earliest first and those without one last; finished ones by the day on
which they came, the newest first. Each order has its index, a page starts behind the last row of the page before
(keyset), and counts stop at a thousand: the page costs the same with a thousand concerns and with a million.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from candour.contexts.concerns.queries import narrowing, visible
from candour.contexts.concerns.queries.narrowing import DUE, NEWEST, Filters
from candour.kernel.people.actor import Actor
from candour.kernel.people.roles import Role

PAGE = 50
CAPPED_AT = 1_000


class Row(NamedTuple):
    """One line of the inbox, as values: a page of them is cheaper than a page of models."""

    id: UUID
    reference: str
    kind: str
    sector: str
    stage: str
    region: str
    state: str
    received_on: date
    next_due_on: date | None
    assigned_to: UUID | None
    assigned_name: str | None
    channel: str
    unread: bool
    is_open: bool
    unanswered_since: date | None


_ROWS = """
select c.id, c.reference, c.kind, c.sector, c.stage, c.region, c.state, c.received_on, c.next_due_on, c.assigned_to_id,
       p.name, c.channel, c.unread_for_office, c.is_open, c.unanswered_since
  from concerns_concern c left join people_person p on p.id = c.assigned_to_id
 where {conditions} order by {order} limit %(limit)s
"""


@dataclass(frozen=True)
class Page:
    """Rows of one page, the mark behind which the next one starts, and the mark before which the page before ends;
    empty on the last and on the first."""

    rows: Sequence[Row]
    after: str = ""
    before: str = ""


def page(*, actor: Actor, filters: Filters, after: str, on: date, before: str = "") -> Page:
    """One page of what this person may know of: behind the mark ``after``, or the one that ends at the mark ``before``.
    A mark that cannot be read counts as none. At most two statements; at most four to turn back to the first page.

    Written as SQL, from fixed pieces: it is the page that everybody opens all day, and building it as a query set
    cost as much as rendering it.
    """
    if not actor.has(*visible.HANDLES_CONCERNS):
        return Page([])
    narrowed, values = narrowing.conditions(actor, filters, on)
    narrowed, values = [narrowing.NOT_EXCLUDED, *narrowed], {"me": actor.person_id, **values}
    look = _by_due if filters.ordered == DUE else _by_arrival
    back, mark = _read_mark(before), _read_mark(after)
    if back is not None:
        rows = look(narrowed, values, back, filters, is_back=True)
        if len(rows) > PAGE:
            shown = rows[PAGE - 1 :: -1]
            return Page(shown, _mark(shown[-1], filters), _mark(shown[0], filters))
        mark = None  # no full page stands before it: that is the first page, from its top
    rows = look(narrowed, values, mark, filters)
    shown = rows[:PAGE]
    return Page(
        shown,
        after=_mark(shown[-1], filters) if len(rows) > PAGE else "",
        before=_mark(shown[0], filters) if mark is not None and shown else "",
    )


def count(*, actor: Actor, filters: Filters, on: date) -> str:
    """How many there are, in words that stop at "1,000+"."""
    return counts(actor=actor, lists={"": filters}, on=on)[""]


def counts(*, actor: Actor, lists: Mapping[str, Filters], on: date) -> dict[str, str]:
    """How many concerns each of several lists has, in words that stop at "1,000+". One statement for all of them."""
    if not actor.has(*visible.HANDLES_CONCERNS) or not lists:
        return dict.fromkeys(lists, "0")
    columns, values = _counted(actor, list(lists.values()), on)
    with connection.cursor() as cursor:
        cursor.execute(f"select {', '.join(columns)}", values)
        found = cursor.fetchone()
    assert found is not None  # a select without from has its one row
    return {name: capped(number) for name, number in zip(lists, found, strict=True)}


_COUNT = "(select count(*) from (select 1 from concerns_concern c where {conditions} limit %(most)s) x)"


def _counted(actor: Actor, lists: Sequence[Filters], on: date) -> tuple[list[str], dict[str, Any]]:
    values: dict[str, Any] = {"me": actor.person_id, "most": CAPPED_AT + 1}
    columns = []
    for position, filters in enumerate(lists):
        narrowed, own = narrowing.conditions(actor, filters, on, prefix=f"v{position}_")
        columns.append(_COUNT.format(conditions=" and ".join([narrowing.NOT_EXCLUDED, *narrowed])))
        values |= own
    return columns, values


# Lists to choose from, each as one array, so that the frame stays one statement.
_CHOICES = """
       array(select p.id::text || p.name from people_person p
              where p.deactivated_on is null and p.id in (
                select h.person_id from people_roleholding h
                 where h.role = %(caseworker)s and h.starts_on <= %(on)s and (h.ends_on is null or h.ends_on > %(on)s))
              order by p.name, p.id),
       array(select t.axis || '.' || t.code || '.' || max(t.label) from concerns_taxonomyterm t
              where t.valid_from <= %(on)s and (t.valid_until is null or t.valid_until > %(on)s)
              group by t.axis, t.code order by t.axis, max(t.label)),
       array(select g.id::text || g.name from concerns_campaign g where g.ended_on is null order by g.name limit 100)
"""


@dataclass(frozen=True)
class Frame:
    """What stands around the rows: each list's count in words, capped, and what there is to choose from: caseworkers
    and campaigns by id and name, terms of the taxonomy by axis, code and label."""

    counts: tuple[str, ...]
    caseworkers: list[tuple[UUID, str]]
    terms: list[tuple[str, str, str]]
    campaigns: list[tuple[UUID, str]]


def frame(*, actor: Actor, lists: Sequence[Filters], on: date) -> Frame:
    """How many concerns each list has, and everything that the filters can be set to. One statement."""
    columns, values = _counted(actor, lists, on)
    values |= {"on": on, "caseworker": Role.CONCERNS_CASEWORKER.value}
    with connection.cursor() as cursor:
        cursor.execute(f"select {', '.join([*columns, _CHOICES])}", values)
        found = cursor.fetchone()
    assert found is not None  # a select without from has its one row
    *numbers, people, terms, campaigns = found
    return Frame(
        counts=tuple(capped(number) for number in numbers),
        caseworkers=[(UUID(known[:36]), known[36:]) for known in people],
        terms=[(axis, code, label) for axis, code, label in (known.split(".", 2) for known in terms)],
        campaigns=[(UUID(known[:36]), known[36:]) for known in campaigns],
    )


def capped(number: int) -> str:
    """A count in words that stop at "1,000+"."""
    return f"{CAPPED_AT:,}+" if number > CAPPED_AT else f"{number:,}"


Mark = tuple[date | None, UUID]


def _by_due(
    conditions: list[str], values: dict[str, Any], mark: Mark | None, filters: Filters, *, is_back: bool = False
) -> list[Row]:
    """Those with a time limit by its day, then those without one; ``is_back`` from the mark towards the first."""
    timed, untimed = "c.next_due_on is not null", "c.next_due_on is null"
    to, turned = ("<", " desc") if is_back else (">", "")
    by_day, by_id = f"c.next_due_on{turned}, c.id{turned}", f"c.id{turned}"
    parts = [(timed, f"(c.next_due_on, c.id) {to} (%(day)s, %(id)s)", by_day), (untimed, f"c.id {to} %(id)s", by_id)]
    if is_back:
        parts.reverse()
    if mark is not None and (mark[0] is None) is not is_back:
        del parts[0]  # the mark stands in the second part
    rows: list[Row] = []
    for position, (part, behind, order) in enumerate(parts):
        from_mark = mark if position == 0 else None
        narrowed = [*conditions, part] if from_mark is None else [*conditions, part, behind]
        if len(rows) <= PAGE:
            rows += _rows(narrowed, values, from_mark, order=order, limit=PAGE + 1 - len(rows))
    return rows


def _by_arrival(
    conditions: list[str], values: dict[str, Any], mark: Mark | None, filters: Filters, *, is_back: bool = False
) -> list[Row]:
    known = mark if mark is not None and mark[0] is not None else None
    is_down = (filters.ordered == NEWEST) is not is_back
    behind = [f"(c.received_on, c.id) {'<' if is_down else '>'} (%(day)s, %(id)s)"] if known is not None else []
    order = "c.received_on desc, c.id desc" if is_down else "c.received_on, c.id"
    return _rows([*conditions, *behind], values, known, order=order, limit=PAGE + 1)


def _rows(conditions: list[str], values: dict[str, Any], mark: Mark | None, *, order: str, limit: int) -> list[Row]:
    asked = {**values, "limit": limit}
    if mark is not None:
        asked["day"], asked["id"] = mark
    with connection.cursor() as cursor:
        cursor.execute(_ROWS.format(conditions=" and ".join(conditions), order=order), asked)
        return [Row(*found) for found in cursor.fetchall()]


def _mark(row: Row, filters: Filters) -> str:
    on = row.next_due_on if filters.ordered == DUE else row.received_on
    return f"{on.isoformat() if on else ''}_{row.id.hex}"


def _read_mark(after: str) -> Mark | None:
    day, _, behind = after.partition("_")
    try:
        return (date.fromisoformat(day) if day else None), UUID(behind)
    except ValueError:
        return None
