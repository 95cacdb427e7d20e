"""Time limits as they run on a record, and the policy they come from.

``DeadlineBase`` and ``PauseBase`` are made into a table by each context, so that no door shares one with another:
delivery must not learn, even by counting, what the office has running.
"""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from candour.kernel.deadlines.calendar import Pause, Term
from candour.kernel.deadlines.calendar import Unit as CountedIn
from candour.kernel.doors import EVERY_ROW, Access, Door, actor_has, may
from candour.kernel.people.roles import Nation


class Unit(models.TextChoices):
    """What a term counts."""

    WORKING_DAYS = "working_days", _("working days")
    DAYS = "days", _("days")
    MONTHS = "months", _("months")


_POLICY = Access(
    (
        may(Door.PUBLIC, select=EVERY_ROW),
        may(Door.DELIVERY, select=EVERY_ROW),
        may(
            Door.OFFICE,
            select=EVERY_ROW,
            insert=actor_has("head_of_office"),
            update=actor_has("head_of_office"),
            update_columns=("in_force_until",),
        ),
    )
)


class PolicyTerm(models.Model):
    """How long something may take: policy data with its source, in force from a day. A change is a new row.

    ``in_force_until`` is the first day on which it no longer holds; a term that ends on the day it starts was
    replaced before it ever held.
    """

    access: ClassVar[Access] = _POLICY

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=60)
    value = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=15, choices=Unit.choices)
    nation = models.CharField(
        max_length=20,
        choices=Nation.choices,
        blank=True,
        help_text="empty means every nation",
    )
    source = models.CharField(max_length=300)
    in_force_from = models.DateField()
    in_force_until = models.DateField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=["code", "nation", "-in_force_from"]),)
        constraints = (
            models.UniqueConstraint(
                fields=["code", "nation", "in_force_from"],
                condition=Q(in_force_until__isnull=True) | Q(in_force_until__gt=F("in_force_from")),
                name="one_term_from_a_day",
            ),
            models.CheckConstraint(condition=Q(value__gt=0), name="term_is_positive"),
            models.CheckConstraint(
                condition=Q(in_force_until__isnull=True) | Q(in_force_until__gte=F("in_force_from")),
                name="term_ends_after_start",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code}: {self.value} {self.unit}"

    @property
    def term(self) -> Term:
        """The length, as the calendar takes it."""
        return Term(self.value, CountedIn(self.unit))


class BankHoliday(models.Model):
    """A bank holiday proclaimed after this version of Candour was made. Adding one moves what is running."""

    access: ClassVar[Access] = Access(
        (
            may(Door.PUBLIC, select=EVERY_ROW),
            may(Door.DELIVERY, select=EVERY_ROW),
            may(Door.OFFICE, select=EVERY_ROW, insert=actor_has("head_of_office")),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    nation = models.CharField(
        max_length=20,
        choices=Nation.choices,
        blank=True,
        help_text="empty means every nation",
    )
    held_on = models.DateField()
    name = models.CharField(max_length=120)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["nation", "held_on"], name="one_holiday_on_a_day"),)

    def __str__(self) -> str:
        return f"{self.name}, {self.held_on:%Y-%m-%d}"


class DeadlineBase(models.Model):
    """One time limit on one record. ``due_on`` is its last day; late is computed, never stored.

    A subclass adds the foreign key to its record, names it in ``SUBJECT_FIELD``, and gives its pauses the related
    name ``pauses``. The term is copied when the limit starts: a later change of policy does not move it.
    ``started_by``, ``met_by`` and ``cancelled_by`` hold the id of the step (``StepTaken.id``) that did it, so that a
    correction can undo exactly that. ``paused_on`` is set while a pause is open.
    """

    SUBJECT_FIELD: ClassVar[str]
    pauses: models.Manager[Any]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=60)
    started_on = models.DateField()
    term_value = models.PositiveSmallIntegerField()
    term_unit = models.CharField(max_length=15, choices=Unit.choices)
    nation = models.CharField(max_length=20, choices=Nation.choices, blank=True)
    due_on = models.DateField()
    met_on = models.DateField(null=True, blank=True)
    cancelled_on = models.DateField(null=True, blank=True)
    paused_on = models.DateField(null=True, blank=True)
    started_by = models.UUIDField(null=True, blank=True, editable=False)
    met_by = models.UUIDField(null=True, blank=True, editable=False)
    cancelled_by = models.UUIDField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.code} due {self.due_on:%Y-%m-%d}"

    @property
    def is_running(self) -> bool:
        """Neither met nor cancelled. A paused clock still runs in this sense: it waits."""
        return self.met_on is None and self.cancelled_on is None

    @property
    def term(self) -> Term:
        """The length it runs for, as the calendar takes it."""
        return Term(self.term_value, CountedIn(self.term_unit))


class MovableBase(DeadlineBase):
    """A time limit whose last day somebody may decide, otherwise than it was counted: because more time was granted.

    The count is kept beside the decision (``started_on`` and the term), and why stands with it. A day that was decided is
    not counted again. A table of such clocks has no pauses: who decides a day has thought of them.
    """

    moved_to = models.DateField(null=True, blank=True)
    moved_because = models.TextField(blank=True)

    class Meta:
        abstract = True
        constraints = (
            models.CheckConstraint(
                condition=Q(moved_to__isnull=True, moved_because="")
                | (Q(moved_to__isnull=False, moved_to=F("due_on")) & ~Q(moved_because="")),
                name="%(class)s_moved_says_why",
            ),
        )


class PauseBase(models.Model):
    """A time during which a clock stood still: from a day, until the day on which it runs again.

    The subclass names its clock ``deadline``, with the related name ``pauses``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=500)

    class Meta:
        abstract = True
        constraints = (
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="%(class)s_ends_after_start",
            ),
        )

    def __str__(self) -> str:
        return f"paused from {self.from_on:%Y-%m-%d}"

    @property
    def pause(self) -> Pause:
        """The pause, as the calendar takes it."""
        return Pause(self.from_on, self.until_on, self.reason)
