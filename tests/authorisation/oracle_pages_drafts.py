"""The second opinion on the pages of what the office drafts, issues and publishes. Imports nothing of Candour."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.authorisation.oracle import Knowledge

Arguments = dict[str, Any]
About = Callable[[Knowledge, Arguments], bool]

SIGN = frozenset({"head_of_office", "commissioner"})
WRITE = SIGN | {"reviewer"}
READ = WRITE | {"deputy_commissioner", "investigator", "analyst", "concerns_caseworker"}
STEPS = frozenset({"propose", "pass_gate", "issue", "consider", "send_back", "withdraw", "correct"})


def draft(k: Knowledge, given: Arguments) -> bool:
    return any(row["reference"] == given["reference"] for row in k.world["recommendations_draft"])


def draft_step(k: Knowledge, given: Arguments) -> bool:
    return draft(k, given) and given["name"] in STEPS


def report(k: Knowledge, given: Arguments) -> bool:
    return any(row["slug"] == given["slug"] for row in k.world["recommendations_reportdraft"])


def issued(k: Knowledge, given: Arguments) -> bool:
    return any(row["reference"] == given["reference"] for row in k.world["recommendations_recommendation"])


def text(k: Knowledge, given: Arguments) -> bool:
    """A text that was published."""
    return any(row["digest"] == given["digest"] for row in k.world["recommendations_publishedtext"])


PUBLISHED_TEXT = "recommendations/published/<sha256:digest>.txt"
DRAFT_PAGES: dict[str, tuple[frozenset[str], About | None]] = {
    "recommendations/drafts/": (READ, None),
    "recommendations/drafts/reports/new/": (WRITE, None),
    "recommendations/drafts/<draft:reference>/": (READ, draft),
    "recommendations/drafts/<draft:reference>/revise/": (WRITE, draft),
    "recommendations/drafts/<draft:reference>/<slug:name>/": (WRITE, draft_step),
    "recommendations/drafts/<slug:slug>/": (READ, report),
    "recommendations/drafts/<slug:slug>/new/": (WRITE, report),
    "recommendations/drafts/<slug:slug>/change/": (WRITE, report),
    "recommendations/drafts/<slug:slug>/publish/": (SIGN, report),
    PUBLISHED_TEXT: (READ, text),
    "recommendations/<issued:reference>/link/": (WRITE, issued),
    "recommendations/<issued:reference>/correct/": (WRITE, issued),
}
