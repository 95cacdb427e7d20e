"""An address at which a person's calendar program reads when and where their panels meet."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from candour.contexts.pathway.models import rules
from candour.kernel.doors import Access, Door, Rule, actor_has, actor_is, may
from candour.kernel.people.roles import Role

_SITS = actor_has(rules.CHAIR, rules.COORDINATOR, rules.OFFICER, rules.SUPERVISOR, Role.PANEL_PARTNER.value)
_HONEST = Rule(
    "ended_at is null and made_at < now() + interval '1 minute'"
    " and last_on <= (now() at time zone 'Europe/London')::date + 366"
)
"""Whoever can run SQL as somebody makes no address that outlives a year, or a later change of what that person may do."""


class CalendarAddress(models.Model):
    """Made, replaced and ended by the person themself, one at a time. Only the digest of its secret is stored. Whether it
    still opens (``last_on`` is its last day; account, roles, a change of either) is the database's answer to every request
    (``pathway_calendar``): there is no job that could fail to end it."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.DELIVERY,
                select=actor_is("person_id"),
                insert=actor_is("person_id") & _SITS & _HONEST,
                update=actor_is("person_id") & Rule("ended_at is null"),
                update_check=actor_is("person_id") & Rule("ended_at is not null"),
                update_columns=("ended_at",),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    token_digest = models.BinaryField(unique=True, editable=False)
    made_at = models.DateTimeField()
    last_on = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_at__isnull=True), name="one_calendar_address_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"until {self.last_on:%Y-%m-%d}"
