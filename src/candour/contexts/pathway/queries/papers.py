"""The signed papers of a case, as somebody may see them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from candour.contexts.pathway.models import ConsentPaper, PanelCase
from candour.kernel.documents import queries, shown


@dataclass(frozen=True)
class Paper(shown.Shown):
    """A file of an answer."""

    row: ConsentPaper

    @property
    def is_set_aside(self) -> bool:
        """Whether it was the wrong one."""
        return self.row.set_aside_on is not None


def of_case(case: PanelCase) -> list[Paper]:
    """All of them, in the order in which they were attached to each answer. One query."""
    return [_shown(row) for row in _rows(case)]


def standing_of(case: PanelCase) -> list[Paper]:
    """Those that were not set aside."""
    return [_shown(row) for row in _rows(case).filter(set_aside_on=None)]


def one_of_case(case: PanelCase, paper: UUID) -> Paper | None:
    """One of them; None for absent and forbidden alike."""
    row = _rows(case).filter(id=paper).first()
    return _shown(row) if row is not None else None


def _rows(case: PanelCase) -> QuerySet[ConsentPaper]:
    rows = ConsentPaper.objects.filter(consent__case=case).select_related("consent")
    return rows.order_by("consent__number", "number")


def _shown(row: ConsentPaper) -> Paper:
    return Paper(row, queries.details_of(row, bytes(row.key)), queries.reason_of(row))
