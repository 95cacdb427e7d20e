"""The concerns that a person of the office may know of.

The database's row rules say the same and stand behind it; asked here as well, so that the planner can use it and a
page never depends on the net alone (decision record 0001).
"""

from __future__ import annotations

from django.db.models import QuerySet

from candour.contexts.concerns.models import Concern, ConcernExclusion
from candour.kernel.people.actor import Actor
from candour.kernel.people.roles import Role

HANDLES_CONCERNS = (Role.CONCERNS_CASEWORKER.value, Role.HEAD_OF_OFFICE.value, Role.COMMISSIONER.value)
"""The roles that may know of concerns."""

OVERSEES = (Role.HEAD_OF_OFFICE.value, Role.COMMISSIONER.value)
"""The roles that review what others opened."""


def concerns_visible_to(actor: Actor) -> QuerySet[Concern]:
    """All but those in which this person declared an interest; none for other roles."""
    if not actor.has(*HANDLES_CONCERNS):
        return Concern.objects.none()
    declared = ConcernExclusion.objects.filter(person_id=actor.person_id, ended_on=None)
    return Concern.objects.exclude(id__in=declared.values("concern_id"))
