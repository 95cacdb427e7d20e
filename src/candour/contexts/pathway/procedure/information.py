"""The law of a request for information to a partner."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway.procedure.basis import PARTNER, POLICE, SINCE_2019, STATUTE_38
from candour.kernel.procedures import registry
from candour.kernel.procedures.requirements import RecordExists
from candour.kernel.procedures.table import Procedure, State, Step

ASKED, ANSWERED, DECLINED, TAKEN_BACK = "asked", "answered", "declined", "taken_back"

INFORMATION = registry.register(
    Procedure(
        name="pathway.information",
        version=1,
        label=_("A request for information to a partner"),
        in_force=SINCE_2019,
        initial=ASKED,
        terms=("pathway.information",),
        states=(
            State(ASKED, _("Asked"), _("The partner has been asked and has not answered yet.")),
            State(ANSWERED, _("Answered"), _("The partner answered."), is_end=True),
            State(DECLINED, _("Declined"), _("The partner does not share it, and said why."), is_end=True),
            State(TAKEN_BACK, _("Taken back"), _("No answer is needed any more."), is_end=True),
        ),
        steps=(
            Step(
                name="ask", label=_("Ask"), source=(), target=ASKED, by=POLICE,
                starts=("pathway.information",), basis=STATUTE_38, in_force=SINCE_2019,
            ),
            Step(
                name="answer", label=_("Answer"), source=(ASKED,), target=ANSWERED, by=(PARTNER,),
                requires=(RecordExists("reply", says=_("An answer, or that you looked and hold nothing")),), gives=("reply",),
                meets=("pathway.information",), basis=STATUTE_38, in_force=SINCE_2019,
            ),
            Step(
                name="decline", label=_("Do not share"), source=(ASKED,), target=DECLINED, by=(PARTNER,),
                requires=(RecordExists("rationale", says=_("Why it cannot be shared")),), gives=("rationale",),
                meets=("pathway.information",), basis=STATUTE_38, in_force=SINCE_2019,
            ),
            Step(
                name="ask_again", label=_("Ask again"), source=(ANSWERED, DECLINED), target=ASKED, by=POLICE,
                requires=(RecordExists("rationale", says=_("What is still missing")),), gives=("rationale",),
                starts=("pathway.information",), basis=STATUTE_38, in_force=SINCE_2019,
            ),
            Step(
                name="take_back", label=_("Take it back"), source=(ASKED,), target=TAKEN_BACK, by=POLICE,
                requires=(RecordExists("rationale", says=_("Why no answer is needed")),), gives=("rationale",),
                cancels=("pathway.information",), basis=STATUTE_38, in_force=SINCE_2019,
            ),
        ),
    )
)  # fmt: skip
