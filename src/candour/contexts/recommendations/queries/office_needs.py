"""What of recommendations needs somebody in the office: for its home page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from candour.contexts.recommendations.models import Addressee, AddresseeDeadline, Escalation
from candour.contexts.recommendations.procedure import answer
from candour.contexts.recommendations.queries import issued
from candour.kernel.deadlines import calendar, terms
from candour.kernel.deadlines import queries as deadlines
from candour.kernel.people.actor import Actor
from candour.web.home import Needed, Waiting, Words

MOST = 15
LETTER = "recommendations.letter"
"""Policy term: how long after a reminder a letter is due."""
_LOOKED_BACK = 120


def claims_to_look_at(actor: Actor, on: date) -> Waiting:
    """What bodies say is delivered, and this person may look at: not what their own body says."""
    rows = Addressee.objects.filter(state=answer.CLAIMED)
    found = _first(rows, most=3 * MOST)
    able = _independent(found, actor)
    return _waiting(
        [row for row in found if row.id in able],
        _("Look at what a body says is delivered"),
        lambda row: row.next_due_on,
    )


def extensions_to_decide(_actor: Actor, _on: date) -> Waiting:
    """Requests for more time that wait."""
    clock = deadlines.running(AddresseeDeadline).filter(addressee=OuterRef("pk"), code=answer.DECIDE_EXTENSION)
    rows = Addressee.objects.filter(Exists(clock), is_open=True)
    return _waiting(_first(rows), _("Decide on more time"), lambda row: row.next_due_on)


def answers_to_decide(_actor: Actor, _on: date) -> Waiting:
    """Bodies that answered or delivered, after which the office closes it or asks again."""
    rows = Addressee.objects.filter(state__in=(answer.REJECTED, answer.NOTED, answer.ELSEWHERE, answer.VERIFIED))
    return _waiting(_first(rows), _("Close it, or ask again"), lambda row: row.next_due_on)


def late_without_reminder(_actor: Actor, on: date) -> Waiting:
    """Bodies that are late, and nobody reminded since: the worker does so each minute, unless something keeps it."""
    rows = _late(on).filter(~Exists(_sent("remind").filter(sent_on__gt=OuterRef("next_due_on"))))
    return _waiting(_first(rows), _("Remind a body that is late"), lambda row: row.next_due_on, "remind")


def letters_to_sign(_actor: Actor, on: date) -> Waiting:
    """Bodies that were reminded so long ago that a letter is due, and none went out since the day that they missed."""
    since = reminded_by(on)
    missed = OuterRef("next_due_on")
    rows = _late(on).filter(
        Exists(_sent("remind").filter(sent_on__gt=missed, sent_on__lte=since)),
        ~Exists(_sent("write_letter").filter(sent_on__gt=missed)),
    )
    return _waiting(
        _first(rows), _("Sign a letter: a reminder was not heard"), lambda row: row.next_due_on, "write_letter"
    )


def reminded_by(on: date) -> date:
    """The last day on which a reminder can have gone out for a letter to be due today. One query."""
    term = terms.in_force(LETTER, "", on).term
    days = (on - timedelta(days=back) for back in range(1, _LOOKED_BACK))
    return next((day for day in days if calendar.due_on(day, term, "") < on), on - timedelta(days=_LOOKED_BACK))


def _late(on: date) -> QuerySet[Addressee]:
    """Late by the body's own day, where that is what falls due next."""
    clock = deadlines.running(AddresseeDeadline).filter(
        addressee=OuterRef("pk"), code=answer.RESPOND, due_on=OuterRef("next_due_on")
    )
    own = Q(Exists(clock), state=answer.ASKED) | Q(state__in=answer.BEING_DELIVERED, deliver_by=F("next_due_on"))
    return Addressee.objects.filter(own, is_open=True, next_due_on__lt=on)


def _sent(kind: str) -> QuerySet[Escalation]:
    return Escalation.objects.filter(addressee=OuterRef("pk"), kind=kind)


def _first(rows: QuerySet[Addressee], most: int = MOST) -> list[Addressee]:
    """The first of these by what falls due next. Found by an index alone before anything is joined to them."""
    ordered = rows.order_by(F("next_due_on").asc(nulls_last=True), "id").values_list("id", flat=True)
    ids = list(ordered[: most + 1])
    found = Addressee.objects.filter(id__in=ids).select_related("organisation", "recommendation__report")
    by_id = {row.id: row for row in found.defer("recommendation__search")}
    return [by_id[key] for key in ids]


def _waiting(
    found: list[Addressee], what: Words, due_on: Callable[[Addressee], date | None], step: str = ""
) -> Waiting:
    items = [
        Needed(
            what=what,
            reference=row.reference,
            href=reverse("issued:step", args=[row.reference, step]) if step else _page(row),
            due_on=due_on(row),
            why=format_lazy(_("{body}: {report}"), body=row.organisation.name, report=row.recommendation.report.title),
        )
        for row in found[:MOST]
    ]
    return Waiting(items, (_("Follow recommendations"), reverse("issued:following")) if len(found) > MOST else None)


def _page(row: Addressee) -> str:
    return f"{reverse('issued:recommendation', args=[row.recommendation.reference])}?of={row.reference}#{row.reference}"


def _independent(rows: list[Addressee], actor: Actor) -> frozenset[object]:
    if not rows or not actor.has(*issued.WORKERS):
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(
            "select a from unnest(%s::uuid[]) a where recommendations_is_independent(a, %s)",
            [[row.id for row in rows], actor.person_id],
        )
        return frozenset(row[0] for row in cursor.fetchall())
