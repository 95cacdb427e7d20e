"""What stands in the addresses of what bodies are asked: every record, one that does not exist, and each step."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from tests.authorisation.conftest import Office
from tests.authorisation.oracle_pages_asked import ANSWERS, BODY_STEPS, OFFICE_STEPS


def values(office: Office, door: str, route: str, name: str, *, thorough: bool) -> Iterator[Any]:
    """What one part of an address can be."""
    world = office.world
    if name == "slug":
        yield from (row["slug"] for row in world["recommendations_report"])
        yield "no-such-report"
    elif name == "number":
        yield from (1, 2, 99)
    elif name == "file":
        every = [row["id"] for row in world["recommendations_evidencefile"]]
        yield from every if thorough else every[:6]
        yield uuid4()
    elif name == "name":
        known = BODY_STEPS | ANSWERS if door == "delivery" else OFFICE_STEPS
        yield from sorted(known) if thorough else sorted(known)[:2]
        yield "burn"
    else:
        kind, letter = ("recommendation", "N") if "<recommendation:" in route else ("addressee", "A")
        yield from (row["reference"] for row in world[f"recommendations_{kind}"])
        yield f"{letter}-0000-0000"
