"""The address of a person's calendar: making it, which replaces the one before, and ending it.

Both leave an entry in the ledger, in the same transaction. That an address ends with its last day, its person's account or
their role needs no act: the database looks at every request (``pathway_calendar``).
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway.models import CalendarAddress
from candour.contexts.pathway.procedure import basis
from candour.contexts.pathway.queries import limits
from candour.kernel.ledger import operations as ledger
from candour.kernel.people.actor import Actor
from candour.kernel.procedures.facts import Refusal, Refused

LIFE = "pathway.calendar_address"
"""The policy term that says how long one opens."""

AT_MOST = timedelta(days=366)
"""Longer than that the database takes none, whatever the policy says."""

SITS = frozenset({*basis.PANEL, *basis.POLICE, basis.PARTNER})


@transaction.atomic
def make(*, actor: Actor, at: datetime) -> str:
    """Make an address and return its secret, of which only the digest is kept. The one before opens nothing from now on.

    Refuses somebody without a fresh proof of identity, because it opens without one, and whoever only stands in for others:
    their own role is what an address ends with.
    """
    on = localdate(at)
    refusals = []
    if not actor.has_stepped_up(at):
        refusals.append(Refusal("step_up", _("It needs a fresh proof that it is you."), _("Confirm that it is you.")))
    if not any(held.role in SITS and held.covering is None for held in actor.holdings):
        refusals.append(
            Refusal("own_role", _("You only stand in for somebody on a panel."), _("Use the calendar file instead."))
        )
    life = limits.of(LIFE, "", on)
    if life is None:
        refusals.append(
            Refusal("no_term", _("It is not set how long an address opens."), _("Tell your administrator."))
        )
    if life is None or refusals:  # the type checker needs both
        raise Refused(tuple(refusals))
    _end(actor, at, why="replaced")
    secret = secrets.token_urlsafe(32)
    row = CalendarAddress(
        person_id=actor.person_id,
        token_digest=hashlib.sha256(secret.encode()).digest(),
        made_at=at,
        last_on=min(life[1], on + AT_MOST),
    )
    row.save(force_insert=True)
    ledger.append(verb="pathway.calendar_address.make", subject=row.id, actor=actor, door=actor.door, at=at)
    return secret


@transaction.atomic
def end(*, actor: Actor, at: datetime) -> bool:
    """End it at once; whether there was one to end."""
    return _end(actor, at, why="ended")


def _end(actor: Actor, at: datetime, *, why: str) -> bool:
    row = CalendarAddress.objects.select_for_update().filter(person_id=actor.person_id, ended_at=None).first()
    if row is None:
        return False
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    ledger.append(
        verb="pathway.calendar_address.end",
        subject=row.id,
        actor=actor,
        door=actor.door,
        at=at,
        codes={"why": why},
    )
    return True
