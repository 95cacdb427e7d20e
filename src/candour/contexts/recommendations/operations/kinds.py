"""The nouns of recommendations: which tables each has, and how its facts are gathered."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial

from django.utils.timezone import localdate

from candour.contexts.recommendations.models import (
    Addressee,
    AddresseeDeadline,
    AddresseeStep,
    Draft,
    DraftStep,
)
from candour.contexts.recommendations.procedure import ANSWER, DRAFT, answer
from candour.contexts.recommendations.queries import facts
from candour.kernel.procedures import acts

AnswerKind = acts.Kind[Addressee, AddresseeStep]
DraftKind = acts.Kind[Draft, DraftStep]


def answers(at: datetime) -> AnswerKind:
    """What bodies are asked, under its procedure, as it stands at this moment."""
    gather = partial(facts.of_addressee, on=localdate(at))
    return acts.Kind(ANSWER.name, Addressee, AddresseeStep, AddresseeDeadline, gather, _promised)


def drafts() -> DraftKind:
    """Recommendations in the making, under their procedure. No time limit runs on them."""
    return acts.Kind(DRAFT.name, Draft, DraftStep, None, facts.of_draft)


def _promised(addressee: Addressee) -> date | None:
    """The day of the record itself that waits: by when it should be delivered, while it is being delivered."""
    return addressee.deliver_by if addressee.state in answer.BEING_DELIVERED else None
