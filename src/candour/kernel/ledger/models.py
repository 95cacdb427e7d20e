"""Ledger entries, and the two trees that they and what is published are put into.

Entries hold ids, codes and keyed hashes: what happened to which record, never what it says. An entry's bytes are
canonical and stored as they were hashed, so that a verifier recomputes from what is there and nobody has to agree about
serialisation later. The leaf hash is computed by the database (RFC 6962, section 2.1: SHA-256 over a zero byte and the
entry). Entries carry no sequence number: their order is given by the inner tree, which takes them in after commit, so
that writers never wait for one another and no counter can be read by a door.

The inner tree holds every entry and no door reads it: its size would tell how many people wrote. The public tree holds
what is published and once a day the inner tree's root (docs/decisions/0008-two-trees.md).
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Func

from candour.kernel.doors import EVERY_ROW, Access, Door, actor_has, may


class LeafHash(Func):
    """SHA-256 of 0x00 followed by the bytes, as RFC 6962 hashes a leaf."""

    template = "sha256('\\x00'::bytea || %(expressions)s)"
    output_field = models.BinaryField()


class IsOneLine(Func):
    """Whether the bytes are one line, as an export must be able to write them."""

    template = "position('\\x0a'::bytea in %(expressions)s) = 0"
    output_field = models.BooleanField()


_APPEND_ONLY = tuple(may(door, insert=EVERY_ROW, insert_columns=("id", "entry")) for door in Door)
_ADDED_TO = ("select", "insert")
_TAKEN_FROM = ("select", "delete")
_INNER = Access(auditor=True, sequencer=_ADDED_TO)
_PUBLIC = Access((may(Door.PUBLIC, select=EVERY_ROW),), auditor=True, sequencer=_ADDED_TO)


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
        constraints = [models.CheckConstraint(condition=IsOneLine(models.F("entry")), name="entry_is_one_line")]

    def __str__(self) -> str:
        return str(self.id)


class Pending(models.Model):
    """An entry that no tree has taken in yet: written by a trigger with the entry, removed when it has its place.

    It is all that the sequencer learns of an entry.
    """

    access: ClassVar[Access] = Access(auditor=True, sequencer=_TAKEN_FROM)

    entry_id = models.UUIDField(primary_key=True, editable=False)
    leaf_hash = models.BinaryField()


class Publication(models.Model):
    """Something published that the public tree has not taken in yet. Taken in within two seconds."""

    access: ClassVar[Access] = Access(
        (may(Door.OFFICE, insert=actor_has("head_of_office", "commissioner")),), sequencer=_TAKEN_FROM
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.TextField()
    digest = models.TextField(help_text="SHA-256 of what was published, in hexadecimal")
    on_date = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__regex="^[a-z_]{1,40}$") & ~models.Q(kind="daily_root"),
                name="publication_kind_is_a_word",
            ),
            models.CheckConstraint(
                condition=models.Q(digest__regex="^[0-9a-f]{64}$"), name="publication_digest_is_sha256"
            ),
        ]


class InnerLeaf(models.Model):
    """The place of an entry, or of padding, in the inner tree."""

    access: ClassVar[Access] = _INNER

    position = models.BigIntegerField(primary_key=True)
    leaf_hash = models.BinaryField()
    entry_id = models.UUIDField(null=True, unique=True)
    padding = models.BinaryField(null=True, help_text="the leaf itself where it is no entry")

    class Meta:
        verbose_name_plural = "inner leaves"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(entry_id__isnull=True) ^ models.Q(padding__isnull=True),
                name="inner_leaf_is_an_entry_or_padding",
            )
        ]


class PublicLeaf(models.Model):
    """A leaf of the public tree: something published, or the inner tree's root on a day."""

    access: ClassVar[Access] = _PUBLIC

    position = models.BigIntegerField(primary_key=True)
    leaf_hash = models.BinaryField()
    leaf = models.BinaryField(help_text="canonical bytes")
    kind = models.TextField()
    digest = models.TextField(db_index=True)
    on_date = models.DateField()

    class Meta:
        verbose_name_plural = "public leaves"
        constraints = [
            models.UniqueConstraint("on_date", condition=models.Q(kind="daily_root"), name="one_daily_root_a_day")
        ]


class _Node(models.Model):
    pk = models.CompositePrimaryKey("height", "number")
    height = models.SmallIntegerField()
    number = models.BigIntegerField()
    node_hash = models.BinaryField()

    class Meta:
        abstract = True


class InnerNode(_Node):
    """The hash of a whole subtree of 16, 256, 4,096 … leaves of the inner tree."""

    access: ClassVar[Access] = _INNER


class PublicNode(_Node):
    """The hash of a whole subtree of the public tree."""

    access: ClassVar[Access] = _PUBLIC


class _Checkpoint(models.Model):
    size = models.BigIntegerField(primary_key=True)
    note = models.TextField(help_text="as it was signed")
    key = models.TextField(help_text="the public key that signed it")
    signed_at = models.DateTimeField()

    class Meta:
        abstract = True


class InnerCheckpoint(_Checkpoint):
    """What was signed about the inner tree, each minute in which it grew. Of a day's padded tree with the day."""

    access: ClassVar[Access] = _INNER

    on_date = models.DateField(null=True, unique=True)


class PublicCheckpoint(_Checkpoint):
    """What was signed about the public tree, whenever it grew."""

    access: ClassVar[Access] = _PUBLIC
