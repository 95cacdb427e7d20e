"""What the holder of a code sees of their record: as far as its owner released it, and what they asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.utils.timezone import localdate

from candour.contexts.pathway.models import RightsAccess, RightsDeadline, RightsRequest
from candour.contexts.pathway.procedure import CASE, rights
from candour.contexts.pathway.queries.rights import explained
from candour.kernel.access import context
from candour.kernel.procedures import registry
from candour.kernel.procedures.facts import Words
from candour.kernel.visitors import receipts

SEEN = ("id", "capacity", "regime", "nation", "released", "note", "until_on", "case_id")
SEEN_OF_REQUEST = (
    "id", "reference", "access_given_id", "kind", "text", "asked_on", "state", "procedure_version", "is_open",
    "next_due_on", "outcome", "answer", "answered_on",
)  # fmt: skip


class NoRecord(LookupError):
    """The code opens nothing: it never did, or its time is over."""


@dataclass(frozen=True)
class Asked:
    """A request with where it stands, in words."""

    request: RightsRequest
    state: Words
    plain: Words
    is_late: bool
    explained: list[Words]


@dataclass(frozen=True)
class Shown:
    """Everything the page shows. What was not released is None."""

    access: RightsAccess
    is_case: bool
    state: Words | None
    plain: Words | None
    since: date | None
    due: date | None
    body: str | None
    asked: list[Asked]

    @property
    def is_parent(self) -> bool:
        """Whether a parent or guardian holds the code."""
        return bool(self.access.capacity == "parent")


def find(secret: bytes) -> RightsAccess:
    """The access of this code. Raises NoRecord. From here on the transaction sees this one and no other.

    One statement, whether or not there is one.
    """
    context.tell(context.MAILBOX, receipts.finding_secret(secret).hex())
    found = RightsAccess.objects.only(*SEEN).first()  # the door sees the one row of this code
    if found is None:
        raise NoRecord
    return found


def show(secret: bytes, *, at: datetime) -> Shown:
    """The whole page. Raises NoRecord."""
    access = find(secret)
    with connection.cursor() as cursor:
        cursor.execute("select law, version, state, since, due, body from pathway_rights_shown()")
        row = cursor.fetchone()
    if row is None:
        raise NoRecord
    name, version, state, since, due, body = row
    stands = registry.get(name, version).state(state) if state else None
    return Shown(
        access=access,
        is_case=name == CASE.name,
        state=stands.label if stands else None,
        plain=stands.plain if stands else None,
        since=since,
        due=due,
        body=body,
        asked=_asked(localdate(at)),
    )


def _asked(on: date) -> list[Asked]:
    rows = list(RightsRequest.objects.only(*SEEN_OF_REQUEST).order_by("-asked_on", "id"))
    clocks = {clock.request_id: clock for clock in RightsDeadline.objects.order_by("started_on") if clock.is_running}
    found = []
    for row in rows:
        state, clock = rights.RIGHTS.state(row.state), clocks.get(row.id)
        found.append(
            Asked(
                request=row,
                state=state.label,
                plain=state.plain,
                is_late=row.next_due_on is not None and row.next_due_on < on,
                explained=explained(clock) if clock else [],
            )
        )
    return found
