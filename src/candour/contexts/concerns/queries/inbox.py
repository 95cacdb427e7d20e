"""The inbox: one page of concerns, narrowed by filters that live in the address.

Open concerns come by their next time limit, the earliest first and those without one last; finished ones by the day on
which they came, the newest first. Each order has its index, a page starts behind the last row of the page before
(keyset), and counts stop at a thousand: the page costs the same with a thousand concerns and with a million.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import F, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

from candour.contexts.concerns import procedure
from candour.contexts.concerns.models import Concern
from candour.contexts.concerns.queries import visible
from candour.kernel.people.actor import Actor

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


_COLUMNS = (
    "id", "reference", "kind", "sector", "stage", "region", "state", "received_on", "next_due_on", "assigned_to_id",
    "assigned_to__name", "channel", "unread_for_office", "is_open",
)  # fmt: skip


@dataclass(frozen=True)
class Page:
    """Rows of one page, and the mark behind which the next one starts; empty on the last."""

    rows: Sequence[Row]
    after: str = ""


def page(*, actor: Actor, filters: Filters, after: str, on: date) -> Page:
    """One page of what this person may know of. A mark that cannot be read counts as none. At most two queries."""
    found = narrowed(actor=actor, filters=filters, on=on)
    rows = _by_arrival(found, after) if filters.by_arrival else _by_due(found, after)
    shown = rows[:PAGE]
    return Page(shown, _mark(shown[-1], filters) if len(rows) > PAGE else "")


def narrowed(*, actor: Actor, filters: Filters, on: date) -> QuerySet[Concern]:
    """The concerns that fit the filters, in no order."""
    found = visible.concerns_visible_to(actor)
    if not filters.by_arrival:
        found = found.filter(is_open=True)
    if filters.state and filters.state != "all":
        found = found.filter(state=filters.state)
    for name in ("kind", "sector", "stage", "region"):
        value = getattr(filters, name)
        if value:
            found = found.filter(**{name: value})
    if filters.assigned:
        found = found.filter(assigned_to=_person(filters.assigned, actor))
    if filters.unread:
        found = found.filter(unread_for_office=True)
    if filters.due == "late":
        found = found.filter(next_due_on__lt=on)
    elif filters.due == "week":
        found = found.filter(next_due_on__range=(on, on + timedelta(days=6 - on.weekday())))
    return found


def count(found: QuerySet[Concern]) -> str:
    """How many there are, in words that stop at "1,000+"."""
    return _capped(found.order_by().values("id")[: CAPPED_AT + 1].count())


_TABS = """
with seen as not materialized (
  select c.id, c.assigned_to_id, c.unread_for_office, c.next_due_on from concerns_concern c
   where c.is_open and c.id <> all (array(
     select e.concern_id from concerns_concernexclusion e where e.person_id = %(me)s and e.ended_on is null)))
select (select count(*) from (select 1 from seen limit %(most)s) x),
       (select count(*) from (select 1 from seen where assigned_to_id = %(me)s limit %(most)s) x),
       (select count(*) from (select 1 from seen where assigned_to_id is null limit %(most)s) x),
       (select count(*) from (select 1 from seen where next_due_on < %(on)s limit %(most)s) x),
       (select count(*) from (select 1 from seen where unread_for_office limit %(most)s) x)
"""


def tab_counts(*, actor: Actor, on: date) -> tuple[str, ...]:
    """How many are open; mine; nobody's; late; unread. In words, each capped, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_TABS, {"me": actor.person_id, "on": on, "most": CAPPED_AT + 1})
        found = cursor.fetchone()
    return tuple(_capped(number) for number in found or ())


def _capped(number: int) -> str:
    return f"{CAPPED_AT:,}+" if number > CAPPED_AT else f"{number:,}"


def _person(assigned: str, actor: Actor) -> UUID | None:
    if assigned == "me":
        return actor.person_id
    if assigned == "nobody":
        return None
    return UUID(assigned)


def _by_due(found: QuerySet[Concern], after: str) -> list[Row]:
    """Those with a time limit by its day, then those without one."""
    rows: list[Row] = []
    mark = _read_mark(after)
    if mark is None or mark[0] is not None:
        timed = found.filter(next_due_on__isnull=False).order_by("next_due_on", "id")
        if mark is not None:
            timed = timed.filter(TupleGreaterThan(Tuple(F("next_due_on"), F("id")), mark))
        rows = _rows(timed, PAGE + 1)
        mark = None
    if len(rows) <= PAGE:
        untimed = found.filter(next_due_on__isnull=True).order_by("id")
        if mark is not None:
            untimed = untimed.filter(id__gt=mark[1])
        rows += _rows(untimed, PAGE + 1 - len(rows))
    return rows


def _by_arrival(found: QuerySet[Concern], after: str) -> list[Row]:
    mark = _read_mark(after)
    ordered = found.order_by("-received_on", "-id")
    if mark is not None and mark[0] is not None:
        ordered = ordered.filter(TupleLessThan(Tuple(F("received_on"), F("id")), mark))
    return _rows(ordered, PAGE + 1)


def _rows(found: QuerySet[Concern], limit: int) -> list[Row]:
    return [Row(*values) for values in found.values_list(*_COLUMNS)[:limit]]


def _mark(row: Row, filters: Filters) -> str:
    on = row.received_on if filters.by_arrival else row.next_due_on
    return f"{on.isoformat() if on else ''}_{row.id.hex}"


def _read_mark(after: str) -> tuple[date | None, UUID] | None:
    day, _, behind = after.partition("_")
    try:
        return (date.fromisoformat(day) if day else None), UUID(behind)
    except ValueError:
        return None
