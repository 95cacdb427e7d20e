"""The monthly meetings of the invented panels: agenda, those present, decisions, minutes.

A decision is a row that the database takes only while a quorate meeting is held, whoever inserts it. So the meetings are
inserted as being held, and after that as they stand: what is loaded has passed the same trigger as what is done in use.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from candour.contexts.pathway import models, procedure, references
from candour.contexts.pathway.demonstration.country.bodies import Area
from candour.contexts.pathway.demonstration.country.making import Land
from candour.kernel.deadlines import calendar
from candour.kernel.doors import Door
from candour.kernel.people.models import Organisation, Person
from candour.kernel.people.roles import Nation, Role
from candour.kernel.procedures.invention import Moment

BEGUN = date(2020, 4, 1)
CALLED_BEFORE = timedelta(days=8)
PLANNED_BEFORE = timedelta(days=28)
TUESDAY = 1
HELD = "held"


@dataclass
class Sitting:
    """A meeting with what hangs from it."""

    meeting: models.Meeting
    items: list[models.AgendaItem] = field(default_factory=list)
    decisions: list[models.ItemDecision] = field(default_factory=list)
    present: list[models.Attendance] = field(default_factory=list)


class Bench:
    """The panel of one area, and its meetings: one each month, on the days that the area has."""

    def __init__(self, area: Area, number: int, land: Land) -> None:
        self.area, self.number, self.land = area, number, land
        country = land.country
        self.authority = country.bodies[area.authority]
        self.chair = country.one(area.authority, Role.PANEL_CHAIR)
        self.coordinator = country.one(area.authority, Role.PANEL_COORDINATOR)
        self.members: list[tuple[Person, Organisation, str]] = [
            (self.chair, self.authority, "chair"),
            (self.coordinator, self.authority, "secretary"),
            (country.one(area.force, Role.POLICE_SUPERVISOR), country.bodies[area.force], "police"),
            (country.one(area.partner, Role.PANEL_PARTNER), country.bodies[area.partner], "partner"),
        ]
        short = self.authority.name.rpartition(" / ")[2]
        programme = "Prevent multi-agency panel" if area.nation == Nation.SCOTLAND else "Channel panel"
        self.panel = land.made(
            models.Panel, authority=self.authority, name=f"{programme}, {short}", nation=area.nation.value,
            begun_on=BEGUN, is_synthetic=True,
        )  # fmt: skip
        for person, body, part in self.members:
            land.made(
                models.PanelMember, panel=self.panel, person=person, organisation=body, part=part, from_on=BEGUN,
                added_by=self.coordinator,
            )  # fmt: skip
        self.by_day: dict[date, Sitting] = {}

    def next_day(self, wanted: date) -> date:
        """The first day from this one on, on which the panel meets."""
        year, month = wanted.year, wanted.month
        while True:
            on = self._day_of(year, month)
            if on >= wanted:
                return on
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)

    def _day_of(self, year: int, month: int) -> date:
        """A weekday of one of the month’s first four weeks, by the number of the panel; after a bank holiday the next."""
        first = date(year, month, 1)
        weekday, week = TUESDAY + self.number % 3, self.number % 4
        on = first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * week)
        while not calendar.is_working_day(on, self.area.nation.value):
            on += timedelta(days=1)
        return on

    def put_on(self, case: models.PanelCase, on: date, why: str, added: Moment) -> models.AgendaItem:
        """Put a case on the agenda of the meeting of this day."""
        sitting = self.by_day.get(on) or self._begun(on)
        item: models.AgendaItem = self.land.made(
            models.AgendaItem, meeting=sitting.meeting, case=case, number=len(sitting.items) + 1, why=why,
            added_at=added.at, added_by=self.coordinator,
        )  # fmt: skip
        sitting.items.append(item)
        return item

    def decide(self, item: models.AgendaItem, decided: str, rationale: str) -> models.ItemDecision:
        """The panel decides on a case at the meeting on whose agenda it stands."""
        on = item.meeting.held_on
        sitting = self.by_day[on]
        reached = "majority" if self.land.rng.random() < 0.06 else "unanimous"
        decision: models.ItemDecision = self.land.made(
            models.ItemDecision, meeting=sitting.meeting, item=item, case=item.case, decided=decided,
            rationale=rationale, reached=reached,
            present=[one.id for one in sitting.present if one.part != "secretary"],
            decided_at=self._at(on, 11), recorded_by=self.coordinator,
        )  # fmt: skip
        sitting.decisions.append(decision)
        return decision

    def finish(self) -> list[models.Meeting]:
        """Write the history of each meeting, each as it stands today."""
        for on in sorted(self.by_day):
            self._lived(self.by_day[on])
        return [self.by_day[on].meeting for on in sorted(self.by_day)]

    def _begun(self, on: date) -> Sitting:
        land = self.land
        meeting = land.made(
            models.Meeting, reference=land.reference(references.MEETING), panel=self.panel, authority=self.authority,
            nation=self.area.nation.value, held_on=on, starts_at=time(10), place="Committee room 1", is_synthetic=True,
        )  # fmt: skip
        sitting = self.by_day[on] = Sitting(meeting)
        if on < land.today:
            sitting.present = [
                land.made(
                    models.Attendance, meeting=meeting, person=person, name=person.name, organisation=body, part=part,
                    came_at=self._at(on, 10), entered_by=self.coordinator,
                )
                for person, body, part in self.members
            ]  # fmt: skip
        return sitting

    def _lived(self, sitting: Sitting) -> None:
        """Planned, called and held; minuted and signed, for the most part in time. One without a case is called off."""
        land, meeting, rng = self.land, sitting.meeting, self.land.rng
        on = meeting.held_on
        history = land.history(procedure.MEETING, meeting, models.MeetingStep, models.MeetingDeadline, runs_on=False)

        def take(step: str, at: datetime, by: Person, rationale: str = "") -> None:
            history.take(step, Moment(at.date(), at), by=by.id, door=Door.DELIVERY, rationale=rationale)

        added = sorted(self._time(item.added_at) for item in sitting.items)
        latest = land.today - timedelta(days=1)
        planned = min([self._at(min(on - PLANNED_BEFORE, latest), 7), *(at - timedelta(hours=1) for at in added)])
        take("plan", planned, self.coordinator)
        called = self._at(on - CALLED_BEFORE, 16)
        is_called = bool(added) and added[0] < called < self._at(land.today, 0)
        for at in [at for at in added if not is_called or at < called]:
            take("add_item", at, self.coordinator)
        if is_called:
            take("call", called, self.coordinator)
            meeting.called_on = called.date()
            for at in [at for at in added if at >= called]:
                take("add_item", at, self.coordinator)
        if not sitting.present:
            return
        if not sitting.items:
            take("call_off", self._at(on - timedelta(days=2), 11), self.coordinator, "There is no case for it.")
            return
        self._held(sitting, take)
        drafted, signed = on + timedelta(days=rng.randint(1, 5)), on + timedelta(days=rng.randint(6, 14))
        if drafted >= land.today or (self.number % 5 == 0 and land.today - on < timedelta(days=33)):
            return  # the minutes of the last meeting are still to be drafted
        self._minuted(sitting, drafted)
        take("draft_minutes", self._at(drafted, 14), self.coordinator)
        is_late = rng.random() < 0.02
        if signed < land.today and not is_late:
            take("sign_off", self._at(signed, 15), self.chair)

    def _held(self, sitting: Sitting, take: Any) -> None:
        on = sitting.meeting.held_on
        take("open_meeting", self._at(on, 10), self.chair)
        for _one in sitting.present:
            take("enter_attendance", self._at(on, 10, 5), self.coordinator)
        for one in sitting.present:
            take("declare", self._at(on, 10, 10), self.coordinator)
            self.land.made(
                models.Declaration, meeting=sitting.meeting, attendance=one, kind="confidentiality",
                declared_at=self._at(on, 10, 10), entered_by=self.coordinator,
            )  # fmt: skip
        for decision in sitting.decisions:
            take("decide", self._at(on, 11), self.coordinator, decision.rationale)

    def _minuted(self, sitting: Sitting, drafted: date) -> None:
        self.land.made(
            models.MinutesPart, meeting=sitting.meeting, item=None, version=1,
            text=f"{len(sitting.items)} cases were looked at. The decisions stand with each of them.",
            written_at=self._at(drafted, 13), written_by=self.coordinator,
        )  # fmt: skip

    def plan_without_case(self, on: date) -> None:
        """A meeting on which nothing stands: it is called off, or still to come."""
        if on not in self.by_day:
            self._begun(on)

    @staticmethod
    def _time(at: Any) -> datetime:
        assert isinstance(at, datetime)
        return at

    @staticmethod
    def _at(on: date, hour: int, minute: int = 0) -> datetime:
        return datetime.combine(on, time(hour, minute), UTC)
