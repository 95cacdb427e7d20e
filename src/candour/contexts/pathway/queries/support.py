"""What was commissioned and what was delivered of it: for the case, and for the provider, who sees no case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from candour.contexts.pathway.models import Commission, PanelCase, Session
from candour.contexts.pathway.models.choices import Held
from candour.contexts.pathway.procedure import basis
from candour.contexts.pathway.queries import visible
from candour.kernel.people.actor import Actor


@dataclass(frozen=True)
class Order:
    """A commission with its sessions, in the order of their days."""

    commission: Commission
    sessions: list[Session]

    @property
    def held(self) -> int:
        """How many were delivered."""
        return self._count(Held.DELIVERED)

    @property
    def planned(self) -> int:
        """How many have a day and no report yet."""
        return self._count(Held.PLANNED)

    @property
    def lost(self) -> int:
        """How many were called off, or the person did not come."""
        return self._count(Held.MISSED) + self._count(Held.CANCELLED)

    @property
    def to_plan(self) -> int:
        """How many of those that were commissioned have no day yet."""
        return max(self.commission.sessions_wanted - self.held - self.planned, 0)

    def expected(self, on: date) -> int:
        """How many would have been held by the end of this day, if they were spread evenly over the time; the day on which
        it was stopped is the last that counts."""
        order = self.commission
        last = min(on, order.stopped_on or on, order.until_on)
        length = (order.until_on - order.from_on).days + 1
        passed = (last - order.from_on).days + 1
        return order.sessions_wanted * max(passed, 0) // length

    def is_behind(self, on: date) -> bool:
        """Whether it runs, or ran to its end, and fewer were held than would have been by now."""
        return self.commission.stopped_on is None and self.held < self.expected(on)

    def behind_since(self) -> date:
        """The day by which the next session would have been held, if they were spread evenly."""
        order = self.commission
        length = (order.until_on - order.from_on).days + 1
        days = -(-(self.held + 1) * length // order.sessions_wanted)
        return min(order.from_on + timedelta(days=days - 1), order.until_on)

    def unreported(self, on: date) -> list[Session]:
        """The sessions whose day has come and of which nobody said what became."""
        return [one for one in self.sessions if one.outcome == Held.PLANNED and one.planned_on <= on]

    def _count(self, outcome: str) -> int:
        return sum(1 for one in self.sessions if one.outcome == outcome)


def unfinished(on: date) -> Q:
    """What was commissioned, was not stopped, and goes on or ended with fewer sessions than were commissioned."""
    given = Session.objects.filter(commission=OuterRef("pk"), outcome=Held.DELIVERED).values("commission")
    less = Q(sessions_wanted__gt=Coalesce(Subquery(given.annotate(n=Count("*")).values("n")), 0))
    return Q(stopped_on=None) & (Q(until_on__gte=on) | less)


def orders_of(case: PanelCase) -> list[Order]:
    """What was commissioned for a case. Two queries."""
    return with_sessions(Commission.objects.filter(case=case).select_related("organisation", "intervention", "need"))


def with_sessions(rows: QuerySet[Commission] | Iterable[Commission]) -> list[Order]:
    """Commissions, each with its sessions. Two queries."""
    found = list(rows)
    sessions: dict[UUID, list[Session]] = {}
    for one in Session.objects.filter(commission__in=[row.id for row in found]).order_by("planned_on", "id"):
        sessions.setdefault(one.commission_id, []).append(one)
    return [Order(row, sessions.get(row.id, [])) for row in found]


def to_own_body(actor: Actor) -> QuerySet[Commission]:
    """What was commissioned from the bodies for which this person gives support: what was stopped last, the newest first. The need
    is not joined: it belongs to the case, and a join with it would show the provider nothing."""
    rows = Commission.objects.filter(organisation_id__in=visible.organisations_as(actor, basis.PROVIDER))
    rows = rows.select_related("organisation", "intervention", "authority")
    return rows.order_by(F("stopped_on").desc(nulls_first=True), "-until_on", "id")


def order_for(actor: Actor, commission: UUID) -> Order | None:
    """One commission, for the provider and for the panel that commissioned it; None for all else alike."""
    provides = Q(organisation_id__in=visible.organisations_as(actor, basis.PROVIDER))
    runs = Q(authority_id__in=visible.organisations_as(actor, *basis.PANEL))
    rows = Commission.objects.filter(provides | runs, id=commission)
    found = with_sessions(rows.select_related("organisation", "intervention", "authority"))
    return found[0] if found else None


def is_provider(actor: Actor, commission: Commission) -> bool:
    """Whether this person gives support for the body from which it was commissioned."""
    return commission.organisation_id in visible.organisations_as(actor, basis.PROVIDER)
