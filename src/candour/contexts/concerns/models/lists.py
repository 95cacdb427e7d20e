"""Lists that somebody comes back to: saved views, watches on them, and what was taken out of the office as a file."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from candour.contexts.concerns.models import rules
from candour.contexts.concerns.models.concern import MEDIUM_TEXT
from candour.kernel.doors import Access, Door, Rule, actor_has, actor_is, may

_HEAD = actor_has("head_of_office")
_OVERSEES = actor_has("head_of_office", "commissioner")
_OWN_OR_SHARED = actor_is("owner_id") | Rule("is_shared")
_VIEW_IS_SEEN = Rule("view_id in (select v.id from concerns_savedview v)")
_WATCH_IS_SEEN = Rule("watch_id in (select w.id from concerns_watch w)")
_WATCH_IS_OWN = Rule("watch_id in (select w.id from concerns_watch w where w.owner_id = (select access_actor()))")


class SavedView(models.Model):
    """Filters and an order under a name. One's own, or, when the head of office keeps it, everybody's.

    ``filters`` are those of the inbox's address, by name, empty ones left out. They hold codes and days, never words
    of a reporter.
    """

    access: ClassVar[Access] = Access(
        (
            may(
                Door.OFFICE,
                select=rules.HANDLES_CONCERNS & _OWN_OR_SHARED,
                insert=rules.HANDLES_CONCERNS & actor_is("owner_id") & (Rule("not is_shared") | _HEAD),
                update=rules.HANDLES_CONCERNS
                & ((actor_is("owner_id") & Rule("not is_shared")) | (_HEAD & Rule("is_shared"))),
                update_columns=("name", "filters", "ended_on"),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    filters = models.JSONField()
    is_shared = models.BooleanField(default=False)
    created_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["owner", "name"],
                condition=Q(ended_on__isnull=True, is_shared=False),
                name="view_named_once",
            ),
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(ended_on__isnull=True, is_shared=True),
                name="shared_view_named_once",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Watch(models.Model):
    """A number that somebody wants to be told of: more than so many concerns of a view came within so many days."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.OFFICE,
                select=rules.HANDLES_CONCERNS & _VIEW_IS_SEEN,
                insert=rules.HANDLES_CONCERNS
                & _VIEW_IS_SEEN
                & actor_is("created_by_id")
                & (actor_is("owner_id") | _HEAD),
                update=rules.HANDLES_CONCERNS & _VIEW_IS_SEEN & (actor_is("owner_id") | _HEAD),
                update_columns=("ended_on",),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    view = models.ForeignKey(SavedView, on_delete=models.PROTECT, related_name="watches")
    more_than = models.PositiveIntegerField(validators=[MinValueValidator(1), MaxValueValidator(10_000)])
    within_days = models.PositiveIntegerField(validators=[MinValueValidator(1), MaxValueValidator(366)])
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "watches"

    def __str__(self) -> str:
        return f"more than {self.more_than} within {self.within_days} days"


class WatchAlarm(models.Model):
    """One crossing of a watch's number. The sweep raises it and notes when the number is under again; a person says
    what follows from it. While it stands (``fell_on`` empty) the same watch raises no other."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.OFFICE,
                select=rules.HANDLES_CONCERNS & _WATCH_IS_SEEN,
                update=rules.HANDLES_CONCERNS & Rule("acknowledged_by_id is null") & (_WATCH_IS_OWN | _HEAD),
                update_check=rules.HANDLES_CONCERNS & actor_is("acknowledged_by_id"),
                update_columns=("acknowledged_by_id", "acknowledged_at", "reason"),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    watch = models.ForeignKey(Watch, on_delete=models.CASCADE, related_name="alarms")
    raised_on = models.DateField()
    fell_on = models.DateField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True, validators=[MaxLengthValidator(MEDIUM_TEXT)])

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["watch"], condition=Q(fell_on__isnull=True), name="one_alarm_stands_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"alarm of {self.raised_on:%Y-%m-%d}"


class ConcernExport(models.Model):
    """That a file of coded columns left the office: who, when, why, which columns, under which filters, how many rows."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.OFFICE,
                select=rules.HANDLES_CONCERNS & (actor_is("person_id") | _OVERSEES),
                insert=rules.HANDLES_CONCERNS & actor_is("person_id"),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    exported_at = models.DateTimeField()
    reason = models.TextField(validators=[MaxLengthValidator(MEDIUM_TEXT)])
    filters = models.JSONField()
    columns = models.JSONField()
    rows = models.PositiveIntegerField()

    class Meta:
        indexes = (models.Index(fields=["-exported_at"], name="export_newest"),)

    def __str__(self) -> str:
        return f"{self.rows} rows"
