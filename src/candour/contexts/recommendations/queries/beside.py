"""An issued recommendation with what stands beside it: the links and the notices that the office adds to."""

from __future__ import annotations

from dataclasses import dataclass

from candour.contexts.recommendations import references
from candour.contexts.recommendations.models import Addressee, Correction, Link, Recommendation


@dataclass(frozen=True)
class Beside:
    """What a page shows before something is added."""

    links: list[Link]
    linked_from: list[Link]
    corrections: list[Correction]
    addressees: list[Addressee]


def found(reference: str) -> Recommendation | None:
    """The recommendation of this reference; None for absent and misspelt alike."""
    known = references.read(reference)
    if known is None or known != reference:
        return None
    return Recommendation.objects.select_related("report").filter(reference=known).first()


def of(recommendation: Recommendation) -> Beside:
    """Links both ways, notices, and who was asked. Four queries."""
    return Beside(
        links=list(recommendation.links.select_related("to__report").order_by("made_on", "id")),
        linked_from=list(recommendation.linked_from.select_related("recommendation__report").order_by("made_on", "id")),
        corrections=list(
            recommendation.corrections.select_related("by", "addressee__organisation").order_by("at", "id")
        ),
        addressees=list(
            recommendation.addressees.select_related("organisation", "part").order_by(
                "part__letter", "organisation__name", "id"
            )
        ),
    )
