"""Questions about clocks. Due and overdue are computed against a date that is given, never counted overnight."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar, cast
from uuid import UUID

from django.apps import apps
from django.db import connection
from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.utils.functional import Promise

from candour.kernel.deadlines import explanation
from candour.kernel.deadlines.calendar import Term, Unit
from candour.kernel.deadlines.models import BankHoliday, DeadlineBase, PauseBase

D = TypeVar("D", bound=DeadlineBase)


def running(model: type[D]) -> QuerySet[D]:
    """Clocks that are neither met nor cancelled; paused ones are among them."""
    return model._default_manager.filter(met_on__isnull=True, cancelled_on__isnull=True)


def due(model: type[D], *, by: date) -> QuerySet[D]:
    """Clocks that run, are not paused and end on this day or earlier; the earliest first."""
    return running(model).filter(paused_on__isnull=True, due_on__lte=by).order_by("due_on", "id")


def overdue(model: type[D], *, on: date) -> QuerySet[D]:
    """Clocks whose last day is over on this day; the earliest first. The last day itself still counts."""
    return running(model).filter(paused_on__isnull=True, due_on__lt=on).order_by("due_on", "id")


def with_standing(clocks: QuerySet[D], *, on: date) -> QuerySet[D]:
    """Adds ``standing`` in SQL: met, met_late, cancelled, paused, overdue, due_today or running."""
    annotated: QuerySet[D] = clocks.annotate(
        standing=Case(
            When(met_on__gt=F("due_on"), then=Value("met_late")),
            When(met_on__isnull=False, then=Value("met")),
            When(cancelled_on__isnull=False, then=Value("cancelled")),
            When(paused_on__isnull=False, then=Value("paused")),
            When(due_on__lt=on, then=Value("overdue")),
            When(due_on=on, then=Value("due_today")),
            default=Value("running"),
            output_field=CharField(),
        )
    )
    return annotated


def next_due(clocks: Iterable[D]) -> D | None:
    """Of the clocks given, the one that runs, is not paused and ends first; None where there is none."""
    waiting = (clock for clock in clocks if clock.is_running and clock.paused_on is None)
    return min(waiting, key=lambda clock: (clock.due_on, str(clock.id)), default=None)


def holidays_added(nation: str) -> dict[date, str]:
    """The bank holidays that the office added for this nation, by date."""
    rows = BankHoliday.objects.filter(Q(nation=nation) | Q(nation="")).values_list("held_on", "name")
    return dict(rows)


def explain(deadline: DeadlineBase) -> list[str | Promise]:
    """How this clock's last day was counted, as sentences. Two queries; for one page, not for lists."""
    pauses = [row.pause for row in deadline.pauses.order_by("from_on")]
    return explanation.explain(
        deadline.started_on, deadline.term, deadline.nation, pauses, holidays_added(deadline.nation)
    )


def pause_model(model: type[DeadlineBase]) -> type[PauseBase]:
    """The table of pauses of this table of clocks."""
    descriptor: Any = model.pauses  # on the class, it knows its relation
    return cast("type[PauseBase]", descriptor.rel.related_model)


def clock_models() -> tuple[type[DeadlineBase], ...]:
    """Every table of clocks that is installed."""
    return tuple(model for model in apps.get_models() if issubclass(model, DeadlineBase))


def of_subject(model: type[D], subject: UUID) -> QuerySet[D]:
    """The clocks of one record, the earliest first."""
    return model._default_manager.filter(**{f"{model.SUBJECT_FIELD}_id": subject}).order_by("due_on", "id")


@dataclass(frozen=True)
class BeforeStarting:
    """What starting clocks needs to know: which of them run already, how long each may take, and added holidays."""

    running: frozenset[str]
    terms: dict[str, Term]
    holidays: dict[date, str]


_BEFORE_STARTING = """
select
  array(select d.code::text from "{table}" d where d."{subject}" = %(subject)s and d.code = any(%(codes)s)
           and d.met_on is null and d.cancelled_on is null),
  (select coalesce(json_agg(json_build_array(t.code, t.value, t.unit) order by t.nation, t.in_force_from), '[]')
     from deadlines_policyterm t where t.code = any(%(codes)s) and t.nation in ('', %(nation)s)
      and t.in_force_from <= %(on)s and (t.in_force_until is null or t.in_force_until > %(on)s)),
  (select coalesce(json_object_agg(h.held_on, h.name), '{{}}') from deadlines_bankholiday h
    where h.nation in ('', %(nation)s))
"""


def before_starting(
    model: type[DeadlineBase], subject: UUID, codes: Iterable[str], nation: str, on: date
) -> BeforeStarting:
    """All of it in one statement, because every step that starts a clock asks.

    Of several terms the nation's own comes before the one for all, and the newest before the older.
    """
    sql = _BEFORE_STARTING.format(table=model._meta.db_table, subject=f"{model.SUBJECT_FIELD}_id")
    with connection.cursor() as cursor:
        cursor.execute(sql, {"subject": subject, "codes": list(codes), "nation": nation, "on": on})
        found = cursor.fetchone()
    assert found is not None  # a select without from always has its one row
    running_now, rows, holidays = found
    return BeforeStarting(
        frozenset(running_now),
        {code: Term(value, Unit(unit)) for code, value, unit in rows},
        {date.fromisoformat(day): name for day, name in holidays.items()},
    )
