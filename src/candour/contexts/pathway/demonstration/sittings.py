"""The meetings of the demonstration's panel: who was there, what was decided on which case, the minutes signed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from candour.contexts.pathway import models, procedure, references
from candour.kernel.deadlines.calendar import Term
from candour.kernel.doors import Door
from candour.kernel.people.models import Organisation, Person
from candour.kernel.procedures.invention import History, Moment, Rows, new_id
from candour.kernel.procedures.references import ALPHABET

WEDNESDAY = 2
WHY = {"adopt": "first", "not_adopt": "first", "defer": "first", "review_plan": "review", "close": "closure"}


@dataclass(frozen=True)
class Bench:
    """Who sits on the panel: the authority in the chair, the police, those who take part."""

    authority: Organisation
    chair: Person
    coordinator: Person
    officer: Person
    force: Organisation
    partner: Person
    partner_body: Organisation
    nation: str = "england"


@dataclass
class Sitting:
    """A meeting with what becomes of it."""

    meeting: models.Meeting
    items: list[models.AgendaItem] = field(default_factory=list)
    decisions: list[models.ItemDecision] = field(default_factory=list)
    present: list[Any] = field(default_factory=list)


class Sittings:
    """Makes the meetings; one for each Wednesday on which a case needs it."""

    def __init__(self, bench: Bench, today: date, terms: dict[str, Term], rows: Rows, rng: Random) -> None:
        self.bench, self.today, self.terms, self.rows, self.rng = bench, today, terms, rows, rng
        self.panel = self._made(
            models.Panel, authority=bench.authority, name="Aldermoor Channel panel", nation=bench.nation,
            begun_on=today - timedelta(days=1_500), is_synthetic=True,
        )  # fmt: skip
        for person, body, part in self._members():
            self._made(
                models.PanelMember, panel=self.panel, person=person, organisation=body, part=part,
                from_on=self.panel.begun_on, added_by=bench.coordinator,
            )  # fmt: skip
        self.by_day: dict[date, Sitting] = {}

    def day_for(self, wanted: date) -> date:
        """The first Wednesday from this day on; the last one before today, where that would lie ahead of it."""
        on = wanted + timedelta(days=(WEDNESDAY - wanted.weekday()) % 7)
        return on - timedelta(days=7) if wanted <= self.today < on else on

    def agenda(self, case: models.PanelCase, on: date, why: str) -> models.AgendaItem:
        """Put a case on the agenda of the meeting of this day."""
        sitting = self.by_day.get(on) or self._begun(on)
        item: models.AgendaItem = self._made(
            models.AgendaItem, meeting=sitting.meeting, case=case, number=len(sitting.items) + 1, why=why,
            added_at=self._at(on - timedelta(days=8), 9), added_by=self.bench.coordinator,
        )  # fmt: skip
        sitting.items.append(item)
        return item

    def decide(self, case: models.PanelCase, what: str, on: date, rationale: str, why: str = "") -> models.ItemDecision:
        """The panel decides on a case at the meeting of this day."""
        item = self.agenda(case, on, why or WHY[what])
        sitting = self.by_day[on]
        made: models.ItemDecision = self._made(
            models.ItemDecision, meeting=sitting.meeting, item=item, case=case, decided=what, rationale=rationale,
            reached="unanimous", present=[one.id for one in sitting.present if one.part != "secretary"],
            decided_at=self._at(on, 11), recorded_by=self.bench.coordinator,
        )  # fmt: skip
        sitting.decisions.append(made)
        return made

    def finish(self) -> list[models.Meeting]:
        """Write the history of each meeting. Their states as they ended are returned; the rows are made as still being held,
        because the database takes a decision at no other time."""
        ended = []
        for on, sitting in sorted(self.by_day.items()):
            self._history(on, sitting)
            ended.append(sitting.meeting)
        return ended

    def _members(self) -> list[tuple[Person, Organisation, str]]:
        bench = self.bench
        return [
            (bench.chair, bench.authority, "chair"),
            (bench.coordinator, bench.authority, "secretary"),
            (bench.officer, bench.force, "police"),
            (bench.partner, bench.partner_body, "partner"),
        ]

    def _begun(self, on: date) -> Sitting:
        drawn = "".join(self.rng.choice(ALPHABET) for _ in range(8))
        meeting = self._made(
            models.Meeting, reference=f"{references.MEETING}-{drawn[:4]}-{drawn[4:]}", panel=self.panel,
            authority=self.bench.authority, nation=self.bench.nation, held_on=on, starts_at=time(10),
            place="Civic Centre, room 2", procedure_version=procedure.MEETING.version, is_synthetic=True,
        )  # fmt: skip
        sitting = Sitting(meeting)
        if on <= self.today:
            sitting.present = [
                self._made(
                    models.Attendance,
                    meeting=meeting,
                    person=person,
                    name=person.name,
                    organisation=body,
                    part=part,
                    came_at=self._at(on, 10),
                    entered_by=self.bench.coordinator,
                )
                for person, body, part in self._members()
            ]
        self.by_day[on] = sitting
        return sitting

    def _history(self, on: date, sitting: Sitting) -> None:
        history = History(
            procedure=procedure.MEETING, record=sitting.meeting, step_model=models.MeetingStep,
            clock_model=models.MeetingDeadline, pause_model=models.ReferralPause, terms=self.terms,
            nation=self.bench.nation, rows=self.rows, rng=self.rng,
        )  # fmt: skip

        def take(step: str, days: int, hour: int, by: Person) -> None:
            day = min(on + timedelta(days=days), self.today)
            history.take(step, Moment(day, self._at(day, hour)), by=by.id, door=Door.DELIVERY)

        take("plan", -21, 9, self.bench.coordinator)
        for _item in sitting.items:
            take("add_item", -8, 10, self.bench.coordinator)
        take("call", -7, 12, self.bench.coordinator)
        if not sitting.decisions:
            return
        take("open_meeting", 0, 10, self.bench.chair)
        for _one in sitting.present:
            take("enter_attendance", 0, 10, self.bench.coordinator)
        for _decision in sitting.decisions:
            take("decide", 0, 11, self.bench.coordinator)
        take("draft_minutes", 2, 14, self.bench.coordinator)
        take("sign_off", 5, 15, self.bench.chair)

    def _made(self, model: Any, **given: Any) -> Any:
        return self.rows.add(model(id=new_id(self.rng), **given))

    def _at(self, on: date, hour: int) -> datetime:
        return datetime.combine(on, time(hour), UTC)
