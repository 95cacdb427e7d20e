"""Notices: somebody is told that something waits, and never what it says. One table for each door.

They are made by the sweep of their own door (``sql/functions.sql`` of each context), never by another door, and read
only by the person whom they are for. They keep days, not times: a reporter's act may stand behind one.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from candour.kernel.doors import NO_DOOR, Access, Door, actor_is, may


class NoticeBase(models.Model):
    """What a notice is. ``marker`` tells one occasion from the next, so that each is told once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=60)
    subject = models.UUIDField(null=True, help_text="the record it is about")
    marker = models.CharField(max_length=40)
    is_urgent = models.BooleanField(default=False, help_text="mailed at once, even when a mail went out today")
    created_on = models.DateField()
    read_on = models.DateField(null=True)
    mailed_on = models.DateField(null=True)

    class Meta:
        abstract = True
        constraints = (
            models.UniqueConstraint(
                fields=["person", "code", "subject", "marker"], nulls_distinct=False, name="%(class)s_told_once"
            ),
        )
        indexes = (
            models.Index(fields=["person", "-created_on"], condition=Q(read_on__isnull=True), name="%(class)s_unread"),
            models.Index(
                fields=["person"], condition=Q(read_on__isnull=True, mailed_on__isnull=True), name="%(class)s_to_mail"
            ),
        )

    def __str__(self) -> str:
        return self.code


def _own(door: Door) -> Access:
    own = actor_is("person_id")
    return Access((may(door, select=own, update=own, update_columns=("read_on",)),))


class OfficeNotice(NoticeBase):
    """A notice at the office's door."""

    access: ClassVar[Access] = _own(Door.OFFICE)


class DeliveryNotice(NoticeBase):
    """A notice at the delivery door."""

    access: ClassVar[Access] = _own(Door.DELIVERY)


class HolderMail(models.Model):
    """That a holder of the ledger's checkpoints was written to on a day. The id is made of both, and tells neither."""

    access: ClassVar[Access] = NO_DOOR

    id = models.UUIDField(primary_key=True, editable=False)
    mailed_on = models.DateField()


OF_DOOR: dict[Door, type[OfficeNotice] | type[DeliveryNotice]] = {
    Door.OFFICE: OfficeNotice,
    Door.DELIVERY: DeliveryNotice,
}
"""The table of each door."""
