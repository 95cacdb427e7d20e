"""What the holder of a code sees of their record: as far as its owner released it, and what they asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway.models import RightsAccess, RightsDeadline, RightsRequest
from candour.contexts.pathway.procedure import CASE
from candour.contexts.pathway.queries.rights import explained
from candour.kernel.access import context
from candour.kernel.procedures.facts import Words
from candour.kernel.visitors import receipts

SEEN = ("id", "capacity", "regime", "nation", "released", "note", "until_on", "case_id")
SEEN_OF_REQUEST = (
    "id", "reference", "access_given_id", "kind", "text", "asked_on", "state", "procedure_version", "is_open",
    "next_due_on", "outcome", "answer", "answered_on",
)  # fmt: skip


STANDS: dict[tuple[str, str], Words] = {
    ("pathway.referral", "received"): _("The police have received it. Nobody has looked at it yet."),
    ("pathway.referral", "screening"): _("An officer is looking at whether it is a matter for Prevent."),
    ("pathway.referral", "assessment"): _("An officer has looked into it. A decision follows."),
    ("pathway.referral", "referred_to_panel"): _("A panel led by the council looks at whether support would help."),
    ("pathway.referral", "transferred"): _(
        "Another service has been asked to help. The police see to it that it does."
    ),
    ("pathway.referral", "police_led"): _("The police are working on it with other bodies."),
    ("pathway.referral", "no_further_action"): _("The police looked at it, and do nothing more."),
    ("pathway.case", "referred"): _("The panel has been asked to look at it."),
    ("pathway.case", "information_gathering"): _("The members of the panel are looking at what they know."),
    ("pathway.case", "before_panel"): _("The panel is going to talk about it at a meeting."),
    ("pathway.case", "awaiting_consent"): _("Support is offered. Nothing begins before it is agreed to."),
    ("pathway.case", "supported"): _("Support was agreed to, and is given."),
    ("pathway.case", "not_adopted"): _("The panel does not offer support of its own."),
    ("pathway.case", "consent_refused"): _("Support was not wanted. The panel looks at it once more."),
    ("pathway.case", "consent_withdrawn"): _("Support has stopped, as was asked. The panel looks at it once more."),
    ("pathway.case", "closed"): _("The panel’s work on it has ended. It is opened again if there is a new concern."),
    ("pathway.case", "post_closure"): _("The panel has looked again since the support ended."),
    ("pathway.case", "ended"): _("It has ended. The panel does not look again."),
    ("pathway.case", "moved_area"): _("The panel of another area has it now."),
}
"""Where a record stands, to the person: in their language, and in words that can be said to somebody who is afraid. Each
state has one."""

WAITS = _("It has arrived, and is being looked into. The answer appears here.")


class NoRecord(LookupError):
    """The code opens nothing: it never did, or its time is over."""


@dataclass(frozen=True)
class Asked:
    """A request, and whether and how its time runs."""

    request: RightsRequest
    is_late: bool
    explained: list[Words]


@dataclass(frozen=True)
class Shown:
    """Everything the page shows. What was not released is None."""

    access: RightsAccess
    is_case: bool
    stands: Words | None
    since: date | None
    due: date | None
    body: str | None
    asked: list[Asked]
    waits: Words = WAITS

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
        cursor.execute("select law, state, since, due, body from pathway_rights_shown()")
        row = cursor.fetchone()
    if row is None:
        raise NoRecord
    name, state, since, due, body = row
    return Shown(
        access=access,
        is_case=name == CASE.name,
        stands=STANDS[name, state] if state else None,
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
        clock = clocks.get(row.id)
        found.append(
            Asked(
                request=row,
                is_late=row.next_due_on is not None and row.next_due_on < on,
                explained=explained(clock) if clock else [],
            )
        )
    return found
