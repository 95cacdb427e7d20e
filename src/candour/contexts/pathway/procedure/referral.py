"""The law of a referral: from the moment in which anybody makes it to the record that its decision creates."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway.procedure.basis import (
    ACCURACY,
    ANYBODY,
    DUTY,
    FEEDBACK,
    GUIDANCE,
    NECESSITY,
    OFFICER,
    POLICE,
    POLICE_POLICY,
    PRINCIPLES,
    RATIONALE,
    REFERRER,
    SINCE_2019,
    STATUTE_36_3,
    STATUTE_36_6,
    STATUTE_38,
    SUPERVISOR,
)
from candour.kernel.procedures import registry
from candour.kernel.procedures.requirements import Assigned, Equals, OneOf, RecordExists, Requirement
from candour.kernel.procedures.table import Procedure, State, Step

RECEIVED, SCREENING, ASSESSMENT = "received", "screening", "assessment"
TO_PANEL, TRANSFERRED, LED = "referred_to_panel", "transferred", "police_led"
NO_ACTION = "no_further_action"

OPEN = (RECEIVED, SCREENING, ASSESSMENT)
DECIDED = (TO_PANEL, TRANSFERRED, LED, NO_ACTION)
ALL = (*OPEN, *DECIDED)

_RATIONALE = RecordExists("rationale", says=_("The rationale, in words"))
_GROUND = RecordExists(
    "ground",
    says=_("A reason from the list that is a ground by itself; that no ideology was identified is not one"),
)


def _decided_on(step: str) -> tuple[Requirement, ...]:
    """What every decision needs: an assessment, a check that stands in no way, a ground, and whoever must agree."""
    return (
        Assigned(mend=_("Take it on, or ask the supervisor to assign it to you.")),
        RecordExists("assessment", says=_("An assessment with its narrative and conclusion")),
        OneOf("deconfliction", ("clear",), says=_("The last deconfliction check says that nothing stands against it")),
        OneOf(
            f"countersigned_{step}",
            ("given", "not_required"),
            says=_("A supervisor countersigned the assessment, where policy asks for it"),
        ),
        Equals("matches_waiting", False, says=_("Every earlier referral that was found is accepted or rejected")),
        _GROUND,
        _RATIONALE,
    )


REFERRAL = registry.register(
    Procedure(
        name="pathway.referral",
        version=1,
        label=_("A Prevent referral"),
        in_force=SINCE_2019,
        initial=RECEIVED,
        terms=(
            "pathway.assess", "pathway.decide", "pathway.tell_referrer",
            "pathway.necessity_review", "pathway.necessity_review_child",
        ),
        states=(
            State(RECEIVED, _("Received"), _("The police have it. Nobody has looked at it yet.")),
            State(SCREENING, _("Screening"), _("An officer is checking whether it is one for Prevent.")),
            State(ASSESSMENT, _("Assessment"), _("An officer has assessed it; a decision follows.")),
            State(
                TO_PANEL,
                _("Referred to the panel"),
                _("A panel led by the local authority looks at whether support would help."),
                is_end=True,
            ),
            State(
                TRANSFERRED,
                _("Passed to another service"),
                _("Another service is asked to help; the police follow up whether it does."),
                is_end=True,
            ),
            State(LED, _("Police-led"), _("The police work on it with other bodies."), is_end=True),
            State(NO_ACTION, _("No further action"), _("The police looked at it and do nothing more."), is_end=True),
        ),
        steps=(
            Step(
                name="receive", label=_("Receive"), source=(), target=RECEIVED,
                by=(ANYBODY, REFERRER, *POLICE),
                starts=("pathway.assess",), basis=DUTY, in_force=SINCE_2019,
            ),
            Step(
                name="take", label=_("Take it on"), source=(RECEIVED,), target=SCREENING, by=POLICE,
                requires=(Equals("assigned_to", None, says=_("Nobody is working on it")),),
                basis=GUIDANCE, in_force=SINCE_2019,
            ),
            Step(
                name="assign", label=_("Assign it"), source=(RECEIVED,), target=SCREENING, by=(SUPERVISOR,),
                requires=(RecordExists("assignee", says=_("A Prevent officer of the force")),), gives=("assignee",),
                basis=GUIDANCE, in_force=SINCE_2019,
            ),
            Step(
                name="reassign", label=_("Assign it to somebody else"), source=(SCREENING, ASSESSMENT, *DECIDED), target=None,
                by=(SUPERVISOR,),
                requires=(RecordExists("assignee", says=_("A Prevent officer of the force")), _RATIONALE),
                gives=("assignee", "rationale"), basis=GUIDANCE, in_force=SINCE_2019,
            ),
            Step(
                name="route", label=_("Send it to another force"), source=(RECEIVED,), target=None, by=POLICE,
                requires=(RecordExists("other_force", says=_("The force of the person’s area")), _RATIONALE),
                gives=("other_force", "rationale"), basis=GUIDANCE, in_force=SINCE_2019,
            ),
            Step(
                name="deconflict", label=_("Record a deconfliction check"), source=ALL, target=None, by=POLICE,
                requires=(RecordExists("check", says=_("When it was made, and whether anything stands against going on")),),
                gives=("check",), basis=GUIDANCE, in_force=SINCE_2019,
            ),
            Step(
                name="decide_match", label=_("Decide on an earlier referral"), source=ALL, target=None, by=POLICE,
                requires=(RecordExists("match", says=_("An earlier referral that was found")), _RATIONALE),
                gives=("match", "rationale"), basis=RATIONALE, in_force=SINCE_2019,
            ),
            Step(
                name="end_match", label=_("Take back a decision on an earlier referral"), source=ALL, target=None, by=POLICE,
                requires=(RecordExists("match", says=_("A decision of your force that stands")), _RATIONALE),
                gives=("match", "rationale"), basis=ACCURACY, in_force=SINCE_2019,
            ),
            Step(
                name="request_information", label=_("Ask a partner"), source=(SCREENING, ASSESSMENT), target=None, by=POLICE,
                requires=(Assigned(), RecordExists("request", says=_("A partner, and what is asked"))),
                gives=("request",), basis=STATUTE_38, in_force=SINCE_2019,
            ),
            Step(
                name="record_assessment", label=_("Record an assessment"), source=(SCREENING,),
                target=ASSESSMENT, by=POLICE,
                requires=(
                    Assigned(),
                    RecordExists("deconfliction", says=_("A deconfliction check was made")),
                    RecordExists(
                        "framework", says=_("The framework and its version, a narrative, a conclusion, a type of concern")
                    ),
                ),
                gives=("framework",), meets=("pathway.assess",), starts=("pathway.decide",),
                basis=GUIDANCE, in_force=SINCE_2019,
            ),
            Step(
                name="assess_again", label=_("Record a new assessment"), source=(ASSESSMENT,),
                target=None, by=POLICE,
                requires=(
                    Assigned(),
                    RecordExists("deconfliction", says=_("A deconfliction check was made")),
                    RecordExists(
                        "framework", says=_("The framework and its version, a narrative, a conclusion, a type of concern")
                    ),
                ),
                gives=("framework",),                 basis=GUIDANCE, in_force=SINCE_2019,
            ),
            Step(
                name="countersign", label=_("Countersign the assessment"), source=(ASSESSMENT,), target=None, by=(SUPERVISOR,),
                requires=(
                    RecordExists("assessment", says=_("An assessment")),
                    Equals("countersigned", False, says=_("It is not countersigned yet")),
                    Equals("assessed_by_me", False, says=_("Somebody else assessed it: not the one who countersigns")),
                ),
                grave=False, basis=POLICE_POLICY, in_force=SINCE_2019,
            ),
            Step(
                name="refer_to_panel", label=_("Refer to the panel"), source=(ASSESSMENT,), target=TO_PANEL, by=POLICE,
                requires=(
                    *_decided_on("refer_to_panel"),
                    RecordExists(
                        "panel_owner",
                        says=_("An authority at which somebody receives cases for the panel"),
                        mend=_("Ask the authority: its organisation administrator names a coordinator or a chair of the panel."),
                    ),
                ),
                gives=("ground", "rationale", "panel_owner"), meets=("pathway.decide",), starts=("pathway.tell_referrer",),
                basis=STATUTE_36_3, in_force=SINCE_2019,
            ),
            Step(
                name="transfer", label=_("Pass to another service"), source=(ASSESSMENT,), target=TRANSFERRED, by=POLICE,
                requires=(
                    *_decided_on("transfer"),
                    RecordExists("service", says=_("A service, and what is asked of it")),
                ),
                gives=("ground", "rationale", "service"), meets=("pathway.decide",), starts=("pathway.tell_referrer",),
                basis=STATUTE_36_6, in_force=SINCE_2019,
            ),
            Step(
                name="open_police_led", label=_("Keep it police-led"), source=(ASSESSMENT,), target=LED, by=POLICE,
                requires=(
                    *_decided_on("open_police_led"),
                    RecordExists("led_owner", says=_("An officer who owns it, and why the panel could not manage it")),
                ),
                gives=("ground", "rationale", "led_owner"), meets=("pathway.decide",), starts=("pathway.tell_referrer",),
                basis=POLICE_POLICY, in_force=SINCE_2019,
            ),
            Step(
                name="close", label=_("Take no further action"), source=(ASSESSMENT,), target=NO_ACTION, by=POLICE,
                requires=_decided_on("close"), gives=("ground", "rationale"), meets=("pathway.decide",),
                starts=("pathway.tell_referrer",), basis=RATIONALE, in_force=SINCE_2019,
            ),
            Step(
                name="tell_referrer", label=_("Tell the referrer"), source=DECIDED, target=None, by=POLICE,
                requires=(
                    Equals("referrer_told", False, says=_("They have not been told yet")),
                    RecordExists("feedback", says=_("What they are told, or why they cannot be")),
                ),
                gives=("feedback",), meets=("pathway.tell_referrer",), basis=FEEDBACK, in_force=SINCE_2019,
            ),
            Step(
                name="review_necessity", label=_("Review whether it must still be kept"), source=DECIDED, target=None,
                by=POLICE, requires=(_RATIONALE,), gives=("rationale",),
                meets=("pathway.necessity_review", "pathway.necessity_review_child"),
                basis=NECESSITY, in_force=SINCE_2019,
            ),
            Step(
                name="reopen", label=_("Open it again"), source=DECIDED, target=SCREENING, by=POLICE,
                requires=(Equals("outcome_runs", False, says=_("What its decision created is not still running")), _RATIONALE),
                gives=("rationale",), starts=("pathway.assess",),
                cancels=("pathway.tell_referrer", "pathway.necessity_review", "pathway.necessity_review_child"),
                basis=GUIDANCE, in_force=SINCE_2019,
            ),
            Step(
                name="declare_interest", label=_("Declare an interest"), source=ALL, target=None, by=POLICE,
                requires=(_RATIONALE,), gives=("rationale",), basis=PRINCIPLES, in_force=SINCE_2019,
            ),
            Step(
                name="end_interest", label=_("End a declared interest"), source=ALL, target=None, by=(SUPERVISOR,),
                requires=(RecordExists("declaration", says=_("An interest that somebody else declared")), _RATIONALE),
                gives=("declaration", "rationale"), basis=PRINCIPLES, in_force=SINCE_2019,
            ),
            Step(
                name="correct", label=_("Correct a mistaken step"), source=(SCREENING, ASSESSMENT), target=None,
                by=(OFFICER, SUPERVISOR),
                requires=(
                    RecordExists("correctable", says=_("A step of ours that changed where it stands")),
                    RecordExists("rationale", says=_("What was mistaken, and why")),
                ),
                gives=("rationale",), basis=ACCURACY, in_force=SINCE_2019,
            ),
        ),
    )
)  # fmt: skip
