"""Drafts as the office sees them: the list by report, one report, and everything of one draft."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from candour.contexts.recommendations import codes, references
from candour.contexts.recommendations.models import (
    Consideration,
    Draft,
    DraftAddressee,
    DraftLink,
    DraftPart,
    DraftStep,
    PublishedText,
    ReportDraft,
    TagTerm,
)
from candour.contexts.recommendations.procedure import draft as law
from candour.contexts.recommendations.queries import facts
from candour.contexts.recommendations.queries.published import in_order
from candour.kernel.people.actor import Actor
from candour.kernel.people.roles import Role
from candour.kernel.procedures import queries as procedures
from candour.kernel.procedures.facts import Facts

READERS = (
    Role.COMMISSIONER.value,
    Role.DEPUTY_COMMISSIONER.value,
    Role.HEAD_OF_OFFICE.value,
    Role.REVIEWER.value,
    Role.INVESTIGATOR.value,
    Role.ANALYST.value,
    Role.CONCERNS_CASEWORKER.value,
)
"""Who reads drafts, as the row rules have it (``models/rules.py``)."""

SECOND = "second"
"""The list of what needs somebody else than whoever wrote it."""
FILTERS: dict[str, tuple[str, ...]] = {
    "": (law.DRAFTING, law.CHECKING, law.PASSED),
    SECOND: (law.CHECKING,),
    law.DRAFTING: (law.DRAFTING,),
    law.CHECKING: (law.CHECKING,),
    law.PASSED: (law.PASSED,),
    law.ISSUED: (law.ISSUED,),
    law.WITHDRAWN: (law.WITHDRAWN,),
}
"""What the list may be narrowed to, and the states of each."""
REPORTS, ROWS, NAMED = 20, 40, 3
"""Reports of a page, recommendations shown of each, and bodies named in a line."""


@dataclass(frozen=True)
class Row:
    """A draft in a list, with the first of the bodies that it asks and how many more there are."""

    draft: Draft
    bodies: tuple[str, ...]
    more: int


@dataclass(frozen=True)
class Group:
    """A report with those of its drafts that the list shows."""

    report: ReportDraft
    rows: list[Row]
    more: int = 0


@dataclass(frozen=True)
class Listed:
    """A page of the list."""

    groups: list[Group]
    number: int
    has_next: bool


def waiting_for(actor: Actor) -> QuerySet[Draft]:
    """Those that wait for a second person, whom this person may be: neither proposed nor considered by them."""
    proposed = DraftStep.objects.filter(draft=OuterRef("pk"), step="propose").order_by("-number")
    mine = Consideration.objects.filter(draft=OuterRef("pk"), by_id=actor.person_id)
    return (
        Draft.objects.filter(state=law.CHECKING)
        .annotate(proposed_by=Subquery(proposed.values("by_id")[:1]))
        .exclude(proposed_by=actor.person_id)
        .exclude(Exists(mine))
    )


def listed(actor: Actor, chosen: str, number: str) -> Listed:
    """The reports that have something of what was chosen, each with it. Three queries."""
    drafts = waiting_for(actor) if chosen == SECOND else Draft.objects.filter(state__in=FILTERS[chosen])
    wanted = Q(Exists(drafts.filter(report=OuterRef("pk"))))
    if not chosen:
        wanted |= Q(issued_as__isnull=True) | Q(issued_as__published_at__isnull=True)
    reports = ReportDraft.objects.filter(wanted).select_related("issued_as").order_by("title", "id")
    page = int(number) if number.isdecimal() and 0 < len(number) < 5 and int(number) else 1
    found = list(reports[(page - 1) * REPORTS : page * REPORTS + 1])
    rows = rows_of(drafts.filter(report__in=found[:REPORTS]))
    by_report: dict[UUID, list[Row]] = defaultdict(list)
    for row in rows:
        by_report[row.draft.report_id].append(row)
    groups = [
        Group(report, by_report[report.id][:ROWS], max(len(by_report[report.id]) - ROWS, 0))
        for report in found[:REPORTS]
    ]
    return Listed(groups, page, len(found) > REPORTS)


def rows_of(drafts: QuerySet[Draft]) -> list[Row]:
    """These drafts in the order of their numbers, each with whom it asks. Two queries."""
    found = sorted(drafts.select_related("issued_as"), key=lambda draft: in_order(draft.number))
    asked: dict[UUID, list[str]] = defaultdict(list)
    names = DraftAddressee.objects.filter(draft__in=found).order_by("organisation__name")
    for draft_id, name in names.values_list("draft_id", "organisation__name"):
        if name not in asked[draft_id]:
            asked[draft_id].append(name)
    return [Row(draft, tuple(asked[draft.id][:NAMED]), max(len(asked[draft.id]) - NAMED, 0)) for draft in found]


def report_of(slug: str) -> ReportDraft | None:
    """The report of this address."""
    return ReportDraft.objects.select_related("issued_as").filter(slug=slug).first()


def counts_of(report: ReportDraft) -> Counter[str]:
    """How many of its drafts stand where."""
    return Counter(Draft.objects.filter(report=report).values_list("state", flat=True))


def text_of(report: ReportDraft) -> PublishedText | None:
    """The text of a report as it was published."""
    return PublishedText.objects.filter(report=report.issued_as, recommendation=None).defer("text").first()


def draft_of(reference: str) -> Draft | None:
    """The draft of this reference; None for absent and misspelt alike."""
    known = references.read(reference)
    if known is None or known != reference:
        return None
    return Draft.objects.select_related("report__issued_as", "issued_as").filter(reference=known).first()


def address_for(typed: str, actor: Actor) -> str | None:
    """Where a reference that somebody typed leads, or None."""
    known = references.read(typed)
    found = draft_of(known) if known and actor.has(*READERS) else None
    return reverse("drafts:draft", args=[found.reference]) if found else None


@dataclass(frozen=True)
class Considered:
    """An aspect of the quality gate, with its last reasons and those before them."""

    code: str
    label: Any
    last: Consideration | None
    earlier: Sequence[Consideration] = ()
    is_older: bool = False
    """Whether the recommendation was changed after the reasons were written."""


@dataclass(frozen=True)
class DraftPage:
    """Everything that the page of a draft says."""

    draft: Draft
    facts: Facts
    parts: Sequence[DraftPart]
    addressees: Sequence[DraftAddressee]
    links: Sequence[DraftLink]
    tags: Sequence[TagTerm]
    aspects: Sequence[Considered]
    steps: Sequence[DraftStep]

    @property
    def unstaffed(self) -> Collection[UUID]:
        """The bodies in which nobody answers recommendations."""
        return cast("frozenset[UUID]", self.facts.fields["unstaffed"])

    @property
    def considered(self) -> int:
        """How many aspects have reasons."""
        return sum(aspect.last is not None for aspect in self.aspects)


def page_of(draft: Draft, actor: Actor) -> DraftPage:
    """One draft, whole. At most fourteen queries, however much it holds."""
    steps = list(procedures.timeline(DraftStep, draft.id))
    addressees = list(
        draft.addressees.select_related("organisation", "part").order_by("part__letter", "organisation__name", "id")
    )
    changed = max((step.taken_at for step in steps if step.step == "revise" and step.taken_at), default=None)
    return DraftPage(
        draft=draft,
        facts=facts.of_draft(draft, actor),
        parts=list(draft.parts.all()),
        addressees=addressees,
        links=list(draft.links.select_related("to__report").order_by("kind", "id")),
        tags=list(TagTerm.objects.filter(id__in=draft.tags).order_by("list", "valid_from", "label")),
        aspects=considered_in(draft, changed),
        steps=steps,
    )


def considered_in(draft: Draft, changed: datetime | None = None) -> list[Considered]:
    """Every aspect in its order, whether anything was considered or not. One query."""
    written: dict[str, list[Consideration]] = defaultdict(list)
    for row in draft.considerations.select_related("by").order_by("number"):
        written[row.aspect].append(row)
    return [
        Considered(
            code,
            label,
            written[code][-1] if written[code] else None,
            written[code][-2::-1],
            bool(written[code] and changed and written[code][-1].at < changed),
        )
        for code, label in codes.Aspect.choices
    ]


def terms_on(on: date) -> list[TagTerm]:
    """The tags that may be given on this day."""
    rows = TagTerm.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=on), valid_from__lte=on)
    return list(rows.order_by("list", "label"))
