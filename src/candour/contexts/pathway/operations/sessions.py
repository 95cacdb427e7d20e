"""What a provider does with what was commissioned from them: plan a session, and say what became of it.

A session belongs to the provider's page and not to the history of the case, which they do not see: its ledger entry
stands by itself. Raises Refused with every reason, and Commission.DoesNotExist or Session.DoesNotExist for what is
absent or not for this person.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway.models import Commission, Session
from candour.contexts.pathway.models.choices import Held
from candour.kernel.ledger import operations as ledger
from candour.kernel.people.actor import Actor
from candour.kernel.procedures.facts import Refusal, Refused


@transaction.atomic
def plan(*, commission_id: UUID, planned_on: date, actor: Actor, at: datetime) -> Session:
    """Set a day for a session. Refuses when it was stopped, and a day outside what was commissioned."""
    order = Commission.objects.get(id=commission_id)
    if found := _in_the_way(order, planned_on):
        raise Refused(tuple(found))
    row = Session(commission=order, planned_on=planned_on, reported_at=at, reported_by_id=actor.person_id)
    row.save(force_insert=True)
    _prove("plan", row, actor=actor, at=at)
    return row


@transaction.atomic
def report(*, session_id: UUID, outcome: str, held_on: date | None, text: str, actor: Actor, at: datetime) -> Session:
    """Say what became of a planned session. A delivered one has its day and a report, and there was consent on that day:
    the database refuses it otherwise."""
    found = []
    Session.objects.get(id=session_id)  # absent and forbidden alike
    held = Session.objects.select_for_update().filter(id=session_id, outcome=Held.PLANNED).first()
    if held is None:
        found.append(Refusal("reported", _("What became of this session was said already.")))
    if outcome == Held.DELIVERED and (held_on is None or not text.strip()):
        found.append(Refusal("report", _("A session that was delivered has its day and a report.")))
    if held_on is not None and held_on > localdate(at):
        found.append(Refusal("held_on", _("A session cannot be reported before it was held.")))
    if held is None or found:
        raise Refused(tuple(found))
    row = held
    row.outcome, row.report = outcome, text.strip()
    row.held_on = held_on if outcome == Held.DELIVERED else None
    row.reported_at, row.reported_by_id = at, actor.person_id
    try:
        with transaction.atomic():
            row.save(update_fields=["outcome", "held_on", "report", "reported_at", "reported_by"])
    except IntegrityError as error:
        raise Refused((_no_consent(),)) from error
    _prove("report", row, actor=actor, at=at)
    return row


def _in_the_way(order: Commission, planned_on: date) -> list[Refusal]:
    found = []
    if order.stopped_on is not None:
        found.append(
            Refusal("stopped", _("This support was stopped: hold no further session."), order.stop_reason),
        )
    if not order.from_on <= planned_on <= order.until_on:
        found.append(
            Refusal(
                "outside",
                _("The day lies outside what was commissioned."),
                _("Choose a day between the two, or ask the panel’s coordinator to extend it."),
            )
        )
    if order.sessions.filter(outcome__in=(Held.PLANNED, Held.DELIVERED)).count() >= order.sessions_wanted:
        found.append(
            Refusal(
                "all_planned",
                _("As many sessions as were commissioned are held or planned already."),
                _("Where more would help, ask the panel’s coordinator to commission more."),
            )
        )
    return found


def _no_consent() -> Refusal:
    return Refusal(
        "no_consent",
        _("There was no consent on that day: a session is not delivered before consent or after it was withdrawn."),
        _("Look at the day again. If a session was held all the same, tell the panel’s coordinator now."),
    )


def _prove(act: str, row: Session, *, actor: Actor, at: datetime) -> None:
    ledger.append(
        verb=f"pathway.session.{act}",
        subject=row.commission_id,
        actor=actor,
        door=actor.door,
        at=at,
        codes={"session": str(row.id), "outcome": row.outcome},
    )
