"""Everything that was issued, for the office: narrowed by what an address says, one page at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet
from django.urls import reverse

from candour.contexts.recommendations import codes, references
from candour.contexts.recommendations.models import Addressee, AddresseeDeadline, Recommendation, Report
from candour.contexts.recommendations.procedure import answer
from candour.contexts.recommendations.queries import next_up
from candour.contexts.recommendations.queries.next_up import Next
from candour.contexts.recommendations.queries.standing import standing_of
from candour.kernel.deadlines import queries as deadlines
from candour.kernel.people.actor import Actor
from candour.kernel.people.models import Organisation
from candour.kernel.people.roles import Role

READERS = (
    Role.COMMISSIONER.value, Role.DEPUTY_COMMISSIONER.value, Role.HEAD_OF_OFFICE.value, Role.REVIEWER.value,
    Role.INVESTIGATOR.value, Role.ANALYST.value, Role.CONCERNS_CASEWORKER.value,
)  # fmt: skip
"""Who reads recommendations in the office; ``models.rules.READS`` says the same and stands behind it."""
WORKERS = (Role.COMMISSIONER.value, Role.HEAD_OF_OFFICE.value, Role.REVIEWER.value)
"""Who follows them."""
SIGNERS = (Role.COMMISSIONER.value, Role.HEAD_OF_OFFICE.value)
"""Who signs letters."""

PAGE = 30
LAST_PAGE = 2_000
COUNTED = 10_000
"""Counting stops here."""

_STANDS_AT: dict[codes.Standing, Q] = {
    **{standing_of(state, ""): Q(state=state) for state in (
        answer.ASKED, answer.REJECTED, answer.NOTED, answer.ELSEWHERE, answer.CLAIMED, answer.VERIFIED,
        answer.NOT_VERIFIED, answer.CLOSED,
    )},
    **{standing_of(answer.ACCEPTED, how): Q(state=answer.ACCEPTED, response=how) for how in codes.ACCEPTING},
}  # fmt: skip


class _AmongThem(Func):
    """Whether the first is among the second, an array that is made once for the whole statement."""

    template = "%(expressions)s)"
    arg_joiner = " = any("
    output_field = BooleanField()


@dataclass(frozen=True)
class Chosen:
    """What somebody wants to see. ``late`` is "yes", "no" or empty; every empty one means any."""

    text: str = ""
    report: UUID | None = None
    body: UUID | None = None
    standings: tuple[codes.Standing, ...] = ()
    late: str = ""

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is asked for at all."""
        return self != Chosen()

    def of_body(self, on: date) -> QuerySet[Addressee]:
        """What bodies were asked that fits, whatever the recommendation says."""
        rows = Addressee.objects.all()
        if self.body:
            rows = rows.filter(organisation_id=self.body)
        if self.standings:
            wanted = Q()
            for standing in self.standings:
                wanted |= _STANDS_AT[standing]
            rows = rows.filter(wanted)
        if self.late:
            rows = rows.filter(late(on)) if self.late == "yes" else rows.exclude(late(on))
        return rows

    def narrowed(self, on: date) -> QuerySet[Recommendation]:
        """The recommendations that fit: with at least one body that does."""
        rows = Recommendation.objects.all()
        if self.report:
            rows = rows.filter(report_id=self.report)
        if self.text:
            rows = rows.filter(_said(self.text))
        if replace(self, text="", report=None).is_narrowed:
            of_body = self.of_body(on)
            if self.late == "yes":  # few: found first, by their index, and not looked for in each recommendation
                rows = rows.filter(_AmongThem(F("pk"), ArraySubquery(of_body.values("recommendation_id"))))
            else:
                rows = rows.filter(Exists(of_body.filter(recommendation=OuterRef("pk"))))
        return rows


def late(on: date) -> Q:
    """The body let a day pass: to respond, or to deliver. What falls due next is judged first: it has an index."""
    clock = deadlines.running(AddresseeDeadline).filter(
        addressee=OuterRef("pk"), code=answer.RESPOND, paused_on=None, due_on__lt=on
    )
    return Q(is_open=True, next_due_on__lt=on) & (
        Q(Exists(clock), state=answer.ASKED) | Q(state__in=answer.BEING_DELIVERED, deliver_by__lt=on)
    )


def _said(text: str) -> Q:
    """What was typed: a reference of a recommendation or of what a body was asked, or words in it."""
    known = references.read(text)
    if known is not None and known.startswith(references.RECOMMENDATION):
        return Q(reference=known)
    if known is not None and known.startswith(references.ADDRESSEE):
        return Q(Exists(Addressee.objects.filter(recommendation=OuterRef("pk"), reference=known)))
    return Q(search=SearchQuery(text, config="english", search_type="websearch"))


@dataclass(frozen=True)
class Asked:
    """One body on a line of the list: where it stands, and what is next."""

    addressee: Addressee
    standing: codes.Standing
    next: Next | None
    is_late: bool


@dataclass(frozen=True)
class Line:
    """One recommendation of the list."""

    recommendation: Recommendation
    asked: list[Asked] = field(default_factory=list)


@dataclass(frozen=True)
class Page:
    """Part of the list."""

    lines: list[Line]
    number: int
    has_next: bool


def page_of(chosen: Chosen, number: str, *, on: date) -> Page:
    """The page of this number, the newest recommendations first; the first for what is none. Four queries, and two words to the planner."""
    wanted = int(number) if number.isdecimal() and 0 < len(number) < 5 and int(number) else 1
    start = (min(wanted, LAST_PAGE) - 1) * PAGE
    # Reports are asked for afterwards: joined, all rows would be sorted before the first is shown.
    ordered = (
        chosen.narrowed(on).prefetch_related("report").defer("search").order_by("-issued_on", "report_id", "place")
    )
    with _in_its_order(chosen):
        rows = list(ordered[start : start + PAGE + 1])
    lines = {row.id: Line(row) for row in rows[:PAGE]}
    asked = list(
        Addressee.objects.filter(recommendation_id__in=lines)
        .select_related("organisation", "part")
        .order_by("organisation__name", "part__letter")
    )
    due = due_days(asked)
    for one in asked:
        lines[one.recommendation_id].asked.append(_asked(one, due.get(one.id, {}), on))
    return Page(list(lines.values()), wanted, len(rows) > PAGE)


@contextmanager
def _in_its_order(chosen: Chosen) -> Iterator[None]:
    """Where most rows fit, the index of the order is followed until the page is full. The database takes row rules for
    stricter than they are, and would sort everything for a few rows."""
    if replace(chosen, late="").is_narrowed or chosen.late == "yes":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("set local enable_sort = off")
        yield
        cursor.execute("set local enable_sort = on")


def _asked(one: Addressee, due: dict[str, date], on: date) -> Asked:
    following = next_up.next_of(one, due)
    return Asked(
        one, standing_of(one.state, one.response), following[0] if following else None,
        next_up.is_body_late(one, due, on),
    )  # fmt: skip


def due_days(asked: Sequence[Addressee]) -> dict[UUID, dict[str, date]]:
    """The days of the clocks that run on these, by code. One query."""
    found: dict[UUID, dict[str, date]] = {}
    rows = deadlines.running(AddresseeDeadline).filter(addressee__in=[one.id for one in asked])
    for key, code, day in rows.values_list("addressee_id", "code", "due_on"):
        found.setdefault(key, {})[code] = day
    return found


def counted(chosen: Chosen, *, on: date) -> tuple[int, bool]:
    """How many recommendations fit, and whether there are more than were counted. One query."""
    found = chosen.narrowed(on).order_by()[: COUNTED + 1].count()
    return min(found, COUNTED), found > COUNTED


def bodies_asked() -> QuerySet[Organisation]:
    """Bodies that were ever asked something. The index on bodies is skipped through; rows are not read."""
    return Organisation.objects.filter(Exists(Addressee.objects.filter(organisation=OuterRef("pk")))).order_by("name")


def reports() -> QuerySet[Report]:
    """Reports with anything issued, the newest first."""
    return Report.objects.order_by("-published_on", "slug")


def found_for(actor: Actor, reference: str) -> Recommendation | None:
    """The recommendation of this reference; None for absent, misspelt and not for this person alike."""
    known = references.read(reference)
    if known is None or known != reference or not actor.has(*READERS):
        return None
    return Recommendation.objects.select_related("report").defer("search").filter(reference=known).first()


def asked_for(actor: Actor, reference: str) -> Addressee | None:
    """What one body was asked, by its reference; None as above."""
    known = references.read(reference)
    if known is None or known != reference or not actor.has(*READERS):
        return None
    rows = Addressee.objects.select_related("organisation", "part", "recommendation__report")
    return rows.filter(reference=known).first()


def address_for(typed: str, actor: Actor) -> str | None:
    """Where a reference that somebody typed leads, or None."""
    known = references.read(typed)
    if known is None:
        return None
    if known.startswith(references.RECOMMENDATION) and found_for(actor, known):
        return reverse("issued:recommendation", args=[known])
    if known.startswith(references.ADDRESSEE) and asked_for(actor, known):
        return reverse("issued:asked", args=[known])
    return None
