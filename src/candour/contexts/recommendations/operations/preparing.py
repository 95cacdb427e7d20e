"""A response in the making: written by those who answer for a body, given to a colleague to sign off, and taken back.

Nobody outside the body sees any of it. ``version`` is the number of the draft that the page showed (0: none): of two
people who save at once the second is told, and sees what the first one saved. All raise Refused with every reason, and
Addressee.DoesNotExist for absent and forbidden alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.recommendations import codes
from candour.contexts.recommendations.models import Addressee, ResponseDraft
from candour.contexts.recommendations.operations import body
from candour.contexts.recommendations.procedure import answer
from candour.contexts.recommendations.queries import answering
from candour.contexts.recommendations.queries.written import MOST_TASKS, Task, Written
from candour.kernel.ledger import operations as ledger
from candour.kernel.people.actor import Actor
from candour.kernel.procedures.facts import Refusal, Refused


@transaction.atomic
def write(
    *, addressee_id: UUID, version: int, written: Written, actor: Actor, at: datetime, submit: bool = False
) -> ResponseDraft:
    """Keep what was written; with ``submit`` also give it to a colleague, who signs it off."""
    held = body.lock(addressee_id, actor)
    draft = ResponseDraft.objects.filter(addressee=held).first()
    found = [*_against_saving(held, draft, version), *wrong_in(written, localdate(at))]
    if submit:
        found += missing_in(written)
    if found:
        raise Refused(tuple(found))
    return keep(held, draft, written, actor=actor, at=at, submit=submit)


@transaction.atomic
def take_back(*, addressee_id: UUID, version: int, actor: Actor, at: datetime) -> ResponseDraft:
    """Go on writing what was given to a colleague."""
    held = body.lock(addressee_id, actor)
    draft = ResponseDraft.objects.filter(addressee=held).first()
    if draft is None or draft.submitted_at is None:
        raise Refused((_not_submitted(held),))
    if draft.version != version:
        raise Refused((saved_meanwhile(draft),))
    draft.submitted_at = None
    _note("take_back", draft, actor, at)
    return draft


def keep(
    held: Addressee, draft: ResponseDraft | None, written: Written, *, actor: Actor, at: datetime, submit: bool
) -> ResponseDraft:
    """Write the draft of a record that is locked and judged."""
    kept = draft or ResponseDraft(addressee=held, version=0)
    kept.kind, kept.reasons, kept.plan = written.kind, written.reasons.strip(), written.plan.strip()
    kept.for_body = written.for_body.strip()
    kept.tasks = [task.kept() for task in written.tasks]
    kept.submitted_at = at if submit else None
    _note("submit" if submit else "save", kept, actor, at)
    return kept


def _note(verb: str, draft: ResponseDraft, actor: Actor, at: datetime) -> None:
    draft.version += 1
    draft.saved_at, draft.by_id = at, actor.person_id
    draft.save()
    ledger.append(
        verb=f"recommendations.response.{verb}",
        subject=draft.addressee_id,
        actor=actor,
        door=actor.door,
        at=at,
        codes={"version": draft.version, "draft": str(draft.id)},
    )


def _against_saving(held: Addressee, draft: ResponseDraft | None, version: int) -> list[Refusal]:
    if held.state != answer.ASKED:
        return [body.not_waiting(held)]
    if draft is not None and draft.submitted_at is not None:
        return [
            Refusal(
                "submitted",
                format_lazy(_("{name} gave this response to a colleague to sign off."), name=name_of(draft)),
                _("Take it back first, then change it. Copy what you typed: it is still below."),
            )
        ]
    if draft is None:
        return [] if version == 0 else [_gone()]
    return [] if draft.version == version else [saved_meanwhile(draft)]


def saved_meanwhile(draft: ResponseDraft) -> Refusal:
    """Somebody else saved since the page was opened."""
    return Refusal(
        "saved_meanwhile",
        format_lazy(_("{name} saved this response since you opened the page."), name=name_of(draft)),
        _("Read what stands there now. What you typed is still below: bring the two together and save again."),
    )


def _gone() -> Refusal:
    return Refusal(
        "gone",
        _("The draft that you opened is not there any more: it was sent, and a new response is asked for."),
        _("What you typed is still below. Save it to begin a new draft."),
    )


def _not_submitted(held: Addressee) -> Refusal:
    if held.state != answer.ASKED:
        return body.not_waiting(held)
    return not_submitted()


def not_submitted() -> Refusal:
    """Nothing waits for a signature."""
    return Refusal(
        "not_submitted",
        _("Nothing waits for a signature here: it was taken back, or not given to a colleague yet."),
        _("See what stands in the draft now."),
    )


def name_of(draft: ResponseDraft) -> object:
    """Who wrote it last."""
    return answering.names_of([draft.by_id]).get(draft.by_id, body.FORMER)


def wrong_in(written: Written, on: date) -> list[Refusal]:
    """What can never be right, so that it is not even kept: a task whose day has passed."""
    found = [
        Refusal(
            "task_in_the_past",
            format_lazy(_("Task {number}: its day has passed already."), number=number),
            _("A task is for the time after the response: give it a day from today on."),
        )
        for number, task in enumerate(written.tasks, start=1)
        if task.due_on is not None and task.due_on < on
    ]
    if len(written.tasks) > MOST_TASKS:
        found.append(
            Refusal(
                "too_many_tasks",
                format_lazy(_("A plan has at most {most} tasks."), most=MOST_TASKS),
                _("Bring smaller ones together."),
            )
        )
    return found


def missing_in(written: Written) -> list[Refusal]:
    """What a response still needs before a colleague can sign it off."""
    found: list[Refusal] = []
    if not written.kind:
        found.append(Refusal("kind", _("Choose what your body answers.")))
    if not written.reasons.strip():
        found.append(Refusal("reasons", _("Give the reasons. The Commissioner and the public read them.")))
    if written.kind in codes.ACCEPTING and not written.plan.strip():
        found.append(Refusal("plan", _("Say what will be done: whoever accepts has a plan.")))
    if written.kind == codes.ResponseKind.PASS_ON and not written.for_body.strip():
        found.append(Refusal("for_body", _("Say for which body it is.")))
    if written.tasks and written.kind and written.kind not in codes.ACCEPTING:
        found.append(
            Refusal(
                "tasks_without_acceptance",
                _("Only an answer that accepts has tasks."),
                _("Take the tasks out, or change the answer."),
            )
        )
    return [*found, *_unfinished(written.tasks)]


def _unfinished(tasks: Sequence[Task]) -> list[Refusal]:
    found = []
    for number, task in enumerate(tasks, start=1):
        absent = [
            word
            for word, there in (
                (_("what is done"), task.text.strip()),
                (_("by when"), task.due_on),
                (_("the team whose task it is"), task.owner.strip()),
            )
            if not there
        ]
        if absent:
            says = format_lazy(_("Task {number}: say {what}."), number=number, what=_joined(*absent))
            found.append(Refusal("task_unfinished", says))
    return found


def _joined(*words: object) -> str:
    return ", ".join(str(word) for word in words)
