"""The private key of a concern, wrapped. Whoever has the row and one of the two keys opens all that was written."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from candour.contexts.concerns.models import rules
from candour.contexts.concerns.models.concern import Concern
from candour.kernel.doors import Access, Door, may


class ConcernKey(models.Model):
    """One row a concern; gone when the concern is erased. The public half stands in ``Concern.sealing_key``."""

    BACKED_UP_APART: ClassVar[bool] = True
    """Its rows go into a file of their own, which expires: what was erased must not come back from a backup."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.PUBLIC,
                select=rules.own_mailbox(),
                select_columns=("concern_id", "for_reporter"),
                insert=rules.own_mailbox(),
            ),
            may(Door.OFFICE, select=rules.narrative(), insert=rules.coded()),
        )
    )

    concern = models.OneToOneField(Concern, primary_key=True, on_delete=models.CASCADE, related_name="key")
    for_office = models.BinaryField(help_text="sealed to the office's key")
    office_key = models.CharField(max_length=16, help_text="fingerprint of that key")
    for_reporter = models.BinaryField(help_text="under the key that the receipt yields")

    class Meta:
        indexes = (models.Index(fields=["office_key", "concern"], name="concern_keys_by_office_key"),)

    def __str__(self) -> str:
        return "key"
