"""Saved views: one's own and the office's, and the watches that lie on them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Q

from candour.contexts.concerns.models import Watch, WatchAlarm
from candour.contexts.concerns.queries import visible
from candour.kernel.people.actor import Actor
from candour.kernel.people.models import Person, RoleHolding
from candour.kernel.people.roles import Role

MOST = 12
"""Views of one kind. Each costs a count on every page of the inbox, and nobody reads a longer list."""

WATCHABLE = frozenset({"kind", "sector", "stage", "nation", "region", "term", "level", "language"})
"""What a view under a watch may be narrowed by: coded fields that say what a concern is about. Where it stands and
who works on it changes by our own doing, and would trip a watch that nothing from outside has tripped."""


class View(NamedTuple):
    """A saved view, as values: it stands beside every page of the inbox."""

    id: UUID
    owner_id: UUID
    name: str
    filters: dict[str, str]
    is_shared: bool


_VIEWS = """
select v.id, v.owner_id, v.name, v.filters, v.is_shared from concerns_savedview v
 where v.ended_on is null and (v.owner_id = %s or v.is_shared) order by v.is_shared, v.name, v.id limit %s
"""


def views_for(actor: Actor) -> list[View]:
    """The views this person has: their own first, then the office's, each by name. One query."""
    if not actor.has(*visible.HANDLES_CONCERNS):
        return []
    with connection.cursor() as cursor:
        cursor.execute(_VIEWS, [actor.person_id, 2 * MOST])
        return [
            View(key, owner, name, json.loads(kept), shared) for key, owner, name, kept, shared in cursor.fetchall()
        ]


def view(actor: Actor, view_id: UUID) -> View | None:
    """One of those that this person may use."""
    return next((known for known in views_for(actor) if known.id == view_id), None)


def view_to_change(actor: Actor, view_id: UUID) -> View | None:
    """One of those that this person may change: their own, and the office's as head of office."""
    found = view(actor, view_id)
    return found if found is not None and may_change(actor, found) else None


def may_change(actor: Actor, one: View) -> bool:
    """Whether this person may change a view: their own, or the office's as head of office."""
    return actor.has(Role.HEAD_OF_OFFICE) if one.is_shared else one.owner_id == actor.person_id


def is_watchable(filters: dict[str, str]) -> bool:
    """Whether a watch can be laid on these filters."""
    return filters.keys() - {"order"} <= WATCHABLE


def may_own_a_watch(*, on: date) -> list[tuple[UUID, str]]:
    """Everybody who handles concerns today, by name: a watch can call them."""
    running = Q(ends_on=None) | Q(ends_on__gt=on)
    holdings = RoleHolding.objects.filter(running, role__in=visible.HANDLES_CONCERNS, starts_on__lte=on)
    people = Person.objects.filter(id__in=holdings.values("person_id"), deactivated_on=None)
    return list(people.order_by("name", "id").values_list("id", "name"))


def watches_for(actor: Actor) -> list[Watch]:
    """The watches that run, on the views this person may see."""
    rows = Watch.objects.filter(ended_on=None, view__ended_on=None).select_related("view", "owner")
    seen = rows.filter(Q(view__is_shared=True) | Q(view__owner_id=actor.person_id))
    return list(seen.order_by("view__name", "created_on", "id"))


def watch_to_end(actor: Actor, watch_id: UUID) -> Watch | None:
    """A watch that this person may end: their own, and any on the office's views as head of office."""
    found = next((known for known in watches_for(actor) if known.id == watch_id), None)
    return found if found and (found.owner_id == actor.person_id or actor.has(Role.HEAD_OF_OFFICE)) else None


def alarms_for(actor: Actor, *, on: date) -> list[WatchAlarm]:
    """The crossings that wait for this person: of their own watches; as head of office also of those whose owner no
    longer handles concerns, so that nobody's leaving silences a watch."""
    rows = WatchAlarm.objects.filter(acknowledged_by=None, watch__ended_on=None)
    theirs = Q(watch__owner_id=actor.person_id)
    if actor.has(Role.HEAD_OF_OFFICE):
        here = [person for person, _name in may_own_a_watch(on=on)]
        theirs |= ~Q(watch__owner_id__in=here)
    found = rows.filter(theirs).select_related("watch__view", "watch__owner")
    return list(found.order_by("raised_on", "id")[:25])


def alarm(actor: Actor, alarm_id: UUID) -> WatchAlarm | None:
    """One crossing, waiting or not, of a watch that this person may see."""
    rows = WatchAlarm.objects.select_related("watch__view", "watch__owner", "acknowledged_by")
    seen = rows.filter(Q(watch__view__is_shared=True) | Q(watch__view__owner_id=actor.person_id))
    return seen.filter(id=alarm_id).first()


def alarms_of(watches: Sequence[Watch]) -> dict[UUID, WatchAlarm]:
    """The latest crossing of each watch."""
    rows = WatchAlarm.objects.filter(watch__in=watches).select_related("acknowledged_by").order_by("raised_on", "id")
    return {row.watch_id: row for row in rows}


def counted_by(watch: Watch) -> int:
    """How many the watch counts now, without those its owner is barred from; ten thousand and one at most."""
    with connection.cursor() as cursor:
        cursor.execute("select concerns_watched(%s)", [watch.id])
        found = cursor.fetchone()
    return int(found[0]) if found and found[0] is not None else 0


def window_of(watch: Watch, on: date) -> tuple[date, date]:
    """The first and the last day that the watch counts on a day."""
    return on - timedelta(days=watch.within_days - 1), on
