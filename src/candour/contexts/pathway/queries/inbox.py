"""The inbox of a force: one page of referrals, narrowed by filters that live in the address.

Open ones come by their next time limit, the earliest first and those without one last; decided ones by the day on which they
were received, the newest first. A page starts behind the last row of the page before (keyset), and counts stop at a
thousand: it costs the same with a thousand referrals and with a million.

Written as SQL, from fixed pieces: it is the page that officers open all day, and building it as query sets and models cost
more than rendering it. What a row rule hides is not there for these statements either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from candour.contexts.pathway.queries import visible
from candour.kernel.people.actor import Actor

PAGE = 50
CAPPED_AT = 1_000


@dataclass(frozen=True)
class Filters:
    """What narrows the list; empty narrows nothing. ``assigned`` is "me", "nobody" or the id of an officer; ``state`` the name
    of one, or "all"; ``list`` "tell" for decided ones of which somebody has still to be told."""

    state: str = ""
    assigned: str = ""
    due: str = ""
    authority: str = ""
    force: str = ""
    sector: str = ""
    concern: str = ""
    urgency: str = ""
    list: str = ""

    @property
    def is_open(self) -> bool:
        """Whether only open ones are asked for, and so their order is that of what is due."""
        return self.state in {"", "received", "screening", "assessment"} and not self.list


class Row(NamedTuple):
    """One line of the inbox, as values."""

    id: UUID
    reference: str
    name: str
    is_child: bool | None
    state: str
    urgency: str
    next_due_on: date | None
    received_on: date
    assigned_to: UUID | None
    assigned_name: str | None
    force: str
    force_code: str
    area: str | None


@dataclass(frozen=True)
class Page:
    """Rows of one page, and the mark behind which the next one starts; empty on the last."""

    rows: Sequence[Row]
    after: str = ""


def page(*, actor: Actor, filters: Filters, after: str, on: date) -> Page:
    """One page of the referrals of this person's forces. A mark that cannot be read counts as none. At most two statements."""
    narrowed = _narrowed(actor, filters)
    if narrowed is None:
        return Page([])
    conditions, values = narrowed
    values |= {"me": actor.person_id, "on": on, "week": on + timedelta(days=6 - on.weekday())}
    look = _by_due if filters.is_open else _by_arrival
    found = look(conditions, values, _read_mark(after))
    shown = found[:PAGE]
    return Page(shown, _mark(shown[-1], filters) if len(found) > PAGE else "")


@dataclass(frozen=True)
class Counts:
    """How many stand in the lists that everybody has, up to one more than ``CAPPED_AT``."""

    open: int = 0
    mine: int = 0
    nobody: int = 0
    late: int = 0
    tell: int = 0


def counts(*, actor: Actor, on: date) -> Counts:
    """The number of each list. One statement for all of them."""
    narrowed = _narrowed(actor, Filters())
    if narrowed is None:
        return Counts()
    of_forces = narrowed[0][0]
    asked = ", ".join(
        f"(select count(*) from (select 1 from pathway_referral r where {of_forces} and {only} limit %(most)s) x)"
        for only in (_OPEN, f"{_OPEN} and {_MINE}", f"{_OPEN} and {_NOBODY}", f"{_OPEN} and {_LATE}", _TO_TELL)
    )
    values = narrowed[1] | {"me": actor.person_id, "on": on, "most": CAPPED_AT + 1}
    with connection.cursor() as cursor:
        cursor.execute(f"select {asked}", values)
        found = cursor.fetchone()
    assert found is not None  # a select without from has its one row
    return Counts(*found)


def capped(number: int) -> str:
    """A count in words that stop at "1,000+"."""
    return f"{CAPPED_AT:,}+" if number > CAPPED_AT else f"{number:,}"


class Choices(NamedTuple):
    """What the list can be narrowed by: the officers of this person's forces, and the authorities in their areas; at the national
    desk all of them."""

    officers: list[tuple[UUID, str]]
    areas: list[tuple[UUID, str]]


def choices(actor: Actor) -> Choices:
    """Both, by name. One statement."""
    found = Choices([], [])
    with connection.cursor() as cursor:
        cursor.execute(_CHOICES, {"forces": visible.forces_of(actor)})
        for is_officer, key, name in cursor.fetchall():
            (found.officers if is_officer else found.areas).append((key, name))
    return found


_CHOICES = """
(select true, o.id, o.name from unnest(%(forces)s::uuid[]) with ordinality force (id, place), pathway_officers(force.id) o
  order by force.place, o.name, o.id)
union all
(select false, id, name from people_organisation
  where kind = 'local_authority' and police_force_id = any(%(forces)s::uuid[]) order by name)
"""
_ROWS = """
select r.id, r.reference, i.display_name, r.is_child, r.state, r.urgency, r.next_due_on, r.received_on, r.assigned_to_id,
       p.name, f.name, f.code, a.name
  from pathway_referral r
  join pathway_individual i on i.id = r.individual_id
  join people_organisation f on f.id = r.force_id
  left join people_organisation a on a.id = r.authority_id
  left join people_person p on p.id = r.assigned_to_id
 where {conditions} order by {order} limit %(limit)s
"""
_OPEN, _MINE, _NOBODY = "r.is_open", "r.assigned_to_id = %(me)s", "r.assigned_to_id is null"
_LATE, _THIS_WEEK = "r.next_due_on < %(on)s", "r.next_due_on <= %(week)s"
_TO_TELL = (
    "not r.is_open and r.next_due_on is not null and exists (select 1 from pathway_referraldeadline d"
    " where d.referral_id = r.id and d.code = 'pathway.tell_referrer' and d.met_on is null and d.cancelled_on is null)"
)
"""Decided, and somebody has still to be told. The next time limit narrows it to the few in which any runs."""
_OF_CONCERN = "r.type_of_concern_id in (select t.id from pathway_codeterm t where t.code = %(concern)s)"

Narrowed = tuple[list[str], dict[str, Any]]
Mark = tuple[date | None, UUID]


def _narrowed(actor: Actor, filters: Filters) -> Narrowed | None:
    """The conditions, that of the forces first, with their values; None for whoever works with no force's referrals."""
    forces = visible.forces_of(actor)
    if not forces:
        return None
    values: dict[str, Any] = {f"force_{number}": force for number, force in enumerate(forces)}
    # A list and no array: with one force it is an equality, and an index gives the rows in their order.
    found = [f"r.force_id in ({', '.join(f'%({name})s' for name in values)})"]
    if filters.list == "tell":
        found.append(_TO_TELL)
    elif not filters.state:
        found.append(_OPEN)
    elif filters.state != "all":
        found.append("r.state = %(state)s")
    if filters.assigned:
        found.append({"me": _MINE, "nobody": _NOBODY}.get(filters.assigned, "r.assigned_to_id = %(assigned)s"))
    if filters.due:
        found.append({"late": _LATE, "week": _THIS_WEEK}[filters.due])
    if filters.concern:
        found.append(_OF_CONCERN)
    for name, column in (
        ("authority", "authority_id"), ("force", "force_id"), ("sector", "sector"), ("urgency", "urgency"),
    ):  # fmt: skip
        if getattr(filters, name):
            found.append(f"r.{column} = %({name})s")
    return found, vars(filters) | values


def _by_due(conditions: list[str], values: dict[str, Any], mark: Mark | None) -> list[Row]:
    """Those with a time limit by its day, then those without one."""
    found: list[Row] = []
    if mark is None or mark[0] is not None:
        behind = [] if mark is None else ["(r.next_due_on, r.id) > (%(mark_day)s, %(mark)s)"]
        timed = [*conditions, "r.next_due_on is not null", *behind]
        found = _look(timed, "r.next_due_on, r.id", values, mark, PAGE + 1)
        mark = None
    if len(found) <= PAGE:
        behind = [] if mark is None else ["r.id > %(mark)s"]
        untimed = [*conditions, "r.next_due_on is null", *behind]
        found += _look(untimed, "r.id", values, mark, PAGE + 1 - len(found))
    return found


def _by_arrival(conditions: list[str], values: dict[str, Any], mark: Mark | None) -> list[Row]:
    behind = [] if mark is None or mark[0] is None else ["(r.received_on, r.id) < (%(mark_day)s, %(mark)s)"]
    return _look([*conditions, *behind], "r.received_on desc, r.id desc", values, mark, PAGE + 1)


def _look(conditions: list[str], order: str, values: dict[str, Any], mark: Mark | None, limit: int) -> list[Row]:
    told = values | {"limit": limit}
    if mark is not None:
        told |= {"mark_day": mark[0], "mark": mark[1]}
    with connection.cursor() as cursor:
        cursor.execute(_ROWS.format(conditions=" and ".join(conditions), order=order), told)
        return [Row(*row) for row in cursor.fetchall()]


def _mark(row: Row, filters: Filters) -> str:
    on = row.next_due_on if filters.is_open else row.received_on
    return f"{on.isoformat() if on else ''}_{row.id.hex}"


def _read_mark(after: str) -> Mark | None:
    day, _, behind = after.partition("_")
    try:
        return (date.fromisoformat(day) if day else None), UUID(behind)
    except ValueError:
        return None
