"""Holding PostgreSQL against the oracle: every table, command, row and visitor, by really trying.

Nothing is asked of the catalogue: what is compared is what happened. A leak is something that PostgreSQL let through
and the oracle does not; a wrongful denial is the other way round. Whatever is written is rolled back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from tests.authorisation import proposals_recommendations, statements
from tests.authorisation.blind import BLIND
from tests.authorisation.oracle import Knowledge, Row, Visitor, World
from tests.authorisation.oracle_people import LAW
from tests.authorisation.oracle_shared import May
from tests.authorisation.proposals import Change, Proposals
from tests.authorisation.rows import Catalogue, insert_statement
from tests.authorisation.world_built import Built

DOORS = ("public", "delivery", "office")

Enter = Callable[[Visitor], AbstractContextManager[psycopg.Connection]]


@dataclass
class Verdict:
    """How many decisions were compared, and every one on which the two differ."""

    decisions: Counter[str] = field(default_factory=Counter)
    allowed: Counter[str] = field(default_factory=Counter)
    leaks: list[str] = field(default_factory=list)
    denials: list[str] = field(default_factory=list)

    @property
    def differs(self) -> bool:
        """Whether there was any difference."""
        return bool(self.leaks or self.denials)

    def hold(self, what: str, command: str, *, happened: bool, lawful: bool) -> None:
        """Compare one decision."""
        self.decisions[command] += 1
        self.allowed[command] += lawful
        if happened and not lawful:
            self.leaks.append(what)
        if lawful and not happened:
            self.denials.append(what)

    def __str__(self) -> str:
        lines = [f"leak: {what}" for what in self.leaks[:25]] + [f"denied: {what}" for what in self.denials[:25]]
        return f"{len(self.leaks)} leaks, {len(self.denials)} wrongful denials\n" + "\n".join(lines)


@contextmanager
def told(connection: psycopg.Connection, visitor: Visitor, role: str = "") -> Iterator[psycopg.Connection]:
    """One transaction in which the database knows who asks; rolled back. ``role`` steps into a door's role."""
    with connection.transaction(force_rollback=True):
        listed = sql.SQL(", ").join(sql.SQL("set_config(%s, %s, true)") for _ in visitor.told())
        values = [value for pair in visitor.told().items() for value in pair]
        connection.execute(sql.SQL("select {}").format(listed), values)
        if role:
            connection.execute(sql.SQL("set local role {}").format(sql.Identifier(role)))
        yield connection


def logged_in(doors: dict[str, psycopg.Connection]) -> Enter:
    """Each visitor comes through a real login of the door's own role."""
    return lambda visitor: told(doors[visitor.door], visitor)


def stepped_in(owner: psycopg.Connection) -> Enter:
    """Each visitor comes on the owner's connection in the door's role: sees what has not been committed."""
    return lambda visitor: told(owner, visitor, f"candour_{visitor.door}")


class Matrix:
    """One run over tables and visitors. ``tables`` narrows it; ``stops_early`` ends it at the first difference."""

    def __init__(
        self,
        world: World,
        built: Built,
        catalogue: Catalogue,
        enter: Enter,
        tables: Iterable[str] = (),
        *,
        stops_early: bool = False,
    ) -> None:
        self.world, self.built, self.catalogue, self.enter = world, built, catalogue, enter
        self.stops_early = stops_early
        self.tables = sorted(tables or catalogue.columns)
        self.verdict = Verdict()
        self._by_key: dict[str, dict[Any, Row]] = {}
        self._granted: dict[tuple[str, str, str], bool] = {}

    def _until_enough(self, visitors: Iterable[Visitor]) -> Iterator[Visitor]:
        for visitor in visitors:
            if self.stops_early and self.verdict.differs:
                return
            yield visitor

    # -- what a door may touch at all

    def forced(self, owner: psycopg.Connection) -> None:
        """Row security binds even the owner of each table."""
        for table in self.tables:
            row = owner.execute("select row_security_active(%s)", [f'public."{table}"']).fetchone()
            self.verdict.hold(f"the owner is not bound by {table}", "forced", happened=row == (True,), lawful=True)

    def columns(self) -> None:
        """Every column of every table under every command, at every door."""
        for door in DOORS:
            with self.enter(Visitor(f"nobody at {door}", door)) as connection:
                for table in self.tables:
                    for command in ("select", "insert", "update", "delete"):
                        self._columns_of(connection, door, table, command)

    def _columns_of(self, connection: psycopg.Connection, door: str, table: str, command: str) -> None:
        law = LAW.get(table, {}).get(door, {}).get(command)
        found = False
        for column in [None] if command == "delete" else self.catalogue.columns[table]:
            if column is not None and (column.generated or column.identity) and command != "select":
                continue
            name = "" if column is None else column.name
            lawful = law is not None and (not law.columns or column is None or name in law.columns)
            happened = statements.succeeds(connection, statements.idle(table, command, name))
            found = found or happened
            self.verdict.hold(
                f"{door}: {command} {table}.{name}", f"{command} column", happened=happened, lawful=lawful
            )
        self._granted[door, table, command] = found or law is not None

    def granted(self, door: str, table: str, command: str) -> bool:
        """Whether the door can, or should be able to, use this command on any column. Found by trying, once."""
        if (door, table, command) not in self._granted:
            with self.enter(Visitor(f"nobody at {door}", door)) as connection:
                quiet, self.verdict = self.verdict, Verdict()
                self._columns_of(connection, door, table, command)
                self.verdict = quiet
        return self._granted[door, table, command]

    # -- which rows

    def rows(self, visitors: Iterable[Visitor]) -> None:
        """Reading, blind changing and blind removing, set by set."""
        for visitor in self._until_enough(visitors):
            k = Knowledge(self.world, visitor)
            with self.enter(visitor) as connection:
                self._reads(connection, k)
                for table in self.tables:
                    self._blind(connection, k, table)
                for table, column, value in self._moves():
                    if table in self.tables:
                        self._move(connection, k, table, column, value)

    def _moves(self) -> list[tuple[str, str, Any]]:
        """Where somebody might hang what they may change: on a record that they may not know."""
        interest, borough = self.built.concerns["interest"], self.built.enquiries["asked to borough"]
        clock = next(r["id"] for r in self.world["concerns_concerndeadline"] if r["concern_id"] == interest)
        other = next(r["id"] for r in self.world["concerns_enquirydeadline"] if r["enquiry_id"] == borough)
        barred = self.built.enquiries["interest to council"]
        closed = next(r["id"] for r in self.world["concerns_enquirydeadline"] if r["enquiry_id"] == barred)
        return [
            ("concerns_concerndeadline", "concern_id", interest),
            ("concerns_concernpause", "deadline_id", clock),
            ("concerns_enquirydeadline", "enquiry_id", borough),
            ("concerns_enquirydeadline", "enquiry_id", barred),
            ("concerns_enquirypause", "deadline_id", other),
            ("concerns_enquirypause", "deadline_id", closed),
            ("visitors_draft", "digest", b"another digest"),
            *self._moves_of_the_pathway(),
            *proposals_recommendations.moves(self.built, self.world),
        ]

    def _moves_of_the_pathway(self) -> list[tuple[str, str, Any]]:
        referral = self.built.referrals["elsewhere"]

        def first(table: str, column: str, value: Any) -> Any:
            return next(row["id"] for row in self.world[table] if row[column] == value)

        return [
            ("pathway_referraldeadline", "referral_id", referral),
            ("pathway_referralpause", "deadline_id", first("pathway_referraldeadline", "referral_id", referral)),
            ("pathway_referraldraft", "person_id", self.built.people["officer"]),
            ("pathway_transferdeadline", "transfer_id", first("pathway_transfer", "referral_id", referral)),
            ("pathway_policeleddeadline", "led_id", first("pathway_policeledcase", "referral_id", referral)),
            ("pathway_panelcasedeadline", "case_id", first("pathway_panelcase", "referral_id", referral)),
            (
                "pathway_meetingdeadline",
                "meeting_id",
                first("pathway_meeting", "authority_id", self.built.bodies["borough"]),
            ),
        ]

    def _move(self, connection: psycopg.Connection, k: Knowledge, table: str, column: str, value: Any) -> None:
        law = LAW[table].get(k.visitor.door, {}).get("update")
        lawful = self._lawful_rows(k, table, "update")
        if law is not None and not all(law.leaves(k, row | {column: value}) for row in lawful):
            lawful = []  # one row that may not be left so refuses the whole statement
        if law is not None and law.columns and column not in law.columns:
            lawful = []
        count = 0
        if self.granted(k.visitor.door, table, "update"):
            statement = sql.SQL("update {} set {} = %s").format(sql.Identifier(table), sql.Identifier(column))
            count = statements.count(connection, statement, [value])
        what = f"{k.visitor.label}: moves {count} rows of {table} to another record, {len(lawful)} are lawful"
        self.verdict.hold(what, "change", happened=count > 0, lawful=bool(lawful))

    def how_much_is_theirs(self, visitor: Visitor) -> tuple[bool, int]:
        """Whether anybody at the visitor's door writes in these tables, and how many rows of them the visitor may read.

        Whoever has most to do there is likeliest to notice what is amiss."""
        k = Knowledge(self.world, visitor)
        writes = any(LAW.get(table, {}).get(visitor.door, {}).keys() - {"select"} for table in self.tables)
        return writes, sum(len(self._lawful_rows(k, table, "select")) for table in self.tables)

    def _lawful_rows(self, k: Knowledge, table: str, command: str) -> list[Row]:
        law = LAW.get(table, {}).get(k.visitor.door, {}).get(command)
        return [row for row in self.world[table] if law.rows(k, row)] if law else []

    def _reads(self, connection: psycopg.Connection, k: Knowledge) -> None:
        asked = [table for table in self.tables if self.granted(k.visitor.door, table, "select")]
        seen: dict[str, set[str]] = {table: set() for table in self.tables}
        parts = [
            sql.SQL("select {}, {}::text from {}").format(
                sql.Literal(table), sql.Identifier(self.catalogue.key[table]), sql.Identifier(table)
            )
            for table in asked
        ]
        try:
            with connection.transaction():
                found = connection.execute(sql.SQL(" union all ").join(parts)).fetchall() if parts else []
        except psycopg.Error:
            found = [row for part in parts for row in statements.rows_or_none(connection, part)]
        for table, key in found:
            seen[table].add(key)
        for table in self.tables:
            key = self.catalogue.key[table]
            there = {_text(row[key]): row for row in self.world[table]}
            lawful = {_text(row[key]) for row in self._lawful_rows(k, table, "select")}
            self.verdict.decisions["select"] += len(there)
            self.verdict.allowed["select"] += len(lawful)
            for name in sorted((seen[table] & there.keys()) ^ lawful):
                what = f"{k.visitor.label}: reads {table} {name} {self._named(there[name])}"
                (self.verdict.denials if name in lawful else self.verdict.leaks).append(what)
            for name in sorted(seen[table] - there.keys()):
                self.verdict.leaks.append(f"{k.visitor.label}: reads {table} {name}, which nobody wrote")

    def _named(self, row: Row) -> str:
        concern = row.get("concern_id", row.get("id"))
        return next((f"({name})" for name, found in self.built.concerns.items() if found == concern), "")

    def _blind(self, connection: psycopg.Connection, k: Knowledge, table: str) -> None:
        for command in ("update", "delete"):
            lawful = self._lawful_rows(k, table, command)
            if not self.granted(k.visitor.door, table, command):
                count = 0
            elif command == "delete":
                count = statements.count(connection, sql.SQL("delete from {}").format(sql.Identifier(table)))
            else:
                column, value = BLIND[table]
                law: May | None = LAW[table].get(k.visitor.door, {}).get("update")
                if law is not None and not all(law.leaves(k, row | _plain(column, value)) for row in lawful):
                    lawful = []  # one row that may not be left so refuses the whole statement
                statement = sql.SQL("update {} set {} = {}").format(
                    sql.Identifier(table), sql.Identifier(column), sql.SQL(value)
                )
                count = statements.count(connection, statement)
            self.verdict.decisions[command] += len(self.world[table])
            self.verdict.allowed[command] += len(lawful)
            what = f"{k.visitor.label}: {command}s {count} rows of {table}, {len(lawful)} are lawful"
            if count > len(lawful):
                self.verdict.leaks.append(what)
            if count < len(lawful):
                self.verdict.denials.append(what)

    # -- one row at a time

    def writes(self, visitors: Iterable[Visitor], concerns: list[UUID]) -> None:
        """Inserting and changing single rows, honest and dishonest."""
        for visitor in self._until_enough(visitors):
            with self.enter(visitor) as connection:
                k = Knowledge(self.world, visitor, at=statements.now(connection))
                proposals = Proposals(self.catalogue, self.built, k, concerns, self.tables)
                for table, row in proposals.inserts():
                    if table in self.tables:
                        self._insert(connection, k, table, row)
                for change in proposals.changes():
                    if change.table in self.tables:
                        self._change(connection, k, change)

    def _insert(self, connection: psycopg.Connection, k: Knowledge, table: str, row: Row) -> None:
        law = LAW[table].get(k.visitor.door, {}).get("insert")
        lawful = law is not None and law.rows(k, row)
        granted = self.granted(k.visitor.door, table, "insert")
        happened = granted and statements.succeeds(connection, insert_statement(table, row), list(row.values()))
        said = {name: value for name, value in row.items() if name.endswith("_id") or name in {"direction", "role"}}
        self.verdict.hold(
            f"{k.visitor.label}: inserts into {table} {self._named(row)} {said}",
            "insert",
            happened=happened,
            lawful=lawful,
        )

    def _change(self, connection: psycopg.Connection, k: Knowledge, change: Change) -> None:
        table = change.table
        key = self.catalogue.key[table]
        if table not in self._by_key:
            self._by_key[table] = {row[key]: row for row in self.world[table]}
        row = self._by_key[table][change.id]
        commands = LAW[table].get(k.visitor.door, {})
        may_read, may_change = commands.get("select"), commands.get("update")
        lawful = False
        if may_read and may_change and not (may_change.columns and set(change.set) - set(may_change.columns)):
            after = row | change.set
            seen = may_read.rows(k, row) and may_read.rows(k, after)
            lawful = seen and may_change.rows(k, row) and may_change.leaves(k, after)
        statement = sql.SQL("update {} set {} where {} = %s").format(
            sql.Identifier(table),
            sql.SQL(", ").join(sql.SQL("{} = %s").format(sql.Identifier(name)) for name in change.set),
            sql.Identifier(key),
        )
        granted = self.granted(k.visitor.door, table, "update")
        happened = granted and statements.count(connection, statement, [*change.set.values(), change.id]) == 1
        self.verdict.hold(
            f"{k.visitor.label}: changes {table} {self._named(row)} to {change.set}",
            "change",
            happened=happened,
            lawful=lawful,
        )


def _plain(column: str, value: str) -> Row:
    return {column: value.strip("'")} if value.startswith("'") and not value.startswith("'2") else {}


def _text(value: Any) -> str:
    return "\\x" + bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value)
