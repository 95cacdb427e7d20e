"""A person who signs in. Reporters and the people whom Prevent is about are never persons here."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from candour.kernel.doors import Access, Door, Rule, actor_has, actor_is, may

SIGNING_IN = Rule("email = nullif(current_setting('candour.signing_in', true), '')")
"""The one row that the sign-in path may read before anybody is signed in (docs/decisions/0001-doors.md)."""

INVITED = Rule("id = (select access_invited())")
"""The person whose invitation this request brought: they set their password before they can sign in."""

COLLEAGUE = Rule("id = any((select access_colleagues())::uuid[])")
"""Persons who hold a role in an organisation of the person signed in; at the office, all of its staff."""


class PersonManager(BaseUserManager["Person"]):
    """Finds persons by their sign-in name, which is an email address in lower case."""

    def get_by_natural_key(self, username: str | None) -> Person:
        """The person with this email address; raises Person.DoesNotExist."""
        return self.get(email=(username or "").lower())


class Person(AbstractBaseUser):
    """One ID per person, at whatever door. Deactivated, never deleted: the ledger refers to them."""

    access: ClassVar[Access] = Access(
        (
            may(
                Door.DELIVERY,
                select=SIGNING_IN | INVITED | actor_is("id") | COLLEAGUE,
                insert=actor_has("organisation_administrator"),
                update=SIGNING_IN | INVITED | actor_is("id"),
                update_columns=("password", "last_login", "language"),
            ),
            may(
                Door.OFFICE,
                select=SIGNING_IN | INVITED | actor_is("id") | COLLEAGUE | actor_has("system_administrator"),
                insert=actor_has("system_administrator"),
                update=SIGNING_IN | INVITED | actor_is("id") | actor_has("system_administrator"),
                update_columns=("password", "last_login", "language", "deactivated_on"),
            ),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("email address"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    language = models.CharField(_("language of messages"), max_length=10, default="en-gb")
    is_synthetic = models.BooleanField(default=False)
    deactivated_on = models.DateField(null=True, blank=True)
    sessions_valid_from = models.DateTimeField(null=True, blank=True, help_text="older sessions are void")

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[PersonManager] = PersonManager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")),
                name="email_is_lower",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:  # type: ignore[override]  # a property here: the fact is the date
        """Whether this person may sign in at all."""
        return self.deactivated_on is None

    # Django's permission framework is not used: rules stand in procedure tables and row policies.
    is_staff = False
    is_superuser = False
