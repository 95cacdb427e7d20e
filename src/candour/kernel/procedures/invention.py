"""One record's history made in memory, for a demonstration: steps, clocks and ledger entries that agree with the procedure's
own table.

Nothing here knows a rule of its own: sources, targets and time limits are read from the table, and a path that the
table forbids raises, so that the demonstration can never show what Candour itself would refuse.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from random import Random
from typing import Any
from uuid import UUID

from django.db.models import Model

from candour.kernel.deadlines import calendar
from candour.kernel.deadlines.calendar import Term
from candour.kernel.deadlines.models import DeadlineBase, PauseBase
from candour.kernel.doors import Door
from candour.kernel.ledger import canonical
from candour.kernel.ledger.models import Entry
from candour.kernel.procedures import proof
from candour.kernel.procedures.models import StepTaken
from candour.kernel.procedures.table import CORRECT, Procedure

Kind = StepTaken.Kind


class ForbiddenPath(AssertionError):
    """A path of the demonstration takes a step that the procedure does not allow there."""


def new_id(rng: Random) -> UUID:
    """A random id, the same for the same seed."""
    return UUID(int=rng.getrandbits(128), version=4)


@cache
def _last_day(started_on: date, term: Term, nation: str) -> date:
    """Counted once: thousands of invented clocks start on the same days."""
    return calendar.due_on(started_on, term, nation)


@dataclass(frozen=True)
class Moment:
    """When something was done: the day, and the instant where one is kept."""

    on: date
    at: datetime | None = None


def _refers_to(model: type[Model]) -> set[type[Model]]:
    return {
        found
        for field in model._meta.concrete_fields
        if isinstance(found := field.related_model, type) and issubclass(found, Model)
    }


@dataclass
class Rows:
    """Everything that waits to be inserted, by model, in the order in which models were first met."""

    by_model: dict[type[Model], list[Any]] = field(default_factory=dict)

    def add(self, row: Any) -> Any:
        """Keep a row for the bulk insert and hand it back."""
        self.by_model.setdefault(type(row), []).append(row)
        return row

    def insert(self, batch: int) -> None:
        """Insert everything, each table after those it refers to."""
        waiting = dict(self.by_model)
        while waiting:
            model = next(model for model in waiting if not _refers_to(model) & (waiting.keys() - {model}))
            model._default_manager.bulk_create(waiting.pop(model), batch_size=batch)


@dataclass
class History:
    """The history of one record under a procedure, with its clocks."""

    procedure: Procedure
    record: Any
    step_model: type[StepTaken]
    clock_model: type[DeadlineBase]
    pause_model: type[PauseBase]
    terms: Mapping[str, Term]
    nation: str
    rows: Rows
    rng: Random
    steps: list[StepTaken] = field(default_factory=list)
    clocks: list[DeadlineBase] = field(default_factory=list)
    paused: dict[UUID, list[PauseBase]] = field(default_factory=dict)
    state: str = ""
    runs_on: bool = False
    """Whether clocks of a record that has ended still show in its own column of what falls due."""

    def take(
        self,
        name: str,
        when: Moment,
        *,
        by: UUID | None,
        door: Door,
        rationale: str = "",
        corrects: StepTaken | None = None,
        outsider: Kind = Kind.REPORTER,
    ) -> StepTaken:
        """Take a step; ``by`` None is ``outsider``; of a reporter the day alone is kept. Raises ForbiddenPath."""
        step = self.procedure.step(name)
        if (step.source and self.state not in step.source) or (not step.source and self.steps):
            raise ForbiddenPath(f"{name} from {self.state or 'nothing'}")
        before = self.state
        self.state = corrects.from_state if corrects else step.target or self.state
        row = self.step_model(
            **{f"{self.step_model.SUBJECT_FIELD}_id": self.record.id, "corrects": corrects},
            id=new_id(self.rng),
            number=len(self.steps) + 1,
            step=name,
            from_state=before,
            to_state=self.state,
            by_id=by,
            by_kind=Kind.STAFF if by else outsider,
            taken_on=when.on,
            taken_at=when.at if by or outsider is not Kind.REPORTER else None,
            rationale=rationale,
            ledger_entry=new_id(self.rng),
        )
        codes: dict[str, str | int] = {"from": before, "to": self.state, "version": self.procedure.version}
        if corrects:
            codes["corrects"] = str(corrects.id)
        codes["row"] = proof.fingerprint(row)
        self.enter(
            f"{self.procedure.name}.{name}", when, by=by, door=door, codes=codes, entry_id=row.ledger_entry,
            is_timed=row.taken_at is not None,
        )  # fmt: skip
        self.steps.append(self.rows.add(row))
        self._keep_clocks(step.meets, step.cancels, step.starts, row)
        if corrects:
            self._undo(corrects, row)
        self.record.state = self.state
        self.record.is_open = not self.procedure.state(self.state).is_end
        self.refresh()
        return row

    def correct(self, when: Moment, *, by: UUID, rationale: str) -> StepTaken:
        """Take back the last step that changed the state."""
        mistaken = next(
            step for step in reversed(self.steps) if step.from_state != step.to_state and step.step != CORRECT
        )
        return self.take(CORRECT, when, by=by, door=Door.OFFICE, rationale=rationale, corrects=mistaken)

    def enter(
        self,
        verb: str,
        when: Moment,
        *,
        by: UUID | None,
        door: Door,
        codes: Mapping[str, str | int],
        entry_id: UUID | None = None,
        is_timed: bool = False,
    ) -> UUID:
        """The ledger entry of an act; its id."""
        entry_id = entry_id or new_id(self.rng)
        entry = canonical.encode(
            entry_id=entry_id,
            verb=verb,
            subject=self.record.id,
            actor=by,
            door=door.value,
            at=when.at if (by or is_timed) and when.at else when.on,
            codes=codes,
        )
        self.rows.add(Entry(id=entry_id, entry=entry))
        return entry_id

    def pause(self, when: Moment, reason: str) -> None:
        """Let the running clock stand still."""
        clock = self.running()[0]
        clock.paused_on = when.on
        told = {"deadline": clock, "from_on": when.on, "reason": reason}
        pause = self.pause_model(id=new_id(self.rng), **told)
        self.paused.setdefault(clock.id, []).append(self.rows.add(pause))
        self.refresh()

    def resume(self, when: Moment) -> None:
        """Let it run again, and move its last day by the days it stood still."""
        clock = next(clock for clock in self.running() if clock.paused_on)
        own = self.paused[clock.id]
        own[-1].until_on = when.on
        clock.paused_on = None
        counted = [pause.pause for pause in own]
        clock.due_on = calendar.due_on(clock.started_on, clock.term, clock.nation, counted)
        self.refresh()

    def running(self) -> list[DeadlineBase]:
        """The clocks that are neither met nor cancelled."""
        return [clock for clock in self.clocks if clock.is_running]

    def refresh(self) -> None:
        """The record's own column of what falls due next."""
        due = [clock.due_on for clock in self.running() if clock.paused_on is None]
        self.record.next_due_on = min(due) if due and (self.record.is_open or self.runs_on) else None

    def start(self, code: str, row: StepTaken) -> None:
        """Start a clock that the operation starts beside the table's own."""
        self.clocks.append(self.rows.add(self._clock(code, row)))
        self.refresh()

    def _keep_clocks(
        self, meets: tuple[str, ...], cancels: tuple[str, ...], starts: tuple[str, ...], row: StepTaken
    ) -> None:
        for clock in self.running():
            if clock.code in meets:
                clock.met_on, clock.met_by = row.taken_on, row.id
            elif clock.code in cancels:
                clock.cancelled_on, clock.cancelled_by = row.taken_on, row.id
        running = {clock.code for clock in self.running()}
        for code in starts:
            if code not in running:
                self.clocks.append(self.rows.add(self._clock(code, row)))

    def _clock(self, code: str, row: StepTaken) -> DeadlineBase:
        term = self.terms[code]
        return self.clock_model(
            **{f"{self.clock_model.SUBJECT_FIELD}_id": self.record.id},
            id=new_id(self.rng),
            code=code,
            started_on=row.taken_on,
            term_value=term.value,
            term_unit=term.unit.value,
            nation=self.nation,
            due_on=_last_day(row.taken_on, term, self.nation),
            started_by=row.id,
        )

    def _undo(self, mistaken: StepTaken, row: StepTaken) -> None:
        for clock in self.clocks:
            if clock.met_by == mistaken.id:
                clock.met_on = clock.met_by = None
            if clock.cancelled_by == mistaken.id:
                clock.cancelled_on = clock.cancelled_by = None
            if clock.started_by == mistaken.id and clock.is_running:
                clock.cancelled_on, clock.cancelled_by = row.taken_on, row.id
