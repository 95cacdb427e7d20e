"""Panels and meetings of the demonstration: papers, minutes and signatures of the meetings at which its cases were decided, one
that waits for the chair's signature, and a Scottish panel whose next meeting has no agenda yet. All invented.

``add`` comes after the cases: it takes the panel and the meetings that they brought with them, and makes what is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from candour.contexts.pathway import models, procedure, references
from candour.contexts.pathway.procedure import case as case_law
from candour.contexts.pathway.procedure import meeting as law
from candour.contexts.pathway.queries import minutes
from candour.kernel.deadlines import calendar
from candour.kernel.deadlines.calendar import Term
from candour.kernel.doors import Door
from candour.kernel.people.models import Organisation, Person
from candour.kernel.procedures.invention import History, Moment, Rows, new_id
from candour.kernel.procedures.references import ALPHABET

_SEED = 88
NOTE = "He has come to four of six sessions. Nothing in the plan has to change; the panel looks again in six weeks."
CHRONOLOGY = (
    "Referred by the school after a lesson in which he defended an attack.\n\nHis tutor sees him every week. He has stopped"
    " going to football.\n\nMother was told, and asks for help with what he reads at night."
)
LATE = "The youth service has a place for him from the first of the month, on Tuesdays after school."
BEFORE = "Actions of the last meeting: two done, one open. The new form for referrals is in use since Monday."


class Meetings:
    """Makes the rows, as the owner of the database."""

    def __init__(self, today: date, terms: Mapping[str, Term]) -> None:
        self.today, self.terms, self.rng = today, terms, Random(_SEED)  # noqa: S311  the same data every time, no secret
        self.people = {one.email.partition("@")[0]: one for one in Person.objects.filter(is_synthetic=True)}
        self.bodies = {one.name: one for one in Organisation.objects.filter(is_synthetic=True)}
        self.coordinator, self.chair = self.people["dean.hollis"], self.people["priya.ramanathan"]
        self.council = self.bodies["Aldermoor City Council"]

    def add(self) -> None:
        """Everything, in its order."""
        panel = self._panel()
        for meeting in models.Meeting.objects.filter(panel=panel, state=law.SIGNED):
            self._sworn(meeting)
            self._minuted(meeting, signed_by=self.chair)
        self._waiting_for_signature(panel)
        self._to_come(panel)
        self._in_scotland()

    def _panel(self) -> models.Panel:
        panel, _is_new = models.Panel.objects.get_or_create(
            authority=self.council,
            defaults={
                "id": new_id(self.rng), "name": "Aldermoor Channel panel", "nation": "england",
                "begun_on": self.today - timedelta(days=1_500), "is_synthetic": True,
            },
        )  # fmt: skip
        for name, body, part in (
            ("priya.ramanathan", "Aldermoor City Council", "chair"),
            ("dean.hollis", "Aldermoor City Council", "secretary"),
            ("imran.sadiq", "Northmoor Police", "police"),
            ("femi.lawal", "Wexcombe and Dale NHS Foundation Trust", "partner"),
            ("aikaterini.papadopoulou", "University of Aldermoor", "partner"),
        ):
            self._member(panel, name, body, part)
        models.QuorumRule.objects.create(
            id=new_id(self.rng), panel=panel, least_present=3, kinds=["health"],
            source="Terms of reference of the panel, section 4", in_force_from=panel.begun_on,
        )  # fmt: skip
        return panel

    def _member(self, panel: models.Panel, name: str, body: str, part: str) -> None:
        models.PanelMember.objects.get_or_create(
            panel=panel,
            person=self.people[name],
            defaults={
                "id": new_id(self.rng), "organisation": self.bodies[body], "part": part,
                "from_on": self.today - timedelta(days=3) if name.startswith("aikaterini") else panel.begun_on,
                "added_by": self.people["priya.ramanathan"],
            },
        )  # fmt: skip

    # -- one meeting

    def _planned(self, panel: models.Panel, on: date, kind: str, rows: Rows) -> tuple[models.Meeting, History]:
        drawn = "".join(self.rng.choice(ALPHABET) for _ in range(8))
        meeting: models.Meeting = rows.add(
            models.Meeting(
                id=new_id(self.rng), reference=f"{references.MEETING}-{drawn[:4]}-{drawn[4:]}", panel=panel,
                authority_id=panel.authority_id, nation=panel.nation, kind=kind, held_on=on, starts_at=time(10),
                place="Civic Centre, room 2", procedure_version=procedure.MEETING.version, is_synthetic=True,
            )
        )  # fmt: skip
        history = History(
            procedure=procedure.MEETING, record=meeting, step_model=models.MeetingStep,
            clock_model=models.MeetingDeadline, pause_model=models.ReferralPause, terms=self.terms,
            nation=panel.nation, rows=rows, rng=self.rng,
        )  # fmt: skip
        return meeting, history

    def _take(self, history: History, step: str, on: date, hour: int, by: Person) -> Moment:
        when = Moment(on, self._at(on, hour))
        history.take(step, when, by=by.id, door=Door.DELIVERY)
        return when

    def _waiting_for_signature(self, panel: models.Panel) -> None:
        rows, on = Rows(), self._working_day(self.today - timedelta(days=6))
        meeting, history = self._planned(panel, on, "extraordinary", rows)
        found = models.PanelCase.objects.filter(authority=self.council, is_open=True)
        cases = sorted(found, key=lambda one: (one.state != case_law.SUPPORTED, one.referred_on, one.reference))[:2]
        for step, days, hour in (("plan", -9, 9), ("add_item", -9, 10), ("call", -7, 12)):
            self._take(history, step, on + timedelta(days=days), hour, self.coordinator)
        meeting.called_on = on - timedelta(days=7)
        items = [
            rows.add(
                models.AgendaItem(
                    id=new_id(self.rng), meeting=meeting, case=case, number=number, why="review",
                    added_at=self._at(on - timedelta(days=9), 10), added_by=self.coordinator,
                )
            )
            for number, case in enumerate(cases, start=1)
        ]  # fmt: skip
        self._take(history, "open_meeting", on, 10, self.chair)
        present = self._come(meeting, rows, on)
        self._take(history, "enter_attendance", on, 10, self.coordinator)
        for item in items:
            rows.add(
                models.ItemDecision(
                    id=new_id(self.rng), meeting=meeting, item=item, case=item.case, decided="note", rationale=NOTE,
                    reached="unanimous", present=[one.id for one in present if one.part != "secretary"],
                    decided_at=self._at(on, 11), recorded_by=self.coordinator,
                )
            )  # fmt: skip
            self._take(history, "decide", on, 11, self.coordinator)
        doctor = next(one for one in present if one.person == self.people["femi.lawal"])
        for what, due_on in (("Ask the clinic for an earlier appointment", -1), ("Send the note of the review", 9)):
            rows.add(
                models.MeetingAction(
                    id=new_id(self.rng), meeting=meeting, item=items[0] if items else None, what=what, owner=doctor,
                    due_on=self.today + timedelta(days=due_on), entered_at=self._at(on, 12), entered_by=self.coordinator,
                )
            )  # fmt: skip
            self._take(history, "add_action", on, 12, self.coordinator)
        self._take(history, "draft_minutes", self._working_day(on + timedelta(days=1)), 14, self.coordinator)
        ended, meeting.state = meeting.state, law.HELD  # the database takes a decision at no other time
        rows.insert(500)
        meeting.state = ended
        meeting.save(update_fields=["state"])
        self._sworn(meeting)
        self._minuted(meeting)

    def _come(self, meeting: models.Meeting, rows: Rows, on: date) -> list[Any]:
        members = models.PanelMember.objects.filter(panel=meeting.panel, until_on=None).exclude(
            person=self.people["aikaterini.papadopoulou"]
        )
        return [
            rows.add(
                models.Attendance(
                    id=new_id(self.rng), meeting=meeting, person=one.person, name=one.person.name,
                    organisation_id=one.organisation_id, part=one.part, came_at=self._at(on, 10),
                    entered_by=self.coordinator,
                )
            )
            for one in members.select_related("person").order_by("part", "id")
        ]  # fmt: skip

    def _sworn(self, meeting: models.Meeting) -> None:
        """Everybody who came keeps it confidential."""
        for one in models.Attendance.objects.filter(meeting=meeting).order_by("id"):
            models.Declaration.objects.create(
                id=new_id(self.rng), meeting=meeting, attendance=one, kind="confidentiality", declared_at=one.came_at,
                entered_by=self.coordinator,
            )  # fmt: skip

    def _minuted(self, meeting: models.Meeting, signed_by: Person | None = None) -> None:
        """The parts of its minutes, as Candour drafts them from what was recorded, and a signature under each."""
        when = dict(models.MeetingStep.objects.filter(meeting=meeting).values_list("step", "taken_at"))
        drafted_at, signed_at = when["draft_minutes"], when.get("sign_off")
        assert drafted_at is not None  # staff's acts have their moment
        items = models.AgendaItem.objects.filter(meeting=meeting).select_related("case").order_by("number")
        parts: list[tuple[models.AgendaItem | None, str]] = [(None, minutes.general(meeting))]
        parts += [(item, minutes.of_item(item)) for item in items]
        for item, text in parts:
            models.MinutesPart.objects.create(
                id=new_id(self.rng), meeting=meeting, item=item, version=1, text=text, written_at=drafted_at,
                written_by=self.coordinator,
            )  # fmt: skip
            if signed_by is not None and signed_at is not None:
                models.MinutesSignature.objects.create(
                    id=new_id(self.rng), meeting=meeting, item=item, version=1, signed_at=signed_at,
                    signed_by=signed_by,
                )  # fmt: skip

    def _to_come(self, panel: models.Panel) -> None:
        """The next meeting has cases and papers, one of them late."""
        meeting = models.Meeting.objects.filter(panel=panel, held_on__gte=self.today).order_by("held_on").first()
        if meeting is None:
            meeting = self._next(panel)
        papers: list[tuple[models.AgendaItem | None, str, str, bool]] = [
            (None, "What is open since the last meeting", BEFORE, False)
        ]
        for one in models.AgendaItem.objects.filter(meeting=meeting).order_by("number")[:2]:
            papers += [(one, "Chronology", CHRONOLOGY, False), (one, "Note of the youth service", LATE, True)]
        for item, title, text, is_late in papers:
            models.Paper.objects.create(
                id=new_id(self.rng), meeting=meeting, item=item, title=title, text=text, is_late=is_late,
                added_at=self._at(self.today - timedelta(days=0 if is_late else 3), 8), added_by=self.coordinator,
            )  # fmt: skip

    def _next(self, panel: models.Panel) -> models.Meeting:
        rows, on = Rows(), self._working_day(self.today + timedelta(days=5))
        meeting, history = self._planned(panel, on, "ordinary", rows)
        self._take(history, "plan", self.today - timedelta(days=10), 9, self.coordinator)
        waiting = models.PanelCase.objects.filter(authority=self.council, state=case_law.BEFORE_PANEL)
        for number, case in enumerate(waiting.order_by("referred_on", "id")[:3], start=1):
            rows.add(
                models.AgendaItem(
                    id=new_id(self.rng), meeting=meeting, case=case, number=number, why="first",
                    added_at=self._at(self.today - timedelta(days=9), 9), added_by=self.coordinator,
                )
            )  # fmt: skip
            self._take(history, "add_item", self.today - timedelta(days=9), 9, self.coordinator)
        rows.insert(500)
        return meeting

    def _in_scotland(self) -> None:
        """A Prevent Multi-Agency Panel, with a meeting whose agenda is empty."""
        council, chair = self.bodies["Strathmarr Council"], self.people["catriona.macleod"]
        panel, _is_new = models.Panel.objects.get_or_create(
            authority=council,
            defaults={
                "id": new_id(self.rng), "name": "Strathmarr Prevent Multi-Agency Panel", "nation": "scotland",
                "begun_on": self.today - timedelta(days=700), "is_synthetic": True,
            },
        )  # fmt: skip
        models.PanelMember.objects.get_or_create(
            panel=panel, person=chair,
            defaults={
                "id": new_id(self.rng), "organisation": council, "part": "chair", "from_on": panel.begun_on,
                "added_by": chair,
            },
        )  # fmt: skip
        rows = Rows()
        _meeting, history = self._planned(panel, self._working_day(self.today + timedelta(days=9)), "ordinary", rows)
        self._take(history, "plan", self.today - timedelta(days=4), 9, chair)
        rows.insert(500)

    def _working_day(self, on: date) -> date:
        while not calendar.is_working_day(on, "england"):
            on += timedelta(days=1)
        return min(on, self.today) if on <= self.today else on

    def _at(self, on: date, hour: int) -> datetime:
        return datetime.combine(on, time(hour), UTC)
