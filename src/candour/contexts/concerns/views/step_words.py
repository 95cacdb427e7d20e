"""What the pages of steps say beyond the table: longer titles, and what a step does before it is taken."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

TITLES = {
    "take": _("Take this concern on"),
    "assign": _("Assign this concern"),
    "open": _("Start work on this concern"),
    "code": _("Code this concern"),
    "close": _("Close this concern"),
    "link": _("Link this concern to others"),
    "unlink": _("Take a link away"),
    "reopen": _("Open this concern again"),
    "withdraw": _("Record that the person withdrew"),
    "answer": _("Answer the person"),
    "acknowledge": _("Acknowledge this concern"),
    "decide_override": _("Decide as second person"),
    "open_in_emergency": _("Read this concern in an emergency"),
    "declare_interest": _("Declare an interest in this concern"),
    "seal_passage": _("Move words to the sealed identity"),
    "seal_file": _("Move a file into the sealed identity"),
    "request_erasure": _("Ask to erase this concern"),
    "decide_erasure": _("Erase this concern, as second person"),
    "refuse_erasure": _("Refuse to erase this concern"),
}
"""Titles of steps whose page says more than the button."""

EXPLAINED = {
    "translate": _(
        "Candour translates nothing and sends nothing to a service. Whoever translates sees what was written: use only a"
        " translator or a service that the office has chosen for that."
    ),
    "link": _(
        "Concerns that are linked can be answered together. Each stays a concern of its own, with its own mailbox, and"
        " the person is not told of the others."
    ),
    "take": _("You will be able to read what was written and by whom. Each time you open it, that is recorded."),
    "declare_interest": _(
        "This takes effect at once. The concern and everything about it will not be there for you, however you look for it."
        " If you work on it, it will have nobody until it is assigned again."
    ),
    "open_in_emergency": _(
        "Use this when somebody could come to harm before the caseworker can read it. Your access ends at the next"
        " midnight. The head of office is shown that you used it, and why."
    ),
    "assign": _("Whoever you choose can read what was written; whoever had it before no longer can."),
    "pause_clock": _("The time limits that run stand still from today until you let them run again."),
    "resume_clock": _("The last day moves on by as long as the clock stood still."),
    "request_override": _(
        "A body is told only if the person agrees. The one exception is imminent serious harm or a child at risk, and a"
        " second person decides it. If somebody is in danger now, call 999 first."
    ),
    "reopen": _("The time limit for an answer starts again today."),
    "put_to_body": _(
        "The body reads exactly what you write here, and nothing else: not the concern, its reference, its date or who"
        " told us. It sees that the Commissioner’s office asks, and by when to answer."
    ),
    "open": _("The person will see that a caseworker is looking at it."),
    "seal_passage": _(
        "Words that show who somebody is leave what was told, the messages and the translations, and go where only two people"
        " together can open them. A mark stays in their place. It cannot be undone: to read them again, the identity has to"
        " be opened. The person sees the mark in their mailbox too, and there what it means."
    ),
    "seal_file": _(
        "The file goes where only two people together can open it: its name, its pages and itself. Here it is only said that"
        " there is one. It cannot be undone: to read it again, the identity has to be opened."
    ),
    "request_erasure": _(
        "What was written, who wrote it, a sealed identity and the messages become unreadable for everybody, for good. Coded"
        " fields, days, the steps taken and the reasons that staff wrote stay. A second person decides."
    ),
    "decide_erasure": _(
        "The keys are destroyed at this moment. In backups they can be opened until their date, at the latest 35 days from"
        " now unless the office set another term. The person sees in their mailbox that it was erased, and when."
    ),
    "refuse_erasure": _("Nothing is erased. The person sees that you were asked and did not."),
}
