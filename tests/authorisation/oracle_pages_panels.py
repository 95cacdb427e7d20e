"""The second opinion on the pages of panels and meetings at the delivery door. Imports nothing of Candour."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from tests.authorisation.oracle import Knowledge, Row
from tests.authorisation.oracle_calendars import told_by
from tests.authorisation.oracle_panels import given as is_given
from tests.authorisation.oracle_pathway import PANEL as PANEL_ROLES
from tests.authorisation.oracle_pathway import POLICE as POLICE_ROLES
from tests.authorisation.oracle_pathway import authorities

Arguments = dict[str, Any]

RUN = frozenset(PANEL_ROLES)
MEMBERS = RUN | frozenset(POLICE_ROLES) | {"panel_partner"}
PANEL_ACTS = frozenset({"add_member", "end_member", "set_quorum", "plan", "end"})
MEETING_STEPS = frozenset(
    {
        "add_item", "take_off", "add_paper", "call", "invite_guest", "move", "open_meeting", "enter_attendance", "enter_leaving",
        "declare", "decide", "take_back_decision", "enter_dissent", "add_action", "finish_action", "draft_minutes",
        "change_minutes", "sign_part", "sign_off", "correct_minutes", "call_off", "correct",
    }
)  # fmt: skip


def seats(k: Knowledge) -> frozenset[UUID]:
    """The panels on which this person sits today, for a body in which they still hold a role."""
    held = {holding["organisation_id"] for holding in k.holdings}
    return frozenset(
        row["panel_id"]
        for row in k.world["pathway_panelmember"]
        if row["person_id"] == k.actor
        and row["organisation_id"] in held
        and row["from_on"] <= k.world.today
        and (row["until_on"] is None or row["until_on"] > k.world.today)
    )


def _panel(k: Knowledge, given: Arguments) -> Row | None:
    return k.world.by_id.get("pathway_panel", {}).get(given["panel_id"])


def panel(k: Knowledge, given: Arguments) -> bool:
    """A panel that one runs, or sits on."""
    row = _panel(k, given)
    return row is not None and (row["authority_id"] in authorities(k) or row["id"] in seats(k))


def panel_act(k: Knowledge, given: Arguments) -> bool:
    """What is done with a panel is for those who run it."""
    row = _panel(k, given)
    return row is not None and given["name"] in PANEL_ACTS and row["authority_id"] in authorities(k)


def _meeting(k: Knowledge, given: Arguments) -> Row | None:
    return next((row for row in k.world["pathway_meeting"] if row["reference"] == given["reference"]), None)


def meeting(k: Knowledge, given: Arguments) -> bool:
    """A meeting of a panel that one runs, or sits on."""
    row = _meeting(k, given)
    return row is not None and (row["authority_id"] in authorities(k) or row["panel_id"] in seats(k))


def meeting_step(k: Knowledge, given: Arguments) -> bool:
    """A step is for those who run the panel."""
    row = _meeting(k, given)
    return row is not None and given["name"] in MEETING_STEPS and row["authority_id"] in authorities(k)


def own_action(k: Knowledge, given: Arguments) -> bool:
    """What one was given to do oneself, and no interest lies against the person."""
    row = k.world.by_id["pathway_meetingaction"].get(given["action_id"])
    return row is not None and is_given(k, row)


def calendar(k: Knowledge, given: Arguments) -> bool:
    """Whoever has the secret of an address that still opens, signed in or not."""
    return told_by(k.world, given["secret"]) is not None


OPENED_BY_SECRET: dict[str, Callable[[Knowledge, Arguments], bool]] = {"calendar/<str:secret>/meetings.ics": calendar}
"""Addresses at the delivery door at which nobody signs in."""

PANEL_PAGES: dict[str, tuple[frozenset[str], Callable[[Knowledge, Arguments], bool] | None]] = {
    "panels/": (MEMBERS, None),
    "panels/new/": (RUN, None),
    "panels/calendar/": (MEMBERS, None),
    "panels/calendar/address/": (MEMBERS, None),
    "panels/actions/<uuid:action_id>/": (MEMBERS, own_action),
    "panels/<uuid:panel_id>/": (MEMBERS, panel),
    "panels/<uuid:panel_id>/<slug:name>/": (RUN, panel_act),
    "panels/<str:reference>/": (MEMBERS, meeting),
    "panels/<str:reference>/pack/": (MEMBERS, meeting),
    "panels/<str:reference>/<slug:name>/": (RUN, meeting_step),
}
"""Address at the delivery door → the roles that may come, and what is judged of the record that it names."""
