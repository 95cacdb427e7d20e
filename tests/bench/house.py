"""A durable cluster for measuring: made anew, migrated, with its walls, and filled by COPY."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import psycopg

from candour.command import keys, roles
from candour.command.cluster import Cluster
from candour.kernel.doors import Door

TOKEN = "a-session-token-of-the-measuring-caseworker"
TODAY = date(2026, 6, 1)
_STATES = ("received", "acknowledged", "in_scope", "open", "answered", "signposted", "closed", "withdrawn")
_WEIGHTS = (5, 6, 6, 12, 5, 4, 56, 6)
_KINDS = ("concern", "experience", "feedback", "good_practice")
_SECTORS = ("education", "police", "health", "local_authority", "social_care", "prison_probation", "other", "")
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass
class House:
    """The cluster and how to log in to it."""

    cluster: Cluster
    caseworkers: list[uuid.UUID]

    def connect(self, role: str) -> psycopg.Connection:
        """A connection in autocommit as a role."""
        return self.cluster.connect(role)

    def run(self, module: str, door: Door, *arguments: str, **told: str) -> str:
        """Run a measuring module in a process of one door, with that door's login and nothing else; its output."""
        home = self.cluster.home
        environment = {
            **os.environ,
            "CANDOUR_HOME": str(home),
            "DJANGO_SETTINGS_MODULE": f"candour.config.settings.{door.value}",
            "CANDOUR_DB_HOST": str(self.cluster.socket_directory),
            "CANDOUR_DB_PASSWORD": keys.password(home, door.role),
            "CANDOUR_SECRET_KEY": keys.read(home, f"secret-key-{door.value}"),
            "CANDOUR_LEDGER_KEY": keys.read(home, keys.LEDGER_KEY),
            "CANDOUR_DEMONSTRATION": "1",
            **told,
        }
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments], env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{module} failed:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
        return done.stdout


@contextlib.contextmanager
def standing() -> Iterator[House]:
    """A cluster for the length of the block, durable as a real one, removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="candour-bench-") as folder:
        cluster = Cluster(Path(folder))
        cluster.make()
        server = cluster.start()
        try:
            cluster.prepare()
            subprocess.run(
                [sys.executable, "-m", "candour.command", "migrate"],
                env={**os.environ, "CANDOUR_HOME": folder, "DJANGO_SETTINGS_MODULE": "candour.config.settings.owner"},
                check=True,
                stdout=subprocess.DEVNULL,
            )
            house = House(cluster, [])
            _people(house)
            yield house
        finally:
            cluster.stop(server)


def _people(house: House) -> None:
    """An office of eight caseworkers and a head of office, the first signed in with ``TOKEN``."""
    office = uuid.uuid4()
    now = datetime.now(UTC)
    with house.connect(roles.OWNER) as owner:
        owner.execute(
            "insert into people_organisation (id, name, short_name, kind, nation, region, code, gss_code, is_synthetic)"
            " values (%s, 'Office', '', 'oversight_office', 'england', '', '', '', true)",
            [office],
        )
        for number in range(9):
            person = uuid.uuid4()
            house.caseworkers.append(person)
            owner.execute(
                "insert into people_person (id, email, name, password, language, is_synthetic)"
                " values (%s, %s, %s, '!', 'en-gb', true)",
                [person, f"person{number}@office.invalid", f"Caseworker {number}"],
            )
            owner.execute(
                "insert into people_roleholding (id, person_id, organisation_id, role, area, starts_on, end_reason)"
                " values (%s, %s, %s, %s, '', '2025-01-01', '')",
                [uuid.uuid4(), person, office, "head_of_office" if number == 8 else "concerns_caseworker"],
            )
        _views(owner, house.caseworkers[0], house.caseworkers[8])
        owner.execute(
            "insert into people_session"
            " (id, door, token_digest, person_id, data, created_at, last_seen_at, expires_at, stepped_up_at)"
            " values (%s, 'office', %s, %s, '', %s, %s, %s, %s)",
            [
                uuid.uuid4(), hashlib.sha256(TOKEN.encode()).digest(), house.caseworkers[0], now,
                now + timedelta(hours=2), now + timedelta(hours=3), now,
            ],
        )  # fmt: skip


def _views(owner: psycopg.Connection, person: uuid.UUID, head: uuid.UUID) -> None:
    """Views beside the list, the caseworker's own and the office's: every page of the inbox counts them."""
    for keeper, name, is_shared, filters in (
        (person, "Mine, late", False, {"assigned": "me", "due": "late"}),
        (person, "Delay", False, {"term": "delay"}),
        (head, "No answer for two weeks", True, {"waiting": "14"}),
        (head, "Schools", True, {"sector": "education"}),
    ):
        owner.execute(
            "insert into concerns_savedview (id, owner_id, name, filters, is_shared, created_on)"
            " values (%s, %s, %s, %s, %s, '2026-01-01')",
            [uuid.uuid4(), keeper, name, json.dumps(filters), is_shared],
        )


def fill(house: House, concerns: int) -> None:
    """So many concerns in the proportions of an office's years, replacing those that are there. Seeded."""
    drawn = random.Random(concerns)
    columns = (
        "id, reference, mailbox_digest, level, kind, connection, nation, region, sector, stage, agreement, language,"
        " channel, received_on, state, procedure_version, is_open, assigned_to_id, next_due_on, close_reason,"
        " unread_for_office, unread_for_reporter, is_synthetic, sealing_key"
    )
    # COPY is not to be had under forced row security, which binds the owner as well.
    with house.connect(roles.SUPERUSER) as superuser, superuser.cursor() as cursor:
        cursor.execute("truncate concerns_concern cascade")
        with cursor.copy(f"copy concerns_concern ({columns}) from stdin") as copy:
            for number in range(concerns):
                copy.write_row(_concern(drawn, number, house.caseworkers))
        cursor.execute("vacuum (analyze) concerns_concern")


def number(house: House) -> int:
    """How many concerns there are."""
    with house.connect(roles.OWNER) as owner:
        row = owner.execute("select count(*) from concerns_concern").fetchone()
    assert row is not None
    return int(row[0])


def _concern(drawn: random.Random, number: int, caseworkers: list[uuid.UUID]) -> tuple[object, ...]:
    state = drawn.choices(_STATES, _WEIGHTS)[0]
    is_open = state not in {"closed", "withdrawn"}
    waits = state in {"received", "acknowledged", "in_scope", "open"}
    code = number
    letters = []
    for _ in range(8):
        code, rest = divmod(code, 32)
        letters.append(_ALPHABET[rest])
    name = "".join(letters)
    return (
        uuid.UUID(int=drawn.getrandbits(128), version=4), f"C-{name[:4]}-{name[4:]}", drawn.randbytes(32),
        drawn.choice(("anonymous", "named")), drawn.choice(_KINDS), "public", "england", "london",
        drawn.choice(_SECTORS), "referral", "not_asked", "", "online",
        TODAY - timedelta(days=drawn.randrange(1500)), state, 1, is_open,
        drawn.choice(caseworkers) if state != "received" else None,
        TODAY + timedelta(days=drawn.randrange(-40, 40)) if waits else None, "", drawn.random() < 0.1, False, True, bytes(32),
    )  # fmt: skip
