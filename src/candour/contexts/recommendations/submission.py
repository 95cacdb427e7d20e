"""What a person says when they write a recommendation, a report, or a notice: as values, from a form to an operation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

LETTERS = "abcdefghijklmnopqrstuvwxyz"
"""The letters of parts."""


@dataclass(frozen=True)
class ReportSaid:
    """What a person writes of a report."""

    slug: str
    title: str
    author: str
    paper: str = ""
    summary: str = ""


@dataclass(frozen=True)
class Asked:
    """A body that is to be asked; ``part`` is a letter of ``Contents.parts``, empty for the whole."""

    organisation_id: UUID
    part: str = ""


@dataclass(frozen=True)
class Linked:
    """How the draft stands to a recommendation that was issued, by its reference."""

    kind: str
    reference: str
    reason: str


@dataclass(frozen=True)
class Contents:
    """Everything that a person writes of a draft. ``parts`` are letters with their texts, in their order."""

    number: str
    text: str
    measure: str = ""
    deliver_by: date | None = None
    parts: Sequence[tuple[str, str]] = ()
    asked: Sequence[Asked] = ()
    tags: Sequence[UUID] = ()
    links: Sequence[Linked] = ()


@dataclass(frozen=True)
class Notice:
    """What a correction says: what was wrong, what stood there, what is right, and why."""

    about: str
    was: str
    instead: str
    reason: str
