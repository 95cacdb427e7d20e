"""What happened with one body that was asked, in the order in which it happened: every step with what was written in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from candour.contexts.recommendations.models import (
    AddresseeStep,
    Claim,
    Closing,
    Correction,
    Escalation,
    ExtensionDecision,
    ExtensionRequest,
    PlannedTask,
    Response,
    TaskReport,
    Update,
    Verdict,
)
from candour.contexts.recommendations.queries.evidence import Evidence, Files

Words = str | Promise
TITLE: dict[str, Words] = {
    "ask": _("Asked"),
    "accept": _("Accepted"),
    "accept_in_part": _("Accepted in part"),
    "accept_in_principle": _("Accepted in principle"),
    "reject": _("Rejected"),
    "note": _("Noted"),
    "pass_on": _("Said to be for another body"),
    "ask_again": _("Asked for a new response"),
    "update": _("How it goes"),
    "claim": _("Said to be delivered"),
    "verify": _("Found verified"),
    "find_not_verified": _("Found not verified"),
    "reconsider": _("Looked at again"),
    "ask_extension": _("Asked for more time"),
    "extend": _("More time given"),
    "refuse_extension": _("No more time given"),
    "remind": _("Reminded"),
    "write_letter": _("Letter"),
    "give_notice": _("Public notice"),
    "close_as_done": _("Closed: done"),
    "close_as_exceeded": _("Closed: exceeded"),
    "close_as_superseded": _("Closed: superseded"),
    "close_as_not_applicable": _("Closed: no longer applicable"),
    "close_as_refused": _("Closed: refused"),
    "reopen": _("Opened again"),
    "task": _("A task of the plan"),
    "correction": _("Correction"),
}
ABOUT: dict[str, Words] = {"response": _("the response"), "delivery": _("delivery")}


@dataclass
class Entry:
    """One thing that happened. ``said`` holds what was written, each under its label; a label may be empty."""

    title: Words
    at: datetime
    who: str = ""
    is_by_candour: bool = False
    said: list[tuple[Words, str]] = field(default_factory=list)
    files: list[Evidence] = field(default_factory=list)


_TABLES: tuple[tuple[Any, str], ...] = (
    (Response, "addressee"),
    (PlannedTask, "addressee"),
    (TaskReport, "task__addressee"),
    (Update, "addressee"),
    (Claim, "addressee"),
    (Verdict, "addressee"),
    (Closing, "addressee"),
    (ExtensionRequest, "addressee"),
    (ExtensionDecision, "request__addressee"),
    (Escalation, "addressee"),
    (Correction, "addressee"),
)
_RELATED: dict[Any, tuple[str, ...]] = {
    TaskReport: ("task",), ExtensionDecision: ("request",), Closing: ("superseded_by",),
}  # fmt: skip


def rows_of(addressees: Sequence[UUID]) -> dict[UUID, list[Any]]:
    """Every record of these, whatever its table. One query for each table."""
    found: dict[UUID, list[Any]] = defaultdict(list)
    for model, path in _TABLES:
        rows = model.objects.filter(**{f"{path}__in": addressees})
        for row in rows.select_related(*_RELATED[model]) if model in _RELATED else rows:
            found[_key(row)].append(row)
    return found


def _key(row: Any) -> UUID:
    if isinstance(row, TaskReport):
        row = row.task
    elif isinstance(row, ExtensionDecision):
        row = row.request
    key: UUID = row.addressee_id
    return key


def entries(steps: Iterable[AddresseeStep], rows: Iterable[Any], names: dict[UUID, str], files: Files) -> list[Entry]:
    """The steps and the records together, the newest first. A record belongs to the step of the same moment, and its files
    stand beside it."""
    tasks: dict[UUID, list[PlannedTask]] = defaultdict(list)
    beside: dict[datetime, list[Any]] = defaultdict(list)
    for row in rows:
        if isinstance(row, PlannedTask):
            tasks[row.response_id].append(row)
        else:
            beside[row.at].append(row)
    found = []
    for step in steps:
        at = step.taken_at
        assert at is not None  # whoever acts here has an account, or is Candour itself
        mine = beside.pop(at, [])
        entry = Entry(
            TITLE.get(step.step, step.step), at, names.get(step.by_id, "") if step.by_id else "",
            is_by_candour=step.by_id is None,
        )  # fmt: skip
        for row in mine:
            entry.said += _said(row, tasks)
            entry.files += files.get(row.id, [])
        if step.rationale and not any(isinstance(row, Closing) for row in mine):
            entry.said.append(("", step.rationale))
        found.append(entry)
    for at, left in beside.items():
        for row in left:
            title = TITLE["correction"] if isinstance(row, Correction) else TITLE["task"]
            found.append(Entry(title, at, names.get(row.by_id, ""), said=_said(row, tasks)))
    return sorted(found, key=lambda entry: entry.at, reverse=True)


def _said(row: Any, tasks: dict[UUID, list[PlannedTask]]) -> list[tuple[Words, str]]:
    said: list[tuple[Words, Any]] = []
    match row:
        case Response():
            said = [(_("Reasons"), row.reasons), (_("Plan"), row.plan), (_("For"), row.for_body)]
            planned = sorted(tasks[row.id], key=lambda task: task.number)
            said += [(_("Task"), f"{task.text} ({task.owner}, {_day(task.due_on)})") for task in planned]
        case TaskReport():
            said = [(row.get_state_display(), row.task.text), ("", row.text)]
        case Update():
            said = [("", row.text)]
        case Claim():
            said = [(_("Against the measure of success"), row.against_measure), (_("Evidence"), row.evidence)]
        case Verdict():
            said = [(_("Looked at"), row.looked_at), (_("How"), row.method), (_("Missing"), row.missing)]
            said.append((_("Expected by"), _day(row.next_on)))
        case Closing():
            said = [("", row.text)]
            if row.superseded_by is not None:
                said.append((_("Superseded by"), row.superseded_by.reference))
        case ExtensionRequest():
            said = [(_("For"), str(ABOUT[row.what])), (_("Until"), _day(row.until)), (_("Reasons"), row.reasons)]
        case ExtensionDecision():
            said = [(_("Until"), _day(row.until)), (_("Reasons"), row.reasons)]
        case Escalation():
            said = [(_("About"), str(ABOUT[row.about])), ("", row.text), (_("Signed"), row.signed_as)]
        case Correction():
            said = [(_("About"), row.about), (_("It said"), row.was), (_("It should say"), row.instead)]
            said.append((_("Reasons"), row.reason))
    return [(label, text) for label, text in said if text]


def _day(on: date | None) -> str:
    return date_format(on, "j F Y") if on else ""
