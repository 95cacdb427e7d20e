"""What contexts add to the shell without the shell knowing them: menu entries, the unread count, references.

Filled once at start-up, from each application's ``ready()``; never changed while requests are served.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django_stubs_ext import StrPromise

from candour.kernel.doors import Door
from candour.kernel.people.actor import Actor
from candour.web import languages


@dataclass(frozen=True)
class Entry:
    """One item of a door's menu. ``roles`` empty means everybody who is signed in (or, outside, everybody)."""

    door: Door
    text: str | StrPromise
    address: str
    """The name of the view, or an address that begins with a slash."""
    order: int = 50
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Shown:
    """A menu item as one page shows it."""

    text: str
    href: str
    is_current: bool


@dataclass(frozen=True)
class Reference:
    """A kind of reference that can be typed into the search box: its form, and how to find where it leads."""

    door: Door
    form: re.Pattern[str]
    find: Callable[[str, Actor], str | None]
    """Given the normalised reference, the address of its page, or None when it is absent or not for this person."""


_entries: list[Entry] = []
_references: list[Reference] = []
_unread: list[tuple[Callable[[Actor], int], str]] = []


def add(entry: Entry) -> None:
    """Put an item into a door's menu. Adding the same item twice changes nothing."""
    if entry not in _entries:
        _entries.append(entry)
        _entries.sort(key=lambda known: known.order)


def add_reference(reference: Reference) -> None:
    """Let the search box find a kind of record."""
    if reference not in _references:
        _references.append(reference)


def count_unread_with(count: Callable[[Actor], int], address: str = "/notices/") -> None:
    """Say how many notices a person has not read, and where they are. The last caller wins."""
    _unread[:] = [(count, address)]


def unread(actor: Actor | None) -> int:
    """How many notices wait for this person; 0 when nobody counts."""
    return _unread[0][0](actor) if _unread and actor is not None else 0


def notices_address() -> str:
    """Where notices are read; empty while nobody keeps any."""
    return _unread[0][1] if _unread else ""


def shown(door: Door, actor: Actor | None, path: str) -> list[Shown]:
    """The menu of a door for one person, with the item of the current page marked."""
    allowed = [
        entry
        for entry in _entries
        if entry.door is door and (not entry.roles or (actor is not None and actor.has(*entry.roles)))
    ]
    addressed: list[tuple[Entry, str]] = []
    for entry in allowed:
        try:
            literal = entry.address.startswith("/")
            addressed.append((entry, _in_language(entry) if literal else reverse(entry.address)))
        except NoReverseMatch:
            continue  # the door's addresses leave this page out
    here = max(
        (href for _, href in addressed if path == href or (href not in _HOMES and path.startswith(href))),
        key=len,
        default="",
    )
    return [Shown(str(entry.text), href, href == here) for entry, href in addressed]


_HOMES = frozenset({"/", f"/{languages.WELSH}/"})
"""Home pages, which every other address begins with."""


def _in_language(entry: Entry) -> str:
    return languages.local(entry.address) if entry.door is Door.PUBLIC else entry.address


def find(door: Door, typed: str, actor: Actor) -> str | None:
    """Where a typed reference leads, or None: unknown form, absent and forbidden are not told apart."""
    wanted = re.sub(r"[\s\u2010-\u2015]+", "-", typed.strip().upper()).strip("-")
    for reference in _references:
        if reference.door is door and reference.form.fullmatch(wanted):
            address = reference.find(wanted, actor)
            if address:
                return address
    return None
