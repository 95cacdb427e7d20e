"""Whoever was given something to do at a meeting says themself what became of it.

They need not see the meeting, nor the case: no step of the meeting's procedure is theirs to take, so the answer is a row
beside the action, and an entry in the ledger in the same transaction.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway.models import ActionAnswer, MeetingAction
from candour.contexts.pathway.models.choices import Said
from candour.contexts.pathway.queries import meeting_actions
from candour.kernel.ledger import operations as ledger
from candour.kernel.people.actor import Actor
from candour.kernel.procedures.facts import Refusal, Refused

_ANSWERED = Refusal("answered", _("You have said what became of it."), _("Tell the panel if that has changed."))


@transaction.atomic
def answer_action(*, action_id: UUID, said: str, words: str, actor: Actor, at: datetime) -> ActionAnswer:
    """It is done, and what was done; or it cannot be done, and why (``said``: done, cannot). Once, and only while the panel
    has not closed it; the database refuses anything else too.

    Raises Refused with every reason, and MeetingAction.DoesNotExist for what is absent or was given to somebody else.
    """
    action = meeting_actions.given_one(actor, action_id)
    if action is None:
        raise MeetingAction.DoesNotExist
    refusals = list(closed(action))
    if said not in Said.values:
        refusals.append(Refusal("said", _("Say whether it is done.")))
    if not words.strip():
        refusals.append(Refusal("words", _("Say what was done, or why it cannot be done.")))
    if refusals:
        raise Refused(tuple(refusals))
    answer = ActionAnswer(action=action, said=said, words=words.strip(), said_at=at, said_by_id=actor.person_id)
    try:
        with transaction.atomic():
            answer.save(force_insert=True)
    except IntegrityError as error:  # the same person, in two windows at once
        raise Refused((_ANSWERED,)) from error
    ledger.append(
        verb="pathway.meeting.answer_action",
        subject=action.meeting_id,
        actor=actor,
        door=actor.door,
        at=at,
        codes={"action": str(action.id), "said": said},
    )
    return answer


def closed(action: MeetingAction) -> tuple[Refusal, ...]:
    """Why nothing more can be said about an action; empty while it is open."""
    if hasattr(action, "answer"):
        return (_ANSWERED,)
    if action.done_on is not None:
        return (Refusal("closed", _("The panel has closed this action.")),)
    return ()
