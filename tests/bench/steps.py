"""One step of a concern — lock, guard, rows, deadlines, ledger, commit — against the same rows by plain psycopg.

The step is *acknowledge*: a message, a history entry, one clock met, one started, the concern changed, a ledger entry.
"""

from __future__ import annotations

import secrets
import time
import uuid
from datetime import UTC, date, datetime, timedelta

import django
import psycopg

django.setup()

from django.db import connection, transaction  # noqa: E402  after setup
from django.utils.timezone import localdate  # noqa: E402  after setup

from candour.contexts.concerns import references, sealed  # noqa: E402  after setup
from candour.contexts.concerns.operations import handling  # noqa: E402  after setup
from candour.kernel.access import context  # noqa: E402  after setup
from candour.kernel.doors import Door  # noqa: E402  after setup
from candour.kernel.ledger import canonical  # noqa: E402  after setup
from candour.kernel.people.actor import Actor  # noqa: E402  after setup
from candour.kernel.sealing import boxes  # noqa: E402  after setup
from tests.bench import figures, house  # noqa: E402  after setup

STEPS = 200
ROUNDS = 5
PAIR = boxes.new_pair()
BOX = sealed.seal_message(PAIR.public, uuid.uuid4(), "We have read it.")
"""The floor inserts what somebody sealed beforehand; ours seals each message."""


def _raw() -> psycopg.Connection:
    told = connection.get_connection_params()
    wanted = {name: told[name] for name in ("host", "port", "user", "password", "dbname") if name in told}
    return psycopg.connect(**wanted)


def _tell(raw: psycopg.Connection) -> None:
    raw.execute("select set_config('candour.session', %s, true)", [house.TOKEN])


def _received(raw: psycopg.Connection, actor: Actor, on: date) -> list[uuid.UUID]:
    """So many concerns that somebody has entered for a caller today."""
    made = []
    for _ in range(STEPS):
        _tell(raw)
        concern = uuid.uuid4()
        raw.execute(
            "insert into concerns_concern (id, reference, mailbox_digest, level, kind, connection, nation, region,"
            " sector, stage, agreement, language, channel, received_on, entered_by_id, state, procedure_version,"
            " is_open, close_reason, unread_for_office, unread_for_reporter, is_synthetic, next_due_on, sealing_key)"
            " values (%s, %s, %s, 'anonymous', 'concern', '', 'england', '', '', '', 'not_asked', '', 'phone', %s, %s,"
            " 'received', 1, true, '', true, false, true, %s, %s)",
            [concern, references.new_concern(), secrets.token_bytes(32), on, actor.person_id, on, PAIR.public],
        )
        raw.execute(
            "insert into concerns_concernstep (id, concern_id, number, step, from_state, to_state, by_id, by_kind,"
            " taken_on, taken_at, rationale, ledger_entry)"
            " values (%s, %s, 1, 'receive', '', 'received', %s, 'staff', %s, now(), '', %s)",
            [uuid.uuid4(), concern, actor.person_id, on, uuid.uuid4()],
        )
        _clock(raw, concern, "concerns.acknowledge", on)
        raw.commit()
        made.append(concern)
    return made


def _clock(raw: psycopg.Connection, concern: uuid.UUID, code: str, on: date) -> None:
    raw.execute(
        "insert into concerns_concerndeadline (id, concern_id, code, started_on, term_value, term_unit, nation, due_on)"
        " values (%s, %s, %s, %s, 2, 'working_days', 'england', %s)",
        [uuid.uuid4(), concern, code, on, on + timedelta(days=2)],
    )


def _ours(concerns: list[uuid.UUID], actor: Actor, now: datetime) -> float:
    began = time.perf_counter()
    for concern in concerns:
        with transaction.atomic():
            context.tell(context.SESSION, house.TOKEN)
            handling.acknowledge(concern_id=concern, text="We have read it.", actor=actor, at=now)
    return len(concerns) / (time.perf_counter() - began)


def _plain(raw: psycopg.Connection, concerns: list[uuid.UUID], actor: Actor, now: datetime) -> float:
    on = localdate(now)
    began = time.perf_counter()
    for concern in concerns:
        _tell(raw)
        raw.execute("select state from concerns_concern where id = %s for update", [concern])
        raw.execute(
            "insert into concerns_message (id, concern_id, number, direction, kind, sealed, sent_on, author_id)"
            " values (%s, %s, 1, 'to_reporter', 'acknowledgement', %s, %s, %s)",
            [uuid.uuid4(), concern, BOX, on, actor.person_id],
        )
        entry = uuid.uuid4()
        raw.execute(
            "insert into ledger_entry (id, entry) values (%s, %s)",
            [
                entry,
                canonical.encode(
                    entry_id=entry, verb="concerns.concern.acknowledge", subject=concern, actor=actor.person_id,
                    door="office", at=now, codes={"from": "received", "to": "acknowledged", "version": 1},
                ),
            ],
        )  # fmt: skip
        raw.execute(
            "insert into concerns_concernstep (id, concern_id, number, step, from_state, to_state, by_id, by_kind,"
            " taken_on, taken_at, rationale, ledger_entry)"
            " values (%s, %s, 2, 'acknowledge', 'received', 'acknowledged', %s, 'staff', %s, %s, '', %s)",
            [uuid.uuid4(), concern, actor.person_id, on, now, entry],
        )
        raw.execute(
            "update concerns_concern set state = 'acknowledged', unread_for_reporter = true, next_due_on = %s"
            " where id = %s",
            [on + timedelta(days=14), concern],
        )
        raw.execute(
            "update concerns_concerndeadline set met_on = %s where concern_id = %s and code = 'concerns.acknowledge'",
            [on, concern],
        )
        _clock(raw, concern, "concerns.triage", on)
        raw.commit()
    return len(concerns) / (time.perf_counter() - began)


def main() -> None:
    """Alternate the two on fresh concerns; the median of the rounds' ratios counts."""
    now = datetime.now(UTC)
    with transaction.atomic():
        context.tell(context.SESSION, house.TOKEN)
        actor = context.actor_for_session(door=Door.OFFICE, token=house.TOKEN)
    assert actor is not None
    pairs = []
    with _raw() as raw:
        _ours(_received(raw, actor, localdate(now)), actor, now)
        for _ in range(ROUNDS):
            ours = _ours(_received(raw, actor, localdate(now)), actor, now)
            plain = _plain(raw, _received(raw, actor, localdate(now)), actor, now)
            pairs.append((ours, plain))
    report = figures.Report()
    note = f"{figures.median([a for a, _ in pairs]):,.0f}/s against {figures.median([b for _, b in pairs]):,.0f}/s"
    report.at_least(
        "a step, share of the same rows by psycopg", figures.median([a / b for a, b in pairs]), 0.2, note=note
    )
    report.hand_over()


if __name__ == "__main__":
    main()
