"""Sealed identities: the keys of the two sides and who holds them, and what is locked to both."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from candour.contexts.concerns import codes
from candour.contexts.concerns.models import rules
from candour.contexts.concerns.models.concern import Concern
from candour.kernel.doors import SIGNED_IN, Access, Door, Rule, actor_has, actor_is, may
from candour.kernel.people.roles import Role

_KEEPERS = rules.OPENS_IDENTITIES | actor_has(Role.HEAD_OF_OFFICE.value, Role.COMMISSIONER.value)
_OF_MY_SIDE = Rule("key_id = any((select concerns_keys_of_my_side())::uuid[])")
_HELD = Rule("key_id = any((select concerns_keys_held())::uuid[])")
_HEAD = actor_has(Role.HEAD_OF_OFFICE.value)


class IdentityKey(models.Model):
    """The key of one side, as its ceremony made it. The private half is nowhere: on paper, and sealed to its holders."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.PUBLIC,
                select=Rule("retired_on is null"),
                select_columns=("id", "side", "public", "retired_on"),
            ),
            may(Door.OFFICE, select=SIGNED_IN),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    side = models.CharField(max_length=10, choices=codes.Side.choices)
    public = models.BinaryField()
    name = models.CharField(max_length=16, unique=True, help_text="what is left of its hash")
    begun_on = models.DateField(help_text="the day of the ceremony")
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["side"], condition=Q(retired_on__isnull=True), name="one_key_for_each_side"
            ),
        )

    def __str__(self) -> str:
        return self.name


class KeyHolder(models.Model):
    """Somebody who holds a side's key under a secret of their own, or asked for it. Ended when somebody else takes over."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.OFFICE,
                select=_KEEPERS,
                insert=actor_is("person_id") & _OF_MY_SIDE & Rule("enrolled_at is null and ended_on is null"),
                update=actor_is("person_id") | _HELD | _HEAD,
                update_columns=("tries", "tried_at", "enrolled_at", "enrolled_by_id", "ended_on"),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.ForeignKey(IdentityKey, on_delete=models.PROTECT, related_name="holders")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    public = models.BinaryField(help_text="of the pair that their secret makes")
    salt = models.BinaryField()
    operations = models.PositiveIntegerField(help_text="Argon2id")
    memory = models.PositiveBigIntegerField(help_text="Argon2id, in bytes")
    asked_on = models.DateField()
    enrolled_at = models.DateTimeField(null=True, blank=True)
    enrolled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="empty: at the ceremony, or with two shares",
    )
    ended_on = models.DateField(null=True, blank=True)
    tries = models.PositiveIntegerField(default=0, help_text="wrong secrets in a row")
    tried_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            # On both sides at once would be one person who opens alone.
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_on__isnull=True), name="holds_one_key_of_one_side"
            ),
            models.CheckConstraint(
                condition=Q(enrolled_by__isnull=True) | ~Q(enrolled_by=models.F("person")),
                name="nobody_enrols_themselves",
            ),
        )

    def __str__(self) -> str:
        return "holder"


class HolderWrap(models.Model):
    """A side's private key, sealed to one holder. Shown to that holder alone, while they hold the role."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.OFFICE,
                select=Rule(
                    "holder_id in (select h.id from concerns_keyholder h where h.person_id = (select access_actor())"
                    " and h.key_id = any((select concerns_keys_held())::uuid[]))"
                ),
                insert=Rule(
                    "holder_id in (select h.id from concerns_keyholder h where h.person_id <> (select access_actor())"
                    " and h.key_id = any((select concerns_keys_held())::uuid[]))"
                ),
            ),
        )
    )

    holder = models.OneToOneField(KeyHolder, primary_key=True, on_delete=models.CASCADE, related_name="wrap")
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return "wrapped key"


class SealedIdentity(models.Model):
    """That a concern has a sealed identity, and the public key to which more can be added to it."""

    access: ClassVar[Access] = Access(
        (
            # Read at the public door for its public key: a file sent later is locked away by whoever has the receipt.
            may(Door.PUBLIC, select=rules.own_mailbox(), insert=rules.own_mailbox()),
            may(Door.OFFICE, select=rules.coded(), insert=rules.coded()),
        )
    )

    concern = models.OneToOneField(Concern, primary_key=True, on_delete=models.CASCADE, related_name="identity")
    public = models.BinaryField()
    sealed_on = models.DateField()

    class Meta:
        verbose_name_plural = "sealed identities"

    def __str__(self) -> str:
        return "sealed identity"


class IdentityPart(models.Model):
    """One side's half of the key to an identity, sealed to that side. Shown to that side alone, while somebody asks."""

    BACKED_UP_APART: ClassVar[bool] = True

    access: ClassVar[Access] = Access(
        (
            may(Door.PUBLIC, insert=rules.own_mailbox("identity_id")),
            may(
                Door.OFFICE,
                select=rules.acts_for_side()
                & Rule("identity_id = any((select concerns_identities_to_decide())::uuid[])"),
                insert=rules.coded("identity_id"),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    identity = models.ForeignKey(SealedIdentity, on_delete=models.CASCADE, related_name="parts")
    side = models.CharField(max_length=10, choices=codes.Side.choices)
    key = models.ForeignKey(IdentityKey, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["identity", "side"], name="one_half_for_each_side"),)

    def __str__(self) -> str:
        return "half"


class IdentityPiece(models.Model):
    """One thing in a sealed identity. Added to by whoever may write to the concern, shown to the named reader alone."""

    access: ClassVar[Access] = Access(
        (
            may(Door.PUBLIC, insert=rules.own_mailbox("identity_id") & Rule("added_by_id is null")),
            may(
                Door.OFFICE,
                select=Rule("identity_id = any((select concerns_identities_to_read())::uuid[])"),
                insert=rules.coded("identity_id") & actor_is("added_by_id"),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    identity = models.ForeignKey(SealedIdentity, on_delete=models.CASCADE, related_name="pieces")
    kind = models.CharField(max_length=10, choices=codes.Piece.choices)
    sealed = models.BinaryField()
    document = models.ForeignKey(
        "concerns.ConcernDocument",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="of which file it holds the key",
    )
    added_on = models.DateField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return self.kind
