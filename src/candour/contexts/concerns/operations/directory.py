"""Keeping the directory of bodies: the head of office adds one, changes what is said of it, or takes it out."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.concerns.models import SignpostBody
from candour.kernel.ledger import operations as ledger
from candour.kernel.people.actor import Actor
from candour.kernel.people.roles import Nation, Role
from candour.kernel.procedures.facts import Refusal, Refused


@dataclass(frozen=True)
class Said:
    """What the directory says of a body. ``nations`` empty means all."""

    name: str
    looks_at: str
    nations: Collection[str] = ()
    website: str = ""
    telephone: str = ""


@transaction.atomic
def add_body(*, said: Said, actor: Actor, at: datetime) -> SignpostBody:
    """Add a body. Refuses anybody but the head of office."""
    _require_head(actor)
    row = SignpostBody(code=f"office_{secrets.token_hex(8)}")
    _say(row, said)
    row.save(force_insert=True)
    _record("concerns.directory.add", row, actor, at)
    return row


@transaction.atomic
def change_body(*, body_id: UUID, said: Said, is_ended: bool, actor: Actor, at: datetime) -> SignpostBody:
    """Change what is said of a body, or take it out from today; concerns keep what they were pointed to.

    Refuses anybody but the head of office. Raises SignpostBody.DoesNotExist.
    """
    _require_head(actor)
    row = SignpostBody.objects.select_for_update().get(id=body_id)
    _say(row, said)
    row.ended_on = (row.ended_on or localdate(at)) if is_ended else None
    row.save()
    _record("concerns.directory.change", row, actor, at)
    return row


def _say(row: SignpostBody, said: Said) -> None:
    row.name, row.looks_at = said.name, said.looks_at
    row.website, row.telephone = said.website, said.telephone
    row.nations = ",".join(code for code in Nation.values if code in said.nations)


def _record(verb: str, row: SignpostBody, actor: Actor, at: datetime) -> None:
    codes = {"code": row.code, "ended": row.ended_on.isoformat() if row.ended_on else ""}
    ledger.append(verb=verb, subject=row.id, actor=actor, door=actor.door, at=at, codes=codes)


def _require_head(actor: Actor) -> None:
    if not actor.has(Role.HEAD_OF_OFFICE):
        raise Refused((Refusal("role", _("Only the head of office changes this."), _("Ask them to.")),))
