"""What is kept of a file beside its bytes. Each context makes its own table from this, so that no door shares one with
another, and says in its own ``access`` who may see which.

``taken_in -> checked -> scanned -> released``, or ``refused`` from anywhere. A file in ``checked`` has a safe copy to
read but was not scanned; only one that is ``released`` is ever given out itself. Days and no times: when somebody sent
something may point to them.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from candour.kernel.doors import Rule


class State(models.TextChoices):
    """How far a file has come."""

    TAKEN_IN = "taken_in", _("Being checked")
    CHECKED = "checked", _("Checked")
    SCANNED = "scanned", _("Scanned")
    RELEASED = "released", _("Scanned, clean")
    REFUSED = "refused", _("Refused")


UNTOUCHED = Rule(
    "state = 'taken_in' and reason = '' and kind = '' and pages = '{}' and copy = '' and settled_on is null"
)
"""A row as its sender inserts it: nothing has been decided about the file."""


class DocumentBase(models.Model):
    """One version of one file. A subclass adds the foreign key to its record and names it in ``RECORD_FIELD``.

    ``address`` is the name of its blob and, under the record's key, the hash of its content. ``details`` holds its name
    and size, locked. ``pages`` are the addresses of its safe copy, ``copy`` that of a clean whole file, where one was
    wanted (``wants_copy``: the office sends it to somebody).
    """

    RECORD_FIELD: ClassVar[str]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    series = models.UUIDField(default=uuid.uuid4, editable=False, help_text="the same for all versions of a file")
    version = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.TAKEN_IN)
    reason = models.CharField(max_length=20, blank=True, help_text="a code of kernel.documents.reasons")
    kind = models.CharField(max_length=5, blank=True)
    address = models.CharField(max_length=64)
    details = models.BinaryField()
    pages = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    copy = models.CharField(max_length=64, blank=True)
    wants_copy = models.BooleanField(default=False)
    taken_in_on = models.DateField()
    settled_on = models.DateField(null=True, blank=True, help_text="released or refused")

    class Meta:
        abstract = True
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.UniqueConstraint(fields=["series", "version"], name="%(class)s_version_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="%(class)s_version_from_one"),
            models.CheckConstraint(
                condition=~Q(state=State.RELEASED) | (Q(reason="") & ~Q(pages=[]) & Q(settled_on__isnull=False)),
                name="%(class)s_released_has_pages",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.REFUSED) | (~Q(reason="") & Q(pages=[]) & Q(copy="")),
                name="%(class)s_refused_shows_nothing",
            ),
            models.CheckConstraint(
                condition=Q(settled_on__isnull=True) | Q(settled_on__gte=F("taken_in_on")),
                name="%(class)s_settled_after",
            ),
        )

    def __str__(self) -> str:
        return f"{self.state}, version {self.version}"

    @property
    def record_id(self) -> uuid.UUID:
        """The id of the record that it belongs to."""
        return uuid.UUID(str(getattr(self, f"{self.RECORD_FIELD}_id")))

    @property
    def is_readable(self) -> bool:
        """Whether there is a safe copy to read."""
        return self.state != State.REFUSED and bool(self.pages)

    @property
    def is_released(self) -> bool:
        """Whether the file itself may be given out."""
        return self.state == State.RELEASED


class KeyedDocument(DocumentBase):
    """A file whose random key stands beside it in its row: for records that are plain in the database under row rules.

    Whoever may see the row may open the file, and nobody else; a thief of the folder or the bucket alone reads nothing. The
    bytes are no safer than the database: whoever has both reads them (docs/decisions/0011-documents.md).
    """

    key = models.BinaryField(help_text="opens this file and no other")

    class Meta(DocumentBase.Meta):
        abstract = True
