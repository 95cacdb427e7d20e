"""What the parts of the public tracker's addresses can be: anybody reads it, so that one of each kind is enough."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from tests.authorisation.conftest import Office

ROUTES = ("recommendations/", "cy/recommendations/")

_VALUES: dict[str, tuple[Any, ...]] = {
    "month": ("2026-01", "1066-01"),
    "scope": ("all", "nothing"),
    "day": ("2026-01-01",),
    "name": ("reports",),
}


def values(office: Office, name: str) -> Iterator[Any]:
    """What this part of an address can be: of records, one that is published, one that is not, and none."""
    if name == "reference":
        yield from _both(office, "recommendation", "reference")
        yield "N-0000-0000"
    elif name == "slug":
        yield from _both(office, "report", "slug")
        yield "nothing"
    elif name == "body_id":
        yield from {row["organisation_id"] for row in office.world["recommendations_addressee"]}
        yield UUID(int=0)
    else:
        yield from _VALUES[name]


def api_values(office: Office) -> Iterator[Any]:
    """References of the API, and the rest of addresses that it does not have."""
    yield from _both(office, "recommendation", "reference")
    yield from ("N-0000-0000", "nothing")


def _both(office: Office, table: str, column: str) -> Iterator[Any]:
    for is_published in (True, False):
        rows = office.world[f"recommendations_{table}"]
        found = [row[column] for row in rows if (row["published_at"] is not None) is is_published]
        yield from found[:2]
