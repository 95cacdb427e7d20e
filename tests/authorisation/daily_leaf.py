"""The public ledgers of two worlds, made alike before they are compared.

The days are closed, and a report is published, by the code that does so in an office: on the same days and with the same
keys in both worlds, over no entry in one and over more than a thousand in the other. All that may then differ between
two public ledgers are hashes over the daily leaf, because that holds the inner tree's root and the inner tree's padding is
drawn, and the signatures under them. Each of those is replaced by its name where exactly its value stands. Sizes, days,
keys, names of files, the report's own hash and everything else are compared as they are.
"""

from __future__ import annotations

import base64
import itertools
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import psycopg

from candour.kernel.ledger import sequencing
from candour.kernel.ledger.log import PUBLIC, Log
from candour.kernel.ledger.notes import Signer

SIGNERS = sequencing.Signers(Signer.make("example.org/inner"), Signer.make("example.org/public"))
DAYS = (date(2026, 11, 19), date(2026, 11, 20), date(2026, 11, 21))
PUBLISHED_ON = DAYS[1]
REPORT = "ab" * 32
SIZE = len(DAYS) + 1

TYPED = (
    "/ledger/?digest=<day 0>", "/cy/ledger/?digest=<day 2>", f"/ledger/?digest={REPORT}", f"/ledger/?digest={'0' * 64}",
    "/ledger/?digest=x", "/ledger/proof/<day 0>/", "/ledger/proof/<day 2>/", f"/ledger/proof/{REPORT}/",
    f"/ledger/proof/{'0' * 64}/", *(f"/ledger/consistency/{size}/" for size in (*range(SIZE + 2), 987_654)),
)  # fmt: skip
"""What can be asked of the ledger. ``<day 0>`` stands for what the first daily leaf holds, in either world."""

_TABLES = (
    "pending", "publication", "publicleaf", "publicnode", "publiccheckpoint", "innerleaf", "innernode", "innercheckpoint",
)  # fmt: skip
_ENTER = b"""
insert into ledger_entry (id, entry)
select gen_random_uuid(), convert_to(format('{"number":%%s}', number), 'UTF8') from generate_series(1, %s) number
"""
_ENCODED = re.compile(r"^(checkpoint|extra|old|new) ([\w+/=]+)$", re.MULTILINE)


@dataclass(frozen=True)
class Ledger:
    """What stands in one world's public ledger and in no other's."""

    names: dict[str, str]
    """Each value that may differ → the name that is put in its place."""

    def address(self, typed: str) -> str:
        """An address of ``TYPED`` as it is in this world."""
        for value, name in self.names.items():
            typed = typed.replace(name, value)
        return typed

    def alike(self, text: str) -> str:
        """An answer without what may differ. What is a text within the text, in base64, is opened first."""
        text = _ENCODED.sub(lambda found: f"{found[1]} {base64.b64decode(found[2]).decode()}", text)
        for value, name in self.names.items():
            text = text.replace(value, name)
        return text


def is_of_the_ledger(address: str) -> bool:
    """Whether an address is one of those where the names above may stand."""
    return address.removeprefix("/cy").startswith("/ledger/")


def close_days(owner: psycopg.Connection, entries: tuple[int, int, int]) -> Ledger:
    """Close the days, after so many entries on each, in place of what the world had in its ledger."""
    with owner.transaction(), owner.cursor() as cursor:
        for table in _TABLES:
            cursor.execute(f"delete from ledger_{table}".encode())
        for on, many in zip(DAYS, entries, strict=True):
            at = datetime.combine(on, time(23, 30), UTC)
            cursor.execute(_ENTER, [many])
            assert sequencing.integrate(cursor, most=many) == many
            assert sequencing.close_day(cursor, SIGNERS, on, at)
            if on == PUBLISHED_ON:
                cursor.execute(
                    b"insert into ledger_publication (id, kind, digest, on_date)"
                    b" values (gen_random_uuid(), 'report', %s, %s)",
                    [REPORT, on],
                )
                assert sequencing.publish_waiting(cursor, SIGNERS, at) == 1
        return Ledger(_names(cursor))


def _names(cursor: psycopg.Cursor) -> dict[str, str]:
    """In the order in which they are replaced: a whole value before its beginning."""
    names: dict[str, str] = {}
    daily: list[int] = []
    cursor.execute(b"select position, kind, digest from ledger_publicleaf order by position")
    for position, kind, digest in cursor.fetchall():
        if kind == sequencing.DAILY_ROOT:
            # The inner tree's root: its padding is drawn. Its beginning names the file that proves it.
            names |= {digest: f"<day {len(daily)}>", digest[:16]: f"<begins day {len(daily)}>"}
            daily.append(position)
    log = Log(PUBLIC, cursor)
    for first, end in itertools.combinations(range(SIZE + 1), 2):
        if any(first <= position < end for position in daily):
            # A leaf, subtree or root that holds a daily leaf: in checkpoints, and in the paths of proofs.
            (found,) = log._hashes([(first, end)])
            names[base64.b64encode(found).decode()] = f"<hash of {first} to {end}>"
    cursor.execute(b"select size, note from ledger_publiccheckpoint order by size")
    for size, note in cursor.fetchall():
        # The signature under such a root.
        names[note.split()[-1]] = f"<signature of {size}>"
    return names
