"""What a reporter does through their mailbox: write, say whether the body may be told, withdraw.

Each names the mailbox by its secret and nothing else; the database shows that mailbox alone. Doing the same again (a
double click, an answer lost on the way) changes nothing and is not refused. Only the day is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.utils.timezone import localdate

from candour.contexts.concerns import codes, sealed
from candour.contexts.concerns.models import BodyAgreement, Concern, Message
from candour.contexts.concerns.operations import files, steps
from candour.contexts.concerns.queries import mailbox as queries
from candour.contexts.concerns.queries import opening
from candour.kernel.documents.arrivals import Arrival
from candour.kernel.doors import Door
from candour.kernel.procedures.facts import Facts

MESSAGES_A_DAY = 30
"""More than anybody writes by hand. Beyond it the page asks to wait until tomorrow, so that no mailbox is endless."""


class TooManyMessages(Exception):
    """So many messages were written here today that the next has to wait until tomorrow."""


@transaction.atomic
def write(
    *, mailbox: bytes, text: str, at: datetime, arrivals: Sequence[Arrival] = (), may_be_read: bool = False
) -> Concern:
    """A message from the reporter, with files or without; opens the matter again where it had ended. Returns the
    concern.

    ``may_be_read``: somebody confidential said that the files do not show who they are; else they are locked away. The same
    text twice on one day is one message, and so is the same with the same files. Raises queries.NoMailbox,
    TooManyMessages, files.TooManyFiles, Refused; OSError where the disk refuses a file.
    """
    concern = _locked(mailbox)
    on = localdate(at)
    mine = Message.objects.filter(concern_id=concern.id, direction=codes.Direction.FROM_REPORTER, sent_on=on)
    today = list(mine.order_by("-number").only("id", "sealed")[:MESSAGES_A_DAY])
    pair = opening.pair_for_reporter(concern, mailbox)
    kept = files.keep(concern, arrivals, mailbox=mailbox, may_be_read=may_be_read, on=on) if pair else []
    if pair and today and not kept and opening.messages(today[:1], pair)[0].text == text:
        return concern
    if len(today) >= MESSAGES_A_DAY:
        raise TooManyMessages
    law = steps.law_of(concern)
    step = "reply" if concern.state in law.step("reply").source else "reopen"
    facts = steps.judge(concern, step, actor=None, at=at, given=("message",) if text.strip() else ())
    last = Message.objects.filter(concern_id=concern.id).order_by("-number").values_list("number", flat=True)
    message_id = uuid4()
    message = Message(
        id=message_id,
        concern_id=concern.id,
        number=(last.first() or 0) + 1,
        direction=codes.Direction.FROM_REPORTER,
        kind=codes.MessageKind.MESSAGE,
        sealed=sealed.seal_message(bytes(concern.sealing_key), message_id, text),
        sent_on=on,
    )
    message.save(force_insert=True)
    if kept and pair:
        files.take_in(concern, kept, mailbox=mailbox, pair=pair, message=message, at=at)
    _take(concern, step, facts=facts, at=at)
    return concern


@transaction.atomic
def answer_agreement(*, mailbox: bytes, answer: str, at: datetime) -> Concern:
    """Whether the body concerned may be told. It can be changed until the matter is answered; each answer is kept.

    Raises queries.NoMailbox, Refused; ValueError for anything but yes and no.
    """
    if answer not in {codes.Agreement.AGREED, codes.Agreement.REFUSED}:
        raise ValueError("yes or no")
    concern = _locked(mailbox)
    if concern.agreement == answer:
        return concern
    facts = steps.judge(concern, "answer_agreement", actor=None, at=at, given=("agreement",))
    last = BodyAgreement.objects.filter(concern_id=concern.id).order_by("-number").values_list("number", flat=True)
    row = BodyAgreement(
        concern_id=concern.id,
        number=(last.first() or 0) + 1,
        answer=answer,
        how=BodyAgreement.How.MAILBOX,
        answered_on=localdate(at),
    )
    row.save(force_insert=True)
    concern.agreement = answer
    _take(concern, "answer_agreement", facts=facts, at=at, changed=("agreement",))
    return concern


@transaction.atomic
def withdraw(*, mailbox: bytes, at: datetime) -> Concern:
    """The reporter wants nothing more done; twice is once. Raises queries.NoMailbox, Refused."""
    concern = _locked(mailbox)
    if steps.law_of(concern).step("withdraw").target == concern.state:
        return concern
    facts = steps.judge(concern, "withdraw", actor=None, at=at)
    _take(concern, "withdraw", facts=facts, at=at)
    return concern


@transaction.atomic
def mark_read(*, mailbox: bytes) -> None:
    """The reporter has the messages before them. Writes only where something was unread."""
    concern = queries.find(mailbox)
    if concern.unread_for_reporter:
        Concern.objects.filter(id=concern.id).update(unread_for_reporter=False)


def _locked(mailbox: bytes) -> Concern:
    return steps.lock(queries.find(mailbox).id, actor=None)


def _take(concern: Concern, step: str, *, facts: Facts, at: datetime, changed: tuple[str, ...] = ()) -> None:
    concern.unread_for_office = True
    steps.take(
        concern,
        step,
        facts=facts,
        actor=None,
        door=Door.PUBLIC,
        at=at,
        changed=(*changed, "unread_for_office"),
    )
