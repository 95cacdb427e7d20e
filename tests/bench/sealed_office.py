"""What the measurements of sealed text need: concerns with real boxes, and a million with words that stand for nothing.

The real ones are written by the owner and sealed to the demonstration's office key, which the measuring process holds.
"""

from __future__ import annotations

import hashlib
import random
import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import psycopg

from candour.command import roles
from candour.config import environment
from candour.contexts.concerns import sealed
from candour.contexts.concerns.references import ALPHABET
from candour.kernel.sealing import boxes, keyfile, ring
from candour.kernel.visitors import receipts
from tests.bench import house

WORDS_EACH = 40
"""Different words of a concern that can be searched for: about as many as 120 words of English have."""
VOCABULARY = 50_000
SALT = 42

OFFICE = keyfile.demonstration(environment.DEMONSTRATION_KEY)


@dataclass(frozen=True)
class Written:
    """One real concern."""

    id: uuid.UUID
    reference: str


def number_of(rank: int) -> str:
    """SQL for what stands in for the word of this rank in the million. The first are in almost every concern."""
    return f"hashint8extended({rank}, {SALT})"


def fill_index(standing: house.House) -> None:
    """For each of the concerns that are there a key, whoever works on it, and words: the word of rank n is n times rarer
    than the first, as in any language. Foreign keys are not checked: what is copied is there."""
    with standing.connect(roles.SUPERUSER) as superuser:
        superuser.execute(
            "set session_replication_role = replica; set maintenance_work_mem = '256MB'; set work_mem = '64MB'"
        )
        superuser.execute("drop index search_entry_tokens")
        superuser.execute(
            "insert into concerns_concernkey (concern_id, for_office, office_key, for_reporter)"
            " select id, '', '', '' from concerns_concern"
        )
        superuser.execute(
            "insert into concerns_assignment (id, concern_id, person_id, assigned_by_id, started_on)"
            " select gen_random_uuid(), id, assigned_to_id, assigned_to_id, received_on from concerns_concern"
            " where assigned_to_id is not null"
        )
        superuser.execute(
            "insert into concerns_searchentry (concern_id, tokens)"
            " select c.id, (select array_agg(distinct hashint8extended("
            f"   floor(exp(random() * ln({VOCABULARY})))::bigint, {SALT})) from generate_series(1, {WORDS_EACH})"
            "   where c.id is not null)"
            " from concerns_concern c"
        )
        superuser.execute(
            "create index search_entry_tokens on concerns_searchentry using gin (tokens) with (fastupdate = off)"
        )
        superuser.execute("vacuum (analyze) concerns_searchentry, concerns_assignment, concerns_concernkey")


def room(standing: house.House) -> tuple[float, float]:
    """How many bytes a concern takes in the index: the rows, and the index on them."""
    with standing.connect(roles.SUPERUSER) as superuser:
        row = superuser.execute(
            "select pg_table_size('concerns_searchentry')::float / count(*),"
            " pg_relation_size('search_entry_tokens')::float / count(*) from concerns_searchentry"
        ).fetchone()
    assert row is not None
    return row


def caseworker(standing: house.House, name: str, token: str) -> uuid.UUID:
    """One more caseworker, signed in with this token."""
    person, now = uuid.uuid4(), datetime.now(UTC)
    with standing.connect(roles.OWNER) as owner:
        office = owner.execute("select id from people_organisation where kind = 'oversight_office'").fetchone()
        assert office is not None
        owner.execute(
            "insert into people_person (id, email, name, password, language, is_synthetic)"
            " values (%s, %s, %s, '!', 'en-gb', true)",
            [person, f"{name}@office.invalid", name],
        )
        owner.execute(
            "insert into people_roleholding (id, person_id, organisation_id, role, area, starts_on, end_reason)"
            " values (%s, %s, %s, 'concerns_caseworker', '', '2025-01-01', '')",
            [uuid.uuid4(), person, office[0]],
        )
        owner.execute(
            "insert into people_session"
            " (id, door, token_digest, person_id, data, created_at, last_seen_at, expires_at, stepped_up_at)"
            " values (%s, 'office', %s, %s, '', %s, %s, %s, %s)",
            [
                uuid.uuid4(), hashlib.sha256(token.encode()).digest(), person, now, now + timedelta(hours=3),
                now + timedelta(hours=7), now,
            ],
        )  # fmt: skip
    return person


def write(
    standing: house.House, person: uuid.UUID | None, texts: list[str], *, messages: int, on: date = house.TODAY
) -> list[Written]:
    """Real concerns, one for each text, assigned to this person, with so many messages to and fro."""
    drawn = random.Random(len(texts) + messages)
    with standing.connect(roles.OWNER) as owner, owner.transaction():
        return [_one(owner, drawn, person, text, messages, on) for text in texts]


def _one(
    owner: psycopg.Connection, drawn: random.Random, person: uuid.UUID | None, text: str, messages: int, on: date
) -> Written:
    concern, pair, receipt = uuid.uuid4(), boxes.new_pair(), receipts.new()
    letters = "".join(drawn.choice(ALPHABET) for _ in range(6))
    reference = f"C-Z{letters[:3]}-Z{letters[3:]}"
    owner.execute(
        "insert into concerns_concern (id, reference, mailbox_digest, sealing_key, level, kind, connection, nation, region,"
        " sector, stage, agreement, language, channel, received_on, state, procedure_version, is_open, assigned_to_id,"
        " close_reason, unread_for_office, unread_for_reporter, is_synthetic) values (%s, %s, %s, %s, 'named', 'concern',"
        " '', 'england', 'london', 'education', 'referral', 'not_asked', '', 'online', %s, 'open', 1, true, %s, '', false,"
        " false, true)",
        [concern, reference, receipt.mailbox_digest, pair.public, on, person],
    )
    if person is not None:
        owner.execute(
            "insert into concerns_assignment (id, concern_id, person_id, assigned_by_id, started_on)"
            " values (%s, %s, %s, %s, %s)",
            [uuid.uuid4(), concern, person, person, on],
        )
    for_office = boxes.seal(OFFICE.public, pair.private, about=sealed.about_key(concern))
    for_reporter = sealed.wrap_for_reporter(receipts.opening_key(receipt.mailbox_secret), concern, pair.private)
    owner.execute(
        "insert into concerns_concernkey (concern_id, for_office, office_key, for_reporter) values (%s, %s, %s, %s)",
        [concern, for_office, ring.fingerprint(OFFICE.public), for_reporter],
    )
    told = sealed.Told(what_happened=text, body_name="Beech Hill School", place="Leeds")
    owner.execute(
        "insert into concerns_narrative (concern_id, sealed) values (%s, %s)",
        [concern, sealed.seal_told(pair.public, concern, told)],
    )
    owner.execute(
        "insert into concerns_reporter (concern_id, sealed, nudge_key) values (%s, %s, '')",
        [concern, sealed.seal_teller(pair.public, concern, sealed.Teller(name="Sam", contact="by post"))],
    )
    for number in range(1, messages + 1):
        message, is_theirs = uuid.uuid4(), number % 2 == 1
        owner.execute(
            "insert into concerns_message (id, concern_id, number, direction, kind, sealed, sent_on, author_id)"
            " values (%s, %s, %s, %s, 'message', %s, %s, %s)",
            [
                message, concern, number, "from_reporter" if is_theirs else "to_reporter",
                sealed.seal_message(pair.public, message, f"Message {number}. {text[:600]}"), on,
                None if is_theirs else person,
            ],
        )  # fmt: skip
    owner.execute(
        "insert into concerns_concernstep (id, concern_id, number, step, from_state, to_state, by_kind, taken_on, rationale,"
        " ledger_entry) values (%s, %s, 1, 'receive', '', 'received', 'reporter', %s, '', %s)",
        [uuid.uuid4(), concern, on, uuid.uuid4()],
    )
    return Written(concern, reference)
