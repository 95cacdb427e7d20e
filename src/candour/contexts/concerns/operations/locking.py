"""Locking a file away: what opens it goes into the sealed identity, in the transaction that takes it from everybody else.

Whoever locks needs the identity's public key alone. The file's bytes, its name and its pages stay where they are, under a
key that only the file has: to lock it is to seal 32 bytes, so nothing on a disk is ever half locked.
"""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django.utils.timezone import localdate

from candour.contexts.concerns import codes, sealed
from candour.contexts.concerns import identity as pieces
from candour.contexts.concerns.identity import File
from candour.contexts.concerns.models import ConcernDocument, IdentityPiece, SealedIdentity
from candour.kernel.doors import Door
from candour.kernel.ledger import operations as ledger
from candour.kernel.people.actor import Actor
from candour.kernel.sealing import ring
from candour.kernel.sealing.ring import Wrapped


def wrap_for_worker(document: ConcernDocument, key: bytes) -> Wrapped:
    """What opens one file, sealed to the office for its worker, until there is a safe copy."""
    return ring.wrap(key, about=sealed.about_file(document.id))


def lock_file(
    document: ConcernDocument, key: bytes, *, identity: SealedIdentity, actor: Actor | None, at: datetime
) -> IdentityPiece:
    """Seal what opens a file to the two sides. ``actor`` None is the reporter, of whom only the day is kept."""
    piece = uuid4()
    row = IdentityPiece(
        id=piece,
        identity=identity,
        kind=codes.Piece.FILE,
        sealed=pieces.seal_file(bytes(identity.public), piece, File(document.id, key)),
        document=document,
        added_on=localdate(at),
        added_by_id=actor.person_id if actor else None,
    )
    row.save(force_insert=True)
    ledger.append(
        verb="concerns.identity.lock_file",
        subject=identity.concern_id,
        actor=actor,
        door=actor.door if actor else Door.PUBLIC,
        at=at,
        codes={"piece": str(piece), "document": str(document.id)},
        day_only=actor is None,
    )
    return row
