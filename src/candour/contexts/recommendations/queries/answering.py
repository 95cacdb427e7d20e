"""What a body is asked, as its recommendation owners see it. The row rules say the same and stand behind it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Case, Count, DateField, F, OuterRef, Q, QuerySet, Subquery, When
from django.urls import reverse

from candour.contexts.recommendations import references
from candour.contexts.recommendations.models import Addressee, AddresseeDeadline, Report, ResponseDraft
from candour.contexts.recommendations.procedure import answer, basis
from candour.kernel.people.actor import Actor
from candour.kernel.people.models import Person, RoleHolding

PAGE = 50

SHOWS: dict[str, tuple[str, ...]] = {
    "respond": (answer.ASKED,),
    "deliver": answer.BEING_DELIVERED,
    "claimed": (answer.CLAIMED, answer.VERIFIED),
    "declined": (answer.REJECTED, answer.NOTED, answer.ELSEWHERE),
    "closed": (answer.CLOSED,),
}
"""The parts of the list, by the states that stand in them."""


def bodies(actor: Actor) -> list[UUID]:
    """The bodies for which this person answers recommendations today, in their own right or as cover."""
    return sorted({held.organisation_id for held in actor.holdings if held.role == basis.OWNER})


def asked_of(actor: Actor) -> QuerySet[Addressee]:
    """What those bodies are asked."""
    return Addressee.objects.filter(organisation_id__in=bodies(actor))


def with_due(rows: QuerySet[Addressee]) -> QuerySet[Addressee]:
    """Adds ``body_due``: the day by which the body itself has to act; empty where it is the office's turn."""
    clock = AddresseeDeadline.objects.filter(
        addressee=OuterRef("pk"), code=answer.RESPOND, met_on__isnull=True, cancelled_on__isnull=True
    )
    due = Case(
        When(state=answer.ASKED, then=Subquery(clock.values("due_on")[:1])),
        When(state__in=answer.BEING_DELIVERED, then=F("deliver_by")),
        output_field=DateField(),
    )
    return rows.annotate(body_due=due)


def listed(rows: QuerySet[Addressee]) -> QuerySet[Addressee]:
    """What the body has to do, the one due first at the top; then what waits for the office; then what is closed."""
    return (
        with_due(rows)
        .select_related("recommendation__report", "organisation", "part")
        .order_by(
            F("is_open").desc(),
            F("body_due").asc(nulls_last=True),
            "-asked_on",
            "recommendation__place",
            "part__letter",
        )
    )


@dataclass(frozen=True)
class Chosen:
    """What of the list is shown. Words that the address cannot mean count as not said."""

    show: str = ""
    report: str = ""

    def narrowed(self, rows: QuerySet[Addressee]) -> QuerySet[Addressee]:
        """The rows that were asked for. Without a choice: what is open."""
        found = rows.filter(state__in=SHOWS[self.show]) if self.show else rows.filter(is_open=True)
        return found.filter(recommendation__report__slug=self.report) if self.report else found


@dataclass(frozen=True)
class Page:
    """Part of a list."""

    rows: list[Addressee]
    number: int
    has_next: bool


def page_of(rows: QuerySet[Addressee], number: str) -> Page:
    """The page of this number; the first for what is none."""
    wanted = int(number) if number.isdecimal() and 0 < len(number) < 5 and int(number) else 1
    start = (wanted - 1) * PAGE
    found = list(listed(rows)[start : start + PAGE + 1])
    return Page(found[:PAGE], wanted, len(found) > PAGE)


def counted(rows: QuerySet[Addressee]) -> dict[str, int]:
    """How many stand in each part of the list, and in all that is open (under an empty name). One query."""
    states = {row["state"]: row["many"] for row in rows.order_by().values("state").annotate(many=Count("id"))}
    parts = {part: sum(states.get(state, 0) for state in members) for part, members in SHOWS.items()}
    return {"": sum(many for state, many in states.items() if state != answer.CLOSED), **parts}


def reports_of(actor: Actor) -> list[Report]:
    """The reports by which those bodies are asked, the newest first."""
    asked = asked_of(actor).values("recommendation__report")
    return list(Report.objects.filter(id__in=asked).order_by("-issued_at", "slug"))


def report_for(actor: Actor, slug: str) -> Report | None:
    """The report of this address, where it asks one of those bodies for something."""
    asked = asked_of(actor).values("recommendation__report")
    return Report.objects.filter(slug=slug, id__in=asked).first()


def waiting_in(actor: Actor, report: Report) -> list[Addressee]:
    """What of one report waits for a response of those bodies, in the order of the report."""
    rows = asked_of(actor).filter(recommendation__report=report, state=answer.ASKED)
    return list(
        with_due(rows)
        .select_related("recommendation", "organisation", "part")
        .order_by("recommendation__place", "part__letter", "organisation__name")
    )


def drafts_of(rows: Collection[Addressee]) -> dict[UUID, ResponseDraft]:
    """The responses in the making of these, by what they answer. One query."""
    return {draft.addressee_id: draft for draft in ResponseDraft.objects.filter(addressee__in=[row.pk for row in rows])}


def found_for(actor: Actor, reference: str) -> Addressee | None:
    """What a body is asked under this reference; None for absent, misspelt and another body's alike."""
    known = references.read(reference)
    if known is None or known != reference:
        return None
    rows = with_due(asked_of(actor)).select_related("recommendation__report", "organisation", "part")
    return rows.filter(reference=known).first()


def address_for(typed: str, actor: Actor) -> str | None:
    """Where a reference that somebody typed leads, or None: absent and forbidden are not told apart."""
    known = references.read(typed)
    found = found_for(actor, known) if known else None
    return reverse("answering:one", args=[found.reference]) if found else None


def names_of(people: Collection[UUID | None]) -> dict[UUID, str]:
    """The names of these people, as far as they are colleagues. Who has left is not among them. One query."""
    return dict(Person.objects.filter(id__in={one for one in people if one is not None}).values_list("id", "name"))


def owners_of(bodies: Sequence[UUID], on: date) -> list[RoleHolding]:
    """Who answers recommendations for these bodies today, in their own right. Told to their colleagues alone."""
    rows = RoleHolding.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=on), organisation_id__in=bodies, role=basis.OWNER, starts_on__lte=on
    )
    return list(rows.select_related("person").order_by("person__name"))
