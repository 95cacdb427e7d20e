"""What somebody says when they refer a person, as a form hands it to the operation that takes it in.

One shape for the public form, the professional one and the assisted entry. Everything but ``why_concerned`` may be empty.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from candour.contexts.pathway import codes


@dataclass(frozen=True)
class Name:
    """One name of the person, as it was written."""

    name: str = field(repr=False)
    kind: str = codes.NameKind.NAME


@dataclass(frozen=True)
class Contact:
    """A way to reach the person. ``is_safe``: writing or calling there puts nobody at risk."""

    kind: str
    value: str = field(repr=False)
    is_safe: bool = True


@dataclass(frozen=True)
class Tie:
    """A school, an employer, a prison."""

    kind: str
    name: str = field(repr=False)
    from_on: date | None = None


@dataclass(frozen=True)
class NeedSaid:
    """A need as a five-valued fact: ``kind`` is a code of the list "need", ``known`` one of ``codes.Known``."""

    kind: str
    known: str
    adjustments: str = field(default="", repr=False)


@dataclass(frozen=True)
class Submission:
    """A referral as it is told, already cleaned by a form. The names of the fields are those of the models.

    ``received_on`` is the day on which it reached somebody, where that was before today. ``authority_id`` and
    ``establishment_id`` (a prison) say where the person is; the force follows from them. ``organisation_id`` is the body
    for which a professional refers.
    """

    why_concerned: str = field(repr=False)
    event: str = field(default="", repr=False)
    first_noticed: str = field(default="", repr=False)
    interests: str = field(default="", repr=False)
    online: str = field(default="", repr=False)
    contacts: str = field(default="", repr=False)
    threats: str = field(default="", repr=False)
    needs: str = field(default="", repr=False)
    safeguarding: str = field(default="", repr=False)
    told_person: str = field(default="", repr=False)
    told_parents: str = field(default="", repr=False)
    feared_outcome: str = field(default="", repr=False)

    names: tuple[Name, ...] = field(default=(), repr=False)
    born_on: date | None = field(default=None, repr=False)
    age_about: int | None = None
    languages: str = ""
    interpreter: str = ""
    communication_needs: str = field(default="", repr=False)
    reached_at: tuple[Contact, ...] = field(default=(), repr=False)
    ties: tuple[Tie, ...] = field(default=(), repr=False)
    needs_said: tuple[NeedSaid, ...] = ()

    sector: str = ""
    urgency: str = codes.Urgency.ROUTINE
    nation: str = ""
    authority_id: UUID | None = None
    establishment_id: UUID | None = None
    received_on: date | None = None

    referrer_name: str = field(default="", repr=False)
    relationship: str = field(default="", repr=False)
    referrer_contact: str = field(default="", repr=False)
    wants_feedback: bool = True
    organisation_id: UUID | None = None
    is_synthetic: bool = False


WRITTEN = (
    "why_concerned", "event", "first_noticed", "interests", "online", "contacts", "threats", "needs", "safeguarding",
    "told_person", "told_parents", "feared_outcome",
)  # fmt: skip
"""The answers in words, in the order in which they are shown."""
