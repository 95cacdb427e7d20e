"""Organisations: authorities, forces, bodies under the Prevent duty, providers, departments, the office itself."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from candour.kernel.doors import EVERY_ROW, Access, Door, actor_has, may
from candour.kernel.people.roles import Nation, OrganisationKind


class Organisation(models.Model):
    """A body in which roles are held. Authorities and forces come from the shipped reference lists."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.PUBLIC,
                select=EVERY_ROW,
                select_columns=("id", "name", "kind", "nation", "region", "ended_on"),
            ),
            may(Door.DELIVERY, select=EVERY_ROW),
            may(
                Door.OFFICE,
                select=EVERY_ROW,
                insert=actor_has("system_administrator"),
                update=actor_has("system_administrator"),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=30, choices=OrganisationKind.choices)
    nation = models.CharField(max_length=20, choices=Nation.choices, blank=True)
    region = models.CharField(max_length=60, blank=True)
    code = models.CharField(max_length=60, blank=True, help_text="code in the reference list it came from")
    gss_code = models.CharField(max_length=9, blank=True)
    police_force = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_synthetic = models.BooleanField(default=False)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=["kind", "name"]),)
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "code"],
                condition=~models.Q(code=""),
                name="one_organisation_per_code",
            ),
        )

    def __str__(self) -> str:
        return self.name
