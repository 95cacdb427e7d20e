"""The law of what the person, or a parent for them, asks about what is held: each request has its regime and its clock."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway.procedure.basis import GUIDANCE, PANEL, PERSON, POLICE, SINCE_2019
from candour.kernel.procedures import registry
from candour.kernel.procedures.requirements import Equals, RecordExists
from candour.kernel.procedures.table import Procedure, State, Step

RECEIVED, ANSWERED = "received", "answered"
OWNERS = (*POLICE, *PANEL)

UK_GDPR = "pathway.rights_uk_gdpr"
PART_3 = "pathway.rights_part_3"
WITHDRAWAL = "pathway.rights_withdrawal"
EXTENDED = "pathway.rights_extended"
TERMS = (UK_GDPR, PART_3, WITHDRAWAL, EXTENDED)

_GDPR = _("UK GDPR Art 12(3): without undue delay and within one month of the request")
_PART_3 = _("Data Protection Act 2018, Part 3, ss.45 to 48, 53 and 54: within one month of the request")
_EXTENSION = _("UK GDPR Art 12(3): two further months where the request is complex, told with reasons within the first")
_ASKED = RecordExists("request", says=_("What is asked, in words"))

RIGHTS = registry.register(
    Procedure(
        name="pathway.rights",
        version=1,
        label=_("A request of the person, or of a parent for them"),
        in_force=SINCE_2019,
        initial=RECEIVED,
        terms=TERMS,
        states=(
            State(RECEIVED, _("Received"), _("We have it and look into it. The answer appears here.")),
            State(ANSWERED, _("Answered"), _("We have answered. You can ask again at any time."), is_end=True),
        ),
        steps=(
            Step(
                name="ask", label=_("Ask under the UK GDPR"), source=(), target=RECEIVED, by=(PERSON,), requires=(_ASKED,),
                gives=("request",), starts=(UK_GDPR,), basis=_GDPR, in_force=SINCE_2019,
            ),
            Step(
                name="ask_police", label=_("Ask the police, under Part 3"), source=(), target=RECEIVED,
                by=(PERSON,), requires=(_ASKED,), gives=("request",), starts=(PART_3,), basis=_PART_3, in_force=SINCE_2019,
            ),
            Step(
                name="withdraw", label=_("Withdraw consent"), source=(), target=RECEIVED, by=(PERSON,), requires=(_ASKED,),
                gives=("request",), starts=(WITHDRAWAL,), basis=GUIDANCE, in_force=SINCE_2019,
            ),
            Step(
                name="extend", label=_("Take more time"), source=(RECEIVED,), target=None, by=OWNERS,
                requires=(
                    Equals("may_extend", True, says=_("It is under the UK GDPR, in its first month, and not extended yet")),
                    RecordExists("rationale", says=_("Why it needs more time, in words to the person")),
                ),
                gives=("rationale",), cancels=(UK_GDPR,), starts=(EXTENDED,), basis=_EXTENSION, in_force=SINCE_2019,
            ),
            Step(
                name="answer", label=_("Answer"), source=(RECEIVED,), target=ANSWERED, by=OWNERS,
                requires=(
                    RecordExists("answer", says=_("The answer, in words to the person")),
                    RecordExists("outcome", says=_("Whether it was done as asked")),
                ),
                gives=("answer", "outcome"), meets=TERMS, basis=_GDPR, in_force=SINCE_2019,
            ),
        ),
    )
)  # fmt: skip
