"""Addresses at which calendar programs read when panels meet: some that open, and one for each reason why one does not."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from tests.authorisation.oracle import digest
from tests.authorisation.world_made import made, reference

if TYPE_CHECKING:
    from tests.authorisation.world import Builder

DAY = timedelta(days=1)

OPENING = ("chair", "partner", "colleague_officer", "partner_elsewhere", "contact_deputy", "supervisor")
"""Of the last three one sits for a body in which they hold no role, one until today, one from tomorrow."""


def calendars(b: Builder) -> None:
    """After the panels. The secrets are the same in every world, so that two of them can be compared."""
    for name in OPENING:
        _address(b, name)
    _address(b, "borough_chair", ended_at=b.now)
    _address(b, "coordinator", last_on=b.today - DAY)
    _address(b, "partner_former")  # the role ended
    _address(b, "mentor")  # another kind of role
    _address(b, "other_officer", made_at=b.now - 40 * DAY)  # before they held it
    for name, facts in (
        ("runs_and_is_gone", {"deactivated_on": b.today}),
        ("runs_otherwise_now", {"sessions_valid_from": b.now - timedelta(minutes=1)}),
    ):
        b.built.people[name] = b.add(
            "people_person", email=f"{name}@example.invalid", name=name, language="en-gb", **facts
        )
        b.hold(name, "council", "panel_coordinator")
        _address(b, name)
    # Whoever only stands in for the chair has no address of their own, however they came by one.
    _address(b, "council_administrator")
    b.cover("council_administrator", "chair", "deputy", b.today - 9 * DAY, None)
    made(
        b, "pathway_meeting", reference=reference(b, "M"), panel_id=b.built.panels["council"], nation="england",
        authority_id=b.built.bodies["council"], kind="ordinary", state="signed_off", is_open=False,
        held_on=b.today - 93 * DAY, starts_at="10:00",
    )  # fmt: skip


def _address(b: Builder, name: str, **facts: Any) -> None:
    secret = f"the-calendar-of-{name}".ljust(43, "0")
    b.built.calendars[name] = secret
    add = partial(made, b)
    add(
        "pathway_calendaraddress",
        **{
            "person_id": b.built.people[name], "token_digest": digest(secret), "made_at": b.now - timedelta(hours=1),
            "last_on": b.today, **facts,
        },
    )  # fmt: skip
