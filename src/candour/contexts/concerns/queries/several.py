"""The concerns that were ticked on a list, or that one person works on; and how much everybody has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F

from candour.contexts.concerns import references
from candour.contexts.concerns.models import Concern
from candour.contexts.concerns.queries import visible
from candour.contexts.concerns.queries.inbox import CAPPED_AT, capped
from candour.kernel.people.actor import Actor
from candour.kernel.people.roles import Role


def named(actor: Actor, typed: Iterable[str], *, most: int) -> list[Concern]:
    """The concerns of these references that this person may know of, in the order of the list, each once. One query."""
    wanted = [read for one in list(typed)[: 2 * most] if (read := references.read(one)) is not None]
    rows = visible.concerns_visible_to(actor).filter(reference__in=wanted).select_related("assigned_to")
    known = {concern.reference: concern for concern in rows}
    return [known[reference] for reference in dict.fromkeys(wanted) if reference in known][:most]


def held_by(actor: Actor, person_id: UUID, *, most: int) -> list[Concern]:
    """The open concerns of a caseworker that this person may know of, those due first at the top."""
    rows = visible.concerns_visible_to(actor).filter(assigned_to_id=person_id, is_open=True)
    return list(rows.select_related("assigned_to").order_by(F("next_due_on").asc(nulls_last=True), "id")[:most])


@dataclass(frozen=True)
class Load:
    """A caseworker of the day, or somebody who is one no longer and still has concerns; counts in capped words."""

    id: UUID
    name: str
    is_caseworker: bool
    open: str
    late: str
    unread: str
    leave: tuple[date, date, str] | None
    """First day, last day and stand-in of the leave that runs or begins within four weeks."""


_LOADS = """
with workers as (
  select p.id, p.name, true as is_caseworker from people_person p
   where p.deactivated_on is null and p.id in (
     select h.person_id from people_roleholding h
      where h.role = %(caseworker)s and h.starts_on <= %(on)s and (h.ends_on is null or h.ends_on > %(on)s))
), everybody as (
  select * from workers
  union all
  select p.id, p.name, false from people_person p
   where p.id not in (select w.id from workers w)
     and exists (select 1 from concerns_concern c where c.is_open and c.assigned_to_id = p.id)
)
select e.id, e.name, e.is_caseworker,
       (select count(*) from (select 1 from concerns_concern c
         where c.is_open and c.assigned_to_id = e.id limit %(most)s) x),
       (select count(*) from (select 1 from concerns_concern c
         where c.is_open and c.assigned_to_id = e.id and c.next_due_on < %(on)s limit %(most)s) x),
       (select count(*) from (select 1 from concerns_concern c
         where c.is_open and c.assigned_to_id = e.id and c.unread_for_office limit %(most)s) x),
       l.starts_on, l.last_on, l.stands_in
  from everybody e left join (select distinct on (person_id) * from concerns_leave() order by person_id, starts_on) l
    on l.person_id = e.id
 order by e.is_caseworker, e.name, e.id
"""


def loads(actor: Actor, *, on: date) -> list[Load]:
    """Who works on how much, and who is or will be on leave; those who are caseworkers no longer come first. One query."""
    if not actor.has(*visible.HANDLES_CONCERNS):
        return []
    asked: dict[str, Any] = {"on": on, "most": CAPPED_AT + 1, "caseworker": Role.CONCERNS_CASEWORKER.value}
    with connection.cursor() as cursor:
        cursor.execute(_LOADS, asked)
        rows = cursor.fetchall()
    return [
        Load(key, name, is_one, capped(has), capped(late), capped(new), (first, last, who) if first else None)
        for key, name, is_one, has, late, new, first, last, who in rows
    ]
