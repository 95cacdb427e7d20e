"""What a mailbox shows the person who holds its receipt: where it stands, by when, and what was written."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from uuid import UUID

from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from candour.contexts.concerns import codes, procedure
from candour.contexts.concerns.identity import MARK
from candour.contexts.concerns.models import (
    Concern,
    ConcernDeadline,
    ConcernStep,
    Message,
    MessageTranslation,
    Opening,
    SignpostBody,
    Signposting,
)
from candour.contexts.concerns.models.concern import SEEN_BY_REPORTER
from candour.contexts.concerns.queries import facts as concern_facts
from candour.contexts.concerns.queries import files, opening, translations
from candour.contexts.concerns.queries.files import Shown
from candour.kernel.access import context
from candour.kernel.deadlines import queries as deadlines
from candour.kernel.procedures import guard, registry
from candour.kernel.procedures.facts import Outsider, Words
from candour.kernel.visitors import receipts


class NoMailbox(LookupError):
    """The receipt opens nothing."""


CLOCK_LABELS: dict[str, Words] = {
    "concerns.acknowledge": _("A first answer that we have read it"),
    "concerns.triage": _("Our decision whether we can look at it"),
    "concerns.answer": _("Our answer"),
}

NEXT: dict[str, Words] = {
    procedure.concern.RECEIVED: _("A caseworker reads it and writes to you here that we have it."),
    procedure.concern.ACKNOWLEDGED: _(
        "We decide whether we are the right office. If another body is, we tell you which, and how to reach it."
    ),
    procedure.concern.IN_SCOPE: _("A caseworker starts looking at it. They may write to you here with questions."),
    procedure.concern.SIGNPOSTED: _("Nothing more, unless you write to us. You can go to the body that we named."),
    procedure.concern.OPEN: _("The caseworker finds out what happened, and answers you here."),
    procedure.concern.ANSWERED: _("Nothing more, unless you write to us. After a while we close it."),
    procedure.concern.CLOSED: _("Nothing more, unless you write to us."),
    procedure.concern.WITHDRAWN: _("Nothing more, unless you write to us."),
    procedure.concern.ERASED: _("Nothing more. You can tell us something new at any time."),
}


@dataclass(frozen=True)
class Clock:
    """One time limit in words: what for, until when, how it was counted, and how it stands on the day of reading."""

    label: Words
    due_on: date
    explained: tuple[Words, ...]
    is_running: bool
    is_paused: bool
    paused_because: str
    is_late: bool
    met_on: date | None


@dataclass(frozen=True)
class Passage:
    """One entry of the history, in words, with its day."""

    label: Words
    on: date
    is_mine: bool


@dataclass(frozen=True)
class Body:
    """A body that the person was pointed to. ``is_ours``: in the directory as Candour brings it, and so in the reader's
    language; what an office wrote itself is in the office's."""

    name: str
    looks_at: str
    website: str
    telephone: str
    is_ours: bool


@dataclass(frozen=True)
class Mailbox:
    """Everything the page shows."""

    concern: Concern
    state_label: Words
    plain: Words
    next: Words
    clocks: tuple[Clock, ...]
    messages: tuple[Message, ...]
    translations: Mapping[UUID | None, Sequence[MessageTranslation]]
    """What the office sent in another language as well, by message."""
    history: tuple[Passage, ...]
    bodies: tuple[Body, ...]
    may_write: bool
    may_answer_agreement: bool
    may_withdraw: bool
    files: tuple[Shown, ...]
    """What the reporter sent, and what the office sent once it is released; the newest version of each."""
    is_asked: bool
    """Whether the office asked for agreement and has no answer since."""
    erased_on: date | None
    opened_on: tuple[date, ...]
    """The days on which what shows who they are was opened."""
    has_mark: bool
    """Whether words that show who they are were moved out of a message, theirs or ours."""


def find(secret: bytes) -> Concern:
    """The concern of this mailbox. Raises NoMailbox. From here on the transaction sees this mailbox and no other.

    One statement, whether or not there is one.
    """
    finding = receipts.finding_secret(secret)
    context.tell(context.MAILBOX, finding.hex())
    found = Concern.objects.filter(mailbox_digest=hashlib.sha256(finding).digest()).only(*SEEN_BY_REPORTER).first()
    if found is None:
        raise NoMailbox
    return found


def show(secret: bytes, *, at: datetime) -> Mailbox:
    """The mailbox as its page shows it. Raises NoMailbox."""
    concern = find(secret)
    law = registry.get(procedure.concern.CONCERN.name, concern.procedure_version)
    state = law.state(concern.state)
    offers = {
        offer.step.name: offer for offer in guard.offers(law, concern_facts.of(concern, None), Outsider.REPORTER, at)
    }
    rows = Message.objects.filter(concern_id=concern.id).order_by("number")
    rows = rows.only("id", "concern_id", "number", "direction", "kind", "sealed", "sent_on")
    pair = opening.pair_for_reporter(concern, secret)
    messages = tuple(opening.messages(rows, pair)) if pair else ()
    translated = translations.of(concern, pair, for_reporter=True) if pair else {}
    texts: list[Message | MessageTranslation] = [*messages, *chain.from_iterable(translated.values())]
    marks = [_say_mark(row) for row in texts]  # a list: every text is to have its mark in the reader's language
    return Mailbox(
        concern=concern,
        state_label=state.label,
        plain=state.plain,
        next=NEXT[concern.state],
        clocks=_clocks(concern, localdate(at)),
        messages=messages,
        translations=translated,
        history=_history(concern),
        bodies=_bodies(concern) if any(m.kind == codes.MessageKind.SIGNPOST for m in messages) else (),
        may_write=offers["reply"].is_open or offers["reopen"].is_open,
        may_answer_agreement=offers["answer_agreement"].is_open,
        may_withdraw=offers["withdraw"].is_open,
        files=tuple(files.of_mailbox(concern, pair, secret)) if pair else (),
        is_asked=_is_asked(concern, messages),
        erased_on=_erased_on(concern),
        opened_on=_opened_on(concern),
        has_mark=any(marks),
    )


def _say_mark(row: Message | MessageTranslation) -> bool:
    """Put the mark of words that were moved out of a text into the reader's language; whether there is one."""
    has_mark = MARK in row.text
    row.text = row.text.replace(MARK, gettext("[moved to the sealed identity]"))
    return has_mark


def _clocks(concern: Concern, on: date) -> tuple[Clock, ...]:
    rows = ConcernDeadline.objects.filter(
        concern_id=concern.id, code__in=list(CLOCK_LABELS), cancelled_on__isnull=True
    ).order_by("met_on", "due_on", "id")
    return tuple(
        Clock(
            label=CLOCK_LABELS[row.code],
            due_on=row.due_on,
            explained=tuple(deadlines.explain(row)),
            is_running=row.is_running,
            is_paused=row.is_running and row.paused_on is not None,
            paused_because=_reason(row),
            is_late=row.is_running and row.paused_on is None and row.due_on < on,
            met_on=row.met_on,
        )
        for row in sorted(rows, key=lambda row: (not row.is_running, row.due_on))
    )


def _reason(row: ConcernDeadline) -> str:
    """Why the clock stands still, if it does, in the words that the office chose for the person to read."""
    if row.paused_on is None:
        return ""
    return row.pauses.filter(until_on__isnull=True).values_list("reason", flat=True).first() or ""


_TOLD_OF = frozenset(
    {
        "receive", "acknowledge", "triage_in_scope", "signpost", "open", "answer", "close", "reopen", "withdraw",
        "reply", "write", "ask_agreement", "answer_agreement", "record_agreement", "put_to_body", "pause_clock",
        "resume_clock", "decide_erasure", "refuse_erasure",
    }
)  # fmt: skip
"""Steps that a reporter reads of. Who works on it, and what the office does to protect it, is the office's own."""

_IN_WORDS: dict[str, Words] = {
    "receive": _("You told us"),
    "acknowledge": _("We wrote that we have it"),
    "triage_in_scope": _("We decided that we can look at it"),
    "signpost": _("We pointed you to another body"),
    "open": _("A caseworker started work"),
    "answer": _("We answered you"),
    "close": _("We closed it"),
    "reopen": _("It was opened again"),
    "withdraw": _("It was withdrawn"),
    "reply": _("You wrote to us"),
    "write": _("We wrote to you"),
    "ask_agreement": _("We asked whether the body may be told"),
    "answer_agreement": _("You said whether the body may be told"),
    "record_agreement": _("We noted what you said about telling the body"),
    "put_to_body": _("We asked the body about it"),
    "pause_clock": _("We paused the clock"),
    "resume_clock": _("The clock runs again"),
    "decide_erasure": _("We erased it"),
    "refuse_erasure": _("We were asked to erase it, and did not"),
}


def _history(concern: Concern) -> tuple[Passage, ...]:
    rows = ConcernStep.objects.filter(concern_id=concern.id).order_by("-number")
    seen = list(rows.values_list("id", "step", "taken_on", "by_kind", "corrects_id"))
    corrected = {corrects for *_rest, corrects in seen}
    # A body told without agreement is told of by a message, and only where that is safe: never by this list.
    told_of = _TOLD_OF if concern.agreement == codes.Agreement.AGREED else _TOLD_OF - {"put_to_body"}
    return tuple(
        Passage(_IN_WORDS[step], on, by_kind == ConcernStep.Kind.REPORTER)
        for row_id, step, on, by_kind, _corrects in seen
        if step in told_of and row_id not in corrected
    )


def _erased_on(concern: Concern) -> date | None:
    if concern.state != procedure.concern.ERASED:
        return None
    rows = ConcernStep.objects.filter(concern_id=concern.id, to_state=procedure.concern.ERASED).order_by("-number")
    return rows.values_list("taken_on", flat=True).first()


def _opened_on(concern: Concern) -> tuple[date, ...]:
    """Always told, whoever opened it and why: what was promised when they wrote. Never who read it."""
    rows = Opening.objects.filter(concern_id=concern.id, opened_on__isnull=False)
    return tuple(sorted(day for day in rows.values_list("opened_on", flat=True) if day))


def _bodies(concern: Concern) -> tuple[Body, ...]:
    named = Signposting.objects.filter(concern_id=concern.id).values_list("body_id", flat=True)
    rows = SignpostBody.objects.filter(id__in=list(named)).order_by("name")
    return tuple(
        Body(
            name=gettext(row.name),
            looks_at=gettext(row.looks_at),
            website=row.website,
            telephone=row.telephone,
            is_ours=gettext(row.looks_at) != row.looks_at,
        )
        for row in rows
    )


def _is_asked(concern: Concern, messages: tuple[Message, ...]) -> bool:
    asked = any(message.kind == codes.MessageKind.AGREEMENT_REQUEST for message in messages)
    return asked and concern.agreement == codes.Agreement.NOT_ASKED
