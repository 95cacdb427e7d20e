"""The inbox: one page of concerns, narrowed by filters that live in the address.

Open concerns come by their next time limit, the earliest first and those without one last; finished ones by the day on
which they came, the newest first. Each order has its index, a page starts behind the last row of the page before
(keyset), and counts stop at a thousand: the page costs the same with a thousand concerns and with a million.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from candour.contexts.concerns import procedure
from candour.contexts.concerns.queries import visible
from candour.kernel.people.actor import Actor
from candour.kernel.people.roles import Role

PAGE = 50
CAPPED_AT = 1_000

FINISHED = tuple(state.name for state in procedure.CONCERN.states if state.is_end)


@dataclass(frozen=True)
class Filters:
    """What somebody looks for. Empty values narrow nothing. ``assigned`` is "me", "nobody" or a person's id;
    ``due`` is "late" or "week"; ``state`` one of the procedure's, or "all" for finished ones as well."""

    state: str = ""
    kind: str = ""
    sector: str = ""
    stage: str = ""
    region: str = ""
    assigned: str = ""
    due: str = ""
    unread: bool = False

    @property
    def by_arrival(self) -> bool:
        """Whether finished concerns are among those asked for: they have no next time limit to be ordered by."""
        return self.state == "all" or self.state in FINISHED


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


_ROWS = """
select c.id, c.reference, c.kind, c.sector, c.stage, c.region, c.state, c.received_on, c.next_due_on, c.assigned_to_id,
       p.name, c.channel, c.unread_for_office, c.is_open
  from concerns_concern c left join people_person p on p.id = c.assigned_to_id
 where {conditions} order by {order} limit %(limit)s
"""

# The exclusion is asked here as well as in the row rule, so that the planner can use it (decision record 0001).
_NOT_EXCLUDED = """c.id <> all (array(
     select e.concern_id from concerns_concernexclusion e where e.person_id = %(me)s and e.ended_on is null))"""

_CONDITIONS = {
    "state": "c.state = %(state)s",
    "kind": "c.kind = %(kind)s",
    "sector": "c.sector = %(sector)s",
    "stage": "c.stage = %(stage)s",
    "region": "c.region = %(region)s",
}


@dataclass(frozen=True)
class Page:
    """Rows of one page, and the mark behind which the next one starts; empty on the last."""

    rows: Sequence[Row]
    after: str = ""


def page(*, actor: Actor, filters: Filters, after: str, on: date) -> Page:
    """One page of what this person may know of. A mark that cannot be read counts as none. At most two statements.

    Written as SQL, from fixed pieces: it is the page that everybody opens all day, and building it as a query set
    cost as much as rendering it.
    """
    if not actor.has(*visible.HANDLES_CONCERNS):
        return Page([])
    conditions, values = _narrowed(actor, filters, on)
    look = _by_arrival if filters.by_arrival else _by_due
    rows = look(conditions, values, _read_mark(after))
    shown = rows[:PAGE]
    return Page(shown, _mark(shown[-1], filters) if len(rows) > PAGE else "")


def count(*, actor: Actor, filters: Filters, on: date) -> str:
    """How many there are, in words that stop at "1,000+"."""
    if not actor.has(*visible.HANDLES_CONCERNS):
        return _capped(0)
    conditions, values = _narrowed(actor, filters, on)
    sql = f"select count(*) from (select 1 from concerns_concern c where {' and '.join(conditions)} limit %(most)s) x"
    with connection.cursor() as cursor:
        cursor.execute(sql, {**values, "most": CAPPED_AT + 1})
        found = cursor.fetchone()
    return _capped(found[0] if found else 0)


def _narrowed(actor: Actor, filters: Filters, on: date) -> tuple[list[str], dict[str, Any]]:
    """The conditions that the filters ask for, and their values: fixed pieces of SQL, never a word of the address."""
    values: dict[str, Any] = {"me": actor.person_id, "on": on}
    conditions = [_NOT_EXCLUDED]
    if not filters.by_arrival:
        conditions.append("c.is_open")
    for name, condition in _CONDITIONS.items():
        value = getattr(filters, name)
        if value and value != "all":
            conditions.append(condition)
            values[name] = value
    if filters.assigned == "nobody":
        conditions.append("c.assigned_to_id is null")
    elif filters.assigned:
        conditions.append("c.assigned_to_id = %(whose)s")
        values["whose"] = actor.person_id if filters.assigned == "me" else UUID(filters.assigned)
    if filters.unread:
        conditions.append("c.unread_for_office")
    if filters.due == "late":
        conditions.append("c.next_due_on < %(on)s")
    elif filters.due == "week":
        conditions.append("c.next_due_on between %(on)s and %(sunday)s")
        values["sunday"] = on + timedelta(days=6 - on.weekday())
    return conditions, values


_TABS = """
with seen as not materialized (
  select c.id, c.assigned_to_id, c.unread_for_office, c.next_due_on from concerns_concern c
   where c.is_open and c.id <> all (array(
     select e.concern_id from concerns_concernexclusion e where e.person_id = %(me)s and e.ended_on is null)))
select (select count(*) from (select 1 from seen limit %(most)s) x),
       (select count(*) from (select 1 from seen where assigned_to_id = %(me)s limit %(most)s) x),
       (select count(*) from (select 1 from seen where assigned_to_id is null limit %(most)s) x),
       (select count(*) from (select 1 from seen where next_due_on < %(on)s limit %(most)s) x),
       (select count(*) from (select 1 from seen where unread_for_office limit %(most)s) x),
       array(select p.id::text || p.name from people_person p
              where p.deactivated_on is null and p.id in (
                select h.person_id from people_roleholding h
                 where h.role = %(caseworker)s and h.starts_on <= %(on)s and (h.ends_on is null or h.ends_on > %(on)s))
              order by p.name, p.id)
"""


@dataclass(frozen=True)
class Frame:
    """What stands around the rows: the tabs' counts in words, each capped, and the caseworkers to choose from."""

    counts: tuple[str, ...]
    caseworkers: list[tuple[UUID, str]]


def frame(*, actor: Actor, on: date) -> Frame:
    """How many are open; mine; nobody's; late; unread; and every caseworker of the day by name. One statement."""
    asked: dict[str, Any] = {
        "me": actor.person_id,
        "on": on,
        "most": CAPPED_AT + 1,
        "caseworker": Role.CONCERNS_CASEWORKER.value,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TABS, asked)
        found = cursor.fetchone()
    assert found is not None  # a select without from has its one row
    *counts, people = found
    return Frame(tuple(_capped(number) for number in counts), [(UUID(known[:36]), known[36:]) for known in people])


def _capped(number: int) -> str:
    return f"{CAPPED_AT:,}+" if number > CAPPED_AT else f"{number:,}"


def _by_due(conditions: list[str], values: dict[str, Any], mark: tuple[date | None, UUID] | None) -> list[Row]:
    """Those with a time limit by its day, then those without one."""
    rows: list[Row] = []
    if mark is None or mark[0] is not None:
        behind = "(c.next_due_on, c.id) > (%(day)s, %(id)s)" if mark is not None else "c.next_due_on is not null"
        rows = _rows([*conditions, behind], values, mark, order="c.next_due_on, c.id", limit=PAGE + 1)
        mark = None
    if len(rows) <= PAGE:
        untimed = [*conditions, "c.next_due_on is null"]
        if mark is not None:
            untimed.append("c.id > %(id)s")
        rows += _rows(untimed, values, mark, order="c.id", limit=PAGE + 1 - len(rows))
    return rows


def _by_arrival(conditions: list[str], values: dict[str, Any], mark: tuple[date | None, UUID] | None) -> list[Row]:
    known = mark if mark is not None and mark[0] is not None else None
    behind = ["(c.received_on, c.id) < (%(day)s, %(id)s)"] if known is not None else []
    return _rows([*conditions, *behind], values, known, order="c.received_on desc, c.id desc", limit=PAGE + 1)


def _rows(
    conditions: list[str], values: dict[str, Any], mark: tuple[date | None, UUID] | None, *, order: str, limit: int
) -> list[Row]:
    asked = {**values, "limit": limit}
    if mark is not None:
        asked["day"], asked["id"] = mark
    with connection.cursor() as cursor:
        cursor.execute(_ROWS.format(conditions=" and ".join(conditions), order=order), asked)
        return [Row(*found) for found in cursor.fetchall()]


def _mark(row: Row, filters: Filters) -> str:
    on = row.received_on if filters.by_arrival else row.next_due_on
    return f"{on.isoformat() if on else ''}_{row.id.hex}"


def _read_mark(after: str) -> tuple[date | None, UUID] | None:
    day, _, behind = after.partition("_")
    try:
        return (date.fromisoformat(day) if day else None), UUID(behind)
    except ValueError:
        return None
