"""The support of a case: plan, needs, consent, sessions commissioned and delivered."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from random import Random
from typing import Protocol
from uuid import UUID

from candour.contexts.pathway import models
from candour.contexts.pathway.demonstration.country import panel_words as words
from candour.contexts.pathway.demonstration.country.making import Diary, Land, NotYet
from candour.contexts.pathway.demonstration.country.sittings import Bench
from candour.kernel.people.models import Person
from candour.kernel.people.roles import Role
from candour.kernel.procedures.invention import History, Moment

WEEK = timedelta(days=7)
_INTERVENTIONS = ("ideological", "theological", "practical_mentoring", "practical_mentoring", "family", "cyber_skills")


class Supported(Protocol):
    """The case as its support needs to know it."""

    land: Land
    rng: Random
    bench: Bench
    diary: Diary
    case: models.PanelCase
    owner: Person
    history: History

    @property
    def is_child(self) -> bool:
        """Whether a parent answers for them."""

    def take(self, step: str, days: int, *, rationale: str = "") -> Moment:
        """Take a step so many days after the last act."""


class Support:
    """What is planned for one case, agreed to, and given."""

    def __init__(self, before: Supported) -> None:
        self.of, self.land, self.rng = before, before.land, before.rng
        area = before.bench.area
        self.body = before.land.country.bodies[area.provider]
        self.provider = before.land.country.one(area.provider, Role.INTERVENTION_PROVIDER)
        self.needs: list[models.PlanNeed] = []
        self.orders: list[models.Commission] = []
        self.answers = 0
        self.held: Counter[UUID] = Counter()

    def plan(self) -> None:
        """Write the plan, with one to three needs."""
        of = self.of
        when = of.take("write_plan", self.rng.randint(1, 4))
        self.land.made(
            models.SupportPlan, case=of.case, version=1, consent_how=words.CONSENT_HOW, consent_by=of.owner.name,
            nature=words.NATURE, providers=self.body.name, how_and_when=words.HOW_AND_WHEN, written_at=when.at,
            written_by=of.owner,
        )  # fmt: skip
        for number, what in enumerate(self.rng.sample(words.NEEDS, self.rng.randint(1, 3)), start=1):
            when = of.take("add_need", 0)
            need = self.land.made(
                models.PlanNeed, case=of.case, number=number, what=what, owner_name=of.owner.name,
                owner_body=of.bench.authority, due_on=when.on + timedelta(days=90), added_at=when.at,
                added_by=of.owner,
            )  # fmt: skip
            self.needs.append(need)

    def answer(self, step: str, answer: str, days: int | None = None) -> None:
        """Consent is given, refused or withdrawn: under 18 by a parent, beside the young person's own view."""
        of = self.of
        when = of.diary.after(self.rng.randint(2, 9) if days is None else days)
        is_child, name = of.is_child, of.case.individual.display_name
        self.answers += 1
        self.land.made(
            models.Consent, case=of.case, number=self.answers, answer=answer, giver="parent" if is_child else "person",
            name=f"{name.split()[-1]}, a parent" if is_child else name, relationship="Parent" if is_child else "",
            is_under_18=is_child, young_view=("agrees" if answer == "given" else "disagrees") if is_child else "",
            answered_on=when.on, how_asked=words.HOW_ASKED, language="English", recorded_at=when.at,
            recorded_by=of.owner,
        )  # fmt: skip
        of.diary.take(of.history, step, when, of.owner)

    def give(self, *, is_withdrawn: bool) -> None:
        """Commission sessions for the first need, and hold them week by week; some are missed. Withdrawal stops them."""
        of = self.of
        when = of.take("commission", self.rng.randint(2, 8))
        wanted = self.rng.randint(6, 12)
        order: models.Commission = self.land.made(
            models.Commission, case=of.case, need=self.needs[0],
            intervention=self.land.codes["intervention", self.rng.choice(_INTERVENTIONS)], organisation=self.body,
            authority=of.bench.authority, about=of.case.individual.display_name.split()[0],
            contact="Through the coordinator", brief=words.BRIEF, sessions_wanted=wanted, from_on=when.on,
            until_on=when.on + (wanted + 4) * WEEK, commissioned_at=when.at, commissioned_by=of.owner,
            is_synthetic=True,
        )  # fmt: skip
        self.orders.append(order)
        held = self.rng.randint(2, wanted - 2) if is_withdrawn else wanted
        for number in range(held):
            self._session(order, when.on + (number + 1) * WEEK)
        if is_withdrawn:
            self.answer("withdraw_consent", "withdrawn", 4)
            self.stop(of.diary.on, words.STOPPED_BY_WITHDRAWAL)

    def _session(self, order: models.Commission, planned_on: date) -> None:
        """One session; the first that still lies ahead is planned, and those after it are not agreed yet."""
        of = self.of
        try:
            when = of.diary.upon(planned_on)
        except NotYet:
            self.land.made(
                models.Session, commission=order, planned_on=planned_on, reported_at=order.commissioned_at,
                reported_by=self.provider,
            )  # fmt: skip
            raise
        came = self.rng.random()
        outcome = "delivered" if came < 0.86 else "missed" if came < 0.95 else "cancelled"
        is_held = outcome == "delivered"
        self.held[order.id] += is_held
        self.land.made(
            models.Session, commission=order, planned_on=planned_on, outcome=outcome,
            held_on=when.on if is_held else None, report=self.rng.choice(words.REPORTS) if is_held else "",
            reported_at=when.at, reported_by=self.provider,
        )  # fmt: skip

    def settle(self) -> None:
        """Say what became of each need, as no case may be closed without."""
        of = self.of
        for need in self.needs:
            settled = self.rng.choice(
                ("met", "met", "passed_on", "not_met") if self.orders else ("passed_on", "not_met")
            )
            when = of.take("settle_need", 0, rationale=words.SETTLED[settled])
            need.settled, need.settled_on, need.settled_by = settled, when.on, of.owner
            need.settled_words = words.SETTLED[settled]

    def stop(self, on: date, why: str) -> None:
        """What was commissioned stops, and what ended with fewer sessions is said to have."""
        for order in self.orders:
            is_short = self.held[order.id] < order.sessions_wanted
            if order.stopped_on is None and (order.until_on >= on or is_short):
                order.stopped_on, order.stop_reason = on, why
