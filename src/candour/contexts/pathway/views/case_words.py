"""Codes of panel cases and of support in the words of their pages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway.models import choices

DONE = {
    "receive": _("Received"),
    "gather": _("Gathering of information begun"),
    "put_before_panel": _("Put before the panel"),
    "defer": _("The panel wants to know more first"),
    "adopt": _("Adopted"),
    "not_adopt": _("Not adopted"),
    "record_consent": _("Consent given"),
    "record_refusal": _("Consent refused"),
    "withdraw_consent": _("Consent withdrawn"),
    "attach_paper": _("Signed paper attached"),
    "set_aside_paper": _("A wrong paper set aside"),
    "reassess": _("Put before the panel again"),
    "review_plan": _("Support reviewed"),
    "close": _("Closed"),
    "review_after_six": _("Six-month review held"),
    "review_after_twelve": _("Twelve-month review held"),
    "extend_reviews": _("A further review agreed"),
    "review_further": _("Further review held"),
    "end": _("Reviews after closure ended"),
    "reopen": _("Opened again"),
    "ask_information": _("A partner asked"),
    "give_information": _("A question answered"),
    "admit": _("Somebody let in to the case"),
    "end_admission": _("An admission ended"),
    "write_plan": _("Support plan written"),
    "add_need": _("Need added"),
    "settle_need": _("Need settled"),
    "commission": _("Support commissioned"),
    "stop_commission": _("Support stopped"),
    "offer_move": _("Offered to another area"),
    "accept_move": _("Taken on by another area"),
    "decline_move": _("Not taken on by the other area"),
    "reassign": _("Given to another owner"),
    "declare_interest": _("Interest declared"),
    "correct": _("Correction"),
}
"""What a timeline says of a step that was taken."""

COLOUR = {
    "referred": "yellow", "information_gathering": "turquoise", "before_panel": "blue", "awaiting_consent": "orange",
    "supported": "green", "not_adopted": "grey", "consent_refused": "red", "consent_withdrawn": "red", "closed": "purple",
    "post_closure": "purple", "ended": "grey", "moved_area": "grey",
}  # fmt: skip
GROUP = {
    "next": _("Handle it"), "decide": _("The panel’s decision"), "find": _("Find out more"), "plan": _("Plan and support"),
    "who": _("Who sees it, whose it is"), "barriers": _("Barriers and mistakes"),
}  # fmt: skip
ANSWER = dict(choices.Answer.choices)
ANSWER_COLOUR = {"given": "green", "refused": "red", "withdrawn": "red"}
GIVER = dict(choices.Giver.choices)
CAPACITY = dict(choices.Capacity.choices)
VIEW = dict(choices.YoungView.choices)
SETTLED = dict(choices.Settled.choices)
HELD = dict(choices.Held.choices)
HELD_COLOUR = {"planned": "blue", "delivered": "green", "missed": "orange", "cancelled": "grey"}
OTHER = dict(choices.Other.choices)
LOOKED = dict(choices.Looked.choices)
MOVED = dict(choices.Moved.choices)
DECIDED = dict(choices.Decided.choices)
REACHED = dict(choices.Reached.choices)
ADMITTED = dict(choices.Admitted.choices)
CLOCK = {
    "pathway.hold_panel": _("The panel looks at it"),
    "pathway.ask_consent": _("Ask for consent"),
    "pathway.reassess": _("The panel looks once more"),
    "pathway.plan_review": _("Review of the support"),
    "pathway.post_closure_6": _("Six-month review after closure"),
    "pathway.post_closure_12": _("Twelve-month review after closure"),
    "pathway.post_closure_further": _("Further review after closure"),
}
"""What has to happen by the day of a time limit."""
AHEAD = {
    "referred": _("the panel asks its partners what they know"),
    "information_gathering": _("the panel looks at it"),
    "before_panel": _("the panel talks about it"),
    "awaiting_consent": _("consent is asked for"),
    "supported": _("the support goes on"),
    "not_adopted": _("the panel closes it, or looks at it once more"),
    "consent_refused": _("the panel looks at it once more"),
    "consent_withdrawn": _("the panel looks at it once more"),
    "closed": _("the panel looks again, six months after closure"),
    "post_closure": _("the panel looks again, twelve months after closure"),
}
"""What comes next, for whoever has no step of their own in it."""
