"""Writing several new rows in one statement.

A submission is six or seven rows in as many tables. Saved one by one they cost as many round trips, and the last POST
of a form is what everybody waits for when many people write at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Field, GeneratedField, Model


@lru_cache(maxsize=32)
def _statement(models: tuple[type[Model], ...]) -> str:
    *first, last = [_insert(model) for model in models]
    named = ", ".join(f"row_{number} as ({sql})" for number, sql in enumerate(first))
    return f"with {named} {last}" if named else last


@lru_cache(maxsize=32)
def _fields(model: type[Model]) -> tuple[Field[Any, Any], ...]:
    return tuple(field for field in model._meta.concrete_fields if not isinstance(field, GeneratedField))


def _insert(model: type[Model]) -> str:
    fields = _fields(model)
    columns = ", ".join(f'"{field.column}"' for field in fields)
    return f'insert into "{model._meta.db_table}" ({columns}) values ({", ".join(["%s"] * len(fields))})'


def _values(row: Model) -> list[Any]:
    return [field.get_db_prep_save(getattr(row, field.attname), connection=connection) for field in _fields(type(row))]


def insert(rows: Sequence[Model]) -> None:
    """Insert rows of different tables, all or none, in the current transaction. Keys are made by the caller."""
    models = tuple(type(row) for row in rows)
    with connection.cursor() as cursor:
        cursor.execute(_statement(models), [value for row in rows for value in _values(row)])


def insert_unless_there(row: Model) -> bool:
    """Insert one row unless a unique value of it is taken; whether it was inserted. Waits for whoever is inserting
    the same value at this moment.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"{_insert(type(row))} on conflict do nothing", _values(row))
        return bool(cursor.rowcount)
