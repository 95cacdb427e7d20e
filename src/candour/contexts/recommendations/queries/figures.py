"""Figures and plots as they were kept: for whoever quotes them, and for whoever checks."""

from __future__ import annotations

import json
import re
from datetime import date

from django.db.models import QuerySet

from candour.contexts.recommendations.models import Drawn, Figure

ALL = "all"
"""The scope of everything, in addresses and in the text of a figure."""
SCOPE = re.compile(r"all|report:[-a-zA-Z0-9_]{1,80}|body:[0-9a-f-]{36}")
LISTED = 400


def text(figure: Figure) -> str:
    """The text whose SHA-256 stands in the public ledger: ``recommendations_figure_text`` writes the same."""
    told = {"counted_on": figure.counted_on.isoformat(), "counts": figure.counts, "scope": figure.scope or ALL, "v": 1}
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def on_or_before(scope: str, day: date) -> Figure | None:
    """The figure that holds on this day: that day's, or the last one before, since which nothing had changed."""
    return _of(scope).filter(counted_on__lte=day).first()


def of(scope: str) -> list[Figure]:
    """The figures of a scope, the newest first."""
    return list(_of(scope)[:LISTED])


def latest(scope: str) -> Figure | None:
    """The newest figure of a scope."""
    return _of(scope).first()


def drawn(name: str, language: str) -> Drawn | None:
    """The plot of this name, with its picture."""
    return Drawn.objects.filter(name=name, language=language).first()


def is_drawn(name: str, language: str) -> bool:
    """Whether there is such a plot."""
    return Drawn.objects.filter(name=name, language=language).exists()


def _of(scope: str) -> QuerySet[Figure]:
    return Figure.objects.filter(scope="" if scope == ALL else scope).order_by("-counted_on")
