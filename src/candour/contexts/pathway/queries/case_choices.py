"""What the forms of a case offer to choose from, and what stands in them before anybody typed."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as translated

from candour.contexts.pathway.models import (
    AgendaItem,
    CaseAdmission,
    CaseInformation,
    CaseMove,
    Commission,
    ItemDecision,
    Meeting,
    PanelCase,
    PanelCaseStep,
    PlanNeed,
    SupportPlan,
)
from candour.contexts.pathway.models.choices import Decided, Moved
from candour.contexts.pathway.procedure import meeting as sitting
from candour.contexts.pathway.queries import case_sides, lists, panel_people, people, support
from candour.kernel.people.actor import Actor

Choices = list[tuple[UUID, str]]
TAKES_CASES = (sitting.PLANNED, sitting.CALLED, sitting.HELD)


def meetings(case: PanelCase) -> Choices:
    """The meetings of the case's panel that still take a case, the next first."""
    rows = Meeting.objects.filter(authority_id=case.authority_id, state__in=TAKES_CASES).select_related("panel")
    return [
        (
            row.id,
            translated("%(day)s, %(panel)s, %(place)s (%(reference)s)")
            % {
                "day": _day(row.held_on),
                "panel": row.panel.name,
                "place": row.place,
                "reference": row.reference,
            },
        )
        for row in rows.order_by("held_on", "starts_at", "id")
    ]


def is_on_agenda(case: PanelCase) -> bool:
    """Whether it stands on the agenda of a meeting that has not decided on it."""
    decided = ItemDecision.objects.filter(item=OuterRef("pk"))
    rows = AgendaItem.objects.filter(case=case, taken_off_on=None, meeting__state__in=TAKES_CASES)
    return rows.filter(~Exists(decided)).exists()


def decision(case: PanelCase) -> ItemDecision | None:
    """The last decision that nobody has taken up, or whose taking up was corrected."""
    corrected = PanelCaseStep.objects.filter(corrects=OuterRef("taken_up"))
    rows = ItemDecision.objects.filter(case=case).exclude(decided=Decided.NOTE)
    return rows.filter(Q(taken_up=None) | Exists(corrected)).select_related("meeting").order_by("-decided_at").first()


def decided_words(case: PanelCase) -> str:
    """The rationale of that decision."""
    found = decision(case)
    return found.rationale if found else ""


def plan_words(case: PanelCase) -> dict[str, Any]:
    """What the last version of the plan says: the next begins with it."""
    names = ("consent_how", "consent_by", "nature", "providers", "how_and_when")
    return SupportPlan.objects.filter(case=case).order_by("-version").values(*names).first() or {}


def open_needs(case: PanelCase) -> Choices:
    """The needs of which nobody has said what became."""
    rows = PlanNeed.objects.filter(case=case, settled="").order_by("number")
    return [(row.id, f"{row.number}. {Truncator(row.what).chars(120)}") for row in rows]


def running_commissions(case: PanelCase, on: date) -> Choices:
    """What was commissioned and goes on, or ended with fewer sessions than were commissioned."""
    rows = Commission.objects.filter(support.unfinished(on), case=case)
    return [
        (row.id, _commissioned(row, on))
        for row in rows.select_related("intervention", "organisation").order_by("until_on", "id")
    ]


def _commissioned(row: Commission, on: date) -> str:
    said = f"{lists.label_of(row.intervention)}, {row.organisation.name}"
    if row.until_on >= on:
        return said
    over = translated("its time was over on %(day)s")
    return f"{said}, {over % {'day': date_format(row.until_on, 'j F Y')}}"


def questions(case: PanelCase, actor: Actor) -> Choices:
    """The questions that this person may answer: those to their own bodies; to any body, for whoever runs the panel."""
    rows = CaseInformation.objects.filter(case=case, answered_at=None).select_related("organisation")
    if not case_sides.is_panels(case, actor):
        rows = rows.filter(organisation_id__in=actor.organisations)
    return [
        (row.id, f"{row.organisation.name}: {Truncator(row.question).chars(200)}") for row in rows.order_by("asked_at")
    ]


def admissions(case: PanelCase, on: date) -> Choices:
    """Who sees it now by an admission."""
    rows = list(CaseAdmission.objects.filter(case=case, until_on__gt=on).select_related("organisation"))
    names = panel_people.names_of([row.person_id for row in rows])
    return [(row.id, f"{names.get(row.person_id, '')}, {row.organisation.name}") for row in rows]


def new_owners(case: PanelCase, *, on: date) -> Choices:
    """Who can own it in the area to which it is offered; nobody who declared an interest in the person."""
    move = CaseMove.objects.filter(case=case, answer=Moved.WAITS).first()
    if move is None:
        return []
    barred = people.barred(case.individual_id)
    return [one for one in people.who_run_the_panel(move.to_authority_id, on=on) if one[0] not in barred]


def _day(on: date) -> str:
    return date_format(on, "l j F Y")
