"""The home page of the delivery and office doors: what needs you, by due date.

The shell knows no case. Each context says, for one person on one day, what waits for them (``Provider``); this module
puts everything into one order and the page shows it. Nothing is counted overnight: what is due is asked each time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from candour.kernel.doors import Door
from candour.kernel.people.actor import Actor
from candour.web import due, pages
from candour.web.entrance import SIGNED_IN, entrance

Words = str | Promise
STAFF = (Door.DELIVERY, Door.OFFICE)
SHOWN = 60
"""A home page is read from the top; whoever has more than this to do needs the lists."""


@dataclass(frozen=True)
class Needed:
    """One thing that waits for somebody. ``flags`` say what is new about it, such as “new message”."""

    what: Words
    href: str
    due_on: date | None = None
    why: Words = ""
    reference: str = ""
    flags: tuple[Words, ...] = ()
    is_urgent: bool = False
    """Stands before everything else, whatever its date: somebody may come to harm, or nobody looks after it."""


@dataclass(frozen=True)
class Waiting:
    """What one provider found. ``more`` is where the rest is listed, when there is more than was returned."""

    items: Sequence[Needed] = ()
    more: tuple[Words, str] | None = None


@dataclass(frozen=True)
class Provider:
    """Something that can need people. ``roles`` empty means everybody at the door."""

    name: str
    door: Door
    find: Callable[[Actor, date], Waiting]
    roles: frozenset[str] = frozenset()


@dataclass
class Group:
    """Part of the page: a heading and what stands under it."""

    code: str
    heading: Words
    items: list[Needed] = field(default_factory=list)


_providers: dict[str, Provider] = {}


def add(provider: Provider) -> None:
    """Let a context say what needs people. A second one of the same name takes the place of the first."""
    _providers[provider.name] = provider


def providers_for(door: Door, actor: Actor) -> list[Provider]:
    """Those that have anything to say to this person."""
    fitting = (one for one in _providers.values() if one.door is door and (not one.roles or actor.has(*one.roles)))
    return list(fitting)


_HEADINGS = {
    "urgent": _("Needs somebody now"),
    "news": _("New since you last looked"),
    "late": _("Late"),
    "today": _("Due today"),
    "week": _("Due in the next seven days"),
    "later": _("Later"),
    "undated": _("Without a date"),
}


def group_of(item: Needed, on: date) -> str:
    """Under which heading it stands."""
    if item.is_urgent:
        return "urgent"
    if item.flags:
        return "news"
    if item.due_on is None:
        return "undated"
    if due.is_late(item.due_on, on):
        return "late"
    if item.due_on == on:
        return "today"
    return "week" if item.due_on <= on + timedelta(days=7) else "later"


def gathered(door: Door, actor: Actor, on: date) -> tuple[list[Group], list[tuple[Words, str]]]:
    """Everything that needs this person, in groups by due date, and where more of it is listed."""
    items: list[Needed] = []
    more: list[tuple[Words, str]] = []
    for provider in providers_for(door, actor):
        found = provider.find(actor, on)
        items.extend(found.items)
        if found.more is not None:
            more.append(found.more)
    order = list(_HEADINGS)
    items.sort(key=lambda item: (order.index(group_of(item, on)), item.due_on or date.max, str(item.what)))
    groups = groupby(items[:SHOWN], key=lambda item: group_of(item, on))
    return [Group(code, _HEADINGS[code], list(members)) for code, members in groups], more


@entrance(doors=STAFF, to=SIGNED_IN)
@require_safe
def home(request: Any) -> Any:
    """What needs the person who is signed in."""
    on = localdate(request.now)
    groups, more = gathered(request.door, request.actor, on)
    shown = {
        "groups": groups,
        "more": more,
        "total": sum(len(group.items) for group in groups),
        "on": on,
        "due_words": due.words,
        "has_providers": bool(providers_for(request.door, request.actor)),
        "wide": True,
    }
    return pages.page(request, "pages/home.html", shown)
