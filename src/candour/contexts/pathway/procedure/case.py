"""The law of a panel case as far as it stands: the panel has it and somebody owns it, until what it decided is recorded.

What a panel does between the two (meetings, consent, support, reviews) is kept outside Candour for now.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway.procedure.basis import (
    GUIDANCE,
    PANEL,
    POLICE,
    RATIONALE,
    SINCE_2019,
    STATUTE_36_3,
)
from candour.kernel.procedures import registry
from candour.kernel.procedures.requirements import RecordExists
from candour.kernel.procedures.table import Procedure, State, Step

REFERRED, CLOSED = "referred", "closed"

_WORDS = RecordExists("rationale", says=_("The rationale, in words"))

CASE = registry.register(
    Procedure(
        name="pathway.case",
        version=1,
        label=_("A panel case"),
        in_force=SINCE_2019,
        initial=REFERRED,
        terms=("pathway.hold_panel",),
        states=(
            State(REFERRED, _("Referred"), _("The panel has been asked to look at it.")),
            State(CLOSED, _("Closed"), _("What the panel decided is recorded."), is_end=True),
        ),
        steps=(
            Step(
                name="receive", label=_("Receive"), source=(), target=REFERRED, by=POLICE,
                starts=("pathway.hold_panel",), basis=STATUTE_36_3, in_force=SINCE_2019,
            ),
            Step(
                name="reassign", label=_("Give it another owner"), source=(REFERRED,), target=None, by=PANEL,
                requires=(RecordExists("assignee", says=_("A colleague who runs the panel")), _WORDS),
                gives=("assignee", "rationale"), basis=RATIONALE, in_force=SINCE_2019,
            ),
            Step(
                name="conclude", label=_("Record what the panel decided"), source=(REFERRED,), target=CLOSED, by=PANEL,
                requires=(_WORDS,), gives=("rationale",), meets=("pathway.hold_panel",), basis=GUIDANCE,
                in_force=SINCE_2019,
            ),
            Step(
                name="reopen", label=_("Open it again"), source=(CLOSED,), target=REFERRED, by=PANEL,
                requires=(_WORDS,), gives=("rationale",), starts=("pathway.hold_panel",), basis=GUIDANCE,
                in_force=SINCE_2019,
            ),
        ),
    )
)  # fmt: skip
