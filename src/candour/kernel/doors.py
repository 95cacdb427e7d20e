"""Doors, and how a table says which door may do what with which rows.

A door is a process with a database role of its own. Each model carries ``access = Access(...)``: for every door
the commands it may use and the row rule under which. From these declarations ``candour access apply`` generates
grants and forced row policies; a table that declares nothing is refused (kernel.access.apply).

This module is the lowest of the kernel and imports nothing of Candour, so that every model can use it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Door(StrEnum):
    """The three doors. Each is a process, a host name and a database role."""

    PUBLIC = "public"
    DELIVERY = "delivery"
    OFFICE = "office"

    @property
    def role(self) -> str:
        """The PostgreSQL role this door logs in as; it owns nothing."""
        return f"candour_{self.value}"


@dataclass(frozen=True)
class Rule:
    """A row rule: a boolean SQL expression over the row, never holding a value that came from a request."""

    sql: str

    def __and__(self, other: Rule) -> Rule:
        return Rule(f"({self.sql}) and ({other.sql})")

    def __or__(self, other: Rule) -> Rule:
        return Rule(f"({self.sql}) or ({other.sql})")


EVERY_ROW = Rule("true")
"""The door may do this with any row: for reference data, and for inserts whose content another constraint judges."""

SIGNED_IN = Rule("(select access_actor()) is not null")
"""Whoever has a live session at this door."""


def actor_is(column: str) -> Rule:
    """The row belongs to the person who is signed in."""
    return Rule(f"{column} = (select access_actor())")


def actor_has(*roles: str) -> Rule:
    """The person signed in holds one of these roles today, in their own right or as deputy or leave cover."""
    listed = ", ".join(f"'{role}'" for role in roles)
    return Rule(f"(select access_roles()) && array[{listed}]::text[]")


def actor_belongs_to(column: str) -> Rule:
    """The row is addressed to an organisation in which the person signed in holds a role today."""
    return Rule(f"{column} = any((select access_organisations())::uuid[])")


def mailbox_is(column: str) -> Rule:
    """The row is reached by the receipt that opened this mailbox."""
    return Rule(f"{column} = (select access_mailbox())")


@dataclass(frozen=True)
class Grant:
    """What one door may do with a table. A missing rule means the command is not granted at all.

    ``select_columns``, ``insert_columns`` and ``update_columns`` narrow the grant to the columns named; empty
    means every column. A door with only some columns must ask for them by name.
    """

    door: Door
    select: Rule | None = None
    insert: Rule | None = None
    update: Rule | None = None
    delete: Rule | None = None
    update_check: Rule | None = None
    select_columns: tuple[str, ...] = ()
    insert_columns: tuple[str, ...] = ()
    update_columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Access:
    """A table's declaration. ``grants`` names each door at most once; a door not named has no privilege at all."""

    grants: tuple[Grant, ...] = field(default_factory=tuple)
    auditor: bool = False
    """Whether the auditor's role may read it: the ledger and its refusals, nothing with content."""
    sequencer: tuple[str, ...] = ()
    """What the ledger's sequencer may do with every row: it puts entries into their trees, and is no door."""

    def for_door(self, door: Door) -> Grant | None:
        """The grant of this door, or None."""
        return next((grant for grant in self.grants if grant.door is door), None)


NO_DOOR = Access()
"""No serving role may touch it: migrations' own bookkeeping."""


def may(
    door: Door,
    *,
    select: Rule | None = None,
    insert: Rule | None = None,
    update: Rule | None = None,
    delete: Rule | None = None,
    update_check: Rule | None = None,
    select_columns: tuple[str, ...] = (),
    insert_columns: tuple[str, ...] = (),
    update_columns: tuple[str, ...] = (),
) -> Grant:
    """Read as a sentence: ``may(Door.OFFICE, select=actor_has("concerns_caseworker"))``."""
    return Grant(
        door,
        select,
        insert,
        update,
        delete,
        update_check,
        select_columns,
        insert_columns,
        update_columns,
    )
