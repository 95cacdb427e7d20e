"""Who can be given what: officers of a force, partners, services, panels. The database answers for those who may ask."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from candour.contexts.pathway.procedure import basis
from candour.kernel.people.models import Organisation, Person
from candour.kernel.people.roles import OrganisationKind


def officers(force_id: UUID) -> list[tuple[UUID, str]]:
    """Prevent officers and supervisors of a force of one's own, by name; none of another force."""
    with connection.cursor() as cursor:
        cursor.execute("select id, name from pathway_officers(%s)", [force_id])
        return [(person, name) for person, name in cursor.fetchall()]


def barred(individual_id: UUID) -> frozenset[UUID]:
    """Those who declared an interest in this person, or in somebody read as one with them."""
    return frozenset(_one("select pathway_barred(%s)", individual_id) or ())


def panel_owner(authority_id: UUID, individual_id: UUID) -> UUID | None:
    """Who would own a case of this authority's panel: its coordinator, else its chair; None where nobody can."""
    found: UUID | None = _one("select pathway_panel_owner(%s, %s)", authority_id, individual_id)
    return found


def who_run_the_panel(authority_id: UUID, *, on: date) -> list[tuple[UUID, str]]:
    """Those who chair or coordinate the panel of one's own authority on this day, by name."""
    held = (
        Q(holdings__organisation_id=authority_id)
        & Q(holdings__role__in=basis.PANEL)
        & Q(holdings__starts_on__lte=on)
        & (Q(holdings__ends_on__isnull=True) | Q(holdings__ends_on__gt=on))
    )
    rows = Person.objects.filter(held, deactivated_on=None).distinct().order_by("name", "id")
    return list(rows.values_list("id", "name"))


def partners() -> QuerySet[Organisation]:
    """Bodies in which somebody answers as a panel partner."""
    return _listed("select pathway_partners()")


def providers() -> QuerySet[Organisation]:
    """Bodies in which somebody gives support."""
    return _listed(f"select pathway_organisations_with(array['{basis.PROVIDER}'])")


def helpers_of(authority_id: UUID) -> QuerySet[Organisation]:
    """Bodies that can see to a need: the authority, partners, providers and services."""
    wanted = f"array['{basis.PARTNER}', '{basis.PROVIDER}', '{basis.SERVICE}']"
    others = _one(f"select pathway_organisations_with({wanted})") or ()
    return Organisation.objects.filter(id__in=[authority_id, *others]).order_by("name")


def services() -> QuerySet[Organisation]:
    """Bodies in which somebody receives transfers."""
    return _listed("select pathway_services()")


def panels() -> QuerySet[Organisation]:
    """Authorities in which somebody receives cases for the panel."""
    return _listed("select pathway_panels()")


def forces() -> QuerySet[Organisation]:
    """Forces in which somebody can open a referral."""
    return _listed("select pathway_staffed_forces()")


def authorities() -> QuerySet[Organisation]:
    """Every authority."""
    return Organisation.objects.filter(kind=OrganisationKind.LOCAL_AUTHORITY, ended_on=None).order_by("name")


def prisons() -> QuerySet[Organisation]:
    """Every prison."""
    return Organisation.objects.filter(kind=OrganisationKind.PRISON, ended_on=None).order_by("name")


def _listed(question: str) -> QuerySet[Organisation]:
    return Organisation.objects.filter(id__in=_one(question) or ()).order_by("name")


def _one(question: str, *values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        row = cursor.fetchone()
    return row[0] if row else None
