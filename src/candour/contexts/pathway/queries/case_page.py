"""All that the page of a panel case shows, and what may be done with it now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q

from candour.contexts.pathway.models import (
    AgendaItem,
    CaseAdmission,
    CaseInformation,
    CaseMove,
    CaseReview,
    Consent,
    ItemDecision,
    Meeting,
    OtherHelp,
    PanelCase,
    PanelCaseDeadline,
    PanelCaseStep,
    PlanNeed,
    Referral,
    SupportPlan,
)
from candour.contexts.pathway.models.choices import Answer, Decided, Moved
from candour.contexts.pathway.procedure import basis
from candour.contexts.pathway.procedure import case as law
from candour.contexts.pathway.queries import case_facts, case_sides, panel_people, papers, support
from candour.contexts.pathway.queries.case import Clock
from candour.contexts.pathway.queries.panel_page import TAKES
from candour.contexts.pathway.queries.papers import Paper
from candour.contexts.pathway.queries.support import Order
from candour.kernel.deadlines import explanation
from candour.kernel.deadlines import queries as clocks
from candour.kernel.people.actor import Actor
from candour.kernel.procedures import guard, registry
from candour.kernel.procedures import queries as procedures
from candour.kernel.procedures.facts import Facts
from candour.kernel.procedures.guard import Offer
from candour.kernel.procedures.table import Procedure

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "next",
        (
            "accept_move", "decline_move", "give_information", "gather", "put_before_panel", "record_consent", "record_refusal",
            "withdraw_consent", "reassess", "review_after_six", "review_after_twelve", "review_further",
        ),
    ),
    ("decide", ("adopt", "not_adopt", "defer", "review_plan", "close", "extend_reviews", "end", "reopen")),
    ("find", ("ask_information",)),
    ("plan", ("write_plan", "add_need", "settle_need", "commission", "stop_commission", "attach_paper")),
    ("who", ("admit", "end_admission", "reassign", "offer_move")),
    ("barriers", ("declare_interest", "set_aside_paper", "correct")),
)  # fmt: skip
"""The steps as the page groups them."""

_LIKELY = {
    law.REFERRED: ("gather", "put_before_panel"),
    law.GATHERING: ("put_before_panel",),
    law.BEFORE_PANEL: ("adopt", "not_adopt", "defer", "close"),
    law.AWAITING: ("write_plan", "record_consent"),
    law.SUPPORTED: ("close", "review_plan", "add_need", "commission"),
    law.REFUSED: ("close", "reassess"),
    law.WITHDRAWN: ("close", "reassess"),
    law.NOT_ADOPTED: ("close",),
    law.CLOSED: ("review_after_six",),
    law.AFTER: ("review_after_twelve", "review_further", "end"),
}


@dataclass
class CasePage:
    """What the page shows. Lists are empty where nothing is known or nothing may be seen."""

    case: PanelCase
    law: Procedure
    facts: Facts
    timeline: list[PanelCaseStep]
    clocks: list[Clock]
    referral: Referral | None = None
    consents: list[Consent] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)
    plans: list[SupportPlan] = field(default_factory=list)
    needs: list[PlanNeed] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    reviews: list[CaseReview] = field(default_factory=list)
    other_help: list[OtherHelp] = field(default_factory=list)
    asked: list[CaseInformation] = field(default_factory=list)
    admissions: list[CaseAdmission] = field(default_factory=list)
    moves: list[CaseMove] = field(default_factory=list)
    items: list[AgendaItem] = field(default_factory=list)
    decisions: list[ItemDecision] = field(default_factory=list)
    who: dict[UUID, str] = field(default_factory=dict)

    def took(self, *steps: str) -> bool:
        """Whether one of these steps was ever taken."""
        return any(row.step in steps for row in self.timeline)

    def papers_of(self, consent: Consent) -> list[Paper]:
        """The files of one answer, in the order in which they were attached."""
        return [one for one in self.papers if one.row.consent_id == consent.id]

    @property
    def seen(self) -> int:
        """The number of the last entry that the page shows."""
        return len(self.timeline)

    @property
    def offered(self) -> CaseMove | None:
        """The offer to another area that waits for an answer."""
        return next((move for move in self.moves if move.answer == Moved.WAITS and move.case_id == self.case.id), None)

    @property
    def answered_moves(self) -> list[CaseMove]:
        """The offers to other areas that were answered."""
        return [move for move in self.moves if move.answer != Moved.WAITS and move.case_id == self.case.id]

    @property
    def went_to(self) -> CaseMove | None:
        """The move by which another panel took it on from this one."""
        return next((move for move in self.answered_moves if move.answer == Moved.ACCEPTED), None)

    @property
    def came_from(self) -> CaseMove | None:
        """The move by which this panel took it on from another."""
        return next((move for move in self.moves if move.new_case_id == self.case.id), None)

    @property
    def to_take_up(self) -> list[ItemDecision]:
        """What the panel decided and nobody has taken up."""
        waiting = {kind.removeprefix("decided_") for kind in self.facts.records if kind.startswith("decided_")}
        return [one for one in self.decisions if one.decided in waiting - {Decided.NOTE}]

    @property
    def next_meeting(self) -> Meeting | None:
        """The next meeting on whose agenda it stands, of those that are not over."""
        return next((item.meeting for item in reversed(self.items) if item.meeting.state in TAKES), None)

    @property
    def open_needs(self) -> list[PlanNeed]:
        """The needs of which nobody has said what became."""
        return [need for need in self.needs if not need.settled]


def page_of(case: PanelCase, *, actor: Actor, on: date) -> CasePage:
    """Everything about one case, for whoever sees it. At most twenty queries."""
    timeline = list(procedures.timeline(PanelCaseStep, case.id))
    found = CasePage(
        case=case,
        law=registry.get("pathway.case", case.procedure_version),
        facts=case_facts.of(case, actor, on=on, timeline=timeline),
        timeline=timeline,
        clocks=_clocks(case, on),
    )
    if actor.has(*basis.POLICE, *basis.PANEL):
        found.referral = Referral.objects.filter(id=case.referral_id).first()
    if case.continues_id or found.took("offer_move"):
        moves = CaseMove.objects.filter(Q(case=case) | Q(new_case=case)).select_related("to_authority")
        found.moves = list(moves.order_by("-offered_on", "id"))
    found.items = list(
        AgendaItem.objects.filter(case=case, taken_off_on=None).select_related("meeting").order_by("-meeting__held_on")
    )
    if found.items:
        decisions = ItemDecision.objects.filter(case=case).select_related("meeting")
        found.decisions = list(decisions.order_by("-decided_at"))
    if found.took("ask_information"):
        asked = CaseInformation.objects.filter(case=case).select_related("organisation")
        found.asked = list(asked.order_by("-asked_at"))
    if found.took("admit", "ask_information"):
        admitted = CaseAdmission.objects.filter(case=case, until_on__gt=on).select_related("organisation")
        found.admissions = list(admitted.order_by("until_on", "id"))
    _add_support(found)
    _add_closure(found)
    found.who = panel_people.names_of(_acted(found))
    return found


def _add_support(found: CasePage) -> None:
    case = found.case
    if found.took("record_consent", "record_refusal", "withdraw_consent"):
        found.consents = list(Consent.objects.filter(case=case).order_by("-number"))
        found.papers = papers.of_case(case)
    if found.took("write_plan") or case.continues_id:
        found.plans = list(SupportPlan.objects.filter(case=case).order_by("-version"))
    if found.took("add_need") or case.continues_id:
        needs = PlanNeed.objects.filter(case=case).select_related("owner_body")
        found.needs = list(needs.order_by("number"))
    if found.took("commission"):
        found.orders = support.orders_of(case)


def _add_closure(found: CasePage) -> None:
    if found.took("not_adopt", "close"):
        found.other_help = list(OtherHelp.objects.filter(case=found.case).order_by("-decided_at"))
    if found.took("review_after_six", "review_after_twelve", "review_further"):
        found.reviews = list(CaseReview.objects.filter(case=found.case).order_by("-held_on"))


def _acted(found: CasePage) -> set[UUID | None]:
    """Everybody whose name the page says."""
    return (
        {found.case.owner_id}
        | {row.by_id for row in found.timeline}
        | {row.person_id for row in found.admissions}
        | {row.answered_by_id for row in found.asked}
        | {row.recorded_by_id for row in found.consents}
        | {by for one in found.papers for by in (one.row.attached_by_id, one.row.set_aside_by_id)}
        | {row.answered_by_id for row in found.moves}
    )


def _clocks(case: PanelCase, on: date) -> list[Clock]:
    """The time limits, those that run first, by their day."""
    rows = list(PanelCaseDeadline.objects.filter(case=case).order_by("due_on", "id"))
    holidays = clocks.holidays_added(case.nation) if rows else {}
    made = [
        Clock(
            row,
            explanation.explain(row.started_on, row.term, row.nation, (), holidays),
            max((on - row.due_on) // timedelta(days=1), 0) if row.is_running else 0,
        )
        for row in rows
    ]
    return sorted(made, key=lambda clock: not clock.deadline.is_running)


@dataclass(frozen=True)
class CaseOffers:
    """The steps open to a person, by group, those that are not with the reasons, and the one that most likely comes next."""

    groups: list[tuple[str, list[Offer]]]
    closed: list[Offer]
    first: Offer | None


def offers_of(found: CasePage, *, actor: Actor, at: datetime) -> CaseOffers:
    """What this person may do now, on the side on which they stand."""
    every = [
        offer
        for offer in guard.offers(found.law, found.facts, actor, at)
        if case_sides.may_take(found.case, offer.step.name, actor) and not _is_idle(found, offer.step.name)
    ]
    open_now = {offer.step.name: offer for offer in every if offer.is_open}
    first = next((open_now[name] for name in _likely(found, actor) if name in open_now), None)
    grouped = [(group, [open_now[name] for name in names if name in open_now]) for group, names in GROUPS]
    return CaseOffers(
        groups=[(group, offers) for group, offers in grouped if offers],
        closed=[offer for offer in every if not offer.is_open and offer.is_from_here and offer.step.name not in _QUIET],
        first=first,
    )


_QUIET = case_sides.OF_NEW_AREA | {
    "give_information", "end_admission", "stop_commission", "settle_need", "correct",
    "attach_paper", "set_aside_paper",
}  # fmt: skip
"""Steps that say nothing while there is nothing for them to do."""


def _is_idle(found: CasePage, step: str) -> bool:
    """A partner's answer is the partner's: whoever runs the panel enters one for them only where one waits."""
    return step in case_sides.OF_NEW_AREA and not found.facts.fields["offered_to_me"]


def _likely(found: CasePage, actor: Actor) -> Iterable[str]:
    """The steps in the order in which they are likely to come next."""
    if not case_sides.is_panels(found.case, actor):
        return ("accept_move", "give_information")
    decided = tuple(one.decided for one in found.to_take_up)
    if found.case.state == law.AWAITING and "plan" in found.facts.records:
        return ("record_consent",)
    if found.case.state == law.SUPPORTED and not decided:
        return ("commission",) if found.open_needs and not found.orders else ("add_need",) if not found.needs else ()
    return (*decided, *_LIKELY.get(found.case.state, ()))


def since(case_id: UUID, number: int) -> list[PanelCaseStep]:
    """What happened after the entry of this number."""
    return list(procedures.timeline(PanelCaseStep, case_id).filter(number__gt=number))


def last_consent(found: CasePage) -> Consent | None:
    """The answer that counts: the last one."""
    return found.consents[0] if found.consents else None


def has_consent(found: CasePage) -> bool:
    """Whether support may be given today."""
    last = last_consent(found)
    return last is not None and last.answer == Answer.GIVEN and found.case.state == law.SUPPORTED
