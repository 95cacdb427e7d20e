"""Where somebody can live, as a form lists it: local authorities, and prisons where any are entered."""

from __future__ import annotations

from collections.abc import Callable

from candour.kernel.people.models import Organisation
from candour.kernel.people.roles import OrganisationKind


def _listed(kind: str) -> list[tuple[str, str]]:
    rows = Organisation.objects.filter(kind=kind, ended_on__isnull=True).order_by("name").values_list("id", "name")
    return [(str(id_), name) for id_, name in rows]


def authorities() -> list[tuple[str, str]]:
    """Every local authority there is, by name: what is kept of an answer, and the name."""
    return _listed(OrganisationKind.LOCAL_AUTHORITY)


def prisons() -> list[tuple[str, str]]:
    """Every prison that was entered, by name."""
    return _listed(OrganisationKind.PRISON)


Listing = Callable[[], list[tuple[str, str]]]
