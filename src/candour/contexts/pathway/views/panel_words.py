"""Codes of panels and meetings in words, and what a panel is called in each nation: same engine, other law and names."""

from __future__ import annotations

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway import procedure
from candour.contexts.pathway.models import choices
from candour.contexts.pathway.procedure import nations

CASE = {state.name: state.label for state in procedure.CASE.states}
PART = dict(choices.Part.choices)
WHY = dict(choices.Why.choices)
DECIDED = dict(choices.Decided.choices)
DECIDED_COLOUR = {
    "adopt": "green", "not_adopt": "grey", "defer": "yellow", "review_plan": "blue", "close": "purple", "note": "grey",
}  # fmt: skip
STEP = {
    "plan": _("Planned"),
    "add_item": _("Put cases on the agenda"),
    "take_off": _("Took a case off the agenda"),
    "add_paper": _("Added a paper"),
    "call": _("Called"),
    "invite_guest": _("Invited a guest for one case"),
    "move": _("Moved to another time or place"),
    "open_meeting": _("Opened"),
    "enter_attendance": _("Entered who came"),
    "enter_leaving": _("Entered who left"),
    "declare": _("Entered a declaration"),
    "decide": _("Recorded a decision"),
    "take_back_decision": _("Took a decision back that was recorded by mistake"),
    "enter_dissent": _("Entered that somebody did not agree"),
    "add_action": _("Entered an action"),
    "finish_action": _("Said that an action is done"),
    "draft_minutes": _("Drafted the minutes"),
    "change_minutes": _("Changed the draft"),
    "sign_part": _("Signed what the chair may not see"),
    "sign_off": _("Signed the minutes"),
    "correct_minutes": _("Corrected signed minutes"),
    "call_off": _("Called off"),
    "correct": _("Correction"),
}


def kind(nation: str) -> Any:
    """What the panel is called in this nation."""
    return nations.programme(nation).name


def law(nation: str) -> Any:
    """Where its law is written."""
    written = _("Counter-Terrorism and Security Act 2015, ss.36 and 37; {guidance}")
    return format_lazy(written, guidance=nations.programme(nation).guidance)
