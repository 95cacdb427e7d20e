"""The demonstration's recommendations: invented reports, marked so, and what bodies made of them.

``build`` loads them as the owner, act by act, through the operations that the pages call. The people and bodies are those
of the demonstration and are there already.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction

from candour.contexts.recommendations.demonstration import gate, reports
from candour.contexts.recommendations.demonstration.stage import set_up
from candour.contexts.recommendations.demonstration.stories import Stories
from candour.contexts.recommendations.models import Recommendation, ReportDraft
from candour.contexts.recommendations.operations import reference
from candour.kernel.people.models import Person

ISSUED, PUBLISHED = 150, 146
LATER_ISSUED, LATER_PUBLISHED = 50, 46
LAST_ISSUED = 7
"""How many days ago the reports were sent to those whom they ask, and published."""


class NotADemonstration(Exception):
    """Real people's rows are here: no invented ones may be mixed with them."""


def build(today: date) -> int:
    """Load the recommendations as they stand on ``today``, in one transaction; how many there are. Does nothing the
    second time.

    Raises NotADemonstration where a person or a report in the making is not synthetic.
    """
    with transaction.atomic():
        real = ReportDraft.objects.filter(is_synthetic=False)
        if Person.objects.filter(is_synthetic=False).exists() or real.exists():
            raise NotADemonstration("this database holds people or reports that are not invented")
        if not ReportDraft.objects.exists():
            reference.load()
            _load(today)
        return Recommendation.objects.filter(is_synthetic=True).count()


def _load(today: date) -> None:
    stage = set_up(today)
    first = gate.issue(stage, reports.HANDED, reports.OF_HANDED, ISSUED, {})
    gate.publish(stage, reports.HANDED, PUBLISHED)
    later = gate.issue(stage, reports.FAMILIES, reports.OF_FAMILIES, LATER_ISSUED, first)
    gate.publish(stage, reports.FAMILIES, LATER_PUBLISHED)
    Stories(stage, first, later).tell()
    gate.issue(stage, reports.RECORDS, reports.OF_RECORDS, LAST_ISSUED, first)
    gate.unfinished(stage, reports.WAITING, reports.OF_WAITING)
    stage.leave()
