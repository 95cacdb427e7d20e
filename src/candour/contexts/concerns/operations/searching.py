"""That somebody read, in the results of a search, some of what a reporter wrote."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from candour.contexts.concerns.models import NarrativeRead
from candour.contexts.concerns.operations.barriers import ONE_SITTING
from candour.kernel.ledger import operations as ledger
from candour.kernel.people.actor import Actor


@transaction.atomic(savepoint=False)
def record_shown(*, concerns: Sequence[UUID], actor: Actor, at: datetime) -> int:
    """Record a reading of each of these concerns, unless there was one a moment ago; how many were recorded.

    A line of a text is some of it, so it counts as a reading; it is not the whole, so what nobody has read yet stays
    unread. What was searched for is recorded nowhere: it is content.
    """
    recent = set(
        NarrativeRead.objects.filter(
            concern_id__in=concerns, person_id=actor.person_id, read_at__gt=at - ONE_SITTING
        ).values_list("concern_id", flat=True)
    )
    rows = [
        NarrativeRead(
            concern_id=concern,
            person_id=actor.person_id,
            read_at=at,
            ledger_entry=ledger.append(
                verb="concerns.narrative.read",
                subject=concern,
                actor=actor,
                door=actor.door,
                at=at,
                codes={"in": "search"},
            ),
        )
        for concern in concerns
        if concern not in recent
    ]
    NarrativeRead.objects.bulk_create(rows)
    return len(rows)
