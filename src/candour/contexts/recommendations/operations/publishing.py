"""What the office's worker publishes of recommendations: figures with their digests, and plots.

The worker has no session and sees no row; functions of the database (``sql/tracker.sql``) count, and keep what was counted
and drawn. What is published is counted there, so that nobody at the office's door can have other figures published.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction
from django.utils import translation

from candour.contexts.recommendations.models import Drawn
from candour.contexts.recommendations.queries import plot, progress
from candour.kernel.doors import Door
from candour.kernel.ledger import operations as ledger

KIND = "recommendation_figures"
"""The kind of publication, as the public ledger has it."""

_LANGUAGES = {"en": "en-gb", "cy": "cy"}


@transaction.atomic
def count(*, at: datetime) -> int:
    """Keep a figure of today for each scope whose counts changed, and have its digest published; how many."""
    with connection.cursor() as cursor:
        cursor.execute("select figure, publication, digest from recommendations_count_figures()")
        made = cursor.fetchall()
    for _figure, publication, digest in made:
        ledger.append(
            verb="ledger.publication.add",
            subject=publication,
            actor=None,
            door=Door.OFFICE,
            at=at,
            codes={"kind": KIND, "digest": digest},
        )
    return len(made)


@transaction.atomic
def draw() -> int:
    """Draw each plot whose numbers changed, in both languages; how many."""
    drawn = {(row.name, row.language): row.drawn_from for row in Drawn.objects.defer("svg")}
    written = 0
    for name, bars in progress.plots(progress.every_cell()).items():
        for language, activated in _LANGUAGES.items():
            with translation.override(activated):
                source = plot.digest(bars)
                if drawn.get((name, language)) != source:
                    written += _keep(name, language, plot.svg(bars), source)
    return written


def _keep(name: str, language: str, picture: str, source: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("select recommendations_keep_drawn(%s, %s, %s, %s)", [name, language, picture, source])
        kept = cursor.fetchone()
    return int(bool(kept and kept[0]))
