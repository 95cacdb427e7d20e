"""Sessions. A table of our own: it holds digests, belongs to one door, and the database resolves the actor from it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from candour.kernel.doors import Access, Door, Rule, may

OWN_SESSION = Rule("token_digest = access_session_digest()")
"""The session whose token this request brought."""


class Session(models.Model):
    """One signed-in (or signing-in) browser at one door. 15 minutes idle, 8 hours at most (security.md, threat 18)."""

    access: ClassVar[Access] = Access(
        tuple(
            may(
                door,
                select=(OWN_SESSION | Rule("person_id = (select access_actor())")) & Rule(f"door = '{door.value}'"),
                insert=Rule(f"door = '{door.value}'") & OWN_SESSION,
                update=OWN_SESSION & Rule(f"door = '{door.value}'"),
                delete=(OWN_SESSION | Rule("person_id = (select access_actor())")) & Rule(f"door = '{door.value}'"),
            )
            for door in (Door.DELIVERY, Door.OFFICE)
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    door = models.CharField(max_length=10, choices=[(door.value, door.value) for door in Door])
    token_digest = models.BinaryField(unique=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="sessions")
    data = models.TextField(blank=True, help_text="signed by the framework; holds no case content")
    created_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    stepped_up_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=["person", "door"]), models.Index(fields=["expires_at"]))

    def __str__(self) -> str:
        return f"{self.door} session"
