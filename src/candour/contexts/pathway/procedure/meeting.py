"""The law of a panel's meeting. The statute asks for the authority in the chair and the police of the person's area for
each case; the rest is the panel's own (CTSA 2015 s.37)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from candour.contexts.pathway.procedure.basis import (
    ACCURACY,
    CHAIR,
    GUIDANCE,
    PANEL,
    PRINCIPLES,
    SINCE_2019,
)
from candour.kernel.procedures import registry
from candour.kernel.procedures.requirements import Equals, RecordExists
from candour.kernel.procedures.table import Procedure, State, Step

PLANNED, CALLED, HELD, MINUTED, SIGNED, CANCELLED = "planned", "called", "held", "minuted", "signed_off", "cancelled"

STATUTE_37 = _("Counter-Terrorism and Security Act 2015, s.37")
_WORDS = RecordExists("rationale", says=_("The reason, in words"))
QUORATE = (
    Equals(
        "chaired",
        True,
        says=_("The local authority is in the chair: its chair or deputy chair is here (CTSA 2015 s.37)"),
        mend=_("Enter who chairs. Whoever declared an interest in this case does not count."),
    ),
    Equals(
        "police_here",
        True,
        says=_("The police of the person’s area are here (CTSA 2015 s.37)"),
        mend=_("Wait for them, or take the case off and put it on the agenda of another meeting."),
    ),
    Equals(
        "rule_met",
        True,
        says=_("The panel’s own quorum is met"),
        mend=_("See on the panel’s page who has to be here, and enter who came."),
    ),
)
"""What makes a panel quorate for one case: the statutory minimum, and whatever more the panel asks of itself."""

MEETING = registry.register(
    Procedure(
        name="pathway.meeting",
        version=1,
        label=_("A meeting of a panel"),
        in_force=SINCE_2019,
        initial=PLANNED,
        terms=("pathway.minutes",),
        states=(
            State(PLANNED, _("Planned"), _("A day is set, and the agenda is being made.")),
            State(CALLED, _("Called"), _("The members have the agenda and the papers.")),
            State(HELD, _("Being held"), _("The panel sits, or its minutes are still to be drafted.")),
            State(MINUTED, _("Minuted"), _("The minutes are drafted, and the chair reads them.")),
            State(SIGNED, _("Signed off"), _("The chair has signed the minutes."), is_end=True),
            State(CANCELLED, _("Called off"), _("The meeting is not held."), is_end=True),
        ),
        steps=(
            Step(
                name="plan", label=_("Plan a meeting"), source=(), target=PLANNED, by=PANEL, basis=STATUTE_37,
                in_force=SINCE_2019,
            ),
            Step(
                name="add_item", label=_("Put a case on the agenda"), source=(PLANNED, CALLED, HELD), target=None, by=PANEL,
                requires=(RecordExists("case", says=_("A case of this panel’s authority")),), gives=("case",),
                basis=STATUTE_37, in_force=SINCE_2019,
            ),
            Step(
                name="take_off", label=_("Take a case off the agenda"), source=(PLANNED, CALLED, HELD), target=None, by=PANEL,
                requires=(RecordExists("item", says=_("A case on the agenda without a decision")), _WORDS),
                gives=("rationale",), basis=STATUTE_37, in_force=SINCE_2019,
            ),
            Step(
                name="add_paper", label=_("Add a paper"), source=(PLANNED, CALLED, HELD), target=None, by=PANEL,
                requires=(RecordExists("paper", says=_("A title and a text")),), gives=("paper",), basis=GUIDANCE,
                in_force=SINCE_2019,
            ),
            Step(
                name="call", label=_("Call it"), source=(PLANNED,), target=CALLED, by=PANEL,
                requires=(RecordExists("item", says=_("At least one case on the agenda")),), basis=STATUTE_37,
                in_force=SINCE_2019,
            ),
            Step(
                name="invite_guest", label=_("Invite a guest for one case"), source=(PLANNED, CALLED, HELD), target=None,
                by=PANEL,
                requires=(
                    RecordExists("item", says=_("A case on the agenda")),
                    RecordExists("guest", says=_("Who is invited to which case, and why")),
                ),
                gives=("guest",), basis=STATUTE_37, in_force=SINCE_2019,
            ),
            Step(
                name="move", label=_("Move it to another time or place"), source=(PLANNED, CALLED), target=None, by=PANEL,
                requires=(
                    RecordExists("another_time", says=_("Another day, time or place than it has")),
                    Equals(
                        "lies_ahead",
                        True,
                        says=_("The time to which it is moved lies ahead, and within a year"),
                        mend=_("Check the date and the time."),
                    ),
                    _WORDS,
                ),
                gives=("another_time", "rationale"), basis=GUIDANCE, in_force=SINCE_2019,
            ),
            Step(
                name="open_meeting", label=_("Open the meeting"), source=(PLANNED, CALLED), target=HELD, by=PANEL,
                requires=(
                    RecordExists("item", says=_("At least one case on the agenda")),
                    Equals("has_come", True, says=_("Its day has come")),
                ),
                basis=STATUTE_37, in_force=SINCE_2019,
            ),
            Step(
                name="enter_attendance", label=_("Enter who is here"), source=(HELD,), target=None, by=PANEL,
                requires=(RecordExists("attendance", says=_("Who, and for which body")),), gives=("attendance",),
                basis=STATUTE_37, in_force=SINCE_2019,
            ),
            Step(
                name="enter_leaving", label=_("Enter that somebody left"), source=(HELD,), target=None, by=PANEL,
                requires=(RecordExists("present", says=_("Somebody who is here")),), basis=STATUTE_37, in_force=SINCE_2019,
            ),
            Step(
                name="declare", label=_("Enter a declaration"), source=(HELD,), target=None, by=PANEL,
                requires=(
                    RecordExists("present", says=_("Somebody who is here")),
                    RecordExists("declaration", says=_("What they declare")),
                ),
                gives=("declaration",), basis=STATUTE_37, in_force=SINCE_2019,
            ),
            Step(
                name="decide", label=_("Record a decision"), source=(HELD,), target=None, by=PANEL,
                requires=(
                    RecordExists("item", says=_("A case on the agenda without a decision")),
                    RecordExists("decision", says=_("What was decided, and how that was reached")),
                    _WORDS,
                    *QUORATE,
                    Equals("fits", True, says=_("A decision that can follow from where the case stands")),
                ),
                gives=("decision", "rationale"), basis=STATUTE_37, in_force=SINCE_2019,
            ),
            Step(
                name="take_back_decision", label=_("Take a decision back that was recorded by mistake"), source=(HELD,),
                target=None, by=PANEL,
                requires=(
                    RecordExists("decided", says=_("A decision of this meeting")),
                    Equals(
                        "followed",
                        False,
                        says=_("Nothing has followed from it on the case"),
                        mend=_("Correct the step on the case first."),
                    ),
                    RecordExists("rationale", says=_("What was mistaken, and why")),
                ),
                gives=("rationale",), basis=ACCURACY, in_force=SINCE_2019,
            ),
            Step(
                name="enter_dissent", label=_("Enter that somebody did not agree"), source=(HELD,), target=None, by=PANEL,
                requires=(
                    RecordExists("decided", says=_("A decision of this meeting")),
                    RecordExists("dissent", says=_("Who did not agree, and why")),
                    Equals(
                        "was_unanimous",
                        False,
                        says=_("The decision was not recorded as one with which all agreed"),
                        mend=_("Take that decision back and record how it was reached."),
                    ),
                ),
                gives=("dissent",), basis=STATUTE_37, in_force=SINCE_2019,
            ),
            Step(
                name="add_action", label=_("Enter an action"), source=(HELD,), target=None, by=PANEL,
                requires=(
                    RecordExists("present", says=_("Somebody who is here")),
                    RecordExists("action", says=_("What is done, by whom and by when")),
                ),
                gives=("action",), basis=GUIDANCE, in_force=SINCE_2019,
            ),
            Step(
                name="finish_action", label=_("Say that an action is done"), source=(HELD, MINUTED, SIGNED), target=None,
                by=PANEL,
                requires=(
                    RecordExists("open_action", says=_("An action that is not done yet")),
                    RecordExists("rationale", says=_("What was done")),
                ),
                gives=("rationale",), basis=GUIDANCE, in_force=SINCE_2019,
            ),
            Step(
                name="draft_minutes", label=_("Draft the minutes"), source=(HELD,), target=MINUTED, by=PANEL,
                requires=(
                    Equals(
                        "undecided",
                        0,
                        says=_("Every case on the agenda has a decision, or was taken off"),
                        mend=_("Record what was decided, “noted” where nothing follows, or take the case off."),
                    ),
                ),
                starts=("pathway.minutes",), basis=GUIDANCE, in_force=SINCE_2019,
            ),
            Step(
                name="change_minutes", label=_("Change the draft"), source=(MINUTED,), target=None, by=PANEL,
                requires=(RecordExists("text", says=_("The text of one part")),), gives=("text",), basis=GUIDANCE,
                in_force=SINCE_2019,
            ),
            Step(
                name="sign_part", label=_("Sign what the chair may not see"), source=(MINUTED,), target=None, by=PANEL,
                grave=True,
                requires=(
                    RecordExists(
                        "own_chair",
                        says=_("You are the deputy chair of this panel, or were in the chair at the meeting"),
                        mend=_("Ask the deputy chair to sign it."),
                    ),
                    RecordExists("part", says=_("Minutes of a case that you may see")),
                ),
                gives=("part",), basis=PRINCIPLES, in_force=SINCE_2019,
            ),
            Step(
                name="sign_off", label=_("Sign the minutes off"), source=(MINUTED,), target=SIGNED, by=(CHAIR,), grave=True,
                requires=(
                    Equals(
                        "unminuted",
                        0,
                        says=_("Every case on the agenda has its part of the minutes"),
                        mend=_("Write the part that is missing. Somebody else writes what you may not see."),
                    ),
                    Equals(
                        "unsigned_unseen",
                        0,
                        says=_("What you may not see, because of an interest, was signed by the deputy chair"),
                        mend=_("Ask the deputy chair to sign that part."),
                    ),
                ),
                meets=("pathway.minutes",), basis=STATUTE_37, in_force=SINCE_2019,
            ),
            Step(
                name="correct_minutes", label=_("Correct signed minutes"), source=(SIGNED,), target=None, by=PANEL,
                requires=(RecordExists("text", says=_("What is corrected, and how it should read")),), gives=("text",),
                basis=ACCURACY, in_force=SINCE_2019,
            ),
            Step(
                name="call_off", label=_("Call it off"), source=(PLANNED, CALLED), target=CANCELLED, by=PANEL,
                requires=(_WORDS,), gives=("rationale",), basis=GUIDANCE, in_force=SINCE_2019,
            ),
            Step(
                name="correct", label=_("Correct a mistaken step"), source=(CALLED, HELD, MINUTED), target=None, by=PANEL,
                requires=(
                    RecordExists("correctable", says=_("A step that changed where it stands")),
                    RecordExists("rationale", says=_("What was mistaken, and why")),
                ),
                gives=("rationale",), basis=ACCURACY, in_force=SINCE_2019,
            ),
        ),
    )
)  # fmt: skip
