"""A report and a body as their own pages of the tracker show them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from candour.contexts.recommendations.models import Addressee, Report, ReportNote, Withheld
from candour.kernel.people.models import Organisation

MOST = 1_000
"""Reports of a list, newest first."""


@dataclass(frozen=True)
class Body:
    """A body that was asked."""

    id: UUID
    name: str


def every() -> list[Report]:
    """Every report that is published, the newest first. One query."""
    return list(Report.objects.filter(published_at__isnull=False).order_by("-published_on", "slug")[:MOST])


def named(slug: str) -> Report | None:
    """The report of this address. One query."""
    return Report.objects.filter(slug=slug, published_at__isnull=False).first()


def notes(report: Report) -> list[ReportNote]:
    """What sources say of the whole report, by day. One query."""
    return list(report.notes.order_by("as_of", "id"))


def withheld(report: Report | None = None) -> list[Withheld]:
    """What is not shown and why: of everything, or of one report. One query."""
    rows = Withheld.objects.order_by("report_title", "certainty")
    return list(rows.filter(report_title=report.title) if report else rows)


def body(body_id: UUID) -> Body | None:
    """The body of this id, where it was asked for something in public. One query."""
    was_asked = Addressee.objects.filter(published_at__isnull=False).values("organisation_id")
    row = Organisation.objects.filter(id=body_id, id__in=was_asked).values_list("id", "name").first()
    return Body(*row) if row else None


def title_of(slug: str) -> str:
    """The title of the report of this address; empty where there is none. One query."""
    found = named(slug)
    return found.title if found else ""


def name_of(body_id: str) -> str:
    """The name of the body of this id; empty for what is no id, and where there is none. One query."""
    try:
        found = body(UUID(body_id))
    except ValueError:
        return ""
    return found.name if found else ""
