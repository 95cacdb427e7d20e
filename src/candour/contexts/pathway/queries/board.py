"""The monitoring board: what became of those who were passed to a service, by service and area.

Each transfer stands in exactly one place (``STANDINGS``), so the numbers of a row add up to what was offered, and each
number and the list behind it ask the same question. Nothing is counted overnight.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway import codes
from candour.contexts.pathway.models import Transfer
from candour.contexts.pathway.procedure import transfer as law
from candour.contexts.pathway.queries import transfers
from candour.kernel.people.actor import Actor
from candour.kernel.people.models import Organisation


@dataclass(frozen=True)
class Standing:
    """One place where a transfer can stand, for whoever watches over all of them."""

    code: str
    label: str | Promise
    means: str | Promise
    is_late: bool | None = None
    states: tuple[str, ...] = ()
    came_to: str = ""

    def fits(self, state: str, came_to: str, *, is_late: bool) -> bool:
        """Whether a transfer stands here."""
        if self.came_to:
            return came_to == self.came_to
        return not came_to and state in self.states and (self.is_late is None or self.is_late == is_late)

    def narrowed(self, rows: QuerySet[Transfer], on: date) -> QuerySet[Transfer]:
        """The transfers that stand here on this day."""
        if self.came_to:
            return rows.filter(came_to=self.came_to)
        rows = rows.filter(came_to="", state__in=self.states)
        if self.is_late is None:
            return rows
        return rows.filter(_late(on)) if self.is_late else rows.exclude(_late(on))


TAKEN_ON = (law.ACCEPTED, law.MONITORED)
STANDINGS = (
    Standing("waiting", _("Waiting"), _("Offered, and the time to accept runs."), False, (law.OFFERED,)),
    Standing("overdue", _("Overdue"), _("Offered, and the time to accept is over."), True, (law.OFFERED,)),
    Standing("accepted", _("Accepted"), _("The service has taken the person on, and says at dates how it goes."), False, TAKEN_ON),
    Standing("unaccounted", _("Unaccounted for"), _("Accepted, and no word at the last checkpoint."), True, TAKEN_ON),
    Standing("completed", _("Completed"), _("The service has done what was asked."), None, (law.COMPLETED,)),
    Standing("declined", _("Declined"), _("The service did not take the person on, or no longer."), came_to=codes.CameTo.DECLINED),
    Standing("lapsed", _("Lapsed"), _("The service never answered."), came_to=codes.CameTo.LAPSED),
    Standing("taken_back", _("Taken back"), _("The owner took the offer back before it was answered."), came_to=codes.CameTo.TAKEN_BACK),
)  # fmt: skip
BY_CODE = {standing.code: standing for standing in STANDINGS}


def _late(on: date) -> Q:
    return Q(next_due_on__isnull=False, next_due_on__lt=on)


@dataclass(frozen=True)
class Chosen:
    """What somebody wants to see: offered from a day to a day, of a service, of an area, under an approach, standing
    somewhere; None and empty mean any. ``no_area``: those for which no area is recorded."""

    since: date | None = None
    until: date | None = None
    service: UUID | None = None
    area: UUID | None = None
    no_area: bool = False
    arm: str = ""
    standing: str = ""

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is asked for at all."""
        return self != Chosen()

    def narrowed(self, rows: QuerySet[Transfer], on: date) -> QuerySet[Transfer]:
        """The transfers that fit."""
        if self.since:
            rows = rows.filter(offered_on__gte=self.since)
        if self.until:
            rows = rows.filter(offered_on__lte=self.until)
        if self.service:
            rows = rows.filter(organisation_id=self.service)
        if self.area:
            rows = rows.filter(authority_id=self.area)
        if self.no_area:
            rows = rows.filter(authority_id=None)
        if self.arm:
            rows = rows.filter(arm=self.arm)
        return BY_CODE[self.standing].narrowed(rows, on) if self.standing else rows


@dataclass
class Line:
    """One row of the board: how many were offered, and where they stand."""

    key: UUID | str | None
    name: str | Promise
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def offered(self) -> int:
        """All of them."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class Board:
    """The whole board on one day."""

    total: Line
    arms: list[Line]
    services: list[Line]
    areas: list[Line]


def board_for(actor: Actor, chosen: Chosen, *, on: date) -> Board:
    """The board of this person's force or authority. Two queries, the first of which an index alone answers."""
    rows = chosen.narrowed(transfers.owned_by(actor), on)
    late = ExpressionWrapper(_late(on), output_field=BooleanField())
    # Grouped by what tells one standing from another, and put together here: a few hundred groups, however many rows.
    groups = list(
        rows.order_by()
        .annotate(is_late=late)
        .values_list("organisation_id", "authority_id", "arm", "state", "came_to", "is_late")
        .annotate(many=Count("*"))
    )
    names = _names({group[0] for group in groups} | {group[1] for group in groups if group[1]})
    arms = dict(codes.PilotArm.choices)
    no_area = _("No area recorded")
    return Board(
        total=_lines(groups, lambda _group: "", lambda _key: _("All"))[0] if groups else Line("", _("All")),
        arms=_lines(groups, lambda group: group[2], lambda key: arms[key]),
        services=_lines(groups, lambda group: group[0], lambda key: names[key]),
        areas=_lines(groups, lambda group: group[1], lambda key: names[key] if key else no_area),
    )


def _names(bodies: Iterable[UUID]) -> dict[UUID, str]:
    return dict(Organisation.objects.filter(id__in=list(bodies)).values_list("id", "name"))


def _lines(groups: list[Any], key_of: Callable[[Any], Any], name_of: Callable[[Any], str | Promise]) -> list[Line]:
    """The groups of the same key as one line, the most first."""
    lines: dict[Any, Line] = {}
    for group in groups:
        key, (state, came_to, is_late, many) = key_of(group), group[3:]
        line = lines.setdefault(key, Line(key, name_of(key)))
        standing = next(one for one in STANDINGS if one.fits(state, came_to, is_late=bool(is_late)))
        line.counts[standing.code] += many
    return sorted(lines.values(), key=lambda line: (-line.offered, str(line.name)))
