"""The law of this context: how a concern is handled, and how an enquiry to a body is answered.

Each step names who may take it, from where, what it needs, which time limits it starts and ends, and on what basis.
Time limits themselves are policy data (``deadlines.PolicyTerm``); nothing here is a number of days.
Source of the duties: the office's published route for concerns and its personal information charter
(domain.md, section 6, S58 and S59), and the Standards and Compliance Unit's promise that a body is contacted only
with the complainant's agreement (S31).
"""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from candour.kernel.people.roles import Role
from candour.kernel.procedures import registry
from candour.kernel.procedures.requirements import (
    Assigned,
    CameBefore,
    DifferentPerson,
    Equals,
    OneOf,
    RecordExists,
)
from candour.kernel.procedures.table import Period, Procedure, State, Step

CASEWORKER = Role.CONCERNS_CASEWORKER.value
HEAD = Role.HEAD_OF_OFFICE.value
COMMISSIONER = Role.COMMISSIONER.value
BODY_CONTACT = Role.BODY_CONTACT.value
REPORTER = "reporter"

FROM_THE_START = Period(date(2025, 1, 1))
"""Office policy, in force since the office exists; a change is a new version with its own date."""

ROUTE = _("Office policy on concerns; published route, gov.uk/guidance/report-a-concern-about-prevent")
AGREEMENT = _(
    "Office policy on concerns; a body is contacted only with agreement (gov.uk, make a complaint about Prevent)"
)
HARM = _("Office policy on imminent harm; duty to safeguard (UK GDPR Art 6(1)(d), 9(2)(c))")
INTEREST = _("Seven Principles of Public Life; office policy on declared interests")
CORRECTION = _("UK GDPR Art 5(1)(d), accuracy; office policy on corrections")

RECEIVED, ACKNOWLEDGED = "received", "acknowledged"
IN_SCOPE, SIGNPOSTED = "in_scope", "signposted"
OPEN, ANSWERED, CLOSED, WITHDRAWN = "open", "answered", "closed", "withdrawn"

BEFORE_ANSWER = (RECEIVED, ACKNOWLEDGED, IN_SCOPE, OPEN)
LIVE = (*BEFORE_ANSWER, SIGNPOSTED, ANSWERED)
ALL = (*LIVE, CLOSED, WITHDRAWN)
WORKING = (ACKNOWLEDGED, IN_SCOPE, OPEN, SIGNPOSTED, ANSWERED)

CONCERN = registry.register(
    Procedure(
        name="concerns.concern",
        version=1,
        label=_("A concern told to the Commissioner"),
        in_force=FROM_THE_START,
        initial=RECEIVED,
        terms=("concerns.acknowledge", "concerns.triage", "concerns.answer"),
        states=(
            State(
                RECEIVED,
                _("Received"),
                _("We have what you told us. Nobody has looked at it yet."),
            ),
            State(
                ACKNOWLEDGED,
                _("Acknowledged"),
                _("We have seen it and are deciding whether we are the right office."),
            ),
            State(
                IN_SCOPE,
                _("In scope"),
                _("We can look at this. A caseworker is preparing to."),
            ),
            State(
                SIGNPOSTED,
                _("Signposted"),
                _("Another body is the right one. We have told you which, and why."),
            ),
            State(OPEN, _("Open"), _("A caseworker is looking at this.")),
            State(
                ANSWERED,
                _("Answered"),
                _("We have answered you. You can write back if something is missing."),
            ),
            State(
                CLOSED,
                _("Closed"),
                _("We have finished. You can still write to us here, and we will open it again."),
                is_end=True,
            ),
            State(
                WITHDRAWN,
                _("Withdrawn"),
                _("You withdrew this. We keep a record that it came, and do no more."),
                is_end=True,
            ),
        ),
        steps=(
            Step(
                name="receive",
                label=_("Receive"),
                source=(),
                target=RECEIVED,
                by=(REPORTER, CASEWORKER, HEAD),
                starts=("concerns.acknowledge",),
                basis=ROUTE,
                in_force=FROM_THE_START,
            ),
            Step(
                name="acknowledge",
                label=_("Acknowledge"),
                source=(RECEIVED,),
                target=ACKNOWLEDGED,
                by=(CASEWORKER, HEAD),
                requires=(RecordExists("message", says=_("A message to the person")),),
                gives=("message",),
                meets=("concerns.acknowledge",),
                starts=("concerns.triage",),
                basis=ROUTE,
                in_force=FROM_THE_START,
            ),
            Step(
                name="take",
                label=_("Take it on"),
                source=LIVE,
                target=None,
                by=(CASEWORKER,),
                requires=(Equals("assigned_to", None, says=_("Nobody is working on it")),),
                basis=ROUTE,
                in_force=FROM_THE_START,
            ),
            Step(
                name="assign",
                label=_("Assign or reassign"),
                source=LIVE,
                target=None,
                by=(CASEWORKER, HEAD),
                requires=(RecordExists("assignee", says=_("A caseworker to assign it to")),),
                gives=("assignee",),
                basis=ROUTE,
                in_force=FROM_THE_START,
            ),
            Step(
                name="declare_interest",
                label=_("Declare an interest"),
                source=ALL,
                target=None,
                by=(CASEWORKER, HEAD, COMMISSIONER),
                requires=(RecordExists("rationale", says=_("The interest, in words")),),
                gives=("rationale",),
                basis=INTEREST,
                in_force=FROM_THE_START,
            ),
            Step(
                name="end_interest",
                label=_("End a declared interest"),
                source=ALL,
                target=None,
                by=(HEAD, COMMISSIONER),
                requires=(
                    RecordExists("declaration", says=_("An interest that somebody else declared")),
                    RecordExists("rationale", says=_("Why it no longer stands, or was a mistake")),
                ),
                gives=("declaration", "rationale"),
                basis=INTEREST,
                in_force=FROM_THE_START,
            ),
            Step(
                name="open_in_emergency",
                label=_("Read it in an emergency"),
                source=ALL,
                target=None,
                by=(CASEWORKER, HEAD, COMMISSIONER),
                requires=(RecordExists("rationale", says=_("The reason, in words")),),
                gives=("rationale",),
                grave=True,
                basis=HARM,
                in_force=FROM_THE_START,
            ),
            Step(
                name="code",
                label=_("Code it"),
                source=(*WORKING, CLOSED),
                target=None,
                by=(CASEWORKER,),
                requires=(
                    Assigned(),
                    RecordExists("coding", says=_("At least one issue from the taxonomy")),
                ),
                gives=("coding",),
                basis=ROUTE,
                in_force=FROM_THE_START,
            ),
            Step(
                name="triage_in_scope",
                label=_("Decide that we can look at it"),
                source=(ACKNOWLEDGED,),
                target=IN_SCOPE,
                by=(CASEWORKER,),
                requires=(
                    Assigned(),
                    RecordExists("coding", says=_("It is coded")),
                    RecordExists("rationale", says=_("The reason for the decision")),
                ),
                gives=("rationale",),
                meets=("concerns.triage",),
                starts=("concerns.answer",),
                basis=ROUTE,
                in_force=FROM_THE_START,
            ),
            Step(
                name="signpost",
                label=_("Point to another body"),
                source=(ACKNOWLEDGED, IN_SCOPE, OPEN),
                target=SIGNPOSTED,
                by=(CASEWORKER,),
                requires=(
                    Assigned(),
                    RecordExists(
                        "coding",
                        says=_("It is coded: what we do not look at is counted too"),
                    ),
                    RecordExists("signposting", says=_("A body from the directory")),
                    RecordExists("message", says=_("A message that says where to go and why")),
                    RecordExists("rationale", says=_("The reason for the decision")),
                ),
                gives=("signposting", "message", "rationale"),
                meets=("concerns.triage", "concerns.answer"),
                basis=ROUTE,
                in_force=FROM_THE_START,
            ),
            Step(
                name="open",
                label=_("Start work"),
                source=(IN_SCOPE,),
                target=OPEN,
                by=(CASEWORKER,),
                requires=(Assigned(),),
                basis=ROUTE,
                in_force=FROM_THE_START,
            ),
            Step(
                name="write",
                label=_("Write to the person"),
                source=(*WORKING, RECEIVED),
                target=None,
                by=(CASEWORKER,),
                requires=(Assigned(), RecordExists("message", says=_("A message"))),
                gives=("message",),
                basis=ROUTE,
                in_force=FROM_THE_START,
            ),
            Step(
                name="ask_agreement",
                label=_("Ask whether the body may be told"),
                source=(ACKNOWLEDGED, IN_SCOPE, OPEN),
                target=None,
                by=(CASEWORKER,),
                requires=(
                    Assigned(),
                    RecordExists("message", says=_("A message that says who would be told what")),
                ),
                gives=("message",),
                basis=AGREEMENT,
                in_force=FROM_THE_START,
            ),
            Step(
                name="record_agreement",
                label=_("Record what the person said by other means"),
                source=BEFORE_ANSWER,
                target=None,
                by=(CASEWORKER,),
                requires=(
                    Assigned(),
                    RecordExists("agreement", says=_("Whether they agreed")),
                    RecordExists("rationale", says=_("How and when they said so")),
                ),
                gives=("agreement", "rationale"),
                basis=AGREEMENT,
                in_force=FROM_THE_START,
            ),
            Step(
                name="request_override",
                label=_("Ask to tell a body without agreement"),
                source=BEFORE_ANSWER,
                target=None,
                by=(CASEWORKER, HEAD),
                requires=(
                    Equals("override_waiting", False, says=_("No such request is waiting")),
                    RecordExists(
                        "rationale",
                        says=_("The imminent harm, or the child at risk, in words"),
                    ),
                ),
                gives=("rationale",),
                basis=HARM,
                in_force=FROM_THE_START,
            ),
            Step(
                name="decide_override",
                label=_("Decide as second person"),
                source=BEFORE_ANSWER,
                target=None,
                by=(CASEWORKER, HEAD, COMMISSIONER),
                requires=(
                    CameBefore("request_override", says=_("A request to tell a body without agreement")),
                    RecordExists("override_waiting", says=_("A request is waiting")),
                    DifferentPerson("request_override", says=_("A second person: not the one who asked")),
                    RecordExists("rationale", says=_("The reason for the decision")),
                ),
                gives=("rationale",),
                grave=True,
                basis=HARM,
                in_force=FROM_THE_START,
            ),
            Step(
                name="put_to_body",
                label=_("Put it to the body"),
                source=(ACKNOWLEDGED, IN_SCOPE, OPEN),
                target=None,
                by=(CASEWORKER,),
                requires=(
                    Assigned(),
                    OneOf(
                        "may_tell",
                        ("agreed", "override"),
                        says=_("The person agrees, or two people authorised it because of imminent harm"),
                    ),
                    RecordExists(
                        "enquiry",
                        says=_("An enquiry, written by you, that does not show who told us"),
                    ),
                ),
                gives=("enquiry",),
                basis=AGREEMENT,
                in_force=FROM_THE_START,
            ),
            Step(
                name="answer",
                label=_("Answer"),
                source=(OPEN,),
                target=ANSWERED,
                by=(CASEWORKER,),
                requires=(Assigned(), RecordExists("message", says=_("The answer"))),
                gives=("message",),
                meets=("concerns.answer",),
                basis=ROUTE,
                in_force=FROM_THE_START,
            ),
            Step(
                name="close",
                label=_("Close"),
                source=(ANSWERED, SIGNPOSTED, OPEN, IN_SCOPE),
                target=CLOSED,
                by=(CASEWORKER, HEAD),
                requires=(
                    RecordExists("close_reason", says=_("Why it is closed")),
                    RecordExists("rationale", says=_("The reason, in words")),
                ),
                gives=("close_reason", "rationale"),
                meets=("concerns.answer",),
                basis=ROUTE,
                in_force=FROM_THE_START,
            ),
            Step(
                name="reopen",
                label=_("Open again"),
                source=(ANSWERED, SIGNPOSTED, CLOSED, WITHDRAWN),
                target=OPEN,
                by=(REPORTER, CASEWORKER, HEAD),
                requires=(RecordExists("message", says=_("A new message, or the reason in words")),),
                gives=("message",),
                starts=("concerns.answer",),
                basis=ROUTE,
                in_force=FROM_THE_START,
            ),
            Step(
                name="reply",
                label=_("Write to the office"),
                source=BEFORE_ANSWER,
                target=None,
                by=(REPORTER,),
                requires=(RecordExists("message", says=_("A message")),),
                gives=("message",),
                basis=ROUTE,
                in_force=FROM_THE_START,
            ),
            Step(
                name="answer_agreement",
                label=_("Say whether the body may be told"),
                source=BEFORE_ANSWER,
                target=None,
                by=(REPORTER,),
                requires=(RecordExists("agreement", says=_("Yes or no")),),
                gives=("agreement",),
                basis=AGREEMENT,
                in_force=FROM_THE_START,
            ),
            Step(
                name="withdraw",
                label=_("Withdraw"),
                source=LIVE,
                target=WITHDRAWN,
                by=(REPORTER, CASEWORKER),
                cancels=("concerns.acknowledge", "concerns.triage", "concerns.answer"),
                basis=ROUTE,
                in_force=FROM_THE_START,
            ),
            Step(
                name="pause_clock",
                label=_("Pause the clock"),
                source=BEFORE_ANSWER,
                target=None,
                by=(CASEWORKER,),
                requires=(
                    Assigned(),
                    Equals("is_paused", False, says=_("The clock is running")),
                    RecordExists("rationale", says=_("The reason, which the person will see")),
                ),
                gives=("rationale",),
                basis=ROUTE,
                in_force=FROM_THE_START,
            ),
            Step(
                name="resume_clock",
                label=_("Let the clock run again"),
                source=BEFORE_ANSWER,
                target=None,
                by=(CASEWORKER,),
                requires=(
                    Assigned(),
                    RecordExists("pause", says=_("The clock is paused")),
                ),
                basis=ROUTE,
                in_force=FROM_THE_START,
            ),
            Step(
                name="correct",
                label=_("Correct a mistaken step"),
                source=(*WORKING, CLOSED, WITHDRAWN),
                target=None,
                by=(CASEWORKER, HEAD),
                requires=(
                    RecordExists("correctable", says=_("A step that can be corrected")),
                    RecordExists("rationale", says=_("What was mistaken")),
                ),
                gives=("rationale",),
                basis=CORRECTION,
                in_force=FROM_THE_START,
            ),
        ),
    )
)

SENT, REPLIED, ACCEPTED, TAKEN_BACK = "sent", "replied", "accepted", "taken_back"

ENQUIRY = registry.register(
    Procedure(
        name="concerns.enquiry",
        version=1,
        label=_("An enquiry to a body"),
        in_force=FROM_THE_START,
        initial=SENT,
        terms=("concerns.enquiry",),
        states=(
            State(SENT, _("Waiting for an answer"), _("The body has been asked.")),
            State(
                REPLIED,
                _("Answered by the body"),
                _("The body has answered; the office is reading it."),
            ),
            State(
                ACCEPTED,
                _("Finished"),
                _("The office has what it asked for."),
                is_end=True,
            ),
            State(
                TAKEN_BACK,
                _("Taken back"),
                _("The office no longer needs an answer."),
                is_end=True,
            ),
        ),
        steps=(
            Step(
                name="send",
                label=_("Send"),
                source=(),
                target=SENT,
                by=(CASEWORKER,),
                starts=("concerns.enquiry",),
                basis=AGREEMENT,
                in_force=FROM_THE_START,
            ),
            Step(
                name="reply",
                label=_("Answer"),
                source=(SENT,),
                target=REPLIED,
                by=(BODY_CONTACT,),
                requires=(RecordExists("reply", says=_("An answer")),),
                gives=("reply",),
                meets=("concerns.enquiry",),
                basis=AGREEMENT,
                in_force=FROM_THE_START,
            ),
            Step(
                name="ask_again",
                label=_("Ask again"),
                source=(REPLIED,),
                target=SENT,
                by=(CASEWORKER,),
                requires=(RecordExists("rationale", says=_("What is still needed")),),
                gives=("rationale",),
                starts=("concerns.enquiry",),
                basis=AGREEMENT,
                in_force=FROM_THE_START,
            ),
            Step(
                name="accept",
                label=_("Finish"),
                source=(REPLIED,),
                target=ACCEPTED,
                by=(CASEWORKER,),
                basis=AGREEMENT,
                in_force=FROM_THE_START,
            ),
            Step(
                name="take_back",
                label=_("Take back"),
                source=(SENT,),
                target=TAKEN_BACK,
                by=(CASEWORKER,),
                requires=(RecordExists("rationale", says=_("Why no answer is needed")),),
                gives=("rationale",),
                cancels=("concerns.enquiry",),
                basis=AGREEMENT,
                in_force=FROM_THE_START,
            ),
        ),
    )
)
