"""Tables for the tests of deadlines and procedures: a matter, its clocks and their pauses.

Their application is not installed, so that migrations and access never see them; ``make_tables`` makes them inside the
transaction of a test.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import connection, models

from candour.kernel.deadlines.models import DeadlineBase, MovableBase, PauseBase
from candour.kernel.doors import Door
from candour.kernel.people.actor import Actor, HoldingFact


class Matter(models.Model):
    """A record under the procedure below."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    state = models.CharField(max_length=20)
    procedure_version = models.PositiveSmallIntegerField()
    note = models.TextField(blank=True)
    objects: ClassVar[models.Manager[Matter]] = models.Manager()

    class Meta:
        app_label = "rehearsal"

    def __str__(self) -> str:
        return self.state


class MatterClock(DeadlineBase):
    """Its time limits."""

    SUBJECT_FIELD = "matter"
    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="+")
    objects: ClassVar[models.Manager[MatterClock]] = models.Manager()

    class Meta:
        app_label = "rehearsal"


class MatterPause(PauseBase):
    """Their pauses."""

    deadline = models.ForeignKey(MatterClock, on_delete=models.CASCADE, related_name="pauses")
    objects: ClassVar[models.Manager[MatterPause]] = models.Manager()

    class Meta:
        app_label = "rehearsal"


class MovableClock(MovableBase):
    """Time limits whose last day somebody may decide."""

    SUBJECT_FIELD = "matter"
    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="+")
    objects: ClassVar[models.Manager[MovableClock]] = models.Manager()

    class Meta(MovableBase.Meta):
        abstract = False
        app_label = "rehearsal"


def make_tables(*further: type[models.Model]) -> None:
    """Make the tables in the transaction of the test."""
    wanted: tuple[type[models.Model], ...] = (Matter, MatterClock, MatterPause, *further)
    with connection.schema_editor() as editor:
        for model in wanted:
            editor.create_model(model)


def person(*roles: str, person_id: uuid.UUID | None = None, stepped_up_at: datetime | None = None) -> Actor:
    """Somebody at the office's door who holds these roles."""
    organisation = uuid.UUID(int=1)
    holdings = tuple(HoldingFact(role, organisation, "Office") for role in roles)
    return Actor(person_id or uuid.uuid4(), "Amina Rahman", Door.OFFICE, holdings, None, stepped_up_at)
