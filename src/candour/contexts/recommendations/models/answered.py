"""What a body sent: responses with their plans, how it goes, claims of delivery, and requests for more time.

Four kinds of record stand apart per addressee, each dated and only ever added to: response, claim, verdict, closing reason
(product.md, recommendations). What the public reads has no person's name; who signed stands in the record for the office
and the body.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q

from candour.contexts.recommendations import codes
from candour.contexts.recommendations.models import rules
from candour.contexts.recommendations.models.issued import LONG_TEXT, TEXT, Addressee
from candour.kernel.doors import Access, Door, Rule, may

_TASK_SEEN = Rule("exists (select 1 from recommendations_plannedtask t where t.id = task_id)")
_TASK_BEING_DONE = Rule(
    "exists (select 1 from recommendations_plannedtask t join recommendations_addressee a on a.id = t.addressee_id"
    " where t.id = task_id and a.state in ('accepted', 'not_verified', 'claimed'))"
)
_PREPARED = Rule(
    "exists (select 1 from recommendations_responsedraft d"
    " where d.addressee_id = recommendations_response.addressee_id and d.by_id = prepared_by_id"
    " and d.kind = recommendations_response.kind and d.submitted_at is not null)"
)
"""What a colleague prepared and gave to be signed: whoever sends it names nobody else as its author."""
_OF_THE_SAME = Rule(
    "exists (select 1 from recommendations_response r where r.id = response_id"
    " and r.addressee_id = recommendations_plannedtask.addressee_id)"
)


def _by_body(*columns: str, written: Rule) -> Access:
    """Written by the body to which it is addressed, under a rule; read by the office, and by the public without the
    author."""
    return Access(
        (
            may(Door.PUBLIC, select=rules.of_addressee(), select_columns=("id", "addressee_id", *columns)),
            may(Door.DELIVERY, select=rules.of_addressee(), insert=written & rules.BY_ACTOR),
            may(Door.OFFICE, select=rules.READS),
        )
    )


class Response(models.Model):
    """What a body answered. The last one counts; none is changed."""

    access: ClassVar[Access] = _by_body(
        "number",
        "kind",
        "reasons",
        "plan",
        "for_body",
        "sent_on",
        written=rules.of_addressee_in("asked") & _PREPARED,
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    addressee = models.ForeignKey(Addressee, on_delete=models.PROTECT, related_name="responses")
    number = models.PositiveSmallIntegerField(help_text="from 1")
    kind = models.CharField(max_length=20, choices=codes.ResponseKind.choices)
    reasons = models.TextField(validators=[MaxLengthValidator(LONG_TEXT)])
    plan = models.TextField(blank=True, validators=[MaxLengthValidator(LONG_TEXT)], help_text="what will be done")
    for_body = models.CharField(max_length=200, blank=True, help_text="whose matter it is, where it is another body's")
    sent_on = models.DateField()
    at = models.DateTimeField()
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", help_text="who signed it off and sent it"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["addressee", "number"], name="response_number_once"),
            models.CheckConstraint(condition=~Q(prepared_by=F("by")), name="response_signed_by_another_person"),
            models.CheckConstraint(
                condition=Q(kind="pass_on", for_body__gt="") | (~Q(kind="pass_on") & Q(for_body="")),
                name="response_for_another_body_names_it",
            ),
        )
        indexes = (models.Index(fields=["-sent_on", "-id"], name="response_by_day"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.sent_on:%Y-%m-%d}"


class PlannedTask(models.Model):
    """A task of a response's plan, with its day and whose it is."""

    access: ClassVar[Access] = _by_body(
        "response_id",
        "number",
        "text",
        "due_on",
        "owner",
        written=rules.of_addressee_in("asked") & _OF_THE_SAME,
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    addressee = models.ForeignKey(Addressee, on_delete=models.PROTECT, related_name="tasks")
    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="tasks")
    number = models.PositiveSmallIntegerField(help_text="from 1 within the addressee")
    text = models.CharField(max_length=500)
    due_on = models.DateField()
    owner = models.CharField(max_length=200, help_text="the team or post whose task it is; never a person's name")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["addressee", "number"], name="task_number_once"),)
        indexes = (models.Index(fields=["due_on", "id"], name="task_due"),)

    def __str__(self) -> str:
        return f"task {self.number}"


class TaskReport(models.Model):
    """Where a task stands, as the body says. The last one counts."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.PUBLIC,
                select=_TASK_SEEN,
                select_columns=("id", "task_id", "number", "state", "text", "reported_on"),
            ),
            may(Door.DELIVERY, select=_TASK_SEEN, insert=_TASK_BEING_DONE & rules.BY_ACTOR),
            may(Door.OFFICE, select=rules.READS),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    task = models.ForeignKey(PlannedTask, on_delete=models.PROTECT, related_name="reports")
    number = models.PositiveSmallIntegerField(help_text="from 1")
    state = models.CharField(max_length=10, choices=codes.TaskState.choices)
    text = models.TextField(blank=True, validators=[MaxLengthValidator(TEXT)])
    reported_on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["task", "number"], name="task_report_once"),)
        indexes = (models.Index(fields=["-reported_on", "-id"], name="task_report_by_day"),)

    def __str__(self) -> str:
        return self.state


class Update(models.Model):
    """How it goes, in the body's words."""

    access: ClassVar[Access] = _by_body(
        "text", "written_on", written=rules.of_addressee_in("accepted", "not_verified", "claimed")
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    addressee = models.ForeignKey(Addressee, on_delete=models.PROTECT, related_name="updates")
    text = models.TextField(validators=[MaxLengthValidator(TEXT)])
    written_on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = (
            models.Index(fields=["addressee", "-at"], name="update_latest"),
            models.Index(fields=["-written_on", "-id"], name="update_by_day"),
        )

    def __str__(self) -> str:
        return f"update of {self.written_on:%Y-%m-%d}"


class Claim(models.Model):
    """A body says that it has delivered, against the measure of success and on which evidence."""

    access: ClassVar[Access] = _by_body(
        "number",
        "against_measure",
        "evidence",
        "claimed_on",
        written=rules.of_addressee_in("accepted", "not_verified"),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    addressee = models.ForeignKey(Addressee, on_delete=models.PROTECT, related_name="claims")
    number = models.PositiveSmallIntegerField(help_text="from 1")
    against_measure = models.TextField(validators=[MaxLengthValidator(TEXT)], help_text="how the measure is met")
    evidence = models.TextField(
        validators=[MaxLengthValidator(TEXT)], help_text="what shows it, and where it can be seen"
    )
    claimed_on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["addressee", "number"], name="claim_number_once"),)
        indexes = (models.Index(fields=["-claimed_on", "-id"], name="claim_by_day"),)

    def __str__(self) -> str:
        return f"claim {self.number}"


class ExtensionRequest(models.Model):
    """A body asks for more time: to respond, or to deliver."""

    access: ClassVar[Access] = _by_body(
        "number",
        "what",
        "until",
        "reasons",
        "asked_on",
        written=rules.of_addressee_in("asked", "accepted", "not_verified"),
    )

    class What(models.TextChoices):
        """For what more time is asked."""

        RESPONSE = "response"
        DELIVERY = "delivery"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    addressee = models.ForeignKey(Addressee, on_delete=models.PROTECT, related_name="extensions")
    number = models.PositiveSmallIntegerField(help_text="from 1")
    what = models.CharField(max_length=10, choices=What.choices)
    until = models.DateField()
    reasons = models.TextField(validators=[MaxLengthValidator(TEXT)])
    asked_on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["addressee", "number"], name="extension_number_once"),)
        indexes = (models.Index(fields=["-asked_on", "-id"], name="extension_by_day"),)

    def __str__(self) -> str:
        return f"{self.what} until {self.until:%Y-%m-%d}"
