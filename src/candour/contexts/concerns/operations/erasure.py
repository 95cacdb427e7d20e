"""Erasing a concern: what was written, who wrote it, and the keys. Two people, and nothing brings it back.

What stays is what a record of the office's own work needs: coded fields, days, the steps taken and by whom, and the
reasons that staff wrote. In backups the keys lie in a file of their own, which expires (docs/operating/back-up-and-restore.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from candour.contexts.concerns import codes, procedure
from candour.contexts.concerns.models import Concern, ConcernKey, ConcernStep, Erasure
from candour.contexts.concerns.operations import steps
from candour.contexts.concerns.operations.handling import judged
from candour.kernel.doors import Door
from candour.kernel.ledger import operations as ledger
from candour.kernel.people.actor import Actor


@transaction.atomic
def request_erasure(
    *, concern_id: UUID, basis: str, rationale: str, actor: Actor, at: datetime, seen: int | None = None
) -> ConcernStep:
    """Ask a second person to erase it, saying on which basis and why. Refuses while another request waits."""
    concern = steps.lock(concern_id, actor=actor)
    given = {
        kind
        for kind, is_there in (("basis", basis in codes.ErasureBasis.values), ("rationale", rationale.strip()))
        if is_there
    }
    facts = judged("request_erasure", concern, actor=actor, at=at, seen=seen, given=given)
    Erasure(concern=concern, basis=basis, reason=rationale, requested_by_id=actor.person_id, requested_at=at).save(
        force_insert=True
    )
    return steps.take(
        concern, "request_erasure", facts=facts, actor=actor, door=actor.door, at=at, rationale=rationale,
        codes={"basis": basis},
    )  # fmt: skip


@transaction.atomic
def decide_erasure(
    *, concern_id: UUID, rationale: str, actor: Actor, at: datetime, seen: int | None = None
) -> ConcernStep:
    """Erase it, as a person other than the one who asked. Keys, texts, identity and the entry that says so: one transaction."""
    concern = steps.lock(concern_id, actor=actor)
    given = {"rationale"} if rationale.strip() else set()
    facts = judged("decide_erasure", concern, actor=actor, at=at, seen=seen, given=given)
    _decide(concern, rationale, is_refused=False, actor=actor, at=at)
    concern.unread_for_office = concern.unread_for_reporter = False
    row = steps.take(
        concern, "decide_erasure", facts=facts, actor=actor, door=actor.door, at=at, rationale=rationale,
        changed=["unread_for_office", "unread_for_reporter"],
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("select concerns_erase(%s)", [concern.id])
    return row


@transaction.atomic
def refuse_erasure(
    *, concern_id: UUID, rationale: str, actor: Actor, at: datetime, seen: int | None = None
) -> ConcernStep:
    """Refuse the request that waits, with the reason, as a person other than the one who asked."""
    concern = steps.lock(concern_id, actor=actor)
    given = {"rationale"} if rationale.strip() else set()
    facts = judged("refuse_erasure", concern, actor=actor, at=at, seen=seen, given=given)
    _decide(concern, rationale, is_refused=True, actor=actor, at=at)
    return steps.take(concern, "refuse_erasure", facts=facts, actor=actor, door=actor.door, at=at, rationale=rationale)


def _decide(concern: Concern, rationale: str, *, is_refused: bool, actor: Actor, at: datetime) -> None:
    waiting = Erasure.objects.select_for_update(of=("self",)).get(concern=concern, decided_by=None)
    waiting.decided_by_id = actor.person_id
    waiting.decided_at = at
    waiting.is_refused = is_refused
    waiting.decision_reason = rationale
    waiting.save(update_fields=["decided_by", "decided_at", "is_refused", "decision_reason"])


def erased() -> list[UUID]:
    """The concerns that were erased, as the owner sees them: for a restore, which must not bring them back."""
    rows = Erasure.objects.filter(decided_by__isnull=False, is_refused=False)
    return list(rows.order_by("id").values_list("concern_id", flat=True).distinct())


@transaction.atomic
def erase_again(concerns: Iterable[UUID], *, at: datetime) -> int:
    """Erase as the owner what was erased after the backup was made that has just been restored; how many."""
    again = list(ConcernKey.objects.filter(concern_id__in=list(concerns)).values_list("concern_id", flat=True))
    for concern_id in again:
        with connection.cursor() as cursor:
            cursor.execute("select concerns_erase_now(%s)", [concern_id])
        Concern.objects.filter(id=concern_id).update(
            state=procedure.concern.ERASED,
            is_open=False,
            next_due_on=None,
            unread_for_office=False,
            unread_for_reporter=False,
        )
        ledger.append(verb="concerns.concern.erase_again", subject=concern_id, actor=None, door=Door.OFFICE, at=at)
    return len(again)
