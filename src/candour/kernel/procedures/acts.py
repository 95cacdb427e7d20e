"""Taking one step of a record that lists show: what an operation does between its own rows.

The order is always the same: lock the record, gather the facts, let the procedure judge, write. Whoever comes second finds
the record as the first one left it, and is told so. A ``Kind`` says which tables a noun has.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Generic, Protocol, TypeVar, cast
from uuid import UUID

from django.db.models import Model
from django.utils.timezone import localdate

from candour.kernel.deadlines import queries as deadlines
from candour.kernel.deadlines.models import DeadlineBase
from candour.kernel.doors import Door
from candour.kernel.people.actor import Actor
from candour.kernel.procedures import freshness, guard, registry
from candour.kernel.procedures import operations as procedures
from candour.kernel.procedures.facts import Doer, Facts
from candour.kernel.procedures.models import StepTaken
from candour.kernel.procedures.table import Procedure

R = TypeVar("R", bound=Model)
S = TypeVar("S", bound=StepTaken)


class _Listed(Protocol):
    """The columns by which lists show a record: whether it is open, and what falls due next."""

    pk: UUID
    state: str
    procedure_version: int
    nation: str
    is_open: bool
    next_due_on: date | None


@dataclass(frozen=True)
class Kind(Generic[R, S]):
    """A noun: its procedure's name, its tables, and how its facts are gathered for somebody.

    ``own_due`` names a day of the record itself that waits beside its clocks, such as a day that somebody promised. A noun on
    which no time limit runs has no ``deadline``.
    """

    procedure: str
    model: type[R]
    history: type[S]
    deadline: type[DeadlineBase] | None
    facts: Callable[[R, Doer], Facts]
    own_due: Callable[[R], date | None] | None = None

    def law_of(self, record: R) -> Procedure:
        """The version of the procedure under which this record runs."""
        return registry.get(self.procedure, cast("_Listed", record).procedure_version)

    def lock(self, record_id: UUID) -> R:
        """The record, locked until the transaction ends. Raises DoesNotExist for absent and forbidden alike."""
        return self.model._default_manager.select_for_update().get(pk=record_id)

    def judged(
        self,
        record: R,
        step: str,
        *,
        doer: Doer,
        at: datetime,
        seen: int | None = None,
        given: Collection[str] = (),
        fields: Mapping[str, object] | None = None,
    ) -> Facts:
        """The facts, once the procedure and the freshness of the page let the step pass. Raises Refused with every reason.

        ``given`` names what comes with the form, ``fields`` adds what only the form says.
        """
        found = self.facts(record, doer)
        found = replace(found, records=found.records | frozenset(given), fields={**found.fields, **(fields or {})})
        guard.check(self.law_of(record), step, found, doer, at)
        freshness.check(found, step, doer, seen)
        return found

    def begin(
        self,
        record: R,
        step: str,
        *,
        doer: Doer,
        door: Door,
        at: datetime,
        given: Collection[str] = (),
        rationale: str = "",
        codes: Mapping[str, str | int] | None = None,
    ) -> S:
        """Insert a new record by the step that begins it, with its history, its clocks and what falls due next."""
        listed = cast("_Listed", record)
        row = procedures.begin(
            procedure=registry.in_force(self.procedure, localdate(at)),
            step=step,
            record=record,
            facts=Facts(subject=listed.pk, state="", records=frozenset(given)),
            actor=doer,
            door=door,
            at=at,
            history=self.history,
            deadline_model=self.deadline,
            rationale=rationale,
            codes=codes,
            nation=listed.nation,
        )
        self.refresh(record)
        return row

    def take(
        self,
        record: R,
        step: str,
        *,
        facts: Facts,
        doer: Doer,
        door: Door,
        at: datetime,
        rationale: str = "",
        codes: Mapping[str, str | int] | None = None,
        changed: Sequence[str] = (),
    ) -> S:
        """Take ``step`` on a record that is locked and judged; return its history entry. ``changed`` names fields of the
        record that the caller has set."""
        return procedures.take(
            procedure=self.law_of(record),
            step=step,
            record=record,
            facts=facts,
            actor=doer,
            door=door,
            at=at,
            history=self.history,
            deadline_model=self.deadline,
            rationale=rationale,
            codes=codes,
            nation=cast("_Listed", record).nation,
            changed=changed,
            settle=lambda: self._settle(record),
        )

    def correct(self, record: R, *, facts: Facts, actor: Actor, at: datetime, entry: UUID, reason: str) -> S:
        """Take back the last step that changed the state. Raises Refused with every reason."""
        row = procedures.correct(
            procedure=self.law_of(record),
            record=record,
            facts=facts,
            actor=actor,
            door=actor.door,
            at=at,
            history=self.history,
            reason=reason,
            entry=entry,
            deadline_model=self.deadline,
        )
        self.refresh(record)
        return row

    def refresh(self, record: R) -> None:
        """Bring the list's own columns in line with state and clocks, where something else than a step moved them."""
        if changed := self._settle(record):
            record.save(update_fields=changed)

    def _settle(self, record: R) -> list[str]:
        """Set whether the record is open and what falls due next; names what changed. An ended record may have clocks
        that run: somebody still has to be told, and what is kept must still be necessary."""
        listed = cast("_Listed", record)
        days = []
        if self.deadline is not None:
            clocks: Any = self.deadline._default_manager.filter(**{self.deadline.SUBJECT_FIELD: record})
            following = deadlines.next_due(clocks)
            days = [following.due_on] if following is not None else []
        if self.own_due is not None and (own := self.own_due(record)) is not None:
            days.append(own)
        due_on = min(days, default=None)
        is_open = not self.law_of(record).state(listed.state).is_end
        changed = []
        if listed.is_open != is_open:
            listed.is_open = is_open
            changed.append("is_open")
        if listed.next_due_on != due_on:
            listed.next_due_on = due_on
            changed.append("next_due_on")
        return changed


def given(**answers: object) -> frozenset[str]:
    """The kinds of record that come with a form: those whose answer is not empty."""
    return frozenset(kind for kind, answer in answers.items() if answer)


@dataclass(frozen=True)
class Passed(Generic[R, S]):
    """A record that is locked and on which the procedure lets the step pass."""

    kind: Kind[R, S]
    record: R
    facts: Facts
    step: str
    actor: Actor
    at: datetime

    def take(
        self,
        *,
        rationale: str = "",
        codes: Mapping[str, str | int] | None = None,
        changed: Sequence[str] = (),
    ) -> S:
        """Take it; the history entry."""
        return self.kind.take(
            self.record,
            self.step,
            facts=self.facts,
            doer=self.actor,
            door=self.actor.door,
            at=self.at,
            rationale=rationale.strip(),
            codes=codes,
            changed=changed,
        )
