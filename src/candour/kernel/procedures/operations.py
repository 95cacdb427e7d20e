"""Beginning a record, taking a step, correcting one: the only writes of a procedure.

Each checks the guard, writes its rows and its ledger entry in one transaction, or nothing. The caller holds the lock:
``record`` comes from ``select_for_update`` in the caller's transaction, and ``facts`` were gathered after it. So of two
officers who act at once the second is refused by the state, and is told who did it and when.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar, cast
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Model
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.kernel.deadlines import operations as deadlines
from candour.kernel.deadlines.models import DeadlineBase
from candour.kernel.doors import Door
from candour.kernel.ledger import operations as ledger
from candour.kernel.people.actor import Actor
from candour.kernel.procedures import guard, proof, queries
from candour.kernel.procedures.facts import Doer, Facts, Outsider, Refusal, Refused, person_of
from candour.kernel.procedures.models import StepTaken
from candour.kernel.procedures.table import CORRECT, Procedure, Step

S = TypeVar("S", bound=StepTaken)
Codes = Mapping[str, "str | int"]


class _Record(Protocol):
    """What the writes need of a record under a procedure: a model with these fields."""

    pk: UUID
    state: str
    procedure_version: int

    def save(self, *, force_insert: bool = False, update_fields: Iterable[str] | None = None) -> None:
        """As every model saves."""


class StaleFacts(RuntimeError):
    """The caller's facts are not those of the record it locked: a fault of the program, never of the person."""


def doer_of(actor: Actor | Outsider | None, door: Door) -> Doer:
    """Who acts: nobody signed in at the public door is the reporter; elsewhere it is Candour itself."""
    if actor is not None:
        return actor
    return Outsider.REPORTER if door is Door.PUBLIC else Outsider.SYSTEM


@dataclass(frozen=True)
class _Act:
    """What every entry of a history shares."""

    procedure: Procedure
    subject: UUID
    doer: Doer
    door: Door
    at: datetime
    rationale: str
    codes: Codes
    day_only: bool

    @property
    def keeps_day_only(self) -> bool:
        """A reporter's acts keep the day alone: an exact time could point to a person."""
        return self.day_only or self.doer is Outsider.REPORTER

    def write(
        self,
        history: type[S],
        *,
        number: int,
        step: str,
        from_state: str,
        to_state: str,
        corrects: StepTaken | None = None,
    ) -> S:
        """The entry of the history with its ledger entry."""
        row = history(
            **{f"{history.SUBJECT_FIELD}_id": self.subject},
            number=number,
            step=step,
            from_state=from_state,
            to_state=to_state,
            by_id=person_of(self.doer),
            by_kind=StepTaken.Kind.STAFF if isinstance(self.doer, Actor) else StepTaken.Kind(self.doer.value),
            taken_at=None if self.keeps_day_only else self.at,
            taken_on=localdate(self.at),
            rationale=self.rationale,
            corrects_id=corrects.pk if corrects else None,
            ledger_entry=uuid4(),
        )
        row.ledger_entry = self._prove(row)
        row.save(force_insert=True)
        return row

    def _prove(self, row: StepTaken) -> UUID:
        own: dict[str, str | int] = {
            "from": row.from_state,
            "to": row.to_state,
            "version": self.procedure.version,
            "row": proof.fingerprint(row),
        }
        if row.corrects_id:
            own["corrects"] = str(row.corrects_id)
        return ledger.append(
            verb=f"{self.procedure.name}.{row.step}",
            subject=self.subject,
            actor=self.doer if isinstance(self.doer, Actor) else None,
            door=self.door,
            at=self.at,
            codes={**self.codes, **own},
            day_only=self.keeps_day_only,
        )


def begin(
    *,
    procedure: Procedure,
    step: str,
    record: Model,
    facts: Facts,
    actor: Actor | Outsider | None,
    door: Door,
    at: datetime,
    history: type[S],
    deadline_model: type[DeadlineBase] | None = None,
    rationale: str = "",
    codes: Codes | None = None,
    day_only: bool = False,
    nation: str = "",
) -> S:
    """Insert a new record by the step that begins it, with the first entry of its history and its first clocks.

    ``record`` is not yet saved; its state and version are set here. ``facts`` hold its id and the state "". Raises
    Refused with every reason, before anything is written, and StaleFacts for facts that are not those of ``record``.
    """
    new = cast("_Record", record)
    if facts.subject != new.pk or facts.state:
        raise StaleFacts("a record that is about to begin has its own id and no state")
    doer = doer_of(actor, door)
    taken = guard.check(procedure, step, facts, doer, at)
    act = _Act(procedure, new.pk, doer, door, at, rationale, codes or {}, day_only)
    new.state = procedure.initial
    new.procedure_version = procedure.version
    with transaction.atomic(savepoint=False):
        new.save(force_insert=True)
        row = act.write(history, number=1, step=step, from_state="", to_state=procedure.initial)
        if deadline_model is not None:
            _keep_clocks(taken, row, record, deadline_model, nation)
    return row


def take(
    *,
    procedure: Procedure,
    step: str,
    record: Model,
    facts: Facts,
    actor: Actor | Outsider | None,
    door: Door,
    at: datetime,
    history: type[S],
    deadline_model: type[DeadlineBase] | None = None,
    rationale: str = "",
    codes: Codes | None = None,
    day_only: bool = False,
    changed: Sequence[str] = (),
    nation: str = "",
    settle: Callable[[], Collection[str]] | None = None,
) -> S:
    """Take a step: guard, state, history, clocks and ledger entry in one transaction. Returns the history entry.

    ``changed`` names further fields of the record that the caller has set and that are saved with it. ``settle`` is
    called when state and clocks are as they will be, just before the record is saved once: it may set fields of the
    record that follow from them, and names them. Where the facts hold a history, it is all of it. Raises Refused
    with every reason, before anything is written; StaleFacts when ``facts`` are not those of ``record``; KeyError for
    a step that the procedure does not have.
    """
    held = _same(procedure, record, facts)
    doer = doer_of(actor, door)
    taken = guard.check(procedure, step, facts, doer, at)
    act = _Act(procedure, held.pk, doer, door, at, rationale, codes or {}, day_only)
    to_state = taken.target or held.state
    with transaction.atomic(savepoint=False):
        number = len(facts.history) + 1 if facts.history else queries.next_number(history, held.pk)
        row = act.write(history, number=number, step=step, from_state=held.state, to_state=to_state)
        if deadline_model is not None:
            _keep_clocks(taken, row, record, deadline_model, nation)
        _move(held, to_state, changed, settle)
    return row


def correct(
    *,
    procedure: Procedure,
    record: Model,
    facts: Facts,
    actor: Actor,
    door: Door,
    at: datetime,
    history: type[S],
    reason: str,
    entry: UUID,
    deadline_model: type[DeadlineBase] | None = None,
    codes: Codes | None = None,
    changed: Sequence[str] = (),
) -> S:
    """Take back a mistaken step: a dated entry with its reason; the earlier one stays. Returns the new entry.

    ``entry`` is the id of the entry to correct, as the page showed it. Only the last uncorrected step that changed the
    state can be, and only where the table has a step ``correct``; what the reporter did themselves cannot. The record
    stands again where it stood before, and the clocks are as before: those that were met or cancelled run again, those
    that were started are cancelled. Raises Refused with every reason, KeyError where the table allows no
    correction, StaleFacts as ``take`` does.
    """
    held = _same(procedure, record, facts)
    last = queries.last_correctable(history, held.pk)
    found = list(guard.refusals(procedure, CORRECT, facts, actor, at))
    if not reason.strip():
        found.append(
            Refusal("reason", _("Say what was mistaken, and why."), _("Write the reason; it stays on the record."))
        )
    found.extend(_not_correctable(last, entry))
    if last is None or found:  # without a last step there is always a refusal; the type checker needs both
        raise Refused(tuple(found))
    act = _Act(procedure, held.pk, actor, door, at, reason.strip(), codes or {}, day_only=False)
    back = last.from_state
    with transaction.atomic(savepoint=False):
        number = queries.next_number(history, held.pk)
        row = act.write(history, number=number, step=CORRECT, from_state=held.state, to_state=back, corrects=last)
        _move(held, back, changed)
        if deadline_model is not None:
            on = row.taken_on
            deadlines.undo(model=deadline_model, subject=record, step=last.pk, on=on, corrected_by=row.pk)
    return row


def _move(
    held: _Record, state: str, changed: Sequence[str], settle: Callable[[], Collection[str]] | None = None
) -> None:
    """Save what changed, and only that: a door may be allowed to write these columns alone."""
    fields = {*changed} | ({"state"} if state != held.state else set())
    held.state = state
    if settle is not None:
        fields |= {*settle()}
    if fields:
        held.save(update_fields=fields)


def _keep_clocks(taken: Step, row: StepTaken, record: Model, model: type[DeadlineBase], nation: str) -> None:
    on = row.taken_on
    deadlines.meet(model=model, subject=record, codes=taken.meets, on=on, met_by=row.pk)
    deadlines.cancel(model=model, subject=record, codes=taken.cancels, on=on, cancelled_by=row.pk)
    deadlines.start(model=model, subject=record, codes=taken.starts, on=on, nation=nation, started_by=row.pk)


def _not_correctable(last: StepTaken | None, entry: UUID) -> list[Refusal]:
    if last is None or last.pk != entry:
        return [
            Refusal(
                "not_last",
                _("This is not the last step that changed where the matter stands, or it was corrected already."),
                _("Correct the later steps first, one at a time."),
            )
        ]
    if last.by_kind == StepTaken.Kind.REPORTER:
        return [
            Refusal(
                "reporters_own",
                _("The person who told us did this themselves; it is not ours to take back."),
                _("Write to them if it seems to be a mistake."),
            )
        ]
    return []


def _same(procedure: Procedure, record: Model, facts: Facts) -> _Record:
    held = cast("_Record", record)
    if facts.subject != held.pk or facts.state != held.state:
        raise StaleFacts("gather the facts from the record after locking it")
    if procedure.version != held.procedure_version:
        raise StaleFacts(f"the record runs under version {held.procedure_version} of {procedure.name}")
    return held
