"""Reading the history of a record: as facts for the guard, and as a timeline for a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Exists, F, Max, OuterRef, QuerySet

from candour.kernel.doors import Door
from candour.kernel.procedures.facts import StepFact
from candour.kernel.procedures.models import StepTaken
from candour.kernel.procedures.table import CORRECT

S = TypeVar("S", bound=StepTaken)


def of_subject(history: type[S], subject: UUID) -> QuerySet[S]:
    """The entries of one record, in the order in which they were made."""
    return history._default_manager.filter(**{f"{history.SUBJECT_FIELD}_id": subject}).order_by("number")


def timeline(history: type[S], subject: UUID) -> QuerySet[S]:
    """The same with ``is_corrected`` and the person who took each step. For staff; one query."""
    later = history._default_manager.filter(corrects=OuterRef("pk"))
    annotated: QuerySet[S] = of_subject(history, subject).annotate(is_corrected=Exists(later)).select_related("by")
    return annotated


def of_subjects(history: type[S], subjects: Sequence[UUID]) -> QuerySet[S]:
    """The entries of several records with the person who took each step, the earliest first. For staff; one query."""
    rows = history._default_manager.filter(**{f"{history.SUBJECT_FIELD}_id__in": list(subjects)})
    return rows.select_related("by").order_by("taken_at", "number")


def history_facts(history: type[StepTaken], subject: UUID, *, door: Door) -> tuple[StepFact, ...]:
    """The history as the guard takes it: one query. What was corrected is marked so.

    The public door may not read who took a step, nor when exactly, and does not ask.
    """
    rows = of_subject(history, subject)
    columns = ("id", "step", "taken_on", "corrects_id", "from_state", "to_state")
    if door is Door.PUBLIC:
        seen: list[tuple[Any, ...]] = [(*row, None, None, "") for row in rows.values_list(*columns)]
    else:
        seen = list(rows.values_list(*columns, "taken_at", "by_id", "by__name"))
    corrected = {row[3] for row in seen}
    return tuple(
        StepFact(
            step=step,
            by=by,
            at=taken_at or taken_on,
            corrected=row_id in corrected,
            by_name=name or "",
            moved=step != CORRECT and from_state not in ("", to_state),
        )
        for row_id, step, taken_on, _, from_state, to_state, taken_at, by, name in seen
    )


def fact_of(row: StepTaken) -> StepFact:
    """A row of a ``timeline`` as the guard takes it, for a page that has read the timeline anyway."""
    is_corrected: bool = row.is_corrected  # type: ignore[attr-defined]  # the timeline's annotation
    return StepFact(
        step=row.step,
        by=row.by_id,
        at=row.taken_at or row.taken_on,
        corrected=is_corrected,
        by_name=row.by.name if row.by else "",
        moved=row.step != CORRECT and row.from_state not in {"", row.to_state},
    )


def staff_may_correct(history: Sequence[StepFact]) -> bool:
    """Whether the last step that changed the state was taken by staff: what a person did is not theirs to take back."""
    last = next((fact for fact in reversed(history) if fact.moved and not fact.corrected), None)
    return last is not None and last.by is not None


def next_number(history: type[StepTaken], subject: UUID) -> int:
    """The number of the record's next entry. True only while the record is locked."""
    last: int | None = of_subject(history, subject).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def last_correctable(history: type[S], subject: UUID) -> S | None:
    """The last step that changed the state and was not corrected: the only one that a correction may take back.

    The entry that began the record cannot be corrected, and a correction is corrected by taking the step again.
    """
    later = history._default_manager.filter(corrects=OuterRef("pk"))
    rows = of_subject(history, subject).exclude(step=CORRECT).exclude(from_state="").exclude(from_state=F("to_state"))
    return rows.filter(~Exists(later)).order_by("-number").first()
