"""Which ways concerns went in the demonstration, and how many went each.

A path is a list of acts. Each act says after how many working days it came; the whole path is then laid so that its
last act happened ``rest`` working days ago. So "late" and "not yet late" stay true on whatever day it is built.
"""

from __future__ import annotations

from dataclasses import dataclass

Span = tuple[int, int]


@dataclass(frozen=True)
class Act:
    """One thing done: a step of the concern (or, with a dot, of its enquiry), and by whom."""

    step: str
    after: Span = (1, 3)
    by: str = "owner"
    """owner, other (a second caseworker), head, commissioner, officer, deputy, reporter, or body."""


@dataclass(frozen=True)
class Path:
    """A way that ``count`` concerns went."""

    name: str
    count: int
    rest: Span
    acts: tuple[Act, ...]
    agreement: str = ""
    """What was answered on the form: agreed, refused, or empty for not asked."""
    is_safe: bool = True


def _a(step: str, first: int = 1, last: int = 3, by: str = "owner") -> Act:
    return Act(step, (first, last), by)


RECEIVE = _a("receive", 0, 0, "reporter")
SEEN = (RECEIVE, _a("acknowledge", 1, 2), _a("take", 0, 1))
CODED = (*SEEN, _a("code", 1, 3), _a("triage_in_scope", 0, 3))
OPEN = (*CODED, _a("open", 0, 2))
ANSWERED = (*OPEN, _a("write", 1, 5), _a("reply", 0, 3, "reporter"), _a("answer", 2, 9))
ASKED = (*OPEN, _a("ask_agreement", 1, 2), _a("answer_agreement", 0, 2, "reporter"), _a("put_to_body", 1, 2))
POINTED = (*SEEN, _a("code", 0, 2), _a("signpost", 0, 2))

PATHS: tuple[Path, ...] = (
    Path("just received", 16, (0, 1), (RECEIVE,)),
    Path("received, late", 7, (4, 9), (RECEIVE,)),
    Path("acknowledged, nobody works on it", 5, (0, 5), (RECEIVE, _a("acknowledge"))),
    Path("taken on", 17, (0, 6), SEEN),
    Path("taken on, triage late", 9, (13, 22), SEEN),
    Path("clock paused before triage", 4, (2, 12), (*SEEN, _a("pause_clock", 1, 3))),
    Path("in scope", 14, (0, 12), CODED),
    Path("open", 22, (0, 10), (*OPEN, _a("write", 1, 3))),
    Path("open, new message", 8, (0, 1), (*OPEN, _a("write", 1, 3), _a("reply", 0, 4, "reporter"))),
    Path("open, late", 11, (22, 40), (*OPEN, _a("write", 1, 3))),
    Path("open, clock paused", 5, (5, 30), (*OPEN, _a("write"), _a("pause_clock", 1, 4))),
    Path("open, clock ran again", 4, (0, 4), (*OPEN, _a("pause_clock", 1, 4), _a("resume_clock", 6, 12))),
    Path("agreement asked, no answer yet", 5, (1, 9), (*OPEN, _a("ask_agreement"))),
    Path("agreement refused", 5, (0, 6), (*OPEN, _a("ask_agreement"), _a("answer_agreement", 0, 3, "reporter")), "refused"),
    Path("agreement by telephone", 3, (0, 6), (*OPEN, _a("ask_agreement"), _a("record_agreement", 1, 4))),
    Path("enquiry waits", 12, (0, 14), ASKED, "agreed"),
    Path("enquiry waits, late", 7, (22, 34), ASKED, "agreed"),
    Path("enquiry answered", 8, (0, 4), (*ASKED, _a("enquiry.reply", 4, 16, "body")), "agreed"),
    Path("enquiry asked again", 4, (0, 9), (*ASKED, _a("enquiry.reply", 4, 16, "body"), _a("enquiry.ask_again", 1, 4)), "agreed"),
    Path("enquiry taken back", 3, (0, 9), (*ASKED, _a("enquiry.take_back", 2, 6)), "agreed"),
    Path("answered after an enquiry", 14, (0, 20), (*ASKED, _a("enquiry.reply", 4, 15, "body"), _a("enquiry.accept", 1, 4), _a("answer", 1, 5)), "agreed"),
    Path("override waits", 3, (0, 1), (*SEEN, _a("request_override", 0, 1))),
    Path("told without agreement", 4, (0, 8), (*OPEN, _a("request_override", 0, 1), _a("decide_override", 0, 0, "other"), _a("put_to_body", 0, 1)), "refused"),
    Path("override refused", 2, (0, 8), (*OPEN, _a("request_override", 0, 1), _a("decide_override.refused", 0, 1, "other"))),
    Path("signposted", 18, (0, 15), POINTED),
    Path("signposted and closed", 18, (0, 90), (*POINTED, _a("close", 10, 20))),
    Path("answered", 14, (0, 15), ANSWERED),
    Path("answered and closed", 32, (0, 110), (*ANSWERED, _a("close", 10, 25))),
    Path("withdrawn online", 8, (0, 60), (*SEEN, _a("withdraw", 1, 9, "reporter"))),
    Path("withdrawn at once", 3, (0, 40), (RECEIVE, _a("withdraw", 0, 2, "reporter"))),
    Path("withdrawn by telephone", 2, (0, 40), (*CODED, _a("withdraw", 1, 9))),
    Path("reopened", 7, (0, 6), (*ANSWERED, _a("close", 10, 20), _a("reopen", 5, 40, "reporter"))),
    Path("reopened after withdrawing", 2, (0, 9), (*SEEN, _a("withdraw", 1, 4, "reporter"), _a("reopen", 2, 9, "reporter"))),
    Path("correction", 5, (0, 7), (*CODED, _a("correct", 0, 2), _a("triage_in_scope", 0, 2))),
    Path("mistaken pointing corrected", 2, (0, 5), (*POINTED, _a("correct", 0, 2))),
    Path("interest declared, given to another", 3, (0, 8), (*SEEN, _a("declare_interest", 0, 2), _a("assign", 0, 1, "head"), _a("code", 1, 2), _a("triage_in_scope", 0, 2))),
    Path("interest declared by mistake", 1, (0, 4), (*SEEN, _a("declare_interest", 0, 1), _a("end_interest", 0, 1, "head"), _a("assign", 0, 1, "head"))),
    Path("interest declared, nobody works on it", 1, (0, 2), (*SEEN, _a("declare_interest", 0, 1))),
    Path("reassigned", 4, (0, 8), (*OPEN, _a("assign", 1, 5, "head"), _a("write", 1, 2))),
    Path("campaign, nobody works on it", 5, (0, 3), (RECEIVE, _a("link.campaign", 0, 1))),
    Path("campaign, taken on", 7, (0, 4), (*SEEN, _a("link.campaign", 0, 1))),
    Path("told again", 1, (0, 3), (*SEEN, _a("link.duplicate", 0, 1))),
    Path("linked by mistake", 1, (0, 3), (*SEEN, _a("link.campaign", 0, 1), _a("unlink", 0, 1))),
    Path("translated", 1, (0, 5), (*SEEN, _a("write", 1, 2), _a("translate", 0, 1))),
    Path("confidential, taken on", 4, (0, 6), SEEN),
    Path("confidential, opening waits", 2, (1, 1), (*CODED, _a("opening.ask", 0, 1))),
    Path("confidential, opened", 3, (1, 8), (*OPEN, _a("opening.ask", 0, 2), _a("opening.agree_first", 0, 1, "officer"), _a("opening.agree_second", 0, 0, "deputy"), _a("opening.read", 0, 0), _a("opening.finish", 0, 0), _a("write", 0, 1))),
    Path("confidential, opening refused", 2, (1, 8), (*OPEN, _a("opening.ask", 0, 2), _a("opening.refuse", 0, 1, "deputy"))),
    Path("identifying passage moved", 2, (0, 6), (*SEEN, _a("seal_passage", 0, 1), _a("code", 0, 2))),
    Path("identifying file moved", 1, (0, 6), (*SEEN, _a("seal_file", 0, 1), _a("code", 0, 2))),
    Path("erasure waits", 2, (0, 4), (*ANSWERED, _a("close", 10, 20), _a("request_erasure", 5, 9))),
    Path("erasure refused", 1, (0, 9), (*ANSWERED, _a("close", 10, 20), _a("request_erasure", 5, 9), _a("refuse_erasure", 1, 3, "head"))),
    Path("erased", 3, (0, 40), (*ANSWERED, _a("close", 10, 20), _a("request_erasure", 5, 9), _a("decide_erasure", 1, 3, "head"))),
    Path("read in an emergency", 3, (1, 4), (*OPEN, _a("open_in_emergency", 1, 5, "other"))),
)  # fmt: skip
"""In the path of a told body "refused" shows that agreement is the rule and an override the exception."""


def total() -> int:
    """How many concerns there are."""
    return sum(path.count for path in PATHS)
