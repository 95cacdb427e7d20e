"""Codes in the few words that a list has room for. The long ones, for the public, stand in ``codes``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.dates import MONTHS_3
from django.utils.formats import date_format
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from candour.contexts.concerns import codes, procedure
from candour.contexts.concerns.identity import Passage
from candour.contexts.concerns.queries import passages

KIND = {
    "concern": _("Concern"),
    "experience": _("Experience"),
    "feedback": _("Feedback"),
    "good_practice": _("Good practice"),
}
SECTOR = {
    "education": _("Education"),
    "police": _("Police"),
    "health": _("Health"),
    "social_care": _("Social care"),
    "local_authority": _("Council"),
    "prison_probation": _("Prison or probation"),
    "provider": _("Provider"),
    "home_office": _("Home Office"),
    "other": _("Another sector"),
}
STAGE = {
    "training": _("Training"),
    "referral": _("Referral"),
    "assessment": _("Assessment"),
    "panel": _("Panel"),
    "consent": _("Consent"),
    "support": _("Support"),
    "closure": _("Closure"),
    "data": _("Data"),
    "other": _("Another stage"),
}
REGION = dict(codes.Region.choices)
LEVEL = dict(codes.Level.choices)
LIST = {
    "open": _("All open"),
    "mine": _("Mine"),
    "nobody": _("Nobody’s"),
    "late": _("Late"),
    "unread": _("Not read"),
    "waiting": _("Waiting for the person"),
    "paused": _("Clock paused"),
}
"""The views that everybody has."""
CHANNEL = dict(codes.Channel.choices)
CONNECTION = dict(codes.Connection.choices)
STATE = {state.name: state.label for state in procedure.concern.CONCERN.states}
COLOUR = {
    "received": "blue",
    "acknowledged": "turquoise",
    "in_scope": "purple",
    "signposted": "grey",
    "open": "yellow",
    "answered": "green",
    "closed": "grey",
    "withdrawn": "grey",
    "erased": "grey",
}
"""Of the tag that says a state. The word says it; the colour helps to find it."""

STEP = {
    **{step.name: step.label for step in procedure.concern.CONCERN.steps},
    "withdraw": _("Record that the person withdrew"),
}
DONE = {
    "receive": _("Received"),
    "acknowledge": _("Acknowledged"),
    "take": _("Taken on"),
    "assign": _("Assigned"),
    "declare_interest": _("Interest declared"),
    "end_interest": _("Declared interest ended"),
    "open_in_emergency": _("Opened in an emergency"),
    "code": _("Coded"),
    "link": _("Linked to others"),
    "unlink": _("Link taken away"),
    "triage_in_scope": _("Decided: we can look at it"),
    "signpost": _("Pointed to another body"),
    "open": _("Work started"),
    "write": _("Message sent"),
    "translate": _("Translation kept"),
    "ask_agreement": _("Asked whether the body may be told"),
    "record_agreement": _("Agreement recorded"),
    "request_override": _("Asked to tell a body without agreement"),
    "decide_override": _("Decided by a second person"),
    "put_to_body": _("Put to the body"),
    "answer": _("Answered"),
    "close": _("Closed"),
    "reopen": _("Opened again"),
    "reply": _("Message from the person"),
    "answer_agreement": _("Said whether the body may be told"),
    "withdraw": _("Withdrawn"),
    "pause_clock": _("Clock paused"),
    "resume_clock": _("Clock runs again"),
    "correct": _("Correction"),
    "seal_passage": _("Identifying passage moved"),
    "seal_file": _("Identifying file moved"),
    "request_erasure": _("Asked to erase it"),
    "decide_erasure": _("Erased"),
    "refuse_erasure": _("Erasing refused"),
}
"""What a timeline says of a step that was taken."""

OPENING = {state.name: state.label for state in procedure.opening.OPENING.states}
OPENING_COLOUR = {
    "asked": "blue", "half_agreed": "turquoise", "opened": "yellow", "finished": "green", "refused": "red",
    "withdrawn": "grey", "lapsed": "grey",
}  # fmt: skip
OPENING_DONE = {
    "ask": _("Asked to open the sealed identity"),
    "get_ready": _("The reader made ready"),
    "agree_first": _("First side agreed to open the identity"),
    "agree_second": _("Second side agreed: identity opened"),
    "refuse": _("Opening the identity refused"),
    "step_aside": _("Somebody who was asked stepped aside"),
    "withdraw": _("Request to open the identity taken back"),
    "read": _("Identity read"),
    "finish": _("Identity closed again"),
    "lapse": _("Request to open the identity: time over"),
}
"""What a timeline says of a request to open an identity."""

GROUND = dict(codes.OpeningGround.choices)
BASIS = dict(codes.ErasureBasis.choices)
SIDE = dict(codes.Side.choices)
PIECE = dict(codes.Piece.choices)
PART = {
    "body_name": _("the body’s name"), "place": _("the place"), "what_happened": _("what happened"),
    "when_it_happened": _("when it happened"), "effect": _("its effect"), "change_wanted": _("what should change"),
}  # fmt: skip
"""The answers of the form, as where a passage stood."""


def where(passage: Passage) -> str:
    """Where a passage stood, in words."""
    if passage.part in PART:
        return str(PART[passage.part])
    day = date_format(date.fromisoformat(passage.sent_on), "j F Y") if passage.sent_on else ""
    if passage.part == passages.MESSAGE:
        return translated("the message of %(day)s") % {"day": day}
    if day:
        return translated("a translation of the message of %(day)s") % {"day": day}
    return translated("a translation of what was told")


CLOCK = {
    "concerns.acknowledge": _("Acknowledge"),
    "concerns.triage": _("Decide whether we can look at it"),
    "concerns.answer": _("Answer"),
    "concerns.enquiry": _("Answer of the body"),
    "concerns.override_review": _("Review of telling a body without agreement"),
}
GROUP = {
    "next": _("Handle it"),
    "other": _("Also"),
    "person": _("The person"),
    "body": _("The body"),
    "others": _("Others like it"),
    "time": _("Work and time"),
    "barriers": _("Barriers and mistakes"),
}


def day(on: date) -> str:
    """``3 April 2026``, as pages write a day."""
    return date_format(on, "j F Y")


def spoken(code: str, words: Mapping[str, object]) -> str:
    """The words for a code; nothing for an empty one."""
    return str(words.get(code, code)) if code else ""


@lru_cache(maxsize=8)
def in_language(language: str | None) -> tuple[Mapping[Any, str], ...]:
    """Kinds, sectors, stages, states, regions, channels and short month names as text, made once for each language:
    a list of fifty rows would translate the same words three hundred times.
    """
    known = (KIND, SECTOR, STAGE, STATE, REGION, CHANNEL, MONTHS_3)
    with override(language):
        return tuple(
            {code: str(word).capitalize() for code, word in MONTHS_3.items()}
            if words is MONTHS_3
            else {code: str(word) for code, word in words.items()}
            for words in known
        )
