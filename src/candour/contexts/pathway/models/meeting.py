"""What belongs to one meeting: agenda, papers, who was there, what they declared, what was decided, and the minutes.

Everything about one case hangs from its item on the agenda, and an item is there only for those who see the case: who
declared an interest finds neither the item, nor its papers, nor its part of the minutes.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q

from candour.contexts.pathway.models import rules
from candour.contexts.pathway.models.choices import Decided, Declared, Part, Reached, Said, Why
from candour.contexts.pathway.models.individual import TEXT
from candour.contexts.pathway.models.outcome import PanelCase, PanelCaseStep
from candour.contexts.pathway.models.panel import Meeting
from candour.contexts.pathway.models.referral import LONG_TEXT
from candour.kernel.doors import Access, Door, Rule, actor_is, may
from candour.kernel.people.models import Organisation

_SEEN = Rule("exists (select 1 from pathway_meeting m where m.id = meeting_id)")
_RUN = Rule(
    "exists (select 1 from pathway_meeting m where m.id = meeting_id"
    " and m.authority_id = any((select pathway_authorities())::uuid[]))"
)
_ITEM = Rule("exists (select 1 from pathway_agendaitem i where i.id = item_id)")
_OF_ITEM_OR_ALL = Rule("item_id is null") | _ITEM
_GIVEN = "any((select pathway_given())::uuid[])"
"""The actions that meetings gave to the person signed in, as long as they may do them."""
_WORDS = [MaxLengthValidator(TEXT)]


class AgendaItem(models.Model):
    """A case on the agenda of a meeting, and why. Taken off by a day, never removed."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.DELIVERY,
                select=rules.hangs_from_case(),
                insert=_RUN & rules.worked_on_by_own_panel() & actor_is("added_by_id"),
                update=_RUN & rules.worked_on_by_own_panel(),
                update_columns=("number", "taken_off_on", "off_words"),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    case = models.ForeignKey(PanelCase, on_delete=models.PROTECT, related_name="items")
    number = models.PositiveSmallIntegerField()
    why = models.CharField(max_length=10, choices=Why.choices)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    taken_off_on = models.DateField(null=True)
    off_words = models.TextField(blank=True, validators=_WORDS, help_text="why; seen by those who see the case alone")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["meeting", "case"], condition=Q(taken_off_on__isnull=True), name="case_once_on_an_agenda"
            ),
        )
        indexes = (models.Index(fields=["case"], name="agenda_item_case"),)

    def __str__(self) -> str:
        return f"item {self.number}"


class Paper(models.Model):
    """A paper for a meeting, for all of it or for one item. ``is_late``: it came after the meeting had been called;
    whether that still counts after a move is for who shows it (queries.meeting_page).
    One that ``replaces`` another is a later version of it; the earlier one stays."""

    access: ClassVar[Access] = Access(
        (may(Door.DELIVERY, select=_SEEN & _OF_ITEM_OR_ALL, insert=_RUN & _OF_ITEM_OR_ALL & actor_is("added_by_id")),)
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="papers")
    item = models.ForeignKey(AgendaItem, null=True, on_delete=models.CASCADE, related_name="papers")
    title = models.CharField(max_length=200)
    text = models.TextField(validators=[MaxLengthValidator(LONG_TEXT)])
    is_late = models.BooleanField()
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.title


class Attendance(models.Model):
    """Somebody was there, with an account or without: for whom, as what, from when to when."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.DELIVERY,
                select=_SEEN,
                insert=_RUN & actor_is("entered_by_id"),
                update=_RUN,
                update_columns=("left_at",),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=10, choices=Part.choices)
    came_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["meeting", "person"],
                condition=Q(left_at__isnull=True, person__isnull=False),
                name="present_once",
            ),
        )

    def __str__(self) -> str:
        return self.part


class Declaration(models.Model):
    """What somebody declared on the day. An interest takes effect at once, for whoever has an account."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.DELIVERY,
                select=_SEEN & _OF_ITEM_OR_ALL,
                insert=_RUN & _OF_ITEM_OR_ALL & actor_is("entered_by_id"),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="declarations")
    attendance = models.ForeignKey(Attendance, on_delete=models.CASCADE, related_name="declarations")
    item = models.ForeignKey(AgendaItem, null=True, on_delete=models.CASCADE, related_name="declarations")
    kind = models.CharField(max_length=15, choices=Declared.choices)
    words = models.TextField(blank=True, validators=_WORDS)
    declared_at = models.DateTimeField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~Q(kind="interest") | Q(item__isnull=False), name="interest_is_declared_in_a_case"
            ),
            models.UniqueConstraint(
                fields=["attendance"], condition=Q(kind="confidentiality"), name="confidentiality_once"
            ),
        )

    def __str__(self) -> str:
        return self.kind


class ItemDecision(models.Model):
    """What the panel decided on a case, why, how it was reached, and who was present when it was. The database refuses
    it while the panel is not quorate for this case."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.DELIVERY,
                select=_ITEM,
                insert=_RUN & _ITEM & actor_is("recorded_by_id") & Rule("taken_up_id is null"),
                update=_RUN & _ITEM,
                update_columns=("taken_up_id", "taken_back_on", "taken_back_words"),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="decisions")
    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="decisions")
    case = models.ForeignKey(PanelCase, on_delete=models.PROTECT, related_name="decisions")
    decided = models.CharField(max_length=15, choices=Decided.choices)
    rationale = models.TextField(validators=_WORDS)
    reached = models.CharField(max_length=10, choices=Reached.choices)
    present = ArrayField(models.UUIDField(), help_text="attendances that counted when it was made")
    decided_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    taken_up = models.ForeignKey(PanelCaseStep, null=True, on_delete=models.PROTECT, related_name="+")
    taken_back_on = models.DateField(null=True)
    taken_back_words = models.TextField(blank=True, validators=_WORDS, help_text="what was mistaken in it")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(rationale=""), name="item_decision_has_a_rationale"),
            models.UniqueConstraint(
                fields=["item"], condition=Q(taken_back_on__isnull=True), name="one_decision_on_an_item"
            ),
        )
        indexes = (models.Index(fields=["case", "-decided_at"], name="item_decision_case"),)

    def __str__(self) -> str:
        return self.decided


class Dissent(models.Model):
    """Somebody present did not agree, and why."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.DELIVERY,
                select=Rule("exists (select 1 from pathway_itemdecision d where d.id = decision_id)"),
                insert=Rule(
                    "exists (select 1 from pathway_itemdecision d join pathway_meeting m on m.id = d.meeting_id"
                    " where d.id = decision_id and m.authority_id = any((select pathway_authorities())::uuid[]))"
                )
                & actor_is("entered_by_id"),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    decision = models.ForeignKey(ItemDecision, on_delete=models.CASCADE, related_name="dissents")
    attendance = models.ForeignKey(Attendance, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(validators=_WORDS)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["decision", "attendance"], name="dissent_once"),)

    def __str__(self) -> str:
        return "dissent"


class MeetingAction(models.Model):
    """Somebody does something by a day, as the meeting agreed. Its owner sees it, also where they see nothing else of the
    meeting or of the case."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.DELIVERY,
                select=(_SEEN & _OF_ITEM_OR_ALL) | Rule(f"id = {_GIVEN}"),
                insert=_RUN & _OF_ITEM_OR_ALL & actor_is("entered_by_id"),
                update=_RUN & _OF_ITEM_OR_ALL,
                update_columns=("done_on", "done_words"),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="actions")
    item = models.ForeignKey(AgendaItem, null=True, on_delete=models.CASCADE, related_name="actions")
    what = models.TextField(validators=_WORDS)
    owner = models.ForeignKey(Attendance, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    done_on = models.DateField(null=True)
    done_words = models.TextField(blank=True, validators=_WORDS)

    def __str__(self) -> str:
        return f"by {self.due_on:%Y-%m-%d}"


class ActionAnswer(models.Model):
    """What the owner of an action says became of it, once, while the panel has not closed it. Done, and it is closed; what
    cannot be done waits for the panel to say what follows. A row of its own: nobody changes what somebody else said."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.DELIVERY,
                select=Rule("exists (select 1 from pathway_meetingaction a where a.id = action_id)"),
                insert=Rule(f"action_id = {_GIVEN}")
                & Rule("exists (select 1 from pathway_meetingaction a where a.id = action_id and a.done_on is null)")
                & actor_is("said_by_id"),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    action = models.OneToOneField(MeetingAction, on_delete=models.CASCADE, related_name="answer")
    said = models.CharField(max_length=10, choices=Said.choices)
    words = models.TextField(validators=_WORDS, help_text="what was done, or why it cannot be done")
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(words=""), name="action_answer_has_words"),)

    def __str__(self) -> str:
        return self.said


class MinutesPart(models.Model):
    """The minutes of one item, or of the meeting as a whole. A later version replaces an earlier one until the chair
    has signed; after that a row says what is corrected (``is_correction``), and what was signed stays."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.DELIVERY,
                select=_SEEN & _OF_ITEM_OR_ALL,
                insert=_RUN & _OF_ITEM_OR_ALL & actor_is("written_by_id"),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="minutes")
    item = models.ForeignKey(AgendaItem, null=True, on_delete=models.CASCADE, related_name="minutes")
    version = models.PositiveSmallIntegerField()
    text = models.TextField(validators=[MaxLengthValidator(LONG_TEXT)])
    is_correction = models.BooleanField(default=False)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["meeting", "item", "version"], nulls_distinct=False, name="minutes_version_once"
            ),
        )

    def __str__(self) -> str:
        return f"version {self.version}"


class MinutesSignature(models.Model):
    """Whoever chaired the panel signed this version of a part of the minutes. The deputy signs what the chair may not see:
    nobody can sign for a case in which they have an interest, because the item is not there for them."""

    access: ClassVar[Access] = Access(
        (may(Door.DELIVERY, select=_SEEN & _OF_ITEM_OR_ALL, insert=_RUN & _OF_ITEM_OR_ALL & actor_is("signed_by_id")),)
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="signatures")
    item = models.ForeignKey(AgendaItem, null=True, on_delete=models.CASCADE, related_name="signatures")
    version = models.PositiveSmallIntegerField()
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["meeting", "item", "version"], nulls_distinct=False, name="minutes_version_signed_once"
            ),
        )

    def __str__(self) -> str:
        return f"version {self.version}"


class MeetingRead(models.Model):
    """Somebody opened the page or the pack of a meeting."""

    access: ClassVar[Access] = Access(
        (may(Door.DELIVERY, select=_RUN | actor_is("person_id"), insert=_SEEN & actor_is("person_id")),)
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="reads")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField()
    ledger_entry = models.UUIDField()

    class Meta:
        indexes = (models.Index(fields=["meeting", "person", "-read_at"], name="meeting_read"),)

    def __str__(self) -> str:
        return f"read {self.read_at:%Y-%m-%d}"
