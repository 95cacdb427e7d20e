"""The second opinion on addresses of calendars: whose row may be seen and written, which secret opens, and what it tells.
Imports nothing of Candour."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from tests.authorisation.oracle import LONDON, Knowledge, Row, Visitor, World, digest
from tests.authorisation.oracle_panels import sees_meeting
from tests.authorisation.oracle_shared import Commands, May

SITS = frozenset({"panel_chair", "panel_coordinator", "panel_partner", "police_case_officer", "police_supervisor"})
"""Roles with which people sit on panels."""
PAST = timedelta(days=92)


def own(k: Knowledge, row: Row) -> bool:
    return k.actor is not None and row["person_id"] == k.actor


def makes(k: Knowledge, row: Row) -> bool:
    """For oneself, one at a time, for a year at most, made now; by whoever sits on panels."""
    others = k.world["pathway_calendaraddress"]
    again = any(o["person_id"] == row["person_id"] and o["ended_at"] is None for o in others)
    taken = any(bytes(o["token_digest"]) == bytes(row["token_digest"]) for o in others)
    honest = row["ended_at"] is None and row["made_at"] < k.moment + timedelta(minutes=1)
    bounded = row["last_on"] <= k.world.today + timedelta(days=366)
    return own(k, row) and bool(k.roles & SITS) and honest and bounded and not again and not taken


def lives(k: Knowledge, row: Row) -> bool:
    return own(k, row) and row["ended_at"] is None


def is_ended(k: Knowledge, row: Row) -> bool:
    return own(k, row) and row["ended_at"] is not None


CALENDARS: dict[str, dict[str, Commands]] = {
    "pathway_calendaraddress": {
        "delivery": {
            "select": May(own),
            "insert": May(makes),
            "update": May(lives, ("ended_at",), after=is_ended),
        },
    },
}


def told_by(world: World, secret: str) -> frozenset[UUID] | None:
    """The meetings that this secret tells; None where it opens nothing."""
    for row in world["pathway_calendaraddress"]:
        if bytes(row["token_digest"]) == digest(secret):
            k = Knowledge(world, Visitor("a calendar program", "delivery"))
            k.__dict__["actor"] = row["person_id"]  # as whom it reads, though nobody is signed in
            return _meetings(k) if _stands(k, row) else None
    return None


def _stands(k: Knowledge, row: Row) -> bool:
    person = k.world.by_id["people_person"][row["person_id"]]
    since = person["sessions_valid_from"]
    made_on = row["made_at"].astimezone(LONDON).date()
    held = any(
        holding["person_id"] == row["person_id"] and holding["role"] in SITS and holding["starts_on"] <= made_on
        for holding in k.holdings
    )
    runs = row["ended_at"] is None and row["last_on"] >= k.world.today
    return runs and person["deactivated_on"] is None and (since is None or row["made_at"] >= since) and held


def _meetings(k: Knowledge) -> frozenset[UUID]:
    first = k.world.today - PAST
    return frozenset(
        row["id"] for row in k.world["pathway_meeting"] if row["held_on"] >= first and sees_meeting(k, row)
    )
