"""Who acts: the facts about a signed-in person that guards, pages and the ledger ask for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from uuid import UUID

from candour.kernel.doors import Door

STEP_UP_LASTS = timedelta(minutes=5)
"""How long a fresh proof of identity counts for a grave act (security.md, threat 19)."""


@dataclass(frozen=True)
class HoldingFact:
    """One role held today. ``covering`` is the person stood in for, when held as deputy or leave cover."""

    role: str
    organisation_id: UUID
    organisation_name: str
    area: str = ""
    covering: UUID | None = None


@dataclass(frozen=True)
class Actor:
    """A person as they stand at one door at one moment. Resolved from the session by the database itself."""

    person_id: UUID
    name: str
    door: Door
    holdings: tuple[HoldingFact, ...] = ()
    session_id: UUID | None = None
    stepped_up_at: datetime | None = None
    session_ends_at: datetime | None = None
    """When this sign-in ends, however busy it is."""

    @cached_property
    def roles(self) -> frozenset[str]:
        """The role codes held today, in one's own right or as cover."""
        return frozenset(holding.role for holding in self.holdings)

    @cached_property
    def organisations(self) -> frozenset[UUID]:
        """The organisations in which a role is held today."""
        return frozenset(holding.organisation_id for holding in self.holdings)

    def has(self, *roles: str) -> bool:
        """Whether any of these roles is held today."""
        return not self.roles.isdisjoint(roles)

    def has_stepped_up(self, at: datetime) -> bool:
        """Whether identity was proved afresh in the last five minutes."""
        return self.stepped_up_at is not None and at - self.stepped_up_at <= STEP_UP_LASTS
