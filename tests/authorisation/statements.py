"""Trying one statement at PostgreSQL: whether it goes through, and what it touches. What writes is undone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import psycopg
from psycopg import sql


def idle(table: str, command: str, column: str) -> sql.Composed:
    """A statement that needs the privilege and touches no row."""
    text = {
        "select": "select {column} from {table} where false",
        "insert": "insert into {table} ({column}) select null where false",
        "update": "update {table} set {column} = null where false",
        "delete": "delete from {table} where false",
    }[command]
    return sql.SQL(text).format(table=sql.Identifier(table), column=sql.Identifier(column or "x"))


def succeeds(connection: psycopg.Connection, statement: sql.Composed, values: list[Any] | None = None) -> bool:
    """Whether it goes through; undone either way."""
    try:
        _undone(connection, statement, values)
    except (psycopg.errors.InsufficientPrivilege, psycopg.errors.IntegrityError):
        return False
    return True


def now(connection: psycopg.Connection) -> datetime:
    """When the transaction began: what the database's own rules take as now."""
    found = connection.execute("select now()").fetchone()
    assert found is not None
    moment: datetime = found[0]
    return moment


def count(connection: psycopg.Connection, statement: sql.Composed, values: list[Any] | None = None) -> int:
    """How many rows it touched; none when it was refused. Undone either way."""
    try:
        return _undone(connection, statement, values).rowcount
    except (psycopg.errors.InsufficientPrivilege, psycopg.errors.IntegrityError):
        return 0


def _undone(connection: psycopg.Connection, statement: sql.Composed, values: list[Any] | None) -> psycopg.Cursor:
    """What the statement did, after it was undone. Savepoint and statement travel together: there are very many."""
    with connection.pipeline(), connection.transaction(force_rollback=True):
        return connection.execute(statement, values)


def rows_or_none(connection: psycopg.Connection, statement: sql.Composed) -> list[Any]:
    """The rows; none when it was refused."""
    try:
        with connection.transaction():
            return connection.execute(statement).fetchall()
    except psycopg.errors.InsufficientPrivilege:
        return []
