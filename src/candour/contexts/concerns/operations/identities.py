"""Sealing who somebody is: when a concern comes, when a passage is moved out of the text, or a file out of reach.

Whoever seals needs public keys alone. Nothing here can open what it has sealed.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import Model
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from candour.contexts.concerns import codes, identity, sealed
from candour.contexts.concerns.identity import Passage, Person
from candour.contexts.concerns.models import (
    Concern,
    ConcernDocument,
    ConcernStep,
    IdentityPart,
    IdentityPiece,
    SealedIdentity,
)
from candour.contexts.concerns.operations import locking, steps
from candour.contexts.concerns.operations.handling import judged
from candour.contexts.concerns.queries import files, opening, passages
from candour.contexts.concerns.queries import identities as queries
from candour.contexts.concerns.queries.passages import Text
from candour.contexts.concerns.sealed import Told
from candour.kernel.people.actor import Actor
from candour.kernel.procedures.facts import Refusal, Refused
from candour.kernel.sealing import boxes


def rows_of(concern_id: UUID, person: Person, *, on: date, added_by: UUID | None) -> list[Model]:
    """The rows of a new sealed identity, to be inserted with the concern. Raises queries.NoSides."""
    made, halves = _new(concern_id, on)
    rows: list[Model] = [made, *halves]
    if person.said_anything:
        piece = uuid4()
        box = identity.seal_person(bytes(made.public), piece, person)
        rows.append(_piece(piece, concern_id, codes.Piece.PERSON, box, on, added_by))
    return rows


def _new(concern_id: UUID, on: date) -> tuple[SealedIdentity, list[IdentityPart]]:
    keys = queries.keys_in_force()
    pair = boxes.new_pair()
    publics = {side: bytes(key.public) for side, key in keys.items()}
    sealed_halves = identity.seal_halves(concern_id, pair.private, publics)
    parts = [
        IdentityPart(identity_id=concern_id, side=side, key_id=keys[side].id, sealed=box)
        for side, box in sealed_halves.items()
    ]
    return SealedIdentity(concern_id=concern_id, public=pair.public, sealed_on=on), parts


def _piece(
    piece: UUID, concern_id: UUID, kind: codes.Piece, box: bytes, on: date, added_by: UUID | None
) -> IdentityPiece:
    return IdentityPiece(id=piece, identity_id=concern_id, kind=kind, sealed=box, added_on=on, added_by_id=added_by)


def _identity(concern_id: UUID, on: date) -> SealedIdentity:
    """The concern's sealed identity, made now where it has none: anybody's text can say who they are."""
    found = queries.of(concern_id)
    if found is not None:
        return found
    try:
        made, halves = _new(concern_id, on)
    except queries.NoSides:
        raise Refused((_no_sides(),)) from None
    made.save(force_insert=True)
    for half in halves:
        half.save(force_insert=True)
    return made


@transaction.atomic
def seal_passage(*, concern_id: UUID, passage: str, actor: Actor, at: datetime, seen: int | None = None) -> ConcernStep:
    """Move words that show who somebody is into the sealed identity, out of every text in which they stand: what was
    told, messages of both sides, translations, those too that another took the place of.

    A visible mark stays in their place, for the reporter as well. Nobody brings them back: to read them, the identity has
    to be opened. Refuses words that stand nowhere; they may be broken into lines in another way. Raises Refused, and
    CannotOpen where a text does not open.
    """
    concern = steps.lock(concern_id, actor=actor)
    wanted = passages.Passage(passage)
    texts = passages.texts(Concern.objects.select_related("key").get(id=concern.id))
    found = passages.holding(texts, wanted)
    facts = judged("seal_passage", concern, actor=actor, at=at, seen=seen, given={"passage"} if found else set())
    public = bytes(_identity(concern.id, localdate(at)).public)
    moved = [_move(concern, text, wanted, public) for text in found]
    return steps.take(
        concern,
        "seal_passage",
        facts=facts,
        actor=actor,
        door=actor.door,
        at=at,
        codes={"passages": sum(moved), "texts": len(moved)},
    )


def _move(concern: Concern, text: Text, wanted: passages.Passage, public: bytes) -> int:
    """Replace one text by what is left of it, and put what left it into the identity; how many passages.

    One function of the database does both or neither: no door may change a text in another way.
    """
    day = text.sent_on.isoformat() if text.sent_on else ""
    stood = {part: found[0][0] for part, words in text.parts.items() if (found := wanted.found(words))}
    pieces = {uuid4(): Passage(part, words, day) for part, words in stood.items()}
    boxed = [identity.seal_passage(public, piece, one) for piece, one in pieces.items()]
    left = {part: wanted.left(words) for part, words in text.parts.items()}
    with connection.cursor() as cursor:
        cursor.execute(
            "select concerns_move_words(%s, %s, %s, %s, %s)",
            [text.source, text.row, _sealed_anew(bytes(concern.sealing_key), text, left), list(pieces), boxed],
        )
    return len(pieces)


def _sealed_anew(key: bytes, text: Text, left: dict[str, str]) -> bytes:
    if text.source == passages.NARRATIVE:
        return sealed.seal_told(key, text.row, Told(**left))
    seal = sealed.seal_message if text.source == passages.MESSAGE else sealed.seal_translation
    return seal(key, text.row, left[text.source])


@transaction.atomic
def seal_file(
    *, concern_id: UUID, document_id: UUID, actor: Actor, at: datetime, seen: int | None = None
) -> ConcernStep:
    """Move a file that turns out to show who somebody is into the sealed identity: what opens it lies there, and what opened
    it for the caseworkers is destroyed with the step. Nobody brings it back.

    Refuses a file that the person did not send, or that lies there already.
    """
    concern = steps.lock(concern_id, actor=actor)
    pair = opening.pair_for_office(Concern.objects.select_related("key").get(id=concern.id))
    row = ConcernDocument.objects.filter(id=document_id, concern_id=concern.id).first()
    key = files.key_to_move(row, pair) if row and pair else None
    facts = judged("seal_file", concern, actor=actor, at=at, seen=seen, given={"file"} if key else set())
    assert row is not None  # the procedure refuses without a key, and there is none without a row
    assert key is not None
    locking.lock_file(row, key, identity=_identity(concern.id, localdate(at)), actor=actor, at=at)
    for_worker = locking.wrap_for_worker(row, key)
    with connection.cursor() as cursor:
        cursor.execute("select concerns_seal_file(%s, %s, %s)", [row.id, for_worker.sealed, for_worker.key])
    return steps.take(
        concern, "seal_file", facts=facts, actor=actor, door=actor.door, at=at, codes={"document": str(row.id)}
    )


def _no_sides() -> Refusal:
    return Refusal(
        "no_sides",
        _("Nothing can be sealed yet: the keys of the two sides have not been made."),
        _("Ask the head of office to hold the ceremony (docs/operating/identities.md)."),
    )
