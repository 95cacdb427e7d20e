"""Everything that happened with what a body is asked, as one timeline: each record once, in the words of whoever wrote it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from candour.contexts.recommendations.operations.body import FORMER
from candour.contexts.recommendations.queries.answer_page import Told
from candour.contexts.recommendations.queries.evidence import Evidence
from candour.contexts.recommendations.views.answer_words import OFFICE
from candour.web import forms

Pair = tuple[Any, Any]

_STEP = {
    "ask": _("Your body was asked"),
    "ask_again": _("Asked for a new response"),
    "reconsider": _("The evidence is looked at again"),
    "reopen": _("Opened again"),
}
"""Steps behind which no record of their own stands."""

_ESCALATION = {"remind": _("Reminder"), "write_letter": _("Letter to your body"), "give_notice": _("Public notice")}


@dataclass(frozen=True)
class Entry:
    """One thing that happened. ``texts`` are pairs of a label and words; an empty label stands for the words alone."""

    at: datetime
    title: Any
    by: Any
    texts: tuple[Pair, ...] = ()
    is_loud: bool = False
    files: tuple[Evidence, ...] = ()


def entries(told: Told) -> list[Entry]:
    """The timeline, the latest first."""
    return sorted(_all(told), key=lambda entry: entry.at, reverse=True)


def _all(told: Told) -> Iterator[Entry]:
    for step in told.steps:
        if step.step in _STEP and step.taken_at is not None:
            yield Entry(step.taken_at, _STEP[step.step], _step_by(told, step.by_id), _pairs(("", step.rationale)))
    yield from _answered(told)
    yield from _tasks(told)
    yield from _of_office(told)


def _answered(told: Told) -> Iterator[Entry]:
    for response in told.responses:
        title = format_lazy(_("Response: {kind}"), kind=response.get_kind_display())
        signed = _("{prepared} prepared it, {signed} signed it off")
        by = format_lazy(signed, prepared=_name(told, response.prepared_by_id), signed=_name(told, response.by_id))
        texts = _pairs((_("Reasons"), response.reasons), (_("Plan"), response.plan), (_("For"), response.for_body))
        yield Entry(response.at, title, by, texts)
    for update in told.updates:
        texts, files = _pairs(("", update.text)), tuple(told.files.get(update.id, ()))
        yield Entry(update.at, _("How it goes"), _by(told, update.by_id), texts, files=files)
    for claim in told.claims:
        texts = _pairs((_("Against the measure"), claim.against_measure), (_("Evidence"), claim.evidence))
        files = tuple(told.files.get(claim.id, ()))
        yield Entry(claim.at, _("Said to be delivered"), _by(told, claim.by_id), texts, files=files)
    for request in told.requests:
        what = _("the response") if request.what == "response" else _("delivery")
        title = format_lazy(_("More time asked for {what}, until {day}"), what=what, day=_day(request.until))
        yield Entry(request.at, title, _by(told, request.by_id), _pairs(("", request.reasons)))


def _tasks(told: Told) -> Iterator[Entry]:
    for planned in told.tasks:
        for report in planned.reports:
            title: Any = format_lazy(
                _("Task {number}: {state}"), number=planned.task.number, state=report.get_state_display().lower()
            )
            texts = _pairs(("", planned.task.text), (_("About it"), report.text))
            yield Entry(report.at, title, _by(told, report.by_id), texts)


def _of_office(told: Told) -> Iterator[Entry]:
    for decision in told.decisions.values():
        title: Any = _("No more time is given")
        if decision.is_granted and decision.until is not None:
            title = format_lazy(_("More time is given, until {day}"), day=_day(decision.until))
        yield Entry(decision.at, title, OFFICE, _pairs(("", decision.reasons)))
    for sent in told.escalations:
        about: Any = _("the response") if sent.about == "response" else _("delivery")
        title = format_lazy(_("{kind} about {what}"), kind=_ESCALATION[sent.kind], what=about)
        yield Entry(sent.at, title, sent.signed_as or OFFICE, _pairs(("", sent.text)), sent.kind != "remind")
    for verdict in told.verdicts:
        is_verified = verdict.outcome == "verified"
        texts = _pairs(
            (_("What is missing"), verdict.missing),
            (_("Expected by"), _day(verdict.next_on) if verdict.next_on else ""),
            (_("What was looked at"), verdict.looked_at),
            (_("How"), verdict.method),
        )
        yield Entry(verdict.at, _("Verified") if is_verified else _("Not verified"), OFFICE, texts, not is_verified)
    for closing in told.closings:
        title = format_lazy(_("Closed: {reason}"), reason=closing.get_reason_display().lower())
        texts = _pairs(("", closing.text), (_("Superseded by"), told.superseded_by))
        yield Entry(closing.at, title, OFFICE, texts)
    for correction in told.corrections:
        title = format_lazy(_("Correction of {about}"), about=correction.about)
        texts = _pairs(
            (_("It said"), correction.was), (_("Right is"), correction.instead), (_("Why"), correction.reason)
        )
        yield Entry(correction.at, title, OFFICE, texts)


def _pairs(*given: Pair) -> tuple[Pair, ...]:
    return tuple(pair for pair in given if pair[1])


def _name(told: Told, person: UUID | None) -> Any:
    return told.names.get(person, FORMER) if person else FORMER


def _by(told: Told, person: UUID) -> Any:
    return format_lazy(_("by {name}"), name=_name(told, person))


def _step_by(told: Told, person: UUID | None) -> Any:
    """A step without a record of its own is the office's, whose people are closed to bodies."""
    name = told.names.get(person) if person else None
    return format_lazy(_("by {name}"), name=name) if name else OFFICE


def _day(on: date) -> str:
    return forms.spoken(on)
