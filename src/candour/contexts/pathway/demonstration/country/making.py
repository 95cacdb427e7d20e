"""What every invented record needs: rows, days on which people work, references, histories."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from candour.contexts.pathway import models
from candour.contexts.pathway.demonstration.country.bodies import Country
from candour.kernel.deadlines import calendar
from candour.kernel.deadlines.calendar import Term
from candour.kernel.doors import Door
from candour.kernel.people.models import Person
from candour.kernel.procedures.invention import History, Moment, Rows, new_id
from candour.kernel.procedures.models import StepTaken
from candour.kernel.procedures.references import ALPHABET
from candour.kernel.procedures.table import Procedure

Kind = StepTaken.Kind


class NotYet(Exception):
    """It would happen on a day that has not come: what was begun stands where it is."""


@dataclass(frozen=True)
class Land:
    """What all records share: the day it is, the lists and time limits, the people, the rows and the source of chance."""

    today: date
    terms: Mapping[str, Term]
    codes: Mapping[tuple[str, str], models.CodeTerm]
    country: Country
    rows: Rows
    rng: Random

    def made(self, model: Any, **given: Any) -> Any:
        """A row that is inserted with all the others."""
        return self.rows.add(model(id=new_id(self.rng), **given))

    def reference(self, letter: str) -> str:
        """A reference, the same every time."""
        drawn = "".join(self.rng.choices(ALPHABET, k=8))
        return f"{letter}-{drawn[:4]}-{drawn[4:]}"

    def history(
        self, law: Procedure, record: Any, steps: type[StepTaken], clocks: Any, *, runs_on: bool = True
    ) -> History:
        """The history of a record under its procedure, before its first step."""
        record.procedure_version = law.version
        return History(
            procedure=law, record=record, step_model=steps, clock_model=clocks, pause_model=models.ReferralPause,
            terms=self.terms, nation=record.nation, rows=self.rows, rng=self.rng, runs_on=runs_on,
        )  # fmt: skip


class Diary:
    """The working days of whoever deals with one person: each act comes after the one before."""

    def __init__(self, land: Land, nation: str, came_on: date) -> None:
        self.land, self.nation, self.came_on = land, nation, came_on
        self._last = datetime.combine(came_on, time(7, 30), UTC)

    @property
    def on(self) -> date:
        """The day of the last act."""
        return self._last.date()

    def after(self, days: int) -> Moment:
        """A moment on the first working day so many days after the last act, or later. Raises NotYet."""
        return self.upon(self.on + timedelta(days=days))

    def upon(self, on: date, hour: int | None = None) -> Moment:
        """A moment on this day, or the next working day, and never before the last act. Raises NotYet."""
        rng = self.land.rng
        on = max(on, self.on)
        while not calendar.is_working_day(on, self.nation):
            on += timedelta(days=1)
        if on >= self.land.today:
            raise NotYet
        at = datetime.combine(on, time(hour if hour is not None else rng.randint(8, 14), rng.randint(0, 59)), UTC)
        self._last = max(at, self._last + timedelta(minutes=rng.randint(1, 9)))
        return Moment(self._last.date(), self._last)

    def take(self, history: History, step: str, when: Moment, by: Person | None, rationale: str = "") -> StepTaken:
        """Take a step at the delivery door; nobody is the worker of the installation."""
        return history.take(
            step, when, by=by.id if by else None, door=Door.DELIVERY, rationale=rationale, outsider=Kind.SYSTEM
        )
