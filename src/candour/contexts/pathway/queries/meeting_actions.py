"""What meetings gave people to do: which of it is open, and what this person was given."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from candour.contexts.pathway.models import MeetingAction
from candour.contexts.pathway.models.choices import Said
from candour.kernel.people.actor import Actor

OPEN = Q(done_on=None) & ~Q(answer__said=Said.DONE)
"""Neither closed by the panel nor done, as its owner says. What cannot be done is open: the panel says what follows."""


def given_to(actor: Actor) -> QuerySet[MeetingAction]:
    """What meetings gave this person to do, done or not: the database knows which, and no interest lies against it. Of the
    meeting itself its owner may see nothing."""
    with connection.cursor() as cursor:
        cursor.execute("select pathway_given()")
        row: Any = cursor.fetchone()
    return MeetingAction.objects.filter(id__in=row[0]).select_related("answer")


def given_one(actor: Actor, action: UUID) -> MeetingAction | None:
    """One of them; None for absent and forbidden alike."""
    return given_to(actor).filter(id=action).first()
