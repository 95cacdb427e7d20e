"""The blind index: for each concern the numbers that stand in for its words, and the key that makes them. No door
touches the numbers: see ``concerns_search`` in ``sql/functions.sql``, and docs/decisions/0015-search.md."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from candour.contexts.concerns.models import rules
from candour.contexts.concerns.models.key import ConcernKey
from candour.kernel.doors import NO_DOOR, Access, Door, may


class Numbers(models.Field):  # type: ignore[type-arg]  # generic for the type checker alone
    """A list of 64-bit numbers."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """As PostgreSQL calls it."""
        return "bigint[]"


class SearchEntry(models.Model):
    """What stands in for the words of one concern. It hangs on the concern's key and goes with it: in the database
    itself, whoever erases the key, because an index of what was erased would say what it was about."""

    BACKED_UP_APART: ClassVar[bool] = True
    """With the keys that they hang on: what stands in for the words of a concern must expire from backups with its key."""

    access: ClassVar[Access] = NO_DOOR

    concern = models.OneToOneField(
        ConcernKey, primary_key=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    tokens = Numbers(help_text="each word once, in no order of the text")

    class Meta:
        verbose_name_plural = "search entries"

    def __str__(self) -> str:
        return "search entry"


class SearchKey(models.Model):
    """The one key of the index, sealed to the office: neither the database nor another door can tell what a number
    stands for. It is a key of its own, so that changing the office's key does not mean indexing everything anew."""

    access: ClassVar[Access] = Access((may(Door.OFFICE, select=rules.HANDLES_CONCERNS),))

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    sealed = models.BinaryField(help_text="to the office's key")
    office_key = models.CharField(max_length=16, help_text="fingerprint of that key")

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="one_search_key"),)

    def __str__(self) -> str:
        return "search key"
