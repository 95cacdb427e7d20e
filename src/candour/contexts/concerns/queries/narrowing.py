"""What somebody looks for among the concerns, and the pieces of SQL that find it.

The pieces are fixed: what stands in an address becomes a value, never a word of a statement. The inbox, the saved
views with their counts and the export all narrow by these, so that they cannot disagree.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from candour.contexts.concerns import procedure
from candour.kernel.people.actor import Actor

FINISHED = tuple(state.name for state in procedure.concern.CONCERN.states if state.is_end)

DUE, NEWEST, OLDEST = "due", "newest", "oldest"
ORDERS = (DUE, NEWEST, OLDEST)


@dataclass(frozen=True)
class Filters:
    """What somebody looks for. Empty values narrow nothing.

    ``state`` is one of the procedure's, or "all" for finished ones as well; ``assigned`` is "me", "nobody", "somebody"
    or a person's id; ``due`` is "late" or "week"; ``term`` the code of a term of the taxonomy; ``language`` what was
    written as the language, or "any"; ``waiting`` is "any" or a number of days without an answer of the reporter, or
    "paused"; ``received_from`` and ``received_to`` are days, both included; ``order`` one of ``ORDERS``, empty for
    the usual one.
    """

    state: str = ""
    kind: str = ""
    sector: str = ""
    stage: str = ""
    nation: str = ""
    region: str = ""
    term: str = ""
    level: str = ""
    language: str = ""
    assigned: str = ""
    due: str = ""
    waiting: str = ""
    received_from: str = ""
    received_to: str = ""
    campaign: str = ""
    unread: bool = False
    order: str = ""

    @property
    def with_finished(self) -> bool:
        """Whether finished concerns are among those asked for."""
        return self.state == "all" or self.state in FINISHED

    @property
    def ordered(self) -> str:
        """The order in which they come: by the next time limit, or by the day of arrival, which finished ones need."""
        if self.order in {NEWEST, OLDEST}:
            return self.order
        return NEWEST if self.with_finished else DUE


# The exclusion is asked here as well as in the row rule, so that the planner can use it (decision record 0001).
NOT_EXCLUDED = """c.id <> all (array(
     select e.concern_id from concerns_concernexclusion e where e.person_id = %(me)s and e.ended_on is null))"""

_EQUAL = {
    "state": "c.state = %({p}state)s",
    "kind": "c.kind = %({p}kind)s",
    "sector": "c.sector = %({p}sector)s",
    "stage": "c.stage = %({p}stage)s",
    "nation": "c.nation = %({p}nation)s",
    "region": "c.region = %({p}region)s",
    "level": "c.level = %({p}level)s",
    "term": """exists (select 1 from concerns_concerncode k where k.concern_id = c.id and k.removed_on is null
     and k.term_id = any (array(select t.id from concerns_taxonomyterm t where t.code = %({p}term)s)))""",
    "campaign": """exists (select 1 from concerns_concernlink l where l.concern_id = c.id and l.ended_on is null
     and l.campaign_id = %({p}campaign)s)""",
    "received_from": "c.received_on >= %({p}received_from)s",
    "received_to": "c.received_on <= %({p}received_to)s",
}

_PAUSED = """exists (select 1 from concerns_concerndeadline d where d.concern_id = c.id and d.paused_on is not null
     and d.met_on is null and d.cancelled_on is null)"""


def conditions(actor: Actor, filters: Filters, on: date, *, prefix: str = "") -> tuple[list[str], dict[str, Any]]:
    """What the filters ask for, as pieces of SQL about ``concerns_concern c``, and their values.

    ``prefix`` keeps the names of values apart where one statement asks for several lists. The exclusion is not among
    them: see ``NOT_EXCLUDED``.
    """
    found, values = _conditions(actor.person_id, filters, on, prefix)
    return list(found), dict(values)


@lru_cache(maxsize=2_000)
def _conditions(
    me: UUID, filters: Filters, on: date, prefix: str
) -> tuple[tuple[str, ...], tuple[tuple[str, Any], ...]]:
    """Made once for the same lists of the same person on the same day: they stand beside every page of the inbox."""
    found: list[str] = [] if filters.with_finished else ["c.is_open"]
    values: dict[str, Any] = {}
    for name, piece in _EQUAL.items():
        value = getattr(filters, name)
        if value and value != "all":
            found.append(piece.format(p=prefix))
            values[prefix + name] = value
    for narrow in (_assigned, _due, _language, _waiting):
        piece, value = narrow(me, filters, on)
        if piece:
            name = narrow.__name__
            found.append(piece.format(p=prefix + name))
            if value is not None:
                values[prefix + name] = value
    if filters.unread:
        found.append("c.unread_for_office")
    return tuple(found), tuple(values.items())


def _assigned(me: UUID, filters: Filters, on: date) -> tuple[str, Any]:
    if filters.assigned == "nobody":
        return "c.assigned_to_id is null", None
    if filters.assigned == "somebody":
        return "c.assigned_to_id is not null", None
    if filters.assigned:
        return "c.assigned_to_id = %({p})s", me if filters.assigned == "me" else UUID(filters.assigned)
    return "", None


def _due(me: UUID, filters: Filters, on: date) -> tuple[str, Any]:
    if filters.due == "late":
        return "c.next_due_on < %({p})s", on
    if filters.due == "week":
        week = [on, on + timedelta(days=6 - on.weekday())]
        return "c.next_due_on between (%({p})s::date[])[1] and (%({p})s::date[])[2]", week
    return "", None


def _language(me: UUID, filters: Filters, on: date) -> tuple[str, Any]:
    if filters.language == "any":
        return "c.language <> ''", None
    if filters.language:
        return "c.language <> '' and lower(c.language) = %({p})s", filters.language.lower()
    return "", None


def _waiting(me: UUID, filters: Filters, on: date) -> tuple[str, Any]:
    if filters.waiting == "paused":
        return _PAUSED, None
    if filters.waiting == "any":
        return "c.unanswered_since is not null", None
    if filters.waiting:
        return "c.unanswered_since <= %({p})s", on - timedelta(days=int(filters.waiting))
    return "", None
