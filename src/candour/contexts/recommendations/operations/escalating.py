"""A body is asked again, each time louder: a reminder, a letter that somebody signs, a public notice.

Each stands in the record, for the body and, where it is published, for everybody. The worker reminds by itself
(``reminding.py``); a letter and a notice are somebody's.

All raise Refused with every reason, and Addressee.DoesNotExist for absent and forbidden alike. ``seen`` is the number of
the last entry of the history that the page showed; None skips that check.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.recommendations import codes
from candour.contexts.recommendations.models import Escalation
from candour.contexts.recommendations.operations import judging
from candour.contexts.recommendations.queries import facts as gathered
from candour.contexts.recommendations.queries import letters
from candour.kernel.people.actor import Actor
from candour.kernel.procedures.facts import Refusal

Kind = codes.EscalationKind


@transaction.atomic
def remind(*, addressee_id: UUID, text: str, actor: Actor, at: datetime, seen: int | None = None) -> Escalation:
    """Remind the body of what is late, or comes soon."""
    return _escalate(Kind.REMINDER, addressee_id, text, actor=actor, at=at, seen=seen)


@transaction.atomic
def write_letter(*, addressee_id: UUID, letter: str, actor: Actor, at: datetime, seen: int | None = None) -> Escalation:
    """Send a letter about what is late, signed by whoever acts under the name of their office. Only after a reminder."""
    return _escalate(Kind.LETTER, addressee_id, letter, actor=actor, at=at, seen=seen)


@transaction.atomic
def give_notice(*, addressee_id: UUID, notice: str, actor: Actor, at: datetime, seen: int | None = None) -> Escalation:
    """Say in public that a body is late with what was published. Only after a letter."""
    return _escalate(Kind.NOTICE, addressee_id, notice, actor=actor, at=at, seen=seen)


_COMES_WITH = {Kind.REMINDER: "text", Kind.LETTER: "letter", Kind.NOTICE: "notice"}
"""Under which name the procedure wants the words."""


def _escalate(
    kind: codes.EscalationKind, addressee_id: UUID, words: str, *, actor: Actor, at: datetime, seen: int | None
) -> Escalation:
    held = judging.lock(addressee_id, at)
    text = words.strip()
    given = {_COMES_WITH[kind]} if text else set()
    wrong = [] if text or kind is not Kind.REMINDER else [Refusal("no_text", _("Write what the body is reminded of."))]
    taken = judging.passed(held, kind, actor=actor, at=at, seen=seen, given=given, wrong=wrong)
    wanted = gathered.owed(held, dict(taken.facts.due), taken.facts.history)
    assert wanted is not None  # the procedure wants a day that has passed or comes soon
    row = Escalation(
        addressee=held,
        kind=kind,
        about=wanted.what,
        text=text,
        signed_as=letters.signature(actor),
        sent_on=localdate(at),
        at=at,
        by_id=actor.person_id,
    )
    row.save(force_insert=True)
    taken.take(codes={"escalation": str(row.id), "about": wanted.what})
    return row
