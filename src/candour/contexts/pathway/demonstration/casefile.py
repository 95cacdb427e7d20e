"""One invented referral with everything that hangs from it, step by step, each with its ledger entry."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from candour.contexts.pathway import models, procedure, references
from candour.contexts.pathway.demonstration import rights
from candour.contexts.pathway.demonstration.casework import Casework
from candour.contexts.pathway.demonstration.paths import Path
from candour.contexts.pathway.demonstration.sittings import Sittings
from candour.contexts.pathway.demonstration.world import World
from candour.contexts.pathway.queries import matching
from candour.kernel.deadlines import calendar
from candour.kernel.doors import Door
from candour.kernel.people.models import Person
from candour.kernel.procedures.invention import History, Moment, Rows, new_id
from candour.kernel.procedures.models import StepTaken
from candour.kernel.procedures.references import ALPHABET

NATION = "england"
ADULT = 18
REASON = {
    "refer_to_panel": "panel.reasonable_grounds",
    "transfer": "transfer.need",
    "open_police_led": "led.panel_cannot",
    "close": "close.not_borne_out",
}
RATIONALE = {
    "refer_to_panel": "He has begun to seek out others who think so, and two adults whom he trusts see him slip away.",
    "transfer": "No sign of terrorism, but a child who is alone and frightened. The family asks for help.",
    "open_police_led": "He refuses every contact with the panel, and the risk to one named place has not gone away.",
    "close": "The words were a quotation in a history essay; his teacher and his parents confirm it.",
}


class Casefile:
    """Makes the rows of one path."""

    def __init__(self, path: Path, world: World, rows: Rows, rng: Random, sittings: Sittings) -> None:
        self.path, self.world, self.rows, self.rng, self.sittings = path, world, rows, rng, sittings
        self.came = world.today - timedelta(days=path.came)
        self.individual = self._individual()
        self.referral = self._referral()
        self.history = self._history(procedure.REFERRAL, self.referral, models.ReferralStep, models.ReferralDeadline)
        self.assessment: models.Assessment | None = None

    # -- what every record needs

    def drawn_reference(self, letter: str) -> str:
        """A reference, the same every time."""
        drawn = "".join(self.rng.choice(ALPHABET) for _ in range(8))
        return f"{letter}-{drawn[:4]}-{drawn[4:]}"

    def case_history(self, case: models.PanelCase) -> History:
        """The history of a panel case."""
        return self._history(procedure.CASE, case, models.PanelCaseStep, models.PanelCaseDeadline, case.nation)

    def _history(self, law: Any, record: Any, steps: type[StepTaken], clocks: Any, nation: str = NATION) -> History:
        record.procedure_version = law.version
        return History(
            procedure=law, record=record, step_model=steps, clock_model=clocks, pause_model=models.ReferralPause,
            terms=self.world.terms, nation=nation, rows=self.rows, rng=self.rng, runs_on=True,
        )  # fmt: skip

    def _day(self, after: int) -> date:
        """A working day so many days after it came, and never after today."""
        on = min(self.came + timedelta(days=after), self.world.today)
        while not calendar.is_working_day(on, NATION) and on < self.world.today:
            on += timedelta(days=1)
        return on

    def moment(self, after: int) -> Moment:
        """The moment on the day so many days after it came, in working hours."""
        return self.at(self._day(after))

    def at(self, on: date) -> Moment:
        """A moment on this day."""
        hour, minute = self.rng.randint(8, 15), self.rng.randint(0, 59)
        return Moment(on, datetime.combine(on, time(hour, minute), UTC))

    def made(self, model: Any, **given: Any) -> Any:
        """A row that is inserted with all the others."""
        return self.rows.add(model(id=new_id(self.rng), **given))

    # -- the person and the referral

    def _individual(self) -> models.Individual:
        path = self.path
        individual: models.Individual = self.made(
            models.Individual, reference=self.drawn_reference(references.INDIVIDUAL), display_name=path.name,
            born_on=path.born_on, age_about=path.age, age_on=self.came if path.age is not None else None, is_synthetic=True,
        )  # fmt: skip
        for number, name in enumerate(name for name in (path.name, *path.also) if name):
            self.made(
                models.IndividualName, individual=individual, kind="alias" if number else "name", name=name,
                keys=matching.keys_of(name), added_on=self.came, added_by=self.world.supervisor,
            )  # fmt: skip
        self.made(
            models.Need, individual=individual, kind="autism", known="not_asked", added_on=self.came,
            added_by=self.world.supervisor,
        )  # fmt: skip
        return individual

    def _referral(self) -> models.Referral:
        path, world = self.path, self.world
        is_school = path.channel == "professional"
        entered_by = world.referrer if is_school else world.supervisor
        is_known = path.force != "ctphq"
        age = path.age if path.born_on is None else (self.came - path.born_on).days // 365
        referral: models.Referral = self.made(
            models.Referral, reference=self.drawn_reference(references.REFERRAL), individual=self.individual,
            channel=path.channel, sector=path.sector, urgency="soon" if path.is_urgent else "routine",
            nation=NATION if is_known else "", force=world.forces[path.force],
            authority=world.authority if is_known else None, received_on=self.came,
            entered_at=datetime.combine(self.came, time(9), UTC), entered_by=entered_by,
            is_child=age < ADULT if age is not None else None, is_synthetic=True,
        )  # fmt: skip
        self.rows.add(
            models.ReferralContent(referral=referral, written_by=entered_by, why_concerned=path.why),
        )
        self.rows.add(
            models.Referrer(
                referral=referral, name=world.referrer.name if is_school else "A caller", contact="",
                person=world.referrer if is_school else None, organisation=world.school if is_school else None,
            )
        )  # fmt: skip
        return referral

    # -- what was done

    def build(self) -> None:
        """Everything that happened, in its order."""
        entered_by = self.referral.entered_by_id
        self.history.take("receive", self.moment(0), by=entered_by, door=Door.DELIVERY)
        for step, after in self.path.did:
            getattr(self, f"_{step}")(after)
        if asks := self.path.facts.get("asks"):
            self._request_information(is_answered=asks == "answered")
        if given := self.path.facts.get("rights"):
            rights.add(self, str(given))

    def _take(self, after: int) -> None:
        self.referral.assigned_to = self.world.officer
        self._step("take", after, by=self.world.officer)

    def _deconflict(self, after: int, result: str = "clear") -> None:
        when = self.moment(after)
        self.made(
            models.Deconfliction, referral=self.referral, result=result, checked_on=when.on, entered_at=when.at,
            checked_by=self.world.officer,
        )  # fmt: skip
        self.referral.deconflicted, self.referral.deconflicted_on = result, when.on
        self.history.take("deconflict", when, by=self.world.officer.id, door=Door.DELIVERY)

    def _deconflict_hold(self, after: int) -> None:
        self._deconflict(after, "hold")

    def _record_assessment(self, after: int) -> None:
        when, codes = self.moment(after), self.world.codes
        concern = codes["concern", self.path.concern]
        self.assessment = self.made(
            models.Assessment, referral=self.referral, number=1, framework=codes["framework", "paf-2024"],
            framework_version="2024", narrative=f"Spoke with those who know them. {self.path.why}",
            conclusion=RATIONALE[self.path.proposes], type_of_concern=concern, proposes=self.path.proposes,
            assessed_at=when.at, assessed_by=self.world.officer,
        )  # fmt: skip
        self.referral.type_of_concern = concern
        self.history.take("record_assessment", when, by=self.world.officer.id, door=Door.DELIVERY)

    def _countersign(self, after: int) -> None:
        when = self.moment(after)
        self.rows.add(
            models.Countersignature(
                assessment=self.assessment,
                assessed_by=self.world.officer,
                by=self.world.supervisor,
                at=when.at or self.world.today,
            )
        )
        self.history.take("countersign", when, by=self.world.supervisor.id, door=Door.DELIVERY)

    def _decide(self, outcome: str, after: int) -> tuple[StepTaken, Moment]:
        when = self.moment(after)
        row = self.history.take(
            outcome, when, by=self.world.officer.id, door=Door.DELIVERY, rationale=RATIONALE[outcome]
        )
        self.made(
            models.Decision, referral=self.referral, assessment=self.assessment, step=row, outcome=outcome,
            reasons=[REASON[outcome]], decided_at=when.at, decided_by=self.world.officer,
        )  # fmt: skip
        self.referral.outcome = outcome
        return row, when

    def _close(self, after: int) -> None:
        row, _when = self._decide("close", after)
        code = "pathway.necessity_review" if self.referral.is_child is False else "pathway.necessity_review_child"
        self.history.start(code, row)

    def _tell_referrer(self, after: int) -> None:
        when = self.moment(after)
        referrer = next(row for row in self.rows.by_model[models.Referrer] if row.referral_id == self.referral.id)
        referrer.feedback = "We looked into what you told us. Thank you for telling us; it was right to do so."
        referrer.feedback_on, referrer.feedback_by = when.on, self.world.officer
        self.history.take("tell_referrer", when, by=self.world.officer.id, door=Door.DELIVERY)

    def _refer_to_panel(self, after: int) -> None:
        _row, when = self._decide("refer_to_panel", after)
        case = self.made(
            models.PanelCase, reference=self.drawn_reference(references.CASE), referral=self.referral,
            individual=self.individual, force=self.referral.force, authority=self.world.authority, nation=NATION,
            referred_on=when.on, owner=self.world.coordinator, is_synthetic=True,
        )  # fmt: skip
        history = self.case_history(case)
        history.take("receive", when, by=self.world.officer.id, door=Door.DELIVERY)
        Casework(self, case, history, self.sittings, after).build(str(self.path.facts.get("panel", "referred")))

    def _open_police_led(self, after: int) -> None:
        _row, when = self._decide("open_police_led", after)
        led = self.made(
            models.PoliceLedCase, reference=self.drawn_reference(references.POLICE_LED), referral=self.referral,
            individual=self.individual, force=self.referral.force, nation=NATION, reason=RATIONALE["open_police_led"],
            opened_on=when.on, owner=self.world.officer, is_synthetic=True,
        )  # fmt: skip
        history = self._history(procedure.POLICE_LED, led, models.PoliceLedStep, models.PoliceLedDeadline)
        history.take("begin", when, by=self.world.officer.id, door=Door.DELIVERY)

    def _transfer(self, after: int) -> None:
        _row, when = self._decide("transfer", after)
        transfer = self.made(
            models.Transfer, reference=self.drawn_reference(references.TRANSFER), referral=self.referral,
            individual=self.individual, force=self.referral.force, authority=self.referral.authority,
            organisation=self.world.service, nation=NATION, about=self.path.name, contact="Through the school",
            requirement="Weekly meetings with a youth worker for three months, and help for the family.",
            agreed_with_person=True, offered_on=when.on, owner=self.world.officer, is_synthetic=True,
        )  # fmt: skip
        history = self._history(procedure.TRANSFER, transfer, models.TransferStep, models.TransferDeadline)
        history.take("offer", when, by=self.world.officer.id, door=Door.DELIVERY)
        self._followed(transfer, history, str(self.path.facts["service"]), after)

    def _followed(self, transfer: models.Transfer, history: History, came_to: str, after: int) -> None:
        if came_to == "lapsed":
            accept_by = history.running()[0].due_on + timedelta(days=1)
            history.take("lapse", self.at(accept_by), by=None, door=Door.DELIVERY, outsider=StepTaken.Kind.SYSTEM)
            transfer.came_to = "lapsed"
        elif came_to == "declined":
            when = self.moment(after + 4)
            said = "Our youth workers have no place before the summer."
            history.take("decline", when, by=self.world.receiver.id, door=Door.DELIVERY, rationale=said)
            transfer.came_to = "declined"
        elif came_to != "offered":
            self._taken_on(transfer, history, is_done=came_to == "completed", after=after)

    def _taken_on(self, transfer: models.Transfer, history: History, *, is_done: bool, after: int) -> None:
        acts = [("accept", 3, "Sam takes this on and rings the family this week.")]
        if is_done:
            acts += [
                ("begin", 12, "They have met twice, and get on."),
                ("complete", 70, "Twelve meetings. He is back in the football team."),
            ]
        for step, days, said in acts:
            when = self.moment(after + days)
            history.take(step, when, by=self.world.receiver.id, door=Door.DELIVERY)
            self.made(
                models.TransferUpdate, transfer=transfer, step=step, text=said, at=when.at, by=self.world.receiver
            )
            if step == "accept":
                transfer.accepted_on = when.on

    def _request_information(self, *, is_answered: bool) -> None:
        when = self.moment(3)
        request = self.made(
            models.InformationRequest, reference=self.drawn_reference(references.REQUEST), referral=self.referral,
            force=self.referral.force, organisation=self.world.partner_body, about=self.path.name,
            question="Is this person known to your mental health teams, and what support do they have?",
            asked_at=when.at, asked_by=self.world.officer, nation=NATION, is_synthetic=True,
        )  # fmt: skip
        history = self._history(procedure.INFORMATION, request, models.InformationStep, models.InformationDeadline)
        self.history.take("request_information", when, by=self.world.officer.id, door=Door.DELIVERY)
        history.take("ask", when, by=self.world.officer.id, door=Door.DELIVERY)
        if is_answered:
            when = self.moment(6)
            self.made(
                models.InformationReply, request=request, text="Known to our early intervention team since the spring.",
                answered_at=when.at, answered_by=self.world.partner,
            )  # fmt: skip
            history.take("answer", when, by=self.world.partner.id, door=Door.DELIVERY)

    def _step(self, name: str, after: int, *, by: Person) -> StepTaken:
        return self.history.take(name, self.moment(after), by=by.id, door=Door.DELIVERY)
