"""The bodies that may be asked, by the name that somebody types."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from candour.kernel.people.models import Organisation
from candour.kernel.people.roles import OrganisationKind


@dataclass(frozen=True)
class Body:
    """A body and the words by which it is chosen: its name, with its kind where another has the same."""

    id: UUID
    name: str
    words: str


def open_on(on: date) -> list[Body]:
    """Every body that exists on this day, but for the office itself, by name. One query."""
    kinds = dict(OrganisationKind.choices)
    rows = list(
        Organisation.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on))
        .exclude(kind=OrganisationKind.OVERSIGHT_OFFICE)
        .order_by("name", "id")
        .values_list("id", "name", "kind", "region")
    )
    same = Counter(name.casefold() for _, name, _, _ in rows)
    return [
        Body(id_, name, name if same[name.casefold()] == 1 else f"{name} ({kinds.get(kind, kind)}, {region})")
        for id_, name, kind, region in rows
    ]


def by_words(bodies: list[Body]) -> dict[str, UUID]:
    """What somebody may type → which body it is. Capitals and spaces at the ends do not matter."""
    return {key_of(body.words): body.id for body in bodies}


def key_of(typed: str) -> str:
    """What was typed, as it is compared."""
    return " ".join(typed.casefold().split())
