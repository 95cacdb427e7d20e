"""Proving a password (``AUTHENTICATION_BACKENDS``).

The database shows nobody's row before somebody is signed in, so this tells it which address is signing in and then
sees that one row or none. Unknown, wrong and deactivated cost the same hash and end in the same None.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from candour.kernel.access import context
from candour.kernel.people.models import Person


class PasswordBackend(BaseBackend):
    """Finds a person by email address and checks their password. Knows no permissions: row rules decide those."""

    def authenticate(
        self,
        request: HttpRequest | None,
        email: str | None = None,
        password: str | None = None,
        **_: Any,
    ) -> Person | None:
        """The person whose password this is, or None. Leaves ``candour.signing_in`` told only on success."""
        if not email or password is None:
            return None
        address = email.strip().lower()
        context.tell(context.SIGNING_IN, address)
        person = Person.objects.filter(email=address).first()
        if person is None:
            Person().set_password(password)  # the same work as for an address that is known
        elif person.check_password(password) and person.is_active:
            return person
        context.tell(context.SIGNING_IN, "")
        return None

    def get_user(self, user_id: UUID | str) -> Person | None:
        """The person of a session, if the database still shows them to themselves."""
        return Person.objects.filter(pk=user_id, deactivated_on=None).first()
