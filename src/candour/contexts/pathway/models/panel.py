"""Panels of authorities, who is on them, what makes them quorate, and their meetings.

The statutory minimum (CTSA 2015 s.37) is not a row: the authority in the chair and the police of the person's area
present for each case, held by the database (``pathway_decision_is_quorate``). A ``QuorumRule`` can only ask for more.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from candour.contexts.pathway import references
from candour.contexts.pathway.models import rules
from candour.contexts.pathway.models.choices import Part, Sitting
from candour.kernel.deadlines.models import DeadlineBase
from candour.kernel.doors import Access, Door, Rule, actor_is, may
from candour.kernel.people.models import Organisation
from candour.kernel.people.roles import Nation
from candour.kernel.procedures.models import StepTaken

_PANEL_SEEN = Rule("exists (select 1 from pathway_panel p where p.id = panel_id)")
_PANEL_RUN = Rule(
    "exists (select 1 from pathway_panel p where p.id = panel_id"
    " and p.authority_id = any((select pathway_authorities())::uuid[]))"
)
_MEETING_SEEN = Rule("exists (select 1 from pathway_meeting m where m.id = meeting_id)")
_MEETING_RUN = Rule(
    "exists (select 1 from pathway_meeting m where m.id = meeting_id"
    " and m.authority_id = any((select pathway_authorities())::uuid[]))"
)


class Panel(models.Model):
    """A panel of a local authority: Channel in England and Wales, PMAP in Scotland."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.DELIVERY,
                select=rules.of_own_authority() | Rule("id = any((select pathway_seats())::uuid[])"),
                insert=rules.of_own_authority(),
                update=rules.of_own_authority(),
                update_columns=("name", "ended_on"),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    authority = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    nation = models.CharField(max_length=20, choices=Nation.choices, blank=True)
    begun_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["authority", "name"], condition=Q(ended_on__isnull=True), name="one_panel_of_a_name"
            ),
        )

    def __str__(self) -> str:
        return self.name


class PanelMember(models.Model):
    """Somebody is on a panel, from a day to a day. ``until_on`` is the first day on which they no longer are."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.DELIVERY,
                select=_PANEL_SEEN,
                insert=_PANEL_RUN & actor_is("added_by_id"),
                update=_PANEL_RUN,
                update_columns=("until_on",),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=10, choices=Part.choices)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["panel", "person"], condition=Q(until_on__isnull=True), name="on_a_panel_once"
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="member_ends_after_start"
            ),
        )
        indexes = (models.Index(fields=["person"], name="panel_member_person"),)

    def __str__(self) -> str:
        return self.part


class QuorumRule(models.Model):
    """What a panel asks for beyond the statutory minimum: so many present, and these kinds of body among them."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.DELIVERY,
                select=_PANEL_SEEN,
                insert=_PANEL_RUN,
                update=_PANEL_RUN,
                update_columns=("in_force_until",),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="quorum_rules")
    least_present = models.PositiveSmallIntegerField(default=2)
    kinds = ArrayField(models.CharField(max_length=30), default=list, blank=True, help_text="kinds of organisation")
    source = models.CharField(max_length=300)
    in_force_from = models.DateField()
    in_force_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(least_present__gte=2), name="quorum_of_two_or_more"),)

    def __str__(self) -> str:
        return f"at least {self.least_present}"


class Meeting(models.Model):
    """A meeting of a panel, ordinary or extraordinary."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.DELIVERY,
                select=rules.of_own_authority() | Rule("panel_id = any((select pathway_seats())::uuid[])"),
                insert=rules.of_own_authority() & _PANEL_RUN & Rule("state = 'planned'"),
                update=rules.of_own_authority(),
                update_columns=("state", "is_open", "next_due_on", "held_on", "starts_at", "place", "called_on"),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=11, unique=True, default=references.new_meeting, editable=False)
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="meetings")
    authority = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    nation = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=15, choices=Sitting.choices, default=Sitting.ORDINARY)
    held_on = models.DateField()
    starts_at = models.TimeField()
    place = models.CharField(max_length=300)
    called_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=20)
    procedure_version = models.PositiveSmallIntegerField()
    is_open = models.BooleanField(default=True)
    next_due_on = models.DateField(null=True, blank=True)
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        indexes = (models.Index(fields=["authority", "-held_on", "id"], name="meeting_authority_day"),)

    def __str__(self) -> str:
        return self.reference


class MeetingStep(StepTaken):
    """The history of a meeting."""

    access: ClassVar[Access] = Access(
        (may(Door.DELIVERY, select=_MEETING_SEEN, insert=_MEETING_RUN & actor_is("by_id")),)
    )
    SUBJECT_FIELD = "meeting"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="steps")


class MeetingDeadline(DeadlineBase):
    """A time limit of a meeting: when its minutes have to be signed off."""

    access: ClassVar[Access] = Access(
        (may(Door.DELIVERY, select=_MEETING_SEEN, insert=_MEETING_RUN, update=_MEETING_RUN),)
    )
    SUBJECT_FIELD = "meeting"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="deadlines")
