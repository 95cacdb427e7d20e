"""The inbox of a force: one page of referrals, narrowed by filters that live in the address.

Open ones come by their next time limit, the earliest first and those without one last; decided ones by the day on which they
were received, the newest first. A page starts behind the last row of the page before (keyset), and counts stop at a
thousand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from candour.contexts.pathway.models import Referral, ReferralDeadline
from candour.contexts.pathway.queries import visible
from candour.kernel.people.actor import Actor
from candour.kernel.people.models import Organisation

PAGE = 50
CAPPED_AT = 1_000
TELL = "pathway.tell_referrer"


_SHOWN = (
    "reference", "state", "urgency", "is_child", "next_due_on", "received_on", "assigned_to_id", "individual__display_name",
    "assigned_to__name", "force__name", "force__code", "authority__name",
)  # fmt: skip
"""Of each row, what the list shows."""


@dataclass(frozen=True)
class Filters:
    """What narrows the list; empty narrows nothing. ``assigned`` is "me", "nobody" or the id of an officer; ``state`` the name
    of one, or "all"; ``list`` "tell" for decided ones of which somebody has still to be told."""

    state: str = ""
    assigned: str = ""
    due: str = ""
    authority: str = ""
    force: str = ""
    sector: str = ""
    concern: str = ""
    urgency: str = ""
    list: str = ""

    @property
    def is_open(self) -> bool:
        """Whether only open ones are asked for, and so their order is that of what is due."""
        return self.state in {"", "received", "screening", "assessment"} and not self.list


@dataclass(frozen=True)
class Page:
    """Rows of one page, and the mark behind which the next one starts; empty on the last."""

    rows: Sequence[Referral]
    after: str = ""


def page(*, actor: Actor, filters: Filters, after: str, on: date) -> Page:
    """One page of the referrals of this person's forces. A mark that cannot be read counts as none. At most two queries."""
    rows = _narrowed(actor, filters, on).select_related("individual", "assigned_to", "force", "authority").only(*_SHOWN)
    mark = _read_mark(after)
    found = _by_due(rows, mark) if filters.is_open else _by_arrival(rows, mark)
    shown = found[:PAGE]
    return Page(shown, _mark(shown[-1], filters) if len(found) > PAGE else "")


@dataclass(frozen=True)
class Counts:
    """How many stand in the lists that everybody has."""

    open: int
    mine: int
    nobody: int
    late: int
    tell: int


def counts(*, actor: Actor, on: date) -> Counts:
    """The number of each list; those decided that wait for the referrer are counted apart. Two queries."""
    mine = Q(assigned_to_id=actor.person_id)
    found = (
        visible.of_own_force(actor)
        .filter(is_open=True)
        .aggregate(
            open=Count("id"),
            mine=Count("id", filter=mine),
            nobody=Count("id", filter=Q(assigned_to=None)),
            late=Count("id", filter=Q(next_due_on__lt=on)),
        )
    )
    return Counts(**found, tell=_to_tell(visible.of_own_force(actor))[: CAPPED_AT + 1].count())


def capped(number: int) -> str:
    """A count in words that stop at "1,000+"."""
    return f"{CAPPED_AT:,}+" if number > CAPPED_AT else f"{number:,}"


def areas(actor: Actor) -> list[tuple[UUID, str]]:
    """The authorities in the areas of this person's forces, and the national desk's all: what the list can be narrowed by."""
    rows = Organisation.objects.filter(kind="local_authority", police_force_id__in=visible.forces_of(actor))
    return list(rows.order_by("name").values_list("id", "name"))


def _to_tell(rows: QuerySet[Referral]) -> QuerySet[Referral]:
    """Those decided whose referrer has still to be told. The next time limit narrows it to the few in which any runs."""
    running = ReferralDeadline.objects.filter(referral=OuterRef("pk"), code=TELL, met_on=None, cancelled_on=None)
    return rows.filter(Exists(running), is_open=False, next_due_on__isnull=False)


def _narrowed(actor: Actor, filters: Filters, on: date) -> QuerySet[Referral]:
    rows = visible.of_own_force(actor)
    if filters.list == "tell":
        rows = _to_tell(rows)
    elif not filters.state:
        rows = rows.filter(is_open=True)
    elif filters.state != "all":
        rows = rows.filter(state=filters.state)
    if filters.assigned == "me":
        rows = rows.filter(assigned_to_id=actor.person_id)
    elif filters.assigned == "nobody":
        rows = rows.filter(assigned_to=None)
    elif filters.assigned:
        rows = rows.filter(assigned_to_id=UUID(filters.assigned))
    if filters.due == "late":
        rows = rows.filter(next_due_on__lt=on)
    elif filters.due == "week":
        rows = rows.filter(next_due_on__lte=on + timedelta(days=6 - on.weekday()))
    named = {
        "authority_id": filters.authority,
        "force_id": filters.force,
        "sector": filters.sector,
        "type_of_concern__code": filters.concern,
        "urgency": filters.urgency,
    }
    return rows.filter(**{name: value for name, value in named.items() if value})


Mark = tuple[date | None, UUID]


def _by_due(rows: QuerySet[Referral], mark: Mark | None) -> list[Referral]:
    """Those with a time limit by its day, then those without one."""
    found: list[Referral] = []
    if mark is None or mark[0] is not None:
        timed = rows.filter(next_due_on__isnull=False)
        if mark is not None:
            timed = timed.filter(Q(next_due_on__gt=mark[0]) | Q(next_due_on=mark[0], id__gt=mark[1]))
        found = list(timed.order_by("next_due_on", "id")[: PAGE + 1])
        mark = None
    if len(found) <= PAGE:
        untimed = rows.filter(next_due_on__isnull=True)
        if mark is not None:
            untimed = untimed.filter(id__gt=mark[1])
        found += untimed.order_by("id")[: PAGE + 1 - len(found)]
    return found


def _by_arrival(rows: QuerySet[Referral], mark: Mark | None) -> list[Referral]:
    if mark is not None and mark[0] is not None:
        rows = rows.filter(Q(received_on__lt=mark[0]) | Q(received_on=mark[0], id__lt=mark[1]))
    return list(rows.order_by(F("received_on").desc(), F("id").desc())[: PAGE + 1])


def _mark(row: Referral, filters: Filters) -> str:
    on = row.next_due_on if filters.is_open else row.received_on
    return f"{on.isoformat() if on else ''}_{row.id.hex}"


def _read_mark(after: str) -> Any:
    day, _, behind = after.partition("_")
    try:
        return (date.fromisoformat(day) if day else None), UUID(behind)
    except ValueError:
        return None
