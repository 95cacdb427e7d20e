"""What persons and parents ask, for the home page of whoever has the record."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway.models.rights import RightsRequest
from candour.contexts.pathway.procedure import basis
from candour.contexts.pathway.queries import rights
from candour.kernel.people.actor import Actor
from candour.web.home import Needed, Waiting

MOST = 20
WATCHES = (basis.SUPERVISOR, *basis.PANEL)
SOON = timedelta(days=7)


def to_answer(actor: Actor, on: date) -> Waiting:
    """What was asked by a code of one's own. Whoever watches over the body also sees every withdrawal of consent, and what
    is due within a week, so that an answer does not wait for somebody who is away."""
    whose = Q(access_given__owner_id=actor.person_id)
    if actor.has(*WATCHES):
        whose |= Q(kind=RightsRequest.Kind.WITHDRAWAL) | Q(next_due_on__lte=on + SOON)
    rows = rights.requests_for(actor).filter(whose, is_open=True)
    found = list(rows.order_by(F("next_due_on").asc(nulls_last=True), "id")[: MOST + 1])
    items = [
        Needed(
            what=row.get_kind_display(),
            reference=row.reference,
            href=reverse("rights:request", args=[row.reference]),
            due_on=row.next_due_on,
            why=format_lazy(
                _("{who} asks, about {record}"),
                who=row.access_given.get_capacity_display(),
                record=rights.reference_of(row.access_given),
            ),
            is_urgent=row.kind == RightsRequest.Kind.WITHDRAWAL,
        )
        for row in found[:MOST]
    ]
    more = (_("Everything that people ask about their record"), reverse("rights:list"))
    return Waiting(items, more if len(found) > MOST else None)
