"""Everything that the case page shows, gathered in a fixed number of questions however long the history is.

What hangs on a kind of step (pauses, signposting, overrides, enquiries) is asked for only when the history has one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db.models import prefetch_related_objects
from django.utils.functional import Promise
from django.utils.timezone import localdate

from candour.contexts.concerns import references
from candour.contexts.concerns.models import (
    Concern,
    ConcernDeadline,
    ConcernEnquiry,
    ConcernExclusion,
    ConcernStep,
    EmergencyAccess,
    EnquiryReply,
    Erasure,
    HarmOverride,
    Message,
    MessageTranslation,
    NarrativeRead,
    Opening,
    OpeningStep,
    SealedIdentity,
    Signposting,
    TaxonomyTerm,
)
from candour.contexts.concerns.queries import coding, facts, files, links, opening, openings, translations, visible
from candour.contexts.concerns.queries.files import Shown
from candour.contexts.concerns.queries.links import Links
from candour.contexts.concerns.sealed import Teller, Told
from candour.kernel.deadlines import calendar, explanation, terms
from candour.kernel.deadlines import queries as clocks
from candour.kernel.people.actor import Actor
from candour.kernel.procedures import guard, registry
from candour.kernel.procedures import queries as procedures
from candour.kernel.procedures.facts import Facts, Refusal
from candour.kernel.procedures.guard import Offer
from candour.kernel.procedures.table import Procedure


@dataclass(frozen=True)
class Clock:
    """One time limit with how it was counted. ``days_late`` is 0 unless it runs and its last day is over."""

    deadline: ConcernDeadline
    sentences: list[str | Promise]
    days_late: int


@dataclass
class Case:
    """A concern as one person of the office may see it. ``narrative`` and ``reporter`` are None where they may not."""

    concern: Concern
    law: Procedure
    facts: Facts
    narrative: Told | None
    reporter: Teller | None
    timeline: list[ConcernStep]
    clocks: list[Clock]
    codes: list[TaxonomyTerm]
    messages: list[Message] = field(default_factory=list)
    signpostings: list[Signposting] = field(default_factory=list)
    overrides: list[HarmOverride] = field(default_factory=list)
    enquiries: list[ConcernEnquiry] = field(default_factory=list)
    replies: dict[UUID, list[EnquiryReply]] = field(default_factory=dict)
    emergency: EmergencyAccess | None = None
    links: Links = field(default_factory=Links)
    translations: dict[UUID | None, list[MessageTranslation]] = field(default_factory=dict)
    """By the message that they are of; None is what was told at first."""
    identity: SealedIdentity | None = None
    openings: list[Opening] = field(default_factory=list)
    opening_steps: list[OpeningStep] = field(default_factory=list)
    files: list[Shown] = field(default_factory=list)

    @property
    def seen(self) -> int:
        """The number of the last entry of the history, which the page's forms send back."""
        return len(self.facts.history)

    @property
    def entries(self) -> list[ConcernStep | OpeningStep]:
        """The timeline with the openings of a sealed identity in it, oldest first. A reporter's steps have a day and no
        time, so their own order leads, and an opening stands after the last step that is known to be earlier."""
        merged: list[ConcernStep | OpeningStep] = []
        waiting = list(self.opening_steps)
        for step in self.timeline:
            while waiting and step.taken_at and waiting[0].taken_at and waiting[0].taken_at < step.taken_at:
                merged.append(waiting.pop(0))
            merged.append(step)
        return merged + waiting

    @property
    def erased_on(self) -> date | None:
        """The day on which it was erased."""
        return next((step.taken_on for step in reversed(self.timeline) if step.step == "decide_erasure"), None)

    def took(self, step: str) -> bool:
        """Whether the step was ever taken."""
        return any(fact.step == step for fact in self.facts.history)


def concern_for(actor: Actor, typed: str) -> Concern | None:
    """The concern of this reference with what was written, if this person may know of it; None for all else.

    What is sealed, and the key to it, come with it where the database shows them.
    """
    reference = references.read(typed)
    if reference is None:
        return None
    rows = visible.concerns_visible_to(actor).select_related(
        "assigned_to", "entered_by", "key", "narrative", "reporter", "identity"
    )
    return rows.filter(reference=reference).first()


def address_for(typed: str, actor: Actor) -> str | None:
    """Where the concern of this reference is shown, or None when it is absent or not for this person."""
    reference = references.read(typed)
    if reference is None or not visible.concerns_visible_to(actor).filter(reference=reference).exists():
        return None
    return f"/concerns/{reference}/"


def case_of(concern: Concern, *, actor: Actor, at: datetime, on: date) -> Case:
    """The whole case. ``concern`` comes from ``concern_for``."""
    pair = opening.pair_for_office(concern)
    narrative = opening.told(concern, pair) if pair else None
    timeline = list(procedures.timeline(ConcernStep, concern.id))
    found = Case(
        concern=concern,
        law=registry.get("concerns.concern", concern.procedure_version),
        facts=facts.of(concern, actor, timeline=timeline),
        narrative=narrative,
        reporter=opening.teller(concern, pair) if pair else None,
        timeline=timeline,
        clocks=[],
        codes=coding.held(concern.id),
    )
    found.clocks = _clocks(found, on)
    found.links = links.of(concern)
    found.identity = getattr(concern, "identity", None)
    if found.identity is not None:
        found.openings = openings.of_concern(concern.id)
    if found.openings:
        rows_of = procedures.of_subjects(OpeningStep, [opening.id for opening in found.openings])
        found.opening_steps = list(rows_of)
    if pair is not None:
        rows = Message.objects.filter(concern=concern).select_related("author").order_by("number")
        found.messages = opening.messages(rows, pair)
        if found.took("translate"):
            found.translations = translations.of(concern, pair)
        found.files = files.of_concern(concern, pair)
    if concern.assigned_to_id != actor.person_id and narrative is not None:
        running = EmergencyAccess.objects.filter(concern=concern, person_id=actor.person_id, until_at__gt=at)
        found.emergency = running.filter(ended_at=None).order_by("-until_at").first()
    if found.took("signpost"):
        found.signpostings = list(
            Signposting.objects.filter(concern=concern).select_related("body").order_by("given_on")
        )
    if found.took("request_override"):
        asked = HarmOverride.objects.filter(concern=concern).select_related("requested_by", "authorised_by")
        found.overrides = list(asked.order_by("requested_at"))
    if found.took("put_to_body"):
        _add_enquiries(found)
    return found


def written(concern: Concern) -> Told | None:
    """What was written, where the database shows it."""
    pair = opening.pair_for_office(concern)
    return opening.told(concern, pair) if pair else None


def _clocks(found: Case, on: date) -> list[Clock]:
    rows = list(ConcernDeadline.objects.filter(concern=found.concern).order_by("started_on", "due_on", "id"))
    is_paused = found.took("pause_clock")
    if is_paused:
        prefetch_related_objects(rows, "pauses")
    holidays = clocks.holidays_added(found.concern.nation) if rows else {}
    shown = []
    for row in rows:
        pauses = [pause.pause for pause in row.pauses.all()] if is_paused else []
        sentences = explanation.explain(row.started_on, row.term, row.nation, pauses, holidays)
        shown.append(Clock(row, sentences, days_late(row, on)))
    return shown


def days_late(clock: ConcernDeadline, on: date) -> int:
    """By how many days a clock that runs is over; 0 for one that is not, is paused, or no longer runs."""
    if not clock.is_running or clock.paused_on is not None:
        return 0
    return max((on - clock.due_on) // timedelta(days=1), 0)


def _add_enquiries(found: Case) -> None:
    links = ConcernEnquiry.objects.filter(concern=found.concern).select_related("enquiry__organisation")
    found.enquiries = list(links.order_by("enquiry__sent_on", "id"))
    for reply in EnquiryReply.objects.filter(enquiry__in=[link.enquiry_id for link in found.enquiries]).order_by(
        "answered_at"
    ):
        found.replies.setdefault(reply.enquiry_id, []).append(reply)


GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("next", ("acknowledge", "take", "code", "triage_in_scope", "open", "answer", "close", "reopen", "signpost")),
    ("person", ("write", "translate", "ask_agreement", "record_agreement", "seal_passage", "seal_file", "withdraw")),
    ("body", ("put_to_body", "request_override", "decide_override")),
    ("others", ("link", "unlink")),
    ("time", ("assign", "pause_clock", "resume_clock")),
    (
        "barriers",
        (
            "open_in_emergency",
            "declare_interest",
            "end_interest",
            "correct",
            "request_erasure",
            "decide_erasure",
            "refuse_erasure",
        ),
    ),
)
"""The steps as the page groups them. A step that stands in no group is shown with the first."""


FOR_ANYBODY = frozenset({"acknowledge", "take"})
"""The steps with which somebody begins who does not work on the concern yet."""

SECOND = "decide_override"
"""The step that somebody else waits for."""


@dataclass(frozen=True)
class Offers:
    """The steps open to a person, by group in the order of ``GROUPS``, and those that are not, with the reasons."""

    groups: list[tuple[str, list[Offer]]]
    closed: list[Offer]

    is_coded: bool
    is_mine: bool

    @property
    def first(self) -> Offer | None:
        """The step that most likely comes next: what waits for a second person, else the first open one of the first
        group, coding only where it lacks. For somebody who does not work on it, acknowledging and taking it on alone:
        nobody is invited to close what another works on."""
        waiting = next((offer for _, listed in self.groups for offer in listed if offer.step.name == SECOND), None)
        if waiting is not None:
            return waiting
        if not self.groups or self.groups[0][0] != "next":
            return None
        listed = [offer for offer in self.groups[0][1] if self.is_mine or offer.step.name in FOR_ANYBODY]
        uncoded = (offer for offer in listed if offer.step.name != "code" or not self.is_coded)
        return next(uncoded, listed[0] if listed else None)


def offers_of(found: Case, *, actor: Actor, at: datetime) -> Offers:
    """What this person may do now, as the guard says. A step that needs only a fresh proof of identity counts as open.

    Steps that would change nothing are left out of the open ones: reading in an emergency what one may read anyway,
    ending an interest where nobody declared one.
    """
    every = guard.offers(found.law, found.facts, actor, at)
    open_now = {
        offer.step.name: offer
        for offer in every
        if (offer.is_open or offer.needs_only_step_up)
        and not (offer.step.name == "open_in_emergency" and found.narrative is not None)
        and not (offer.step.name == "end_interest" and not found.took("declare_interest"))
    }
    grouped = [(group, [open_now.pop(name) for name in names if name in open_now]) for group, names in GROUPS]
    if open_now:
        grouped.insert(1, ("other", list(open_now.values())))
    return Offers(
        groups=[(group, listed) for group, listed in grouped if listed],
        closed=[offer for offer in every if not offer.is_open and not offer.needs_only_step_up],
        is_coded="coding" in found.facts.records,
        is_mine=found.concern.assigned_to_id == actor.person_id,
    )


def refusals_to_enter(actor: Actor, at: datetime) -> tuple[Refusal, ...]:
    """Why this person may not enter a concern for somebody; empty when they may."""
    law = registry.in_force("concerns.concern", localdate(at))
    return guard.refusals(law, "receive", Facts(subject=uuid4(), state=""), actor, at)


def decide_by(concern: Concern, code: str, on: date) -> date | None:
    """The last day of a time limit if it started on this day; None where the office has set none."""
    try:
        term = terms.in_force(code, concern.nation, on)
    except terms.NoSuchTerm:
        return None
    return calendar.due_on(on, term.term, concern.nation, (), clocks.holidays_added(concern.nation))


def waiting_override(concern_id: UUID) -> HarmOverride | None:
    """The request to tell a body without agreement that waits for a second person."""
    rows = HarmOverride.objects.filter(concern_id=concern_id, authorised_by=None)
    return rows.select_related("requested_by").first()


def waiting_erasure(concern_id: UUID) -> Erasure | None:
    """The request to erase it that waits for a second person."""
    return Erasure.objects.filter(concern_id=concern_id, decided_by=None).select_related("requested_by").first()


def correctable(concern_id: UUID) -> ConcernStep | None:
    """The step that a correction would take back."""
    return procedures.last_correctable(ConcernStep, concern_id)


def since(concern_id: UUID, number: int) -> Iterable[ConcernStep]:
    """What happened after the entry of this number."""
    return procedures.timeline(ConcernStep, concern_id).filter(number__gt=number)


def readers(concern_id: UUID) -> list[NarrativeRead]:
    """Who read what was written, the last first; the database shows all of it to those who oversee alone."""
    rows = NarrativeRead.objects.filter(concern_id=concern_id).select_related("person")
    return list(rows.order_by("-read_at")[:50])


def declared(concern_id: UUID) -> list[ConcernExclusion]:
    """Who declared an interest, for those who oversee."""
    rows = ConcernExclusion.objects.filter(concern_id=concern_id, ended_on=None).select_related("person")
    return list(rows.order_by("declared_on", "id"))
