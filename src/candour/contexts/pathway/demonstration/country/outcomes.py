"""What becomes of those who are passed to a service, and of those whom the police keep."""

from __future__ import annotations

from datetime import timedelta

from candour.contexts.pathway import models, procedure, references
from candour.contexts.pathway.demonstration.country import words
from candour.contexts.pathway.demonstration.country.making import Diary, NotYet
from candour.contexts.pathway.demonstration.country.referrals import Referred
from candour.kernel.people.models import Person
from candour.kernel.people.roles import Role
from candour.kernel.procedures.invention import Moment
from candour.kernel.procedures.models import StepTaken

PILOT_AREAS = frozenset({"eastmere", "caerwenllys", "glenardan"})
PILOT_DAYS = 365
"""For so long the assured transfer has been tried in those areas."""


class Passed:
    """The transfers of one referral: one, and another where the first service did not take the person on."""

    def __init__(self, referred: Referred, decision: StepTaken) -> None:
        self.of, self.land, self.rng = referred, referred.land, referred.rng
        self.area = referred.sketch.area
        self.at = decision.taken_at
        # The service acts on its own days, whatever the police do with the referral meanwhile.
        self.diary = Diary(self.land, self.area.nation.value, decision.taken_on)

    def build(self) -> None:
        """Offer it, and see what the service does with it."""
        self._offered(self.area.service, Moment(self.diary.on, self.at), None)

    def _offered(self, service: str, when: Moment, follows: models.Transfer | None) -> None:
        sketch, land = self.of.sketch, self.land
        is_pilot = self.area.authority in PILOT_AREAS and (land.today - when.on).days < PILOT_DAYS
        transfer = land.made(
            models.Transfer, reference=land.reference(references.TRANSFER), referral=self.of.referral,
            individual=self.of.individual, force=self.of.force, authority=self.of.authority,
            organisation=land.country.bodies[service], nation=self.area.nation.value, about=sketch.name,
            contact="Through the officer", requirement=words.REQUIREMENT, agreed_with_person=self.rng.random() < 0.9,
            arm="pilot" if is_pilot else "usual", offered_on=when.on, owner=self.of.officer, follows=follows,
            is_synthetic=True,
        )  # fmt: skip
        self.transfer = transfer
        self.history = land.history(procedure.TRANSFER, transfer, models.TransferStep, models.TransferDeadline)
        self.receiver = land.country.one(service, Role.RECEIVING_SERVICE)
        self.diary.take(self.history, "offer", when, self.of.officer)
        try:
            self._answered(is_pilot=is_pilot, is_second=follows is not None)
        except NotYet:
            return

    def _answered(self, *, is_pilot: bool, is_second: bool) -> None:
        came_to = self.rng.random() if not (self.of.sketch.is_finished or is_second) else 1.0
        if came_to < (0.04 if is_pilot else 0.14):
            self._lapses()
        elif came_to < (0.1 if is_pilot else 0.22):
            self._declines()
        elif came_to < 0.25:
            self._take("take_back", self.diary.after(3), self.of.officer, words.AFTER_ALL)
            self.transfer.came_to = "taken_back"
        else:
            self._says("accept", self.rng.randint(1, 9))
            self.transfer.accepted_on = self.diary.on
            self._helps()

    def _helps(self) -> None:
        """Some are never heard of again: taken on, and no word at the next date."""
        is_finished = self.of.sketch.is_finished
        if not is_finished and self.rng.random() < 0.05:
            return
        self._says("begin", self.rng.randint(6, 14))
        for _month in range(self.rng.randint(1, 3)):
            if not is_finished and self.rng.random() < 0.03:
                return
            self._says("update", self.rng.randint(22, 31))
        self._says("complete", self.rng.randint(10, 28))

    def _lapses(self) -> None:
        due_on = self.history.running()[0].due_on
        if self.rng.random() < 0.5:
            self._take("chase", self.diary.upon(due_on - timedelta(days=1)), self.of.officer)
            self.transfer.chased_on = self.diary.on
        self._take("lapse", self.diary.upon(due_on + timedelta(days=1)), None)
        self.transfer.came_to = "lapsed"
        self._falls_back()

    def _declines(self) -> None:
        self._take("decline", self.diary.after(self.rng.randint(2, 8)), self.receiver, words.SERVICE_DECLINES)
        self.transfer.came_to = "declined"
        self._falls_back()

    def _falls_back(self) -> None:
        """The owner decides what follows; now and then nobody does."""
        follows = self.rng.random()
        if follows < 0.12:
            return
        when = self.diary.after(self.rng.randint(1, 9))
        if follows < 0.4:
            self._take("offer_again", when, self.of.officer, "They have places again.")
            self.transfer.came_to, self.transfer.offered_on = "", when.on
            self._says("accept", self.rng.randint(1, 6))
            self.transfer.accepted_on = self.diary.on
            self._helps()
        elif follows < 0.75:
            self._take("offer_elsewhere", when, self.of.officer, "Another service of the area takes such needs.")
            self._offered(self._other_service(), when, self.transfer)
        else:
            self._take("take_back", when, self.of.officer, words.AFTER_ALL)

    def _other_service(self) -> str:
        return {"eastmere-help": "ashdene-young", "ashdene-young": "eastmere-help"}.get(
            self.area.service, "eastmere-help"
        )

    def _says(self, step: str, days: int) -> None:
        when = self.diary.after(days)
        self._take(step, when, self.receiver)
        self.land.made(
            models.TransferUpdate, transfer=self.transfer, step=step, text=words.SERVICE_SAYS[step], at=when.at,
            by=self.receiver,
        )  # fmt: skip

    def _take(self, step: str, when: Moment, by: Person | None, rationale: str = "") -> None:
        self.diary.take(self.history, step, when, by, rationale)


class Kept:
    """A police-led case: looked at again every three months, until it ends; some reviews are late."""

    def __init__(self, referred: Referred, decision: StepTaken) -> None:
        self.of, self.land = referred, referred.land
        self.decision = decision
        self.diary = Diary(self.land, referred.sketch.area.nation.value, decision.taken_on)

    def build(self) -> None:
        """Begin it, and review it as long as it runs."""
        of, land, rng = self.of, self.land, self.of.rng
        led = land.made(
            models.PoliceLedCase, reference=land.reference(references.POLICE_LED), referral=of.referral,
            individual=of.individual, force=of.force, nation=of.sketch.area.nation.value,
            reason=words.RATIONALE["open_police_led"], opened_on=self.decision.taken_on, owner=of.officer,
            is_synthetic=True,
        )  # fmt: skip
        history = land.history(procedure.POLICE_LED, led, models.PoliceLedStep, models.PoliceLedDeadline)
        self.diary.take(history, "begin", Moment(self.decision.taken_on, self.decision.taken_at), of.officer)
        try:
            for _review in range(rng.randint(2, 6)):
                due_on = history.running()[0].due_on
                late = rng.randint(5, 50) if rng.random() < 0.15 else -rng.randint(1, 14)
                when = self.diary.upon(due_on + timedelta(days=late))
                self.diary.take(history, "review", when, of.supervisor, words.LED_REVIEW)
            if rng.random() < 0.7:
                when = self.diary.after(rng.randint(10, 60))
                self.diary.take(history, "exit", when, of.supervisor, words.LED_EXIT)
        except NotYet:
            return
