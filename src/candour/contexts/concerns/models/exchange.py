"""What crosses to a body: an enquiry written by the caseworker, answered by the body. The concern never crosses.

These tables are the only ones of this context that the delivery door may touch, and there only the rows addressed to
an organisation in which the person signed in is the contact for the Commissioner's enquiries.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models

from candour.contexts.concerns import references
from candour.contexts.concerns.models import rules
from candour.kernel.deadlines.models import DeadlineBase, PauseBase
from candour.kernel.doors import Access, Door, Rule, actor_is, may
from candour.kernel.people.models import Organisation
from candour.kernel.procedures.models import StepTaken

LONG_TEXT = 20_000

TO_OWN_BODY = Rule("organisation_id = any((select access_organisations_as('body_contact'))::uuid[])")
"""Addressed to an organisation whose contact is signed in."""

BEHIND_OWN_CONCERN = Rule("id in (select ce.enquiry_id from concerns_concernenquiry ce)")
"""Belongs to a concern that the person signed in may know of: the link table has its own row rule."""

_VISIBLE = Rule("enquiry_id in (select e.id from concerns_enquiry e)")
"""Hangs on an enquiry that may be seen: its own row rule decides."""

_WRITTEN = rules.HANDLES_CONCERNS & Rule("enquiry_id <> all((select concerns_enquiries_barred())::uuid[])")
"""Written by the office before the enquiry is tied to its concern; afterwards a declared interest closes it."""

_ANSWERED = actor_is("by_id") & Rule("step = 'reply' and by_kind = 'staff' and corrects_id is null")
"""All that a body does to an enquiry is to answer it, in the name of whoever is signed in."""


class Enquiry(models.Model):
    """A question to a body. It says what the office wants to know and nothing of who gave rise to it."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.DELIVERY,
                select=TO_OWN_BODY,
                update=TO_OWN_BODY,
                update_check=TO_OWN_BODY & Rule("state = 'replied'"),
                update_columns=("state", "is_open", "next_due_on"),
            ),
            may(
                Door.OFFICE,
                select=BEHIND_OWN_CONCERN,
                insert=rules.HANDLES_CONCERNS,
                update=BEHIND_OWN_CONCERN,
                update_columns=("state", "is_open", "next_due_on"),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=11, unique=True, default=references.new_enquiry, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=200)
    question = models.TextField(validators=[MaxLengthValidator(LONG_TEXT)])
    sent_on = models.DateField()
    state = models.CharField(max_length=20)
    procedure_version = models.PositiveSmallIntegerField()
    is_open = models.BooleanField(default=True)
    next_due_on = models.DateField(null=True, blank=True)
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "enquiries"
        indexes = (models.Index(fields=["organisation", "is_open", "next_due_on"]),)

    def __str__(self) -> str:
        return self.reference


class EnquiryReply(models.Model):
    """What the body answered, and who answered for it."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.DELIVERY,
                select=_VISIBLE,
                insert=_VISIBLE & Rule("answered_by_id = (select access_actor())"),
            ),
            may(Door.OFFICE, select=_VISIBLE),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="replies")
    text = models.TextField(validators=[MaxLengthValidator(LONG_TEXT)])
    answered_at = models.DateTimeField()
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_as = models.CharField(max_length=200, help_text="name and role as they stood")

    class Meta:
        verbose_name_plural = "enquiry replies"

    def __str__(self) -> str:
        return f"reply of {self.answered_at:%Y-%m-%d}"


class EnquiryStep(StepTaken):
    """The history of an enquiry, seen by both sides."""

    access: ClassVar[Access] = Access(
        (
            may(Door.DELIVERY, select=_VISIBLE, insert=_VISIBLE & _ANSWERED),
            may(Door.OFFICE, select=_VISIBLE, insert=_WRITTEN & actor_is("by_id")),
        )
    )
    SUBJECT_FIELD = "enquiry"

    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="steps")


class EnquiryDeadline(DeadlineBase):
    """The time a body has to answer."""

    access: ClassVar[Access] = Access(
        (
            may(Door.DELIVERY, select=_VISIBLE, update=_VISIBLE, update_columns=("met_on", "met_by")),
            may(Door.OFFICE, select=_VISIBLE, insert=_WRITTEN, update=_VISIBLE),
        )
    )
    SUBJECT_FIELD = "enquiry"

    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="deadlines")


class EnquiryPause(PauseBase):
    """When that clock stood still, and why."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.DELIVERY,
                select=Rule("deadline_id in (select d.id from concerns_enquirydeadline d)"),
            ),
            may(
                Door.OFFICE,
                select=Rule("deadline_id in (select d.id from concerns_enquirydeadline d)"),
                insert=Rule("deadline_id in (select d.id from concerns_enquirydeadline d)"),
                update=Rule("deadline_id in (select d.id from concerns_enquirydeadline d)"),
            ),
        )
    )

    deadline = models.ForeignKey(EnquiryDeadline, on_delete=models.CASCADE, related_name="pauses")
