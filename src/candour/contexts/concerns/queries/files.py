"""The files of a concern, as the office and as the reporter see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from candour.contexts.concerns import codes, sealed
from candour.contexts.concerns.identity import File
from candour.contexts.concerns.models import Concern, ConcernDocument, DocumentKey
from candour.contexts.concerns.models.document import SEEN_BY_REPORTER
from candour.contexts.concerns.sealed import Pair
from candour.kernel.documents import kinds, queries, shown
from candour.kernel.documents.details import Details
from candour.kernel.documents.models import State
from candour.kernel.documents.reasons import MAY_BE_TRIED_AGAIN
from candour.kernel.visitors import receipts


@dataclass(frozen=True)
class Shown(shown.Shown):
    """A file of a concern, either way."""

    row: ConcernDocument
    is_replaced: bool
    is_hidden: bool = False
    """Whether all that can be said is that there is one, of this kind and day: what opens it lies in the identity."""

    @property
    def is_mine(self) -> bool:
        """Whether the reporter sent it."""
        return self.row.direction == codes.Direction.FROM_REPORTER

    @property
    def may_be_tried_again(self) -> bool:
        """Whether examining it anew may help."""
        return self.row.state == State.REFUSED and self.row.reason in MAY_BE_TRIED_AGAIN and not self.row.is_sealed

    @property
    def may_be_moved(self) -> bool:
        """Whether it could still be moved into the sealed identity."""
        return self.is_mine and not self.row.is_sealed

    @property
    def copy_kind(self) -> kinds.Kind:
        """What the clean copy is: every picture becomes a JPEG."""
        kind = kinds.Kind(self.row.kind)
        return kinds.Kind.JPEG if kind in kinds.PICTURES else kind

    @property
    def copy_name(self) -> str:
        """The name under which a clean copy is saved."""
        return shown.named(self.details.name, self.copy_kind)

    @property
    def copy_media(self) -> str:
        """Its type, as a browser is told it."""
        return kinds.MEDIA[self.copy_kind]


def of_concern(concern: Concern, pair: Pair) -> list[Shown]:
    """Every file, the first one first, for whoever at the office reads the concern; of a sealed one that there is one."""
    rows = ConcernDocument.objects.filter(concern_id=concern.id).select_related("author")
    return _for_office(rows.order_by("taken_in_on", "version", "id"), concern, pair)


def of_mailbox(concern: Concern, pair: Pair, mailbox: bytes) -> list[Shown]:
    """What the reporter sent, and what the office sent and is released. ``mailbox``: the secret of the receipt."""
    rows = ConcernDocument.objects.filter(concern_id=concern.id).only(*SEEN_BY_REPORTER)
    wraps = dict(DocumentKey.objects.filter(concern_id=concern.id).values_list("document_id", "for_reporter"))
    opening_key, files_key = receipts.opening_key(mailbox), sealed.files_key(pair)
    held = list(rows.order_by("taken_in_on", "version", "id"))
    keys: dict[UUID, bytes | None] = {
        row.id: sealed.unwrap_file_key(opening_key, row.id, bytes(wraps[row.id])) if row.id in wraps else files_key
        for row in held
    }
    return [one for one in _shown(held, keys) if not one.is_replaced]


def one_of_concern(concern: Concern, document: UUID, pair: Pair) -> Shown | None:
    """One file of this concern, or None."""
    rows = ConcernDocument.objects.filter(concern_id=concern.id, id=document).select_related("author")
    return next(iter(_for_office(rows, concern, pair)), None)


def one_sent_to_reporter(concern: Concern, document: UUID, pair: Pair) -> Shown | None:
    """One file that the office sent and the reporter may have, or None."""
    rows = ConcernDocument.objects.filter(
        concern_id=concern.id, id=document, direction=codes.Direction.TO_REPORTER
    ).only(*SEEN_BY_REPORTER)
    return next(iter(_shown(list(rows), {document: sealed.files_key(pair)})), None)


def of_identity(concern_id: UUID, files: Iterable[File]) -> dict[UUID, Shown]:
    """The files of an opened identity by their ids, for its reader."""
    keys: dict[UUID, bytes | None] = {file.document: file.key for file in files}
    rows = ConcernDocument.objects.filter(concern_id=concern_id, id__in=list(keys), is_sealed=True)
    return {one.row.id: one for one in _shown(list(rows), keys)}


def movable(concern: Concern, pair: Pair) -> list[Shown]:
    """The files that could be moved into the sealed identity: what the person sent and does not lie there already."""
    own = set(_wraps(concern.id))
    return [one for one in of_concern(concern, pair) if one.row.id in own]


def key_for_office(document: ConcernDocument, pair: Pair) -> bytes | None:
    """What opens a file for those who work on the concern; None for one that is sealed."""
    return _key_for_office(document, sealed.files_key(pair), _wraps(document.concern_id))


def key_to_move(document: ConcernDocument, pair: Pair) -> bytes | None:
    """The key that a file alone has; None for one that is sealed, or that the office sent."""
    return key_for_office(document, pair) if document.id in _wraps(document.concern_id) else None


def _wraps(concern_id: UUID) -> dict[UUID, bytes]:
    """File → its key under the concern's, of those that have one of their own and are not sealed."""
    rows = DocumentKey.objects.filter(concern_id=concern_id, for_concern__isnull=False)
    return {document: bytes(wrapped or b"") for document, wrapped in rows.values_list("document_id", "for_concern")}


def _key_for_office(row: ConcernDocument, files_key: bytes, wraps: dict[UUID, bytes]) -> bytes | None:
    if row.is_sealed:
        return None
    return sealed.unwrap_file_key(files_key, row.id, wraps[row.id]) if row.id in wraps else files_key


def _for_office(rows: Iterable[ConcernDocument], concern: Concern, pair: Pair) -> list[Shown]:
    held, files_key, wraps = list(rows), sealed.files_key(pair), _wraps(concern.id)
    return _shown(held, {row.id: _key_for_office(row, files_key, wraps) for row in held})


def _shown(held: list[ConcernDocument], keys: dict[UUID, bytes | None]) -> list[Shown]:
    last = {row.id for row in queries.newest(held)}
    found = []
    for row in held:
        key = keys[row.id]
        details = queries.details_of(row, key) if key is not None else Details("")
        found.append(Shown(row, details, queries.reason_of(row), row.id not in last, key is None))
    return found
