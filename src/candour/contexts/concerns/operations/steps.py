"""Taking one step of a concern: what every operation of this context does between its own rows.

The order is always the same: lock the concern, gather the facts, let the procedure judge, write. Whoever comes second
finds the record as the first one left it, and is told so.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.utils.timezone import localdate

from candour.contexts.concerns import procedure
from candour.contexts.concerns.models import Concern, ConcernDeadline, ConcernStep
from candour.contexts.concerns.queries import facts as concern_facts
from candour.kernel.doors import Door
from candour.kernel.people.actor import Actor
from candour.kernel.procedures import guard, registry
from candour.kernel.procedures import operations as procedures
from candour.kernel.procedures.facts import Facts, Outsider
from candour.kernel.procedures.table import Procedure

NAME = procedure.concern.CONCERN.name

# The clocks that run and are not paused, as ``deadlines.queries.next_due`` reads them: one value, at every step.
_NEXT_DUE = """
select min(due_on) from concerns_concerndeadline
 where concern_id = %s and met_on is null and cancelled_on is null and paused_on is null
"""

# What the reporter's side may ask for by name; the office reads whole rows.
_FOR_REPORTER = (
    "id", "reference", "level", "kind", "nation", "agreement", "language", "received_on", "state",
    "procedure_version", "next_due_on", "is_open", "close_reason", "unread_for_reporter", "sealing_key",
)  # fmt: skip


def law_of(concern: Concern) -> Procedure:
    """The version of the procedure under which this concern runs."""
    return registry.get(NAME, concern.procedure_version)


def lock(concern_id: UUID, *, actor: Actor | None) -> Concern:
    """The concern, locked until the transaction ends. Raises Concern.DoesNotExist for absent and forbidden alike."""
    rows = Concern.objects.select_for_update()
    if actor is None:
        rows = rows.only(*_FOR_REPORTER)
    return rows.get(id=concern_id)


def judge(concern: Concern, step: str, *, actor: Actor | None, at: datetime, given: Collection[str] = ()) -> Facts:
    """Gather the facts and let the procedure judge, before anything is written. Raises Refused with every reason."""
    found = concern_facts.of(concern, actor)
    found = replace(found, records=found.records | frozenset(given))
    guard.check(law_of(concern), step, found, actor or Outsider.REPORTER, at)
    return found


def take(
    concern: Concern,
    step: str,
    *,
    facts: Facts,
    actor: Actor | None,
    door: Door,
    at: datetime,
    rationale: str = "",
    codes: Mapping[str, str | int] | None = None,
    changed: Collection[str] = (),
) -> ConcernStep:
    """Take ``step`` on a concern that is locked and judged; return its history entry.

    ``changed`` names fields of the concern that the caller has set, saved with the state. The inbox's two own
    columns, whether it is open and what falls due next, follow from the procedure and the clocks.
    """
    return procedures.take(
        procedure=law_of(concern),
        step=step,
        record=concern,
        facts=facts,
        actor=actor if actor is not None else Outsider.REPORTER,
        door=door,
        at=at,
        history=ConcernStep,
        deadline_model=ConcernDeadline,
        rationale=rationale,
        codes=codes,
        day_only=actor is None,
        nation=concern.nation,
        changed=tuple(changed),
        settle=lambda: [*_settle(concern), *_whose_turn(concern, step, is_reporter=actor is None, on=localdate(at))],
    )


def refresh(concern: Concern) -> None:
    """Bring the inbox's own columns in line with state and clocks, where something else than a step moved them."""
    if changed := _settle(concern):
        concern.save(update_fields=changed)


def _settle(concern: Concern) -> list[str]:
    """Set whether the concern is open and what falls due next; names what changed. One query."""
    is_open = not law_of(concern).state(concern.state).is_end
    due_on = _next_due(concern.id) if is_open else None
    changed = []
    if concern.is_open != is_open:
        concern.is_open = is_open
        changed.append("is_open")
    if concern.next_due_on != due_on:
        concern.next_due_on = due_on
        changed.append("next_due_on")
    return changed


WAITS_FOR_REPORTER = frozenset({"write", "ask_agreement", "signpost", "answer"})
"""The steps of the office after which the next word may be the reporter's. Acknowledging asks them nothing."""

REPORTER_SPOKE = frozenset({"record_agreement", "withdraw", "reopen"})
"""The steps that record what a reporter said by other means, beside everything they do themselves."""


def _whose_turn(concern: Concern, step: str, *, is_reporter: bool, on: date) -> list[str]:
    """Note since when a message of the office has no answer, or that it has one; names what changed.

    The public door may set this column and not read it, so for a reporter it is set without looking.
    """
    if is_reporter:
        concern.unanswered_since = None
    elif step in WAITS_FOR_REPORTER:
        concern.unanswered_since = on
    elif step in REPORTER_SPOKE and concern.unanswered_since is not None:
        concern.unanswered_since = None
    else:
        return []
    return ["unanswered_since"]


def _next_due(concern_id: UUID) -> date | None:
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_DUE, [concern_id])
        found = cursor.fetchone()
    return found[0] if found else None
