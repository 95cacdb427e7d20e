"""Everything that the page of a referral shows, gathered in a bounded number of questions however long its history is.

What hangs on a kind of step (requests, assessments, decisions, what follows) is asked for only when the history has one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.functional import Promise

from candour.contexts.pathway import codes, references
from candour.contexts.pathway.models import (
    Assessment,
    CodeTerm,
    Decision,
    IndividualName,
    InformationRequest,
    Interest,
    Need,
    PanelCase,
    PoliceLedCase,
    Referral,
    ReferralDeadline,
    ReferralLink,
    ReferralRead,
    ReferralStep,
    Transfer,
)
from candour.contexts.pathway.procedure.referral import ASSESSMENT, DECIDED, RECEIVED
from candour.contexts.pathway.queries import facts, lists, matching, together, visible
from candour.contexts.pathway.queries.matching import Found
from candour.kernel.deadlines import explanation
from candour.kernel.deadlines import queries as clocks
from candour.kernel.deadlines.models import DeadlineBase
from candour.kernel.people.actor import Actor
from candour.kernel.people.models import Person
from candour.kernel.procedures import guard, registry
from candour.kernel.procedures import queries as procedures
from candour.kernel.procedures.facts import Facts
from candour.kernel.procedures.guard import Offer
from candour.kernel.procedures.table import Procedure


@dataclass(frozen=True)
class Clock:
    """One time limit with how it was counted. ``days_late`` is 0 unless it runs and its last day is over."""

    deadline: DeadlineBase
    sentences: list[str | Promise]
    days_late: int


@dataclass
class Case:
    """A referral as one person may see it."""

    referral: Referral
    law: Procedure
    facts: Facts
    timeline: list[ReferralStep]
    clocks: list[Clock]
    is_worked_on: bool
    names: list[IndividualName]
    needs: list[Need]
    earlier: list[Found] = field(default_factory=list)
    links: list[ReferralLink] = field(default_factory=list)
    together: list[Referral] = field(default_factory=list)
    requests: list[InformationRequest] = field(default_factory=list)
    assessments: list[Assessment] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    reasons: dict[str, str] = field(default_factory=dict)
    need_words: dict[str, str] = field(default_factory=dict)
    cases: list[PanelCase] = field(default_factory=list)
    transfers: list[Transfer] = field(default_factory=list)
    led: list[PoliceLedCase] = field(default_factory=list)
    interests: list[Interest] = field(default_factory=list)
    readers: list[ReferralRead] = field(default_factory=list)
    who: dict[UUID, str] = field(default_factory=dict)
    """Names of persons, as far as they may be seen."""

    @property
    def seen(self) -> int:
        """The number of the last entry of the history, which the page's forms send back."""
        return len(self.timeline)

    @property
    def waiting(self) -> list[Found]:
        """Earlier referrals on which nobody has decided."""
        return [found for found in self.earlier if not found.is_decided]

    def took(self, *steps: str) -> bool:
        """Whether one of these steps was ever taken."""
        return any(row.step in steps for row in self.timeline)

    def earlier_of(self, link: ReferralLink) -> Found | None:
        """What was found for a decision, where it is still found."""
        return next((found for found in self.earlier if found.earlier_id == link.earlier_id), None)


def referral_for(actor: Actor, typed: str) -> Referral | None:
    """The referral of this reference with what was written and by whom; None for absent, misspelt and forbidden alike."""
    reference = references.read(typed)
    if reference is None or reference != typed:
        return None
    rows = Referral.objects.select_related(
        "individual", "force", "from_force", "authority", "establishment", "assigned_to", "entered_by",
        "type_of_concern", "content", "referrer", "referrer__organisation",
    )  # fmt: skip
    return rows.filter(reference=reference).first()


def case_of(referral: Referral, *, actor: Actor, on: date) -> Case:
    """The whole case. ``referral`` comes from ``referral_for``."""
    timeline = list(procedures.timeline(ReferralStep, referral.id))
    is_worked_on = visible.is_worked_on(actor, referral)
    found = Case(
        referral=referral,
        law=registry.get("pathway.referral", referral.procedure_version),
        facts=facts.of_referral(referral, actor, on=on, timeline=timeline),
        timeline=timeline,
        clocks=_clocks(referral, on),
        is_worked_on=is_worked_on,
        names=list(IndividualName.objects.filter(individual=referral.individual_id, ended_on=None).order_by("kind")),
        needs=list(Need.objects.filter(individual=referral.individual_id, ended_on=None).order_by("kind")),
    )
    if found.needs:
        found.need_words = lists.labels(CodeTerm.List.NEED, [need.kind for need in found.needs])
    if is_worked_on:
        found.earlier = matching.earlier(referral.id)
    if found.took("decide_match"):
        found.links = together.links_of(referral)
    if any(link.is_same for link in found.links):
        found.together = together.referrals_of(referral)
    _add_work(found)
    _add_what_follows(found)
    if is_worked_on and found.took("declare_interest"):
        found.interests = interests_in(referral)
    if referral.force_id in visible.supervised_by(actor):
        found.readers = list(ReferralRead.objects.filter(referral=referral).order_by("-read_at")[:20])
    found.who = _names(found)
    return found


def _names(found: Case) -> dict[UUID, str]:
    """The names of those who appear on the page, as far as this person may see them: a join with persons of another body
    would drop the record with the name."""
    wanted: set[UUID | None] = {row.by_id for row in found.timeline}
    for made in found.assessments:
        wanted |= {made.assessed_by_id, countersigner(made)}
    wanted |= {one.decided_by_id for one in found.decisions} | {one.decided_by_id for one in found.links}
    wanted |= {one.owner_id for one in found.cases} | {one.owner_id for one in found.transfers}
    wanted |= {one.owner_id for one in found.led}
    wanted |= {one.person_id for one in found.interests} | {one.person_id for one in found.readers}
    return dict(Person.objects.filter(id__in=wanted - {None}).values_list("id", "name"))


def countersigner(made: Assessment) -> UUID | None:
    """Who countersigned an assessment; None where nobody did."""
    signed = getattr(made, "countersignature", None)
    return signed.by_id if signed is not None else None


def _add_work(found: Case) -> None:
    if found.took("request_information"):
        asked = InformationRequest.objects.filter(referral=found.referral).select_related("organisation")
        found.requests = list(asked.prefetch_related("replies").order_by("asked_at"))
    if found.took("record_assessment", "assess_again"):
        made = Assessment.objects.filter(referral=found.referral)
        found.assessments = list(
            made.select_related("framework", "type_of_concern", "countersignature").order_by("-number")
        )


def _add_what_follows(found: Case) -> None:
    referral = found.referral
    if not found.took(*codes.Outcome.values):
        return
    made = Decision.objects.filter(referral=referral).select_related("step")
    found.decisions = list(made.order_by("-decided_at"))
    named = {code for decision in found.decisions for code in decision.reasons}
    found.reasons = lists.labels(CodeTerm.List.REASON, named)
    if found.took(codes.Outcome.PANEL):
        found.cases = list(PanelCase.objects.filter(referral=referral).select_related("authority"))
    if found.took(codes.Outcome.TRANSFER):
        found.transfers = list(Transfer.objects.filter(referral=referral).select_related("organisation"))
    if found.took(codes.Outcome.POLICE_LED):
        found.led = list(PoliceLedCase.objects.filter(referral=referral))


def _clocks(referral: Referral, on: date) -> list[Clock]:
    rows = list(ReferralDeadline.objects.filter(referral=referral).order_by("started_on", "due_on", "id"))
    holidays = clocks.holidays_added(referral.nation) if rows else {}
    return [
        Clock(row, explanation.explain(row.started_on, row.term, row.nation, (), holidays), _days_late(row, on))
        for row in rows
    ]


def _days_late(clock: ReferralDeadline, on: date) -> int:
    return max((on - clock.due_on) // timedelta(days=1), 0) if clock.is_running else 0


GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "next",
        ("take", "deconflict", "record_assessment", "countersign", "tell_referrer", "review_necessity", "reopen"),
    ),
    ("decide", tuple(codes.Outcome.values)),
    ("find", ("decide_match", "request_information", "assess_again", "end_match")),
    ("who", ("assign", "reassign", "route")),
    ("barriers", ("declare_interest", "end_interest", "correct")),
)
"""The steps as the page groups them."""


@dataclass(frozen=True)
class Offers:
    """The steps open to a person, by group, those that are not with the reasons, and the one that most likely comes next."""

    groups: list[tuple[str, list[Offer]]]
    closed: list[Offer]
    first: Offer | None


def offers_of(found: Case, *, actor: Actor, at: datetime) -> Offers:
    """What this person may do now, as the guard says. Nothing where another force has it, or another body reads it.

    Steps that would change nothing are left out: ending what nobody declared, deciding where nothing was found.
    """
    if not found.is_worked_on:
        return Offers([], [], None)
    pointless = _pointless(found)
    every = guard.offers(found.law, found.facts, actor, at)
    open_now = {offer.step.name: offer for offer in every if offer.is_open and offer.step.name not in pointless}
    first = next((open_now[name] for name in _likely(found, actor) if name in open_now), None)
    grouped = [(group, [open_now[name] for name in names if name in open_now]) for group, names in GROUPS]
    return Offers(
        groups=[(group, offers) for group, offers in grouped if offers],
        closed=[offer for offer in every if not offer.is_open and offer.is_from_here],
        first=first,
    )


def waits_for_supervisor(found: Case) -> bool:
    """Whether what the latest assessment proposes still needs a countersignature."""
    if found.referral.state != ASSESSMENT or not found.assessments:
        return False
    return found.facts.fields[f"countersigned_{found.assessments[0].proposes}"] == facts.MISSING


def _pointless(found: Case) -> set[str]:
    there = {
        "decide_match": bool(found.waiting),
        "end_match": bool(found.links),
        "end_interest": bool(found.interests),
        "countersign": not found.facts.fields["countersigned"],
    }
    return {name for name, is_there in there.items() if not is_there}


def _likely(found: Case, actor: Actor) -> Iterable[str]:
    """The steps in the order in which they are likely to come next."""
    referral = found.referral
    if referral.state == RECEIVED:
        return ("assign", "take") if referral.force_id in visible.supervised_by(actor) else ("take",)
    if referral.state in DECIDED:
        due = found.facts.due
        return ("tell_referrer",) if "pathway.tell_referrer" in due else ("review_necessity",) if due else ()
    checks = ("deconflict",) if referral.deconflicted != codes.Deconflicted.CLEAR else ()
    proposed = found.assessments[0].proposes if referral.state == ASSESSMENT and found.assessments else ""
    return (*checks, "decide_match", "record_assessment", "countersign", proposed)


def interests_in(referral: Referral) -> list[Interest]:
    """The declared interests in the person that run."""
    rows = Interest.objects.filter(individual=referral.individual_id, ended_at=None).select_related("person")
    return list(rows.order_by("declared_at"))


def correctable(referral_id: UUID) -> ReferralStep | None:
    """The step that a correction would take back."""
    return procedures.last_correctable(ReferralStep, referral_id)


def since(referral_id: UUID, number: int) -> Sequence[ReferralStep]:
    """What happened after the entry of this number."""
    return list(procedures.timeline(ReferralStep, referral_id).filter(number__gt=number))
