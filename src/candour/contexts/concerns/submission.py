"""What somebody tells the Commissioner and the files they send, as a form hands them to the operation that takes them in."""

from __future__ import annotations

from dataclasses import dataclass, field

from candour.kernel.documents.arrivals import Kept


@dataclass(frozen=True)
class Submission:
    """What somebody told us, already cleaned by a form. Everything but ``what_happened`` may be empty."""

    what_happened: str = field(repr=False)
    kind: str = ""
    connection: str = ""
    nation: str = ""
    region: str = ""
    sector: str = ""
    body_name: str = field(default="", repr=False)
    place: str = field(default="", repr=False)
    stage: str = ""
    when_it_happened: str = field(default="", repr=False)
    effect: str = field(default="", repr=False)
    change_wanted: str = field(default="", repr=False)
    level: str = ""
    name: str = field(default="", repr=False)
    contact: str = field(default="", repr=False)
    identifying: str = field(default="", repr=False)
    nudge_email: str = field(default="", repr=False)
    agreement: str = ""
    language: str = ""
    access_needs: str = field(default="", repr=False)


@dataclass(frozen=True)
class Sent:
    """A file that somebody sends: where it is kept, and the key that it has for itself alone. ``may_be_read``: they said
    that it does not show who they are."""

    kept: Kept
    key: bytes = field(repr=False)
    may_be_read: bool = False

    @property
    def address(self) -> str:
        """Where it is kept."""
        return self.kept.address

    @property
    def name(self) -> str:
        """How its sender calls it."""
        return self.kept.name

    @property
    def size(self) -> int:
        """In bytes."""
        return self.kept.size
