"""The law of a panel case: Channel in England and Wales, PMAP in Scotland. One engine; names and forms differ by nation.

What the panel decides is decided in a meeting (``procedure/meeting.py``); the step that follows from it is taken here and
asks for the decision. Support is never without consent, and reassessment is lawful without it.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway.procedure.basis import (
    ACCURACY,
    CHAIR,
    GUIDANCE,
    PANEL,
    PARTNER,
    POLICE,
    PRINCIPLES,
    RATIONALE,
    SINCE_2019,
    STATUTE_36_3,
    STATUTE_36_4,
    STATUTE_36_6,
    STATUTE_38,
)
from candour.kernel.procedures import registry
from candour.kernel.procedures.requirements import Equals, OneOf, RecordExists
from candour.kernel.procedures.table import Procedure, State, Step

REFERRED, GATHERING, BEFORE_PANEL = "referred", "information_gathering", "before_panel"
AWAITING, SUPPORTED = "awaiting_consent", "supported"
NOT_ADOPTED, REFUSED, WITHDRAWN = "not_adopted", "consent_refused", "consent_withdrawn"
CLOSED, AFTER, ENDED, MOVED = "closed", "post_closure", "ended", "moved_area"

WORKING = (REFERRED, GATHERING, BEFORE_PANEL, AWAITING, SUPPORTED, NOT_ADOPTED, REFUSED, WITHDRAWN)
FOLLOWED = (*WORKING, CLOSED, AFTER)
OPEN_TO_WORK = (REFERRED, GATHERING, BEFORE_PANEL, AWAITING, SUPPORTED, REFUSED, WITHDRAWN)
"""While the panel still finds out what there is to know."""
PLANNED_IN = (BEFORE_PANEL, AWAITING, SUPPORTED, REFUSED, WITHDRAWN)
"""While there is something to plan."""

_WORDS = RecordExists("rationale", says=_("The rationale, in words"))


def _decided(step: str) -> RecordExists:
    """The panel decided exactly this, and nothing has followed from that decision yet."""
    return RecordExists(
        f"decided_{step}",
        says=_("A decision of the panel for this, at a meeting that was quorate when it was made"),
        mend=_("Put the case on the agenda of a meeting, and record the decision there."),
    )


_ASKED_OF_OTHERS = RecordExists(
    "other_help", says=_("Whether health or social care should be asked was considered, and what was decided")
)
_NEEDS = Equals(
    "needs_open",
    0,
    says=_("Every need in the plan is met, passed on, or accounted for"),
    mend=_("Settle each open need first: say what became of it."),
)
_FOUND_NOTHING = OneOf("concern_found", (False,), says=_("No new concern was found; where one was, open it again"))

CASE = registry.register(
    Procedure(
        name="pathway.case",
        version=1,
        label=_("A panel case"),
        in_force=SINCE_2019,
        initial=REFERRED,
        terms=(
            "pathway.hold_panel", "pathway.ask_consent", "pathway.reassess", "pathway.plan_review",
            "pathway.post_closure_6", "pathway.post_closure_12", "pathway.post_closure_further",
        ),
        states=(
            State(REFERRED, _("Referred"), _("The panel has been asked to look at it.")),
            State(GATHERING, _("Information gathering"), _("The members of the panel are looking at what they know.")),
            State(BEFORE_PANEL, _("Before the panel"), _("The panel is going to talk about it at a meeting.")),
            State(AWAITING, _("Awaiting consent"), _("Support is offered. Nothing begins before it is agreed to.")),
            State(SUPPORTED, _("Supported"), _("Support was agreed to, and is given.")),
            State(NOT_ADOPTED, _("Not adopted"), _("The panel does not offer support of its own.")),
            State(REFUSED, _("Consent refused"), _("Support was not wanted. The panel looks at it once more.")),
            State(WITHDRAWN, _("Consent withdrawn"), _("Support has stopped, as was asked. The panel looks at it once more.")),
            State(CLOSED, _("Closed"), _("The support has ended. The panel looks again after six and twelve months.")),
            State(AFTER, _("After closure"), _("The panel has looked again since the support ended.")),
            State(ENDED, _("Ended"), _("The reviews after closure are done."), is_end=True),
            State(MOVED, _("Moved to another area"), _("The panel of another area has it now."), is_end=True),
        ),
        steps=(
            Step(
                name="receive", label=_("Receive"), source=(), target=REFERRED, by=(*POLICE, *PANEL),
                starts=("pathway.hold_panel",), basis=STATUTE_36_3, in_force=SINCE_2019,
            ),
            Step(
                name="gather", label=_("Ask the partners what they know"), source=(REFERRED,), target=GATHERING, by=PANEL,
                basis=GUIDANCE, in_force=SINCE_2019,
            ),
            Step(
                name="put_before_panel", label=_("Put it before the panel"), source=(REFERRED, GATHERING),
                target=BEFORE_PANEL, by=PANEL,
                requires=(RecordExists("agenda_item", says=_("A meeting on whose agenda it stands")),), gives=("agenda_item",),
                basis=GUIDANCE, in_force=SINCE_2019,
            ),
            Step(
                name="defer", label=_("Gather more first"), source=(BEFORE_PANEL,), target=GATHERING, by=PANEL,
                requires=(_decided("defer"), _WORDS), gives=("rationale",), basis=GUIDANCE, in_force=SINCE_2019,
            ),
            Step(
                name="adopt", label=_("Adopt it"), source=(BEFORE_PANEL,), target=AWAITING, by=PANEL,
                requires=(_decided("adopt"), _WORDS), gives=("rationale",),
                meets=("pathway.hold_panel", "pathway.reassess"), starts=("pathway.ask_consent",),
                basis=STATUTE_36_4, in_force=SINCE_2019,
            ),
            Step(
                name="not_adopt", label=_("Do not adopt it"), source=(BEFORE_PANEL,), target=NOT_ADOPTED, by=PANEL,
                requires=(_decided("not_adopt"), _ASKED_OF_OTHERS, _WORDS), gives=("other_help", "rationale"),
                meets=("pathway.hold_panel", "pathway.reassess"), starts=("pathway.reassess",), basis=STATUTE_36_6, in_force=SINCE_2019,
            ),
            Step(
                name="record_consent", label=_("Record consent"), source=(AWAITING, REFUSED, WITHDRAWN), target=SUPPORTED,
                by=PANEL,
                requires=(
                    RecordExists("consent", says=_("Consent by somebody who can give it")),
                    RecordExists("plan", says=_("A support plan that says what, by whom, how and when (s.36(5))")),
                ),
                gives=("consent",), meets=("pathway.ask_consent",), cancels=("pathway.reassess",),
                starts=("pathway.plan_review",), basis=STATUTE_36_4, in_force=SINCE_2019,
            ),
            Step(
                name="record_refusal", label=_("Record that consent is refused"), source=(AWAITING,), target=REFUSED, by=PANEL,
                requires=(RecordExists("refusal", says=_("Who refused, when, and how they were asked")),), gives=("refusal",),
                meets=("pathway.ask_consent",), starts=("pathway.reassess",), basis=STATUTE_36_4, in_force=SINCE_2019,
            ),
            Step(
                name="withdraw_consent", label=_("Record that consent is withdrawn"), source=(SUPPORTED,), target=WITHDRAWN,
                by=(*PANEL, "person"),
                requires=(RecordExists("withdrawal", says=_("Who withdrew it, and when")),), gives=("withdrawal",),
                cancels=("pathway.plan_review",), starts=("pathway.reassess",), basis=STATUTE_36_4, in_force=SINCE_2019,
            ),
            Step(
                name="attach_paper", label=_("Attach the signed paper"), source=(*FOLLOWED, ENDED, MOVED), target=None, by=PANEL,
                requires=(
                    RecordExists("consent_answer", says=_("An answer about consent that is recorded")),
                    RecordExists("paper", says=_("A scan or a photo of the paper")),
                ),
                gives=("paper",), basis=STATUTE_36_4, in_force=SINCE_2019,
            ),
            Step(
                name="set_aside_paper", label=_("Set a wrong paper aside"), source=(*FOLLOWED, ENDED, MOVED), target=None, by=PANEL,
                requires=(
                    RecordExists("attached_paper", says=_("A paper that is attached")),
                    RecordExists("rationale", says=_("What was mistaken, and why")),
                ),
                gives=("rationale",), basis=ACCURACY, in_force=SINCE_2019,
            ),
            Step(
                name="reassess", label=_("Put it before the panel again"), source=(REFUSED, WITHDRAWN, NOT_ADOPTED),
                target=BEFORE_PANEL, by=PANEL,
                requires=(RecordExists("agenda_item", says=_("A meeting on whose agenda it stands")),), gives=("agenda_item",),
                basis=STATUTE_36_4, in_force=SINCE_2019,
            ),
            Step(
                name="review_plan", label=_("Review the support"), source=(SUPPORTED,), target=None, by=PANEL,
                requires=(_decided("review_plan"), _WORDS), gives=("rationale",), meets=("pathway.plan_review",),
                starts=("pathway.plan_review",), basis=STATUTE_36_4, in_force=SINCE_2019,
            ),
            Step(
                name="close", label=_("Close it"), source=(SUPPORTED, NOT_ADOPTED, REFUSED, WITHDRAWN), target=CLOSED, by=PANEL,
                requires=(
                    _decided("close"),
                    _NEEDS,
                    RecordExists("exit_reason", says=_("Why it ends, from the list")),
                    _ASKED_OF_OTHERS,
                    _WORDS,
                ),
                gives=("exit_reason", "other_help", "rationale"),
                cancels=("pathway.hold_panel", "pathway.plan_review", "pathway.reassess", "pathway.ask_consent"),
                starts=("pathway.post_closure_6", "pathway.post_closure_12"), basis=GUIDANCE, in_force=SINCE_2019,
            ),
            Step(
                name="review_after_six", label=_("Record the six-month review"), source=(CLOSED,), target=AFTER, by=PANEL,
                requires=(
                    Equals("runs_six", True, says=_("The six-month review has not been done")),
                    _FOUND_NOTHING,
                    _WORDS,
                ),
                gives=("rationale",), meets=("pathway.post_closure_6",), basis=GUIDANCE, in_force=SINCE_2019,
            ),
            Step(
                name="review_after_twelve", label=_("Record the twelve-month review"), source=(AFTER,), target=None, by=PANEL,
                requires=(
                    Equals("runs_twelve", True, says=_("The twelve-month review has not been done")),
                    _FOUND_NOTHING,
                    _WORDS,
                ),
                gives=("rationale",), meets=("pathway.post_closure_12",), basis=GUIDANCE, in_force=SINCE_2019,
            ),
            Step(
                name="extend_reviews", label=_("Look once more later"), source=(AFTER,), target=None, by=(CHAIR,),
                requires=(
                    Equals(
                        "may_extend", True, says=_("The twelve-month review is done, and no further one has been agreed")
                    ),
                    _WORDS,
                ),
                gives=("rationale",), starts=("pathway.post_closure_further",),
                basis=GUIDANCE, in_force=SINCE_2019,
            ),
            Step(
                name="review_further", label=_("Record the further review"), source=(AFTER,), target=None, by=PANEL,
                requires=(
                    Equals("runs_further", True, says=_("A further review was agreed and has not been done")),
                    _FOUND_NOTHING,
                    _WORDS,
                ),
                gives=("rationale",), meets=("pathway.post_closure_further",), basis=GUIDANCE, in_force=SINCE_2019,
            ),
            Step(
                name="end", label=_("End the reviews"), source=(AFTER,), target=ENDED, by=(CHAIR,),
                requires=(
                    Equals("reviews_open", 0, says=_("Every review after closure was done")),
                    _WORDS,
                ),
                gives=("rationale",), basis=GUIDANCE, in_force=SINCE_2019,
            ),
            Step(
                name="reopen", label=_("Open it again"), source=(CLOSED, AFTER, ENDED), target=GATHERING, by=PANEL,
                requires=(_WORDS,), gives=("rationale",),
                cancels=("pathway.post_closure_6", "pathway.post_closure_12", "pathway.post_closure_further"),
                starts=("pathway.hold_panel",), basis=GUIDANCE, in_force=SINCE_2019,
            ),
            Step(
                name="ask_information", label=_("Ask a partner what they know"), source=OPEN_TO_WORK, target=None, by=PANEL,
                requires=(RecordExists("question", says=_("What is asked, and of whom")),), gives=("question",),
                basis=STATUTE_38, in_force=SINCE_2019,
            ),
            Step(
                name="give_information", label=_("Say what your body knows"), source=OPEN_TO_WORK, target=None,
                by=(PARTNER, *PANEL, *POLICE),
                requires=(
                    RecordExists("asked_of_me", says=_("A question to your body that is not answered yet")),
                    RecordExists("answer", says=_("What your body knows")),
                ),
                gives=("answer",), basis=STATUTE_38, in_force=SINCE_2019,
            ),
            Step(
                name="admit", label=_("Let a partner or guest see it"), source=FOLLOWED, target=None, by=PANEL,
                requires=(RecordExists("somebody", says=_("Who, and until when")), _WORDS),
                gives=("somebody", "rationale"), basis=STATUTE_38, in_force=SINCE_2019,
            ),
            Step(
                name="end_admission", label=_("End what a partner or guest sees"), source=FOLLOWED, target=None, by=PANEL,
                requires=(RecordExists("admission", says=_("Somebody who sees it now")), _WORDS),
                gives=("rationale",), basis=STATUTE_38, in_force=SINCE_2019,
            ),
            Step(
                name="write_plan", label=_("Write the support plan"), source=PLANNED_IN, target=None, by=PANEL,
                requires=(RecordExists("plan_words", says=_("All that s.36(5) asks a plan to say")),), gives=("plan_words",),
                basis=STATUTE_36_4, in_force=SINCE_2019,
            ),
            Step(
                name="add_need", label=_("Add a need"), source=PLANNED_IN, target=None, by=PANEL,
                requires=(RecordExists("need", says=_("What is needed, whose it is to see to, and by when")),),
                gives=("need",), basis=STATUTE_36_4, in_force=SINCE_2019,
            ),
            Step(
                name="settle_need", label=_("Say what became of a need"), source=WORKING, target=None, by=PANEL,
                requires=(
                    RecordExists("open_need", says=_("A need that is open")),
                    RecordExists("rationale", says=_("What became of it, in words")),
                ),
                gives=("rationale",), basis=STATUTE_36_4, in_force=SINCE_2019,
            ),
            Step(
                name="commission", label=_("Commission support"), source=(SUPPORTED,), target=None, by=PANEL,
                requires=(
                    RecordExists("open_need", says=_("A need that is open"), mend=_("Add the need first.")),
                    RecordExists("running_consent", says=_("Consent that has not been withdrawn")),
                    RecordExists("order", says=_("From whom, how many sessions, and what they have to know")),
                ),
                gives=("order",), basis=STATUTE_36_4, in_force=SINCE_2019,
            ),
            Step(
                name="stop_commission", label=_("Stop what was commissioned"), source=(*WORKING, MOVED), target=None, by=PANEL,
                requires=(RecordExists("running_commission", says=_("Support that was commissioned and goes on, or ended short")), _WORDS),
                gives=("rationale",), basis=STATUTE_36_4, in_force=SINCE_2019,
            ),
            Step(
                name="offer_move", label=_("Hand it to another area"), source=FOLLOWED, target=None, by=PANEL,
                requires=(
                    Equals("move_waits", False, says=_("No other area has been asked yet")),
                    RecordExists("new_area", says=_("The authority of the area to which the person moved")),
                    _WORDS,
                ),
                gives=("new_area", "rationale"), basis=GUIDANCE, in_force=SINCE_2019,
            ),
            Step(
                name="accept_move", label=_("Take it on from another area"), source=FOLLOWED, target=MOVED, by=PANEL,
                requires=(
                    Equals("move_waits", True, says=_("Another area has asked")),
                    Equals("offered_to_me", True, says=_("It was offered to the panel of your area")),
                ),
                cancels=(
                    "pathway.hold_panel", "pathway.ask_consent", "pathway.reassess", "pathway.plan_review",
                    "pathway.post_closure_6", "pathway.post_closure_12", "pathway.post_closure_further",
                ),
                basis=GUIDANCE, in_force=SINCE_2019,
            ),
            Step(
                name="decline_move", label=_("Do not take it on"), source=FOLLOWED, target=None, by=PANEL,
                requires=(
                    Equals("move_waits", True, says=_("Another area has asked")),
                    Equals("offered_to_me", True, says=_("It was offered to the panel of your area")),
                    _WORDS,
                ),
                gives=("rationale",), basis=GUIDANCE, in_force=SINCE_2019,
            ),
            Step(
                name="reassign", label=_("Give it another owner"), source=FOLLOWED, target=None, by=PANEL,
                requires=(RecordExists("assignee", says=_("A colleague at the panel’s authority")), _WORDS),
                gives=("assignee", "rationale"), basis=RATIONALE, in_force=SINCE_2019,
            ),
            Step(
                name="declare_interest", label=_("Declare an interest"), source=FOLLOWED, target=None,
                by=(*PANEL, *POLICE, PARTNER),
                requires=(_WORDS,), gives=("rationale",), basis=PRINCIPLES, in_force=SINCE_2019,
            ),
            Step(
                name="correct", label=_("Correct a mistaken step"), source=FOLLOWED, target=None, by=PANEL,
                requires=(
                    RecordExists("correctable", says=_("A step of the panel’s that changed where it stands")),
                    RecordExists("rationale", says=_("What was mistaken, and why")),
                ),
                gives=("rationale",), basis=ACCURACY, in_force=SINCE_2019,
            ),
        ),
    )
)  # fmt: skip
