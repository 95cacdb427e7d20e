"""The second opinion: who is asking, and what follows from it, in plain Python over plain rows.

Written from "Who sees what" (product.md) and the threat model (security.md). It imports nothing of Candour, because a
mistake copied from the code would agree with the code; a test holds that. ``World`` is every row as the owner sees
it; ``Visitor`` is what one request brings; ``Knowledge`` says what follows.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

Row = dict[str, Any]

LONDON = ZoneInfo("Europe/London")
IDLE = timedelta(minutes=15)

OFFICE_ROLES = frozenset(
    {
        "commissioner",
        "head_of_office",
        "concerns_caseworker",
        "investigator",
        "reviewer",
        "analyst",
        "identity_officer",
        "deputy_commissioner",
        "system_administrator",
        "auditor",
    }
)
WORKS_WITH_CONCERNS = frozenset({"concerns_caseworker", "head_of_office", "commissioner"})
OVERSEES = frozenset({"head_of_office", "commissioner"})


@dataclass(frozen=True)
class World:
    """Every row of every table, and the moment at which they were read."""

    rows: dict[str, list[Row]]
    now: datetime

    def __getitem__(self, table: str) -> list[Row]:
        return self.rows.get(table, [])

    @cached_property
    def today(self) -> date:
        """The day in London: holdings begin and end there."""
        return self.now.astimezone(LONDON).date()

    @cached_property
    def midnight(self) -> datetime:
        """The next midnight in London."""
        return datetime.combine(self.today + timedelta(days=1), datetime.min.time(), LONDON)

    @cached_property
    def by_id(self) -> dict[str, dict[Any, Row]]:
        """Table → id → row."""
        return {table: {row["id"]: row for row in rows if "id" in row} for table, rows in self.rows.items()}


@dataclass(frozen=True)
class Visitor:
    """What one request brings to one door. Everything is a raw secret; the database stores only its digest."""

    label: str
    door: str
    session: str = ""
    mailbox: str = ""
    draft: str = ""
    signing_in: str = ""
    invitation: str = ""

    def told(self) -> dict[str, str]:
        """Setting → value, as a web process tells the database."""
        return {
            f"candour.{name}": getattr(self, name)
            for name in ("session", "mailbox", "draft", "signing_in", "invitation")
        }


def digest(raw: str) -> bytes | None:
    """What is stored of a session's or an invitation's token."""
    return hashlib.sha256(raw.encode()).digest() if raw else None


def digest_of_hex(raw: str) -> bytes | None:
    """What is stored of a mailbox's or a draft's secret, which arrives in hex."""
    return hashlib.sha256(bytes.fromhex(raw)).digest() if raw else None


def runs(row: Row, today: date) -> bool:
    """From a day, until the first day on which it no longer holds."""
    return bool(row["starts_on"] <= today and (row["ends_on"] is None or row["ends_on"] > today))


@dataclass
class Knowledge:
    """What follows from who asks. Every property is worked out from rows, never from what the code would say.

    ``at`` is the moment of the transaction in which they ask, which in a long run is later than the world was made."""

    world: World
    visitor: Visitor
    at: datetime | None = None
    _memory: dict[str, Any] = field(default_factory=dict)

    @property
    def moment(self) -> datetime:
        """What counts as now where a row has to say when it was written."""
        return self.at or self.world.now

    # -- who it is

    @cached_property
    def own_session(self) -> bytes | None:
        """The digest of the session's token that came with the request."""
        return digest(self.visitor.session)

    @cached_property
    def actor(self) -> UUID | None:
        """Whom a live session, opened at this very door, names."""
        if self.visitor.door == "public" or self.own_session is None:
            return None
        for session in self.world["people_session"]:
            if bytes(session["token_digest"]) == self.own_session and self._names_somebody(session):
                found: UUID = session["person_id"]
                return found
        return None

    def _names_somebody(self, session: Row) -> bool:
        person = self.world.by_id["people_person"].get(session["person_id"])
        return (
            person is not None
            and session["door"] == self.visitor.door
            and person["deactivated_on"] is None
            and session["expires_at"] > self.world.now
            and session["last_seen_at"] > self.world.now - IDLE
            and (person["sessions_valid_from"] is None or session["created_at"] >= person["sessions_valid_from"])
        )

    @cached_property
    def holdings(self) -> list[Row]:
        """Roles held today at this door: one's own, those of whom one is deputy, those one covers during leave."""
        if self.actor is None:
            return []
        today, all_holdings = self.world.today, self.world.by_id["people_roleholding"]
        held = [row for row in all_holdings.values() if row["person_id"] == self.actor]
        held += [
            all_holdings[cover["holding_id"]]
            for cover in self.world["people_cover"]
            if cover["covered_by_id"] == self.actor and runs(cover, today)
        ]
        return [row for row in held if runs(row, today) and self._counts_here(row)]

    def _counts_here(self, holding: Row) -> bool:
        """A role of the office counts in the office alone, and only at its door; another role only elsewhere."""
        kind = self.world.by_id["people_organisation"][holding["organisation_id"]]["kind"]
        of_the_office = kind == "oversight_office"
        return bool(of_the_office == (holding["role"] in OFFICE_ROLES) == (self.visitor.door == "office"))

    @cached_property
    def roles(self) -> frozenset[str]:
        """Role codes held today."""
        return frozenset(row["role"] for row in self.holdings)

    @cached_property
    def organisations(self) -> frozenset[UUID]:
        """Bodies in which a role is held today."""
        return frozenset(row["organisation_id"] for row in self.holdings)

    def organisations_as(self, role: str) -> frozenset[UUID]:
        """Bodies in which this very role is held today."""
        return frozenset(row["organisation_id"] for row in self.holdings if row["role"] == role)

    @cached_property
    def administers(self) -> frozenset[UUID]:
        """Bodies whose accounts this person looks after; the office's administrator looks after all."""
        if "system_administrator" in self.roles:
            return frozenset(row["id"] for row in self.world["people_organisation"])
        return self.organisations_as("organisation_administrator")

    @cached_property
    def colleagues(self) -> frozenset[UUID]:
        """Who holds or held a role in one of one's own bodies: the history names former colleagues too."""
        return frozenset(
            row["person_id"] for row in self.world["people_roleholding"] if row["organisation_id"] in self.organisations
        )

    def belongs_only_to_mine(self, person: UUID) -> bool:
        """Whether every role that this person ever held was in a body that one looks after."""
        return all(
            row["organisation_id"] in self.administers
            for row in self.world["people_roleholding"]
            if row["person_id"] == person
        )

    @cached_property
    def signing_in(self) -> UUID | None:
        """Whose email address is being signed in."""
        return next((row["id"] for row in self.world["people_person"] if row["email"] == self.visitor.signing_in), None)

    @cached_property
    def invited(self) -> UUID | None:
        """Whom an invitation that is still good was made for."""
        for row in self.world["people_invitation"]:
            if bytes(row["token_digest"]) != digest(self.visitor.invitation):
                continue
            person = self.world.by_id["people_person"][row["person_id"]]
            good = row["used_at"] is None and row["cancelled_at"] is None and row["expires_at"] > self.world.now
            if good and person["deactivated_on"] is None:
                found: UUID = row["person_id"]
                return found
        return None

    # -- what it may know

    @cached_property
    def mailbox(self) -> UUID | None:
        """The concern whose receipt came with the request."""
        wanted = digest_of_hex(self.visitor.mailbox)
        return next(
            (row["id"] for row in self.world["concerns_concern"] if bytes(row["mailbox_digest"]) == wanted), None
        )

    @cached_property
    def excluded(self) -> frozenset[UUID]:
        """Concerns in which this person has a declared interest. It removes every other way in."""
        return frozenset(
            row["concern_id"]
            for row in self.world["concerns_concernexclusion"]
            if row["person_id"] == self.actor and row["ended_on"] is None
        )

    def barred(self, concern: UUID) -> frozenset[UUID]:
        """Who has a declared interest in it: it may not be given to them."""
        return frozenset(
            row["person_id"]
            for row in self.world["concerns_concernexclusion"]
            if row["concern_id"] == concern and row["ended_on"] is None
        )

    @cached_property
    def handles(self) -> bool:
        """Works with concerns in the office."""
        return bool(self.roles & WORKS_WITH_CONCERNS)

    @cached_property
    def oversees(self) -> bool:
        """Answers for those who work with concerns."""
        return bool(self.roles & OVERSEES)

    def knows(self, concern: UUID) -> bool:
        """May read the coded fields."""
        return self.handles and concern not in self.excluded

    @cached_property
    def opened(self) -> frozenset[UUID]:
        """Concerns assigned to this person now, and those under emergency access that still runs."""
        assigned = {
            row["concern_id"]
            for row in self.world["concerns_assignment"]
            if row["person_id"] == self.actor and row["ended_on"] is None
        }
        emergency = {
            row["concern_id"]
            for row in self.world["concerns_emergencyaccess"]
            if row["person_id"] == self.actor and row["ended_at"] is None and row["until_at"] > self.world.now
        }
        return frozenset(assigned | emergency)

    def reads(self, concern: UUID) -> bool:
        """May read what was written, and who wrote it."""
        return self.knows(concern) and concern in self.opened

    def sees_enquiry(self, enquiry: UUID) -> bool:
        """The body that was asked, at its door; at the office whoever may know of the concern behind it."""
        if self.visitor.door == "delivery":
            row = self.world.by_id["concerns_enquiry"].get(enquiry)
            return row is not None and row["organisation_id"] in self.organisations_as("body_contact")
        return any(
            link["enquiry_id"] == enquiry and self.knows(link["concern_id"])
            for link in self.world["concerns_concernenquiry"]
        )

    def enquiry_is_barred(self, enquiry: UUID) -> bool:
        """It belongs to a concern in which this person has a declared interest."""
        return any(
            link["enquiry_id"] == enquiry and link["concern_id"] in self.excluded
            for link in self.world["concerns_concernenquiry"]
        )

    def concern_of_deadline(self, deadline: UUID) -> UUID | None:
        """The concern whose clock it is."""
        row = self.world.by_id["concerns_concerndeadline"].get(deadline)
        return row["concern_id"] if row else None

    def enquiry_of_deadline(self, deadline: UUID) -> UUID | None:
        """The enquiry whose clock it is."""
        row = self.world.by_id["concerns_enquirydeadline"].get(deadline)
        return row["enquiry_id"] if row else None
