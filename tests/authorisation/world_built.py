"""What a world was given: names of people, bodies and records → their ids, and the secrets that open things."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from candour.kernel.visitors import receipts


@dataclass
class Built:
    """Names → ids and secrets of what was written."""

    people: dict[str, UUID] = field(default_factory=dict)
    bodies: dict[str, UUID] = field(default_factory=dict)
    holdings: dict[str, UUID] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    mailboxes: dict[str, str] = field(default_factory=dict)
    receipts: dict[str, receipts.Receipt] = field(default_factory=dict)
    concerns: dict[str, UUID] = field(default_factory=dict)
    references: dict[UUID, str] = field(default_factory=dict)
    enquiries: dict[str, UUID] = field(default_factory=dict)
    invitations: dict[str, str] = field(default_factory=dict)
    drafts: dict[str, str] = field(default_factory=dict)
    terms: list[UUID] = field(default_factory=list)
    views: dict[str, UUID] = field(default_factory=dict)
    watches: list[UUID] = field(default_factory=list)
    alarms: list[UUID] = field(default_factory=list)
    campaigns: list[UUID] = field(default_factory=list)
    keys: dict[str, UUID] = field(default_factory=dict)
    key_holders: dict[str, UUID] = field(default_factory=dict)
    openings: dict[str, UUID] = field(default_factory=dict)
    referrals: dict[str, UUID] = field(default_factory=dict)
    individuals: dict[str, UUID] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    panels: dict[str, UUID] = field(default_factory=dict)
    meetings: dict[str, UUID] = field(default_factory=dict)
    calendars: dict[str, str] = field(default_factory=dict)
    present: dict[str, UUID] = field(default_factory=dict)
    cases: dict[str, UUID] = field(default_factory=dict)
    items: dict[str, UUID] = field(default_factory=dict)
    reports: dict[str, UUID] = field(default_factory=dict)
    recommendations: dict[str, UUID] = field(default_factory=dict)
    addressees: dict[str, UUID] = field(default_factory=dict)
    recommended: dict[str, UUID] = field(default_factory=dict)
    """Recommendations in the making."""
    made: list[str] = field(default_factory=list)
