"""What the office door's worker does each minute: whoever is late, or will be soon, is reminded.

Once when the day comes soon, once when it has passed; what follows is somebody's to write. The worker has no session and
may read and write nothing; functions of the database (``sql/following.sql``) tell it whom to remind, and write what was
judged and proved here, after looking again.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils.timezone import localdate

from candour.contexts.recommendations.models import AddresseeStep
from candour.contexts.recommendations.procedure import ANSWER
from candour.contexts.recommendations.queries import facts, letters
from candour.kernel.doors import Door
from candour.kernel.ledger import operations as ledger
from candour.kernel.procedures import guard, proof, registry
from candour.kernel.procedures.facts import Facts, Outsider

STEP = "remind"
_READ = (
    "select addressee_id, number, version, state, what, due_on, reference, recommendation, place, report"
    " from recommendations_to_remind(%s)"
)
_WRITE = "select recommendations_remind(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"


class Overtaken(Exception):
    """Somebody acted on it in the meantime: nothing is written, the ledger's entry included."""


class _Row(NamedTuple):
    """Whom to remind, of what."""

    addressee_id: UUID
    number: int
    version: int
    state: str
    what: str
    due_on: date
    reference: str
    recommendation: str
    place: str
    report: str


def remind_all(*, at: datetime) -> int:
    """Remind every body that is late or will be soon, and was not reminded of that; how many."""
    soon = json.dumps({nation: day.isoformat() for nation, day in facts.soon_days(localdate(at)).items()})
    with connection.cursor() as cursor:
        cursor.execute(_READ, [soon])
        waiting = [_Row(*found) for found in cursor.fetchall()]
    done = 0
    for row in waiting:
        try:
            with transaction.atomic():
                _remind(row, soon, at)
        except Overtaken:
            continue
        done += 1
    return done


def _remind(known: _Row, soon: str, at: datetime) -> None:
    procedure = registry.get(ANSWER.name, known.version)
    judged = Facts(known.addressee_id, known.state, fields={"is_late_or_soon": True})
    guard.check(procedure, STEP, judged, Outsider.SYSTEM, at)
    row = AddresseeStep(
        id=uuid4(),
        addressee_id=known.addressee_id,
        number=known.number,
        step=STEP,
        from_state=known.state,
        to_state=known.state,
        by_kind=AddresseeStep.Kind.SYSTEM,
        taken_on=localdate(at),
        taken_at=at,
    )
    escalation = uuid4()
    entry = ledger.append(
        verb=f"{procedure.name}.{STEP}",
        subject=known.addressee_id,
        actor=None,
        door=Door.OFFICE,
        at=at,
        codes={
            "from": row.from_state,
            "to": row.to_state,
            "version": known.version,
            "row": proof.fingerprint(row),
            "escalation": str(escalation),
            "about": known.what,
        },
    )
    about = letters.About(known.recommendation, known.place, known.report, "", known.what, known.due_on)
    words = letters.reminder(about, localdate(at))
    values: list[Any] = [
        known.addressee_id,
        soon,
        row.id,
        known.number,
        at,
        entry,
        escalation,
        known.what,
        words,
        letters.office(),
    ]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, values)
        written = cursor.fetchone()
    if not written or not written[0]:
        raise Overtaken
