"""What the page of a step needs beside the facts: the claim, the request, what may supersede it, and what is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from candour.contexts.recommendations import codes
from candour.contexts.recommendations.models import Addressee, Claim, Escalation, ExtensionRequest, Link, Recommendation
from candour.contexts.recommendations.queries import evidence, letters
from candour.contexts.recommendations.queries import facts as gathered
from candour.kernel.people.actor import Actor
from candour.kernel.procedures.facts import Facts


@dataclass(frozen=True)
class About:
    """What a step may need to know before its form is filled in."""

    addressee: Addressee
    on: date
    claim: Claim | None = None
    request: ExtensionRequest | None = None
    successors: tuple[Recommendation, ...] = ()
    late: letters.About | None = None
    files: tuple[evidence.Evidence, ...] = ()
    """The evidence files that came with the claim."""


def about(found: Addressee, *, on: date, facts: Facts | None = None) -> About:
    """Everything for the page of a step. Three queries, one more where something was claimed, and one where something is owed;
    what a letter says is drafted from ``facts``."""
    links = Link.objects.filter(to=found.recommendation_id, kind=codes.LinkKind.SUPERSEDES)
    claim = Claim.objects.filter(addressee=found).order_by("number").last()
    return About(
        addressee=found,
        on=on,
        claim=claim,
        request=ExtensionRequest.objects.filter(addressee=found, decision__isnull=True).order_by("number").last(),
        successors=tuple(
            link.recommendation for link in links.select_related("recommendation__report").order_by("-made_on")
        ),
        late=_late(found, facts) if facts is not None else None,
        files=tuple(evidence.of_claim(claim.id)) if claim is not None else (),
    )


def _late(found: Addressee, facts: Facts) -> letters.About | None:
    wanted = gathered.owed(found, dict(facts.due), facts.history)
    if wanted is None:
        return None
    sent = list(
        Escalation.objects.filter(addressee=found, about=wanted.what, sent_on__gte=wanted.since)
        .order_by("sent_on")
        .values_list("kind", "sent_on")
    )
    recommendation = found.recommendation
    return letters.About(
        reference=recommendation.reference,
        place=f"{recommendation.number}{found.part.letter if found.part else ''}",
        report=recommendation.report.title,
        body=found.organisation.name,
        what=wanted.what,
        due_on=wanted.due_on,
        text=found.part.text if found.part else recommendation.text,
        reminded=[day for kind, day in sent if kind == codes.EscalationKind.REMINDER],
        written=[day for kind, day in sent if kind == codes.EscalationKind.LETTER],
    )


def signature(actor: Actor) -> str:
    """Under which name this person signs."""
    return letters.signature(actor)
