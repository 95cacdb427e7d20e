"""The lists as they are valid on a day, and the choices of policy in force."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from candour.contexts.pathway.models import CodeTerm


def valid(name: str, on: date) -> QuerySet[CodeTerm]:
    """The terms of a list that may be used on this day, in the order of their labels."""
    rows = CodeTerm.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=on), list=name, valid_from__lte=on)
    return rows.order_by("label")


def one(name: str, code: str, on: date) -> CodeTerm | None:
    """The term of this code that may be used on this day; None where there is none."""
    return valid(name, on).filter(code=code).first() if code else None


def reasons(outcome: str, on: date) -> QuerySet[CodeTerm]:
    """The reasons that can stand for an outcome, grounds first."""
    return valid(CodeTerm.List.REASON, on).filter(outcome=outcome).order_by("-is_ground", "label")


def labels(name: str, codes: Collection[str]) -> dict[str, str]:
    """The words of these codes, whatever day they are of: the newest where one had several."""
    rows = CodeTerm.objects.filter(list=name, code__in=codes).order_by("valid_from")
    return {row.code: label_of(row) for row in rows}


def label_of(term: CodeTerm) -> str:
    """The words of a term in the language of the page."""
    return term.label_cy if (get_language() or "").startswith("cy") and term.label_cy else term.label
