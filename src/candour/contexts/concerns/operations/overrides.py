"""Telling a body without the person's agreement, because of imminent serious harm or a child at risk: two people."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from candour.contexts.concerns import codes
from candour.contexts.concerns.models import ConcernStep, HarmOverride
from candour.contexts.concerns.operations import messages, steps
from candour.contexts.concerns.operations.handling import judged
from candour.kernel.people.actor import Actor
from candour.kernel.procedures.facts import Refusal, Refused


@transaction.atomic
def request_override(
    *,
    concern_id: UUID,
    ground: str,
    rationale: str,
    is_safe_to_tell: bool,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> ConcernStep:
    """Ask a second person to authorise it. Says on which of the two grounds, and whether the reporter can safely be told.

    Refuses while another request waits, and a ground that is not one of the two.
    """
    concern = steps.lock(concern_id, actor=actor)
    given = {"rationale"} if rationale.strip() else set()
    facts = judged("request_override", concern, actor=actor, at=at, seen=seen, given=given)
    if ground not in HarmOverride.Ground.values:
        raise Refused((Refusal("ground", _("There are two grounds only."), _("Choose one of them.")),))
    HarmOverride(
        concern=concern,
        ground=ground,
        reason=rationale,
        is_safe_to_tell=is_safe_to_tell,
        requested_by_id=actor.person_id,
        requested_at=at,
    ).save(force_insert=True)
    return steps.take(
        concern,
        "request_override",
        facts=facts,
        actor=actor,
        door=actor.door,
        at=at,
        rationale=rationale,
        codes={"ground": ground},
    )


@transaction.atomic
def decide_override(
    *,
    concern_id: UUID,
    authorise: bool,
    rationale: str,
    text: str,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> ConcernStep:
    """Authorise or refuse the request that waits, as a person other than the one who asked.

    When it is authorised and the reporter can safely be told, ``text`` tells them, and is required.
    """
    concern = steps.lock(concern_id, actor=actor)
    given = {"rationale"} if rationale.strip() else set()
    facts = judged("decide_override", concern, actor=actor, at=at, seen=seen, given=given)
    waiting = HarmOverride.objects.select_for_update(of=("self",)).get(concern=concern, authorised_by=None)
    is_told = authorise and waiting.is_safe_to_tell
    if is_told and not text.strip():
        raise Refused((_not_told(),))
    waiting.authorised_by_id = actor.person_id
    waiting.authorised_at = at
    waiting.is_refused = not authorise
    waiting.decision_reason = rationale
    waiting.save(update_fields=["authorised_by", "authorised_at", "is_refused", "decision_reason"])
    if is_told:
        messages.write(concern=concern, kind=codes.MessageKind.TOLD_WITHOUT, text=text, actor=actor, at=at)
    return steps.take(
        concern,
        "decide_override",
        facts=facts,
        actor=actor,
        door=actor.door,
        at=at,
        rationale=rationale,
        codes={"decision": "authorised" if authorise else "refused", "ground": waiting.ground},
        changed=[messages.UNREAD] if is_told else [],
    )


def _not_told() -> Refusal:
    return Refusal(
        "record.message",
        _("The person can safely be told, so they are told."),
        _("Write what they will read."),
    )
