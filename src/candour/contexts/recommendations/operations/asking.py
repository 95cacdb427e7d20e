"""Asking a body: the record from which its responses, claims and the office's verdicts hang."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from candour.contexts.recommendations.models import Addressee, Part, Recommendation
from candour.contexts.recommendations.operations import kinds
from candour.kernel.people.actor import Actor
from candour.kernel.people.models import Organisation
from candour.kernel.procedures import acts


@transaction.atomic
def ask(
    *,
    recommendation: Recommendation,
    organisation: Organisation,
    part: Part | None,
    deliver_by: date | None,
    actor: Actor,
    at: datetime,
) -> Addressee:
    """Ask one body for the whole of a recommendation, or for a part: its time to respond begins.

    Called where a recommendation is issued, in that transaction. The public sees it when the report is published, or at
    once where it is. Raises Refused with every reason.
    """
    new = Addressee(
        recommendation=recommendation,
        organisation=organisation,
        part=part,
        asked_on=localdate(at),
        deliver_by=deliver_by,
        nation=organisation.nation,
        published_at=recommendation.published_at,
        is_synthetic=recommendation.is_synthetic,
    )
    kinds.answers(at).begin(
        new,
        "ask",
        doer=actor,
        door=actor.door,
        at=at,
        given=acts.given(recommendation=recommendation.pk),
        codes={"organisation": str(organisation.pk), "recommendation": str(recommendation.pk)},
    )
    return new
