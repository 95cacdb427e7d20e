"""What every step of the office on what a body is asked has in common: lock, judge, say every reason at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.recommendations.models import Addressee, AddresseeStep
from candour.contexts.recommendations.operations import kinds
from candour.kernel.people.actor import Actor
from candour.kernel.procedures import acts, refusals
from candour.kernel.procedures.facts import Refusal, Refused

Passed = acts.Passed[Addressee, AddresseeStep]


def lock(addressee_id: UUID, at: datetime) -> Addressee:
    """What a body is asked, locked until the transaction ends. Raises Addressee.DoesNotExist for absent and forbidden."""
    return kinds.answers(at).lock(addressee_id)


def passed(
    held: Addressee,
    step: str,
    *,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
    given: Collection[str] = (),
    wrong: Sequence[Refusal] = (),
) -> Passed:
    """The record on which the procedure lets the step pass. ``wrong`` is what the caller found itself.

    Raises Refused with every reason, the procedure's first.
    """
    kind = kinds.answers(at)
    try:
        facts = kind.judged(held, step, doer=actor, at=at, seen=seen, given=given)
    except Refused as refused:
        raise Refused((*refused.refusals, *wrong)) from None
    if wrong:
        raise Refused(tuple(wrong))
    return acts.Passed(kind, held, facts, step, actor, at)


def day_ahead(day: date | None, at: datetime) -> list[Refusal]:
    """What is wrong with a day by which something is expected: it has passed. Nothing where no day was given."""
    if day is None or day >= localdate(at):
        return []
    return [
        Refusal(
            "day_passed",
            format_lazy(_("{day} has passed: nobody can keep it."), day=date_format(day, "j F Y")),
            _("Choose today or a later day."),
        )
    ]


def record_refusal(*, addressee_id: UUID, step: str, refused: Refused, actor: Actor, at: datetime) -> UUID:
    """Leave an entry with the step and the code of every reason."""
    return refusals.record(
        context="recommendations", subject=addressee_id, step=f"answer.{step}", refused=refused, actor=actor, at=at
    )
