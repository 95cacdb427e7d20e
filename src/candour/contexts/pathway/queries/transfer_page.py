"""One transfer for its page: what was asked, what happened, in whose words, and what came before and after."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.functional import Promise

from candour.contexts.pathway.models import Transfer, TransferDeadline, TransferStep, TransferUpdate
from candour.contexts.pathway.queries import transfers
from candour.kernel.deadlines import explanation
from candour.kernel.deadlines import queries as deadlines
from candour.kernel.people.actor import Actor
from candour.kernel.procedures import queries as procedures


@dataclass(frozen=True)
class Told:
    """A transfer with everything that its page shows. ``before`` and ``after`` are shown to the owner's side alone: the
    one service is not told of the other."""

    transfer: Transfer
    steps: list[TransferStep]
    updates: list[TransferUpdate]
    names: dict[UUID, str]
    clock: TransferDeadline | None
    explained: list[str | Promise] = field(default_factory=list)
    before: Transfer | None = None
    after: Transfer | None = None

    @property
    def owner(self) -> str:
        """Who sees to it that somebody takes the person on."""
        return self.names.get(self.transfer.owner_id, "")

    def text_of(self, step: TransferStep) -> str:
        """What the service wrote with this step."""
        return next((one.text for one in self.updates if one.step == step.step and one.at == step.taken_at), "")


def told(transfer: Transfer, actor: Actor) -> Told:
    """The whole transfer for its page. At most seven queries."""
    clocks = [row for row in deadlines.of_subject(TransferDeadline, transfer.id) if row.is_running]
    clock = clocks[0] if clocks else None
    after: Any = None
    before: Any = None
    if transfers.is_owner(transfer, actor):
        near = transfers.owned_by(actor).select_related("organisation")
        after = near.filter(follows=transfer).first()
        before = near.filter(id=transfer.follows_id).first() if transfer.follows_id else None
    return Told(
        transfer=transfer,
        steps=list(procedures.of_subject(TransferStep, transfer.id)),
        updates=list(TransferUpdate.objects.filter(transfer=transfer)),
        names=transfers.names_in([transfer]),
        clock=clock,
        explained=_explained(clock) if clock else [],
        before=before,
        after=after,
    )


def _explained(clock: TransferDeadline) -> list[str | Promise]:
    added = deadlines.holidays_added(clock.nation)
    return list(explanation.explain(clock.started_on, clock.term, clock.nation, (), added))
