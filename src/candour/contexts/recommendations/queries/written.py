"""A response in the making, as values: what its form, its page and whoever judges it have in common."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from candour.contexts.recommendations.models import ResponseDraft

MOST_TASKS = 40


@dataclass(frozen=True)
class Task:
    """A task of a plan, as far as it is filled in."""

    text: str
    due_on: date | None
    owner: str

    def kept(self) -> dict[str, str]:
        """As the draft keeps it."""
        return {"text": self.text, "due_on": self.due_on.isoformat() if self.due_on else "", "owner": self.owner}


@dataclass(frozen=True)
class Written:
    """What somebody wrote of a response; anything may still be empty."""

    kind: str = ""
    reasons: str = ""
    plan: str = ""
    for_body: str = ""
    tasks: tuple[Task, ...] = ()


def written_in(draft: ResponseDraft) -> Written:
    """What stands in a draft."""
    return Written(draft.kind, draft.reasons, draft.plan, draft.for_body, tuple(_task(one) for one in draft.tasks))


def _task(kept: dict[str, str]) -> Task:
    return Task(kept["text"], date.fromisoformat(kept["due_on"]) if kept["due_on"] else None, kept["owner"])
