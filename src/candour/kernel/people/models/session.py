"""Sessions. A table of our own: it holds digests, belongs to one door, and the database resolves the actor from it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from candour.kernel.doors import NO_DOOR, Access, Door, Rule, may

OWN_SESSION = Rule("token_digest = access_session_digest()")
"""The session whose token this request brought."""

NAMES_WHO_SIGNS_IN = Rule(
    "person_id is null or person_id = (select access_actor()) or person_id = (select access_invited())"
    " or person_id = (select p.id from people_person p"
    " where p.email = nullif(current_setting('candour.signing_in', true), ''))"
)
"""A session comes to name a person only in the sign-in path, for the very person who is told to be signing in."""


class Session(models.Model):
    """One signed-in (or signing-in) browser at one door. 15 minutes idle, 8 hours at most (security.md, threat 18)."""

    access: ClassVar[Access] = Access(
        tuple(
            may(
                door,
                select=(OWN_SESSION | Rule("person_id = (select access_actor())")) & Rule(f"door = '{door.value}'"),
                insert=Rule(f"door = '{door.value}'") & OWN_SESSION & NAMES_WHO_SIGNS_IN,
                update=OWN_SESSION & Rule(f"door = '{door.value}'"),
                update_check=OWN_SESSION & Rule(f"door = '{door.value}'") & NAMES_WHO_SIGNS_IN,
                delete=(OWN_SESSION | Rule("person_id = (select access_actor())")) & Rule(f"door = '{door.value}'"),
            )
            for door in (Door.DELIVERY, Door.OFFICE)
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    door = models.CharField(max_length=10, choices=[(door.value, door.value) for door in Door])
    token_digest = models.BinaryField(unique=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.CASCADE,
        related_name="sessions",
    )
    data = models.TextField(blank=True, help_text="signed by the framework; holds no case content")
    created_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    stepped_up_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=["person", "door"]),
            models.Index(fields=["expires_at"]),
        )

    def __str__(self) -> str:
        return f"{self.door} session"


class Demonstration(models.Model):
    """Its one row says that this database is a demonstration: synthetic people may be listed and signed in as."""

    access: ClassVar[Access] = NO_DOOR

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    switched_on_at = models.DateTimeField()

    class Meta:
        db_table = "people_demonstration"
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="one_demonstration"),)

    def __str__(self) -> str:
        return f"since {self.switched_on_at:%Y-%m-%d}"
