"""Rows of the pathway whose ids and short words are the same in every world, so that two of them can be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

if TYPE_CHECKING:
    from tests.authorisation.world import Builder

_NAMES = UUID("6d1cf0c5-5f0e-4c53-9f2e-2f7c1f6a9b11")
CLOCK = {"nation": "england", "term_unit": "days", "term_value": 10}


def reference(b: Builder, letter: str) -> str:
    """As they are printed, and the same in every world."""
    return f"{letter}-{len(b.built.made):04X}-00AA"


def made(b: Builder, table: str, **given: Any) -> Any:
    """Write one row and return its id."""
    b.built.made.append(table)
    number = len(b.built.made)
    for column in b.catalogue.columns[table]:
        if column.must and column.name not in given:
            if column.type == "uuid":
                given[column.name] = uuid5(_NAMES, f"{table}/{number}/{column.name}")
            elif column.type == "varchar":
                given[column.name] = f"w{number}"
    return b.add(table, **given)
