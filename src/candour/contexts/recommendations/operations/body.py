"""What every act of a body on what it is asked has in common: its record, locked, and what is said against acting on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.dateformat import format as formatted
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from candour.contexts.recommendations.models import Addressee, AddresseeStep, Response
from candour.contexts.recommendations.procedure import answer
from candour.contexts.recommendations.queries import answering
from candour.kernel.people.actor import Actor
from candour.kernel.procedures import refusals as recorded
from candour.kernel.procedures.facts import Refusal, Refused

FORMER = _("Somebody who has left")


class RefusedSeveral(Refused):
    """An act on several records was refused as a whole. ``of`` holds the reasons against each that has any."""

    def __init__(self, of: dict[UUID, tuple[Refusal, ...]], named: dict[UUID, str]) -> None:
        self.of = of
        super().__init__(
            tuple(
                Refusal(refusal.code, format_lazy("{name}: {why}", name=named[one], why=refusal.message), refusal.mend)
                for one, reasons in of.items()
                for refusal in reasons
            )
        )


def lock(addressee_id: UUID, actor: Actor) -> Addressee:
    """What one of the person's bodies is asked, locked until the transaction ends. Raises Addressee.DoesNotExist."""
    return answering.asked_of(actor).select_for_update().get(id=addressee_id)


def lock_all(addressee_ids: Sequence[UUID], actor: Actor) -> list[Addressee]:
    """The same for several, in one order for everybody, so that two who lock the same wait for each other once.

    Raises Addressee.DoesNotExist where one of them is not there for this person.
    """
    rows = answering.asked_of(actor).filter(id__in=addressee_ids)
    held = list(rows.select_related("recommendation", "part").select_for_update(of=("self",)).order_by("id"))
    if len(held) != len(set(addressee_ids)):
        raise Addressee.DoesNotExist
    return sorted(held, key=lambda one: (one.recommendation.place, one.part.letter if one.part else ""))


def named(held: Addressee) -> str:
    """What it is called in a message about several."""
    number = f"{held.recommendation.number}{held.part.letter if held.part else ''}"
    return f"{held.reference} ({number})" if number else held.reference


def not_waiting(held: Addressee) -> Refusal:
    """Why no response can be given now: somebody gave one, or it is closed. Says who, what and when."""
    if held.state == answer.CLOSED:
        on = AddresseeStep.objects.filter(addressee=held, to_state=answer.CLOSED).latest("number").taken_on
        return Refusal(
            "closed",
            format_lazy(_("This was closed on {day}: no response can be given any more."), day=formatted(on, "j F Y")),
            _("Why it was closed stands in the timeline. Write to the Commissioner’s office if that is mistaken."),
        )
    last = Response.objects.filter(addressee=held).latest("number")
    name = answering.names_of([last.by_id]).get(last.by_id)
    return Refusal(
        "answered",
        format_lazy(
            _("{name} already sent the response of your body on {day}: {kind}."),
            name=name or FORMER,
            day=formatted(last.sent_on, "j F Y"),
            kind=last.get_kind_display(),
        ),
        _("Your body answers once. If it has to be changed, ask the Commissioner’s office to ask again."),
    )


def record_refusal(*, subject: UUID, step: str, refused: Refused, actor: Actor, at: datetime) -> None:
    """Leave an entry for each record with the step and the code of every reason, beside the transaction that rolls back."""
    of = refused.of if isinstance(refused, RefusedSeveral) else {subject: refused.refusals}
    for one, reasons in of.items():
        recorded.record(
            context="recommendations", subject=one, step=f"answer.{step}", refused=Refused(reasons), actor=actor, at=at
        )
