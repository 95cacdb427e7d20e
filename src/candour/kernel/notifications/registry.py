"""What contexts add to notifications: kinds of notice, sweeps that make them, and mailings. Filled at start-up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise

from candour.kernel.doors import Door
from candour.kernel.people.actor import Actor

Words = str | Promise


@dataclass(frozen=True)
class Place:
    """Where a notice leads: the reference that its reader knows the record by, and the address."""

    reference: str
    href: str


@dataclass(frozen=True)
class Kind:
    """A kind of notice, in words for its reader. ``find`` names the records that this person may see now; a notice
    about any other is not shown. A kind without ``find`` has no record and leads to ``href``."""

    code: str
    door: Door
    says: Words
    find: Callable[[Actor, Sequence[UUID]], dict[UUID, Place]] | None = None
    href: Callable[[], str] | None = None


@dataclass(frozen=True)
class Address:
    """Where a mail goes, and in which language."""

    email: str
    language: str = "en-gb"


@dataclass(frozen=True)
class Mailing:
    """A kind of mail. ``pending`` lists the ids of those to write to; ``address`` answers only while one is pending;
    ``done`` notes that it was sent. Subject and text are the same for everybody: they say nothing. Only a mail that is
    for nobody of the office and nobody who wrote to it may have words of its own, from its id."""

    name: str
    door: Door
    subject: Words
    text: Words | Callable[[UUID], str]
    pending: Callable[[], list[UUID]]
    address: Callable[[UUID], Address | None]
    done: Callable[[UUID], None]
    sender: str = ""
    """The name of the setting that holds the sender's address; the default sender otherwise."""
    kind: str = ""
    """One of ``letter.KINDS``: which template it is where a service keeps the words. Without it SMTP alone sends it."""
    is_to_outsiders: bool = False
    """To people whose addresses lie sealed. Where mail is kept in a folder for want of a mail server, such mail is not
    even written: the folder would hold in the clear what the database does not."""


@dataclass(frozen=True)
class Work:
    """Work that a door's worker does in jobs of their own. ``pending`` lists the ids of what waits; ``do`` is called
    with each, outside a transaction, one at a time, after every mail that waits."""

    name: str
    door: Door
    pending: Callable[[], list[UUID]]
    do: Callable[[UUID], object]


_kinds: dict[str, Kind] = {}
_sweeps: dict[tuple[Door, str], Callable[[], int]] = {}
_mailings: dict[str, Mailing] = {}
_works: dict[str, Work] = {}


def add_kind(kind: Kind) -> None:
    """Make a kind of notice known. The last of a code counts."""
    _kinds[kind.code] = kind


def add_sweep(door: Door, name: str, sweep: Callable[[], int]) -> None:
    """Let a door's worker call this every minute: it makes the notices that are due and says how many."""
    _sweeps[(door, name)] = sweep


def add_mailing(mailing: Mailing) -> None:
    """Make a mailing known."""
    _mailings[mailing.name] = mailing


def add_work(work: Work) -> None:
    """Make a kind of work known."""
    _works[work.name] = work


def kind(code: str) -> Kind | None:
    """The kind of this code, or None where the context that made it is gone."""
    return _kinds.get(code)


def sweeps(door: Door) -> list[Callable[[], int]]:
    """The sweeps of a door, in the order of their names."""
    return [sweep for (of, _name), sweep in sorted(_sweeps.items(), key=lambda item: item[0][1]) if of is door]


def mailings(door: Door) -> list[Mailing]:
    """The mailings that a door's worker sends."""
    return [mailing for mailing in _mailings.values() if mailing.door is door]


def mailing(name: str) -> Mailing:
    """The mailing of this name. Raises KeyError."""
    return _mailings[name]


def works(door: Door) -> list[Work]:
    """The kinds of work that a door's worker does."""
    return [work for work in _works.values() if work.door is door]


def work(name: str) -> Work:
    """The work of this name. Raises KeyError."""
    return _works[name]
