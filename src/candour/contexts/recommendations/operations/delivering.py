"""What a body says while it delivers: how it goes, where its tasks stand, that it is done; and that it needs more time.

All raise Refused with every reason, and Addressee.DoesNotExist for absent and forbidden alike. ``seen`` is the number of
the last entry of the history that the page showed; None skips that check.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.dateformat import format as formatted
from django.utils.text import format_lazy
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.recommendations import codes
from candour.contexts.recommendations.models import Claim, ExtensionRequest, PlannedTask, TaskReport, Update
from candour.contexts.recommendations.operations import body, kinds
from candour.contexts.recommendations.operations import evidence as evidence_files
from candour.contexts.recommendations.procedure import ANSWER, answer
from candour.contexts.recommendations.queries import facts as gathered
from candour.kernel.documents.arrivals import Arrival
from candour.kernel.ledger import operations as ledger
from candour.kernel.people.actor import Actor
from candour.kernel.procedures import acts
from candour.kernel.procedures.facts import Facts, Refusal, Refused

REPORTS_ON_TASKS = (answer.ACCEPTED, answer.NOT_VERIFIED, answer.CLAIMED)
"""States in which a body still says where its tasks stand."""


@transaction.atomic
def update(
    *,
    addressee_id: UUID,
    text: str,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
    attached: Sequence[Arrival] = (),
) -> Update:
    """Say how it goes, with files that show it. Raises OSError where the disk refuses a file."""
    held = body.lock(addressee_id, actor)
    given = acts.given(text=text.strip())
    facts = kinds.answers(at).judged(held, "update", doer=actor, at=at, seen=seen, given=given)
    new = Update(addressee=held, text=text.strip(), written_on=localdate(at), at=at, by_id=actor.person_id)
    new.save(force_insert=True)
    codes_of: dict[str, str | int] = {"update": str(new.id)}
    if attached:
        codes_of["files"] = len(evidence_files.keep(held, new, attached, actor=actor, at=at))
    kinds.answers(at).take(held, "update", facts=facts, doer=actor, door=actor.door, at=at, codes=codes_of)
    return new


@transaction.atomic
def report_task(
    *, addressee_id: UUID, number: int, state: str, text: str, actor: Actor, at: datetime, seen: int | None = None
) -> TaskReport:
    """Say where a task of the plan stands. ``seen`` is how many such reports the page showed.

    Raises PlannedTask.DoesNotExist where the record has no such task.
    """
    held = body.lock(addressee_id, actor)
    task = PlannedTask.objects.get(addressee=held, number=number)
    told = TaskReport.objects.filter(task=task).count()
    found: list[Refusal] = []
    if held.state not in REPORTS_ON_TASKS:
        found.append(_not_delivered(ANSWER.state(held.state).label))
    elif held.responses.filter(number__gt=task.response.number).exists():
        found.append(_earlier_plan())
    if state not in codes.TaskState.values:
        found.append(Refusal("task_state", _("Say where the task stands.")))
    if state == codes.TaskState.DROPPED and not text.strip():
        found.append(Refusal("dropped_says_why", _("Say why the task was dropped, and what is done instead.")))
    if seen is not None and seen != told:
        found.append(_told_meanwhile())
    if found:
        raise Refused(tuple(found))
    new = TaskReport(
        task=task,
        number=told + 1,
        state=state,
        text=text.strip(),
        reported_on=localdate(at),
        at=at,
        by_id=actor.person_id,
    )
    new.save(force_insert=True)
    ledger.append(
        verb="recommendations.task.report",
        subject=held.id,
        actor=actor,
        door=actor.door,
        at=at,
        codes={"task": number, "state": state, "report": str(new.id)},
    )
    return new


@transaction.atomic
def claim(
    *,
    addressee_id: UUID,
    against_measure: str,
    evidence: str,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
    attached: Sequence[Arrival] = (),
) -> Claim:
    """Say that it is delivered: how the measure of success is met, and what shows it, in words and in files. The office then
    looks. Raises OSError where the disk refuses a file."""
    held = body.lock(addressee_id, actor)
    given = acts.given(against_measure=against_measure.strip(), evidence=evidence.strip())
    facts = kinds.answers(at).judged(held, "claim", doer=actor, at=at, seen=seen, given=given)
    new = Claim(
        addressee=held,
        number=Claim.objects.filter(addressee=held).count() + 1,
        against_measure=against_measure.strip(),
        evidence=evidence.strip(),
        claimed_on=localdate(at),
        at=at,
        by_id=actor.person_id,
    )
    new.save(force_insert=True)
    codes_of: dict[str, str | int] = {"claim": str(new.id), "number": new.number}
    if attached:
        codes_of["files"] = len(evidence_files.keep(held, new, attached, actor=actor, at=at))
    kinds.answers(at).take(held, "claim", facts=facts, doer=actor, door=actor.door, at=at, codes=codes_of)
    return new


@transaction.atomic
def ask_extension(
    *, addressee_id: UUID, until: date | None, reasons: str, actor: Actor, at: datetime, seen: int | None = None
) -> ExtensionRequest:
    """Ask for more time: to respond while no response was given, else to deliver. The present day counts until then."""
    held = body.lock(addressee_id, actor)
    kind, on = kinds.answers(at), localdate(at)
    wrong: list[Refusal] = []
    facts: Facts | None = None
    try:
        facts = kind.judged(
            held, "ask_extension", doer=actor, at=at, seen=seen, given=acts.given(reasons=reasons.strip(), until=until)
        )
    except Refused as refused:
        wrong += refused.refusals
    known = facts or kind.facts(held, actor)
    waited = gathered.owed(held, dict(known.due), known.history)
    if until is not None and until <= on:
        wrong.append(
            Refusal(
                "until_passed", _("That day is not in the future."), _("Choose the day by which you will have done it.")
            )
        )
    elif until is not None and waited is not None and until <= waited.due_on:
        wrong.append(_no_more_time(waited.due_on))
    if held.state in kind.law_of(held).step("ask_extension").source and waited is None:
        wrong.append(
            Refusal(
                "nothing_due",
                _("No day is set for this, so that there is none to move."),
                _("Say how it goes instead."),
            )
        )
    if facts is None or waited is None or until is None or wrong:  # all but the last are among the wrong
        raise Refused(tuple(wrong))
    new = ExtensionRequest(
        addressee=held,
        number=ExtensionRequest.objects.filter(addressee=held).count() + 1,
        what=waited.what,
        until=until,
        reasons=reasons.strip(),
        asked_on=on,
        at=at,
        by_id=actor.person_id,
    )
    new.save(force_insert=True)
    codes_of: dict[str, str | int] = {"extension": str(new.id), "number": new.number}
    kind.take(held, "ask_extension", facts=facts, doer=actor, door=actor.door, at=at, codes=codes_of)
    return new


def _no_more_time(due_on: date) -> Refusal:
    return Refusal(
        "until_no_later",
        format_lazy(_("That is no more time: the day that stands is {day}."), day=formatted(due_on, "j F Y")),
        _("Choose a later day."),
    )


def _not_delivered(state: object) -> Refusal:
    return Refusal(
        "state",
        format_lazy(_("Tasks are reported on while it is being delivered. This now stands at: {now}."), now=state),
        _("See which steps are open now."),
    )


def _earlier_plan() -> Refusal:
    return Refusal(
        "earlier_plan",
        _("This task is of an earlier response, which your body replaced."),
        _("Report on the tasks of the response that stands now."),
    )


def _told_meanwhile() -> Refusal:
    return Refusal(
        "moved_on",
        _("Somebody reported on this task since you opened the page. Nothing was stored yet."),
        _("Read what they wrote. What you typed is still below: check it and send it again."),
    )
