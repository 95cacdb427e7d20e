"""How a sealed identity is opened: asked for in writing, agreed to by two sides, read by one named person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from candour.contexts.concerns.procedure.basis import FROM_THE_START, INTEREST, SEALED
from candour.contexts.concerns.procedure.roles import CASEWORKER, COMMISSIONER, DEPUTY, HEAD, OFFICER
from candour.kernel.procedures import registry
from candour.kernel.procedures.requirements import Assigned, DifferentPerson, Equals, RecordExists
from candour.kernel.procedures.table import Procedure, State, Step

ASKED, HALF_AGREED, OPENED = "asked", "half_agreed", "opened"
FINISHED, DECLINED, RETRACTED, LAPSED = "finished", "refused", "withdrawn", "lapsed"
WAITING = (ASKED, HALF_AGREED)

_AGREES = (
    RecordExists("reader_key", says=_("The named reader has made ready to read")),
    Equals("is_current", True, says=_("The request is not older than three days")),
    DifferentPerson("ask", mend=_("Somebody else of your side can agree.")),
    Equals("is_reader", False, says=_("You are not the one who is to read it"), mend=_("Somebody else of your side can agree.")),
    Equals("side_has_agreed", False, says=_("Nobody of your side has agreed yet"), mend=_("Only the other side is needed now.")),
    RecordExists("secret", says=_("A secret of your own that opens your side’s key")),
)  # fmt: skip

OPENING = registry.register(
    Procedure(
        name="concerns.opening",
        version=1,
        label=_("Opening a sealed identity"),
        in_force=FROM_THE_START,
        initial=ASKED,
        states=(
            State(ASKED, _("Waits for two people"), _("Somebody asked to open it. Nobody has agreed yet.")),
            State(HALF_AGREED, _("One of two agreed"), _("One side agreed. Nothing is open.")),
            State(OPENED, _("Opened"), _("Both sides agreed. One named person can read it for 15 minutes.")),
            State(FINISHED, _("Read, and closed again"), _("The reader has finished."), is_end=True),
            State(DECLINED, _("Refused"), _("It was not opened."), is_end=True),
            State(RETRACTED, _("Withdrawn"), _("The request was taken back. It was not opened."), is_end=True),
            State(LAPSED, _("Time over"), _("Its time is over."), is_end=True),
        ),
        steps=(
            Step(
                name="ask",
                label=_("Ask to open it"),
                source=(),
                target=ASKED,
                by=(CASEWORKER, HEAD, COMMISSIONER),
                requires=(
                    RecordExists("identity", says=_("The concern has a sealed identity")),
                    Equals("is_asked_already", False, says=_("No other request for it is running")),
                    RecordExists("rationale", says=_("The reason, in words")),
                    RecordExists(
                        "reader", says=_("A named reader, who works with concerns and has no declared interest in it")
                    ),
                ),
                gives=("rationale", "reader"),
                grave=True,
                basis=SEALED,
                in_force=FROM_THE_START,
            ),
            Step(
                name="get_ready",
                label=_("Make ready to read"),
                source=(ASKED,),
                target=None,
                by=(CASEWORKER, HEAD, COMMISSIONER),
                requires=(Assigned(says=_("You are the named reader")),),
                basis=SEALED,
                in_force=FROM_THE_START,
            ),
            Step(
                name="agree_first",
                label=_("Agree, as the first of two"),
                source=(ASKED,),
                target=HALF_AGREED,
                by=(OFFICER, DEPUTY),
                requires=_AGREES,
                gives=("secret",),
                grave=True,
                basis=SEALED,
                in_force=FROM_THE_START,
            ),
            Step(
                name="agree_second",
                label=_("Agree, as the second of two"),
                source=(HALF_AGREED,),
                target=OPENED,
                by=(OFFICER, DEPUTY),
                requires=(*_AGREES, DifferentPerson("agree_first")),
                gives=("secret",),
                grave=True,
                basis=SEALED,
                in_force=FROM_THE_START,
            ),
            Step(
                name="refuse",
                label=_("Refuse"),
                source=WAITING,
                target=DECLINED,
                by=(OFFICER, DEPUTY),
                requires=(
                    DifferentPerson("ask"),
                    RecordExists("rationale", says=_("The reason, which those who asked will read")),
                ),
                gives=("rationale",),
                basis=SEALED,
                in_force=FROM_THE_START,
            ),
            Step(
                name="step_aside",
                label=_("Step aside: you may know the person"),
                source=WAITING,
                target=None,
                by=(OFFICER, DEPUTY),
                requires=(RecordExists("rationale", says=_("Your interest, in words")),),
                gives=("rationale",),
                basis=INTEREST,
                in_force=FROM_THE_START,
            ),
            Step(
                name="withdraw",
                label=_("Take the request back"),
                source=WAITING,
                target=RETRACTED,
                by=(CASEWORKER, HEAD, COMMISSIONER),
                basis=SEALED,
                in_force=FROM_THE_START,
            ),
            Step(
                name="read",
                label=_("Read it"),
                source=(OPENED,),
                target=None,
                by=(CASEWORKER, HEAD, COMMISSIONER),
                requires=(
                    Assigned(says=_("You are the named reader")),
                    Equals("is_current", True, says=_("The 15 minutes are not over")),
                ),
                grave=True,
                basis=SEALED,
                in_force=FROM_THE_START,
            ),
            Step(
                name="finish",
                label=_("Close it again"),
                source=(OPENED,),
                target=FINISHED,
                by=(CASEWORKER, HEAD, COMMISSIONER),
                requires=(Assigned(says=_("You are the named reader")),),
                basis=SEALED,
                in_force=FROM_THE_START,
            ),
            Step(
                name="lapse",
                label=_("Note that its time is over"),
                source=(*WAITING, OPENED),
                target=LAPSED,
                by=(CASEWORKER, HEAD, COMMISSIONER),
                requires=(Equals("is_current", False, says=_("Its time is over")),),
                basis=SEALED,
                in_force=FROM_THE_START,
            ),
        ),
    )
)
