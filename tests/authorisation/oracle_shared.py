"""What the oracles of tables share: the shape of an answer, and judgements that several tables need. Imports nothing of
Candour."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.authorisation.oracle import Knowledge, Row

Judge = Callable[[Knowledge, Row], bool]
ALL: tuple[str, ...] = ()
"""Every column."""


@dataclass(frozen=True)
class May:
    """What one door may do with one table under one command. ``after`` judges the row as an update leaves it."""

    rows: Judge
    columns: tuple[str, ...] = ALL
    after: Judge | None = None

    def leaves(self, k: Knowledge, row: Row) -> bool:
        """Whether an update may leave this row behind."""
        return (self.after or self.rows)(k, row)


Commands = dict[str, May]
CLOSED: dict[str, Commands] = {}
"""No door at all."""


# -- judgements that several tables share


def every(k: Knowledge, row: Row) -> bool:
    return True


def own_mailbox(k: Knowledge, row: Row) -> bool:
    return k.mailbox is not None and row["concern_id"] == k.mailbox


def knows(k: Knowledge, row: Row) -> bool:
    return k.knows(row["concern_id"])


def reads(k: Knowledge, row: Row) -> bool:
    return k.reads(row["concern_id"])


def sees_enquiry(k: Knowledge, row: Row) -> bool:
    return k.sees_enquiry(row["enquiry_id"])


def writes_enquiry(k: Knowledge, row: Row) -> bool:
    """A caseworker writes it before it is tied to its concern; afterwards a declared interest closes it."""
    return k.handles and not k.enquiry_is_barred(row["enquiry_id"])


def clock_of_own_mailbox(k: Knowledge, row: Row) -> bool:
    return k.mailbox is not None and k.concern_of_deadline(row["deadline_id"]) == k.mailbox


def clock_known(k: Knowledge, row: Row) -> bool:
    concern = k.concern_of_deadline(row["deadline_id"])
    return concern is not None and k.knows(concern)


def clock_of_enquiry(k: Knowledge, row: Row) -> bool:
    enquiry = k.enquiry_of_deadline(row["deadline_id"])
    return enquiry is not None and k.sees_enquiry(enquiry)


def has(*roles: str) -> Judge:
    wanted = frozenset(roles)
    return lambda k, row: bool(k.roles & wanted)


def by_actor(column: str, base: Judge) -> Judge:
    return lambda k, row: base(k, row) and k.actor is not None and row[column] == k.actor


def either(*judges: Judge) -> Judge:
    return lambda k, row: any(judge(k, row) for judge in judges)


def both(*judges: Judge) -> Judge:
    return lambda k, row: all(judge(k, row) for judge in judges)
