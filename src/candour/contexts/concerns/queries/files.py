"""The files of a concern, as the office and as the reporter see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from candour.contexts.concerns import codes, sealed
from candour.contexts.concerns.models import Concern, ConcernDocument
from candour.contexts.concerns.models.document import SEEN_BY_REPORTER
from candour.contexts.concerns.sealed import Pair
from candour.kernel.documents import kinds, queries
from candour.kernel.documents.details import Details
from candour.kernel.documents.models import State
from candour.kernel.documents.reasons import MAY_BE_TRIED_AGAIN, NOT_SCANNED, Reason


@dataclass(frozen=True)
class Shown:
    """A file in a list: what it is called, how large it is, how it stands."""

    row: ConcernDocument
    details: Details
    reason: Reason | None
    is_replaced: bool

    @property
    def is_mine(self) -> bool:
        """Whether the reporter sent it."""
        return self.row.direction == codes.Direction.FROM_REPORTER

    @property
    def is_not_scanned(self) -> bool:
        """Whether only a safe copy is shown, because no scanner looked at it."""
        return self.row.reason in NOT_SCANNED

    @property
    def may_be_tried_again(self) -> bool:
        """Whether examining it anew may help."""
        return self.row.state == State.REFUSED and self.row.reason in MAY_BE_TRIED_AGAIN

    @property
    def size(self) -> str:
        """The size as people read it."""
        return size_in_words(self.details.size)

    @property
    def original_name(self) -> str:
        """The name under which the file itself is saved: it ends as its bytes say."""
        return _named(self.details.name, self.row.kind)

    @property
    def copy_kind(self) -> kinds.Kind:
        """What the clean copy is: every picture becomes a JPEG."""
        kind = kinds.Kind(self.row.kind)
        return kinds.Kind.JPEG if kind in kinds.PICTURES else kind

    @property
    def copy_name(self) -> str:
        """The name under which a clean copy is saved."""
        return _named(self.details.name, self.copy_kind)

    @property
    def copy_media(self) -> str:
        """Its type, as a browser is told it."""
        return kinds.MEDIA[self.copy_kind]


def _named(name: str, kind: str) -> str:
    ending = kinds.EXTENSION[kinds.Kind(kind)]
    _stem, dot, told = name.rpartition(".")
    if dot and told.lower() in {ending, *_SAME.get(ending, ())}:
        return name
    return f"{name}.{ending}"


_SAME: dict[str, tuple[str, ...]] = {"jpg": ("jpeg",), "txt": ("text", "md", "csv", "log")}


def size_in_words(size: int) -> str:
    """Bytes as people read them."""
    if size < 1_000:
        return f"{size} B"
    return f"{size / 1_000:.0f} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"


def of_concern(concern: Concern, pair: Pair) -> list[Shown]:
    """Every file, the first one first, for whoever at the office reads the concern."""
    rows = ConcernDocument.objects.filter(concern_id=concern.id).select_related("author")
    return _shown(rows.order_by("taken_in_on", "version", "id"), pair)


def of_mailbox(concern: Concern, pair: Pair) -> list[Shown]:
    """What the reporter sent, and what the office sent and is released."""
    rows = ConcernDocument.objects.filter(concern_id=concern.id).only(*SEEN_BY_REPORTER)
    return [one for one in _shown(rows.order_by("taken_in_on", "version", "id"), pair) if not one.is_replaced]


def one_of_concern(concern: Concern, document: UUID, pair: Pair) -> Shown | None:
    """One file of this concern, or None."""
    rows = ConcernDocument.objects.filter(concern_id=concern.id, id=document).select_related("author")
    return next(iter(_shown(rows, pair)), None)


def one_of_mailbox(concern: Concern, document: UUID, pair: Pair) -> Shown | None:
    """One file that the reporter may have, or None."""
    rows = ConcernDocument.objects.filter(concern_id=concern.id, id=document).only(*SEEN_BY_REPORTER)
    return next(iter(_shown(rows, pair)), None)


def _shown(rows: Iterable[ConcernDocument], pair: Pair) -> list[Shown]:
    key = sealed.files_key(pair)
    held = list(rows)
    last = {row.id for row in queries.newest(held)}
    return [Shown(row, queries.details_of(row, key), queries.reason_of(row), row.id not in last) for row in held]
