"""Files of an opened identity, for its named reader within the quarter of an hour: pages as pictures, and the file itself
after a fresh proof of identity where a scanner found it clean. Each page and each file is recorded, as everywhere else.

What opens them is in no process of the office before the reader's browser brings its half. All raise Refused with every
reason, CannotOpen in another browser, NotReadable where there is no such file.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from candour.contexts.concerns.models import IdentityPiece, Opening
from candour.contexts.concerns.operations import openings
from candour.contexts.concerns.operations.files import NotReadable, NotReleased
from candour.contexts.concerns.queries import files
from candour.contexts.concerns.queries.files import Shown
from candour.kernel.documents import operations as documents
from candour.kernel.documents.page import Page
from candour.kernel.people.actor import Actor

__all__ = ["NotReadable", "NotReleased"]


@transaction.atomic
def find(*, opening_id: UUID, piece_id: UUID, private: bytes, actor: Actor, at: datetime) -> Shown:
    """The file as it stands."""
    return _found(opening_id, piece_id, private, actor, at)[0]


@transaction.atomic
def read_page(
    *, opening_id: UUID, piece_id: UUID, private: bytes, number: int, actor: Actor, at: datetime
) -> tuple[Shown, Page]:
    """A page of the safe copy, counted from 1."""
    shown, key = _found(opening_id, piece_id, private, actor, at)
    return shown, documents.read_page(shown.row, number=number, key=key, actor=actor, at=at)


@transaction.atomic
def open_original(
    *, opening_id: UUID, piece_id: UUID, private: bytes, actor: Actor, at: datetime
) -> tuple[Shown, bytes]:
    """The file itself. Raises NotReleased for one that no scanner found clean."""
    shown, key = _found(opening_id, piece_id, private, actor, at)
    return shown, documents.open_original(shown.row, key=key, actor=actor, at=at)


def _found(opening_id: UUID, piece_id: UUID, private: bytes, actor: Actor, at: datetime) -> tuple[Shown, bytes]:
    try:
        opening, file = openings.file_in(opening_id=opening_id, piece_id=piece_id, private=private, actor=actor, at=at)
    except (IdentityPiece.DoesNotExist, Opening.DoesNotExist):
        raise NotReadable from None
    shown = files.of_identity(opening.concern_id, [file]).get(file.document)
    if shown is None:
        raise NotReadable
    return shown, file.key
