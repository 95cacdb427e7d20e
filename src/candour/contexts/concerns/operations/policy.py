"""The office's own time limits and bank holidays, as the head of office sets them; what runs follows at once."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Min, Model, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from candour.contexts.concerns.models import Concern, ConcernDeadline, Enquiry, EnquiryDeadline
from candour.kernel.deadlines import operations as deadlines
from candour.kernel.deadlines.calendar import Term
from candour.kernel.deadlines.models import BankHoliday, DeadlineBase, PolicyTerm
from candour.kernel.people.actor import Actor
from candour.kernel.people.roles import Role
from candour.kernel.procedures.facts import Refusal, Refused


@transaction.atomic
def add_bank_holiday(*, on: date, name: str, nation: str, source: str, actor: Actor, at: datetime) -> BankHoliday:
    """Add a bank holiday and count every running clock of concerns and enquiries again, lists included.

    Refuses anybody but the head of office, and a day that is no working day already.
    """
    _require_head(actor)
    try:
        row = deadlines.add_bank_holiday(
            on=on,
            name=name,
            nation=nation,
            source=source,
            actor=actor,
            at=at,
            models=(ConcernDeadline, EnquiryDeadline),
        )
    except deadlines.NotPossible as refused:
        raise Refused((Refusal("holiday", str(refused.message), _("Check the day and the nation.")),)) from refused
    _bring_in_line(Concern.objects.all(), ConcernDeadline)
    _bring_in_line(Enquiry.objects.all(), EnquiryDeadline)
    return row


@transaction.atomic
def set_term(
    *, code: str, term: Term, nation: str, source: str, in_force_from: date, actor: Actor, at: datetime
) -> PolicyTerm:
    """Put a time limit in force from a day on. Clocks that run keep theirs.

    Refuses anybody but the head of office, and a day in the past.
    """
    _require_head(actor)
    try:
        return deadlines.set_term(
            code=code, term=term, nation=nation, source=source, in_force_from=in_force_from, actor=actor, at=at
        )
    except deadlines.NotPossible as refused:
        raise Refused((Refusal("term", str(refused.message)),)) from refused


def _require_head(actor: Actor) -> None:
    if not actor.has(Role.HEAD_OF_OFFICE):
        raise Refused((Refusal("role", _("Only the head of office changes this."), _("Ask them to.")),))


def _bring_in_line(rows: QuerySet[Model], model: type[DeadlineBase]) -> None:
    """The lists' own column again holds the earliest last day of what runs and is not paused."""
    running = Q(met_on=None, cancelled_on=None, paused_on=None)
    own = model._default_manager.filter(running, **{model.SUBJECT_FIELD: OuterRef("pk")})
    earliest = own.order_by().values(model.SUBJECT_FIELD).annotate(earliest=Min("due_on")).values("earliest")
    rows.filter(is_open=True).update(next_due_on=Subquery(earliest))
