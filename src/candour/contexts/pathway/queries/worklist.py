"""The cases of a panel, or those that are shared with a partner: one page of them by what falls due, and what other areas offer.

Written as SQL, from fixed pieces, like the inbox: a panel opens it all day, and building it as query sets and models cost more
than rendering it. How long the whole is, is not asked. What a row rule hides is not there for these statements either.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from candour.contexts.pathway.models.choices import Moved
from candour.contexts.pathway.procedure import basis
from candour.contexts.pathway.procedure import case as law
from candour.contexts.pathway.queries.visible import organisations_as
from candour.kernel.people.actor import Actor

PAGE = 50


class Row(NamedTuple):
    """One case, as values."""

    reference: str
    person: str
    state: str
    next_due_on: date | None
    panel: str
    force: str
    owner: str | None


@dataclass(frozen=True)
class Page:
    """Part of a list."""

    rows: list[Row]
    number: int
    has_next: bool


class Offered(NamedTuple):
    """A case that another area asks to take on."""

    reference: str
    person: str
    panel: str
    offered_on: date


_LISTS = {
    "open": "c.authority_id in ({panels}) and c.state = any(%(working)s)",
    "mine": "c.authority_id in ({panels}) and c.is_open and c.owner_id = %(me)s",
    "after": "c.authority_id in ({panels}) and c.state = any(%(after)s)",
    "ended": "c.authority_id in ({panels}) and not c.is_open",
    "admitted": "c.id in (select m.case_id from pathway_caseadmission m where m.person_id = %(me)s)",
}
_ROWS = """
with page as materialized (
    select c.reference, i.display_name, c.state, c.next_due_on, a.name as panel, f.name as force, c.owner_id, c.is_open, c.id
      from pathway_panelcase c
      join pathway_individual i on i.id = c.individual_id
      join people_organisation a on a.id = c.authority_id
      join people_organisation f on f.id = c.force_id
     where {listed} order by c.is_open desc, c.next_due_on, c.id limit %(limit)s offset %(start)s),
owners as materialized (
    select o.id, o.name from pathway_names((select array_agg(distinct page.owner_id) from page)) o)
select reference, display_name, state, next_due_on, panel, force, owners.name
  from page left join owners on owners.id = page.owner_id order by is_open desc, next_due_on, page.id
"""
_OFFERS = """
select c.reference, i.display_name, a.name, m.offered_on
  from pathway_casemove m
  join pathway_panelcase c on c.id = m.case_id
  join pathway_individual i on i.id = c.individual_id
  join people_organisation a on a.id = c.authority_id
 where m.to_authority_id in ({panels}) and m.answer = %(waits)s order by m.offered_on, m.id
"""


def page_of(actor: Actor, which: str, number: str) -> Page:
    """The page of this number of a list: those of one's panels, or those to which one is admitted. The first page for what is
    no number, and where the list has become shorter than that."""
    wanted = int(number) if number.isdecimal() and 0 < len(number) < 5 and int(number) else 1
    values = {
        "working": list(law.WORKING),
        "after": [law.CLOSED, law.AFTER],
        "me": actor.person_id,
        "limit": PAGE + 1,
        "start": (wanted - 1) * PAGE,
    }
    found = [Row(*row) for row in _asked(actor, _ROWS.replace("{listed}", _LISTS[which]), values)]
    if not found and wanted > 1:
        return page_of(actor, which, "")
    return Page(found[:PAGE], wanted, len(found) > PAGE)


def offers_to(actor: Actor) -> list[Offered]:
    """What other areas offer to a panel that this person runs, the longest waiting first."""
    return [Offered(*row) for row in _asked(actor, _OFFERS, {"waits": Moved.WAITS.value})]


def _asked(actor: Actor, sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    # A list and no array: with one panel it is an equality, and an index gives the rows in their order.
    panels = {f"panel_{number}": panel for number, panel in enumerate(organisations_as(actor, *basis.PANEL))}
    names = ", ".join(f"%({name})s" for name in panels) or "null"
    with connection.cursor() as cursor:
        cursor.execute(sql.format(panels=names), values | panels)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
