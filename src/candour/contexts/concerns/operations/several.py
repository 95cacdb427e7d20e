"""The same act on several concerns: each judged by itself, all in one transaction, and a report of every one.

One concern that refuses must not keep thirty others waiting, and a page that says "done" must be true of what it names.
So each act has a savepoint of its own inside the one transaction of the request: what is refused is undone alone, and
everything that the report calls done is committed with the report or not at all (docs/decisions/0012-caseworkers-tools.md).
Concerns are locked in the order of their ids, so that two such acts wait for one another and never block each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from candour.contexts.concerns.models import Concern
from candour.contexts.concerns.operations import barriers, refusals
from candour.kernel.people.actor import Actor
from candour.kernel.procedures.facts import Refusal, Refused

MOST = 150
"""Concerns of one such act: a few seconds' work, and within what one form may send. Whoever has more goes on with the rest."""


@dataclass(frozen=True)
class Outcome:
    """What became of one concern: nothing in ``refusals`` means that it was done."""

    concern_id: UUID
    reference: str
    refusals: tuple[Refusal, ...] = ()
    note: str = ""
    """What else the report says of it, such as to whom it was given."""

    @property
    def is_done(self) -> bool:
        """Whether the act took place."""
        return not self.refusals


def each(
    concerns: Iterable[Concern],
    act: Callable[[Concern], object],
    *,
    step: str,
    actor: Actor,
    at: datetime,
    note: Callable[[Concern], str] = lambda _concern: "",
) -> list[Outcome]:
    """Act on each concern by itself and say what became of it, in the order in which they were given.

    Must run in a transaction. What is refused is recorded on the second connection, as any refused step is.
    """
    given = list(concerns)[:MOST]
    found: dict[UUID, Outcome] = {}
    for concern in sorted(given, key=lambda one: one.id):
        why: tuple[Refusal, ...] = ()
        try:
            with transaction.atomic():
                act(concern)
        except Refused as refused:
            why = refused.refusals
            refusals.record(concern_id=concern.id, step=step, refused=refused, actor=actor, at=at)
        except Concern.DoesNotExist:  # an interest was declared a moment ago
            why = (Refusal("absent", _("It is not there for you."), ""),)
        found[concern.id] = Outcome(concern.id, concern.reference, why, "" if why else note(concern))
    return [found[concern.id] for concern in given]


@transaction.atomic
def assign(
    *, concerns: Sequence[Concern], people: Sequence[tuple[UUID, str]], rationale: str, actor: Actor, at: datetime
) -> list[Outcome]:
    """Give each concern to a caseworker; with several ``people`` (id and name), dealt out in turn.

    Each is an assignment like any other: judged, entered in the timeline and the ledger. Raises Refused when there is
    nobody to give them to.
    """
    if not people:
        raise Refused((Refusal("record.assignee", _("Nobody was chosen."), _("Choose who takes them.")),))
    to = {concern.id: people[position % len(people)] for position, concern in enumerate(concerns)}
    return each(
        concerns,
        lambda concern: barriers.assign(
            concern_id=concern.id, person_id=to[concern.id][0], rationale=rationale, actor=actor, at=at
        ),
        step="assign",
        actor=actor,
        at=at,
        note=lambda concern: to[concern.id][1],
    )
