"""That somebody at an OpenID Connect provider is a person here. No claim of theirs is kept, not even their name there."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from candour.kernel.doors import Access, Door, Rule, may

ONESELF_OR_INVITED = Rule("person_id = (select access_actor()) or person_id = (select access_invited())")
"""Made and removed by the person themselves, with a session or with the invitation that their administrator sent."""


class ProviderLink(models.Model):
    """One person's link with the provider of one door. ``subject_digest`` covers the door, the issuer and the subject."""

    access: ClassVar[Access] = Access(
        tuple(
            may(
                door,
                select=ONESELF_OR_INVITED & Rule(f"door = '{door.value}'"),
                insert=ONESELF_OR_INVITED & Rule(f"door = '{door.value}'"),
                delete=ONESELF_OR_INVITED & Rule(f"door = '{door.value}'"),
            )
            for door in (Door.DELIVERY, Door.OFFICE)
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="provider_links")
    door = models.CharField(max_length=10, choices=[(door.value, door.value) for door in Door])
    issuer = models.CharField(max_length=300, help_text="of the provider that was configured when the link was made")
    subject_digest = models.BinaryField(unique=True)
    linked_on = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "door"], name="one_provider_link_per_door"),)

    def __str__(self) -> str:
        return f"{self.door} since {self.linked_on:%Y-%m-%d}"
