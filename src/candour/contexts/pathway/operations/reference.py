"""Loading the lists that come with Candour: types of concern of now and before with the map between them, frameworks,
reasons, needs, characteristics, interventions, exit reasons, and the choices of policy.

Run by the owner after migrating (``candour migrate``) and safe to run again: what is there already is left as it is. A new
term, or a new time from which one is valid, is a new line in the file; records keep the terms they have.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.db import transaction

from candour.contexts.pathway.models import CodeMapping, CodeTerm, PolicyChoice

FOLDER = Path(__file__).resolve().parents[1] / "reference"


@transaction.atomic
def load() -> int:
    """Add the terms, mappings and choices that are missing, and return how many were added."""
    return _load_terms() + _load_mappings() + _load_choices()


def _load_terms() -> int:
    known = set(CodeTerm.objects.values_list("list", "code", "valid_from"))
    missing = [
        CodeTerm(
            list=row["list"],
            code=row["code"],
            label=row["label"],
            label_cy=row["label_cy"],
            outcome=row["outcome"],
            is_ground=row["is_ground"] == "yes",
            source=row["source"],
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_until=date.fromisoformat(row["valid_until"]) if row["valid_until"] else None,
        )
        for row in _rows("code_terms.csv")
        if (row["list"], row["code"], date.fromisoformat(row["valid_from"])) not in known
    ]
    return len(CodeTerm.objects.bulk_create(missing))


def _load_mappings() -> int:
    terms = {(term.list, term.code): term.id for term in CodeTerm.objects.order_by("valid_from")}
    known = set(CodeMapping.objects.values_list("earlier_id", "later_id"))
    asked = [
        (terms[row["list"], row["earlier"]], terms[row["list"], row["later"]], row)
        for row in _rows("code_mappings.csv")
    ]
    missing = [
        CodeMapping(earlier_id=earlier, later_id=later, is_exact=row["is_exact"] == "yes", source=row["source"])
        for earlier, later, row in asked
        if (earlier, later) not in known
    ]
    return len(CodeMapping.objects.bulk_create(missing))


def _load_choices() -> int:
    known = set(PolicyChoice.objects.values_list("code", flat=True))
    missing = [
        PolicyChoice(
            code=row["code"],
            value=row["value"],
            nation=row["nation"],
            source=row["source"],
            in_force_from=date.fromisoformat(row["in_force_from"]),
        )
        for row in _rows("policy_choices.csv")
        if row["code"] not in known
    ]
    return len(PolicyChoice.objects.bulk_create(missing))


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
