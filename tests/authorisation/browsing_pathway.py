"""What stands in the pathway's addresses: a record of every relation, one that does not exist, and each step."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from tests.authorisation.conftest import Office
from tests.authorisation.oracle_pages_panels import MEETING_STEPS, PANEL_ACTS
from tests.authorisation.oracle_pages_pathway import (
    ADDED,
    CASE_STEPS,
    CASE_STEPS_OF_ANYBODY,
    DETAILS,
    OF_OWNER,
    OF_SERVICE,
    REFERRAL_STEPS,
)

ROUTES = (
    "rights/", "referrals/", "people/<str:reference>/", "requests/", "police-led/", "cases/", "transfers/", "support/",
    "panels/", "calendar/",
)  # fmt: skip

_TABLES = {
    "referrals": ("pathway_referral", "R"),
    "people": ("pathway_individual", "P"),
    "requests": ("pathway_informationrequest", "Q"),
    "police-led": ("pathway_policeledcase", "L"),
    "cases": ("pathway_panelcase", "K"),
    "transfers": ("pathway_transfer", "T"),
    "rights": ("pathway_rightsrequest", "G"),
    "panels": ("pathway_meeting", "M"),
}
_STEPS = {
    "referrals": (sorted(REFERRAL_STEPS), ("take", "countersign", "refer_to_panel")),
    "requests": (("answer", "decline", "ask_again", "take_back"),) * 2,
    "police-led": (("review", "reassign", "exit"),) * 2,
    "cases": (sorted(CASE_STEPS | CASE_STEPS_OF_ANYBODY), ("gather", "give_information", "record_consent", "reassign")),
    "rights": (("answer", "extend"),) * 2,
    "panels": (sorted(MEETING_STEPS | PANEL_ACTS), ("call", "decide", "plan")),
    "transfers": (sorted(OF_OWNER | OF_SERVICE), ("accept", "chase", "reassign")),
}


def values(office: Office, route: str, name: str, *, thorough: bool) -> Iterator[Any]:
    """What one part of an address can be."""
    kind = route.split("/", maxsplit=1)[0]
    if name == "access":
        yield from (row["id"] for row in office.world["pathway_rightsaccess"])
        yield uuid4()
    elif name == "panel_id":
        yield from (row["id"] for row in office.world["pathway_panel"])
        yield uuid4()
    elif name == "secret":
        yield from (*office.built.calendars.values(), "no-such-secret")
    elif name == "action_id":
        yield from (row["id"] for row in office.world["pathway_meetingaction"])
        yield uuid4()
    elif name == "reference" and route.startswith("rights/give/"):
        for table in ("pathway_referral", "pathway_panelcase"):
            found = _references(office, table)
            yield from found if thorough else found[:4]
    elif name == "reference":
        table, letter = _TABLES[kind]
        found = _references(office, table)
        is_page = route.count("<") == 1
        yield from found if thorough or is_page else found[:3]
        yield f"{letter}-0000-0000"
    elif name == "name":
        every, few = _STEPS[kind]
        yield from every if thorough else few
        yield "nothing"
    elif name == "what":
        yield from sorted(ADDED) if thorough else ("name", "need")
        yield "nothing"
    elif name == "field":
        yield from sorted(DETAILS) if thorough else ("born_on",)
        yield "nothing"
    elif name in {"commission", "session"}:
        yield from (row["id"] for row in office.world[f"pathway_{name}"])
        yield uuid4()
    elif name == "paper":
        every = [row["id"] for row in office.world["pathway_consentpaper"]]
        yield from every if thorough else every[:8]
        yield uuid4()
    elif name == "number":
        yield from (1, 2)
    elif name == "row_id":
        yield uuid4()
    elif name == "draft":
        yield from (row["id"] for row in office.world["pathway_referraldraft"])
        yield uuid4()
    elif name == "slug":
        yield from ("why", "nothing")
    else:
        raise LookupError(f"say what {name} in {route} can be")


def _references(office: Office, table: str) -> list[str]:
    """Of all but the referrals of which only the first row is written: outside its transaction nobody meets one."""
    bare = {office.built.referrals[label] for label in office.built.referrals if label.startswith("bare")}
    return [row["reference"] for row in office.world[table] if row["id"] not in bare]
