"""Opening a sealed identity: a written request, two people of two sides, one reader, a quarter of an hour.

Each operation locks the request (asking locks the concern), lets the procedure judge, and writes, or does nothing. The
one thing that stays when an act fails is that a wrong secret was counted. All raise Refused with every reason;
Opening.DoesNotExist and Concern.DoesNotExist for absent and forbidden alike.

What no code here decides: the halves are sealed to a key whose private part only the reader's browser has, so neither
this server at rest nor its database and the office's key together open anything.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Case, When
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.concerns import codes as words
from candour.contexts.concerns import identity, procedure
from candour.contexts.concerns.identity import File, Passage, Person
from candour.contexts.concerns.models import (
    ConcernExclusion,
    IdentityPart,
    IdentityPiece,
    Opening,
    OpeningDecision,
    OpeningStep,
    ReaderKey,
    ReleasedPart,
)
from candour.contexts.concerns.operations import holders, steps
from candour.contexts.concerns.operations.holders import WrongSecret
from candour.contexts.concerns.queries import identities
from candour.contexts.concerns.queries import openings as queries
from candour.kernel.people.actor import Actor
from candour.kernel.procedures import guard, registry
from candour.kernel.procedures import operations as procedures
from candour.kernel.procedures.facts import Facts, Refusal, Refused
from candour.kernel.procedures.table import Procedure
from candour.kernel.sealing import boxes
from candour.kernel.sealing.boxes import CannotOpen

__all__ = ["Shown", "WrongSecret", "agree", "ask", "finish", "get_ready", "read", "refuse", "step_aside", "withdraw"]

NAME = procedure.opening.OPENING.name


@dataclass(frozen=True)
class Shown:
    """One piece of an opened identity."""

    id: UUID
    kind: str
    holds: Person | Passage | File
    added_on: date
    added_by: str
    """Empty: the person themselves."""


def law_of(opening: Opening) -> Procedure:
    """The version of the procedure under which this request runs."""
    return registry.get(NAME, opening.procedure_version)


@transaction.atomic
def ask(
    *,
    concern_id: UUID,
    ground: str,
    reason: str,
    reader_id: UUID | None,
    actor: Actor,
    at: datetime,
    reader_public: bytes | None = None,
) -> Opening:
    """Ask in writing that the identity be opened for one named reader.

    ``reader_public`` is the key of the reader's browser, where the person who asks is the reader; else the reader makes
    ready themselves. A request whose time is over gives way to the new one.
    """
    concern = steps.lock(concern_id, actor=actor)
    running = _over_if_lapsed(concern.id, actor, at)
    names = {person.id for person in queries.readers_for(concern, at)}
    given = {
        "identity": identities.of(concern.id) is not None,
        "rationale": reason.strip() and ground in words.OpeningGround.values,
        "reader": reader_id in names,
    }
    opening = Opening(
        concern=concern,
        reference=concern.reference,
        ground=ground,
        reason=reason.strip(),
        requested_by_id=actor.person_id,
        requested_at=at,
        reader_id=reader_id or actor.person_id,  # without one the procedure refuses
        expires_at=at + queries.STANDS,
        is_synthetic=concern.is_synthetic,
    )
    facts = Facts(
        subject=opening.id,
        state="",
        records=frozenset(kind for kind, is_there in given.items() if is_there),
        fields={"is_asked_already": running},
    )
    procedures.begin(
        procedure=registry.in_force(NAME, localdate(at)),
        step="ask",
        record=opening,
        facts=facts,
        actor=actor,
        door=actor.door,
        at=at,
        history=OpeningStep,
        codes={"concern": str(concern.id), "reader": str(reader_id), "ground": ground},
    )
    if reader_public is not None and reader_id == actor.person_id:
        ReaderKey(opening=opening, number=1, public=reader_public, made_at=at).save(force_insert=True)
    return opening


def _over_if_lapsed(concern_id: UUID, actor: Actor, at: datetime) -> bool:
    """Whether a request about the concern runs; one whose time is over is noted as such and runs no more."""
    found = Opening.objects.select_for_update().filter(concern_id=concern_id, is_open=True).first()
    if found is None:
        return False
    facts = queries.facts_of(found, actor, at)
    if facts.fields["is_current"]:
        return True
    _take(found, "lapse", facts=facts, actor=actor, at=at)
    return False


@transaction.atomic
def get_ready(*, opening_id: UUID, public: bytes, actor: Actor, at: datetime) -> OpeningStep:
    """The named reader makes ready: the halves will be sealed to the key of this browser. Possible until one side agreed."""
    opening = _locked(opening_id, actor)
    facts = _judged(opening, "get_ready", actor, at)
    before = queries.reader_key(opening.id)
    number = before.number + 1 if before else 1
    ReaderKey(opening=opening, number=number, public=public, made_at=at).save(force_insert=True)
    return _take(opening, "get_ready", facts=facts, actor=actor, at=at)


def agree(*, opening_id: UUID, typed: str, actor: Actor, at: datetime) -> Opening:
    """Agree for one's side, with one's own secret; with the second side's, the quarter of an hour begins.

    Raises WrongSecret besides, after counting it.
    """
    with transaction.atomic():
        opening = _locked(opening_id, actor)
        step = "agree_second" if opening.state == procedure.opening.HALF_AGREED else "agree_first"
        facts = _judged(opening, step, actor, at, given={"secret"} if typed.strip() else ())
        pair = holders.try_secret(typed=typed, actor=actor, at=at)
        if pair is not None:
            return _release(opening, step, pair, facts=facts, actor=actor, at=at)
    raise WrongSecret


def _release(opening: Opening, step: str, pair: boxes.Pair, *, facts: Facts, actor: Actor, at: datetime) -> Opening:
    held, reader = identities.holding_of(actor.person_id), queries.reader_key(opening.id)
    assert held is not None  # whose secret opened
    assert reader is not None  # the procedure refuses without
    side = held.key.side
    half = IdentityPart.objects.filter(identity_id=opening.concern_id, side=side).first()
    if half is None or half.key_id != held.key_id:
        raise Refused((_other_key(),))
    try:
        box = identity.release(pair, opening.concern_id, opening.id, side, bytes(half.sealed), bytes(reader.public))
    except CannotOpen:
        raise Refused((_other_key(),)) from None
    decision = OpeningDecision(
        opening=opening,
        side=side,
        by_id=actor.person_id,
        asked_by_id=opening.requested_by_id,
        reader_id=opening.reader_id,
        decided_at=at,
    )
    decision.save(force_insert=True)
    ReleasedPart(decision=decision, sealed=box).save(force_insert=True)
    changed = []
    if step == "agree_second":
        opening.opened_on = localdate(at)
        changed = ["opened_on"]
    _take(opening, step, facts=facts, actor=actor, at=at, codes={"side": side}, changed=changed)
    return opening


@transaction.atomic
def refuse(*, opening_id: UUID, rationale: str, actor: Actor, at: datetime) -> OpeningStep:
    """One of those who are asked says no, with the reason: the request has ended."""
    opening = _locked(opening_id, actor)
    facts = _judged(opening, "refuse", actor, at, given={"rationale"} if rationale.strip() else ())
    return _take(opening, "refuse", facts=facts, actor=actor, at=at, rationale=rationale.strip())


@transaction.atomic
def step_aside(*, opening_id: UUID, rationale: str, actor: Actor, at: datetime) -> OpeningStep:
    """One of those who are asked may know the person, and declares it: from now on neither request nor concern is there
    for them."""
    opening = _locked(opening_id, actor)
    facts = _judged(opening, "step_aside", actor, at, given={"rationale"} if rationale.strip() else ())
    row = _take(opening, "step_aside", facts=facts, actor=actor, at=at)
    ConcernExclusion(
        concern_id=opening.concern_id,
        person_id=actor.person_id,
        reason=rationale.strip(),
        declared_by_id=actor.person_id,
        declared_on=localdate(at),
    ).save(force_insert=True)  # last: after it the database shows this person nothing of it
    return row


@transaction.atomic
def withdraw(*, opening_id: UUID, actor: Actor, at: datetime) -> OpeningStep:
    """Take the request back before it was opened."""
    opening = _locked(opening_id, actor)
    return _take(opening, "withdraw", facts=_judged(opening, "withdraw", actor, at), actor=actor, at=at)


@transaction.atomic
def read(*, opening_id: UUID, private: bytes, actor: Actor, at: datetime) -> list[Shown]:
    """What lies in the identity, for the named reader within the quarter of an hour; each reading is recorded.

    ``private`` is what the reader's browser brought. Raises CannotOpen where it is not the key that the halves were
    sealed to, as in another browser.
    """
    opening = _locked(opening_id, actor)
    facts = _judged(opening, "read", actor, at)
    pair = identity.join(boxes.pair_of(private), opening.id, queries.released(opening.id))
    pieces = IdentityPiece.objects.filter(identity_id=opening.concern_id)
    # Who they are stands first: a quarter of an hour is not long, and there may be many files.
    pieces = pieces.order_by(Case(When(kind=words.Piece.PERSON, then=0), default=1), "added_on", "kind", "id")
    shown = [
        Shown(
            piece.id,
            piece.kind,
            identity.open_piece(pair, piece.kind, piece.id, bytes(piece.sealed)),
            piece.added_on,
            piece.added_by.name if piece.added_by else "",
        )
        for piece in pieces.select_related("added_by")
    ]
    _take(opening, "read", facts=facts, actor=actor, at=at)
    return shown


def file_in(*, opening_id: UUID, piece_id: UUID, private: bytes, actor: Actor, at: datetime) -> tuple[Opening, File]:
    """What opens one file of the identity, under the same conditions; the request is locked until the transaction ends.

    Reading it is recorded by whoever goes on with it. Raises IdentityPiece.DoesNotExist besides.
    """
    opening = _locked(opening_id, actor)
    _judged(opening, "read", actor, at)
    pair = identity.join(boxes.pair_of(private), opening.id, queries.released(opening.id))
    piece = IdentityPiece.objects.get(id=piece_id, identity_id=opening.concern_id, kind=words.Piece.FILE)
    held = identity.open_piece(pair, piece.kind, piece.id, bytes(piece.sealed))
    assert isinstance(held, File)
    return opening, held


@transaction.atomic
def finish(*, opening_id: UUID, actor: Actor, at: datetime) -> OpeningStep:
    """The reader has finished: what was released is destroyed before its time."""
    opening = _locked(opening_id, actor)
    facts = _judged(opening, "finish", actor, at)
    ReleasedPart.objects.filter(decision__opening_id=opening.id).delete()
    return _take(opening, "finish", facts=facts, actor=actor, at=at)


def _locked(opening_id: UUID, actor: Actor) -> Opening:
    return queries.visible_to(actor).select_for_update(of=("self",)).get(id=opening_id)


def _judged(opening: Opening, step: str, actor: Actor, at: datetime, given: Collection[str] = ()) -> Facts:
    found = queries.facts_of(opening, actor, at)
    facts = replace(found, records=found.records | frozenset(given))
    guard.check(law_of(opening), step, facts, actor, at)
    return facts


def _take(
    opening: Opening,
    step: str,
    *,
    facts: Facts,
    actor: Actor,
    at: datetime,
    rationale: str = "",
    codes: Mapping[str, str | int] | None = None,
    changed: Collection[str] = (),
) -> OpeningStep:
    law = law_of(opening)
    target = law.step(step).target or opening.state
    opening.is_open = not law.state(target).is_end
    return procedures.take(
        procedure=law,
        step=step,
        record=opening,
        facts=facts,
        actor=actor,
        door=actor.door,
        at=at,
        history=OpeningStep,
        rationale=rationale,
        codes={"concern": str(opening.concern_id), **(codes or {})},
        changed=(*changed, "is_open"),
    )


def _other_key() -> Refusal:
    return Refusal(
        "other_key",
        _("This identity is sealed to another key of your side than the one that you hold."),
        _("Tell whoever runs the installation: candour keys move was not finished (docs/operating/identities.md)."),
    )
