"""What the invented panels wrote: short, plain, and never about anybody who exists."""

from __future__ import annotations

ADMITTED = "Sees them every month, and takes part in the plan."
QUESTION = "What does your service know, and what is being done already?"
ANSWER = "Known since the spring. There is a worker, and the family keeps its appointments."
DEFERRED = "The school has not answered yet, and without it the panel would guess."
ADOPTED = "All those present see a pattern, and somebody whom the person would listen to. Support is offered."
NOT_ADOPTED = "There is no sign of being drawn into terrorism. What is needed is with others already."
REVIEWED = "They come, and they talk. The panel goes on with the plan as it stands."
CLOSED = "What worried people has gone for three months. The school and the parents say so, and so does the mentor."
UNWANTED = "Support was offered and is not wanted. The concern was looked at again; others stay in touch."
CONSENT_HOW = "At home, in two visits, with time to think between them."
NATURE = "Mentoring, and help to find the way back into education or work."
HOW_AND_WHEN = "An hour a week, in a place that the person chooses, for two to three months."
HOW_ASKED = "At home, by the coordinator: what the support is, that it is voluntary, and who would see what."
NEEDS = (
    "Somebody to talk to about what they have seen online",
    "Back to school, or into work",
    "Support for the parents in what they allow online",
    "An appointment with the mental health service, kept",
)
BRIEF = "Prefers to walk while talking. No risk to staff is known."
REPORTS = (
    "Came on time. Talked about friends, and for the first time about the videos.",
    "Came late, stayed long. We looked at where a picture really comes from.",
    "Quiet. Wants to go on next week.",
)
SETTLED = {
    "met": "It was met, and it holds.",
    "passed_on": "Early help goes on with it; the worker confirmed it.",
    "not_met": "It was offered twice and not taken up.",
}
STOPPED_BY_CLOSURE = "The panel closed the case."
STOPPED_BY_WITHDRAWAL = "Consent was withdrawn. Hold no further session."
HELP = {
    "asked": "The community mental health team was asked, and has given a date.",
    "not_needed": "Considered with the nurse of the panel: nothing more is needed.",
}
LOOKED = "School, family and police were asked. Nothing new."
ONCE_MORE = "A trial of somebody close to them begins in the spring; the panel wants to look once more."
ENDED = "The reviews are done, and nothing was found."
AGAIN = "New referral by the school: the talk about violence has come back."
MOVED = "The family has moved to your area, and the school has changed."
NOT_OURS = "They have moved on again, out of our area; the school there is not in it either."
