"""What is being drafted shows at no other door, and what was issued shows to nobody but the bodies that it asks, until it is
published. Everybody outside the office reads the same from the database, byte for byte, before and after.

That pages answer alike as well: ``test_two_worlds``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from psycopg import sql

from tests.authorisation import world_recommendations
from tests.authorisation.conftest import Office
from tests.authorisation.matrix import told
from tests.authorisation.oracle import Visitor
from tests.authorisation.world import Builder
from tests.authorisation.world_made import made

Read = dict[tuple[str, str], list[str]]
"""Who, in which table → every row as that door's own login may read it, as text."""

BODY = {"owner", "co_owner", "owner_deputy"}
"""Who answers for the body that is asked here."""


def outside(office: Office) -> list[Visitor]:
    """Everybody who comes to the public or the delivery door."""
    return [visitor for visitor in office.visitors if visitor.door != "office"]


def columns(connection: psycopg.Connection, door: str) -> dict[str, list[str]]:
    """Table → the columns that the door may read; no table of which it may read none."""
    found = connection.execute(
        "select c.relname, array_agg(a.attname::text order by a.attnum) from pg_class c"
        " join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped"
        " where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'"
        " and has_column_privilege(%s, c.oid, a.attnum, 'select') group by 1",
        [f"candour_{door}"],
    ).fetchall()
    return dict(found)


def everything(office: Office) -> Read:
    """All that everybody outside the office reads now, also of what has not been committed."""
    may_read = {door: columns(office.owner, door) for door in ("public", "delivery")}
    read: Read = {}
    for visitor in outside(office):
        tables = may_read[visitor.door]
        statement = sql.SQL(" union all ").join(
            sql.SQL("select {}, row_to_json(t)::text from (select {} from {}) t").format(
                sql.Literal(table), sql.SQL(", ").join(map(sql.Identifier, names)), sql.Identifier(table)
            )
            for table, names in tables.items()
        )
        with told(office.owner, visitor, f"candour_{visitor.door}") as connection:
            for table, row in connection.execute(statement).fetchall():
                read.setdefault((visitor.label, table), []).append(row)
    return {key: sorted(rows) for key, rows in read.items()}


@contextmanager
def after(office: Office, happens: Callable[[Builder], Any]) -> Iterator[Read]:
    """What is read once something happened; undone."""
    with office.owner.transaction(force_rollback=True):
        builder = Builder(office.owner)
        builder.built.__dict__.update({name: _copy(value) for name, value in office.built.__dict__.items()})
        happens(builder)
        yield everything(office)


def _copy(value: Any) -> Any:
    return value.copy() if isinstance(value, dict | list) else value


@pytest.fixture(scope="module")
def before(office: Office) -> Read:
    return everything(office)


def drafted(b: Builder) -> None:
    """Another draft, with its report; and every draft that there is moved on."""
    world_recommendations.draft(b, "another")
    b.connection.execute(
        "update recommendations_draft set text = 'canary', state = 'checking' where state = 'drafting'"
    )
    b.connection.execute("update recommendations_reportdraft set title = 'canary', summary = 'canary'")
    b.connection.execute("delete from recommendations_draftlink")


def issued(b: Builder) -> None:
    """Another recommendation leaves, in a report of its own that is not published; it asks the department, which answers."""
    at = world_recommendations.noon(b)
    b.built.reports["new"] = made(
        b, "recommendations_report", slug="new", title="canary", precision="day", is_earlier=False, issued_at=at
    )
    world_recommendations._recommendation(b, "new", "new", is_published=False)
    world_recommendations._asked(b, "new", "department", "a", "accepted")
    for name, to in (("new", "first"), ("second", "new")):
        made(
            b, "recommendations_link", recommendation_id=b.built.recommendations[name], kind="conflicts",
            to_id=b.built.recommendations[to], made_on=b.today, by_id=b.built.people["reviewer"],
        )  # fmt: skip


def answered(b: Builder) -> None:
    """The department writes on at what nobody else may know of yet."""
    b.connection.execute("update recommendations_responsedraft set reasons = 'canary' where by_id = %s", [
        b.built.people["owner"]
    ])  # fmt: skip
    made(
        b, "recommendations_update", addressee_id=b.built.addressees["issued to department"], text="canary",
        written_on=b.today, at=world_recommendations.noon(b), by_id=b.built.people["owner"],
    )  # fmt: skip


def differing(one: Read, other: Read) -> set[str]:
    """Who reads anything else."""
    return {who for who, table in one.keys() | other.keys() if one.get((who, table)) != other.get((who, table))}


class TestBeforeItIsIssued:
    def test_nobody_outside_reads_anything_else(self, office: Office, before: Read) -> None:
        with after(office, drafted) as read:
            assert differing(before, read) == set()
        assert len({who for who, _ in before}) > 80

    def test_no_other_door_may_even_count_the_tables(self, office: Office) -> None:
        for door in ("public", "delivery"):
            tables = columns(office.owner, door)
            assert not [
                table for table in tables if table.startswith("recommendations_draft") or "reportdraft" in table
            ]


class TestBeforeItIsPublished:
    @pytest.mark.parametrize("happens", [issued, answered])
    def test_only_the_body_that_is_asked_reads_anything_else(
        self, office: Office, before: Read, happens: Callable[[Builder], None]
    ) -> None:
        with after(office, happens) as read:
            who = {label.removesuffix(" at delivery") for label in differing(before, read)}
        assert who == BODY

    def test_once_it_is_published_everybody_does(self, office: Office, before: Read) -> None:
        """Otherwise nothing would have been compared."""

        def published(b: Builder) -> None:
            issued(b)
            for table in ("report", "recommendation", "addressee"):
                b.connection.execute(
                    f"update recommendations_{table} set published_at = now() where published_at is null".encode()
                )

        with after(office, published) as read:
            public = {visitor.label for visitor in outside(office) if visitor.door == "public"}
            assert differing(before, read) >= public
