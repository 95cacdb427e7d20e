"""How an enquiry to a body is sent, answered and finished."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from candour.contexts.concerns.procedure.basis import AGREEMENT, FROM_THE_START
from candour.contexts.concerns.procedure.roles import BODY_CONTACT, CASEWORKER
from candour.kernel.procedures import registry
from candour.kernel.procedures.requirements import RecordExists
from candour.kernel.procedures.table import Procedure, State, Step

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
