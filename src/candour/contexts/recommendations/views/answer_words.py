"""The words and colours of the pages on which a body answers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from candour.contexts.recommendations import codes
from candour.contexts.recommendations.models import Addressee
from candour.contexts.recommendations.procedure import answer
from candour.contexts.recommendations.queries.standing import standing_of

COLOUR = {
    codes.Standing.AWAITING: "yellow", codes.Standing.ACCEPTED: "blue", codes.Standing.IN_PART: "blue",
    codes.Standing.IN_PRINCIPLE: "blue", codes.Standing.REJECTED: "grey", codes.Standing.NOTED: "grey",
    codes.Standing.ELSEWHERE: "grey", codes.Standing.CLAIMED: "purple", codes.Standing.VERIFIED: "green",
    codes.Standing.NOT_VERIFIED: "red", codes.Standing.CLOSED: "grey",
}  # fmt: skip

SHOWS = {
    "": _("All open"),
    "respond": _("To answer"),
    "deliver": _("Being delivered"),
    "claimed": _("Said to be delivered"),
    "declined": _("Not accepted"),
    "closed": _("Closed"),
}
EMPTY = {
    "": _(
        "Nothing is open. When the Commissioner asks your body for something, it appears here with the day by which to"
        " respond, and you get an email that says only that you should sign in."
    ),
    "respond": _("Nothing waits for a response. What the Commissioner asks your body next appears here."),
    "deliver": _("Nothing is being delivered. What your body accepts stands here until it says that it is done."),
    "claimed": _("Your body has said of nothing that it is delivered. When it has, the Commissioner’s office looks at the evidence."),
    "declined": _("Your body has rejected, noted or passed on nothing that is still open."),
    "closed": _("Nothing is closed yet."),
}  # fmt: skip

NEXT = {
    answer.ASKED: _("Your body responds"),
    answer.ACCEPTED: _("Your body delivers, and says so"),
    answer.REJECTED: _("The Commissioner’s office decides what follows"),
    answer.NOTED: _("The Commissioner’s office decides what follows"),
    answer.ELSEWHERE: _("The Commissioner’s office decides what follows"),
    answer.CLAIMED: _("The Commissioner’s office looks at the evidence"),
    answer.VERIFIED: _("The Commissioner’s office closes it"),
    answer.NOT_VERIFIED: _("Your body does what is missing, and says so"),
    answer.CLOSED: _("Nothing: it is followed no further"),
}
OFFICE = _("The Commissioner’s office")
TASK_COLOUR = {"planned": "grey", "started": "blue", "done": "green", "dropped": "red"}


def standing(row: Addressee) -> dict[str, Any]:
    """Where it stands, as a tag."""
    found = standing_of(row.state, row.response)
    return {"text": found.label, "colour": COLOUR[found]}


def is_bodys_turn(row: Addressee) -> bool:
    """Whether the body itself is next."""
    return row.state == answer.ASKED or row.state in answer.BEING_DELIVERED
