"""The panel's cases: from the first look to the reviews after closure, as far as the days allow it.

Support is never without consent, and what a panel decides is decided at a meeting: the same rules that the database holds.
Some of what the learning reviews found is here to be found again: reviews that nobody held, consent that nobody asked for,
a person who moved and waits.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from candour.contexts.pathway import models, procedure, references
from candour.contexts.pathway.demonstration.country import panel_words as words
from candour.contexts.pathway.demonstration.country.making import Diary, NotYet
from candour.contexts.pathway.demonstration.country.referrals import ADULT, Referred
from candour.contexts.pathway.demonstration.country.sittings import Bench
from candour.contexts.pathway.demonstration.country.support import Support
from candour.contexts.pathway.queries import age
from candour.kernel.people.models import Person
from candour.kernel.people.roles import Role
from candour.kernel.procedures.invention import Moment
from candour.kernel.procedures.models import StepTaken

NOTICE = timedelta(days=9)
"""So long before a meeting a case is put on its agenda."""


class Before:
    """One referral before a panel; ``elsewhere`` is the panel of another area, to which a few people move, and ``diary`` that of
    whoever deals with the person, who moves with them."""

    def __init__(
        self, referred: Referred, bench: Bench, elsewhere: Bench | None, diary: Diary, continues: Before | None = None
    ) -> None:
        self.of, self.land, self.rng = referred, referred.land, referred.rng
        self.bench, self.elsewhere, self.diary = bench, elsewhere, diary
        self.owner, self.chair = bench.coordinator, bench.chair
        land, country = self.land, self.land.country
        self.case: models.PanelCase = land.made(
            models.PanelCase, reference=land.reference(references.CASE), referral=referred.referral,
            individual=referred.individual, force=country.bodies[bench.area.force] if continues else referred.force,
            authority=bench.authority, nation=bench.area.nation.value, referred_on=diary.on, owner=self.owner,
            continues=continues.case if continues else None, is_synthetic=True,
        )  # fmt: skip
        self.history = land.history(procedure.CASE, self.case, models.PanelCaseStep, models.PanelCaseDeadline)
        self.support = Support(self)

    def build(self, decision: StepTaken) -> None:
        """Everything that happened since the police referred it, in its order."""
        when = Moment(decision.taken_on, decision.taken_at)
        self.diary.take(self.history, "receive", when, self.of.officer)
        try:
            self._lived()
        except NotYet:
            return

    # -- the panel's first look

    def _lived(self) -> None:
        if not self.of.sketch.panel and self.of.sketch.number % 3 == 0:
            return  # nobody has looked at it yet
        self.take("gather", 2)
        if self.rng.random() < 0.35:
            self._informed()
        if not self.of.sketch.panel and self.rng.random() < 0.3:
            return
        if self.of.sketch.panel and self.rng.random() < 0.03:
            self._deferred()
        item = self._put("put_before_panel", "first")
        if self.of.sketch.panel == "not_adopt":
            self._not_adopted(item)
        else:
            self._adopted(item)

    def _informed(self) -> None:
        """A partner is let in to the case, and says what their body knows."""
        partner = self.land.country.one(self.bench.area.partner, Role.PANEL_PARTNER)
        body = self.land.country.bodies[self.bench.area.partner]
        when = self.take("admit", 0, rationale=words.ADMITTED)
        self.land.made(
            models.CaseAdmission, case=self.case, person=partner, organisation=body, kind="partner",
            reason=words.ADMITTED, from_on=when.on, until_on=when.on + timedelta(days=180), admitted_at=when.at,
            admitted_by=self.owner,
        )  # fmt: skip
        when = self.take("ask_information", 0)
        question = self.land.made(
            models.CaseInformation, case=self.case, organisation=body, question=words.QUESTION, asked_at=when.at,
            asked_by=self.owner,
        )  # fmt: skip
        if self.rng.random() < 0.9:
            when = self.take("give_information", self.rng.randint(1, 5), by=partner)
            question.answer, question.answered_at, question.answered_by = words.ANSWER, when.at, partner

    def _deferred(self) -> None:
        item = self._put("put_before_panel", "first")
        self._take_up(item, "defer", words.DEFERRED)

    def _adopted(self, item: models.AgendaItem) -> None:
        self._take_up(item, "adopt", words.ADOPTED)
        came_to = self.rng.random()
        if came_to < 0.03 and self.elsewhere is not None:
            self._moves(self.elsewhere, is_answered=self.rng.random() < 0.7)
            return
        self.support.plan()
        if came_to < 0.05:
            return  # nobody has asked: the time to ask runs out
        if came_to < 0.2:
            self.support.answer("record_refusal", "refused")
            self._looked_at_again("consent_refused")
            return
        self.support.answer("record_consent", "given")
        is_withdrawn = came_to > 0.93
        self.support.give(is_withdrawn=is_withdrawn)
        if is_withdrawn:
            self._looked_at_again("consent_withdrawn")
            return
        if self.rng.random() < 0.8:
            self._reviewed()
        self.support.settle()
        self._closed("close", self.rng.choice(("addressed", "addressed", "reduced")), words.CLOSED, "closure")

    def _not_adopted(self, item: models.AgendaItem) -> None:
        self._help_elsewhere(item.meeting.held_on)
        self._take_up(item, "not_adopt", words.NOT_ADOPTED)
        if self.rng.random() < 0.8:
            self._closed("close", self.rng.choice(("not_suitable", "other_service")), words.NOT_ADOPTED, "closure")

    def _looked_at_again(self, why: str) -> None:
        """Where support is not wanted the panel looks once more, which is lawful without consent; some wait too long."""
        self.support.settle()
        if self.rng.random() < (0.3 if why == "consent_withdrawn" else 0.1):
            return
        if self.rng.random() < 0.4:
            item = self._put("reassess", "again")
            self._help_elsewhere(item.meeting.held_on)
            self._take_up(item, "not_adopt", words.NOT_ADOPTED)
            self._closed("close", why, words.UNWANTED, "closure")
        else:
            self._closed("close", why, words.UNWANTED, "again")

    # -- the end, and after it

    def _reviewed(self) -> None:
        item = self._stands("review", 60)
        self._take_up(item, "review_plan", words.REVIEWED)

    def _closed(self, step: str, reason: str, rationale: str, why: str) -> None:
        item = self._stands(why, 0)
        on = item.meeting.held_on
        self._help_elsewhere(on)
        self.support.stop(on, words.STOPPED_BY_CLOSURE)
        self._take_up(item, step, rationale)
        self.case.exit_reason, self.case.closed_on = self.land.codes["exit", reason], on
        self._after()

    def _after(self) -> None:
        for step, kind, code in (
            ("review_after_six", "six", "pathway.post_closure_6"),
            ("review_after_twelve", "twelve", "pathway.post_closure_12"),
        ):
            due_on = self._due(code)
            came_to = self.rng.random()
            if came_to < 0.06:
                return  # nobody looks: what the reviews of 2025 found
            if came_to < 0.09:
                self._opened_again(due_on)
                return
            late = self.rng.randint(10, 70) if came_to < 0.25 else -self.rng.randint(0, 20)
            self._look(step, kind, due_on + timedelta(days=late))
        if self.rng.random() < 0.08:
            self.take("extend_reviews", 1, by=self.chair, rationale=words.ONCE_MORE)
            self._look("review_further", "further", self._due("pathway.post_closure_further"))
        self.take("end", self.rng.randint(1, 20), by=self.chair, rationale=words.ENDED)

    def _look(self, step: str, kind: str, on: date) -> None:
        when = self.diary.upon(on)
        self.land.made(
            models.CaseReview, case=self.case, kind=kind, held_on=when.on, found=words.LOOKED, concern_found=False,
            entered_at=when.at, entered_by=self.owner,
        )  # fmt: skip
        self.diary.take(self.history, step, when, self.owner, words.LOOKED)

    def _opened_again(self, on: date) -> None:
        when = self.diary.upon(on - timedelta(days=30))
        self.diary.take(self.history, "reopen", when, self.owner, words.AGAIN)
        self.case.closed_on = None
        item = self._put("put_before_panel", "first")
        self._help_elsewhere(item.meeting.held_on)
        self._take_up(item, "not_adopt", words.NOT_ADOPTED)

    # -- another area

    def _moves(self, elsewhere: Bench, *, is_answered: bool) -> None:
        """They moved: the new area takes the case on, declines it, or has not answered."""
        when = self.take("offer_move", 3, rationale=words.MOVED)
        move = self.land.made(
            models.CaseMove, case=self.case, to_authority=elsewhere.authority, reason=words.MOVED,
            offered_on=when.on, offered_by=self.owner,
        )  # fmt: skip
        if not is_answered:
            return
        receiver = elsewhere.coordinator
        if self.rng.random() < 0.15:
            when = self.take("decline_move", 6, by=receiver, rationale=words.NOT_OURS)
            move.answer, move.answered_on, move.answered_by = "declined", when.on, receiver
            move.answer_reason = words.NOT_OURS
            return
        when = self.diary.after(6)
        new = Before(self.of, elsewhere, None, self.diary, self)
        self.diary.take(new.history, "receive", when, receiver)
        self.diary.take(self.history, "accept_move", when, receiver)
        move.answer, move.answered_on, move.answered_by, move.new_case = "accepted", when.on, receiver, new.case
        new._lived()

    # -- what they are made of

    def take(self, step: str, days: int, *, by: Person | None = None, rationale: str = "") -> Moment:
        """Take a step so many days after the last act."""
        when = self.diary.after(days)
        self.diary.take(self.history, step, when, by or self.owner, rationale)
        return when

    def _due(self, code: str) -> date:
        return next(clock.due_on for clock in self.history.running() if clock.code == code)

    def _put(self, step: str, why: str) -> models.AgendaItem:
        """Put it before the panel, by a step of its own."""
        when = self.diary.after(self.rng.randint(1, 4))
        item = self.bench.put_on(self.case, self.bench.next_day(when.on + NOTICE), why, when)
        self.diary.take(self.history, step, when, self.owner)
        return item

    def _stands(self, why: str, days: int) -> models.AgendaItem:
        """Put it on the agenda of the next meeting; where it stands does not change by that."""
        on = self.bench.next_day(self.diary.on + timedelta(days=days) + 2 * NOTICE)
        when = self.diary.upon(on - 2 * NOTICE)
        return self.bench.put_on(self.case, self.bench.next_day(when.on + NOTICE), why, when)

    def _take_up(self, item: models.AgendaItem, step: str, rationale: str) -> None:
        """The panel decides, and the step follows on the same day."""
        when = self.diary.upon(item.meeting.held_on, hour=12)
        decision = self.bench.decide(item, step, rationale)
        taken: Any = self.diary.take(self.history, step, when, self.owner, rationale)
        decision.taken_up = taken

    def _help_elsewhere(self, on: date) -> None:
        """The answer to s.36(6), which no decision may do without."""
        when = self.diary.upon(on, hour=11)
        answer = self.rng.choice(("asked", "not_needed", "not_needed"))
        self.land.made(
            models.OtherHelp, case=self.case, answer=answer, words=words.HELP[answer], decided_at=when.at,
            decided_by=self.owner,
        )  # fmt: skip

    @property
    def is_child(self) -> bool:
        """Whether the person is under 18 on the day of the last act, as far as one can know."""
        known = age.is_under_18(self.case.individual, self.diary.on)
        return self.of.sketch.age < ADULT if known is None else known
