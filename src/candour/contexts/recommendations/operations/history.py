"""Loading the history of earlier reviews that comes with Candour, for the public tracker.

Run by the owner after migrating (``candour migrate``) and safe to run again. What is supported well enough is shown from the
first load on; the rest is counted by report and certainty (``queries/earlier.py`` judges). A report or a recommendation that
is there is left as it is, because it is published; what a source says of it, and the counts of what is withheld, are brought to
the file, so that nothing is shown that the file does not hold any more. As with every list that comes with the package, the
file itself is the record of what was loaded: there is no entry in the ledger.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.text import slugify

from candour.contexts.recommendations.models import Recommendation, Report, Reported, ReportNote, Withheld
from candour.contexts.recommendations.queries import earlier
from candour.contexts.recommendations.queries.earlier import FileWrong, Row, Use

_NAMESPACE = UUID("5b2b6f0e-6b0a-4c53-9a1f-0d6c2f6a7e54")
"""Makes the id of an earlier report from its title, so that it is the same in every installation."""

_LONGEST_SLUG = 80


@transaction.atomic
def load(*, at: datetime, file: Path = earlier.FILE) -> int:
    """Bring the history to the file, and return how many reports, recommendations and notes were added.

    Raises FileWrong, and loads nothing, where the file contradicts itself or holds something that cannot be stored as it
    stands.
    """
    rows = earlier.rows(file)
    shown = [row for row in rows if row.use is not Use.WITHHELD]
    reports, added = _load_reports(shown, at)
    added += _load_recommendations([row for row in shown if row.use is not Use.NOTE], reports, at)
    added += _load_notes([row for row in shown if row.use is Use.NOTE], reports)
    _count_withheld([row for row in rows if row.use is Use.WITHHELD])
    return added


def report_id(title: str) -> UUID:
    """The id of an earlier report."""
    return uuid5(_NAMESPACE, title)


def _load_reports(rows: list[Row], at: datetime) -> tuple[dict[str, Report], int]:
    """The reports of these rows by title; one is made for those of which something is shown, and for no other."""
    present = Report.objects.in_bulk({report_id(row.report) for row in rows})
    found: dict[str, Report] = {}
    added = 0
    for row in rows:
        day = row.published_on
        if row.report not in found:
            report = present.get(report_id(row.report))
            if report is None:
                added += 1
                report = Report.objects.create(
                    id=report_id(row.report),
                    slug=_slug(row.report),
                    title=row.report,
                    published_on=day.on,
                    precision=day.precision,
                    source=row.source,
                    is_earlier=True,
                    issued_at=at,
                    published_at=at,
                )
            found[row.report] = report
        if (found[row.report].published_on, found[row.report].precision) != (day.on, day.precision):
            raise FileWrong(f"line {row.line}: another day of the report than the one that is known")
    return found, added


def _slug(title: str) -> str:
    """Its part of the public address; with a piece of its id where a report of the office has that one already."""
    slug = slugify(title)[:_LONGEST_SLUG].rstrip("-")
    if not Report.objects.filter(slug=slug).exists():
        return slug
    return f"{slug[: _LONGEST_SLUG - 9].rstrip('-')}-{report_id(title).hex[:8]}"


def _load_recommendations(rows: list[Row], reports: dict[str, Report], at: datetime) -> int:
    present = {
        recommendation.reference: recommendation
        for recommendation in Recommendation.objects.filter(reference__in=[row.reference for row in rows])
    }
    added = 0
    for row in rows:
        recommendation = present.get(row.reference)
        if recommendation is None:
            added += 1
            report = reports[row.report]
            recommendation = Recommendation.objects.create(
                reference=row.reference,
                report=report,
                number=row.number,
                place=_place(report, row.number),
                text=row.wording,
                certainty=row.certainty,
                issued_on=row.published_on.on,
                published_at=at,
            )
        _say_what_is_reported(recommendation, row)
    return added


def _place(report: Report, number: str) -> int:
    """Its number where that is one and free; otherwise behind all numbers that the report could have."""
    taken = set(Recommendation.objects.filter(report=report).values_list("place", flat=True))
    if number.isdecimal() and 0 < int(number) < _THEMES and int(number) not in taken:
        return int(number)
    return max({_THEMES - 1, *taken}) + 1


_THEMES = 1_001
"""The place of the first theme of a report: its place among the numbers is not known."""


def _say_what_is_reported(recommendation: Recommendation, row: Row) -> None:
    as_of = row.as_of_on
    Reported.objects.update_or_create(
        recommendation=recommendation,
        defaults={
            "addressee": row.addressee,
            "response": row.response,
            "status": row.status,
            "as_of": as_of.on,
            "precision": as_of.precision,
            "source": row.source,
        },
    )


def _load_notes(rows: list[Row], reports: dict[str, Report]) -> int:
    """Notes on whole reports. What one says is brought to the file; one that left the file is shown no more."""
    kept = []
    added = 0
    for row in rows:
        as_of, totals = row.as_of_on, row.totals
        note, is_new = ReportNote.objects.update_or_create(
            report=reports[row.report],
            as_of=as_of.on,
            text=row.text,
            defaults={
                "addressee": row.addressee,
                "response": row.response,
                "status": row.status,
                "recommendations": totals.recommendations,
                "recommendations_done": totals.recommendations_done,
                "tasks": totals.tasks,
                "tasks_done": totals.tasks_done,
                "precision": as_of.precision,
                "source": row.source,
            },
        )
        kept.append(note.pk)
        added += is_new
    ReportNote.objects.exclude(pk__in=kept).delete()
    return added


def _count_withheld(rows: list[Row]) -> None:
    counted = Counter((row.report, row.published, row.certainty) for row in rows)
    kept = []
    for (title, published, certainty), number in counted.items():
        row, _is_new = Withheld.objects.update_or_create(
            report_title=title, certainty=certainty, defaults={"published": published, "rows": number}
        )
        kept.append(row.pk)
    Withheld.objects.exclude(pk__in=kept).delete()
