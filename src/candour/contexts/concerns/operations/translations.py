"""Keeping a translation beside its original. Candour translates nothing itself: what it would send to a service, it would
give away. Who or what translated stands with the text."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.concerns import codes, sealed
from candour.contexts.concerns.models import ConcernStep, Message, MessageTranslation
from candour.contexts.concerns.operations import messages, steps
from candour.contexts.concerns.operations.handling import judged
from candour.kernel.people.actor import Actor
from candour.kernel.procedures.facts import Refusal, Refused


@transaction.atomic
def translate(
    *,
    concern_id: UUID,
    message_id: UUID | None,
    language_from: str,
    language: str,
    made_by: str,
    is_machine: bool,
    text: str,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> ConcernStep:
    """Keep a translation of a message, or with None of what was told at first.

    Of what the office wrote the reporter reads it, and is told that something is new; of their own words the office
    alone. An earlier translation into the same language is ended. Raises Refused.
    """
    concern = steps.lock(concern_id, actor=actor)
    facts = judged("translate", concern, actor=actor, at=at, seen=seen, given={"translation"} if text.strip() else ())
    message = Message.objects.filter(id=message_id, concern=concern).first() if message_id else None
    refusals = []
    if message_id is not None and message is None:
        refusals.append(Refusal("translation.absent", _("This message is not there."), _("Choose another one.")))
    if language == language_from:
        said = _("A translation is in another language than the original.")
        refusals.append(Refusal("translation.same", said, _("Choose two different languages.")))
    if refusals:
        raise Refused(tuple(refusals))
    is_sent = message is not None and message.direction == codes.Direction.TO_REPORTER
    earlier = MessageTranslation.objects.filter(concern=concern, message=message, language=language, ended_on=None)
    earlier.update(ended_on=localdate(at))
    translation_id = uuid4()
    MessageTranslation(
        id=translation_id,
        concern=concern,
        message=message,
        language_from=language_from,
        language=language,
        made_by=made_by,
        is_machine=is_machine,
        sealed=sealed.seal_translation(bytes(concern.sealing_key), translation_id, text),
        is_sent=is_sent,
        added_by_id=actor.person_id,
        added_on=localdate(at),
    ).save(force_insert=True)
    concern.unread_for_reporter = concern.unread_for_reporter or is_sent
    return steps.take(
        concern,
        "translate",
        facts=facts,
        actor=actor,
        door=actor.door,
        at=at,
        codes={"into": language, "by": "machine" if is_machine else "person"},
        changed=[messages.UNREAD] if is_sent else [],
    )
