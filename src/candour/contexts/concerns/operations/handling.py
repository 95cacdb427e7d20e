"""What the office does with a concern: from acknowledging it to closing it, and taking a mistaken step back.

Each operation locks the concern, lets the procedure judge, writes its rows and takes the step, or does nothing at
all. All raise Refused with every reason; Concern.DoesNotExist for what is absent and for what may not be known.

``seen`` is the number of the last entry of the history that the page showed. When more has happened since, the act is
refused as stale, so that pressing a button twice does not write twice, and nobody decides on what they have not read.
None skips that check.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.concerns import codes
from candour.contexts.concerns.models import (
    BodyAgreement,
    Concern,
    ConcernCode,
    ConcernDeadline,
    ConcernStep,
    SignpostBody,
    Signposting,
    TaxonomyTerm,
)
from candour.contexts.concerns.operations import files, messages, steps
from candour.kernel.deadlines import operations as deadlines
from candour.kernel.deadlines import queries as clocks
from candour.kernel.documents.arrivals import Arrival
from candour.kernel.people.actor import Actor
from candour.kernel.procedures import freshness
from candour.kernel.procedures import operations as procedures
from candour.kernel.procedures.facts import Facts, Refusal, Refused


def judged(
    step: str, concern: Concern, *, actor: Actor, at: datetime, seen: int | None, given: Collection[str] = ()
) -> Facts:
    """The facts, once the procedure and the freshness of the page let the step pass. Raises Refused."""
    facts = steps.judge(concern, step, actor=actor, at=at, given=given)
    freshness.check(facts, step, actor, seen)
    return facts


def _given(**answers: object) -> frozenset[str]:
    """The kinds of record that come with the form: those that are not empty."""
    return frozenset(kind for kind, answer in answers.items() if answer)


@transaction.atomic
def acknowledge(*, concern_id: UUID, text: str, actor: Actor, at: datetime, seen: int | None = None) -> ConcernStep:
    """Tell the person that their concern has come and will be read."""
    concern = steps.lock(concern_id, actor=actor)
    facts = judged("acknowledge", concern, actor=actor, at=at, seen=seen, given=_given(message=text.strip()))
    messages.write(concern=concern, kind=codes.MessageKind.ACKNOWLEDGEMENT, text=text, actor=actor, at=at)
    return steps.take(
        concern, "acknowledge", facts=facts, actor=actor, door=actor.door, at=at, changed=[messages.UNREAD]
    )


@transaction.atomic
def code(
    *,
    concern_id: UUID,
    terms: Collection[UUID],
    sector: str,
    stage: str,
    region: str,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> ConcernStep:
    """Set the terms of the taxonomy and the coded fields. Terms no longer named end today; they are not removed.

    Asks for at least one issue; terms that are not valid today are left out.
    """
    concern = steps.lock(concern_id, actor=actor)
    on = localdate(at)
    wanted = {term.id: term for term in TaxonomyTerm.objects.filter(id__in=terms) if is_valid(term, at)}
    has_issue = any(term.axis == TaxonomyTerm.Axis.ISSUE for term in wanted.values())
    facts = judged("code", concern, actor=actor, at=at, seen=seen, given=_given(coding=has_issue))
    if not has_issue:
        raise Refused((_no_issue(),))
    held = dict(ConcernCode.objects.filter(concern=concern, removed_on=None).values_list("term_id", "id"))
    ConcernCode.objects.filter(id__in=[held[term] for term in held.keys() - wanted.keys()]).update(removed_on=on)
    ConcernCode.objects.bulk_create(
        ConcernCode(concern=concern, term_id=term, coded_on=on, coded_by_id=actor.person_id)
        for term in sorted(wanted.keys() - held.keys())
    )
    concern.sector, concern.stage, concern.region = sector, stage, region
    return steps.take(
        concern, "code", facts=facts, actor=actor, door=actor.door, at=at, changed=["sector", "stage", "region"]
    )


def is_valid(term: TaxonomyTerm, at: datetime) -> bool:
    """Whether concerns may be coded with the term on this day."""
    on = localdate(at)
    return term.valid_from <= on and (term.valid_until is None or on < term.valid_until)


def _no_issue() -> Refusal:
    return Refusal(
        "record.coding",
        _("A concern is coded with at least one issue."),
        _("Choose the issues that fit, or “Something else”."),
    )


@transaction.atomic
def triage_in_scope(
    *, concern_id: UUID, rationale: str, actor: Actor, at: datetime, seen: int | None = None
) -> ConcernStep:
    """Decide that the office can look at it, with the reason."""
    return _simple("triage_in_scope", concern_id, rationale, actor, at, seen)


@transaction.atomic
def start_work(*, concern_id: UUID, actor: Actor, at: datetime, seen: int | None = None) -> ConcernStep:
    """Open it: somebody is looking at it now (the step ``open``)."""
    return _simple("open", concern_id, "", actor, at, seen)


@transaction.atomic
def signpost(
    *,
    concern_id: UUID,
    bodies: Collection[UUID],
    text: str,
    rationale: str,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> ConcernStep:
    """Point the person to the bodies that are right for this, saying which and why."""
    concern = steps.lock(concern_id, actor=actor)
    found = list(SignpostBody.objects.filter(id__in=bodies, ended_on=None).values_list("id", flat=True))
    given = _given(signposting=found, message=text.strip(), rationale=rationale.strip())
    facts = judged("signpost", concern, actor=actor, at=at, seen=seen, given=given)
    Signposting.objects.bulk_create(
        Signposting(concern=concern, body_id=body, given_on=localdate(at), given_by_id=actor.person_id)
        for body in found
    )
    messages.write(concern=concern, kind=codes.MessageKind.SIGNPOST, text=text, actor=actor, at=at)
    return steps.take(
        concern,
        "signpost",
        facts=facts,
        actor=actor,
        door=actor.door,
        at=at,
        rationale=rationale,
        changed=[messages.UNREAD],
    )


@transaction.atomic
def write(
    *,
    concern_id: UUID,
    text: str,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
    arrivals: Sequence[Arrival] = (),
) -> ConcernStep:
    """Send the person a message. Files go with it, each once it is checked and scanned."""
    return _say("write", codes.MessageKind.MESSAGE, concern_id, text, actor, at, seen, arrivals)


@transaction.atomic
def ask_agreement(*, concern_id: UUID, text: str, actor: Actor, at: datetime, seen: int | None = None) -> ConcernStep:
    """Ask the person whether the body may be told, saying who would be told what."""
    return _say("ask_agreement", codes.MessageKind.AGREEMENT_REQUEST, concern_id, text, actor, at, seen)


@transaction.atomic
def answer(
    *,
    concern_id: UUID,
    text: str,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
    arrivals: Sequence[Arrival] = (),
) -> ConcernStep:
    """Give the person the office's answer. Files go with it, each once it is checked and scanned."""
    return _say("answer", codes.MessageKind.ANSWER, concern_id, text, actor, at, seen, arrivals)


def _say(
    step: str,
    kind: codes.MessageKind,
    concern_id: UUID,
    text: str,
    actor: Actor,
    at: datetime,
    seen: int | None,
    arrivals: Sequence[Arrival] = (),
) -> ConcernStep:
    concern = steps.lock(concern_id, actor=actor)
    facts = judged(step, concern, actor=actor, at=at, seen=seen, given=_given(message=text.strip()))
    message = messages.write(concern=concern, kind=kind, text=text, actor=actor, at=at)
    files.send(concern, arrivals, message=message, actor=actor, at=at)
    return steps.take(concern, step, facts=facts, actor=actor, door=actor.door, at=at, changed=[messages.UNREAD])


@transaction.atomic
def record_agreement(
    *, concern_id: UUID, agreement: str, rationale: str, actor: Actor, at: datetime, seen: int | None = None
) -> ConcernStep:
    """Record what the person said by telephone, by letter or in person; ``rationale`` says how and when.

    ``agreement`` is "agreed" or "refused". Anything else counts as no answer.
    """
    concern = steps.lock(concern_id, actor=actor)
    is_answer = agreement in {codes.Agreement.AGREED, codes.Agreement.REFUSED}
    given = _given(agreement=is_answer, rationale=rationale.strip())
    facts = judged("record_agreement", concern, actor=actor, at=at, seen=seen, given=given)
    BodyAgreement(
        concern=concern,
        number=BodyAgreement.objects.filter(concern=concern).count() + 1,
        answer=agreement,
        how=BodyAgreement.How.ASSISTED,
        answered_on=localdate(at),
    ).save(force_insert=True)
    concern.agreement = agreement
    return steps.take(
        concern,
        "record_agreement",
        facts=facts,
        actor=actor,
        door=actor.door,
        at=at,
        rationale=rationale,
        codes={"agreement": agreement},
        changed=["agreement"],
    )


@transaction.atomic
def close(
    *, concern_id: UUID, close_reason: str, rationale: str, actor: Actor, at: datetime, seen: int | None = None
) -> ConcernStep:
    """Finish, with a reason from the list and in words. The person may still write, which opens it again."""
    concern = steps.lock(concern_id, actor=actor)
    given = _given(close_reason=close_reason in codes.CloseReason.values, rationale=rationale.strip())
    facts = judged("close", concern, actor=actor, at=at, seen=seen, given=given)
    concern.close_reason = close_reason
    return steps.take(
        concern,
        "close",
        facts=facts,
        actor=actor,
        door=actor.door,
        at=at,
        rationale=rationale,
        codes={"reason": close_reason},
        changed=["close_reason"],
    )


@transaction.atomic
def reopen(*, concern_id: UUID, rationale: str, actor: Actor, at: datetime, seen: int | None = None) -> ConcernStep:
    """Take it up again, with the reason in words."""
    concern = steps.lock(concern_id, actor=actor)
    facts = judged("reopen", concern, actor=actor, at=at, seen=seen, given=_given(message=rationale.strip()))
    return steps.take(concern, "reopen", facts=facts, actor=actor, door=actor.door, at=at, rationale=rationale)


@transaction.atomic
def withdraw(*, concern_id: UUID, rationale: str, actor: Actor, at: datetime, seen: int | None = None) -> ConcernStep:
    """Record that the person asked, by other means than the mailbox, that nothing more be done."""
    return _simple("withdraw", concern_id, rationale, actor, at, seen)


def _simple(step: str, concern_id: UUID, rationale: str, actor: Actor, at: datetime, seen: int | None) -> ConcernStep:
    concern = steps.lock(concern_id, actor=actor)
    facts = judged(step, concern, actor=actor, at=at, seen=seen, given=_given(rationale=rationale.strip()))
    return steps.take(concern, step, facts=facts, actor=actor, door=actor.door, at=at, rationale=rationale)


@transaction.atomic
def pause_clock(
    *, concern_id: UUID, rationale: str, actor: Actor, at: datetime, seen: int | None = None
) -> ConcernStep:
    """Stop every running clock whose last day has not passed, for a reason that the person will read."""
    concern = steps.lock(concern_id, actor=actor)
    given = _given(rationale=rationale.strip())
    facts = judged("pause_clock", concern, actor=actor, at=at, seen=seen, given=given)
    running = clocks.running(ConcernDeadline).filter(concern=concern, due_on__gte=localdate(at))
    if not running:
        raise Refused((_nothing_to_pause(),))
    for clock in running:
        deadlines.pause(deadline=clock, reason=rationale, actor=actor, at=at)
    return steps.take(concern, "pause_clock", facts=facts, actor=actor, door=actor.door, at=at, rationale=rationale)


def _nothing_to_pause() -> Refusal:
    return Refusal(
        "nothing_to_pause",
        _("No time limit is running that could be paused: a pause cannot undo a day that has passed."),
        _("Write to the person and say why it takes longer."),
    )


@transaction.atomic
def resume_clock(*, concern_id: UUID, actor: Actor, at: datetime, seen: int | None = None) -> ConcernStep:
    """Let the paused clocks run again from today; their last day moves on by as long as they stood still."""
    concern = steps.lock(concern_id, actor=actor)
    facts = judged("resume_clock", concern, actor=actor, at=at, seen=seen)
    for clock in clocks.running(ConcernDeadline).filter(concern=concern, paused_on__isnull=False):
        deadlines.resume(deadline=clock, actor=actor, at=at)
    return steps.take(concern, "resume_clock", facts=facts, actor=actor, door=actor.door, at=at)


@transaction.atomic
def correct(
    *, concern_id: UUID, entry: UUID, rationale: str, actor: Actor, at: datetime, seen: int | None = None
) -> ConcernStep:
    """Take back the last step that changed where the concern stands. ``entry`` is that step's id, as the page showed it.

    The earlier entry stays in the timeline, marked as corrected; clocks run as they did before it.
    """
    concern = steps.lock(concern_id, actor=actor)
    given = _given(rationale=rationale.strip())
    facts = judged("correct", concern, actor=actor, at=at, seen=seen, given=given)
    row = procedures.correct(
        procedure=steps.law_of(concern),
        record=concern,
        facts=facts,
        actor=actor,
        door=actor.door,
        at=at,
        history=ConcernStep,
        deadline_model=ConcernDeadline,
        reason=rationale,
        entry=entry,
    )
    steps.refresh(concern)
    return row
