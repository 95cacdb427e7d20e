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
OFFICER = Role.IDENTITY_OFFICER.value
DEPUTY = Role.DEPUTY_COMMISSIONER.value
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
SEALED = _(
    "Office policy on confidential reporters: two people open, one named person reads, the reporter sees the day"
)
ERASURE = _("UK GDPR Art 17, right to erasure; Art 5(1)(e), storage limitation")
CORRECTION = _("UK GDPR Art 5(1)(d), accuracy; office policy on corrections")

RECEIVED, ACKNOWLEDGED = "received", "acknowledged"
IN_SCOPE, SIGNPOSTED = "in_scope", "signposted"
OPEN, ANSWERED, CLOSED, WITHDRAWN = "open", "answered", "closed", "withdrawn"
ERASED = "erased"

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
            State(
                ERASED,
                _("Erased"),
                _("What you told us, and who you are, was erased. Nobody can bring it back, and we cannot either."),
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
                name="link",
                label=_("Link it to others"),
                source=ALL,
                target=None,
                by=(CASEWORKER, HEAD),
                requires=(RecordExists("link", says=_("The concern it repeats, or a campaign")),),
                gives=("link",),
                basis=ROUTE,
                in_force=FROM_THE_START,
            ),
            Step(
                name="unlink",
                label=_("Take a link away"),
                source=ALL,
                target=None,
                by=(CASEWORKER, HEAD),
                requires=(
                    RecordExists("linked", says=_("It is linked to others")),
                    RecordExists("rationale", says=_("Why it does not belong there")),
                ),
                gives=("rationale",),
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
                name="translate",
                label=_("Keep a translation"),
                source=(*LIVE, CLOSED),
                target=None,
                by=(CASEWORKER,),
                requires=(Assigned(), RecordExists("translation", says=_("The translation"))),
                gives=("translation",),
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
            Step(
                name="seal_passage",
                label=_("Move an identifying passage"),
                source=ALL,
                target=None,
                by=(CASEWORKER,),
                requires=(
                    Assigned(),
                    RecordExists("passage", says=_("A passage that stands in what was written, word for word")),
                ),
                gives=("passage",),
                basis=SEALED,
                in_force=FROM_THE_START,
            ),
            Step(
                name="seal_file",
                label=_("Move an identifying file"),
                source=ALL,
                target=None,
                by=(CASEWORKER,),
                requires=(
                    Assigned(),
                    RecordExists("movable_file", says=_("A file that the person sent and that is not sealed")),
                    RecordExists("file", says=_("Which file it is")),
                ),
                gives=("file",),
                basis=SEALED,
                in_force=FROM_THE_START,
            ),
            Step(
                name="request_erasure",
                label=_("Ask to erase it"),
                source=ALL,
                target=None,
                by=(CASEWORKER, HEAD, COMMISSIONER),
                requires=(
                    Equals("erasure_waiting", False, says=_("No such request is waiting")),
                    RecordExists("basis", says=_("The basis on which it is erased")),
                    RecordExists("rationale", says=_("The reason, in words")),
                ),
                gives=("basis", "rationale"),
                grave=True,
                basis=ERASURE,
                in_force=FROM_THE_START,
            ),
            Step(
                name="decide_erasure",
                label=_("Erase it, as second person"),
                source=ALL,
                target=ERASED,
                by=(HEAD, COMMISSIONER),
                requires=(
                    CameBefore("request_erasure"),
                    RecordExists("erasure_waiting", says=_("A request is waiting")),
                    DifferentPerson("request_erasure"),
                    Equals("opening_runs", False, says=_("No request to open the sealed identity is running")),
                    RecordExists("rationale", says=_("The reason for the decision")),
                ),
                gives=("rationale",),
                cancels=("concerns.acknowledge", "concerns.triage", "concerns.answer"),
                grave=True,
                basis=ERASURE,
                in_force=FROM_THE_START,
            ),
            Step(
                name="refuse_erasure",
                label=_("Refuse to erase it"),
                source=ALL,
                target=None,
                by=(HEAD, COMMISSIONER),
                requires=(
                    CameBefore("request_erasure"),
                    RecordExists("erasure_waiting", says=_("A request is waiting")),
                    DifferentPerson("request_erasure"),
                    RecordExists("rationale", says=_("The reason, and what the person can do about it")),
                ),
                gives=("rationale",),
                grave=True,
                basis=ERASURE,
                in_force=FROM_THE_START,
            ),
        ),
    )
)

ASKED, HALF_AGREED, OPENED = "asked", "half_agreed", "opened"
FINISHED, DECLINED, RETRACTED, LAPSED = "finished", "refused", "withdrawn", "lapsed"
WAITING = (ASKED, HALF_AGREED)

_AGREES = (
    RecordExists("reader_key", says=_("The named reader has made ready to read")),
    Equals("is_current", True, says=_("The request is not older than three days")),
    DifferentPerson("ask", mend=_("Somebody else of your side can agree.")),
    Equals("is_reader", False, says=_("You are not the one who is to read it"), mend=_("Somebody else of your side can agree.")),
    Equals("side_has_agreed", False, says=_("Nobody of your side has agreed yet"), mend=_("Only the other side is needed now.")),
    RecordExists("secret", says=_("A secret of your own that opens your side’s key")),
)  # fmt: skip

OPENING = registry.register(
    Procedure(
        name="concerns.opening",
        version=1,
        label=_("Opening a sealed identity"),
        in_force=FROM_THE_START,
        initial=ASKED,
        states=(
            State(ASKED, _("Waits for two people"), _("Somebody asked to open it. Nobody has agreed yet.")),
            State(HALF_AGREED, _("One of two agreed"), _("One side agreed. Nothing is open.")),
            State(OPENED, _("Opened"), _("Both sides agreed. One named person can read it for 15 minutes.")),
            State(FINISHED, _("Read, and closed again"), _("The reader has finished."), is_end=True),
            State(DECLINED, _("Refused"), _("It was not opened."), is_end=True),
            State(RETRACTED, _("Withdrawn"), _("The request was taken back. It was not opened."), is_end=True),
            State(LAPSED, _("Time over"), _("Its time is over."), is_end=True),
        ),
        steps=(
            Step(
                name="ask",
                label=_("Ask to open it"),
                source=(),
                target=ASKED,
                by=(CASEWORKER, HEAD, COMMISSIONER),
                requires=(
                    RecordExists("identity", says=_("The concern has a sealed identity")),
                    Equals("is_asked_already", False, says=_("No other request for it is running")),
                    RecordExists("rationale", says=_("The reason, in words")),
                    RecordExists(
                        "reader", says=_("A named reader, who works with concerns and has no declared interest in it")
                    ),
                ),
                gives=("rationale", "reader"),
                grave=True,
                basis=SEALED,
                in_force=FROM_THE_START,
            ),
            Step(
                name="get_ready",
                label=_("Make ready to read"),
                source=(ASKED,),
                target=None,
                by=(CASEWORKER, HEAD, COMMISSIONER),
                requires=(Assigned(says=_("You are the named reader")),),
                basis=SEALED,
                in_force=FROM_THE_START,
            ),
            Step(
                name="agree_first",
                label=_("Agree, as the first of two"),
                source=(ASKED,),
                target=HALF_AGREED,
                by=(OFFICER, DEPUTY),
                requires=_AGREES,
                gives=("secret",),
                grave=True,
                basis=SEALED,
                in_force=FROM_THE_START,
            ),
            Step(
                name="agree_second",
                label=_("Agree, as the second of two"),
                source=(HALF_AGREED,),
                target=OPENED,
                by=(OFFICER, DEPUTY),
                requires=(*_AGREES, DifferentPerson("agree_first")),
                gives=("secret",),
                grave=True,
                basis=SEALED,
                in_force=FROM_THE_START,
            ),
            Step(
                name="refuse",
                label=_("Refuse"),
                source=WAITING,
                target=DECLINED,
                by=(OFFICER, DEPUTY),
                requires=(
                    DifferentPerson("ask"),
                    RecordExists("rationale", says=_("The reason, which those who asked will read")),
                ),
                gives=("rationale",),
                basis=SEALED,
                in_force=FROM_THE_START,
            ),
            Step(
                name="step_aside",
                label=_("Step aside: you may know the person"),
                source=WAITING,
                target=None,
                by=(OFFICER, DEPUTY),
                requires=(RecordExists("rationale", says=_("Your interest, in words")),),
                gives=("rationale",),
                basis=INTEREST,
                in_force=FROM_THE_START,
            ),
            Step(
                name="withdraw",
                label=_("Take the request back"),
                source=WAITING,
                target=RETRACTED,
                by=(CASEWORKER, HEAD, COMMISSIONER),
                basis=SEALED,
                in_force=FROM_THE_START,
            ),
            Step(
                name="read",
                label=_("Read it"),
                source=(OPENED,),
                target=None,
                by=(CASEWORKER, HEAD, COMMISSIONER),
                requires=(
                    Assigned(says=_("You are the named reader")),
                    Equals("is_current", True, says=_("The 15 minutes are not over")),
                ),
                grave=True,
                basis=SEALED,
                in_force=FROM_THE_START,
            ),
            Step(
                name="finish",
                label=_("Close it again"),
                source=(OPENED,),
                target=FINISHED,
                by=(CASEWORKER, HEAD, COMMISSIONER),
                requires=(Assigned(says=_("You are the named reader")),),
                basis=SEALED,
                in_force=FROM_THE_START,
            ),
            Step(
                name="lapse",
                label=_("Note that its time is over"),
                source=(*WAITING, OPENED),
                target=LAPSED,
                by=(CASEWORKER, HEAD, COMMISSIONER),
                requires=(Equals("is_current", False, says=_("Its time is over")),),
                basis=SEALED,
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
