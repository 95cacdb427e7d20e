"""The law of a police-led case, as far as a decision on a referral creates one: an owner and a review clock."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway.procedure.basis import POLICE, POLICE_POLICY, SINCE_2019, SUPERVISOR
from candour.kernel.procedures import registry
from candour.kernel.procedures.requirements import RecordExists
from candour.kernel.procedures.table import Procedure, State, Step

OPEN, EXITED = "open", "exited"
_WORDS = RecordExists("rationale", says=_("The reason, in words"))

POLICE_LED = registry.register(
    Procedure(
        name="pathway.police_led",
        version=1,
        label=_("A police-led case"),
        in_force=SINCE_2019,
        initial=OPEN,
        terms=("pathway.police_led_review",),
        states=(
            State(OPEN, _("Open"), _("The police work on it with other bodies, and look at it again at dates.")),
            State(EXITED, _("Ended"), _("The police do nothing more."), is_end=True),
        ),
        steps=(
            Step(
                name="begin", label=_("Begin"), source=(), target=OPEN, by=POLICE,
                requires=(RecordExists("reason", says=_("Why the panel could not manage it")),), gives=("reason",),
                starts=("pathway.police_led_review",), basis=POLICE_POLICY, in_force=SINCE_2019,
            ),
            Step(
                name="review", label=_("Review it"), source=(OPEN,), target=None, by=(SUPERVISOR,),
                requires=(_WORDS,), gives=("rationale",),
                meets=("pathway.police_led_review",), starts=("pathway.police_led_review",), basis=POLICE_POLICY, in_force=SINCE_2019,
            ),
            Step(
                name="reassign", label=_("Give it another owner"), source=(OPEN,), target=None, by=(SUPERVISOR,),
                requires=(RecordExists("assignee", says=_("A Prevent officer of the force")), _WORDS),
                gives=("assignee", "rationale"), basis=POLICE_POLICY, in_force=SINCE_2019,
            ),
            Step(
                name="exit", label=_("End it"), source=(OPEN,), target=EXITED, by=(SUPERVISOR,),
                requires=(_WORDS,), gives=("rationale",), cancels=("pathway.police_led_review",),
                basis=POLICE_POLICY, in_force=SINCE_2019,
            ),
        ),
    )
)  # fmt: skip
