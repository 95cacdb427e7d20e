"""Loading the reference lists that come with Candour: the taxonomy and the directory of bodies.

Run by the owner after migrating (``candour migrate``) and safe to run again: what is there already is left as the
office has it. A new version of the taxonomy is a new version number in the file; concerns keep the terms they have.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.db import transaction

from candour.contexts.concerns.models import SignpostBody, TaxonomyTerm

FOLDER = Path(__file__).resolve().parents[1] / "reference"


@transaction.atomic
def load() -> int:
    """Add the terms and bodies that are missing, and return how many were added."""
    return _load_terms() + _load_bodies()


def _load_terms() -> int:
    known = set(TaxonomyTerm.objects.values_list("version", "axis", "code"))
    missing = [
        TaxonomyTerm(
            version=int(row["version"]),
            axis=row["axis"],
            code=row["code"],
            label=row["label"],
            meaning=row["meaning"],
            valid_from=date.fromisoformat(row["valid_from"]),
        )
        for row in _rows("taxonomy.csv")
        if (int(row["version"]), row["axis"], row["code"]) not in known
    ]
    return len(TaxonomyTerm.objects.bulk_create(missing))


def _load_bodies() -> int:
    known = set(SignpostBody.objects.values_list("code", flat=True))
    missing = [SignpostBody(**row) for row in _rows("signpost_bodies.csv") if row["code"] not in known]
    return len(SignpostBody.objects.bulk_create(missing))


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
