"""Starting, meeting, pausing and moving clocks.

``start``, ``meet``, ``cancel``, ``move`` and ``undo`` are part of a step and share its ledger entry: they write none of their
own. ``pause``, ``resume``, ``add_bank_holiday`` and ``set_term`` are acts of their own, and each writes its entry in
the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import F, Model, Q, prefetch_related_objects
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.kernel.deadlines import calendar, queries, terms
from candour.kernel.deadlines.calendar import Term
from candour.kernel.deadlines.models import BankHoliday, DeadlineBase, MovableBase, PauseBase, PolicyTerm
from candour.kernel.ledger import operations as ledger
from candour.kernel.people.actor import Actor

D = TypeVar("D", bound=DeadlineBase)
M = TypeVar("M", bound=MovableBase)
_BATCH = 500


class NotPossible(Exception):
    """A clock cannot be paused, resumed or moved so. ``message`` says why, in words for the person who tried."""

    def __init__(self, message: object) -> None:
        super().__init__(str(message))
        self.message = message


def start(
    *,
    model: type[D],
    subject: Model,
    codes: Iterable[str],
    on: date,
    nation: str = "",
    started_by: UUID | None = None,
) -> list[D]:
    """Start a clock for each code, under the policy term in force on the day, and return those that were started.

    A clock of the same code that still runs is left as it is: a time limit never begins anew in silence. Raises
    terms.NoSuchTerm where the office has set no term. Two statements, however many codes.
    """
    wanted = dict.fromkeys(codes)
    if not wanted:
        return []
    known = queries.before_starting(model, subject.pk, wanted, nation, on)
    for code in known.running:
        wanted.pop(code)
    if missing := sorted(wanted.keys() - known.terms.keys()):
        raise terms.NoSuchTerm(f"no policy term in force on {on.isoformat()} for: {', '.join(missing)}")
    clocks = [
        model(
            **{model.SUBJECT_FIELD: subject},
            code=code,
            started_on=on,
            term_value=known.terms[code].value,
            term_unit=known.terms[code].unit,
            nation=nation,
            due_on=calendar.due_on(on, known.terms[code], nation, (), known.holidays),
            started_by=started_by,
        )
        for code in wanted
    ]
    return model._default_manager.bulk_create(clocks)


def meet(
    *, model: type[DeadlineBase], subject: Model, codes: Iterable[str], on: date, met_by: UUID | None = None
) -> int:
    """Mark the running clocks of these codes as met on this day; how many there were. A paused clock is met too."""
    wanted = list(codes)
    if not wanted:
        return 0
    held = queries.running(model).filter(**{model.SUBJECT_FIELD: subject}, code__in=wanted)
    return held.update(met_on=on, met_by=met_by)


def cancel(
    *,
    model: type[DeadlineBase],
    subject: Model,
    codes: Iterable[str],
    on: date,
    cancelled_by: UUID | None = None,
) -> int:
    """Mark the running clocks of these codes as no longer needed from this day; how many there were."""
    wanted = list(codes)
    if not wanted:
        return 0
    held = queries.running(model).filter(**{model.SUBJECT_FIELD: subject}, code__in=wanted)
    return held.update(cancelled_on=on, cancelled_by=cancelled_by)


def undo(*, model: type[DeadlineBase], subject: Model, step: UUID, on: date, corrected_by: UUID | None = None) -> None:
    """Take back what a step did to the clocks: those it met or cancelled run again, those it started are cancelled."""
    clocks = model._default_manager.filter(**{model.SUBJECT_FIELD: subject})
    clocks.filter(met_by=step).update(met_on=None, met_by=None)
    clocks.filter(cancelled_by=step).update(cancelled_on=None, cancelled_by=None)
    started = clocks.filter(started_by=step, met_on__isnull=True, cancelled_on__isnull=True)
    started.update(cancelled_on=on, cancelled_by=corrected_by)


def move(*, model: type[M], subject: Model, code: str, to: date, because: str, on: date) -> M:
    """Let the running clock of this code end on a day that somebody decided, and keep why. It is not counted again.

    Raises NotPossible where no such clock runs, for a day that is over, and without a reason.
    """
    if to < on:
        raise NotPossible(_("A time limit can be moved to today or a later day, not to one that has passed."))
    if not because.strip():
        raise NotPossible(_("Say why the time limit is moved: everybody who sees it will read it."))
    held = queries.running(model).select_for_update().filter(**{model.SUBJECT_FIELD: subject}, code=code).first()
    if held is None:
        raise NotPossible(_("This time limit is over: it was met, or is no longer needed."))
    held.due_on = held.moved_to = to
    held.moved_because = because.strip()
    held.save(update_fields=["due_on", "moved_to", "moved_because"])
    return held


@transaction.atomic
def pause(*, deadline: DeadlineBase, reason: str, actor: Actor, at: datetime) -> PauseBase:
    """Stop counting from today, for a reason that everybody who sees the clock can read.

    Raises NotPossible for a clock that is over, is paused already, or whose last day has passed.
    """
    today = localdate(at)
    locked = _locked(deadline)
    if not locked.is_running:
        raise NotPossible(_("This time limit is over: it was met, or is no longer needed."))
    if locked.paused_on is not None:
        raise NotPossible(_("This time limit is paused already."))
    if locked.due_on < today:
        raise NotPossible(_("The last day has passed: a pause cannot undo that."))
    if not reason.strip():
        raise NotPossible(_("Say why it is paused: the person who told us will read it."))
    fields = {"deadline_id": locked.pk, "from_on": today, "reason": reason.strip()}
    row = queries.pause_model(type(locked))(**fields)
    row.save(force_insert=True)
    locked.paused_on = today
    locked.save(update_fields=["paused_on"])
    _record("deadlines.clock.pause", locked.pk, actor, at, {"code": locked.code})
    return row


@transaction.atomic
def resume(*, deadline: DeadlineBase, actor: Actor, at: datetime) -> date:
    """Count again from today, and return the new last day. Raises NotPossible for a clock that is not paused."""
    today = localdate(at)
    locked = _locked(deadline)
    if locked.paused_on is None or not locked.is_running:
        raise NotPossible(_("This time limit is not paused."))
    locked.pauses.filter(until_on__isnull=True).update(until_on=today)
    pauses = [row.pause for row in locked.pauses.order_by("from_on")]
    holidays = queries.holidays_added(locked.nation)
    locked.paused_on = None
    locked.due_on = calendar.due_on(locked.started_on, locked.term, locked.nation, pauses, holidays)
    locked.save(update_fields=["paused_on", "due_on"])
    _record(
        "deadlines.clock.resume",
        locked.pk,
        actor,
        at,
        {"code": locked.code, "due": locked.due_on.isoformat()},
    )
    return locked.due_on


def recompute_all(model: type[DeadlineBase]) -> int:
    """Count every running clock again, as after a new bank holiday, and return how many moved.

    Reads in batches, writes only what moved. Each batch is locked while it is counted.
    """
    moved = 0
    added: dict[str, Mapping[date, str]] = {}
    last: UUID | None = None
    while True:
        with transaction.atomic():
            batch = _next_batch(model, last)
            for nation in {clock.nation for clock in batch} - added.keys():
                added[nation] = queries.holidays_added(nation)
            changed = [clock for clock in batch if _recount(clock, added[clock.nation])]
            model._default_manager.bulk_update(changed, ["due_on"])
        moved += len(changed)
        if len(batch) < _BATCH:
            return moved
        last = batch[-1].pk


@transaction.atomic
def add_bank_holiday(
    *,
    on: date,
    name: str,
    nation: str,
    source: str,
    actor: Actor,
    at: datetime,
    models: Iterable[type[DeadlineBase]],
) -> BankHoliday:
    """Add a bank holiday that the published data lacks, and count the running clocks of these tables again.

    A door moves the clocks that it may see; the command ``deadlines recompute``, run by the owner, moves all of them.
    Raises NotPossible for a day that is a bank holiday already, or a weekend.
    """
    if not calendar.is_working_day(on, nation, queries.holidays_added(nation)):
        raise NotPossible(_("This day is not a working day already."))
    row = BankHoliday(held_on=on, name=name, nation=nation, source=source)
    row.save(force_insert=True)
    moved = sum(recompute_all(model) for model in models)
    _record("deadlines.holiday.add", row.pk, actor, at, {"on": on.isoformat(), "nation": nation, "moved": moved})
    return row


@transaction.atomic
def set_term(
    *, code: str, term: Term, nation: str, source: str, in_force_from: date, actor: Actor, at: datetime
) -> PolicyTerm:
    """Put a new policy term in force from a day on, ending the one before it. Clocks that run keep their own term.

    Raises NotPossible for a day before today: what was due in the past is not rewritten.
    """
    if in_force_from < localdate(at):
        raise NotPossible(_("A time limit can be changed from today on, not for days that have passed."))
    if not source.strip():
        raise NotPossible(_("Say where this time limit comes from: a decision, a policy or a law."))
    PolicyTerm.objects.filter(code=code, nation=nation, in_force_from__gte=in_force_from).update(
        in_force_until=F("in_force_from")
    )
    open_then = Q(in_force_until__isnull=True) | Q(in_force_until__gt=in_force_from)
    PolicyTerm.objects.filter(open_then, code=code, nation=nation, in_force_from__lt=in_force_from).update(
        in_force_until=in_force_from
    )
    row = PolicyTerm(
        code=code,
        value=term.value,
        unit=term.unit.value,
        nation=nation,
        source=source.strip(),
        in_force_from=in_force_from,
    )
    row.save(force_insert=True)
    codes: dict[str, str | int] = {
        "code": code,
        "value": term.value,
        "unit": term.unit.value,
        "nation": nation,
    }
    codes["from"] = in_force_from.isoformat()
    _record("deadlines.term.set", row.pk, actor, at, codes)
    return row


def _locked(deadline: D) -> D:
    return type(deadline)._default_manager.select_for_update().get(pk=deadline.pk)


def _next_batch(model: type[DeadlineBase], last: UUID | None) -> list[DeadlineBase]:
    rows = queries.running(model).select_for_update().order_by("id")
    if last is not None:
        rows = rows.filter(id__gt=last)
    batch = list(rows[:_BATCH])
    if hasattr(model, "pauses"):  # a table whose clocks never stand still has no table of pauses
        prefetch_related_objects(batch, "pauses")
    return batch


def _recount(clock: DeadlineBase, holidays: Mapping[date, str]) -> bool:
    """Count it again; whether its day moved. A day that somebody decided stays."""
    if isinstance(clock, MovableBase) and clock.moved_to is not None:
        return False
    pauses = [row.pause for row in clock.pauses.all()] if hasattr(clock, "pauses") else []
    due = calendar.due_on(clock.started_on, clock.term, clock.nation, pauses, holidays)
    has_moved = due != clock.due_on
    clock.due_on = due
    return has_moved


def _record(verb: str, subject: UUID, actor: Actor, at: datetime, codes: Mapping[str, str | int]) -> None:
    ledger.append(verb=verb, subject=subject, actor=actor, door=actor.door, at=at, codes=codes)
