"""Writing rows without the models: every column that must be filled and was not given gets something of its type.

The catalogue says which columns there are, so a new column needs no change here, and nothing is learnt from the code
under judgement.
"""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from uuid import uuid4

import psycopg
from psycopg import sql

from tests.authorisation.oracle import Row

_COLUMNS = """
select c.relname, a.attname, t.typname, a.attnotnull and a.attgenerated = '' and a.attidentity = '',
       a.attgenerated <> '', a.attidentity <> ''
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  join pg_type t on t.oid = a.atttypid
 where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
 order by c.relname, a.attnum
"""
_KEYS = """
select conrelid::regclass::text, a.attname
  from pg_constraint k join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
 where k.contype = 'p' and k.connamespace = 'public'::regnamespace
"""

_numbers = itertools.count(1_000)


@dataclass(frozen=True)
class Column:
    """One column as the catalogue has it."""

    name: str
    type: str
    must: bool
    generated: bool
    identity: bool


class Catalogue:
    """The tables that are there, read as the owner."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._found = connection.execute(_COLUMNS).fetchall()
        self.key: dict[str, str] = dict(connection.execute(_KEYS).fetchall())

    @cached_property
    def columns(self) -> dict[str, list[Column]]:
        """Table → its columns in order."""
        tables: dict[str, list[Column]] = {}
        for table, *rest in self._found:
            tables.setdefault(table, []).append(Column(*rest))
        return tables

    def row(self, table: str, **given: Any) -> Row:
        """A whole row: what was given, and something of the right type for the rest that must be there."""
        made: Row = {}
        for column in self.columns[table]:
            if column.name in given:
                made[column.name] = given[column.name]
            elif column.must:
                made[column.name] = something(column.type)
            elif not column.generated and not column.identity:
                made[column.name] = None
        if strange := sorted(given.keys() - made.keys()):
            raise KeyError(f"{table} has no column {strange}")
        return made


def something(type_name: str) -> Any:
    """A fresh value: unlike any other where a unique index could ask for it."""
    now = datetime.now(UTC)
    made: dict[str, Callable[[], object]] = {
        "uuid": uuid4,
        "varchar": lambda: secrets.token_hex(4),
        "text": lambda: "words",
        "int4": lambda: next(_numbers),
        "int8": lambda: next(_numbers),
        "int2": lambda: 1,
        "bool": lambda: False,
        "date": now.date,
        "time": now.time,
        "timestamptz": lambda: now,
        "bytea": lambda: secrets.token_bytes(16),
        "jsonb": lambda: "{}",
        "_varchar": list,
        "_uuid": list,
    }
    return made[type_name]()


def insert_statement(table: str, columns: Iterable[str]) -> sql.Composed:
    """``insert into table (columns) values (…)``."""
    listed = list(columns)
    return sql.SQL("insert into {} ({}) values ({})").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, listed)),
        sql.SQL(", ").join(sql.Placeholder() * len(listed)),
    )


def insert(connection: psycopg.Connection, table: str, row: Row) -> None:
    """Write one row."""
    connection.execute(insert_statement(table, row), list(row.values()))
