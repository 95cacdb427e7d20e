"""A file as pages show it: what it is called, how large it is, how it stands."""

from __future__ import annotations

from dataclasses import dataclass

from candour.kernel.documents import kinds
from candour.kernel.documents.details import Details
from candour.kernel.documents.models import DocumentBase
from candour.kernel.documents.reasons import NOT_SCANNED, Reason


@dataclass(frozen=True)
class Shown:
    """A file with what its box holds. A context adds what only it knows."""

    row: DocumentBase
    details: Details
    reason: Reason | None

    @property
    def is_not_scanned(self) -> bool:
        """Whether only a safe copy is shown, because no scanner looked at it."""
        return self.row.reason in NOT_SCANNED

    @property
    def kind(self) -> str:
        """What it is, once it was looked at: PDF, JPG."""
        return kinds.EXTENSION[kinds.Kind(self.row.kind)].upper() if self.row.kind else ""

    @property
    def size(self) -> str:
        """The size as people read it."""
        return size_in_words(self.details.size)

    @property
    def original_name(self) -> str:
        """The name under which the file itself is saved: it ends as its bytes say."""
        return named(self.details.name, self.row.kind)

    @property
    def media(self) -> str:
        """Its type, as a browser is told it."""
        return kinds.MEDIA[kinds.Kind(self.row.kind)]


def named(name: str, kind: str) -> str:
    """The name, ending as this kind of file does."""
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
