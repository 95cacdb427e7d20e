"""What somebody tells the Commissioner, as a form hands it to the operation that takes it in."""

from __future__ import annotations

from dataclasses import dataclass, field


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
