"""The law of a transfer: a person is passed to a service, and somebody sees to it that the service takes them on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway.procedure.basis import (
    PANEL,
    POLICE,
    SERVICE,
    SINCE_2019,
    STATUTE_36_6,
    TRANSFERS,
)
from candour.kernel.procedures import registry
from candour.kernel.procedures.requirements import Equals, RecordExists, WithinTerm
from candour.kernel.procedures.table import Procedure, State, Step

OFFERED, ACCEPTED, MONITORED = "offered", "accepted", "monitored"
COMPLETED, DECLINED, LAPSED, SETTLED = "completed", "declined", "lapsed", "settled"

OWNERS = (*POLICE, *PANEL)
_WORDS = RecordExists("rationale", says=_("The reason, in words"))

TRANSFER = registry.register(
    Procedure(
        name="pathway.transfer",
        version=1,
        label=_("A transfer to another service"),
        in_force=SINCE_2019,
        initial=OFFERED,
        terms=("pathway.accept_transfer", "pathway.transfer_checkpoint", "pathway.transfer_decide"),
        states=(
            State(OFFERED, _("Offered"), _("A service has been asked to help and has not answered yet.")),
            State(ACCEPTED, _("Accepted"), _("The service has taken it on.")),
            State(MONITORED, _("Monitored"), _("The service is helping, and says at dates how it goes.")),
            State(COMPLETED, _("Completed"), _("The service has done what was asked."), is_end=True),
            State(DECLINED, _("Declined"), _("The service does not take it on, and said why. The owner decides what then.")),
            State(LAPSED, _("Lapsed"), _("The service did not answer in time. The owner decides what then.")),
            State(
                SETTLED,
                _("Back with the owner"),
                _("What follows instead was decided and recorded."),
                is_end=True,
            ),
        ),
        steps=(
            Step(
                name="offer", label=_("Offer"), source=(), target=OFFERED, by=OWNERS,
                requires=(RecordExists("requirement", says=_("What is asked of the service")),), gives=("requirement",),
                starts=("pathway.accept_transfer",), basis=STATUTE_36_6, in_force=SINCE_2019,
            ),
            Step(
                name="accept", label=_("Accept"), source=(OFFERED,), target=ACCEPTED, by=(SERVICE,),
                requires=(
                    WithinTerm(
                        "pathway.accept_transfer",
                        says=_("The time to accept has not passed"),
                        mend=_("Ask the owner to offer it again."),
                    ),
                    RecordExists("update", says=_("Who in the service takes it on, and what happens first")),
                ),
                gives=("update",), meets=("pathway.accept_transfer",), starts=("pathway.transfer_checkpoint",),
                basis=TRANSFERS, in_force=SINCE_2019,
            ),
            Step(
                name="decline", label=_("Decline"), source=(OFFERED, ACCEPTED, MONITORED), target=DECLINED, by=(SERVICE,),
                requires=(_WORDS,), gives=("rationale",), meets=("pathway.accept_transfer",),
                cancels=("pathway.transfer_checkpoint",), starts=("pathway.transfer_decide",),
                basis=TRANSFERS, in_force=SINCE_2019,
            ),
            Step(
                name="begin", label=_("Say that it has begun"), source=(ACCEPTED,), target=MONITORED, by=(SERVICE,),
                requires=(RecordExists("update", says=_("How it goes")),), gives=("update",),
                meets=("pathway.transfer_checkpoint",), starts=("pathway.transfer_checkpoint",), basis=TRANSFERS, in_force=SINCE_2019,
            ),
            Step(
                name="update", label=_("Say how it goes"), source=(MONITORED,), target=None, by=(SERVICE,),
                requires=(RecordExists("update", says=_("How it goes")),), gives=("update",),
                meets=("pathway.transfer_checkpoint",), starts=("pathway.transfer_checkpoint",), basis=TRANSFERS, in_force=SINCE_2019,
            ),
            Step(
                name="complete", label=_("Complete"), source=(ACCEPTED, MONITORED), target=COMPLETED, by=(SERVICE,),
                requires=(RecordExists("update", says=_("What was done, and what was reached")),), gives=("update",),
                meets=("pathway.transfer_checkpoint",), basis=TRANSFERS, in_force=SINCE_2019,
            ),
            Step(
                name="chase", label=_("Chase"), source=(OFFERED, ACCEPTED, MONITORED), target=None, by=(*OWNERS, "system"),
                requires=(RecordExists("late", says=_("A time limit has passed, or passes within two days")),),
                basis=TRANSFERS, in_force=SINCE_2019,
            ),
            Step(
                name="lapse", label=_("Let it lapse"), source=(OFFERED,), target=LAPSED, by=("system", *OWNERS),
                requires=(
                    Equals("accept_has_passed", True, says=_("The time to accept has passed")),
                ),
                cancels=("pathway.accept_transfer",), starts=("pathway.transfer_decide",),
                basis=TRANSFERS, in_force=SINCE_2019,
            ),
            Step(
                name="offer_again", label=_("Offer it to the same service again"), source=(DECLINED, LAPSED),
                target=OFFERED, by=OWNERS, requires=(_WORDS,), gives=("rationale",),
                meets=("pathway.transfer_decide",), starts=("pathway.accept_transfer",),
                basis=TRANSFERS, in_force=SINCE_2019,
            ),
            Step(
                name="offer_elsewhere", label=_("Offer it to another service"), source=(DECLINED, LAPSED), target=SETTLED,
                by=OWNERS, requires=(RecordExists("service", says=_("Another service")), _WORDS),
                gives=("service", "rationale"), meets=("pathway.transfer_decide",),
                basis=TRANSFERS, in_force=SINCE_2019,
            ),
            Step(
                name="take_back", label=_("Take it back"), source=(OFFERED, DECLINED, LAPSED), target=SETTLED, by=OWNERS,
                requires=(
                    RecordExists("rationale", says=_("What follows instead, and why")),
                ),
                gives=("rationale",), meets=("pathway.transfer_decide",), cancels=("pathway.accept_transfer",),
                basis=TRANSFERS, in_force=SINCE_2019,
            ),
            Step(
                name="reassign", label=_("Give it another owner"), source=(OFFERED, ACCEPTED, MONITORED, DECLINED, LAPSED),
                target=None, by=OWNERS,
                requires=(RecordExists("assignee", says=_("A colleague")), _WORDS), gives=("assignee", "rationale"),
                basis=TRANSFERS, in_force=SINCE_2019,
            ),
        ),
    )
)  # fmt: skip
