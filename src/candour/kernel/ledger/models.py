"""Ledger entries. They hold ids, codes and keyed hashes: what happened to which record, never what it says.

An entry's bytes are canonical and stored as they were hashed, so that a verifier recomputes from what is there and
nobody has to agree about serialisation later. The leaf hash is computed by the database (RFC 6962, section 2.1:
SHA-256 over a zero byte and the entry). Entries carry no sequence number: their order is given by the tree that
integrates them after commit, so that writers never wait for one another and no counter can be read by a door.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Func

from candour.kernel.doors import EVERY_ROW, Access, Door, may


class LeafHash(Func):
    """SHA-256 of 0x00 followed by the bytes, as RFC 6962 hashes a leaf."""

    template = "sha256('\\x00'::bytea || %(expressions)s)"
    output_field = models.BinaryField()


_APPEND_ONLY = tuple(may(door, insert=EVERY_ROW, insert_columns=("id", "entry")) for door in Door)


class Entry(models.Model):
    """One act, read, refusal or opening. No serving role may read, change or remove it; the auditor reads it."""

    access: ClassVar[Access] = Access(_APPEND_ONLY, auditor=True)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.BinaryField(help_text="canonical bytes")
    leaf_hash = models.GeneratedField(
        expression=LeafHash(models.F("entry")),
        output_field=models.BinaryField(),
        db_persist=True,
    )

    class Meta:
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return str(self.id)
