"""Roles held, cover for them, and invitations to hold one."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from candour.kernel.doors import Access, Door, Rule, actor_belongs_to, actor_is, may
from candour.kernel.people.models.organisation import Organisation
from candour.kernel.people.roles import OFFICE_ROLES, ROLES_OF_KIND, Role

ADMINISTERED = Rule("organisation_id = any((select access_administered())::uuid[])")
"""The row belongs to an organisation whose administrator is signed in; at the office, to any, for its administrator."""

NOT_ONESELF = Rule("person_id <> (select access_actor())")
"""No administrator gives a role to themselves."""

NO_OFFICE_ROLE = Rule("role <> all(array[" + ", ".join(f"'{role.value}'" for role in sorted(OFFICE_ROLES)) + "])")
"""Only the office's own administrator, at the office's door, gives roles in the office."""

FITS_THE_ORGANISATION = Rule(
    "exists (select 1 from people_organisation o where o.id = organisation_id and o.kind || '/' || role = any(array["
    + ", ".join(f"'{kind}/{role}'" for kind, roles in sorted(ROLES_OF_KIND.items()) for role in sorted(roles))
    + "]))"
)
"""A role is held where it belongs: no council gives itself a role in the police, and none gives one in the office."""

WITHIN_THE_AREA = Rule(
    "exists (select 1 from people_organisation o where o.id = organisation_id"
    " and (o.code = '' or area = '' or area = o.code))"
)
"""An authority or a force gives roles for its own area."""

OWN_HOLDING = Rule(
    "exists (select 1 from people_roleholding h where h.id = holding_id"
    " and (h.person_id = (select access_actor()) or h.organisation_id = any((select access_administered())::uuid[])))"
)

COVERED_BY_A_COLLEAGUE = Rule(
    "covered_by_id <> (select access_actor()) and exists (select 1"
    " from people_roleholding h join people_roleholding c on c.organisation_id = h.organisation_id"
    " where h.id = holding_id and c.person_id = covered_by_id and (c.ends_on is null or c.ends_on > people_cover.starts_on))"
)
"""Cover is given to somebody else, who already holds a role in the same organisation: it is no way to a new role."""

THEIRS_ALONE = Rule("people_belongs_only_to(person_id, (select access_administered())::uuid[])")
"""Only somebody whose every role was in organisations that one looks after is sent a link to enrol."""


class RoleHolding(models.Model):
    """A person holds a role in an organisation, for an area where that matters, from a date to a date."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.DELIVERY,
                select=actor_is("person_id") | actor_belongs_to("organisation_id"),
                insert=ADMINISTERED & NOT_ONESELF & NO_OFFICE_ROLE & FITS_THE_ORGANISATION & WITHIN_THE_AREA,
                update=ADMINISTERED,
                update_columns=("ends_on", "ended_by_id", "end_reason"),
            ),
            may(
                Door.OFFICE,
                select=actor_is("person_id") | actor_belongs_to("organisation_id") | ADMINISTERED,
                insert=ADMINISTERED & NOT_ONESELF & FITS_THE_ORGANISATION & WITHIN_THE_AREA,
                update=ADMINISTERED,
                update_columns=("ends_on", "ended_by_id", "end_reason"),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="holdings")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="holdings")
    role = models.CharField(max_length=40, choices=Role.choices)
    area = models.CharField(
        max_length=60,
        blank=True,
        help_text="code of an authority or force; empty means all",
    )
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="the first day on which it is no longer held")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    end_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=["person", "starts_on"]),
            models.Index(fields=["organisation", "role"]),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="holding_ends_after_start",
            ),
        )

    def __str__(self) -> str:
        return f"{self.role} {self.starts_on}"


class Cover(models.Model):
    """Somebody stands in for a holding: as named deputy, or for a period of leave."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.DELIVERY,
                select=actor_is("covered_by_id") | OWN_HOLDING,
                insert=OWN_HOLDING & COVERED_BY_A_COLLEAGUE,
                update=OWN_HOLDING,
                update_columns=("ends_on",),
            ),
            may(
                Door.OFFICE,
                select=actor_is("covered_by_id") | OWN_HOLDING,
                insert=OWN_HOLDING & COVERED_BY_A_COLLEAGUE,
                update=OWN_HOLDING,
                update_columns=("ends_on",),
            ),
        )
    )

    class Kind(models.TextChoices):
        """Why somebody stands in."""

        DEPUTY = "deputy", _("Deputy")
        LEAVE = "leave", _("Leave cover")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    holding = models.ForeignKey(RoleHolding, on_delete=models.PROTECT, related_name="covers")
    covered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="covers")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    arranged_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="cover_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(kind="deputy") | Q(ends_on__isnull=False),
                name="leave_cover_has_an_end",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.starts_on}"


class Invitation(models.Model):
    """An invitation to enrol, or to enrol a new passkey after a loss. Only the token's digest is stored."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.DELIVERY,
                select=ADMINISTERED | Rule("token_digest = access_invitation()"),
                insert=ADMINISTERED & NOT_ONESELF & THEIRS_ALONE,
                update=ADMINISTERED | Rule("token_digest = access_invitation()"),
                update_columns=("used_at", "cancelled_at"),
            ),
            may(
                Door.OFFICE,
                select=ADMINISTERED | Rule("token_digest = access_invitation()"),
                insert=ADMINISTERED & NOT_ONESELF & THEIRS_ALONE,
                update=ADMINISTERED | Rule("token_digest = access_invitation()"),
                update_columns=("used_at", "cancelled_at"),
            ),
        )
    )

    class Purpose(models.TextChoices):
        """What the link is good for."""

        ENROL = "enrol", _("Enrol")
        REPLACE_PASSKEY = "replace_passkey", _("Replace a lost passkey")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="invitations")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    token_digest = models.BinaryField(unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    used_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.purpose} until {self.expires_at:%Y-%m-%d}"
