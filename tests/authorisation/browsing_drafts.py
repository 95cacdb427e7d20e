"""What stands in the addresses of what the office drafts: every record, one that does not exist, and each step."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.authorisation.conftest import Office
from tests.authorisation.oracle_pages_drafts import PUBLISHED_TEXT, STEPS

ROUTES = ("recommendations/drafts/", "recommendations/<issued:reference>/link/", "recommendations/<issued:reference>/correct/",
          PUBLISHED_TEXT)  # fmt: skip


def values(office: Office, route: str, name: str, *, thorough: bool) -> Iterator[Any]:
    """What one part of an address can be."""
    world = office.world
    if name == "digest":
        yield from (row["digest"] for row in world["recommendations_publishedtext"])
        yield "0" * 64
    elif name == "slug":
        yield from (row["slug"] for row in world["recommendations_reportdraft"])
        yield "no-such-report"
    elif name == "name":
        yield from sorted(STEPS) if thorough else ("propose", "issue")
        yield "burn"
    else:
        kind, letter = ("draft", "D") if "/drafts/" in route else ("recommendation", "N")
        yield from (row["reference"] for row in world[f"recommendations_{kind}"])
        yield f"{letter}-0000-0000"
