"""The law of what a body is asked: response, delivery, claim, verdict, closing, and asking again when it is late.

Response, claim, verdict and closing reason are records of their own; the state follows from the last of them. The day by
which it should be delivered is the record's own (``Addressee.deliver_by``), set by the office, moved by an extension.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from candour.contexts.recommendations.procedure.basis import (
    APART,
    BODY,
    ESCALATION,
    OFFICE,
    PRINCIPLES,
    RESPONSE,
    ROLE,
    SIGNS,
    SINCE_2025,
)
from candour.kernel.procedures import registry
from candour.kernel.procedures.requirements import Equals, RecordExists
from candour.kernel.procedures.table import Procedure, State, Step

ASKED, ACCEPTED, REJECTED, NOTED, ELSEWHERE = "asked", "accepted", "rejected", "noted", "elsewhere"
CLAIMED, VERIFIED, NOT_VERIFIED, CLOSED = "claimed", "verified", "not_verified", "closed"

RESPOND, VERIFY, DECIDE_EXTENSION = "recommendations.response", "recommendations.verify", "recommendations.extension"
DECIDE = "recommendations.decide"
"""What the office does next where nothing is to be delivered any more: close it, or ask again."""

BEING_DELIVERED = (ACCEPTED, NOT_VERIFIED)
"""What was promised and is still to be delivered: its own day counts."""
_ANSWERED = (ACCEPTED, REJECTED, NOTED, ELSEWHERE, NOT_VERIFIED)
_OPEN = (ASKED, ACCEPTED, REJECTED, NOTED, ELSEWHERE, CLAIMED, VERIFIED, NOT_VERIFIED)

_WORDS = RecordExists("rationale", says=_("The reason, in words"))
_REASONS = RecordExists("reasons", says=_("The reasons, in words"))
_SIGNED = Equals(
    "prepared_by_me", False, says=_("A second person of the body, who signs off what a colleague prepared"),
    mend=_("Give it to a colleague who answers recommendations in your body, or name a deputy."),
)  # fmt: skip
_PLAN = RecordExists("plan", says=_("What will be done, in words"))
_INDEPENDENT = Equals(
    "is_independent", True, says=_("Somebody who neither works for the body nor did so lately"),
    mend=_("Ask a colleague who never worked there."),
)  # fmt: skip
_LATE = Equals("is_late", True, says=_("A day that has passed"))

ANSWER = registry.register(
    Procedure(
        name="recommendations.answer",
        version=1,
        label=_("What a body is asked by a recommendation"),
        in_force=SINCE_2025,
        initial=ASKED,
        terms=(RESPOND, VERIFY, DECIDE_EXTENSION, DECIDE),
        states=(
            State(ASKED, _("No response yet"), _("The body was asked and has not answered.")),
            State(ACCEPTED, _("Accepted, being delivered"), _("The body accepted it, wholly or in part, and is to deliver it.")),
            State(REJECTED, _("Rejected"), _("The body does not accept it, and said why.")),
            State(NOTED, _("Noted"), _("The body neither accepts nor rejects it.")),
            State(ELSEWHERE, _("For another body"), _("The body says that it is for another one.")),
            State(CLAIMED, _("Said to be delivered"), _("The body says that it is done. The Commissioner has not looked at it yet.")),
            State(VERIFIED, _("Verified"), _("The Commissioner looked at the evidence and found it done.")),
            State(NOT_VERIFIED, _("Not verified"), _("The Commissioner looked and could not find it done; what is missing is said.")),
            State(CLOSED, _("Closed"), _("It is followed no further, and why is said."), is_end=True),
        ),
        steps=(
            Step(
                name="ask", label=_("Ask"), source=(), target=ASKED, by=SIGNS,
                requires=(RecordExists("recommendation", says=_("An issued recommendation")),), gives=("recommendation",),
                starts=(RESPOND,), basis=ROLE, in_force=SINCE_2025,
            ),
            Step(
                name="accept", label=_("Accept"), source=(ASKED,), target=ACCEPTED, by=BODY,
                requires=(_REASONS, _PLAN, _SIGNED), gives=("reasons", "plan"), meets=(RESPOND,), cancels=(DECIDE_EXTENSION,),
                basis=RESPONSE, in_force=SINCE_2025,
            ),
            Step(
                name="accept_in_part", label=_("Accept in part"), source=(ASKED,), target=ACCEPTED, by=BODY,
                requires=(_REASONS, _PLAN, _SIGNED), gives=("reasons", "plan"), meets=(RESPOND,), cancels=(DECIDE_EXTENSION,),
                basis=RESPONSE, in_force=SINCE_2025,
            ),
            Step(
                name="accept_in_principle", label=_("Accept in principle"), source=(ASKED,), target=ACCEPTED, by=BODY,
                requires=(_REASONS, _PLAN, _SIGNED), gives=("reasons", "plan"), meets=(RESPOND,), cancels=(DECIDE_EXTENSION,),
                basis=RESPONSE, in_force=SINCE_2025,
            ),
            Step(
                name="reject", label=_("Reject"), source=(ASKED,), target=REJECTED, by=BODY,
                requires=(_REASONS, _SIGNED), gives=("reasons",), meets=(RESPOND,), starts=(DECIDE,), cancels=(DECIDE_EXTENSION,),
                basis=RESPONSE, in_force=SINCE_2025,
            ),
            Step(
                name="note", label=_("Note"), source=(ASKED,), target=NOTED, by=BODY,
                requires=(_REASONS, _SIGNED), gives=("reasons",), meets=(RESPOND,), starts=(DECIDE,), cancels=(DECIDE_EXTENSION,),
                basis=RESPONSE, in_force=SINCE_2025,
            ),
            Step(
                name="pass_on", label=_("Say that it is for another body"), source=(ASKED,), target=ELSEWHERE, by=BODY,
                requires=(_REASONS, RecordExists("for_body", says=_("Which body")), _SIGNED), gives=("reasons", "for_body"),
                meets=(RESPOND,), starts=(DECIDE,), cancels=(DECIDE_EXTENSION,), basis=RESPONSE, in_force=SINCE_2025,
            ),
            Step(
                name="ask_again", label=_("Ask for a new response"), source=_ANSWERED, target=ASKED, by=OFFICE,
                requires=(_WORDS,), gives=("rationale",), starts=(RESPOND,), meets=(DECIDE,), cancels=(DECIDE_EXTENSION,),
                basis=ROLE, in_force=SINCE_2025,
            ),
            Step(
                name="update", label=_("Say how it goes"), source=(ACCEPTED, NOT_VERIFIED, CLAIMED), target=None, by=BODY,
                requires=(RecordExists("text", says=_("How it goes")),), gives=("text",), basis=APART, in_force=SINCE_2025,
            ),
            Step(
                name="claim", label=_("Say that it is delivered"), source=BEING_DELIVERED, target=CLAIMED, by=BODY,
                requires=(
                    RecordExists("against_measure", says=_("How the measure of success is met")),
                    RecordExists("evidence", says=_("What shows it"), mend=_("Name the evidence, and where it can be seen.")),
                ),
                gives=("against_measure", "evidence"), starts=(VERIFY,), cancels=(DECIDE_EXTENSION,), basis=APART, in_force=SINCE_2025,
            ),
            Step(
                name="verify", label=_("Find it verified"), source=(CLAIMED,), target=VERIFIED, by=OFFICE,
                requires=(
                    RecordExists("looked_at", says=_("The evidence that was looked at")),
                    RecordExists("method", says=_("How it was looked at")), _INDEPENDENT,
                ),
                gives=("looked_at", "method"), meets=(VERIFY,), starts=(DECIDE,), basis=PRINCIPLES, in_force=SINCE_2025,
            ),
            Step(
                name="reconsider", label=_("Look again"), source=(VERIFIED,), target=CLAIMED, by=OFFICE,
                requires=(_WORDS,), gives=("rationale",), starts=(VERIFY,), cancels=(DECIDE,), basis=APART, in_force=SINCE_2025,
            ),
            Step(
                name="find_not_verified", label=_("Find it not verified"), source=(CLAIMED,), target=NOT_VERIFIED, by=OFFICE,
                requires=(
                    RecordExists("looked_at", says=_("The evidence that was looked at")),
                    RecordExists("method", says=_("How it was looked at")),
                    RecordExists("missing", says=_("What is missing")),
                    RecordExists("next_on", says=_("The day by which it is expected")), _INDEPENDENT,
                ),
                gives=("looked_at", "method", "missing", "next_on"), meets=(VERIFY,), basis=PRINCIPLES, in_force=SINCE_2025,
            ),
            Step(
                name="ask_extension", label=_("Ask for more time"), source=(ASKED, ACCEPTED, NOT_VERIFIED), target=None, by=BODY,
                requires=(
                    _REASONS, RecordExists("until", says=_("Until when")),
                    Equals("extension_waits", False, says=_("No earlier request that still waits")),
                ),
                gives=("reasons", "until"), starts=(DECIDE_EXTENSION,), basis=ROLE, in_force=SINCE_2025,
            ),
            Step(
                name="extend", label=_("Give more time"), source=(ASKED, ACCEPTED, NOT_VERIFIED), target=None, by=OFFICE,
                requires=(_REASONS, RecordExists("until", says=_("Until when")), RecordExists("extension", says=_("A request that waits"))),
                gives=("reasons", "until"), meets=(DECIDE_EXTENSION,), basis=ROLE, in_force=SINCE_2025,
            ),
            Step(
                name="refuse_extension", label=_("Give no more time"), source=(ASKED, ACCEPTED, NOT_VERIFIED), target=None, by=OFFICE,
                requires=(_REASONS, RecordExists("extension", says=_("A request that waits"))), gives=("reasons",),
                meets=(DECIDE_EXTENSION,), basis=ROLE, in_force=SINCE_2025,
            ),
            Step(
                name="remind", label=_("Remind"), source=(ASKED, ACCEPTED, NOT_VERIFIED), target=None, by=(*OFFICE, "system"),
                requires=(Equals("is_late_or_soon", True, says=_("A day that has passed, or comes soon")),),
                basis=ESCALATION, in_force=SINCE_2025,
            ),
            Step(
                name="write_letter", label=_("Send a signed letter"), source=(ASKED, ACCEPTED, NOT_VERIFIED), target=None, by=SIGNS,
                requires=(
                    RecordExists("letter", says=_("The letter")), _LATE,
                    Equals("was_reminded", True, says=_("A reminder for what is late")),
                ),
                gives=("letter",), basis=ESCALATION, in_force=SINCE_2025,
            ),
            Step(
                name="give_notice", label=_("Give public notice"), source=(ASKED, ACCEPTED, NOT_VERIFIED), target=None, by=SIGNS,
                requires=(
                    RecordExists("notice", says=_("The notice")), _LATE,
                    Equals("was_written_to", True, says=_("A signed letter about what is late")),
                    Equals("is_published", True, says=_("A recommendation that is published")),
                ),
                gives=("notice",), basis=ESCALATION, in_force=SINCE_2025,
            ),
            Step(
                name="close_as_done", label=_("Close it: done"), source=(VERIFIED,), target=CLOSED, by=OFFICE,
                requires=(_WORDS,), gives=("rationale",), meets=(DECIDE,), basis=ROLE, in_force=SINCE_2025,
            ),
            Step(
                name="close_as_exceeded", label=_("Close it: exceeded"), source=(VERIFIED,), target=CLOSED, by=OFFICE,
                requires=(_WORDS,), gives=("rationale",), meets=(DECIDE,), basis=ROLE, in_force=SINCE_2025,
            ),
            Step(
                name="close_as_superseded", label=_("Close it: superseded"), source=_OPEN, target=CLOSED, by=SIGNS,
                requires=(
                    _WORDS, RecordExists("successor", says=_("The recommendation that supersedes it"),
                                         mend=_("Link the later one to this as “supersedes”, then choose it.")),
                ),
                gives=("rationale", "successor"), meets=(DECIDE,), cancels=(RESPOND, VERIFY, DECIDE_EXTENSION),
                basis=ROLE, in_force=SINCE_2025,
            ),
            Step(
                name="close_as_not_applicable", label=_("Close it: no longer applicable"), source=_OPEN, target=CLOSED, by=SIGNS,
                requires=(_WORDS,), gives=("rationale",), meets=(DECIDE,), cancels=(RESPOND, VERIFY, DECIDE_EXTENSION),
                basis=ROLE, in_force=SINCE_2025,
            ),
            Step(
                name="close_as_refused", label=_("Close it: refused"), source=(REJECTED, NOTED), target=CLOSED, by=SIGNS,
                requires=(_WORDS,), gives=("rationale",), meets=(DECIDE,), basis=ROLE, in_force=SINCE_2025,
            ),
            Step(
                name="reopen", label=_("Open it again"), source=(CLOSED,), target=ASKED, by=SIGNS,
                requires=(_WORDS,), gives=("rationale",), starts=(RESPOND,), basis=ROLE, in_force=SINCE_2025,
            ),
        ),
    )
)  # fmt: skip
