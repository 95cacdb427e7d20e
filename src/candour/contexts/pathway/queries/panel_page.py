"""Panels and their meetings for whoever runs them or sits on them: the list, one panel, and what a meeting could take up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from candour.contexts.pathway import references
from candour.contexts.pathway.models import (
    AgendaItem,
    ItemDecision,
    Meeting,
    Panel,
    PanelCase,
    PanelCaseStep,
    PanelMember,
    QuorumRule,
)
from candour.contexts.pathway.models.choices import Decided, Part
from candour.contexts.pathway.procedure import basis
from candour.contexts.pathway.procedure import case as law
from candour.contexts.pathway.procedure import meeting as sitting
from candour.contexts.pathway.queries import meeting_facts, panel_people, visible
from candour.kernel.people.actor import Actor
from candour.kernel.people.models import Organisation
from candour.kernel.people.roles import OrganisationKind

SOON = timedelta(days=42)
"""A review that falls due within this time comes onto the agenda of a meeting."""

TAKES = (sitting.PLANNED, sitting.CALLED, sitting.HELD)
"""Meetings that take cases."""

FIRST_LOOK = (law.REFERRED, law.GATHERING, law.BEFORE_PANEL)
ONCE_MORE = (law.REFUSED, law.WITHDRAWN)
MEETINGS_SHOWN = 24


def runs(actor: Actor, authority_id: UUID) -> bool:
    """Whether this person chairs or coordinates the panels of this authority."""
    return authority_id in visible.organisations_as(actor, *basis.PANEL)


def authorities_of(actor: Actor) -> list[Organisation]:
    """The authorities whose panels this person runs."""
    rows = Organisation.objects.filter(
        id__in=visible.organisations_as(actor, *basis.PANEL), kind=OrganisationKind.LOCAL_AUTHORITY
    )
    return list(rows.order_by("name", "id"))


def panels_of(actor: Actor) -> QuerySet[Panel]:
    """The panels that this person runs or sits on: the row rules know which."""
    return Panel.objects.select_related("authority").order_by(F("ended_on").asc(nulls_first=True), "name", "id")


def panel_for(actor: Actor, panel_id: UUID) -> Panel | None:
    """One of them; None for absent and forbidden alike."""
    return panels_of(actor).filter(id=panel_id).first()


def meetings_of(actor: Actor) -> QuerySet[Meeting]:
    """The meetings of these panels, as the row rules show them."""
    return Meeting.objects.select_related("panel")


def meeting_for(actor: Actor, typed: str) -> Meeting | None:
    """The meeting of this reference; None for absent, misspelt and forbidden alike."""
    known = references.read(typed)
    return meetings_of(actor).select_related("authority").filter(reference=known).first() if known == typed else None


def upcoming(actor: Actor, on: date) -> list[Meeting]:
    """What is still to be held or signed, the next first, with how many cases of each this person sees."""
    standing = Count("items", filter=Q(items__taken_off_on=None))
    rows = meetings_of(actor).filter(is_open=True).annotate(cases=standing)
    return list(rows.order_by("held_on", "starts_at", "id")[:MEETINGS_SHOWN])


def for_calendar(actor: Actor, on: date) -> list[Any]:
    """The meetings of the last three months and all to come, also those called off: a calendar has to learn of that. Each
    with how often it was moved."""
    rows = meetings_of(actor).filter(held_on__gte=on - timedelta(days=92)).annotate(times_moved=Count("moves"))
    return list(rows.order_by("held_on", "starts_at", "id")[:500])


def due_for(authorities: list[UUID], on: date) -> QuerySet[PanelCase]:
    """The cases that a next meeting should take up and that stand on no agenda: those that wait for a first look, those that
    were refused or withdrawn, and those whose review falls due. An item with which everybody is done is no place on an
    agenda, though the minutes of its meeting are still to be drafted."""
    waits = Q(state__in=(*FIRST_LOOK, *ONCE_MORE)) | Q(state=law.SUPPORTED, next_due_on__lte=on + SOON)
    corrected = PanelCaseStep.objects.filter(corrects=OuterRef("taken_up"))
    taken_up = Q(taken_up__isnull=False) & ~Exists(corrected)
    done = ItemDecision.objects.filter(Q(decided=Decided.NOTE) | taken_up, item=OuterRef("pk"), taken_back_on=None)
    listed = AgendaItem.objects.filter(~Exists(done), case=OuterRef("pk"), taken_off_on=None, meeting__state__in=TAKES)
    rows = PanelCase.objects.filter(waits, ~Exists(listed), authority_id__in=authorities, is_open=True)
    return rows.select_related("individual").order_by(F("next_due_on").asc(nulls_last=True), "referred_on", "id")


def others_for(authority_id: UUID, on: date) -> QuerySet[PanelCase]:
    """Every other case of the authority that could be put on an agenda, newest first."""
    due = due_for([authority_id], on).values("id")
    rows = PanelCase.objects.filter(authority_id=authority_id).exclude(state__in=(law.MOVED, law.ENDED))
    return rows.exclude(id__in=due).select_related("individual").order_by("-referred_on", "id")


@dataclass(frozen=True)
class Member:
    """Somebody on a panel, with their name."""

    row: PanelMember
    name: str


@dataclass(frozen=True)
class PanelPage:
    """Everything that the page of a panel shows."""

    panel: Panel
    members: list[Member]
    left: list[Member]
    rule: QuorumRule | None
    rules: list[QuorumRule]
    to_come: list[Meeting]
    held: list[Meeting]
    due: int
    is_run: bool


def page_of(panel: Panel, actor: Actor, on: date) -> PanelPage:
    """One panel. At most eight queries."""
    rows: list[PanelMember] = list(
        PanelMember.objects.filter(panel=panel).select_related("organisation").order_by("from_on", "id")
    )
    names = panel_people.names_of(row.person_id for row in rows)
    members = [Member(row, names.get(row.person_id, "")) for row in rows]
    order = {part: number for number, part in enumerate(Part.values)}
    members.sort(key=lambda one: (order[one.row.part], one.name))
    standing = Count("items", filter=Q(items__taken_off_on=None))
    meetings: list[Any] = list(
        meetings_of(actor).filter(panel=panel).annotate(cases=standing).order_by("-held_on", "-starts_at", "id")[:60]
    )
    is_run = runs(actor, panel.authority_id)
    return PanelPage(
        panel=panel,
        members=[one for one in members if one.row.until_on is None or one.row.until_on > on],
        left=[one for one in members if one.row.until_on is not None and one.row.until_on <= on],
        rule=meeting_facts.rule_of(panel.id, on),
        rules=list(QuorumRule.objects.filter(panel=panel).order_by("-in_force_from")),
        to_come=[one for one in reversed(meetings) if one.is_open],
        held=[one for one in meetings if not one.is_open],
        due=due_for([panel.authority_id], on).count() if is_run else 0,
        is_run=is_run,
    )
