"""What of the drafts needs somebody: for the home page of the office door."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Max, Q, QuerySet
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from candour.contexts.recommendations.models import Draft, ReportDraft
from candour.contexts.recommendations.procedure import draft as law
from candour.contexts.recommendations.queries import drafts
from candour.kernel.people.actor import Actor
from candour.web.home import Needed, Waiting, Words

MOST = 20


def second_person(actor: Actor, on: date) -> Waiting:
    """Drafts that wait for somebody else than whoever wrote them."""
    return _drafts(drafts.waiting_for(actor), _("Check a recommendation as the second person"), drafts.SECOND)


def to_issue(actor: Actor, on: date) -> Waiting:
    """Drafts that passed, and wait for somebody who signs."""
    return _drafts(Draft.objects.filter(state=law.PASSED), _("Issue a recommendation that passed"), law.PASSED)


def to_publish(actor: Actor, on: date) -> Waiting:
    """Reports of which bodies were asked and the public knows nothing yet."""
    rows = (
        ReportDraft.objects.filter(issued_as__isnull=False, issued_as__published_at__isnull=True)
        .annotate(
            issued=Count("drafts", filter=Q(drafts__state=law.ISSUED)),
            last=Max("issued_as__issued_at"),
        )
        .order_by("last", "id")
    )
    found = list(rows[: MOST + 1])
    items = [
        Needed(
            what=_("Publish a report whose recommendations were issued"),
            href=reverse("drafts:report", args=[row.slug]),
            why=format_lazy(
                "{title} ({issued})",
                title=row.title,
                issued=ngettext_lazy("%(num)d issued", "%(num)d issued", row.issued) % {"num": row.issued},
            ),
        )
        for row in found[:MOST]
    ]
    return Waiting(items, _more(law.ISSUED) if len(found) > MOST else None)


def _drafts(rows: QuerySet[Draft], what: Words, chosen: str) -> Waiting:
    found = list(rows.select_related("report").order_by("report__title", "number", "id")[: MOST + 1])
    items = [
        Needed(
            what=what,
            reference=row.reference,
            href=reverse("drafts:draft", args=[row.reference]),
            why=format_lazy(_("{title}, number {number}"), title=row.report.title, number=row.number),
        )
        for row in found[:MOST]
    ]
    return Waiting(items, _more(chosen) if len(found) > MOST else None)


def _more(chosen: str) -> tuple[Words, str]:
    return _("All drafts like these"), f"{reverse('drafts:list')}?state={chosen}"
