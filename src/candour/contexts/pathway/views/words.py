"""Codes in the words of the pages of the police's side."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from candour.contexts.pathway import codes, procedure

STATE = {state.name: state.label for state in procedure.REFERRAL.states}
COLOUR = {
    "received": "blue", "screening": "turquoise", "assessment": "yellow", "referred_to_panel": "green",
    "transferred": "green", "police_led": "purple", "no_further_action": "grey",
}  # fmt: skip
REQUEST = {state.name: state.label for state in procedure.INFORMATION.states}
REQUEST_COLOUR = {"asked": "yellow", "answered": "green", "declined": "orange", "taken_back": "grey"}
LED = {state.name: state.label for state in procedure.POLICE_LED.states}
LED_COLOUR = {"open": "purple", "exited": "grey"}
CASE = {state.name: state.label for state in procedure.CASE.states}
TRANSFER = {state.name: state.label for state in procedure.TRANSFER.states}
CHANNEL = dict(codes.Channel.choices)
SECTOR = dict(codes.Sector.choices)
OUTCOME = dict(codes.Outcome.choices)
KNOWN = dict(codes.Known.choices)
STATED = dict(codes.Stated.choices)
NAME = dict(codes.NameKind.choices)
CONTACT = dict(codes.ContactKind.choices)
TIE = dict(codes.AffiliationKind.choices)
LIST = {
    "open": _("All open"), "mine": _("Mine"), "nobody": _("Nobody’s"), "late": _("Late"),
    "tell": _("To tell the referrer"),
}  # fmt: skip
"""The lists that everybody has."""
DONE = {
    "receive": _("Received"),
    "take": _("Taken on"),
    "assign": _("Assigned"),
    "reassign": _("Assigned to somebody else"),
    "route": _("Sent to another force"),
    "deconflict": _("Deconfliction check recorded"),
    "decide_match": _("Decided on an earlier referral"),
    "end_match": _("Decision on an earlier referral taken back"),
    "request_information": _("Partner asked"),
    "record_assessment": _("Assessed"),
    "assess_again": _("Assessed again"),
    "countersign": _("Assessment countersigned"),
    "refer_to_panel": _("Referred to the panel"),
    "transfer": _("Passed to another service"),
    "open_police_led": _("Kept police-led"),
    "close": _("No further action"),
    "tell_referrer": _("Referrer told"),
    "review_necessity": _("Reviewed whether it must be kept"),
    "reopen": _("Opened again"),
    "declare_interest": _("Interest declared"),
    "end_interest": _("Declared interest ended"),
    "correct": _("Correction"),
    "ask": _("Asked"),
    "answer": _("Answered"),
    "decline": _("Not shared"),
    "ask_again": _("Asked again"),
    "take_back": _("Taken back"),
    "begin": _("Begun"),
    "review": _("Reviewed"),
    "exit": _("Ended"),
}
"""What a timeline says of a step that was taken."""
CLOCK = {
    "pathway.assess": _("Assess"),
    "pathway.decide": _("Decide"),
    "pathway.tell_referrer": _("Tell the referrer"),
    "pathway.necessity_review": _("Review whether it must be kept"),
    "pathway.necessity_review_child": _("Review whether it must be kept (child, or age not known)"),
    "pathway.information": _("Answer of the partner"),
    "pathway.police_led_review": _("Review by a supervisor"),
}
GROUP = {
    "next": _("Handle it"), "decide": _("Decide"), "find": _("Find out more"), "who": _("Who works on it"),
    "barriers": _("Barriers and mistakes"),
}  # fmt: skip
AGREED = {
    "name": _("the same name, perhaps in another order or with other accents"),
    "spelling": _("a name that is another spelling of the same sounds"),
    "ends": _("the first and the last part of a name"),
    "birth": _("the same date of birth and a part of the name"),
}
"""What agreed between two referrals."""
WRITTEN = (
    ("why_concerned", _("What raised the concern")),
    ("event", _("What happened")),
    ("first_noticed", _("Who noticed it first")),
    ("interests", _("Interest in hate crime, extremism, terrorism, school shootings or massacres")),
    ("online", _("Online")),
    ("contacts", _("Contacts")),
    ("threats", _("Threats")),
    ("needs", _("Needs, known or suspected")),
    ("safeguarding", _("Other safeguarding")),
    ("told_person", _("What the person was told")),
    ("told_parents", _("What the parents were told")),
    ("feared_outcome", _("What is feared")),
)
"""The answers of a referral in the order in which they are shown."""


def spoken(code: str, words: Mapping[str, object]) -> str:
    """The words for a code; nothing for an empty one."""
    return str(words.get(code, code)) if code else ""


@lru_cache(maxsize=8)
def states_in(language: str | None) -> Mapping[str, str]:
    """The states of a referral as text, made once for each language: a list would translate the same few words for each row."""
    with override(language):
        return {code: str(word) for code, word in STATE.items()}


@lru_cache(maxsize=8)
def case_states_in(language: str | None) -> Mapping[str, str]:
    """The states of a panel case as text, likewise."""
    with override(language):
        return {code: str(word) for code, word in CASE.items()}
