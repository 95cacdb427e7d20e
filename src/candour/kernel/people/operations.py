"""Loading what people and organisations stand on. Run by the owner; no door calls this.

What an administrator does to accounts is written in ``contexts/accounts/operations``, above the ledger.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from uuid import UUID, uuid5

from django.db import transaction

from candour.kernel.people.models import Demonstration, Organisation, Person
from candour.kernel.people.roles import Nation, OrganisationKind

_NAMESPACE = UUID("0c2b7a52-6a3f-4a9e-9d0e-3a2f1f6f8b11")
"""Makes the id of a listed organisation from its code, so that it is the same in every installation."""

_NATIONS = {
    "England": Nation.ENGLAND,
    "Wales": Nation.WALES,
    "Scotland": Nation.SCOTLAND,
    "Northern Ireland": Nation.NORTHERN_IRELAND,
}

_COLUMNS = ("name", "short_name", "nation", "region", "gss_code", "police_force_id")


@dataclass(frozen=True)
class Loaded:
    """How many organisations were added and how many corrected."""

    added: int
    changed: int


def load_reference() -> Loaded:
    """Bring authorities and police forces to the shipped lists (reference/CREDITS.md). Idempotent.

    An organisation that left the list stays, because the past refers to it. One that an administrator ended stays
    ended.
    """
    with transaction.atomic():
        forces = _bring(_forces())
        authorities = _bring(_authorities())
    return Loaded(forces.added + authorities.added, forces.changed + authorities.changed)


def mark_demonstration(*, at: datetime) -> None:
    """Say that this database is a demonstration, so that its synthetic people may be listed and signed in as.

    Refused where anybody who is not synthetic has ever signed in.
    """
    with transaction.atomic():
        if Person.objects.filter(is_synthetic=False, last_login__isnull=False).exists():
            raise ValueError("real people sign in here: this can never be a demonstration")
        Demonstration.objects.get_or_create(id=1, defaults={"switched_on_at": at})


def reference_id(kind: str, code: str) -> UUID:
    """The id of an organisation of the shipped lists."""
    return uuid5(_NAMESPACE, f"{kind}/{code}")


def _rows(name: str) -> list[dict[str, str]]:
    path = resources.files("candour.kernel.people").joinpath("reference", name)
    with path.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def _forces() -> list[Organisation]:
    return [
        Organisation(
            id=reference_id(OrganisationKind.POLICE_FORCE, row["slug"]),
            name=row["name"],
            kind=OrganisationKind.POLICE_FORCE,
            nation=_NATIONS.get(row["nation"], ""),
            region=row["ct_region"],
            code=row["slug"],
            gss_code=row["gss_code"],
        )
        for row in _rows("police_forces.csv")
    ]


def _authorities() -> list[Organisation]:
    return [
        Organisation(
            id=reference_id(OrganisationKind.LOCAL_AUTHORITY, row["la_code"]),
            name=row["official_name"],
            short_name=row["short_name"],
            kind=OrganisationKind.LOCAL_AUTHORITY,
            nation=_NATIONS[row["nation"]],
            region=row["region"],
            code=row["la_code"],
            gss_code=row["gss_code"],
            police_force_id=reference_id(OrganisationKind.POLICE_FORCE, row["police_force_slug"]),
        )
        for row in _rows("local_authorities.csv")
    ]


def _bring(wanted: list[Organisation]) -> Loaded:
    present = Organisation.objects.in_bulk([organisation.pk for organisation in wanted])
    new = [organisation for organisation in wanted if organisation.pk not in present]
    changed = [
        organisation
        for organisation in wanted
        if organisation.pk in present
        and any(getattr(organisation, column) != getattr(present[organisation.pk], column) for column in _COLUMNS)
    ]
    Organisation.objects.bulk_create(new)
    Organisation.objects.bulk_update(changed, (*_COLUMNS[:-1], "police_force"))
    return Loaded(len(new), len(changed))
