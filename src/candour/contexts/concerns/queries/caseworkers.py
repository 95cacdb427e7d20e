"""Who can be given a concern, and how much each has already."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Func, IntegerField, OuterRef, Q, QuerySet

from candour.contexts.concerns.models import Concern
from candour.kernel.people.models import Person, RoleHolding
from candour.kernel.people.roles import Role

CAPPED_AT = 1_000
"""Counts stop here, so that a page costs the same whatever there is: "1,000+"."""


@dataclass(frozen=True)
class Caseworker:
    """A caseworker and their open concerns, counted up to ``CAPPED_AT`` and one."""

    id: UUID
    name: str
    open_concerns: int

    @property
    def open_words(self) -> str:
        """The count as people read it."""
        return f"{CAPPED_AT:,}+" if self.open_concerns > CAPPED_AT else f"{self.open_concerns:,}"


def everyone(*, on: date) -> list[Caseworker]:
    """Every caseworker of the day with their open concerns, by name. One query."""
    theirs = Concern.objects.filter(assigned_to=OuterRef("pk"), is_open=True).order_by().values("id")
    counted = Func(ArraySubquery(theirs[: CAPPED_AT + 1]), function="cardinality", output_field=IntegerField())
    people = Person.objects.filter(id__in=_holdings(on).values("person_id"), deactivated_on=None)
    rows = people.annotate(open_concerns=counted).order_by("name", "id")
    return [Caseworker(*row) for row in rows.values_list("id", "name", "open_concerns")]


def is_caseworker(person_id: UUID, *, on: date) -> bool:
    """Whether the person is a caseworker on this day."""
    return _holdings(on).filter(person_id=person_id, person__deactivated_on=None).exists()


def _holdings(on: date, roles: Sequence[str] = (Role.CONCERNS_CASEWORKER,)) -> QuerySet[RoleHolding]:
    running = Q(ends_on=None) | Q(ends_on__gt=on)
    return RoleHolding.objects.filter(running, role__in=roles, starts_on__lte=on)


def working_with_concerns(roles: Sequence[str], *, on: date, besides: Collection[UUID]) -> list[Person]:
    """Whoever holds one of these roles on this day, by name, without those named in ``besides``."""
    rows = Person.objects.filter(id__in=_holdings(on, roles).values("person_id"), deactivated_on=None)
    return list(rows.exclude(id__in=besides).order_by("name", "id"))


def barred(concern_id: UUID) -> frozenset[UUID]:
    """Who declared an interest in the concern. The database tells it to whoever may know of the concern."""
    with connection.cursor() as cursor:
        cursor.execute("select concerns_barred(%s)", [concern_id])
        found = cursor.fetchone()
    return frozenset(found[0] or ()) if found else frozenset()


def names(*, on: date) -> list[tuple[UUID, str]]:
    """Every caseworker of the day, by name: for a list to choose from."""
    people = Person.objects.filter(id__in=_holdings(on).values("person_id"), deactivated_on=None)
    return list(people.order_by("name", "id").values_list("id", "name"))
