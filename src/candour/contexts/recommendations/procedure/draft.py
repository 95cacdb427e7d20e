"""The law of a recommendation before it leaves the office: drafted, considered, checked by a second person, issued."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from candour.contexts.recommendations.procedure.basis import ACCURACY, OFFICE, QUALITY, ROLE, SIGNS, SINCE_2025
from candour.kernel.procedures import registry
from candour.kernel.procedures.requirements import DifferentPerson, Equals, RecordExists
from candour.kernel.procedures.table import Procedure, State, Step

DRAFTING, CHECKING, PASSED, ISSUED, WITHDRAWN = "drafting", "checking", "passed", "issued", "withdrawn"

_WORDS = RecordExists("rationale", says=_("The reason, in words"))

DRAFT = registry.register(
    Procedure(
        name="recommendations.draft",
        version=1,
        label=_("A recommendation before it is issued"),
        in_force=SINCE_2025,
        initial=DRAFTING,
        terms=(),
        states=(
            State(DRAFTING, _("Being drafted"), _("The Commissioner’s office is writing it.")),
            State(CHECKING, _("Being checked"), _("A second person asks whether it is meaningful, proportionate and actionable.")),
            State(PASSED, _("Passed the quality gate"), _("It may be issued.")),
            State(ISSUED, _("Issued"), _("It was sent to those whom it asks."), is_end=True),
            State(WITHDRAWN, _("Not issued"), _("It was given up before it was issued, and why is recorded."), is_end=True),
        ),
        steps=(
            Step(
                name="draft", label=_("Draft"), source=(), target=DRAFTING, by=OFFICE,
                requires=(RecordExists("text", says=_("What is recommended")),), gives=("text",),
                basis=ROLE, in_force=SINCE_2025,
            ),
            Step(
                name="revise", label=_("Change"), source=(DRAFTING,), target=None, by=OFFICE,
                requires=(RecordExists("text", says=_("What is recommended")),), gives=("text",),
                basis=ROLE, in_force=SINCE_2025,
            ),
            Step(
                name="consider", label=_("Write down what was considered"), source=(DRAFTING,), target=None, by=OFFICE,
                requires=(RecordExists("reasons", says=_("The reasons, in words")),), gives=("reasons",),
                basis=QUALITY, in_force=SINCE_2025,
            ),
            Step(
                name="propose", label=_("Ask a second person to check it"), source=(DRAFTING,), target=CHECKING, by=OFFICE,
                requires=(
                    RecordExists("addressee", says=_("At least one body that is asked"), mend=_("Add who is asked.")),
                    RecordExists("measure", says=_("A measure of success"), mend=_("Say how one will see that it is done.")),
                    RecordExists("deliver_by", says=_("A day by which it should be done"), mend=_("Set the day.")),
                    Equals(
                        "aspects_missing", 0, says=_("Every aspect of the quality gate with its reasons"),
                        mend=_("Write down what was considered for each aspect; “none, because …” is an answer."),
                    ),
                    Equals(
                        "addressees_unstaffed", 0, says=_("Somebody who answers recommendations in every body that is asked"),
                        mend=_("Ask the administrator to invite somebody there as recommendation owner."),
                    ),
                    Equals(
                        "parts_without_body", 0, says=_("A body for every part"),
                        mend=_("Say who is asked for each part, or take the part out."),
                    ),
                ),
                basis=QUALITY, in_force=SINCE_2025,
            ),
            Step(
                name="send_back", label=_("Send it back"), source=(CHECKING, PASSED), target=DRAFTING, by=OFFICE,
                requires=(_WORDS,), gives=("rationale",), basis=QUALITY, in_force=SINCE_2025,
            ),
            Step(
                name="pass_gate", label=_("Let it pass"), source=(CHECKING,), target=PASSED, by=OFFICE,
                requires=(
                    DifferentPerson("propose", says=_("Another person than the one who proposed it")),
                    Equals("considered_by_me", False, says=_("Another person than those who wrote what was considered")),
                    _WORDS,
                ),
                gives=("rationale",), basis=QUALITY, in_force=SINCE_2025,
            ),
            Step(
                name="issue", label=_("Issue"), source=(PASSED,), target=ISSUED, by=SIGNS,
                requires=(
                    Equals(
                        "addressees_unstaffed", 0, says=_("Somebody who answers recommendations in every body that is asked"),
                        mend=_("Ask the administrator to invite somebody there as recommendation owner."),
                    ),
                    Equals("goes_in_a_circle", False, says=_("No circle of recommendations that supersede one another")),
                ),
                basis=ROLE, in_force=SINCE_2025,
            ),
            Step(
                name="withdraw", label=_("Give it up"), source=(DRAFTING, CHECKING, PASSED), target=WITHDRAWN, by=OFFICE,
                requires=(_WORDS,), gives=("rationale",), basis=ROLE, in_force=SINCE_2025,
            ),
            Step(
                name="correct", label=_("Take back the last step"), source=(CHECKING, PASSED, WITHDRAWN), target=None, by=OFFICE,
                basis=ACCURACY, in_force=SINCE_2025,
            ),
        ),
    )
)  # fmt: skip
