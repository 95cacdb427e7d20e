"""What the delivery door's worker does with transfers each minute: what nobody answered in time goes back to its owner.

The worker has no session and may read and write nothing; functions of the database (``sql/transfers.sql``) tell it what
lapses, and write what was judged and proved here, after looking again.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils.timezone import localdate

from candour.contexts.pathway.models import TransferDeadline, TransferStep
from candour.contexts.pathway.procedure import TRANSFER
from candour.contexts.pathway.procedure import transfer as law
from candour.contexts.pathway.queries import transfers as queries
from candour.kernel.deadlines import calendar
from candour.kernel.deadlines import queries as deadlines
from candour.kernel.doors import Door
from candour.kernel.ledger import operations as ledger
from candour.kernel.procedures import guard, proof, registry
from candour.kernel.procedures.facts import Facts, Outsider

STEP = "lapse"
_WRITE = "select pathway_lapse(%s, %s, %s, %s, %s, %s, %s, %s)"


class Overtaken(Exception):
    """Somebody acted on it in the meantime: nothing is written, the ledger's entry included."""


def lapse_all(*, at: datetime) -> int:
    """Let everything lapse whose time to accept is over; how many."""
    with connection.cursor() as cursor:
        cursor.execute("select transfer_id, number, version, nation from pathway_transfers_to_lapse()")
        waiting = cursor.fetchall()
    done = 0
    for transfer_id, number, version, nation in waiting:
        try:
            with transaction.atomic():
                _lapse(transfer_id, number, version, nation, at)
        except Overtaken:
            continue
        done += 1
    return done


def _lapse(transfer_id: UUID, number: int, version: int, nation: str, at: datetime) -> None:
    procedure = registry.get(TRANSFER.name, version)
    facts = Facts(transfer_id, law.OFFERED, fields={"accept_has_passed": True})
    step = guard.check(procedure, STEP, facts, Outsider.SYSTEM, at)
    on = localdate(at)
    row = TransferStep(
        id=uuid4(),
        transfer_id=transfer_id,
        number=number,
        step=STEP,
        from_state=law.OFFERED,
        to_state=step.target or law.OFFERED,
        by_kind=TransferStep.Kind.SYSTEM,
        taken_on=on,
        taken_at=at,
    )
    entry = ledger.append(
        verb=f"{procedure.name}.{STEP}",
        subject=transfer_id,
        actor=None,
        door=Door.DELIVERY,
        at=at,
        codes={"from": row.from_state, "to": row.to_state, "version": version, "row": proof.fingerprint(row)},
    )
    known = deadlines.before_starting(TransferDeadline, transfer_id, step.starts, nation, on)
    term = known.terms[queries.DECIDE]
    due = calendar.due_on(on, term, nation, (), known.holidays)
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [transfer_id, row.id, number, at, entry, due, term.value, term.unit.value])
        written = cursor.fetchone()
    if not written or not written[0]:
        raise Overtaken
