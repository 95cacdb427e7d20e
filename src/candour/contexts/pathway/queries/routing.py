"""Where a referral goes: the force of the prison or of the authority, else the national desk."""

from __future__ import annotations

from uuid import UUID

from django.db import connection

from candour.kernel.people.models import Organisation

NATIONAL_DESK = "ctphq"
"""The code of the national desk in the shipped list of forces."""


class NoNationalDesk(LookupError):
    """The shipped list of forces is not loaded: nobody could have a referral whose area is not known."""


def force_for(*, authority_id: UUID | None, establishment_id: UUID | None) -> UUID:
    """The force that gets a referral. Every door may ask. Raises NoNationalDesk."""
    with connection.cursor() as cursor:
        cursor.execute("select pathway_route(%s, %s)", [authority_id, establishment_id])
        found = cursor.fetchone()
    if found is None or found[0] is None:
        raise NoNationalDesk
    force: UUID = found[0]
    return force


def nation_of(*organisations: UUID | None) -> str:
    """The nation of the first of these organisations that has one; "" where none has."""
    wanted = [organisation for organisation in organisations if organisation is not None]
    known = dict(Organisation.objects.filter(id__in=wanted).values_list("id", "nation"))
    return next((known[organisation] for organisation in wanted if known.get(organisation)), "")
