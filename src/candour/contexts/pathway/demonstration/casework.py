"""What became of the demonstration's panel cases: one for every state, and the failures that a panel must be able to see:
support that was commissioned and not given, a review after closure that nobody held, a move that nobody answered."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Protocol

from candour.contexts.pathway import models, references
from candour.contexts.pathway.demonstration.sittings import Sittings
from candour.contexts.pathway.demonstration.world import World
from candour.kernel.doors import Door
from candour.kernel.people.models import Person
from candour.kernel.procedures.invention import History, Moment, Rows

ADOPTED = "Drawn to people who would use them. Mentoring and a way back into college would help."
NOT_ADOPTED = "No sign of terrorism is left. The family and the doctor are better placed to help."
REVIEWED = "Comes to some of the sessions and speaks more openly. The support goes on."
CLOSED = "The needs in the plan are met, and two trusted adults stay close."
NEEDS = (
    "Somebody outside the family to talk to about what is read and seen online",
    "A place at college from September",
)


class Referred(Protocol):
    """The path that led to the case, as far as the case needs to know it."""

    world: World
    rows: Rows
    came: date

    def made(self, model: Any, **given: Any) -> Any:
        """A row that is inserted with all the others."""

    def drawn_reference(self, letter: str) -> str:
        """A reference, the same every time."""

    def case_history(self, case: models.PanelCase) -> History:
        """The history of a case, before its first step."""

    def at(self, on: date) -> Moment:
        """A moment of that day."""

    def moment(self, after: int) -> Moment:
        """A moment so many days after the referral."""


class Casework:
    """Makes the rows of one case, from the day it was referred to the panel."""

    def __init__(
        self, file: Referred, case: models.PanelCase, history: History, sittings: Sittings, after: int
    ) -> None:
        self.file, self.case, self.history, self.sittings, self.after = file, case, history, sittings, after
        self.world, self.made = file.world, file.made
        self.coordinator, self.chair = file.world.coordinator, file.world.chair
        self.needs: list[models.PlanNeed] = []
        self.orders: list[models.Commission] = []

    def build(self, story: str) -> None:
        """Everything that happened; ``story`` names where it came to."""
        getattr(self, f"_{story}")()

    # -- the stories

    def _referred(self) -> None:
        """Nothing yet."""

    def _gathering(self) -> None:
        self._take("gather", 2)
        when = self._when(3)
        self.made(
            models.CaseAdmission, case=self.case, person=self.world.partner, organisation=self.world.partner_body,
            kind="partner", reason="Asked what they know", from_on=when.on, until_on=self.world.today + timedelta(days=20),
            admitted_at=when.at, admitted_by=self.coordinator,
        )  # fmt: skip
        self.made(
            models.CaseInformation, case=self.case, organisation=self.world.partner_body,
            question="Do your teams know this person, and what support is there?", asked_at=when.at, asked_by=self.coordinator,
        )  # fmt: skip
        self._take("ask_information", 3)

    def _before_panel(self) -> None:
        self._take("gather", 2)
        self.sittings.agenda(self.case, self.sittings.day_for(self.world.today + timedelta(days=6)), "first")
        self._take("put_before_panel", 14)

    def _awaiting(self) -> None:
        self._adopted(20)
        self._plan(22)

    def _supported(self) -> None:
        """Seven sessions were commissioned, and one was held."""
        self._begun(30)
        self._order(36, wanted=7, until=150, held=(50,), missed=(62, 76), planned=())
        self._reviewed(98)

    def _refused(self) -> None:
        self._adopted(20)
        self._plan(22)
        self._answer("record_refusal", "refused", 30)

    def _withdrawn(self) -> None:
        self._begun(30)
        order = self._order(36, wanted=10, until=150, held=(45, 59, 73), missed=(), planned=())
        when = self._answer("withdraw_consent", "withdrawn", 100)
        order.stopped_on, order.stop_reason = when.on, "Consent was withdrawn. Hold no further session."

    def _not_adopted(self) -> None:
        on = self._panel_day(20)
        self._take("gather", 2)
        decision = self.sittings.decide(self.case, "not_adopt", on, NOT_ADOPTED)
        self._take("put_before_panel", 12)
        self._take_up("not_adopt", decision, NOT_ADOPTED)
        self._help_elsewhere(on, "asked", "The doctor and the college’s counsellor were asked, and have met them.")

    def _closed(self, *, at: int = 180) -> None:
        self._begun(30)
        self._order(36, wanted=8, until=at - 10, held=tuple(range(45, 45 + 8 * 12, 12)), missed=(), planned=())
        self._reviewed(95)
        self._settle(at - 8)
        self._close(at)

    def _never_reviewed(self) -> None:
        """Closed more than a year ago; nobody held the review after six months."""
        self._closed(at=200)

    def _looked_again(self) -> None:
        self._closed()
        self._look("review_after_six", "six", 180 + 178)

    def _ended(self) -> None:
        self._closed()
        self._look("review_after_six", "six", 180 + 178)
        self._look("review_after_twelve", "twelve", 180 + 360)
        self._take("end", 180 + 372, by=self.chair, rationale="Nothing new in a year. College goes well.")

    def _moving(self) -> None:
        """Offered to another area, which has not answered."""
        self._begun(30)
        self._order(36, wanted=6, until=120, held=(45, 59), missed=(), planned=(110,))
        self._offer(92)

    def _moved(self) -> None:
        """Taken on by another area: in Scotland it is a case of the PMAP from there on."""
        self._adopted(20)
        self._plan(22)
        move, when = self._offer(40), self._when(48)
        receiver, there = self.world.receiver_elsewhere, self.world.authority_elsewhere
        new = self.made(
            models.PanelCase, reference=self.file.drawn_reference(references.CASE), referral=self.case.referral,
            individual=self.case.individual, force=self.case.force, authority=there, nation=there.nation,
            referred_on=when.on, continues=self.case, owner=receiver, is_synthetic=True,
        )  # fmt: skip
        elsewhere = self.file.case_history(new)
        elsewhere.take("receive", when, by=receiver.id, door=Door.DELIVERY)
        for need in self.needs:
            self.made(
                models.PlanNeed, case=new, number=need.number, what=need.what, owner_name=receiver.name,
                owner_body=there, due_on=need.due_on, added_at=when.at, added_by=receiver, copied_from=need,
            )  # fmt: skip
        self._take("accept_move", 48, by=receiver)
        move.answer, move.answered_on, move.answered_by, move.new_case = "accepted", when.on, receiver, new
        elsewhere.take("gather", self._when(50), by=receiver.id, door=Door.DELIVERY)

    # -- what they are made of

    def _adopted(self, days: int) -> None:
        on = self._panel_day(days)
        self._take("gather", 2)
        decision = self.sittings.decide(self.case, "adopt", on, ADOPTED)
        self._take("put_before_panel", 9)
        self._take_up("adopt", decision, ADOPTED)

    def _begun(self, days: int) -> None:
        """Adopted, planned, agreed to."""
        self._adopted(16)
        self._plan(26)
        self._answer("record_consent", "given", days)

    def _plan(self, days: int) -> None:
        when = self._when(days)
        self.made(
            models.SupportPlan, case=self.case, version=1, consent_how="At home, in two visits, with time to think.",
            consent_by=f"{self.coordinator.name}, with the school’s pastoral lead",
            nature="Practical mentoring, and help to get back into education.", providers=self.world.provider_body.name,
            how_and_when="An hour a week, at the youth centre, for three to four months.", written_at=when.at,
            written_by=self.coordinator,
        )  # fmt: skip
        self._take("write_plan", days)
        for number, what in enumerate(NEEDS, start=1):
            self.needs.append(
                self.made(
                    models.PlanNeed, case=self.case, number=number, what=what, owner_name=self.coordinator.name,
                    owner_body=self.world.authority, due_on=when.on + timedelta(days=60 * number), added_at=when.at,
                    added_by=self.coordinator,
                )
            )  # fmt: skip
            self._take("add_need", days)

    def _answer(self, step: str, answer: str, days: int) -> Moment:
        when, person = self._when(days), self.case.individual
        on = when.on
        is_child = bool(self.case.referral.is_child)
        self.made(
            models.Consent, case=self.case, number=1 + sum(row.case_id == self.case.id for row in self._consents()),
            answer=answer, giver="parent" if is_child else "person",
            name=f"{person.display_name.split()[-1]}, mother" if is_child else person.display_name,
            relationship="Mother" if is_child else "", is_under_18=is_child, capacity="has",
            young_view=("disagrees" if answer == "refused" else "agrees") if is_child else "",
            young_words="If it is with somebody who listens." if is_child and answer == "given" else "", answered_on=on,
            how_asked="At home, by the coordinator: what the support is, that it is voluntary, who would see what.",
            language="English", recorded_at=when.at, recorded_by=self.coordinator,
        )  # fmt: skip
        self._take(step, days)
        return when

    def _consents(self) -> list[models.Consent]:
        found: list[models.Consent] = self.file.rows.by_model.get(models.Consent, [])
        return found

    def _order(
        self,
        days: int,
        *,
        wanted: int,
        until: int,
        held: tuple[int, ...],
        missed: tuple[int, ...],
        planned: tuple[int, ...],
    ) -> models.Commission:
        when, provider = self._when(days), self.world.provider
        order: models.Commission = self.made(
            models.Commission, case=self.case, need=self.needs[0],
            intervention=self.world.codes["intervention", "practical_mentoring"], organisation=self.world.provider_body,
            authority=self.world.authority, about=self.case.individual.display_name.split()[0],
            contact="Through the coordinator", brief="Likes football and mending things; first names only. No risk to staff.",
            sessions_wanted=wanted, from_on=when.on, until_on=self._on(until), commissioned_at=when.at,
            commissioned_by=self.coordinator, is_synthetic=True,
        )  # fmt: skip
        self.orders.append(order)
        self._take("commission", days)
        told = [(one, "delivered") for one in held] + [(one, "missed") for one in missed]
        for day, outcome in sorted(told) + [(one, "planned") for one in planned]:
            on = self._when(day)
            self.made(
                models.Session, commission=order, planned_on=on.on if outcome != "planned" else self._on(day),
                outcome=outcome, held_on=on.on if outcome == "delivered" else None,
                report="Came on time, and talked about making a film." if outcome == "delivered" else "",
                reported_at=on.at if outcome != "planned" else when.at, reported_by=provider,
            )  # fmt: skip
        return order

    def _reviewed(self, days: int) -> None:
        decision = self.sittings.decide(self.case, "review_plan", self._panel_day(days), REVIEWED)
        self._take_up("review_plan", decision, REVIEWED)

    def _settle(self, days: int) -> None:
        when = self._when(days)
        for need in self.needs:
            need.settled, need.settled_on, need.settled_by = "met", when.on, self.coordinator
            need.settled_words = "It is there, and it holds."
            self._take("settle_need", days)

    def _close(self, days: int) -> None:
        on = self._panel_day(days)
        decision = self.sittings.decide(self.case, "close", on, CLOSED)
        self._help_elsewhere(on, "not_needed", "Known to the doctor; nothing more is needed.")
        self.case.exit_reason, self.case.closed_on = self.world.codes["exit", "addressed"], on
        self._take_up("close", decision, CLOSED)

    def _look(self, step: str, kind: str, days: int) -> None:
        when, found = self._when(days), "The tutor and the family were asked. Nothing new."
        self.made(
            models.CaseReview, case=self.case, kind=kind, held_on=when.on, found=found, concern_found=False,
            entered_at=when.at, entered_by=self.coordinator,
        )  # fmt: skip
        self._take(step, days, rationale=found)

    def _offer(self, days: int) -> models.CaseMove:
        when = self._when(days)
        reason = "They have moved in with an aunt in your area. The school has changed, and so has the doctor."
        move: models.CaseMove = self.made(
            models.CaseMove, case=self.case, to_authority=self.world.authority_elsewhere, reason=reason, offered_on=when.on,
            offered_by=self.coordinator,
        )  # fmt: skip
        self._take("offer_move", days, rationale=reason)
        return move

    def _help_elsewhere(self, on: date, answer: str, words: str) -> None:
        when = self.file.at(on)
        self.made(
            models.OtherHelp,
            case=self.case,
            answer=answer,
            words=words,
            decided_at=when.at,
            decided_by=self.coordinator,
        )

    def _take_up(self, step: str, decision: models.ItemDecision, rationale: str) -> None:
        when = self.file.at(decision.meeting.held_on)
        decision.taken_up = self.history.take(
            step, when, by=self.coordinator.id, door=Door.DELIVERY, rationale=rationale
        )  # type: ignore[assignment]  # a step of a case, by its history

    def _take(self, step: str, days: int, *, by: Person | None = None, rationale: str = "") -> None:
        self.history.take(
            step, self._when(days), by=(by or self.coordinator).id, door=Door.DELIVERY, rationale=rationale
        )

    def _panel_day(self, days: int) -> date:
        return self.sittings.day_for(self._on(days))

    def _on(self, days: int) -> date:
        return self.file.came + timedelta(days=self.after + days)

    def _when(self, days: int) -> Moment:
        return self.file.moment(self.after + days)
