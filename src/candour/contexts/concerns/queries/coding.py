"""The taxonomy as it stands on a day, what a concern is coded with, and the directory of bodies."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q

from candour.contexts.concerns.models import ConcernCode, SignpostBody, TaxonomyTerm

LAST = frozenset({"outside", "other_issue"})
"""Terms for what no other term fits: they stand at the end of the list."""


def terms_in_force(on: date) -> list[TaxonomyTerm]:
    """The terms that may be given on this day, by label."""
    running = Q(valid_until=None) | Q(valid_until__gt=on)
    found = TaxonomyTerm.objects.filter(running, valid_from__lte=on).order_by("axis", "label")
    return sorted(found, key=lambda term: term.code in LAST)


def held(concern_id: UUID) -> list[TaxonomyTerm]:
    """The terms that a concern is coded with now."""
    given = ConcernCode.objects.filter(concern_id=concern_id, removed_on=None)
    return list(TaxonomyTerm.objects.filter(id__in=given.values("term_id")).order_by("axis", "label"))


def bodies_for(nation: str) -> list[SignpostBody]:
    """The bodies of the directory that are right for a nation, or all of them where it is not known."""
    return [
        body
        for body in SignpostBody.objects.filter(ended_on=None).order_by("name")
        if not nation or not body.nations or nation in body.nations.split(",")
    ]


def ended_bodies() -> list[SignpostBody]:
    """The bodies that were taken out of the directory."""
    return list(SignpostBody.objects.exclude(ended_on=None).order_by("name"))


def body(body_id: UUID) -> SignpostBody | None:
    """One body, taken out or not."""
    return SignpostBody.objects.filter(id=body_id).first()
