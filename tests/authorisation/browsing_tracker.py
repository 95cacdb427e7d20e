"""What the parts of the public tracker's addresses can be: anybody reads it, so that one of each kind is enough."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

ROUTES = ("recommendations/", "cy/recommendations/")

_VALUES: dict[str, tuple[Any, ...]] = {
    "reference": ("N-0000-0000",),
    "slug": ("nothing",),
    "body_id": (UUID(int=0),),
    "month": ("2026-01", "1066-01"),
    "scope": ("all", "nothing"),
    "day": ("2026-01-01",),
    "name": ("reports",),
}


def values(name: str) -> Iterator[Any]:
    """What this part of an address can be."""
    yield from _VALUES[name]
