"""Sending a response: a second person of the body signs off what a colleague prepared. The kind of answer is the step.

``version`` is the number of the draft that was read: nobody signs what they have not seen. All raise Refused with every
reason, and Addressee.DoesNotExist for absent and forbidden alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.recommendations import codes
from candour.contexts.recommendations.models import Addressee, PlannedTask, Response, ResponseDraft
from candour.contexts.recommendations.operations import body, kinds, preparing
from candour.contexts.recommendations.procedure import answer
from candour.contexts.recommendations.queries.written import Written, written_in
from candour.kernel.people.actor import Actor
from candour.kernel.procedures import acts
from candour.kernel.procedures.facts import Facts, Refusal, Refused


@dataclass(frozen=True)
class _Ready:
    """A response that may be sent."""

    held: Addressee
    draft: ResponseDraft
    facts: Facts


@transaction.atomic
def sign(*, addressee_id: UUID, version: int, actor: Actor, at: datetime, seen: int | None = None) -> Response:
    """Sign off the response that waits, and send it."""
    held = body.lock(addressee_id, actor)
    return _send(_judged(held, version, actor=actor, at=at, seen=seen), actor=actor, at=at)


@transaction.atomic
def prepare_all(*, addressee_ids: Sequence[UUID], written: Written, actor: Actor, at: datetime) -> list[ResponseDraft]:
    """Give one and the same response to several, for a colleague to sign off: all of them, or none.

    What a colleague already writes for one of them is never written over. Raises RefusedSeveral where it names them.
    """
    if not addressee_ids:
        raise Refused((_none_chosen(),))
    wrong = [*preparing.wrong_in(written, localdate(at)), *preparing.missing_in(written)]
    if wrong:
        raise Refused(tuple(wrong))
    rows = body.lock_all(addressee_ids, actor)
    drafts = {draft.addressee_id: draft for draft in ResponseDraft.objects.filter(addressee__in=rows)}
    against = {row.id: reasons for row in rows if (reasons := _against_preparing(row, drafts.get(row.id)))}
    if against:
        raise body.RefusedSeveral(against, {row.id: body.named(row) for row in rows})
    return [preparing.keep(row, None, written, actor=actor, at=at, submit=True) for row in rows]


@transaction.atomic
def sign_all(*, versions: Mapping[UUID, int], actor: Actor, at: datetime) -> list[Response]:
    """Sign off and send several at once, each in the version that was read: all of them, or none.

    Raises RefusedSeveral with every reason against each.
    """
    if not versions:
        raise Refused((_none_chosen(),))
    rows = body.lock_all(list(versions), actor)
    ready: list[_Ready] = []
    against: dict[UUID, tuple[Refusal, ...]] = {}
    for row in rows:
        try:
            ready.append(_judged(row, versions[row.id], actor=actor, at=at, seen=None))
        except Refused as refused:
            against[row.id] = refused.refusals
    if against:
        raise body.RefusedSeveral(against, {row.id: body.named(row) for row in rows})
    return [_send(one, actor=actor, at=at) for one in ready]


def _against_preparing(held: Addressee, draft: ResponseDraft | None) -> tuple[Refusal, ...]:
    if held.state != answer.ASKED:
        return (body.not_waiting(held),)
    if draft is None:
        return ()
    return (
        Refusal(
            "draft_exists",
            _("There is a response in the making already."),
            _("Finish that one on its own page, or leave it out here."),
        ),
    )


def _judged(held: Addressee, version: int, *, actor: Actor, at: datetime, seen: int | None) -> _Ready:
    """The response that waits, if it may be sent. Everything against it is said at once."""
    if held.state != answer.ASKED:
        raise Refused((body.not_waiting(held),))
    draft = ResponseDraft.objects.filter(addressee=held, submitted_at__isnull=False).first()
    if draft is None:
        raise Refused((preparing.not_submitted(),))
    written = written_in(draft)
    found = [] if draft.version == version else [preparing.saved_meanwhile(draft)]
    found += [*preparing.wrong_in(written, localdate(at)), *_without_guard(written)]
    given = acts.given(reasons=written.reasons, plan=written.plan, for_body=written.for_body)
    facts: Facts | None = None
    try:
        facts = kinds.answers(at).judged(held, draft.kind, doer=actor, at=at, seen=seen, given=given)
    except Refused as refused:
        found += refused.refusals
    if facts is None or found:
        raise Refused(tuple(found))
    return _Ready(held, draft, facts)


def _without_guard(written: Written) -> list[Refusal]:
    """What lacks and is not among what the procedure itself asks for: it would say the same twice."""
    return [one for one in preparing.missing_in(written) if one.code.startswith("task")]


def _send(ready: _Ready, *, actor: Actor, at: datetime) -> Response:
    """Copy the draft into the record that the office and the public read, take the step, and let the draft go."""
    held, draft, on = ready.held, ready.draft, localdate(at)
    sent = Response.objects.filter(addressee=held).count()
    new = Response(
        addressee=held,
        number=sent + 1,
        kind=draft.kind,
        reasons=draft.reasons,
        plan=draft.plan,
        for_body=draft.for_body if draft.kind == codes.ResponseKind.PASS_ON else "",
        sent_on=on,
        at=at,
        prepared_by_id=draft.by_id,
        by_id=actor.person_id,
    )
    new.save(force_insert=True)
    earlier = PlannedTask.objects.filter(addressee=held).count() if sent else 0
    PlannedTask.objects.bulk_create(
        PlannedTask(
            addressee=held,
            response=new,
            number=number,
            text=task.text.strip(),
            due_on=task.due_on,
            owner=task.owner.strip(),
            by_id=actor.person_id,
        )
        for number, task in enumerate(written_in(draft).tasks, start=earlier + 1)
        if task.due_on is not None  # it was judged; the type checker asks again
    )
    held.response = draft.kind
    kinds.answers(at).take(
        held,
        draft.kind,
        facts=ready.facts,
        doer=actor,
        door=actor.door,
        at=at,
        codes={
            "response": str(new.id),
            "number": new.number,
            "tasks": len(draft.tasks),
            "prepared_by": str(draft.by_id),
        },
        changed=["response"],
    )
    draft.delete()
    return new


def _none_chosen() -> Refusal:
    return Refusal("none_chosen", _("Choose at least one recommendation."))
