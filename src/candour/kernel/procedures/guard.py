"""The guard: whether a step may be taken, and why not.

It gathers every refusal, never only the first. The same answer draws the buttons of a page (``offers``) and guards
the act (``refusals``), so a screen and the guard cannot disagree. It asks no database and reads no clock.

Codes: ``state``, ``in_force``, ``role``, ``excluded``, ``step_up``, ``second_person``, then the code of each
requirement that is not met (``record.<kind>``, ``before.<step>``, ``term.<code>``, ``role.<code>``,
``equals.<field>``, ``one_of.<field>``, ``other_person.<step>``, ``assigned``, ``named.<function>``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from candour.kernel.people.actor import Actor
from candour.kernel.procedures.facts import (
    Doer,
    Facts,
    Refusal,
    Refused,
    Words,
    day_of,
    person_of,
    roles_of,
)
from candour.kernel.procedures.requirements import role_words
from candour.kernel.procedures.table import Procedure, Step

__all__ = ["Offer", "Refusal", "Refused", "check", "offers", "refusals"]


def _format_day(on: date) -> str:
    return date_format(on, "j F Y")


def _list(words: tuple[Words, ...]) -> str:
    return ", ".join(str(word) for word in words)


_day = lazy(_format_day, str)
_listed = lazy(_list, str)


@dataclass(frozen=True)
class Offer:
    """A step and what stands in its way for this person now. ``is_from_here``: it starts from the present state."""

    step: Step
    refusals: tuple[Refusal, ...]
    is_from_here: bool

    @property
    def is_open(self) -> bool:
        """Whether it may be taken."""
        return not self.refusals

    @property
    def needs_only_step_up(self) -> bool:
        """Whether a fresh proof of identity is all that is missing: the button leads there."""
        return [refusal.code for refusal in self.refusals] == ["step_up"]


def refusals(procedure: Procedure, step_name: str, facts: Facts, actor: Doer, at: datetime) -> tuple[Refusal, ...]:
    """Every reason why ``actor`` may not take the step at this moment; empty when they may.

    ``at`` is an aware datetime; what is in force is judged by its day in London. Raises KeyError for a step that
    the procedure does not have.
    """
    step = procedure.step(step_name)
    return tuple(_refusals(procedure, step, facts, actor, at))


def check(procedure: Procedure, step_name: str, facts: Facts, actor: Doer, at: datetime) -> Step:
    """The step, if it may be taken; raises Refused with every reason if it may not."""
    found = refusals(procedure, step_name, facts, actor, at)
    if found:
        raise Refused(found)
    return procedure.step(step_name)


def offers(procedure: Procedure, facts: Facts, actor: Doer, at: datetime) -> tuple[Offer, ...]:
    """Every step that is meant for people like ``actor`` (staff, or the reporter), each with its refusals."""
    return tuple(
        Offer(
            step,
            tuple(_refusals(procedure, step, _with_what_it_gives(facts, step), actor, at)),
            facts.state in step.source,
        )
        for step in procedure.steps
        if step.source and _meant_for(step, actor)
    )


def _with_what_it_gives(facts: Facts, step: Step) -> Facts:
    """A button is drawn before its form is filled in: what the form supplies does not stand in its way."""
    return replace(facts, records=facts.records | frozenset(step.gives)) if step.gives else facts


def _meant_for(step: Step, actor: Doer) -> bool:
    return step.for_staff if isinstance(actor, Actor) else actor.value in step.by


def _refusals(procedure: Procedure, step: Step, facts: Facts, actor: Doer, at: datetime) -> Iterator[Refusal]:
    if facts.state not in step.source and (step.source or facts.state):
        yield _wrong_state(procedure, step, facts)
    if not step.in_force.covers(day_of(at)):
        yield _not_in_force(step, day_of(at))
    if roles_of(actor).isdisjoint(step.by):
        yield _wrong_role(step)
    if facts.excluded:
        yield Refusal(
            "excluded",
            _("You declared an interest in this, so you may not act on it."),
            _("Ask the head of office to give it to somebody else."),
        )
    if step.grave and not (isinstance(actor, Actor) and actor.has_stepped_up(at)):
        yield Refusal(
            "step_up",
            _("This needs a proof of who you are that is less than five minutes old."),
            _("Use your passkey again, then take the step."),
        )
    if step.second_person_from is not None and not _is_second_person(step.second_person_from, facts, actor):
        yield _not_second_person(procedure.step(step.second_person_from))
    for requirement in step.requires:
        refusal = requirement.unmet(facts, actor, at)
        if refusal is not None:
            yield refusal


def _is_second_person(first: str, facts: Facts, actor: Doer) -> bool:
    taken = facts.last(first)
    return taken is not None and taken.by != person_of(actor)


def _wrong_state(procedure: Procedure, step: Step, facts: Facts) -> Refusal:
    now = procedure.state(facts.state).label if facts.state else _("not begun")
    taken = facts.last(step.name) if step.target is not None else None
    if taken is None:
        sources = tuple(procedure.state(name).label for name in step.source)
        return Refusal(
            "state",
            format_lazy(
                _("“{step}” can be done from: {sources}. This now stands at: {now}."),
                step=step.label,
                sources=_listed(sources),
                now=now,
            ),
            _("See which steps are open now."),
        )
    mend = _("Nothing more is needed. If it was a mistake, it can be corrected, and the first entry stays.")
    if not taken.by_name:
        said = _("“{step}” was already done on {day}. This now stands at: {now}.")
        return Refusal(
            "state",
            format_lazy(said, step=step.label, day=_day(day_of(taken.at)), now=now),
            mend,
        )
    said = _("{name} already did “{step}” on {day}. This now stands at: {now}.")
    message = format_lazy(said, name=taken.by_name, step=step.label, day=_day(day_of(taken.at)), now=now)
    return Refusal("state", message, mend)


def _not_in_force(step: Step, on: date) -> Refusal:
    start, until = step.in_force.start, step.in_force.until
    if until is None or on < start:
        message = format_lazy(
            _("“{step}” is in force from {start}; today is {today}."),
            step=step.label,
            start=_day(start),
            today=_day(on),
        )
        return Refusal(
            "in_force",
            message,
            _("Wait until it is in force, or use the step that is in force today."),
        )
    message = format_lazy(
        _("“{step}” has not been in force since {until}; today is {today}."),
        step=step.label,
        until=_day(until),
        today=_day(on),
    )
    return Refusal("in_force", message, _("Use the step that replaced it."))


def _wrong_role(step: Step) -> Refusal:
    roles = _listed(tuple(role_words(code) for code in step.by))
    return Refusal(
        "role",
        format_lazy(_("“{step}” is for: {roles}."), step=step.label, roles=roles),
        _("Ask one of them to do it, or to name you as their deputy or leave cover."),
    )


def _not_second_person(first: Step) -> Refusal:
    return Refusal(
        "second_person",
        format_lazy(
            _("This needs a second person: somebody other than whoever did “{step}”."),
            step=first.label,
        ),
        format_lazy(
            _("“{step}” comes first; then ask a colleague to look at it and take this step."),
            step=first.label,
        ),
    )
