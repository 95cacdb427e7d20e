"""What a guard looks at: the facts about one record, who wants to act on it, and what is said when it is refused.

Facts are gathered once by the caller, as values; guarding them asks no database and reads no clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID

from django.utils.functional import Promise
from django.utils.timezone import localdate

from candour.kernel.people.actor import Actor

Words: TypeAlias = "str | Promise"
"""Words that a person will read: a translation that waits for the reader's language, or plain text."""


class Outsider(StrEnum):
    """Who acts without an account: the person who told the Commissioner, a member of the public who refers somebody, the
    person who was referred (or a parent, for them), or Candour itself."""

    REPORTER = "reporter"
    REFERRER = "referrer"
    PERSON = "person"
    SYSTEM = "system"


Doer: TypeAlias = "Actor | Outsider"
"""Whoever wants to take a step."""


def person_of(doer: Doer) -> UUID | None:
    """The person's id; None for an outsider, of whom no id exists."""
    return doer.person_id if isinstance(doer, Actor) else None


def roles_of(doer: Doer) -> frozenset[str]:
    """What the ``by`` of a step is compared with: role codes, or the outsider's own word."""
    return doer.roles if isinstance(doer, Actor) else frozenset({doer.value})


def day_of(at: datetime | date) -> date:
    """The day in London. A moment must be aware; a date, all that is kept of a reporter, stays as it is."""
    return localdate(at) if isinstance(at, datetime) else at


@dataclass(frozen=True)
class StepFact:
    """One step taken earlier. ``at`` is a date where the exact time is not kept; ``corrected`` takes it back.
    ``moved`` says that the record stood elsewhere after it, so that it is a step that can be corrected."""

    step: str
    by: UUID | None
    at: datetime | date
    corrected: bool = False
    by_name: str = ""
    moved: bool = False


@dataclass(frozen=True)
class Facts:
    """Everything that a guard may ask about one record.

    ``records`` names the kinds of record that exist beside it; ``fields`` holds its own values; ``due`` the due
    date of each running time limit by code; ``history`` runs oldest first; ``excluded`` says that the person who
    wants to act declared an interest, which defeats every other way in.
    """

    subject: UUID
    state: str
    records: frozenset[str] = frozenset()
    history: tuple[StepFact, ...] = ()
    fields: Mapping[str, object] = field(default_factory=dict)
    excluded: bool = False
    due: Mapping[str, date] = field(default_factory=dict)

    def last(self, step: str) -> StepFact | None:
        """When the step was last taken and not corrected since; None if it was not."""
        return next(
            (fact for fact in reversed(self.history) if fact.step == step and not fact.corrected),
            None,
        )


@dataclass(frozen=True)
class Refusal:
    """One reason why a step is refused: a code for tests and the ledger, what is wrong, and how to mend it."""

    code: str
    message: Words
    mend: Words = ""


class Refused(Exception):
    """A step was refused. Carries every reason at once, so that nobody has to find them one by one."""

    def __init__(self, refusals: tuple[Refusal, ...]) -> None:
        super().__init__(", ".join(refusal.code for refusal in refusals))
        self.refusals = refusals

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the refusals, in the order in which they are shown."""
        return tuple(refusal.code for refusal in self.refusals)
