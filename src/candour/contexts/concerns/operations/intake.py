"""Receiving what somebody tells the Commissioner: online by themselves, or by telephone and letter through staff.

One transaction: the coded fields, what was written, who wrote it (only if they said so), whether the body may be told,
the first entry of the history, the first time limit, and the ledger entry. A confidential reporter's identity goes
into the sealed part and nowhere else: where it cannot be sealed, nothing is taken in. What a reporter does keeps its day and no
time. The mailbox's digest is unique, so the same receipt is stored once, however often it is sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Model
from django.utils.timezone import localdate

from candour.contexts.concerns import codes, procedure, references
from candour.contexts.concerns.identity import Person
from candour.contexts.concerns.models import (
    BodyAgreement,
    Concern,
    ConcernDeadline,
    ConcernStep,
)
from candour.contexts.concerns.operations import files as taking
from candour.contexts.concerns.operations import identities, insertion, sealing
from candour.contexts.concerns.sealed import Pair, Teller, Told
from candour.contexts.concerns.submission import Submission
from candour.kernel.access import context
from candour.kernel.deadlines import calendar, terms
from candour.kernel.deadlines import queries as deadlines
from candour.kernel.doors import Door
from candour.kernel.ledger import canonical
from candour.kernel.ledger.models import Entry
from candour.kernel.people.actor import Actor
from candour.kernel.procedures import guard, proof, registry
from candour.kernel.procedures.facts import Doer, Facts, Outsider
from candour.kernel.procedures.table import Procedure, Step
from candour.kernel.sealing import boxes
from candour.kernel.visitors import receipts
from candour.kernel.visitors.drafts import Sent
from candour.kernel.visitors.receipts import Receipt

__all__ = ["NothingTold", "Received", "Submission", "receive", "receive_assisted"]

STEP = "receive"
TERMS_KEPT_FOR = timedelta(seconds=5)
_TRIES = 5
_MOST_COUNTED = 64


@dataclass(frozen=True)
class Received:
    """What became of it. ``is_repeat``: it had been received before, and nothing was stored again."""

    reference: str
    is_repeat: bool


class NothingTold(ValueError):
    """There are no words in it at all."""


def receive(
    *, submission: Submission, receipt: Receipt, at: datetime, pair: Pair | None = None, files: Sequence[Sent] = ()
) -> Received:
    """Take in what was told online. The same receipt again gives the same reference and stores nothing.

    ``pair`` becomes the concern's; ``files`` were kept for this receipt. Raises NothingTold, queries.identities.NoSides.
    From here on the transaction may touch this mailbox and no other.
    """
    _require_words(submission)
    with transaction.atomic(savepoint=False):
        context.tell(context.MAILBOX, receipts.finding_secret(receipt.mailbox_secret).hex())
        reference = _receive(
            submission, receipt, doer=Outsider.REPORTER, channel=codes.Channel.ONLINE, at=at, pair=pair, files=files
        )
        if reference is not None:
            return Received(reference, is_repeat=False)
        before = Concern.objects.filter(mailbox_digest=receipt.mailbox_digest)
        return Received(before.values_list("reference", flat=True).get(), is_repeat=True)


@transaction.atomic
def receive_assisted(*, submission: Submission, actor: Actor, channel: str, at: datetime) -> tuple[Concern, Receipt]:
    """Take in what staff write down for a caller, a letter or a visitor, marked as such.

    The receipt is for the person told about; it is shown once, to be read out or posted. Raises NothingTold;
    Refused for somebody who may not; ValueError for a channel that is not one of staff's.
    """
    if channel not in codes.Channel.values or channel == codes.Channel.ONLINE:
        raise ValueError("say how it reached the office")
    _require_words(submission)
    receipt = receipts.new()
    reference = _receive(submission, receipt, doer=actor, channel=codes.Channel(channel), at=at)
    return Concern.objects.get(reference=reference), receipt


def _require_words(submission: Submission) -> None:
    if not submission.what_happened.strip():
        raise NothingTold


def _receive(
    submission: Submission,
    receipt: Receipt,
    *,
    doer: Doer,
    channel: codes.Channel,
    at: datetime,
    pair: Pair | None = None,
    files: Sequence[Sent] = (),
) -> str | None:
    on = localdate(at)
    concern_id = uuid4()
    law = registry.in_force(procedure.concern.CONCERN.name, on)
    step = guard.check(law, STEP, Facts(subject=concern_id, state=""), doer, at)
    history = _first_entry(concern_id, law, doer, at)
    clocks = _clocks(step.starts, concern_id, submission.nation, at, history)
    concern = _concern(concern_id, submission, receipt, channel=channel, on=on)
    pair = pair or boxes.new_pair()
    concern.sealing_key = pair.public
    concern.procedure_version = law.version
    concern.state = law.initial
    concern.next_due_on = min((clock.due_on for clock in clocks), default=None)
    concern.entered_by_id = doer.person_id if isinstance(doer, Actor) else None
    if not _insert_concern(concern):
        return None
    insertion.insert(
        [
            *_told(concern, submission, channel),
            sealing.key_row(concern_id, pair, receipt.mailbox_secret),
            *clocks,
            history,
            _ledger_entry(history, law, step, doer, at),
        ]
    )
    taking.take_in(concern, files, mailbox=receipt.mailbox_secret, pair=pair, message=None, at=at)
    return concern.reference


def _insert_concern(concern: Concern) -> bool:
    """Whether it is new. A reference that is taken is drawn again: at a million concerns one draw in a million is."""
    for _ in range(_TRIES):
        if insertion.insert_unless_there(concern):
            return True
        if Concern.objects.filter(mailbox_digest=concern.mailbox_digest).exists():
            return False
        concern.reference = references.new_concern()
    raise RuntimeError("every reference that was drawn is taken")


def _concern(concern_id: UUID, told: Submission, receipt: Receipt, *, channel: codes.Channel, on: date) -> Concern:
    has_name = bool(told.name or told.contact)
    return Concern(
        id=concern_id,
        mailbox_digest=receipt.mailbox_digest,
        level=told.level or (codes.Level.NAMED if has_name else codes.Level.ANONYMOUS),
        kind=told.kind or codes.Kind.CONCERN,
        connection=told.connection,
        nation=told.nation,
        region=told.region,
        sector=told.sector,
        stage=told.stage,
        agreement=told.agreement or codes.Agreement.NOT_ASKED,
        language=told.language,
        channel=channel,
        received_on=on,
    )


def _told(concern: Concern, told: Submission, channel: codes.Channel) -> list[Model]:
    written = Told(
        body_name=told.body_name,
        place=told.place,
        what_happened=told.what_happened,
        when_it_happened=told.when_it_happened,
        effect=told.effect,
        change_wanted=told.change_wanted,
    )
    rows: list[Model] = [sealing.narrative_row(concern, written)]
    rows.extend(_of_the_person(concern, told))
    if concern.agreement != codes.Agreement.NOT_ASKED:
        is_online = channel is codes.Channel.ONLINE
        how = BodyAgreement.How.FORM if is_online else BodyAgreement.How.ASSISTED
        on = concern.received_on
        rows.append(BodyAgreement(concern_id=concern.id, number=1, answer=concern.agreement, how=how, answered_on=on))
    return rows


def _of_the_person(concern: Concern, told: Submission) -> list[Model]:
    """Who wrote. What shows who a confidential reporter is, the address for notices too, is not in the caseworker's box."""
    if concern.level != codes.Level.CONFIDENTIAL:
        teller = Teller(told.name, told.contact, told.nudge_email, told.access_needs)
        return [sealing.reporter_row(concern, teller)] if teller.said_anything else []
    person = Person(told.name, told.contact, told.identifying)
    rows = identities.rows_of(concern.id, person, on=concern.received_on, added_by=concern.entered_by_id)
    if told.access_needs or told.nudge_email:
        rows.append(sealing.reporter_row(concern, Teller(access_needs=told.access_needs), nudge_email=told.nudge_email))
    return rows


def _first_entry(concern_id: UUID, law: Procedure, doer: Doer, at: datetime) -> ConcernStep:
    is_staff = isinstance(doer, Actor)
    return ConcernStep(
        concern_id=concern_id,
        number=1,
        step=STEP,
        from_state="",
        to_state=law.initial,
        by_id=doer.person_id if isinstance(doer, Actor) else None,
        by_kind=ConcernStep.Kind.STAFF if is_staff else ConcernStep.Kind.REPORTER,
        taken_on=localdate(at),
        taken_at=at if is_staff else None,
        ledger_entry=uuid4(),
    )


def _ledger_entry(row: ConcernStep, law: Procedure, step: Step, doer: Doer, at: datetime) -> Entry:
    """The same entry as the kernel writes for a step, as a row to be inserted with the others."""
    actor = doer if isinstance(doer, Actor) else None
    body = canonical.encode(
        entry_id=row.ledger_entry,
        verb=f"{law.name}.{step.name}",
        subject=row.concern_id,
        actor=actor.person_id if actor else None,
        door=(actor.door if actor else Door.PUBLIC).value,
        at=at if actor else row.taken_on,
        codes={"from": "", "to": row.to_state, "version": law.version, "row": proof.fingerprint(row)},
    )
    return Entry(id=row.ledger_entry, entry=body)


@dataclass(frozen=True)
class _Counted:
    """A time limit that starts on a day, counted out. Kept for seconds: many people write on the same day."""

    value: int
    unit: str
    due_on: date
    counted_at: datetime


_counted: dict[tuple[str, str, date], _Counted] = {}


def forget_terms() -> None:
    """Count again at the next submission: for tests that change the office's policy."""
    _counted.clear()


def _clocks(
    started: tuple[str, ...], concern_id: UUID, nation: str, at: datetime, started_by: ConcernStep
) -> list[ConcernDeadline]:
    """The time limits that begin. Where the office has set none, what somebody tells is taken in all the same."""
    try:
        return [_clock(code, concern_id, nation, at, started_by) for code in started]
    except terms.NoSuchTerm:
        return []


def _clock(code: str, concern_id: UUID, nation: str, at: datetime, started_by: ConcernStep) -> ConcernDeadline:
    on = localdate(at)
    known = _counted.get((code, nation, on))
    if known is None or abs(at - known.counted_at) > TERMS_KEPT_FOR:
        known = _count(code, nation, on, at)
        if len(_counted) > _MOST_COUNTED:
            _counted.clear()
        _counted[(code, nation, on)] = known
    return ConcernDeadline(
        concern_id=concern_id,
        code=code,
        started_on=on,
        term_value=known.value,
        term_unit=known.unit,
        nation=nation,
        due_on=known.due_on,
        started_by=started_by.id,
    )


def _count(code: str, nation: str, on: date, at: datetime) -> _Counted:
    found = terms.in_force(code, nation, on)
    due_on = calendar.due_on(on, found.term, nation, (), deadlines.holidays_added(nation))
    return _Counted(found.value, found.unit, due_on, at)
