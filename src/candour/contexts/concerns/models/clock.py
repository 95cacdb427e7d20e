"""The history of a concern and its time limits."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from candour.contexts.concerns.models import rules
from candour.contexts.concerns.models.concern import Concern
from candour.kernel.deadlines.models import DeadlineBase, PauseBase
from candour.kernel.doors import Access, Door, Rule, may
from candour.kernel.procedures.models import StepTaken

_DEADLINE_SEEN = Rule("deadline_id in (select d.id from concerns_concerndeadline d)")


class ConcernStep(StepTaken):
    """One step of a concern: a dated fact. A reporter's has a day and no time, and nobody's name."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.PUBLIC,
                select=rules.own_mailbox(),
                select_columns=(
                    "id",
                    "concern_id",
                    "number",
                    "step",
                    "from_state",
                    "to_state",
                    "by_kind",
                    "taken_on",
                    "corrects_id",
                ),
                insert=rules.own_mailbox() & Rule("by_kind = 'reporter' and by_id is null and taken_at is null"),
            ),
            may(Door.OFFICE, select=rules.coded(), insert=rules.coded()),
        )
    )
    SUBJECT_FIELD = "concern"

    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="steps")


class ConcernDeadline(DeadlineBase):
    """A time limit that runs, was met, or no longer applies."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.PUBLIC,
                select=rules.own_mailbox(),
                insert=rules.own_mailbox(),
                update=rules.own_mailbox(),
            ),
            may(
                Door.OFFICE,
                select=rules.coded(),
                insert=rules.coded(),
                update=rules.coded(),
            ),
        )
    )
    SUBJECT_FIELD = "concern"

    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="deadlines")


class ConcernPause(PauseBase):
    """When a clock stood still, and why: the reporter sees it too."""

    access: ClassVar[Access] = Access(
        (
            may(Door.PUBLIC, select=_DEADLINE_SEEN, update=_DEADLINE_SEEN),
            may(
                Door.OFFICE,
                select=_DEADLINE_SEEN,
                insert=_DEADLINE_SEEN,
                update=_DEADLINE_SEEN,
            ),
        )
    )

    deadline = models.ForeignKey(ConcernDeadline, on_delete=models.CASCADE, related_name="pauses")
