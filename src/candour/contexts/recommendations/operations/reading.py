"""That somebody took a file out of Candour: the ledger's entry, each time, because what is in the file is out of reach."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from candour.contexts.recommendations.models import Addressee
from candour.kernel.ledger import operations as ledger
from candour.kernel.people.actor import Actor


@transaction.atomic(savepoint=False)
def record_pack(*, addressee: Addressee, actor: Actor, at: datetime) -> UUID:
    """Record that a person took the pack of what their body is asked."""
    return ledger.append(
        verb="recommendations.answer.read_pack", subject=addressee.id, actor=actor, door=actor.door, at=at
    )
