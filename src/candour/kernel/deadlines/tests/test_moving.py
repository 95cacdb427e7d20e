"""A last day that somebody decided, otherwise than it was counted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.db.utils import IntegrityError

from candour.kernel.deadlines import explanation, operations
from candour.kernel.deadlines.models import BankHoliday
from candour.kernel.deadlines.tests import rehearsal
from candour.kernel.deadlines.tests.rehearsal import Matter, MovableClock

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 6, 1)
LATER = date(2026, 9, 1)
CODE = "concerns.triage"


@pytest.fixture(autouse=True)
def _tables(db: None) -> None:
    rehearsal.make_tables(MovableClock)


@pytest.fixture
def matter() -> Matter:
    made = Matter.objects.create(state="received", procedure_version=1)
    operations.start(model=MovableClock, subject=made, codes=[CODE], on=MONDAY, nation="england")
    return made


def _move(matter: Matter, to: date = LATER, because: str = "A new minister.") -> MovableClock:
    return operations.move(model=MovableClock, subject=matter, code=CODE, to=to, because=because, on=MONDAY)


def test_ends_on_that_day_and_keeps_why_and_what_was_counted(matter: Matter) -> None:
    _move(matter, because=" A new minister. ")
    clock = MovableClock.objects.get()
    assert (clock.due_on, clock.moved_to, clock.moved_because) == (LATER, LATER, "A new minister.")
    assert (clock.started_on, clock.term_value) == (MONDAY, 10)


def test_may_be_earlier_and_today_at_the_earliest(matter: Matter) -> None:
    assert _move(matter, MONDAY).due_on == MONDAY
    with pytest.raises(operations.NotPossible, match="today or a later day"):
        _move(matter, MONDAY - timedelta(days=1))


def test_is_not_counted_again(matter: Matter) -> None:
    _move(matter)
    other = Matter.objects.create(state="received", procedure_version=1)
    operations.start(model=MovableClock, subject=other, codes=[CODE], on=MONDAY, nation="england")
    BankHoliday.objects.create(held_on=date(2026, 6, 4), name="Jubilee", nation="england", source="Proclamation")
    assert operations.recompute_all(MovableClock) == 1
    assert MovableClock.objects.get(matter=matter).due_on == LATER


def test_says_why(matter: Matter) -> None:
    with pytest.raises(operations.NotPossible, match="Say why"):
        _move(matter, because=" ")
    said = str(explanation.moved(LATER, "A new minister."))
    assert said == "It was moved to Tuesday 1 September 2026: “A new minister.”"


def test_not_one_that_is_over(matter: Matter) -> None:
    operations.meet(model=MovableClock, subject=matter, codes=[CODE], on=MONDAY)
    with pytest.raises(operations.NotPossible, match="is over"):
        _move(matter)


@pytest.mark.parametrize("fields", [{"moved_to": LATER}, {"moved_because": "X"}, {"due_on": MONDAY}])
def test_the_database_wants_the_day_and_its_reason_together(matter: Matter, fields: dict[str, object]) -> None:
    if "due_on" in fields:
        _move(matter)
    with pytest.raises(IntegrityError, match="moved_says_why"), transaction.atomic():
        MovableClock.objects.update(**fields)
